"""Placements over time: chance of a move by months since admission, and lengths of stay."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from instances.ssda903.dates import DAYS_PER_MONTH, Days
from instances.ssda903.lives import Lives, month_ends, months_between
from instances.ssda903.mapping import PROVISIONS, Places
from instances.ssda903.pool import REFERENCE_MONTHS, is_pool, outgrows

MONTHS_FROM = (0, 1, 3, 6, 12, 24, 48)
"""Whole months since admission from which a chance holds."""

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stays:
    """Placements by provision over the reference window.

    Attributes:
        exposure: child-months in placements, (provision, span of `MONTHS_FROM`).
        moves: placements that ended early with a move to another carer of the pool, same shape; without moves to a
            fixed line and those in which the need outgrew the placement: both are in the transitions.
        ends: placements that ended, moves included, same shape.
        moves_last_year: every move within the pool in the last year.
        child_years_last_year: their child-years.
    """

    exposure: Numbers
    moves: Numbers
    ends: Numbers
    moves_last_year: float
    child_years_last_year: float

    def move_shares(self, provision: int) -> Numbers:
        """Return the monthly chance of a move in each span; not a number where nobody was there."""
        return _monthly(self.moves[provision], self.exposure[provision])

    def still_there(self, provision: int, months: int) -> float:
        """Return the share of placements that last so many months, by the ends seen in each span."""
        rates = self.ends[provision] / np.maximum(self.exposure[provision], 1e-9)
        spent = [max(0, min(months, high) - low) for low, high in _spans()]
        return float(np.exp(-np.dot(rates, spent)))


def _monthly(events: Numbers, exposure: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        rates: Numbers = 1 - np.exp(-events / exposure)
    return np.where(exposure > 0, rates, np.nan)


def _spans() -> list[tuple[int, int]]:
    far = 100 * 12
    return list(zip(MONTHS_FROM, (*MONTHS_FROM[1:], far), strict=True))


def stays(found: Lives, takes: Flags) -> Stays:
    """Return what placements did over the reference window; a placement counts for the provision it began in.

    Args:
        found: the lives.
        takes: (provision, need), whether the base has an offer of the provision that takes the need.
    """
    years = found.episodes.years
    months = min(REFERENCE_MONTHS, months_between(years.unbroken, years.base))
    first, last = int(month_ends(years.base, months)[0]) + 1, years.base + 1
    stay, start, end = found.column("stay"), found.column("start"), found.column("end")
    begins = np.flatnonzero(np.diff(stay, prepend=-1))
    ends = np.append(begins[1:], len(stay))[: len(begins)] - 1
    ages = found.ages(begins, start[begins])
    provision, need, _ = found.classified(begins, ages)
    _, need_at_end, _ = found.classified(ends, found.ages(ends, end[ends] - 1))
    moved, broken = np.zeros(len(begins), dtype=bool), np.zeros(len(begins), dtype=bool)
    moved[:-1] = found.column("moved")[begins[1:]] & is_pool(provision[1:])
    broken[:-1] = moved[:-1] & ~outgrows(takes, provision[:-1], need_at_end[:-1], need[1:])
    return _within(provision, start[begins], end[ends], (moved, broken), first, last)


def _within(provision: Places, start: Days, end: Days, left: tuple[Flags, Flags], first: int, last: int) -> Stays:
    moved, broken = left
    shape = (len(PROVISIONS), len(MONTHS_FROM))
    exposure, moves, ends = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    ended = (end > first) & (end <= last)
    for place, (low, high) in enumerate(_spans()):
        opens, closes = start + low * DAYS_PER_MONTH, start + high * DAYS_PER_MONTH
        days = np.minimum(np.minimum(closes, end), last) - np.maximum(opens, first)
        np.add.at(exposure[:, place], provision, np.maximum(days, 0) / DAYS_PER_MONTH)
        here = ended & (end >= opens) & (end < closes)
        np.add.at(ends[:, place], provision[here], 1)
        np.add.at(moves[:, place], provision[here & broken], 1)
    year_ago = last - 365
    pool = is_pool(provision)
    days = np.maximum(np.minimum(end, last) - np.maximum(start, year_ago), 0)
    late = pool & moved & (end > year_ago) & (end <= last)
    return Stays(exposure, moves, ends, float(late.sum()), float(days[pool].sum() / 365))
