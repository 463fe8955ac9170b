"""The block-size test: curves by price and guarantee, every demand and price path, and futures."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from models.instance import Instance
from models.plan import Plan
from models.sweeps import BlockCurve, BlockResult, PathCost, StressedSize
from optimiser.problem import Floats
from optimiser.spread import HERE, Hands
from optimiser.sweep import stressed
from optimiser.sweep.curves import CurveTask, SolvedCurve, solve_curve
from optimiser.sweep.live import Effort, Paths
from optimiser.sweep.regret import all_paths, least_regret, path_costs, worst_regrets
from optimiser.sweep.spread import spread


@dataclass(frozen=True)
class Terms:
    """An instance with a price and a guarantee of the block; None where they are the instance's own."""

    instance: Instance
    price_gbp_per_week: float | None = None
    guarantee_share: float | None = None
    sha256: str = ""


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
class Tested:
    """A block-size test.

    Attributes:
        result: its figures.
        best: the plans of the sizes that are named best, each with the number of its terms: of least cost at each
            price and guarantee, and, where futures were played, of least cost on average there.
    """

    result: BlockResult
    best: tuple[tuple[int, Plan], ...]


@dataclass(frozen=True)
class _OtherPath:
    """The commitments of every size on another path."""

    instance: Instance
    paths: Paths
    units: dict[int, Floats]


def size_test(asked: Asked, terms: Sequence[Terms], effort: Effort, hands: Hands = HERE) -> Tested:
    """Return the block-size test of every price and guarantee; what exists so far if stopped.

    Args:
        asked: what is tested.
        terms: the instance at every price and guarantee, at least one.
        effort: how to search.
        hands: who solves curves and paths and plays futures, once the first curve is there.
    """
    with effort.interrupts.listening():
        first = solve_curve(_task(asked, terms[0], every_plan=asked.futures > 0), effort)
        hints = tuple(first.units.values())
        tasks = [replace(_task(asked, each), hints=hints) for each in terms[1:]]
        solved = [first, *spread(solve_curve, tasks, effort, hands)]
        paths, seconds_paths = _timed(lambda: _paths(asked, terms[0].instance, first, effort, hands))
        sizes, seconds_stressed = _timed(lambda: _stressed(asked, terms[0].instance, first, effort, hands))
    worst = worst_regrets(paths)
    result = BlockResult(
        block=asked.block,
        demand=first.demand,
        prices=first.prices,
        points=first.points,
        best_beds=first.best_beds,
        indistinguishable_beds=first.indistinguishable_beds,
        curves=tuple(_curve(each, curve) for each, curve in zip(terms, solved, strict=False)),
        paths=paths,
        worst_regret_gbp=worst,
        least_regret_beds=least_regret(worst),
        futures=asked.futures if sizes else 0,
        stressed=sizes,
        best_stressed_beds=stressed.best_on_average(sizes),
        level_stressed_beds=stressed.level_with_best(sizes),
        surest_stressed_beds=stressed.surest(sizes),
        least_regret_stressed_beds=stressed.least_regret(sizes),
        gap=effort.gap,
        interrupted=effort.interrupts.requested,
        seconds=sum(each.seconds for each in solved),
        seconds_finer=sum(each.seconds_finer for each in solved),
        seconds_paths=seconds_paths,
        seconds_stressed=seconds_stressed,
    )
    return Tested(result, tuple(_best(solved, result.best_stressed_beds)))


def _task(asked: Asked, terms: Terms, *, every_plan: bool = False) -> CurveTask:
    return CurveTask(
        terms.instance,
        terms.sha256,
        asked.paths,
        asked.block,
        tuple(sorted({0, *asked.beds})),
        asked.start,
        asked.finer,
        every_plan,
    )


def _curve(terms: Terms, solved: SolvedCurve) -> BlockCurve:
    return BlockCurve(
        terms.price_gbp_per_week,
        terms.guarantee_share,
        solved.points,
        solved.best_beds,
        solved.indistinguishable_beds,
    )


def _best(solved: Sequence[SolvedCurve], stressed_beds: int | None) -> Iterator[tuple[int, Plan]]:
    """Yield the plans of the sizes that are named best, each once, with the number of their terms."""
    for number, curve in enumerate(solved):
        named = {curve.best_beds, stressed_beds if number == 0 else None}
        yield from ((number, plan) for beds, plan in curve.plans.items() if beds in named)


def _timed[Found](work: Callable[[], Found]) -> tuple[Found, float]:
    """Return what some work finds and the seconds it takes."""
    began = time.monotonic()
    return work(), time.monotonic() - began


def _paths(
    asked: Asked, instance: Instance, first: SolvedCurve, effort: Effort, hands: Hands
) -> tuple[PathCost, ...]:
    """Return the commitments of every size on every path; those of the paths there was time for."""
    others = [_OtherPath(instance, path, first.units) for path in all_paths(instance)] if asked.every_path else []
    return tuple(cost for costs in spread(_on_path, others, effort, hands) for cost in costs)


def _on_path(task: _OtherPath, effort: Effort) -> tuple[PathCost, ...]:
    return path_costs(task.instance, task.paths, task.units, effort)


def _stressed(
    asked: Asked, instance: Instance, first: SolvedCurve, effort: Effort, hands: Hands
) -> tuple[StressedSize, ...]:
    """Return every size of the first curve in the futures asked; those there was time for."""
    if not asked.futures:
        return ()
    return stressed.stressed_sizes(instance, asked.block, first.plans, asked.futures, effort, hands)
