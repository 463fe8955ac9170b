"""Explaining an instance: whether it can meet its hard policies, and if not, why."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.explanation import InstanceExplanation
from models.fields import PricePath
from models.findings import Reach
from models.instance import Instance
from optimiser.areas import merge_areas
from optimiser.explain.clash import (
    Elastic,
    Key,
    clashing,
    missed_together,
    out_of_reach,
    relaxations,
    ways_out,
)
from optimiser.explain.curve import Stopped
from optimiser.explain.whole import whole
from optimiser.formulation import Formulation, formulate, least_shortfall
from optimiser.policies import active_terms
from optimiser.problem import Floats, Problem, compile_problem
from optimiser.progress import Progress
from optimiser.reach import reach
from optimiser.session import Interrupts, Session
from optimiser.solve import Solution, optimise

TOGETHER = 0.01
"""Gap of the least shortfall of all policies together: the last hundredth takes longer than all the rest."""


def explain_instance(
    instance: Instance,
    demand: str | None,
    prices: PricePath | None,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    told: Callable[[InstanceExplanation], None] | None = None,
) -> InstanceExplanation:
    """Say whether the hard policies of an instance can be met; if not, which clash, by how much, what would help.

    Args:
        instance: a checked instance.
        demand: demand path; the instance's default if None.
        prices: price path; the instance's default if None.
        time_limit: seconds in all; None for no limit.
        seed: HiGHS's random seed.
        progress: told of stages, plans and bounds.
        told: called with what is known as soon as it is known what clashes, long before the end.

    Raises:
        SolverError: if HiGHS fails.
    """
    run = _Run(instance, demand, prices, time_limit, seed, progress or Progress())
    with run.interrupts.listening():
        try:
            run.explain(told)
            run.found.complete = True
        except Stopped:
            pass
    run.found.interrupted = run.interrupts.requested
    run.found.seconds = time.monotonic() - run.started
    return run.found


class _Run:
    def __init__(
        self,
        instance: Instance,
        demand: str | None,
        prices: PricePath | None,
        time_limit: float | None,
        seed: int,
        progress: Progress,
    ) -> None:
        self.started = time.monotonic()
        self.instance, self.demand, self.prices = instance, demand, prices
        self.seed, self.progress = seed, progress
        self.deadline = np.inf if time_limit is None else self.started + time_limit
        self.interrupts = Interrupts()
        self.found = InstanceExplanation()
        self.problem: Problem = merge_areas(compile_problem(instance, demand, prices)).problem

    def explain(self, told: Callable[[InstanceExplanation], None] | None) -> None:
        """Find a plan; without one, what clashes, then the least shortfall of all together and what would help.

        Relaxations come first: they take seconds where the search for whole commitments takes minutes, and a clash of
        commitments in parts is one of whole ones.
        """
        made = formulate(self.problem, allowed_shortfall=np.full(len(active_terms(self.problem)), np.inf))
        least_shortfall(made)
        elastic = Elastic(Session(made, self.seed, self.progress, self.deadline, self.interrupts))
        self.progress.on_stage("whether the hard policies could hold with commitments in parts")
        in_parts = elastic.least()
        self.found.divisible = elastic.holds(set())
        if self.found.divisible:
            start = self._whole(elastic)
            if self.found.possible:
                return
        else:
            start = None
            self.found.possible = False
            self._name(elastic, in_parts)
        if told is not None:
            told(self.found)
        self.progress.on_stage("the least shortfall of all together")
        short = self._searched(made, TOGETHER, start)
        missed = [key for key in elastic.rows if elastic.is_missed(key, short.values)]
        if self.found.divisible:
            self.found.relaxations = missed_together(elastic, short.values)
        else:
            self.found.relaxations = [
                replace(item, together=elastic.level((item.policy, item.year), short.values))
                for item in self.found.relaxations
            ]
        years = [year for _, year in missed]
        self.found.ways_out = ways_out(elastic, np.round(short.values[made.units]), years)

    def _whole(self, elastic: Elastic) -> Floats | None:
        """Note whether whole commitments can keep the hard policies; return the plan that misses them least.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed before it was known.
        """
        if self.interrupts.requested:
            raise Stopped
        known = whole(elastic, self.seed, self.deadline, self.interrupts, self.progress)
        self.found.possible = known.possible
        if not known.possible and known.values.size:
            self.found.relaxations = missed_together(elastic, known.values)
        if known.possible is None:
            raise Stopped
        return known.values if known.values.size else None

    def _name(self, elastic: Elastic, in_parts: Floats) -> None:
        """Note the policies out of reach and those that clash.

        Until the search for whole commitments is done, all together give way as far as in `in_parts`, (columns,).
        """
        beyond = out_of_reach(elastic, in_parts)
        members = clashing(elastic, set(beyond))
        self.found.relaxations = relaxations(elastic, beyond, members, in_parts)
        if beyond:
            self.progress.on_stage("the best level of each policy out of reach, the others off")
            self.found.reached = self._reached(beyond)

    def _searched(self, made: Formulation, gap: float, start: Floats | None) -> Solution:
        """Return a plan, commitments whole; the search starts from one, (columns,), if there is one.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed first.
        """
        if self.interrupts.requested:
            raise Stopped
        left = max(0.1, self.deadline - time.monotonic()) if np.isfinite(self.deadline) else None
        known = None if start is None else (start, float(made.model.cost @ start))
        solution = optimise(made, gap=gap, time_limit=left, seed=self.seed, progress=self.progress, start=known)
        self.interrupts.requested |= solution.interrupted
        if solution.outcome == "no_plan" or solution.interrupted:
            raise Stopped
        return solution

    def _reached(self, members: list[Key]) -> tuple[Reach, ...]:
        policies = tuple(row for row in self.instance.policies if (row.policy, row.financial_year) in members)
        alone = self.instance.model_copy(update={"policies": policies})
        try:
            return reach(alone, self.demand, self.prices)
        except KeyboardInterrupt:
            self.interrupts.requested = True
            raise Stopped from None
