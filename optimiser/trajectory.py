"""Children by offer and month that follow from admissions, and the plan's tables of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np

from models.plan import Admission, GapLine, Occupancy
from optimiser.columns import ColumnBlock
from optimiser.effects import Effects
from optimiser.kernel import Life, admitted_in, profile, run_off
from optimiser.problem import Floats, Problem
from optimiser.settled import leaver_lives

NEGLIGIBLE = 1e-10
"""Children below which an admission is numerical dust of the solver and is not written."""


@dataclass(frozen=True)
class Trajectory:
    """Children by offer, month and cohort.

    Attributes:
        stock: (P, M + 1, G), at month ends; month 0 is today.
        moved: (A, P, M + 1), care moves in the month, by authority of the child and offer left.
        admitted: (T, P, G), children admitted in each period (T periods of `periods`).
        periods: first and last month of each period.
        effects: what programmes and pathways do.
    """

    stock: Floats
    moved: Floats
    admitted: Floats
    periods: tuple[tuple[int, int], ...]
    effects: Effects = field(default_factory=Effects)

    @property
    def moves(self) -> Floats:
        """(P, M + 1), care moves in the month, by the offer left."""
        return np.asarray(self.moved.sum(axis=0))

    @cached_property
    def average(self) -> Floats:
        """(P, M + 1, G), average children in each month; index 0 is unused and zero."""
        average = np.zeros_like(self.stock)
        average[:, 1:] = (self.stock[:, 1:] + self.stock[:, :-1]) / 2.0
        return average


def admitted_by(problem: Problem, blocks: list[ColumnBlock], values: Floats) -> Floats:
    """Return (T, P, G), children admitted by period, offer and cohort in a solution (columns,)."""
    admitted = np.zeros((len(problem.calendar.periods), len(problem.offers), len(problem.cohorts)))
    for block in blocks:
        for lane, columns in zip(block.lanes, block.admit, strict=True):
            admitted[block.period, lane.offer, block.cohorts] += values[columns]
    return np.where(admitted > NEGLIGIBLE, admitted, 0.0)


def trajectory(problem: Problem, admitted: Floats, effects: Effects | None = None) -> Trajectory:
    """Follow the children admitted, (T, P, G), and today's, less those who leave by programmes and pathways.

    Contracts' ends are decided (`commitments.decided`).
    """
    effects = effects or Effects()
    today = run_off(problem)
    stock, moved = today.stock, today.moved
    for offers, children, becomes in chain(_admitted_lives(problem, admitted), leaver_lives(problem, effects.left)):
        _add(problem, stock, moved, offers, children, becomes)
    periods = tuple((period.first, period.last) for period in problem.calendar.periods)
    return Trajectory(stock, moved, admitted, periods, effects)


def _admitted_lives(problem: Problem, admitted: Floats) -> Iterator[tuple[list[int], Floats, Life]]:
    """Yield (offers, children (K, G), what becomes of one of them) of the children admitted, (T, P, G)."""
    for members in problem.classes:
        life = profile(problem, members[0].offer, problem.exits_of(members[0].offer, members[0].end))
        some = [lane.offer for lane in members]
        for t, period in enumerate(problem.calendar.periods):
            children = admitted[t, some]
            if children.any():
                yield some, children, admitted_in(problem, life, period)


def _add(problem: Problem, stock: Floats, moved: Floats, offers: list[int], children: Floats, becomes: Life) -> None:
    """Add children (K, G) of some offers to stock (P, M + 1, G) and moves (A, P, M + 1), in place."""
    of = np.eye(len(problem.authorities))[problem.authority_of_cohort]
    stock[offers] += np.einsum("kn,mng->kmg", children, becomes.stock)
    moved[:, offers] += np.einsum("kn,mn,na->akm", children, becomes.own.moves, of)
    for q, part in becomes.passed.items():
        stock[q] += np.einsum("kn,mng->mg", children, part.stock)
        moved[:, q] += np.einsum("kn,mn,na->am", children, part.moves, of)


def admission_rows(problem: Problem, path: Trajectory, *, reported: bool) -> tuple[Admission, ...]:
    """Return the admissions of the reported periods, or those of the tail."""
    rows = []
    for t, (first, last) in enumerate(path.periods):
        if (last <= problem.calendar.horizon_months) is not reported:
            continue
        start = problem.calendar.first_day(first)
        for p, g in zip(*np.nonzero(path.admitted[t] > NEGLIGIBLE), strict=True):
            rows.append(
                Admission(
                    cohort=problem.cohorts[g].cohort,
                    offer=problem.offers[p].offer,
                    period_start=start,
                    children=float(path.admitted[t, p, g]),
                )
            )
    return tuple(rows)


def occupancy_rows(problem: Problem, path: Trajectory) -> tuple[Occupancy, ...]:
    """Return average children by offer, home area and reported period; offers never used are left out."""
    areas = np.eye(len(problem.home_areas))[problem.area_of_cohort]
    rows = []
    for p, offer in enumerate(problem.offers):
        average = path.average[p] @ areas
        beds = (path.average[p] * problem.beds[p]) @ areas
        for first, last in path.periods:
            if last > problem.calendar.horizon_months:
                continue
            months = slice(first, last + 1)
            here, used = average[months].mean(axis=0), beds[months].mean(axis=0)
            start = problem.calendar.first_day(first)
            for area, children, taken in zip(problem.home_areas, here, used, strict=True):
                if children > NEGLIGIBLE:
                    rows.append(
                        Occupancy(
                            offer=offer.offer,
                            home_area=area,
                            period_start=start,
                            children=float(children),
                            beds_used=float(taken),
                        )
                    )
    return tuple(rows)


def gap_rows(problem: Problem, path: Trajectory) -> tuple[GapLine, ...]:
    """Return average children without a sufficient placement, by need, age, home area and reported period.

    Cohorts that differ in skill, group, solo flag or authority alone are one row.
    """
    names = [(c.need, c.age_from, c.age_to, c.home_area) for c in problem.cohorts]
    kinds = list(dict.fromkeys(names))
    average = path.average[problem.gap] @ np.eye(len(kinds))[[kinds.index(name) for name in names]]
    rows = []
    for first, last in path.periods:
        if last > problem.calendar.horizon_months:
            continue
        here = average[first : last + 1].mean(axis=0)
        start = problem.calendar.first_day(first)
        for (need, age_from, age_to, area), children in zip(kinds, here, strict=True):
            if children > NEGLIGIBLE:
                rows.append(
                    GapLine(
                        need=need,
                        age_from=age_from,
                        age_to=age_to,
                        home_area=area,
                        period_start=start,
                        children=float(children),
                    )
                )
    return tuple(rows)
