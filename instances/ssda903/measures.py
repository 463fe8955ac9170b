"""Stock and stability as DfE counts them, at each 31 March that the returns reach."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from instances.ssda903.dates import Days, day_of, last_of_march, whole_months
from instances.ssda903.lives import Lives
from instances.ssda903.location import NEAR_MILES, Location
from instances.ssda903.mapping import PROVISIONS

BANDS = ((0, 0), (1, 4), (5, 9), (10, 15), (16, 17))
"""Age bands of DfE's tables."""
LONG_MONTHS, SETTLED_MONTHS, LONG_AGE = 30, 24, 16
_ADOPTION = PROVISIONS.index("adoption")

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class YearEnd:
    """The counts of one 31 March; None where the returns do not reach back far enough.

    Attributes:
        year: calendar year of the 31 March.
        looked_after: children in care on the day, by band.
        unaccompanied: of them, unaccompanied asylum-seeking children.
        starts: children who started to be looked after in the year to it, by band.
        ceases: children who ceased, by band.
        moved_often: children in care on the day who had three or more placements in the year.
        long_term: under 16 and in care for two and a half years or more without a break.
        settled: of these, two years or more in the same placement, the one before an adoptive one included.
        inside: placed in the authority.
        inside_known: of whom it is known.
        near: placed within 20 miles of home.
        near_known: of whom it is known.
    """

    year: int
    looked_after: Counts
    unaccompanied: int
    starts: Counts | None
    ceases: Counts | None
    moved_often: int | None
    long_term: int | None
    settled: int | None
    inside: int
    inside_known: int
    near: int
    near_known: int

    @property
    def children(self) -> int:
        """All children in care on the day."""
        return int(self.looked_after.sum())


def share(part: int | None, whole: int | None) -> float | None:
    """Return a share, None where a count is not known or there is no whole."""
    return None if part is None or not whole else part / whole


def year_ends(found: Lives, location: Location) -> tuple[YearEnd, ...]:
    """Return the counts of each 31 March from the day before the first year covered."""
    return tuple(_year_end(found, location, day) for day in found.episodes.years.marches)


def _year_end(found: Lives, location: Location, day: int) -> YearEnd:
    rows = found.on(day)
    ages = found.ages(rows, np.full(len(rows), day))
    year = day_of(day).year
    before = last_of_march(year - 1)
    covered = year in found.episodes.years.covered
    long_term, settled = _stability(found, rows, ages, day)
    inside, miles = location.inside[rows], location.miles[rows]
    flows = _flows(found, before, day) if covered else (None, None)
    return YearEnd(
        year=year,
        looked_after=_by_band(ages),
        unaccompanied=int(found.episodes.children.unaccompanied[found.column("child")[rows]].sum()),
        starts=flows[0],
        ceases=flows[1],
        moved_often=_moved_often(found, rows, before, day) if covered else None,
        long_term=long_term,
        settled=settled,
        inside=int((inside == 1).sum()),
        inside_known=int((inside >= 0).sum()),
        near=int((miles <= NEAR_MILES).sum()),
        near_known=int((~np.isnan(miles)).sum()),
    )


def _by_band(ages: Days) -> Counts:
    edges = np.array([low for low, _ in BANDS])
    return np.bincount(np.searchsorted(edges, ages, side="right") - 1, minlength=len(BANDS))


def _flows(found: Lives, before: int, day: int) -> tuple[Counts, Counts]:
    """Return children who started and who ceased in the year, each counted once, at the first start and last end."""
    care, child, start = found.column("care"), found.column("child"), found.column("start")
    first = np.flatnonzero(np.diff(care, prepend=-1))
    started = first[(start[first] > before) & (start[first] <= day)]
    started = started[np.unique(child[started], return_index=True)[1]]
    ceased = leavers(found, before, day)
    return (
        _by_band(found.ages(started, start[started])),
        _by_band(found.ages(ceased, found.column("end")[ceased] - 1)),
    )


def leavers(found: Lives, before: int, day: int) -> Days:
    """Return the last row of each child who ceased to be looked after from the day after `before` to `day`.

    A child who ceased more than once is there once, with its last row.
    """
    care, child, end = found.column("care"), found.column("child"), found.column("end")
    last = np.flatnonzero(np.diff(care, append=-1))
    ceased = last[(end[last] > before) & (end[last] <= day)][::-1]
    once: Days = ceased[np.unique(child[ceased], return_index=True)[1]]
    return once


def _moved_often(found: Lives, rows: Days, before: int, day: int) -> int:
    """Return children in care on the day with three or more placements, the first one of the year included."""
    start, end, child, stay = (found.column(name) for name in ("start", "end", "child", "stay"))
    inside = (start <= day) & (end > before + 1)
    one_a_stay = np.unique(stay[inside], return_index=True)[1]
    placements = np.bincount(child[inside][one_a_stay], minlength=int(child.max(initial=-1)) + 1)
    return int((placements[child[rows]] >= 3).sum())


def _stability(found: Lives, rows: Days, ages: Days, day: int) -> tuple[int | None, int | None]:
    since = found.episodes.years.start
    if int(whole_months(np.array([since]), np.array([day + 1]))[0]) < LONG_MONTHS:
        return None, None
    care, stay, start = found.column("care"), found.column("stay"), found.column("start")
    care_start = start[np.searchsorted(care, care[rows])]
    first_row = np.searchsorted(stay, stay[rows])
    provision, _, _ = found.classified(rows, ages)
    earlier = np.maximum(first_row - 1, 0)
    goes_on = (provision == _ADOPTION) & (care[earlier] == care[rows]) & (first_row > 0)
    first_row = np.where(goes_on, np.searchsorted(stay, stay[earlier]), first_row)
    day_after = np.full(len(rows), day + 1)
    long_term = (ages < LONG_AGE) & (whole_months(care_start, day_after) >= LONG_MONTHS)
    settled = long_term & (whole_months(start[first_row], day_after) >= SETTLED_MONTHS)
    return int(long_term.sum()), int(settled.sum())
