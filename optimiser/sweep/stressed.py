"""Every size of a block in the same futures with whole children: what it saves there, and how often it loses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from models.sweeps import StressedSize
from optimiser.plan import Run
from optimiser.problem import Floats
from optimiser.spread import Hands
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.result import spread as spread_of
from optimiser.stress.run import Outcomes, StressTest
from optimiser.sweep.brackets import ONE_POUND
from optimiser.sweep.live import Effort, Paths
from optimiser.sweep.spread import spread


@dataclass(frozen=True)
class _Task:
    """The commitments, (options,), of one size, to be planned and played."""

    instance: Instance
    paths: Paths
    block: str
    beds: int
    units: Floats
    futures: int


@dataclass(frozen=True)
class _Played:
    """Cost of each future, (F,) pounds, and the block's occupancy in it; not a number without the block."""

    beds: int
    cost: Floats
    occupancy: Floats


def stressed_sizes(
    instance: Instance,
    paths: Paths,
    block: str,
    units: Mapping[int, Floats],
    futures: int,
    effort: Effort,
    hands: Hands,
) -> tuple[StressedSize, ...]:
    """Play the plan of every size in the same futures; nothing without the plan that has no block, to compare with.

    Cost is nominal pounds of the reported years: revenue as it comes out, and the financing of what the plan builds.

    Args:
        instance: the instance.
        paths: demand and prices.
        block: name of the block.
        units: commitments, (options,), of each size that has a plan.
        futures: how many.
        effort: how to search for the children's places; its seed is that of the futures.
        hands: who does it.
    """
    if 0 not in units:
        return ()
    order = sorted(units)
    tasks = [_Task(instance, paths, block, beds, units[beds], futures) for beds in order]
    played = list(_each(tasks, effort, hands))
    if not played:
        return ()
    none = played[0].cost
    return tuple(_size(each, none) for each in played)


def best_on_average(sizes: Sequence[StressedSize]) -> int | None:
    """Return the size whose cost is least on average; of those within a pound of it the smallest."""
    least = min((size.cost_gbp.mean for size in sizes), default=None)
    return None if least is None else min(s.beds for s in sizes if s.cost_gbp.mean <= least + ONE_POUND)


def _each(tasks: Sequence[_Task], effort: Effort, hands: Hands) -> Iterator[_Played]:
    for done, played in enumerate(spread(_play, tasks, effort, hands), 1):
        effort.progress.on_stage(f"played {done} of {len(tasks)} sizes")
        yield played


def _play(task: _Task, effort: Effort) -> _Played:
    """Plan with the commitments of a size, and play the plan out."""
    paths = task.paths
    run = Run(
        task.instance,
        paths.demand,
        paths.prices,
        effort.gap,
        None,
        effort.seed,
        "",
        "plan",
        None,
        commitments=task.units,
        explain=False,
    )
    plan = run.solve().plan
    test = StressTest(task.instance, plan, Assumptions(), effort.seed)
    found = test.run(task.futures)
    financing = sum(line.amount_gbp for line in plan.ledger if line.kind == "financing")
    return _Played(task.beds, found.cost_gbp.sum(axis=(1, 2)) + financing, _occupancy(test, found, task.block))


def _occupancy(test: StressTest, found: Outcomes, block: str) -> Floats:
    """Return (F,), beds of the block used over beds there, all reported years; not a number without the block."""
    for place, contract in enumerate(test.cashier.contracts):
        if contract.made.id == block:
            beds = ((contract.beds - contract.kept) * contract.there)[1:].reshape(len(found.years), 12).sum(axis=1)
            return np.asarray(np.nan_to_num(found.occupancy[:, place]) @ beds / beds.sum())
    return np.full(len(found.cost_gbp), np.nan)


def _size(played: _Played, none: Floats) -> StressedSize:
    known = not np.isnan(played.occupancy).any()
    return StressedSize(
        beds=played.beds,
        cost_gbp=spread_of(played.cost),
        saving_gbp=spread_of(none - played.cost),
        loses_share=float((played.cost > none + ONE_POUND).mean()),
        occupancy=spread_of(played.occupancy) if known else None,
    )
