"""Children and codes: birthdays from several headers, sexes, codes in no list."""

import datetime as dt
from pathlib import Path

import pytest

from instances.ssda903.importer import Imported
from tests.instances.ssda903.importing import done, imported, stock
from tests.instances.ssda903.returns import EPISODE, HEADER, Episode, episode_cells, text

D = dt.date
OPEN = Episode("QX1", D(2023, 6, 1), None)
LEAVER = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A")
OTHER = "header with another birthday than most headers of the child: the commoner is used"


def with_headers(folder: Path, *born: str, sex: str = "1", child: str = "QX1") -> Imported:
    """Import one child today whose headers give these birthdays, a header table each."""
    (folder / "e.csv").write_text(text(EPISODE, map(episode_cells, (OPEN, LEAVER))), newline="")
    for place, day in enumerate(born):
        rows = [[child, sex, day, "WBRI", "", "0", ""], ["QX9", sex, "01/05/2012", "WBRI", "", "0", ""]]
        (folder / f"h{place}.csv").write_text(text(HEADER, rows), newline="")
    return imported(folder)


def cohort(found: Imported) -> str:
    """Return the cohort of the child today."""
    (row,) = found.instance.placements_today
    return row.cohort


def test_the_commonest_birthday_counts(tmp_path: Path) -> None:
    """Twice 2012 against once 2018: twelve years old, and the other header is reported."""
    found = with_headers(tmp_path, "01/05/2012", "01/05/2018", "01/05/2012")
    assert cohort(found) == "core_10_15_unknown"
    assert done(found)[OTHER] == 1


def test_of_equally_common_birthdays_the_latest(tmp_path: Path) -> None:
    """One each: the child is the younger one."""
    found = with_headers(tmp_path, "01/05/2018", "01/05/2012")
    assert cohort(found) == "core_5_9_unknown"


@pytest.mark.parametrize(
    ("born", "what"),
    [("", "header without a birthday"), ("31/02/2012", "header whose birthday is no day")],
)
def test_headers_without_a_birthday(tmp_path: Path, born: str, what: str) -> None:
    """They are dropped; another header of the child still counts."""
    found = with_headers(tmp_path, born, "01/05/2018")
    assert cohort(found) == "core_5_9_unknown"
    assert done(found)[what] == 1


def test_header_without_a_child(tmp_path: Path) -> None:
    """A header of nobody is dropped, and the child's age is assumed."""
    found = with_headers(tmp_path, "01/05/2018", child="")
    assert done(found)["header without an identifier of the child"] == 1
    assert done(found)["child in care on the last 31 March without a known birthday: an age is assumed"] == 1
    assert stock(found)[2024] == 1


def test_children_without_an_episode(tmp_path: Path) -> None:
    """Headers of others are counted and left alone."""
    found = with_headers(tmp_path, "01/05/2018", child="QX5")
    assert done(found)["children with a header and no episode"] == 1


@pytest.mark.parametrize("born", ["01/07/2023", "01/05/1990"])
def test_birthdays_that_cannot_be(tmp_path: Path, born: str) -> None:
    """Born after coming into care, or 33 years before: a mistyped year, not a reason to lose the child."""
    found = with_headers(tmp_path, born)
    assert stock(found)[2024] == 1
    what = "birthday after the first episode, or 25 years before it: taken for unknown"
    assert done(found)[what] == 1


def test_identifiers_that_differ_in_letters_only(tmp_path: Path) -> None:
    """Ab1 and aB1 are two children: identifiers that a platform made may be told apart by that alone."""
    two = [Episode(child, D(2023, 6, 1), None) for child in ("Ab1", "aB1")]
    (tmp_path / "e.csv").write_text(text(EPISODE, map(episode_cells, [*two, LEAVER])), newline="")
    rows = [[child, "1", "01/05/2012", "WBRI", "", "0", ""] for child in ("Ab1", "aB1", "QX9")]
    (tmp_path / "h.csv").write_text(text(HEADER, rows), newline="")
    assert stock(imported(tmp_path))[2024] == 2


def test_adults_are_not_counted(tmp_path: Path) -> None:
    """Nineteen on the first day: an episode of an adult is dropped, and then nobody is in care but a child."""
    (tmp_path / "e.csv").write_text(
        text(EPISODE, map(episode_cells, (OPEN, Episode("QX2", D(2023, 6, 1), None), LEAVER))), newline=""
    )
    rows = [[c, "1", day, "WBRI", "", "0", ""] for c, day in (("QX1", "01/05/2004"), ("QX2", "01/05/2012"))]
    (tmp_path / "h.csv").write_text(text(HEADER, rows), newline="")
    found = imported(tmp_path)
    assert stock(found)[2024] == 1
    assert done(found)["episode that begins on or after the eighteenth birthday"] == 1


@pytest.mark.parametrize(("sex", "odd"), [("1", 0), ("2", 0), ("M", 0), ("f", 0), ("U", 0), ("3", 2), ("male", 2)])
def test_sexes_of_all_years(tmp_path: Path, sex: str, odd: int) -> None:
    """1 and 2 until 2023/24, M, F and U since: both are taken, anything else is noted."""
    assert done(with_headers(tmp_path, "01/05/2012", sex=sex)).get("SEX is in no list of codes", 0) == odd


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("RNE", "Q", "RNE is in no list of codes"),
        ("RNE", "", "RNE is blank"),
        ("LS", "ZZ", "LS is in no list of codes"),
        ("CIN", "N9", "CIN is in no list of codes"),
        ("CIN", "", "CIN is blank"),
        ("PLACE_PROVIDER", "PR9", "PLACE_PROVIDER is in no list of codes"),
        ("REC", "E99", "REC is in no list of codes"),
    ],
)
def test_codes_in_no_list_are_noted(tmp_path: Path, column: str, value: str, what: str) -> None:
    """Noted with their row, and the row is kept."""
    cells = episode_cells(OPEN)
    cells[EPISODE.index(column)] = value
    (tmp_path / "e.csv").write_text(text(EPISODE, [cells, episode_cells(LEAVER)]), newline="")
    rows = [[child, "1", "01/05/2012", "WBRI", "", "0", ""] for child in ("QX1", "QX9")]
    (tmp_path / "h.csv").write_text(text(HEADER, rows), newline="")
    found = imported(tmp_path)
    assert done(found)[what] == 1
    assert stock(found)[2024] == 1


def test_columns_that_are_missing_are_told_with_what_follows(tmp_path: Path) -> None:
    """Without PLACE_PROVIDER foster placements are unknown: said, and counted."""
    cut = [place for place, name in enumerate(EPISODE) if name not in ("PLACE_PROVIDER", "LS", "CIN", "REC")]
    rows = [[episode_cells(e)[place] for place in cut] for e in (OPEN, LEAVER)]
    (tmp_path / "e.csv").write_text(text([EPISODE[place] for place in cut], rows), newline="")
    headers = [[child, "1", "01/05/2012", "WBRI", "", "0", ""] for child in ("QX1", "QX9")]
    (tmp_path / "h.csv").write_text(text(HEADER, headers), newline="")
    found = imported(tmp_path)
    assert [row.provision for row in found.instance.placements_today] == ["unknown"]
    told = done(found)
    assert told["no column PLACE_PROVIDER: the provider is not known: foster placements are unmapped"] == 2
    assert sum(what.startswith("no column") for what in told) == 4
