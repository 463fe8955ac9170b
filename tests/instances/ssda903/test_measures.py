"""DfE's counts, worked out by hand on small lives."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from instances.ssda903.importer import Imported
from instances.ssda903.measures import YearEnd, share
from tests.instances.ssda903.importing import imported, lives, write_one
from tests.instances.ssda903.returns import Episode

D = dt.date
LONG_AGO = D(2019, 4, 3)


def leavers() -> list[Episode]:
    """Children who leave a day before 31 March of 2020 to 2024, so that the file covers five years."""
    return [Episode(f"QX9{y}", D(y - 1, 4, 2), D(y, 3, 30), rec="E4A", place="K2") for y in range(2020, 2025)]


def measured(folder: Path, *episodes: Episode, **born: D) -> Imported:
    """Import lives; birthdays by child, 1 May 2012 for others."""
    made = lives(*episodes, *leavers())
    made.born |= born
    return imported(write_one(folder, made), population=10_000)


def last(found: Imported) -> YearEnd:
    """Return the counts of 31 March 2024."""
    return found.ends[-1]


def chain(child: str, *steps: tuple[D, str]) -> list[Episode]:
    """Return episodes that follow one another: first day and reason of each."""
    found = []
    for place, (day, rne) in enumerate(steps):
        after = steps[place + 1][0] if place + 1 < len(steps) else None
        found.append(Episode(child, day, after, rne, "U6", "PR1", "X1" if after else "", urn=f"SC{place}"))
    return found


def test_three_placements_in_the_year(tmp_path: Path) -> None:
    """The placement of 1 April counts: with two moves in the year there are three. L is no move.

    A moved twice in the year: three. B once: two. C once in the year: two. D started in it and moved twice: three.
    """
    found = measured(
        tmp_path,
        *chain("QXA", (LONG_AGO, "S"), (D(2023, 6, 1), "P"), (D(2023, 9, 1), "B")),
        *chain("QXB", (LONG_AGO, "S"), (D(2023, 6, 1), "P"), (D(2023, 9, 1), "L")),
        *chain("QXC", (LONG_AGO, "S"), (D(2023, 3, 1), "P"), (D(2023, 9, 1), "P")),
        *chain("QXD", (D(2023, 5, 1), "S"), (D(2023, 6, 1), "P"), (D(2023, 9, 1), "P")),
    )
    assert last(found).children == 4
    assert last(found).moved_often == 2


def test_ended_before_first_of_april_does_not_count(tmp_path: Path) -> None:
    """A placement left on 1 April was not held in the year: its last day was 31 March."""
    found = measured(tmp_path, *chain("QXA", (LONG_AGO, "S"), (D(2023, 4, 1), "P"), (D(2023, 9, 1), "P")))
    assert last(found).moved_often == 0


def test_long_term_stability(tmp_path: Path) -> None:
    """Of under-16s in care for 30 months, those 24 months in one placement.

    A: in care since 2019, moved in March 2022, 24 months ago: counts and is settled. B: moved in May 2022: counts,
    is not. C: in care since 1 October 2021, 30 months on 1 April 2024, hence by the end of 31 March: counts, settled.
    D: a day later: does not count. E: sixteen.
    """
    found = measured(
        tmp_path,
        *chain("QXA", (LONG_AGO, "S"), (D(2022, 3, 10), "P")),
        *chain("QXB", (LONG_AGO, "S"), (D(2022, 5, 10), "P")),
        *chain("QXC", (D(2021, 10, 1), "S")),
        *chain("QXD", (D(2021, 10, 2), "S")),
        *chain("QXE", (LONG_AGO, "S")),
        QXE=D(2008, 3, 31),
    )
    assert (last(found).long_term, last(found).settled) == (3, 2)


def test_adoptive_placement_counts_with_the_one_before(tmp_path: Path) -> None:
    """Placed for adoption in 2023 by the carers of 2019: together two years."""
    first, second = chain("QXA", (LONG_AGO, "S"), (D(2023, 6, 1), "P"))
    found = measured(tmp_path, first, replace(second, place="A6"))
    assert (last(found).long_term, last(found).settled) == (1, 1)


def test_a_break_in_care_starts_the_count_again(tmp_path: Path) -> None:
    """Home for a week in 2023: not in care for 30 months without a break."""
    first, second = chain("QXA", (LONG_AGO, "S"), (D(2023, 6, 1), "S"))
    found = measured(tmp_path, replace(first, dec=D(2023, 5, 25), rec="E4A"), second)
    assert (last(found).long_term, last(found).settled) == (0, 0)


def test_stability_is_not_known_before_thirty_months_of_returns(tmp_path: Path) -> None:
    """The returns begin on 1 April 2019: by 31 March 2021 they are two years long, by 2022 three."""
    found = measured(tmp_path, *chain("QXA", (LONG_AGO, "S")))
    assert [end.long_term is not None for end in found.ends] == [False, False, False, True, True, True]
    assert [end.moved_often is not None for end in found.ends] == [False, True, True, True, True, True]


def test_starts_and_ceases_by_age(tmp_path: Path) -> None:
    """A child of 12 who starts, and one of 3 who ceases, in the year to 31 March 2024; the leavers too."""
    gone = Episode("QXB", LONG_AGO, D(2023, 8, 1), rec="E12")
    found = measured(tmp_path, *chain("QXA", (D(2024, 2, 1), "S")), gone, QXB=D(2019, 4, 1), QXA=D(2012, 1, 1))
    assert last(found).starts is not None
    assert last(found).starts.tolist() == [0, 0, 0, 2, 0]  # type: ignore[union-attr]
    assert last(found).ceases.tolist() == [0, 1, 0, 1, 0]  # type: ignore[union-attr]


def test_history_and_measures_hold_the_counts(tmp_path: Path) -> None:
    """The table history has the counts, measures.csv the shares, with the rate per 10,000."""
    moved = chain("QXA", (LONG_AGO, "S"), (D(2022, 5, 10), "P"))
    found = measured(tmp_path, *moved, *chain("QXB", (LONG_AGO, "S")))
    counts = {row.measure: row.children for row in found.instance.history if row.period_end == D(2024, 3, 31)}
    assert counts["looked_after_30_months"] == 2
    assert counts["same_placement_24_months"] == 1
    assert counts["population"] == 10_000
    residents = [(row.home_area, row.day, row.people, row.age_from, row.age_to) for row in found.instance.population]
    assert residents == [(None, D(2024, 3, 31), 10_000.0, 0, 17)]
    lines = found.companions["import/measures.csv"].splitlines()
    assert "2024-03-31,looked_after_per_10000,2,10000,2.0" in lines
    assert "2024-03-31,same_placement_24_months,1,2,0.5" in lines
    assert "2019-03-31,three_or_more_placements,,0," in lines


@pytest.mark.parametrize(("part", "whole", "value"), [(1, 4, 0.25), (None, 4, None), (0, 0, None), (1, None, None)])
def test_share(part: int | None, whole: int | None, value: float | None) -> None:
    """A share is known where both counts are and the whole is not nothing."""
    assert share(part, whole) == value
