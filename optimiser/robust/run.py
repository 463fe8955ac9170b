"""From an instance to robust commitments: scenarios, search, comparison, and the plan on the demand path."""

import time
from dataclasses import dataclass, replace

import numpy as np

from models.fields import PricePath
from models.instance import Instance
from models.plan import Plan
from models.robust import Compared, Played, RobustResult, Waiting
from optimiser.areas import merge_areas
from optimiser.commitments import options_of, todays_units_allowed
from optimiser.plan import Interrupted, NoPlanError, Run, do_nothing
from optimiser.problem import Floats, Ints, Problem, compile_problem
from optimiser.progress import Progress
from optimiser.robust.block import Block, block_of
from optimiser.robust.branches import branched_scenarios
from optimiser.robust.compare import (
    by_scenario,
    compared,
    perfect_information,
    stochastic_solution,
    units_of,
)
from optimiser.robust.recourse import StoppedError, Watch
from optimiser.robust.rules import half_of_stock
from optimiser.robust.scenarios import TAIL, Scenario, certain, sampled_scenarios
from optimiser.robust.search import Method, Searched, search, with_risk
from optimiser.robust.two_stage import Risk, TwoStage
from optimiser.robust.waiting import Wait, Waited, search_tree, tree_of
from optimiser.session import Interrupts
from optimiser.spread import HERE, Hands, spread
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.result import spread as percentiles
from optimiser.stress.run import StressTest

PLACING_SECONDS = 60.0
"""Seconds that placing the children of given commitments may take beyond the time limit."""
NAMES = ("deterministic", "today", "half_of_stock")
"""What the robust commitments are compared with, in the order in which they are priced."""


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Attributes:
        scenarios: number of scenarios.
        risk: how much the tail counts; None for the expected cost alone.
        shortfall_gbp: price of one child-year, move, child or place by which a hard policy is missed.
        futures: futures to play out; 0 for none.
        method: form of the programme.
        demand: demand path around which futures are drawn; the instance's default if None.
        prices: price path; the instance's default if None.
        gap: relative gap to prove.
        time_limit: seconds for all of it but playing out; None for no limit.
        seed: of the futures and of HiGHS.
        sampled_prices: whether market prices vary over the scenarios, as in the stress test.
        wait: what waits for a count of children; None to decide everything now.
    """

    scenarios: int
    risk: Risk | None = None
    shortfall_gbp: float = 250_000.0
    futures: int = 0
    method: Method = "benders"
    demand: str | None = None
    prices: PricePath | None = None
    gap: float = 0.005
    time_limit: float | None = None
    seed: int = 0
    sampled_prices: bool = True
    wait: Wait | None = None

    @property
    def tail(self) -> float:
        """Share of the futures that is the tail."""
        return TAIL if self.risk is None else 1.0 - self.risk.level


@dataclass(frozen=True)
class Robust:
    """The result, and the plan of the robust commitments on the demand path."""

    result: RobustResult
    plan: Plan
    interrupted: bool


def solve_robust(
    instance: Instance,
    asked: Asked,
    *,
    instance_sha256: str = "",
    progress: Progress | None = None,
    hands: Hands = HERE,
) -> Robust:
    """Find commitments that do well in many futures.

    Args:
        instance: the instance.
        asked: what is asked for.
        instance_sha256: of the instance, for the plan.
        progress: told of stages and bounds.
        hands: who states, solves and plays the scenarios; what is found does not depend on it.

    Raises:
        NoPlanError: if the time was over before there was anything to choose from.
        SolverError: if HiGHS fails.
    """
    return _Robust(instance, asked, instance_sha256, progress or Progress(), hands).solve()


@dataclass(frozen=True)
class _Stated:
    """States the programme of a scenario of a problem."""

    problem: Problem
    shortfall_gbp: float

    def __call__(self, scenario: Scenario) -> Block:
        """State one."""
        return block_of(scenario.apply(self.problem), self.shortfall_gbp)


class _Robust:
    def __init__(self, instance: Instance, asked: Asked, sha256: str, progress: Progress, hands: Hands) -> None:
        self.hands = hands
        self.instance, self.asked, self.sha256, self.progress = instance, asked, sha256, progress
        self.started = self.lap = time.monotonic()
        deadline = np.inf if asked.time_limit is None else self.started + asked.time_limit
        self.watch = Watch(progress, deadline, Interrupts())
        self.seconds: dict[str, float] = {}

    def solve(self) -> Robust:
        """Plan on the demand path, scenarios, search, plan with the robust commitments, comparison."""
        central = self._plan(None)
        self._clock("deterministic")
        problem = merge_areas(compile_problem(self.instance, self.asked.demand, self.asked.prices)).problem
        scenarios, branch = self._scenarios(problem)
        given = [central.units, todays_units_allowed(problem, options_of(problem)), half_of_stock(problem)]
        try:
            with self.watch.interrupts.listening():
                found = self._search(self._two_stage(problem, scenarios, given[1]), given)
        except StoppedError as error:
            raise NoPlanError(self.watch.interrupts.requested) from error
        self._clock("search")
        waited = self._wait(problem, scenarios, branch, found)
        made = self._plan(units_of(found.two_stage, found.best)).plan
        self._clock("plan")
        plan = _bounded(made, central.plan, self.asked.gap)
        played = self._play(plan, central.plan, found)
        self._clock("playing")
        result = replace(self._result(problem, scenarios, found, played), waiting=waited)
        return Robust(result, plan, self._interrupted(central))

    def _interrupted(self, central: Interrupted) -> bool:
        return central.interrupted or self.watch.interrupts.requested or self.progress.stop_requested()

    def _clock(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage], self.lap = now - self.lap, now
        self.seconds["total"] = now - self.started

    def _run(self, commitments: Floats | None) -> Run:
        asked, left = self.asked, self.watch.time_left
        if left is not None and commitments is not None:
            # Only the children are placed: what the search found would be lost without.
            left = max(left, PLACING_SECONDS)
        return Run(
            self.instance,
            asked.demand,
            asked.prices,
            asked.gap,
            left,
            asked.seed,
            self.sha256,
            "plan",
            self.progress,
            commitments=commitments,
            explain=False,
        )

    def _plan(self, commitments: Floats | None) -> Interrupted:
        self.progress.on_stage("plan on the demand path")
        return self._run(commitments).solve()

    def _two_stage(self, problem: Problem, scenarios: tuple[Scenario, ...], units: Floats) -> TwoStage:
        self.progress.on_stage("building the scenarios")
        stated = _Stated(problem, self.asked.shortfall_gbp)
        blocks = tuple(spread(stated, scenarios, self.hands, stopped=lambda: self.watch.stopped))
        if len(blocks) < len(scenarios):
            raise StoppedError
        probability = np.array([scenario.probability for scenario in scenarios])
        if self.asked.risk is None:
            return TwoStage(blocks, probability)
        self.progress.on_stage("bounds of the value at risk")
        return with_risk(blocks, probability, self.asked.risk, units, self.watch, self.hands)

    def _scenarios(self, problem: Problem) -> tuple[tuple[Scenario, ...], Ints]:
        """Return the scenarios and the branch of each; all of one where nothing waits."""
        asked, wait = self.asked, self.asked.wait
        if wait is None:
            made = sampled_scenarios(problem, asked.scenarios, asked.tail, asked.seed, prices=asked.sampled_prices)
            return made, np.zeros(len(made), dtype=np.int64)
        return branched_scenarios(
            problem,
            asked.scenarios,
            asked.tail,
            asked.seed,
            month=wait.counted,
            branches=wait.branches,
            prices=asked.sampled_prices,
        )

    def _wait(
        self, problem: Problem, scenarios: tuple[Scenario, ...], branch: Ints, found: Searched
    ) -> Waiting | None:
        asked, wait = self.asked, self.asked.wait
        if wait is None:
            return None
        self.progress.on_stage("waiting for the count")
        tree = tree_of(found, wait, branch)
        with self.watch.interrupts.listening():
            later = search_tree(
                found, tree, asked.method, asked.gap, seed=asked.seed, watch=self.watch, hands=self.hands
            )
        self._clock("waiting")
        return Waited(problem, scenarios, wait, tree, found, later).result(asked.gap)

    def _search(self, two_stage: TwoStage, given: list[Floats]) -> Searched:
        asked, now = self.asked, time.monotonic()
        # What waits is searched afterwards, in as much time.
        deadline = self.watch.deadline if asked.wait is None else (now + self.watch.deadline) / 2.0
        watch = replace(self.watch, deadline=deadline)
        return search(two_stage, given, asked.method, asked.gap, seed=asked.seed, watch=watch, hands=self.hands)

    def _play(self, plan: Plan, central: Plan, found: Searched) -> dict[str, Played]:
        """Play every plan out in the same futures; do-nothing stands for today's commitments."""
        asked = self.asked
        if not asked.futures:
            return {}
        self.progress.on_stage("playing the plans out")
        half = self._plan(units_of(found.two_stage, found.given[2])).plan
        nothing = do_nothing(self.instance, asked.demand, asked.prices, self.sha256)
        plans = {"robust": plan, "deterministic": central, "today": nothing, "half_of_stock": half}
        tests = {name: StressTest(self.instance, one, Assumptions(), asked.seed) for name, one in plans.items()}
        costs = {name: test.run(asked.futures, self.hands).cost_gbp.sum(axis=(1, 2)) for name, test in tests.items()}
        return {name: Played(percentiles(cost), percentiles(cost - costs["robust"])) for name, cost in costs.items()}

    def _result(
        self, problem: Problem, scenarios: tuple[Scenario, ...], found: Searched, played: dict[str, Played]
    ) -> RobustResult:
        asked, two = self.asked, found.two_stage
        priced = dict(zip(("robust", *NAMES), (found.best, *found.given), strict=True))
        plans: list[Compared] = [
            compared(name, problem, two, one, asked.tail, played.get(name)) for name, one in priced.items()
        ]
        return RobustResult(
            status="optimal" if found.gap <= max(asked.gap, 1e-8) else "feasible",
            method=asked.method,
            objective_gbp=found.best.objective,
            bound_gbp=found.bound,
            gap=found.gap,
            tail_share=asked.tail,
            cvar=None if asked.risk is None else asked.risk.level,
            weight=0.0 if asked.risk is None else asked.risk.weight,
            shortfall_gbp=asked.shortfall_gbp,
            path_child_years=certain(problem).child_years,
            mean_child_years=float(sum(s.probability * s.child_years for s in scenarios)),
            stochastic_solution=stochastic_solution(found, found.given[0]),
            perfect_information=perfect_information(found),
            plans=tuple(plans),
            scenarios=by_scenario(scenarios, found.best),
            futures=asked.futures,
            seed=asked.seed,
            seconds=dict(self.seconds),
            instance_sha256=self.sha256,
            sampled_prices=asked.sampled_prices,
        )


def _bounded(plan: Plan, central: Plan, gap: float) -> Plan:
    """Return the plan with the bound of the plan of least cost on the demand path: its own holds its commitments.

    Its status is `optimal` only if it is also within the gap of that bound.
    """
    proof, best = plan.summary.certificate, central.summary.certificate
    bound = None if best.bound_gbp is None else min(best.bound_gbp, proof.objective_gbp)
    if bound is None or proof.status == "relaxed":
        return plan
    distance = proof.objective_gbp - bound
    penalties = max(plan.summary.objective_groups_gbp["penalties"], 0.0)
    share = distance / max(abs(proof.objective_gbp), 1e-9)
    changed = proof.model_copy(
        update={
            "status": "optimal" if share <= gap else "feasible",
            "bound_gbp": bound,
            "gap": share,
            "gap_gbp": max(0.0, distance - penalties),
        }
    )
    return plan.model_copy(update={"summary": plan.summary.model_copy(update={"certificate": changed})})
