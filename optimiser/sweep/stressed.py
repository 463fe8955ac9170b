"""Every size of a block in the same futures with whole children: what it saves there, and how often it loses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from models.plan import Plan
from models.stress import Spread
from models.sweeps import StressedSize
from optimiser.problem import Floats
from optimiser.spread import Hands
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.result import spread as spread_of
from optimiser.stress.run import Outcomes, StressTest
from optimiser.sweep.brackets import ONE_POUND
from optimiser.sweep.live import Effort
from optimiser.sweep.spread import spread

ERRORS_APART = 2.0
"""Standard errors by which a mean difference has to be away from nothing, for two sizes to be told apart."""


@dataclass(frozen=True)
class _Task:
    """The plan of one size, to be played."""

    instance: Instance
    plan: Plan
    block: str
    beds: int
    futures: int


@dataclass(frozen=True)
class Played:
    """What came of a size, by future: (F,).

    Attributes:
        beds: size.
        cost: pounds.
        occupancy: the block's beds used over beds there; None without a block, or if it is never there.
        void: pounds paid for beds of the block that nobody uses; None likewise.
    """

    beds: int
    cost: Floats
    occupancy: Floats | None = None
    void: Floats | None = None


class _StoppedError(Exception):
    """The effort was over before all futures were played."""


def stressed_sizes(
    instance: Instance, block: str, plans: Mapping[int, Plan], futures: int, effort: Effort, hands: Hands
) -> tuple[StressedSize, ...]:
    """Play the plan of every size in the same futures; nothing without the plan that has no block, to compare with.

    Cost is nominal pounds of the reported years: revenue as it comes out, and the financing of what the plan builds.

    Args:
        instance: the instance.
        block: name of the block.
        plans: size to its plan.
        futures: how many.
        effort: its seed is that of the futures.
        hands: who plays them, a size at a time.

    Returns:
        By size, those there was time for.
    """
    if 0 not in plans:
        return ()
    tasks = [_Task(instance, plans[beds], block, beds, futures) for beds in sorted(plans)]
    return compared(list(_each(tasks, effort, hands)))


def compared(played: Sequence[Played]) -> tuple[StressedSize, ...]:
    """Compare sizes in the same futures with the first, which has no block, and with the cheapest of each future."""
    if not played:
        return ()
    none = played[0].cost
    costs = np.array([each.cost for each in played])
    regrets = costs - costs.min(axis=0)
    best = int(np.argmin(costs.mean(axis=1)))
    return tuple(
        StressedSize(
            beds=each.beds,
            cost_gbp=spread_of(each.cost),
            saving_gbp=spread_of(none - each.cost),
            loses_share=float((each.cost > none + ONE_POUND).mean()),
            regret_gbp=spread_of(regret),
            above_best_gbp=spread_of(each.cost - costs[best]),
            occupancy=_spread(each.occupancy),
            void_cost_gbp=_spread(each.void),
        )
        for each, regret in zip(played, regrets, strict=True)
    )


def best_on_average(sizes: Iterable[StressedSize]) -> int | None:
    """Return the size whose cost is least on average; of those within a pound of it the smallest."""
    return _least({size.beds: size.cost_gbp.mean for size in sizes}, ONE_POUND)


def level_with_best(sizes: Iterable[StressedSize]) -> tuple[int, ...]:
    """Return the sizes whose mean cost so many futures cannot tell from that of the best, the best among them."""
    return tuple(
        size.beds
        for size in sizes
        if size.above_best_gbp.mean <= max(ONE_POUND, ERRORS_APART * size.above_best_gbp.standard_error)
    )


def surest(sizes: Iterable[StressedSize]) -> int | None:
    """Return the size of the block that loses money in the fewest futures, of ties the smallest; None without one."""
    return _least({size.beds: size.loses_share for size in sizes if size.beds}, 0.0)


def least_regret(sizes: Iterable[StressedSize]) -> int | None:
    """Return the size whose regret that one future in twenty exceeds is smallest; within a pound the smallest."""
    return _least({size.beds: size.regret_gbp.p95 for size in sizes}, ONE_POUND)


def _least(values: Mapping[int, float], tied: float) -> int | None:
    return min((beds for beds, value in values.items() if value <= min(values.values()) + tied), default=None)


def _spread(values: Floats | None) -> Spread | None:
    return None if values is None else spread_of(values)


def _each(tasks: Sequence[_Task], effort: Effort, hands: Hands) -> Iterator[Played]:
    for played in spread(_play, tasks, effort, hands):
        if played is None:
            return
        yield played


def _play(task: _Task, effort: Effort) -> Played | None:
    """Play the plan of a size out; None if the effort was over before."""

    def told(done: int) -> None:
        if effort.stopped:
            raise _StoppedError
        effort.progress.on_stage(f"{task.beds} beds: played {done:,} of {task.futures:,} futures")

    test = StressTest(task.instance, task.plan, Assumptions(), effort.seed)
    try:
        found = test.run(task.futures, progress=told)
    except _StoppedError:
        return None
    financing = sum(line.amount_gbp for line in task.plan.ledger if line.kind == "financing")
    return _block_of(task, test, found, found.cost_gbp.sum(axis=(1, 2)) + financing)


def _block_of(task: _Task, test: StressTest, found: Outcomes, cost: Floats) -> Played:
    """Return the costs with the use of the block over all reported years, where it is there."""
    for place, contract in enumerate(test.cashier.contracts):
        beds = task.instance.calendar.yearly((contract.beds - contract.kept) * contract.there)
        if contract.made.id == task.block and beds.sum():
            used = np.nan_to_num(found.occupancy[:, place]) @ beds / beds.sum()
            return Played(task.beds, cost, np.asarray(used), found.block_void_gbp[:, place])
    return Played(task.beds, cost)
