"""Lines of cost of releases, and the plan's table of effects."""

from collections.abc import Iterator

import numpy as np

from models.plan import Effect
from optimiser.cost_lines import ColumnLine, Line, authorities_or_all, mine, of_columns
from optimiser.effects import NEGLIGIBLE, Effects, leavings, programmes_of
from optimiser.problem import Floats, Problem
from optimiser.settled import LeaverBlock
from optimiser.trajectory import Trajectory

LINE = "step_down"


def release_lines(problem: Problem, block: LeaverBlock, *, by_authority: bool = False) -> Iterator[ColumnLine]:
    """Yield what preparing releases costs, by budget head of the offer left."""
    if block.leaving.kind != "released":
        return
    for authority in authorities_or_all(problem, by_authority):
        cost = block.leaving.release_gbp * mine(problem, authority)
        monthly = _spread(problem, block.period)[:, None] * cost[block.cohorts]
        for lane, columns in zip(block.lanes, block.admit, strict=True):
            head = problem.offers[lane.offer].budget_head
            yield of_columns(Line(head, authority, LINE, block.leaving.id, monthly), columns)


def released_lines(problem: Problem, effects: Effects) -> Iterator[Line]:
    """Yield what the releases of a plan cost, by authority of the child and budget head of the offer left."""
    for way, left in zip(leavings(problem), effects.left, strict=False):
        for a in range(len(problem.authorities)):
            cost = way.release_gbp * mine(problem, a)
            for p in np.flatnonzero((left @ cost).any(axis=0)):
                monthly = sum(
                    (float(children @ cost) * _spread(problem, t) for t, children in enumerate(left[:, p])),
                    start=np.zeros(problem.months + 1),
                )
                yield Line(problem.offers[p].budget_head, a, LINE, way.id, monthly)


def _spread(problem: Problem, period: int) -> Floats:
    """(M + 1,), price index of moves of a period's months, an equal part of each."""
    span = problem.calendar.periods[period]
    monthly = np.zeros(problem.months + 1)
    here = slice(span.first, span.last + 1)
    monthly[here] = problem.index["moves"][here] / len(span)
    return monthly


def effect_rows(problem: Problem, path: Trajectory) -> tuple[Effect, ...]:
    """Return the plan's table of effects, the tail's included; amounts are children or households."""
    rows = [*_averted(problem, path), *_left(problem, path), *_retained(problem, path)]
    return tuple(row for row in rows if row.amount > NEGLIGIBLE)


def _averted(problem: Problem, path: Trajectory) -> Iterator[Effect]:
    for programme, shares in zip(programmes_of(problem, "averts_entries"), path.effects.averted, strict=False):
        for (first, last), share in zip(path.periods, shares, strict=True):
            children = share * problem.entries[first : last + 1].sum(axis=0)
            for g in np.flatnonzero(children):
                yield Effect(
                    kind="averted",
                    id=programme.programme,
                    cohort=problem.cohorts[g].cohort,
                    offer=None,
                    period_start=problem.calendar.first_day(first),
                    amount=float(children[g]),
                )


def _left(problem: Problem, path: Trajectory) -> Iterator[Effect]:
    for way, left in zip(leavings(problem), path.effects.left, strict=False):
        for t, p, g in zip(*np.nonzero(left), strict=True):
            yield Effect(
                kind=way.kind,
                id=way.id,
                cohort=problem.cohorts[g].cohort,
                offer=problem.offers[p].offer,
                period_start=problem.calendar.first_day(path.periods[t][0]),
                amount=float(left[t, p, g]),
            )


def _retained(problem: Problem, path: Trajectory) -> Iterator[Effect]:
    services = {service.service: service for service in problem.instance.fostering}
    for programme, kept in zip(programmes_of(problem, "retains_carers"), path.effects.retained, strict=False):
        for (first, _), households in zip(path.periods, kept, strict=True):
            yield Effect(
                kind="retained",
                id=programme.programme,
                cohort=None,
                offer=services[programme.service or ""].offer,
                period_start=problem.calendar.first_day(first),
                amount=max(float(households), 0.0),
            )
