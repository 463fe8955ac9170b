"""One curve of a block-size test, from the instance to its figures and plans: a task for any process."""

import time
from dataclasses import dataclass, replace

import numpy as np

from models.instance import Instance
from models.plan import Plan
from models.sweeps import BlockPoint
from optimiser.problem import Floats
from optimiser.sweep.brackets import best, indistinguishable, next_steps, savings
from optimiser.sweep.curve import Curve
from optimiser.sweep.figures import BlockFigures, Figures
from optimiser.sweep.live import AreasError, Effort, Live, Paths
from optimiser.sweep.planned import plan_of


@dataclass(frozen=True)
class CurveTask:
    """One curve to solve.

    Attributes:
        instance: a checked instance.
        sha256: its hash.
        paths: demand and prices.
        block: name of the block.
        beds: sizes, rising, 0 among them.
        start: month of the start; None for any.
        finer: whether to search beyond the gap for finer brackets.
        every_plan: whether the plan of every size is wanted, if there is time, or that of the best alone.
        hints: commitments, (options,), to try.
    """

    instance: Instance
    sha256: str
    paths: Paths
    block: str
    beds: tuple[int, ...]
    start: int | None
    finer: bool
    every_plan: bool
    hints: tuple[Floats, ...] = ()


@dataclass(frozen=True)
class SolvedCurve:
    """A curve.

    Attributes:
        points: by size.
        best_beds: size of least cost.
        indistinguishable_beds: sizes that cannot be told from it.
        units: size to its commitments, (options,).
        plans: size to its plan, those wanted.
        demand: demand path.
        prices: price path.
        seconds: time to the gap.
        seconds_finer: time beyond it.
    """

    points: tuple[BlockPoint, ...]
    best_beds: int | None
    indistinguishable_beds: tuple[int, ...]
    units: dict[int, Floats]
    plans: dict[int, Plan]
    demand: str
    prices: str
    seconds: float
    seconds_finer: float


def solve_curve(task: CurveTask, effort: Effort) -> SolvedCurve:
    """Solve one curve; with home areas as they are where a plan of merged ones cannot be told apart."""
    try:
        return _solved(task, effort, apart=False)
    except AreasError:
        return _solved(task, effort, apart=True)


def _solved(task: CurveTask, effort: Effort, *, apart: bool) -> SolvedCurve:
    began = time.monotonic()
    effort.progress.on_stage("building the model")
    live = Live(task.instance, task.paths, effort, apart=apart)
    curve = Curve(live, task.block, task.beds, task.start)
    curve.run(task.hints)
    seconds = time.monotonic() - began
    if task.finer:
        curve.refine()
    chosen = best(curve.known)
    every = task.every_plan and not effort.stopped
    wanted = [n for n in curve.planned if every or n == chosen]
    for beds in wanted:
        curve.clean(beds)
    return SolvedCurve(
        points=_points(curve),
        best_beds=chosen,
        indistinguishable_beds=indistinguishable(curve.known),
        units={n: point.units for n, point in curve.points.items() if point.units is not None},
        plans={n: plan_of(live, curve.points[n], task.sha256) for n in wanted},
        demand=live.problem.demand,
        prices=live.problem.prices,
        seconds=seconds,
        seconds_finer=curve.seconds_finer,
    )


def _points(curve: Curve) -> tuple[BlockPoint, ...]:
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
    return tuple(points)


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
