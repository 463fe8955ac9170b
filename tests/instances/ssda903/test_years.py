"""Which years the returns cover: from YEAR, from the days, from the name; broken off, missing, mistyped."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from instances.ssda903.importer import Imported
from instances.ssda903.years import named_year, read_year
from tests.instances.ssda903.importing import done, imported, lives, refused, stock, write_one
from tests.instances.ssda903.returns import (
    EPISODE,
    Council,
    Episode,
    council,
    episode_cells,
    header_csv,
    march,
    return_of,
    text,
    write_years,
)

D = dt.date
MADE = council(5, 200, 2020, 2024)


def years(found: Imported) -> list[int]:
    """Return the years of the 31 Marches counted."""
    return list(stock(found))


def with_year(folder: Path, rows: list[list[str]]) -> Imported:
    """Import rows that have a column YEAR."""
    (folder / "e.csv").write_text(text([*EPISODE, "YEAR"], rows), newline="")
    (folder / "h.csv").write_text(header_csv(MADE), newline="")
    return imported(folder)


def stacked(*wanted: int) -> list[list[str]]:
    """Return the rows of some years' returns on one another, each with its YEAR."""
    return [[*episode_cells(episode), str(year)] for year in wanted for episode in return_of(MADE, year)]


def test_many_years_in_one_file(tmp_path: Path) -> None:
    """A platform's extract of all years, told apart by YEAR, and the same without YEAR, told by its days."""
    found = with_year(tmp_path, stacked(2021, 2022, 2023))
    assert stock(found) == {year: len(MADE.in_care(march(year))) for year in range(2020, 2024)}
    whole = Council([e for e in MADE.episodes if e.dec is None or e.dec > march(2020)], MADE.born)
    other = tmp_path / "other"
    assert years(imported(write_one(other, whole)))[0] == 2020


def test_a_mistyped_year_is_not_believed(tmp_path: Path) -> None:
    """YEAR 2032 in one row of hundreds: the base date does not move, and the row is reported."""
    rows = stacked(2021, 2022, 2023)
    rows[5][-1] = "2032"
    found = with_year(tmp_path, rows)
    assert years(found)[-1] == 2023
    assert done(found)["YEAR that few rows have: the year is taken from the days of the file"] == 1


def test_a_mistyped_day_is_not_believed(tmp_path: Path) -> None:
    """An episode of 2029 in a return of 2023/24: the base date does not move."""
    write_years(tmp_path, MADE, [2024])
    path = tmp_path / "2024" / "episodes.csv"
    late = Episode("QX05LATE", D(2029, 5, 1), None)
    path.write_text(path.read_text() + ",".join(episode_cells(late)) + "\r\n", newline="")
    found = imported(tmp_path)
    assert years(found) == [2023, 2024]
    assert stock(found)[2024] == len(MADE.in_care(march(2024)))


def test_return_that_stops_within_the_year(tmp_path: Path) -> None:
    """An extract of September 2023: the plan starts from 31 March 2023, and the report says so."""
    write_years(tmp_path, MADE, [2022, 2023])
    cut = D(2023, 9, 15)
    early = [e for e in return_of(MADE, 2024) if e.decom < cut]
    episodes = [replace(e, dec=None, rec="") if e.dec is not None and e.dec >= cut else e for e in early]
    write_one(tmp_path / "now", Council(episodes, {e.child: MADE.born[e.child] for e in episodes}))
    found = imported(tmp_path)
    assert years(found) == [2021, 2022, 2023]
    assert stock(found)[2023] == len(MADE.in_care(march(2023)))
    what = "the last return stops before 31 March 2024: the plan starts from 31 March 2023"
    assert what in done(found)


def test_siblings_are_one_piece_of_evidence(tmp_path: Path) -> None:
    """Ten families of three come between June and December, then a quiet winter: a whole year, and it is told.

    As 30 days of their own they would have been a return that breaks off: (247/365)^30 is under 0.00001.
    The last day is 1 December, 120 days or 17 whole weeks before 31 March.
    """
    days = [D(2023, 6, 1) + dt.timedelta(days=20 * family) for family in range(9)] + [D(2023, 12, 1)]
    families = [Episode(f"QX{place}{n}", day, None) for place, day in enumerate(days) for n in range(3)]
    leaver = Episode("QX99", D(2021, 5, 1), D(2023, 4, 2), rec="E4A")
    found = imported(write_one(tmp_path, lives(*families, leaver)))
    assert years(found)[-1] == 2024
    assert stock(found)[2024] == 30
    what = "nobody came, moved or left in the last 17 weeks before 31 March 2024"
    assert [told for told in done(found) if told.startswith(what)]


def test_no_whole_year_is_refused(tmp_path: Path) -> None:
    """One extract of part of a year shows nobody who left before it, and has no year to take rates from."""
    episodes = [e for e in return_of(MADE, 2024) if e.decom < D(2023, 7, 1)]
    episodes = [replace(e, dec=None, rec="") if e.dec is not None and e.dec >= D(2023, 7, 1) else e for e in episodes]
    write_one(tmp_path, Council(episodes, {e.child: MADE.born[e.child] for e in episodes}))
    expected = "episodes: episodes with readable days that reach from a 1 April to a 31 March; these do not"
    assert refused(tmp_path) == [expected]


def test_a_missing_return(tmp_path: Path) -> None:
    """2022 is missing: said, its flows are not counted, and rates come from the two years after it."""
    write_years(tmp_path, MADE, [2020, 2021, 2023, 2024])
    found = imported(tmp_path)
    assert "no return of the year to 31 March 2022: rates are taken from later years only" in done(found)
    starts = {row.period_end.year for row in found.instance.history if row.measure == "starts"}
    assert starts == {2020, 2021, 2023, 2024}
    assert any("mean of 24 months" in row.note for row in found.instance.entries)


def test_few_days_and_a_year_in_the_name(tmp_path: Path) -> None:
    """A child who has been in one placement since 2021 has no day in 2023/24: the folder's name says the year."""
    made = lives(Episode("QX1", D(2021, 6, 1), None), Episode("QX2", D(2022, 2, 1), None))
    found = imported(write_one(tmp_path / "2023-24", made))
    assert years(found) == [2023, 2024]
    assert years(imported(write_one(tmp_path / "plain", made))) == [2021, 2022]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("a/2024/episodes.csv", 2024),
        ("a/2023-24/episodes.csv", 2024),
        ("a/202324.csv", 2024),
        ("a/2023_24.csv", 2024),
        ("2023/2024.csv", 0),
        ("2019/a/b.csv", 0),
        ("a/SSDA903_2020_episodes.csv", 2020),
        ("a/12024.csv", 0),
    ],
)
def test_years_in_names(name: str, year: int) -> None:
    """The last two parts of a path, and one year only."""
    assert named_year(name) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024", 2024),
        ("2024.0", 2024),
        ("2023/24", 2024),
        ("2023-24", 2024),
        ("24", 0),
        ("", 0),
        ("9999", 0),
        ("x", 0),
    ],
)
def test_years_in_cells(text: str, year: int) -> None:
    """A year is the one it ends in."""
    assert read_year(text) == year
