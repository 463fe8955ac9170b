"""Episodes mended and stitched: small lives with the answer worked out beside them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from instances.ssda903.importer import Imported
from tests.instances.ssda903.importing import done, imported, lives, stock, write_one
from tests.instances.ssda903.returns import Council, Episode, episodes_csv, header_csv

BASE = dt.date(2024, 3, 31)
FIRST = dt.date(2023, 5, 10)
SECOND = dt.date(2023, 11, 20)
CHILD = "QX00000001"

START = Episode(CHILD, FIRST, SECOND, "S", "U6", "PR1", "X1", urn="SC100001")
NEXT = Episode(CHILD, SECOND, None, "P", "U6", "PR4", urn="SC200002")


def one_return(folder: Path, *episodes: Episode, born: str = "01/05/2012") -> Imported:
    """Import the return of 2023/24 with some episodes, and one of a child who left in March to fix the year."""
    last = Episode("QX99999999", dt.date(2023, 4, 2), dt.date(2024, 3, 30), rec="E4A")
    return imported(write_one(folder, lives(*episodes, last, born=born)))


def today(found: Imported) -> list[tuple[str, int]]:
    """Return provision and months in placement of the children today."""
    rows = found.instance.placements_today
    return [(row.provision, row.months_in_placement) for row in rows for _ in range(round(row.children))]


def moves(found: Imported) -> int:
    """Return the moves counted in the last year, from the note of the recorded rate."""
    row = next(row for row in found.instance.calibration if row.measure == "first_year_moves_per_child_year")
    return int(row.note.split()[0])


def test_a_move_is_rne_p_or_b(tmp_path: Path) -> None:
    """P begins a new placement: 20 November to 31 March is four whole months, and there is one move."""
    found = one_return(tmp_path, START, NEXT)
    assert today(found) == [("ifa", 4)]
    assert moves(found) == 1


@pytest.mark.parametrize("rne", ["L", "U", "T"])
def test_other_reasons_are_no_move(tmp_path: Path, rne: str) -> None:
    """L, U and T go on with the placement that began on 10 May: ten whole months."""
    found = one_return(tmp_path, START, replace(NEXT, rne=rne, provider="PR1", urn="SC100001"))
    assert today(found) == [("in_house_fostering", 10)]
    assert moves(found) == 0


def test_temporary_placement_goes_on(tmp_path: Path) -> None:
    """A child away in hospital today is in the foster placement of 10 May."""
    found = one_return(tmp_path, START, replace(NEXT, place="T1", provider="", urn=""))
    assert today(found) == [("in_house_fostering", 10)]
    assert moves(found) == 0
    assert done(found)["temporary placement: goes on with the placement before it, no move"] == 1


def test_return_from_temporary_placement_is_no_move(tmp_path: Path) -> None:
    """Away for a week with RNE P and back with RNE P: still the placement of 10 May."""
    back = SECOND + dt.timedelta(days=7)
    away = replace(NEXT, place="T4", provider="", urn="", dec=back, rec="X1")
    found = one_return(tmp_path, START, away, replace(START, decom=back, dec=None, rne="P", rec=""))
    assert today(found) == [("in_house_fostering", 10)]
    assert moves(found) == 0


def test_elsewhere_after_temporary_placement_is_a_move(tmp_path: Path) -> None:
    """Away for a week and then to other carers: a move, on 27 November, four months ago."""
    back = SECOND + dt.timedelta(days=7)
    away = replace(NEXT, place="T4", provider="", urn="", dec=back, rec="X1")
    found = one_return(tmp_path, START, away, replace(NEXT, decom=back))
    assert today(found) == [("ifa", 4)]
    assert moves(found) == 1


def test_other_carer_of_the_same_kind_after_temporary_placement(tmp_path: Path) -> None:
    """The same codes and another URN are other carers."""
    back = SECOND + dt.timedelta(days=7)
    away = replace(NEXT, place="T4", provider="", urn="", dec=back, rec="X1")
    found = one_return(tmp_path, START, away, replace(START, decom=back, dec=None, rne="P", rec="", urn="SC300003"))
    assert moves(found) == 1


def test_temporary_placement_at_the_start_is_unknown(tmp_path: Path) -> None:
    """Without a placement before it, nobody knows where the child lives: counted, as unknown."""
    found = one_return(tmp_path, replace(NEXT, rne="S", place="T0", provider="", urn=""))
    assert today(found) == [("unknown", 4)]
    assert found.quality.count("unmapped") == 1


def test_missing_end_is_the_next_start(tmp_path: Path) -> None:
    """An episode without an end is over when the next begins: the child counts once."""
    found = one_return(tmp_path, replace(START, dec=None, rec=""), NEXT)
    assert stock(found)[2024] == 1
    assert done(found)["no last day: ended where the child's next episode begins"] == 1


def test_overlap_is_cut(tmp_path: Path) -> None:
    """An episode that runs past the next one's start ends there."""
    found = one_return(tmp_path, replace(START, dec=SECOND + dt.timedelta(days=30)), NEXT)
    assert stock(found)[2024] == 1
    assert done(found)["runs past the start of the child's next episode: ended there"] == 1


def test_gap_with_x1_is_filled(tmp_path: Path) -> None:
    """X1 says that care goes on: the ten days between are filled, and the child entered care once."""
    found = one_return(tmp_path, replace(START, dec=SECOND - dt.timedelta(days=10)), NEXT)
    filled = done(found)[
        "ends with X1 (care goes on) before the child's next episode begins: the days between are filled"
    ]
    assert filled == 1
    starts = sum(row.children for row in found.instance.history if row.measure == "starts")
    assert starts == 2
    assert today(found) == [("ifa", 4)]


def test_gap_after_leaving_care_is_a_gap(tmp_path: Path) -> None:
    """E4A says that the child went home: two times in care, no move."""
    found = one_return(
        tmp_path, replace(START, dec=SECOND - dt.timedelta(days=10), rec="E4A"), replace(NEXT, rne="S")
    )
    assert moves(found) == 0
    assert today(found) == [("ifa", 4)]


def test_short_breaks_are_left_out(tmp_path: Path) -> None:
    """DfE's counts leave out children in a series of short breaks."""
    found = one_return(tmp_path, replace(NEXT, rne="S", ls="V4"), replace(NEXT, child="QX00000002", rne="S"))
    assert stock(found)[2024] == 1
    assert done(found)["short break (legal status V3 or V4), which DfE's counts leave out"] == 1


def test_end_on_the_eighteenth_birthday(tmp_path: Path) -> None:
    """Born 1 March 2006: eighteen on 1 March 2024, and not in care on 31 March, whatever the row says."""
    other = replace(NEXT, child="QX00000002", rne="S")
    made = lives(replace(NEXT, rne="S"), other, Episode("QX99999999", FIRST, dt.date(2024, 3, 30), rec="E4A"))
    made.born[CHILD] = dt.date(2006, 3, 1)
    found = imported(write_one(tmp_path, made))
    assert stock(found)[2024] == 1
    assert done(found)["episode that runs past the eighteenth birthday: ended on it"] == 1


def test_unreadable_end_of_one_who_left(tmp_path: Path) -> None:
    """31 February with E4A: the child left on a day nobody knows; the row is dropped and not counted as open."""
    made = lives(replace(START, rec="E4A"), replace(NEXT, child="QX00000002", rne="S"))
    found = imported(write_one(tmp_path, made, lambda text: text.replace("20/11/2023,E4A", "31/02/2024,E4A")))
    assert stock(found)[2024] == 1
    assert done(found)["last day (DEC) is no day, and the child left care on it"] == 1


def test_child_without_header_keeps_its_place(tmp_path: Path) -> None:
    """A child without a birthday is in care all the same: the middle age of the others is assumed."""
    made = lives(replace(NEXT, rne="S"), replace(NEXT, child="QX00000002", rne="S"))
    del made.born["QX00000002"]
    found = imported(write_one(tmp_path, made))
    assert sum(row.children for row in found.instance.placements_today) == 2
    assert {row.cohort for row in found.instance.placements_today} == {"core_10_15_unknown"}
    assert done(found)["child in care on the last 31 March without a known birthday: an age is assumed"] == 1


def _years(folder: Path, *returns: tuple[int, list[Episode]]) -> Imported:
    """Import yearly returns, each with a child who leaves in its last week."""
    for year, episodes in returns:
        leaver = Episode(f"QX9999{year}", dt.date(year - 1, 4, 5), dt.date(year, 3, 30), rec="E4A")
        made = Council([*episodes, leaver], {e.child: dt.date(2012, 5, 1) for e in [*episodes, leaver]})
        place = folder / f"{year}"
        place.mkdir()
        (place / "a.csv").write_text(episodes_csv(made.episodes), newline="")
        (place / "b.csv").write_text(header_csv(made), newline="")
    return imported(folder)


def test_open_row_of_an_earlier_return_is_closed_by_the_later(tmp_path: Path) -> None:
    """Open in 2022/23, ended in 2023/24: the later row counts, in care on 31 March 2023 and not 2024."""
    early = replace(START, decom=dt.date(2022, 6, 1), dec=None, rec="")
    late = replace(early, dec=dt.date(2023, 9, 1), rec="E4A")
    stays_on = replace(NEXT, child="QX00000003", rne="S")
    found = _years(tmp_path, (2023, [early]), (2024, [late, stays_on]))
    assert stock(found) == {2022: 0, 2023: 1, 2024: 1}


def test_open_row_that_is_not_carried_on(tmp_path: Path) -> None:
    """Open in 2022/23 and absent from 2023/24: in care on 31 March 2023, as its own return says, and not after."""
    early = replace(START, decom=dt.date(2022, 6, 1), dec=None, rec="")
    stays_on = replace(NEXT, child="QX00000003", rne="S")
    found = _years(tmp_path, (2023, [early]), (2024, [stays_on]))
    assert stock(found) == {2022: 0, 2023: 1, 2024: 1}
    assert done(found)["open, and not in the next year's return: ended on 31 March of its own return"] == 1


def test_quality_names_file_and_rows(tmp_path: Path) -> None:
    """The report gives the file and the lines, the header being row 1."""
    made = lives(START, NEXT, replace(NEXT, child="QX00000003", rne="S"))
    folder = write_one(tmp_path, made, lambda text: text.replace("QX00000003,20/11/2023", "QX00000003,20/11/23"))
    found = imported(folder)
    line = next(
        row for row in found.companions["import/quality.csv"].splitlines() if "first day (DECOM) is no day" in row
    )
    assert line == f"dropped,episode whose first day (DECOM) is no day,{folder}/episodes.csv,1,4"


def test_stock_is_a_whole_number_of_children(tmp_path: Path) -> None:
    """Counts are whole."""
    found = one_return(tmp_path, START, NEXT)
    assert all(np.isclose(row.children, round(row.children)) for row in found.instance.placements_today)
