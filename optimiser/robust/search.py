"""The search for robust commitments: by the extensive form, or by Benders' decomposition; both give the same."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimiser.problem import Floats
from optimiser.robust.benders import Benders, Priced
from optimiser.robust.block import Block
from optimiser.robust.recourse import Placed, Recourse, Watch
from optimiser.robust.two_stage import Risk, Stack, TwoStage
from optimiser.solve import Solution, optimise
from optimiser.spread import HERE, Hands

Method = Literal["extensive", "benders"]
ETA_MARGIN = 1e-4
"""Relative room beyond the bounds of the value at risk, which are solved to a tolerance."""


@dataclass(frozen=True)
class Searched:
    """What the search found.

    Attributes:
        two_stage: what was solved.
        best: the best commitments.
        bound: pounds, no commitments cost less.
        given: the commitments that were given to start from.
        foreseen: pounds that perfect information would at least cost.
        stopped: whether time or Ctrl-C ended the search.
    """

    two_stage: TwoStage
    best: Priced
    bound: float
    given: tuple[Priced, ...]
    foreseen: float
    stopped: bool

    @property
    def gap(self) -> float:
        """Distance of plan and bound as a share of the objective."""
        return max(0.0, self.best.objective - self.bound) / max(abs(self.best.objective), 1e-9)


def search(
    two_stage: TwoStage,
    given: list[Floats],
    method: Method,
    gap: float,
    *,
    seed: int = 0,
    watch: Watch | None = None,
    hands: Hands = HERE,
) -> Searched:
    """Find the commitments of least objective.

    Args:
        two_stage: the programme.
        given: commitments (options,) to start from and to compare with, at least one.
        method: `extensive` for few scenarios, `benders` for many.
        gap: relative gap to prove.
        seed: HiGHS's random seed.
        watch: told of progress; ends the search.
        hands: who solves the scenarios; what is found does not depend on it.

    Raises:
        StoppedError: if the time was over before the given commitments were priced.
        SolverError: if HiGHS fails.
    """
    watch = watch or Watch()
    watch.progress.on_stage("every scenario by itself")
    benders = Benders(two_stage, gap, watch, hands)
    watch.progress.on_stage("the plans to compare with in every scenario")
    priced = [benders.price(units) for units in given]
    for one in priced:
        benders.take(one)
    benders.found.bound = benders.foreseen
    if method == "benders":
        watch.progress.on_stage("decomposition")
        benders.solve()
    else:
        _extensive(benders, seed)
    found = benders.found
    assert found.best is not None
    bound = min(found.bound, found.best.objective)
    return Searched(two_stage, found.best, bound, tuple(priced), benders.foreseen, found.stopped)


def _extensive(benders: Benders, seed: int) -> None:
    """Solve all scenarios in one programme, from the best of the given commitments on."""
    found, watch = benders.found, benders.watch
    assert found.best is not None
    watch.progress.on_stage("all scenarios in one programme")
    stack = benders.two_stage.stack()
    values = np.zeros(len(stack.model.cost))
    for columns, placed in zip(stack.columns, found.best.placed, strict=True):
        values[columns] = placed.values
    start = (values, found.best.objective)
    solution = optimise(
        stack, gap=benders.gap, time_limit=watch.time_left, seed=seed, progress=watch.progress, start=start
    )
    found.bound = max(found.bound, solution.bound)
    found.stopped = solution.outcome != "optimal"
    watch.interrupts.requested |= solution.interrupted
    benders.take(_priced(benders.two_stage, stack, solution))


def _priced(two_stage: TwoStage, stack: Stack, solution: Solution) -> Priced:
    """Return a solution of the stack scenario by scenario."""
    placed = []
    for scenario, columns in enumerate(stack.columns):
        values = solution.values[columns]
        cash, penalty = two_stage.spread(scenario, values)
        placed.append(Placed(float(two_stage.recourse(scenario).cost @ values), cash, penalty, values))
    return Priced(solution.values[: two_stage.width], solution.objective, placed)


def with_risk(
    blocks: tuple[Block, ...],
    probability: Floats,
    risk: Risk,
    units: Floats,
    watch: Watch | None = None,
    hands: Hands = HERE,
) -> TwoStage:
    """Return the programme in which the tail counts, its value at risk bounded by what it can be in a best plan.

    It is no less than the least cash of any scenario. With the commitments given, children placed at least expected
    cost, the objective is U; a best plan has no more, and its value at risk is no more than its tail's mean, which
    is at most (U - (1 - w) x least expected cash) / w.

    Args:
        blocks: programme of each scenario.
        probability: (S,), of each.
        risk: how much the tail counts; its weight is above 0.
        units: (options,), any commitments that may be taken.
        watch: ends the work.
        hands: who solves the scenarios.

    Raises:
        StoppedError: if the time is over.
    """
    watch = watch or Watch()
    unpunished = tuple(replace(block, penalty=np.zeros_like(block.penalty)) for block in blocks)
    least = np.array([cut.value for cut in Recourse(TwoStage(unpunished, probability), watch, hands).free()])
    plain = Recourse(TwoStage(blocks, probability), watch, hands)
    floor = float(probability @ [cut.value for cut in plain.free()])
    cuts = plain.at(units, far=True)
    counted = TwoStage(blocks, probability, risk, floor=floor)
    upper = counted.objective(np.array([cut.cash for cut in cuts]), np.array([cut.penalty for cut in cuts]))
    most = (upper - (1.0 - risk.weight) * float(probability @ least)) / risk.weight
    room = ETA_MARGIN * max(abs(most), float(np.abs(least).max()), 1.0)
    return replace(counted, eta=(float(least.min()) - room, most + room))
