"""Which years the returns cover: from a YEAR column, else from the days in each file."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from instances.ssda903.categories import spread
from instances.ssda903.dates import BLANK, UNREADABLE, Days, day_of, financial_year_end, last_of_march
from instances.ssda903.quality import Quality
from instances.ssda903.tables import Pile

_LEAST_SHARE = 0.01
_UNLIKELY = 1e-3
_YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Coverage:
    """The returns' years, each named by the calendar year it ends in.

    Attributes:
        of_row: for each row, the last year of the return it stands in.
        covered: every year that a return covers.
        base: the last 31 March that the returns reach.
        start: the first day that the returns cover, a 1 April.
    """

    of_row: Days
    covered: frozenset[int]
    base: int
    start: int

    @property
    def marches(self) -> list[int]:
        """Every 31 March from the day before the first year to the last."""
        first, last = day_of(self.start).year, day_of(self.base).year
        return [last_of_march(year) for year in range(first, last + 1)]


def coverage(episodes: Pile, starts: Days, ends: Days, quality: Quality) -> Coverage:
    """Return the years covered; tells of the year taken for each file and of a return that stops within a year."""
    given = _given_years(episodes)
    of_row = given.copy()
    covered: set[int] = set(np.unique(given[given > 0]).tolist())
    for file, name in enumerate(episodes.names):
        mine = episodes.files == file
        if not mine.any() or (given[mine] > 0).all():
            continue
        years = _years_of_file(starts[mine], ends[mine])
        if years is None:
            continue
        covered.update(years)
        of_row[mine & (given == 0)] = years[-1]
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
        quality.whole("noted", f"read as the return of the years ending 31 March {span}", name, int(mine.sum()))
    if not covered:
        return Coverage(of_row, frozenset(), UNREADABLE, UNREADABLE)
    return _ending(of_row, covered, starts, ends, quality)


def _ending(of_row: Days, covered: set[int], starts: Days, ends: Days, quality: Quality) -> Coverage:
    last = max(covered)
    if _stops_early(last, starts, ends):
        quality.whole(
            "noted",
            f"the last return stops before 31 March {last}: the plan starts from 31 March {last - 1}",
            "all files",
        )
        last -= 1
        covered = {year for year in covered if year <= last} or {last}
    base = last_of_march(last)
    return Coverage(of_row, frozenset(covered), base, last_of_march(min(covered) - 1) + 1)


def _given_years(episodes: Pile) -> Days:
    """Return the year in the column YEAR, as 2024 or 2023/24; 0 where there is none."""
    return spread(episodes.frame["YEAR"].array, _year, np.int64)


def _year(text: str) -> int:
    digits = text.removesuffix(".0")
    if len(digits) == 7 and digits[4] in "/-" and digits[:4].isdecimal():
        return int(digits[:4]) + 1
    return int(digits) if digits.isdecimal() and int(digits) in _YEARS else 0


def _years_of_file(starts: Days, ends: Days) -> list[int] | None:
    """Return the years a file covers, None if it has no day.

    Every yearly return holds the endings of its year only, and starts up to its end. A year counts if it has a
    hundredth of the days, so that a mistyped day does not add one.
    """
    started = _common_years(_real(starts))
    ended = _common_years(_real(ends))
    if not len(started):
        return None
    last = max(int(started[-1]), int(ended[-1]) if len(ended) else 0)
    return list(range(int(ended[0]) if len(ended) else last, last + 1))


def _common_years(days: Days) -> Days:
    if not len(days):
        return days
    years, counts = np.unique(financial_year_end(days), return_counts=True)
    common: Days = years[counts >= _LEAST_SHARE * len(days)]
    return common


def _real(days: Days) -> Days:
    real: Days = days[(days != BLANK) & (days != UNREADABLE)]
    return real


def _stops_early(year: int, starts: Days, ends: Days) -> bool:
    """Return whether the returns stop within a year: so long a quiet at its end would be a rare chance."""
    first = last_of_march(year - 1) + 1
    days = np.concatenate([_real(starts), _real(ends)])
    within: npt.NDArray[np.int64] = days[(days >= first) & (days <= last_of_march(year))]
    if not len(within):
        return False
    elapsed = (int(within.max()) - first + 1) / (last_of_march(year) - first + 1)
    return bool(elapsed ** len(within) < _UNLIKELY)
