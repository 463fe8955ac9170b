"""Which years the returns cover: from a column YEAR, else from the days in each file, else from its name."""

import re
from dataclasses import dataclass

import numpy as np

from instances.ssda903.categories import spread
from instances.ssda903.dates import BLANK, UNREADABLE, Days, day_of, financial_year_end, last_of_march
from instances.ssda903.quality import Quality
from instances.ssda903.tables import Pile

_LEAST_SHARE = 0.01
"""A year counts if it has a hundredth of a file's days or rows: fewer are mistyped ones."""
_UNLIKELY = 1e-3
_TELLING = 20
"""Different days in a year from which it can be told whether a return goes on to its end."""
_QUIET_WEEKS = 8
"""So long without a day before 31 March is told of, even where it may be chance."""
_LATEST_BY_NAME = 3
_YEARS = range(1990, 2101)
_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?:[-_/ ]?(\d\d))?(?!\d)")


@dataclass(frozen=True)
class Coverage:
    """The returns' years, each named by the calendar year it ends in.

    Attributes:
        of_row: for each row, the last year of the return it stands in.
        covered: every year that a return covers.
        base: the last 31 March that the returns reach; `UNREADABLE` if there is none.
    """

    of_row: Days
    covered: frozenset[int]
    base: int

    @property
    def start(self) -> int:
        """The first day that the returns cover, a 1 April."""
        return last_of_march(min(self.covered) - 1) + 1

    @property
    def unbroken(self) -> int:
        """The first day from which every year up to the base date is covered."""
        year = day_of(self.base).year
        while year - 1 in self.covered:
            year -= 1
        return last_of_march(year - 1) + 1

    @property
    def marches(self) -> list[int]:
        """Every 31 March from the day before the first year to the last."""
        return [last_of_march(year) for year in range(min(self.covered) - 1, day_of(self.base).year + 1)]


def coverage(episodes: Pile, starts: Days, ends: Days, quality: Quality) -> Coverage:
    """Return the years covered; tells of the year taken for each file, and of years broken off or missing."""
    of_row = _given_years(episodes, quality)
    covered: set[int] = set(np.unique(of_row[of_row > 0]).tolist())
    given = of_row > 0
    for file, name in enumerate(episodes.names):
        mine = episodes.files == file
        years = None if given[mine].all() else _years_of_file(starts[mine], ends[mine], name)
        if years is None:
            continue
        covered.update(years)
        of_row[mine & ~given] = years[-1]
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
        quality.whole("noted", f"read as the return of the years ending 31 March {span}", name, int(mine.sum()))
    return _ending(of_row, covered, starts, ends, quality)


def _ending(of_row: Days, covered: set[int], starts: Days, ends: Days, quality: Quality) -> Coverage:
    if covered:
        covered = covered - _broken_off(max(covered), np.concatenate([_real(starts), _real(ends)]), quality)
    if not covered:
        return Coverage(of_row, frozenset(), UNREADABLE)
    for year in sorted(set(range(min(covered), max(covered))) - covered):
        what = f"no return of the year to 31 March {year}: rates are taken from later years only"
        quality.whole("noted", what, "all files")
    return Coverage(of_row, frozenset(covered), last_of_march(max(covered)))


def _broken_off(last: int, days: Days, quality: Quality) -> set[int]:
    """Return the last year if the returns stop within it, else nothing; tells of that, and of a long quiet."""
    first, end = last_of_march(last - 1) + 1, last_of_march(last)
    within: Days = np.unique(days[(days >= first) & (days <= end)])
    if not len(within):
        return set()
    if _stops_early(within, first, end):
        what = f"the last return stops before 31 March {last}: the plan starts from 31 March {last - 1}"
        quality.whole("noted", what, "all files")
        return {last}
    weeks = (end - int(within[-1])) // 7
    if weeks >= _QUIET_WEEKS:
        what = (
            f"nobody came, moved or left in the last {weeks} weeks before 31 March {last}: "
            "taken as the whole year; if that return stops earlier, leave it out"
        )
        quality.whole("noted", what, "all files")
    return set()


def _given_years(episodes: Pile, quality: Quality) -> Days:
    """Return the year in the column YEAR, as 2024 or 2023/24; 0 where there is none that counts."""
    given = spread(episodes.frame["YEAR"].array, read_year, np.int64)
    known = given > 0
    years, counts = np.unique(given[known], return_counts=True)
    rare = known & ~np.isin(given, years[counts >= _LEAST_SHARE * known.sum()])
    what = "YEAR that few rows have: the year is taken from the days of the file"
    quality.by_file("repaired", what, episodes.names, episodes.files[rare], episodes.lines[rare])
    return np.where(rare, 0, given)


def read_year(text: str) -> int:
    """Return the year that a cell of YEAR names by its end, 0 for none."""
    digits = text.removesuffix(".0")
    if len(digits) == 7 and digits[4] in "/-" and digits[:4].isdecimal():
        return int(digits[:4]) + 1
    return int(digits) if digits.isdecimal() and int(digits) in _YEARS else 0


def _years_of_file(starts: Days, ends: Days, name: str) -> list[int] | None:
    """Return the years a file covers, None if it has no day.

    Every yearly return holds the endings of its year only, and starts up to its end. Where so few days stand in the
    last year that a whole year may have passed without one, a later year in the file's name holds.
    """
    started, ended = _common_years(_real(starts)), _common_years(_real(ends))
    if not len(started):
        return None
    last = max(int(started[-1]), int(ended[-1]) if len(ended) else 0)
    named = named_year(name)
    within = sum(int((financial_year_end(_real(days)) == last).sum()) for days in (starts, ends))
    if within < _TELLING and last < named <= last + _LATEST_BY_NAME:
        last = named
    return list(range(int(ended[0]) if len(ended) else last, last + 1))


def named_year(name: str) -> int:
    """Return the year a file or its folder is named by: 2024, 2023-24, 202324 are 2024; 0 for none, or several."""
    years = set()
    for start, end in _IN_NAME.findall("/".join(re.split(r"[/\\]", name)[-2:])):
        years.add(int(start) + 1 if end and (int(start) + 1) % 100 == int(end) else int(start))
    return years.pop() if len(years) == 1 else 0


def _common_years(days: Days) -> Days:
    if not len(days):
        return days
    years, counts = np.unique(financial_year_end(days), return_counts=True)
    common: Days = years[counts >= _LEAST_SHARE * len(days)]
    return common


def _real(days: Days) -> Days:
    real: Days = days[(days != BLANK) & (days != UNREADABLE)]
    return real


def _stops_early(within: Days, first: int, end: int) -> bool:
    """Return whether the returns stop within a year: so long a quiet at its end would be a rare chance.

    Each day counts once: siblings come on one day, and a move is an end and a start.
    """
    if len(within) < _TELLING:
        return False
    elapsed = (int(within[-1]) - first + 1) / (end - first + 1)
    return bool(elapsed ** len(within) < _UNLIKELY)
