"""Entries, exits and transitions from month to month, as the model has them: the pool by need and age.

The pool is everybody but the fixed lines. All is read off the ends of months, so that stock, entries and
transitions belong together: who comes and goes within a month is in the starts and ceases of the history only.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from instances.ssda903.lives import Lives, Snapshots, month_ends, months_between, snapshots
from instances.ssda903.pool import REFERENCE_MONTHS, is_pool, outgrows
from models.calendar import MONTHS_PER_YEAR

PRIOR_MONTHS = 12.0
"""Child-months that what is known of an age band, all needs together, counts for in each of its needs."""

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.int64]
Band = tuple[int, int]


@dataclass(frozen=True)
class Flows:
    """Flows of the pool over the reference window.

    Attributes:
        months: length of the window.
        entries: children who came into the pool, (month, need, band, area).
        stock: child-months at the start of a month, (need, band).
        chances: monthly chance from one need and band to another, (need, band, need, band); the rest leave.
        moves: early ends seen from one month's end to the next, by need before.
        risen: of these, those after which need was one rank higher.
        seen: everybody in care at the end of each month of the window.
    """

    months: int
    entries: Numbers
    stock: Numbers
    chances: Numbers
    moves: Numbers
    risen: Numbers
    seen: Snapshots


def band_of(ages: npt.NDArray[np.int64], bands: tuple[Band, ...]) -> npt.NDArray[np.int64]:
    """Return the place of each age in bands that follow one another."""
    return np.searchsorted(np.array([high for _, high in bands]), ages, side="left")


def flows(found: Lives, area: Marks, areas: int, bands: tuple[Band, ...], takes: Flags) -> Flows:
    """Return the flows of the last `REFERENCE_MONTHS` months, or of as many as the returns cover.

    Args:
        found: the lives.
        area: home area of each row, as a number below `areas`.
        areas: number of areas.
        bands: age bands of the cohorts, from 0 to 17.
        takes: (provision, need), whether the base has an offer of the provision that takes the need.
    """
    years = found.episodes.years
    months = min(REFERENCE_MONTHS, months_between(years.unbroken, years.base))
    seen = snapshots(found, month_ends(years.base, months))
    band = band_of(seen.age, bands)
    shape = (len(found.mapping.needs), len(bands))
    pool = is_pool(seen.provision)
    stays = follows(seen)
    stays[:-1] &= pool[:-1] & pool[1:]
    came = pool & (seen.month > 0)
    came[1:] &= ~stays[:-1]
    there = pool & (seen.month < months)
    entries, stock, kept = np.zeros((months, *shape, areas)), np.zeros(shape), np.zeros((*shape, *shape))
    np.add.at(entries, (seen.month[came] - 1, seen.need[came], band[came], area[seen.row[came]]), 1)
    np.add.at(stock, (seen.need[there], band[there]), 1)
    now = np.flatnonzero(stays)
    moves, risen, after = _risen(found, seen, now, takes)
    np.add.at(kept, (seen.need[now], band[now], after, band[now + 1]), 1)
    return Flows(months, entries, stock, chances(kept, stock, bands), moves, risen, seen)


def follows(seen: Snapshots) -> Flags:
    """Return whether the next entry is the same child a month later."""
    next_month = np.zeros(len(seen.row), dtype=bool)
    next_month[:-1] = (seen.child[1:] == seen.child[:-1]) & (seen.month[1:] == seen.month[:-1] + 1)
    return next_month


def _risen(found: Lives, seen: Snapshots, now: Marks, takes: Flags) -> tuple[Numbers, Numbers, Marks]:
    """Return moves and rises by need, and each child's need a month later without those rises.

    A need that is one rank higher after a move is the model's escalation; in the transitions it would count twice.
    """
    needs = len(found.mapping.needs)
    stay = found.column("stay")
    moved = stay[seen.row[now]] != stay[seen.row[now + 1]]
    before, after = seen.need[now], seen.need[now + 1]
    rises = moved & (after == before + 1)
    broken = moved & ~outgrows(takes, seen.provision[now], before, after)
    moves = np.bincount(before[broken], minlength=needs).astype(float)
    risen = np.bincount(before[rises], minlength=needs).astype(float)
    return moves, risen, np.where(rises, before, after)


def chances(kept: Numbers, stock: Numbers, bands: tuple[Band, ...]) -> Numbers:
    """Return monthly chances; the fewer child-months a need and band has, the more its band speaks for it.

    Args:
        kept: children still in the pool a month later, (need, band, need, band).
        stock: child-months, (need, band).
        bands: age bands.
    """
    by_band = _of_bands(kept, stock, bands)
    prior = np.zeros(kept.shape)
    for need in range(len(stock)):
        prior[need, :, need, :] = by_band
    whole: Numbers = (kept + PRIOR_MONTHS * prior) / (stock + PRIOR_MONTHS)[:, :, None, None]
    return whole


def _of_bands(kept: Numbers, stock: Numbers, bands: tuple[Band, ...]) -> Numbers:
    """Return chances from band to band, all needs together; a band with few children ages evenly."""
    there = stock.sum(axis=0)
    seen = kept.sum(axis=(0, 2))
    leave = 1 - seen.sum() / there.sum() if there.sum() else 0.0
    even = np.zeros((len(bands), len(bands)))
    for place, (low, high) in enumerate(bands):
        ageing = 1 / (MONTHS_PER_YEAR * (high - low + 1))
        even[place, place] = (1 - leave) * (1 - ageing)
        if place + 1 < len(bands):
            even[place, place + 1] = (1 - leave) * ageing
    mixed: Numbers = (seen + PRIOR_MONTHS * even) / (there + PRIOR_MONTHS)[:, None]
    return mixed
