"""The block-size test: curves by price and guarantee, finer brackets, and every demand and price path."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from models.instance import Instance
from models.sweeps import BlockCurve, BlockPoint, BlockResult, PathCost, StressedSize
from optimiser.problem import Floats
from optimiser.spread import HERE, Hands
from optimiser.sweep.brackets import best, indistinguishable, next_steps, savings
from optimiser.sweep.curve import Curve
from optimiser.sweep.figures import BlockFigures, Figures
from optimiser.sweep.live import AreasError, Effort, Live, Paths
from optimiser.sweep.regret import all_paths, least_regret, path_costs, worst_regrets
from optimiser.sweep.spread import spread
from optimiser.sweep.stressed import best_on_average, stressed_sizes


@dataclass(frozen=True)
class Terms:
    """An instance with a price and a guarantee of the block; None where they are the instance's own."""

    instance: Instance
    price_gbp_per_week: float | None = None
    guarantee_share: float | None = None


@dataclass(frozen=True)
class Asked:
    """What is to be tested.

    Attributes:
        block: name of a block that does not run yet.
        beds: sizes; 0, the plan without the block, is always added.
        start: month of the start; None for any.
        paths: demand and prices.
        finer: whether to search beyond the gap for finer brackets.
        every_path: whether to show the sizes on every demand and price path.
        futures: futures in which to play every size; 0 for none.
    """

    block: str
    beds: tuple[int, ...]
    start: int | None = None
    paths: Paths = field(default_factory=Paths)
    finer: bool = True
    every_path: bool = True
    futures: int = 0


@dataclass(frozen=True)
class _Solved:
    """A curve and the figures of its points, with the commitments of every size."""

    curve: BlockCurve
    units: dict[int, Floats]
    demand: str
    prices: str
    seconds: float
    seconds_finer: float


@dataclass(frozen=True)
class _Task:
    """One curve to solve; hints are commitments, (options,), to try."""

    asked: Asked
    terms: Terms
    hints: tuple[Floats, ...] = ()


@dataclass(frozen=True)
class _OtherPath:
    """The commitments of every size on another path."""

    instance: Instance
    paths: Paths
    units: dict[int, Floats]


def size_test(asked: Asked, terms: Sequence[Terms], effort: Effort, hands: Hands = HERE) -> BlockResult:
    """Return the block-size test of every price and guarantee; what exists so far if stopped.

    Args:
        asked: what is tested.
        terms: the instance at every price and guarantee, at least one.
        effort: how to search.
        hands: who solves curves and paths and plays futures, once the first curve is there.
    """
    with effort.interrupts.listening():
        first = _solve(_Task(asked, terms[0]), effort)
        hints = tuple(first.units.values())
        solved = [first, *spread(_solve, [_Task(asked, each, hints) for each in terms[1:]], effort, hands)]
        paths, seconds_paths = _timed(lambda: _paths(asked, terms[0].instance, first, effort, hands))
        stressed, seconds_stressed = _timed(lambda: _stressed(asked, terms[0].instance, first, effort, hands))
    worst = worst_regrets(paths)
    return BlockResult(
        block=asked.block,
        demand=first.demand,
        prices=first.prices,
        points=first.curve.points,
        best_beds=first.curve.best_beds,
        indistinguishable_beds=first.curve.indistinguishable_beds,
        curves=tuple(each.curve for each in solved),
        paths=paths,
        worst_regret_gbp=worst,
        least_regret_beds=least_regret(worst),
        futures=asked.futures if stressed else 0,
        stressed=stressed,
        best_stressed_beds=best_on_average(stressed),
        gap=effort.gap,
        interrupted=effort.interrupts.requested,
        seconds=sum(each.seconds for each in solved),
        seconds_finer=sum(each.seconds_finer for each in solved),
        seconds_paths=seconds_paths,
        seconds_stressed=seconds_stressed,
    )


def _timed[Found](work: Callable[[], Found]) -> tuple[Found, float]:
    """Return what some work finds and the seconds it takes."""
    began = time.monotonic()
    return work(), time.monotonic() - began


def _paths(asked: Asked, instance: Instance, first: _Solved, effort: Effort, hands: Hands) -> tuple[PathCost, ...]:
    """Return the commitments of every size on every path; those of the paths there was time for."""
    others = [_OtherPath(instance, path, first.units) for path in all_paths(instance)] if asked.every_path else []
    return tuple(cost for costs in spread(_on_path, others, effort, hands) for cost in costs)


def _stressed(
    asked: Asked, instance: Instance, first: _Solved, effort: Effort, hands: Hands
) -> tuple[StressedSize, ...]:
    """Return every size of the first curve in the futures asked; those there was time for."""
    if not asked.futures or effort.stopped:
        return ()
    return stressed_sizes(instance, asked.paths, asked.block, first.units, asked.futures, effort, hands)


def _on_path(task: _OtherPath, effort: Effort) -> tuple[PathCost, ...]:
    return path_costs(task.instance, task.paths, task.units, effort)


def _solve(task: _Task, effort: Effort) -> _Solved:
    """Solve one curve; with home areas as they are where a plan of merged ones cannot be told apart."""
    try:
        return _curve(task, effort, apart=False)
    except AreasError:
        return _curve(task, effort, apart=True)


def _curve(task: _Task, effort: Effort, *, apart: bool) -> _Solved:
    asked, terms = task.asked, task.terms
    began = time.monotonic()
    effort.progress.on_stage("building the model")
    live = Live(terms.instance, asked.paths, effort, apart=apart)
    curve = Curve(live, asked.block, sorted({0, *asked.beds}), asked.start)
    curve.run(task.hints)
    seconds = time.monotonic() - began
    if asked.finer:
        curve.refine()
    return _Solved(
        curve=_written(curve, terms),
        units={n: point.units for n, point in curve.points.items() if point.units is not None},
        demand=live.problem.demand,
        prices=live.problem.prices,
        seconds=seconds,
        seconds_finer=curve.seconds_finer,
    )


def _written(curve: Curve, terms: Terms) -> BlockCurve:
    known = curve.known
    saved, steps = savings(known), next_steps(known)
    points = []
    for beds in curve.beds:
        point = _point(curve, beds)
        if beds in saved:
            low, high = saved[beds].low, saved[beds].high
            point = replace(point, saving_gbp=saved[beds].value, saving_low_gbp=low, saving_high_gbp=high)
        if beds in steps:
            step = steps[beds]
            point = replace(point, next_bed_gbp=step.value, next_bed_low_gbp=step.low, next_bed_high_gbp=step.high)
        points.append(point)
    return BlockCurve(
        terms.price_gbp_per_week, terms.guarantee_share, tuple(points), best(known), indistinguishable(known)
    )


def _point(curve: Curve, beds: int) -> BlockPoint:
    """Return a point without what it saves."""
    if beds not in curve.points:
        return BlockPoint(beds, available=False, status="unavailable")
    point = curve.points[beds]
    if point.infeasible:
        return BlockPoint(beds, available=True, status="infeasible")
    bound = point.solution.bound
    lowest = float(bound) if np.isfinite(bound) else None
    if point.units is None:
        return BlockPoint(beds, available=True, status="no_plan", bound_gbp=lowest)
    plan = Figures(curve.live, point.solution)
    common = BlockPoint(
        beds,
        available=True,
        status="optimal" if point.within_gap else "feasible",
        cost_gbp=point.solution.objective,
        bound_gbp=None if lowest is None else min(lowest, point.solution.objective),
        penalties_gbp=plan.penalties_gbp,
        locality_share=plan.locality_share,
        moves_per_child_year=plan.moves_per_child_year,
        revenue_gbp_by_year=plan.revenue_gbp_by_year,
        commitments=plan.commitments,
        commitment_gbp=0.0,
        guaranteed_gbp=0.0,
        void_beds=0.0,
        void_cost_gbp=0.0,
    )
    taken = curve.sizes.taken(point.units)
    if taken is None:
        return common
    without = curve.known.get(0)
    return BlockFigures(plan, taken).filled_in(common, None if without is None else without.cost)
