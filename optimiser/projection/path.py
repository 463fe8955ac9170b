"""A projected total turned into entries by cohort, so that a plan can be made for it.

The rule: month by month, today's children of the pool go through the instance's own transitions; as many enter as
bring the pool to its projected size; they are divided over cohorts as the entries of a known demand path are in
that month. The pool is a constant share of all children in care, as docs/mathematics.md has it. If the projection
begins off today's count, the difference is closed evenly over the first twelve months. Where it falls faster than
children leave, nobody enters and the pool stays above it; `above` says by how much.
"""

from dataclasses import dataclass

import numpy as np

from models.calendar import MONTHS_PER_YEAR
from models.projections import AgeLine, Fan
from optimiser.problem import Floats, Problem
from optimiser.projection.project import month_ends
from optimiser.projection.recorded import base_day

_NOTHING = 1e-9


@dataclass(frozen=True)
class Path:
    """Entries by cohort and what follows from them, for one total or for F futures at once.

    Shapes have F first where there are futures. M months (index 0 the base date), G cohorts.

    Attributes:
        entries: (M + 1, G), children entering the pool in each month; index 0 is zero.
        stock: (M + 1, G), children of the pool at each month end.
        above: (M + 1,), children of the pool beyond the projection, where it falls faster than children leave.
        whole: all children in care over children of the pool.
    """

    entries: Floats
    stock: Floats
    above: Floats
    whole: float

    @property
    def total(self) -> Floats:
        """(M + 1,), all children in care, fixed lines included."""
        total: Floats = self.stock.sum(axis=-1) * self.whole
        return total


def pool_today(problem: Problem) -> Floats:
    """Return (G,), children of the pool at the base date by cohort."""
    pool = problem.unplaced_today.copy()
    for group in problem.today:
        pool[group.cohort] += group.children
    return pool


def children_today(problem: Problem) -> float:
    """Return all children in care at the base date, fixed lines included."""
    return float(_cohorts_today(problem).sum())


def _cohorts_today(problem: Problem) -> Floats:
    """Return (G,), all children in care at the base date by cohort."""
    place = {cohort.cohort: g for g, cohort in enumerate(problem.cohorts)}
    children = np.zeros(len(place))
    for row in problem.instance.placements_today:
        children[place[row.cohort]] += row.children
    return children


def entry_shares(problem: Problem) -> Floats:
    """Return (M + 1, G), how the entries of the problem's demand path divide over cohorts, month by month."""
    months = problem.calendar.horizon_months
    entries = problem.entries[: months + 1]
    each = entries.sum(axis=1, keepdims=True)
    overall = (
        entries.sum(axis=0) / entries.sum() if entries.sum() else np.full(entries.shape[1], 1 / entries.shape[1])
    )
    shares: Floats = np.tile(overall, (len(entries), 1))
    return np.divide(entries, each, out=shares, where=each > 0)


def follow(problem: Problem, total: Floats) -> Path:
    """Return the entries that keep the pool on a projected total.

    Args:
        problem: the instance as arrays, on the demand path whose entries give the mix.
        total: (..., M + 1), all children in care at the base date and each month end of the horizon.
    """
    months = problem.calendar.horizon_months
    pool, shares = pool_today(problem), entry_shares(problem)
    whole = children_today(problem) / pool.sum()
    joined = total + (children_today(problem) - total[..., :1]) * _closing(months)
    stock = np.zeros((*total.shape, len(pool)))
    entries, above = np.zeros_like(stock), np.zeros(total.shape)
    stock[..., 0, :] = pool
    for month in range(1, months + 1):
        staying = stock[..., month - 1, :] @ problem.transitions
        wanted = joined[..., month] / whole - staying.sum(axis=-1)
        above[..., month] = np.where(wanted < -_NOTHING, -wanted, 0.0)
        entries[..., month, :] = np.maximum(wanted, 0.0)[..., None] * shares[month]
        stock[..., month, :] = staying + entries[..., month, :]
    return Path(entries, stock, above, whole)


def _closing(months: int) -> Floats:
    """Return (M + 1,), the part of the difference to today's count that is still open: 1 falling to 0 in a year."""
    return np.maximum(1.0 - np.arange(months + 1) / MONTHS_PER_YEAR, 0.0)


def given(problem: Problem) -> Floats:
    """Return (M + 1,), all children in care on the problem's own demand path."""
    months = problem.calendar.horizon_months
    stock = [pool_today(problem)]
    for month in range(1, months + 1):
        stock.append(stock[-1] @ problem.transitions + problem.entries[month])
    pool = np.array(stock).sum(axis=1)
    total: Floats = pool * (children_today(problem) / pool[0])
    return total


def courses(fan: Fan) -> dict[str, Floats]:
    """Return the lines that paths are made of: central, low and high, (M + 1,) each.

    Low and high are straight between one 31 March and the next. The fan's own lines are quantiles of each month by
    itself and leave today's count steeply, as no course of events would.
    """
    ends = np.array(fan.year_ends)
    months = np.arange(len(fan.central))
    straight = {name: np.interp(months, ends, line[ends]) for name, line in (("low", fan.low), ("high", fan.high))}
    return {"central": fan.central, **straight}


def by_age(problem: Problem, fan: Fan) -> tuple[AgeLine, ...]:
    """Return children in care by age band at the base date and on each 31 March, as the paths of the fan give them.

    Children of fixed lines keep today's ages, and their number follows the pool.
    """
    bands = sorted({(cohort.age_from, cohort.age_to) for cohort in problem.cohorts})
    member = np.array([[(c.age_from, c.age_to) == band for band in bands] for c in problem.cohorts], dtype=float)
    stock = follow(problem, np.array(list(courses(fan).values()))).stock
    days = month_ends(base_day(problem.instance), problem.calendar.horizon_months)
    fixed = (_cohorts_today(problem) - stock[0, 0]) @ member
    aged = stock @ member + stock.sum(axis=-1, keepdims=True) / stock[0, 0].sum() * fixed
    return tuple(
        AgeLine(days[i], *band, *(float(children) for children in aged[:, i, b]))
        for i in fan.year_ends
        for b, band in enumerate(bands)
    )
