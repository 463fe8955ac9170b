"""Explaining an instance: whether it can meet its hard policies, and if not, why."""

import time

import numpy as np

from models.explanation import InstanceExplanation
from models.fields import PricePath
from models.findings import Reach
from models.instance import Instance
from optimiser.areas import merge_areas
from optimiser.explain.clash import Elastic, Key, clashing, out_of_reach, relaxations, ways_out
from optimiser.explain.curve import Stopped
from optimiser.formulation import SHORTFALL_ROOM, Formulation, formulate, least_shortfall
from optimiser.policies import PolicyRow, active_terms, met_within
from optimiser.problem import Problem, compile_problem
from optimiser.progress import Progress
from optimiser.reach import reach
from optimiser.session import Interrupts, Session
from optimiser.solve import InfeasibleError, Solution, optimise

ANY_PLAN = 1.0
"""Gap to which a plan is looked for only to see that there is one."""


def explain_instance(
    instance: Instance,
    demand: str | None,
    prices: PricePath | None,
    *,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> InstanceExplanation:
    """Say whether the hard policies of an instance can be met; if not, which clash, by how much, what would help.

    Args:
        instance: a checked instance.
        demand: demand path; the instance's default if None.
        prices: price path; the instance's default if None.
        time_limit: seconds in all; None for no limit.
        seed: HiGHS's random seed.
        progress: told of stages, plans and bounds.

    Raises:
        SolverError: if HiGHS fails.
    """
    run = _Run(instance, demand, prices, time_limit, seed, progress or Progress())
    with run.interrupts.listening():
        try:
            run.explain()
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

    def explain(self) -> None:
        """Find a plan; without one, the least shortfall, what clashes and what would help."""
        self.progress.on_stage("looking for a plan that keeps the hard policies")
        try:
            self._searched(formulate(self.problem), ANY_PLAN)
            self.found.possible = True
            return
        except InfeasibleError:
            self.found.possible = False
        self._clash()

    def _clash(self) -> None:
        made = formulate(self.problem, allowed_shortfall=np.full(len(active_terms(self.problem)), np.inf))
        least_shortfall(made)
        self.progress.on_stage("the least shortfall of all together")
        short = self._searched(made, SHORTFALL_ROOM)
        elastic = Elastic(Session(made, self.seed, self.progress, self.deadline, self.interrupts))
        self.found.divisible = elastic.holds(set())
        missed = [key for key, rows in elastic.rows.items() if _is_missed(elastic.level(key, short.values), rows[0])]
        beyond = [] if self.found.divisible else out_of_reach(elastic)
        members = missed if self.found.divisible else clashing(elastic, set(beyond))
        self.found.relaxations = relaxations(elastic, beyond, members, short.values)
        years = [year for _, year in missed]
        self.found.ways_out = ways_out(elastic, np.round(short.values[made.units]), years)
        if beyond:
            self.progress.on_stage("the best level of each policy out of reach, the others off")
            self.found.reached = self._reached(beyond)

    def _searched(self, made: Formulation, gap: float) -> Solution:
        """Return a plan; commitments whole.

        Raises:
            InfeasibleError: if the hard rows cannot all hold.
            Stopped: if the time is over or Ctrl-C was pressed first.
        """
        if self.interrupts.requested:
            raise Stopped
        left = max(0.1, self.deadline - time.monotonic()) if np.isfinite(self.deadline) else None
        solution = optimise(made, gap=gap, time_limit=left, seed=self.seed, progress=self.progress)
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


def _is_missed(level: float, row: PolicyRow) -> bool:
    short = row.policy.level - level if row.policy.is_floor else level - row.policy.level
    return short > met_within(row.policy)
