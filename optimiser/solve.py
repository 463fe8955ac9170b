"""Solving the programme: root by interior point, a first plan by rounding, then the search.

The root relaxation gives a bound; a sub-problem over the roundings of its commitments gives a first plan; commitments
whose reduced cost exceeds the distance between the two are closed; HiGHS searches what is left. Statuses are this
project's own, taken from HiGHS's model status and solution flags, never inferred from values.
"""

import time
from dataclasses import dataclass, field
from typing import Any, Literal

import highspy
import numpy as np

from optimiser.explain.worth import Worth, worth_of_each
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.rounding import rounded
from optimiser.session import POUNDS_PER_UNIT, Interrupts, Programme, Session, SolverError

INTEGRAL = 1e-6
ONE_POUND = 1.0
SUPPORT = 1e-3
"""A block size and start that holds less of the root's plan than this is left out of the rounding."""
NO_LIMIT = int(highspy.kHighsIInf)
FIRST_PLAN_GAP = 0.01
"""Gap to which the rounding sub-problem is solved: it is there for a plan early on, not for the best one."""

Outcome = Literal["optimal", "feasible", "no_plan"]
_Status = highspy.HighsModelStatus
_INFEASIBLE = (_Status.kInfeasible, _Status.kUnboundedOrInfeasible)
_STOPPED = (_Status.kTimeLimit, _Status.kInterrupt, _Status.kSolutionLimit)
_HEURISTICS = ("rins", "rens", "feasibility_jump", "root_reduced_cost")


class InfeasibleError(Exception):
    """The hard rows cannot all hold."""


@dataclass
class Solution:
    """What the search found.

    Attributes:
        outcome: `optimal` within the asked gap, `feasible` if stopped before, `no_plan` if stopped without one.
        values: (columns,), the plan; empty without one.
        objective: pounds.
        bound: pounds, no plan costs less; minus infinity if nothing is proven.
        seconds: stage to seconds: `root_lp`, `first_plan` (from the start), `search`.
        row_duals: (rows,), pounds per unit, with commitments fixed; empty without a plan.
        worth: commitment taken (position of its option) to what it saves; empty where that was not asked.
        interrupted: whether Ctrl-C ended the search.
    """

    outcome: Outcome = "no_plan"
    values: Floats = field(default_factory=lambda: np.zeros(0))
    objective: float = np.inf
    bound: float = -np.inf
    seconds: dict[str, float] = field(default_factory=dict)
    row_duals: Floats = field(default_factory=lambda: np.zeros(0))
    worth: dict[int, Worth] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """Distance of objective and bound as a share of the objective; infinite without both."""
        if not (np.isfinite(self.objective) and np.isfinite(self.bound)):
            return np.inf
        return max(0.0, self.objective - self.bound) / max(abs(self.objective), 1e-9)


def optimise(
    formulation: Programme,
    *,
    gap: float,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    explain: bool = False,
    start: tuple[Floats, float] | None = None,
) -> Solution:
    """Find a plan of least cost within a relative gap.

    Args:
        formulation: the programme.
        gap: relative distance of plan and bound at which the search may stop; 0 asks for a full proof.
        time_limit: seconds; None for no limit.
        seed: HiGHS's random seed.
        progress: told of stages, plans and bounds.
        explain: find what each commitment taken saves, and the demand above which it pays.
        start: a plan known already: its columns, and its objective in pounds.

    Raises:
        InfeasibleError: if the hard rows cannot all hold.
        SolverError: if HiGHS ends without a plan, a proof or a stop.
    """
    progress = progress or Progress()
    interrupts = Interrupts()
    deadline = time.monotonic() + (time_limit if time_limit is not None else 1e9)
    with interrupts.listening():
        search = Search(Session(formulation, seed, progress, deadline, interrupts), gap)
        if start is not None:
            search.take(*start)
        search.run()
        if explain:
            search.explain()
        search.solution.interrupted = interrupts.requested
    return search.solution


class Search:
    """One run of the stages; `solution` holds the best so far.

    Args:
        session: the live model.
        gap: relative gap at which the search may stop.
        limits: least and most units of every option; those of the model if None.
        within_gbp: distance of plan and bound, pounds, at which the search may stop whatever the gap.

    Attributes:
        polished: whether the plan in hand is of a run with its commitments fixed.
    """

    def __init__(
        self,
        session: Session[Any],
        gap: float,
        *,
        limits: tuple[Floats, Floats] | None = None,
        within_gbp: float = 0.0,
    ) -> None:
        self.session = session
        self.gap, self.within_gbp = gap, within_gbp
        self.solution = Solution()
        self.polished = False
        programme: Programme = session.formulation
        self.units = programme.units
        model = programme.model
        self.lower, self.upper = limits or (model.lower[self.units], model.upper[self.units])
        self.deadline = session.deadline
        self.started = time.monotonic()

    def run(self) -> None:
        """Root, rounding, search, polish."""
        root = self.root()
        if root is None:
            return
        if not self.good_enough() and len(self.units):
            self.round_off(root.units)
            if not self.good_enough() and not self.session.stopped:
                self.search(root)
        if self.solution.values.size:
            self.polish()
        self.solution.seconds["search"] = time.monotonic() - self.started - self.solution.seconds["root_lp"]

    def good_enough(self) -> bool:
        """Note and return whether plan and bound are near enough."""
        apart = self.solution.objective - self.solution.bound
        if self.solution.gap <= max(self.gap, 1e-9) or (np.isfinite(apart) and apart <= self.within_gbp):
            self.solution.outcome = "optimal"
            return True
        return False

    def root(self) -> "Root | None":
        """Solve the relaxation; None if it was stopped.

        Raises:
            InfeasibleError: if the hard rows cannot all hold.
            SolverError: if HiGHS fails.
        """
        session = self.session
        session.progress.on_stage("root relaxation")
        status = session.run(solve_relaxation=True, solver="ipx", run_crossover="on")
        if status not in (_Status.kOptimal, *_INFEASIBLE, *_STOPPED):
            status = session.run(solve_relaxation=True, solver="simplex")
        self.solution.seconds["root_lp"] = time.monotonic() - self.started
        if status in _INFEASIBLE:
            raise InfeasibleError
        if status in _STOPPED:
            return None
        if status != _Status.kOptimal:
            raise SolverError(f"HiGHS ended the root relaxation with {status}")
        values = session.values
        root = Root(values[self.units], session.reduced_costs[self.units], session.objective)
        self.solution.bound = root.objective
        if np.abs(root.units - np.round(root.units)).max(initial=0.0) <= INTEGRAL:
            self.take(values, root.objective)
        return root

    def take(self, values: Floats, objective: float, *, polished: bool = False) -> None:
        """Keep a plan if it is the best so far."""
        if objective < self.solution.objective:
            self.polished = polished
            self.solution.values, self.solution.objective = values, objective
            self.solution.outcome = "feasible"
            self.solution.seconds.setdefault("first_plan", time.monotonic() - self.started)
            self.session.progress.on_bound(time.monotonic() - self.started, objective, self.solution.bound)

    def _run_mip(self, gap: float, most_nodes: int = NO_LIMIT) -> highspy.HighsModelStatus:
        quiet = {f"mip_heuristic_run_{name}": False for name in _HEURISTICS}
        limits = {"mip_abs_gap": max(1e-9, self.within_gbp / POUNDS_PER_UNIT), "mip_max_nodes": most_nodes}
        return self.session.run(solve_relaxation=False, solver="choose", mip_rel_gap=gap, **limits, **quiet)

    def round_off(self, units: Floats) -> None:
        """Plan with whole commitments near the root's; a sub-problem over their roundings where that cannot be."""
        self.session.progress.on_stage("first plan")
        near = rounded(self.session.formulation.options, units, self.upper)
        fixed = self._fixed_at(np.maximum(near, self.lower))
        if not fixed and not self.session.stopped:
            lower = np.clip(np.floor(units + INTEGRAL), self.lower, self.upper)
            upper = np.clip(np.ceil(units - SUPPORT), lower, self.upper)
            blocks = np.array([option.kind == "block" for option in self.session.formulation.options], dtype=np.bool_)
            lower[blocks] = self.lower[blocks]
            self.session.bound_columns(self.units, lower, upper)
            self._run_mip(max(self.gap, FIRST_PLAN_GAP))
        if self.session.has_values:
            self.take(self.session.values, self.session.objective, polished=fixed)
        self.session.bound_columns(self.units, self.lower, self.upper)

    def adopt(self, values: Floats, objective: float) -> None:
        """Take a plan that is known to be one, (columns,) and pounds, if it is better than the one in hand."""
        self.take(values, objective)

    def attempt(self, units: Floats) -> None:
        """Take the plan with these commitments, if it can be and is better than the one in hand.

        Within a pound of it, the plan of fewer commitments is the better one, then that whose names come earlier.
        """
        units = np.clip(units, self.lower, self.upper)
        if self._fixed_at(units):
            objective = self.session.objective
            tied = abs(objective - self.solution.objective) <= ONE_POUND
            if tied and self._rank(units) < self._rank(np.round(self.solution.values[self.units])):
                self.solution.objective = np.inf
            if not tied or not np.isfinite(self.solution.objective):
                self.take(self.session.values, objective, polished=True)
        self.session.bound_columns(self.units, self.lower, self.upper)

    def _rank(self, units: Floats) -> tuple[int, list[tuple[str, str, int, int]]]:
        options = self.session.formulation.options
        taken = [options[i] for i in np.flatnonzero(units)]
        return int(units.sum()), sorted((option.kind, option.id, option.month, option.beds) for option in taken)

    def _fixed_at(self, units: Floats) -> bool:
        """Solve the children with commitments given; return whether that can be."""
        self.session.bound_columns(self.units, units, units)
        # The interior point is done in a second where dual simplex, from another plan's basis, takes a minute.
        return self.session.run(solve_relaxation=True, solver="ipx", run_crossover="on") == _Status.kOptimal

    def search(self, root: "Root", most_nodes: int = NO_LIMIT) -> None:
        """Search all commitments that can still be part of a better plan, in so many nodes at most."""
        self.session.progress.on_stage("search")
        lower, upper = root.closed(self.lower, self.upper, self.solution.objective)
        self.session.bound_columns(self.units, lower, upper)
        if self.solution.values.size:
            self.session.start_from(self.solution.values)
        status = self._run_mip(self.gap, most_nodes)
        if status in _INFEASIBLE:
            if not self.solution.values.size:
                raise InfeasibleError
            # Nothing better is left once the closed commitments are out: the plan in hand is the best.
            self.solution.bound = self.solution.objective
        elif status not in (_Status.kOptimal, *_STOPPED):
            raise SolverError(f"HiGHS ended the search with {status}")
        else:
            if self.session.has_values:
                self.take(self.session.values, self.session.objective)
            # What was closed cannot beat the plan in hand, so the bound on the rest holds for all up to that plan.
            self.solution.bound = max(self.solution.bound, min(self.session.bound, self.solution.objective))
        self.good_enough()

    def polish(self) -> None:
        """Fix the commitments and solve the children again: a clean plan, and shadow prices."""
        self.session.progress.on_stage("shadow prices")
        whole = np.round(self.solution.values[self.units])
        self.session.deadline = max(self.session.deadline, time.monotonic() + 60.0)
        if self._fixed_at(whole) or self.session.run(solve_relaxation=True, solver="simplex") == _Status.kOptimal:
            self.solution.values = self.session.values
            self.solution.objective = self.session.objective
            self.solution.row_duals = self.session.row_duals
            self.good_enough()

    def explain(self) -> None:
        """Find what each commitment saves, the other commitments as they are, and the demand above which it pays."""
        if not self.solution.row_duals.size or not isinstance(self.session.formulation, Formulation):
            return
        began = time.monotonic()
        # The time that the clean plan was given beyond the limit is not for this.
        self.session.deadline = self.deadline
        self.solution.worth = worth_of_each(self.session, np.round(self.solution.values[self.units]))
        self.solution.seconds["explain"] = time.monotonic() - began


@dataclass(frozen=True)
class Root:
    """A root relaxation: units and reduced costs of the commitments, and its objective."""

    units: Floats
    reduced_costs: Floats
    objective: float

    def closed(self, lower: Floats, upper: Floats, incumbent: float) -> tuple[Floats, Floats]:
        """Return tighter bounds of the commitments: beyond them no plan is better than the incumbent."""
        if not np.isfinite(incumbent):
            return lower, upper
        slack = (incumbent - self.objective) * (1.0 + 1e-9) + 1.0
        steps = np.full(len(self.units), np.inf)
        dear = np.abs(self.reduced_costs) > 1e-6
        steps[dear] = np.floor(slack / np.abs(self.reduced_costs[dear]))
        at_lower = dear & (self.reduced_costs > 0) & (self.units <= lower + INTEGRAL)
        at_upper = dear & (self.reduced_costs < 0) & (self.units >= upper - INTEGRAL)
        new_lower, new_upper = lower.copy(), upper.copy()
        new_upper[at_lower] = np.minimum(upper, lower + steps)[at_lower]
        new_lower[at_upper] = np.maximum(lower, upper - steps)[at_upper]
        return new_lower, new_upper
