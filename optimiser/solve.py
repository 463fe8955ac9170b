"""Solving the programme: root by interior point, a first plan by rounding, then the search.

The root relaxation gives a bound; a sub-problem over the roundings of its commitments gives a first plan; commitments
whose reduced cost exceeds the distance between the two are closed; HiGHS searches what is left. Statuses are this
project's own, taken from HiGHS's model status and solution flags, never inferred from values.
"""

import time
from dataclasses import dataclass, field
from typing import Literal

import highspy
import numpy as np

from optimiser.explain.worth import Worth, worth_of_each
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.rounding import rounded
from optimiser.session import Interrupts, Session, SolverError

INTEGRAL = 1e-6
SUPPORT = 1e-3
"""A block size and start that holds less of the root's plan than this is left out of the rounding."""
FIRST_PLAN_GAP = 0.01
"""Gap to which the rounding sub-problem is solved: it is there for a plan early on, not for the best one."""

Outcome = Literal["optimal", "feasible", "no_plan"]
_Status = highspy.HighsModelStatus
_INFEASIBLE = (_Status.kInfeasible, _Status.kUnboundedOrInfeasible)
_STOPPED = (_Status.kTimeLimit, _Status.kInterrupt)
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
    formulation: Formulation,
    *,
    gap: float,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    explain: bool = False,
) -> Solution:
    """Find a plan of least cost within a relative gap.

    Args:
        formulation: the programme.
        gap: relative distance of plan and bound at which the search may stop; 0 asks for a full proof.
        time_limit: seconds; None for no limit.
        seed: HiGHS's random seed.
        progress: told of stages, plans and bounds.
        explain: find what each commitment taken saves, and the demand above which it pays.

    Raises:
        InfeasibleError: if the hard rows cannot all hold.
        SolverError: if HiGHS ends without a plan, a proof or a stop.
    """
    progress = progress or Progress()
    interrupts = Interrupts()
    deadline = time.monotonic() + (time_limit if time_limit is not None else 1e9)
    with interrupts.listening():
        search = _Search(Session(formulation, seed, progress, deadline, interrupts), gap)
        search.run()
        if explain:
            search.explain()
        search.solution.interrupted = interrupts.requested
    return search.solution


def root_relaxation(formulation: Formulation) -> tuple[Floats, float]:
    """Return the columns and the objective (pounds) of the relaxation, commitments taken as divisible.

    Raises:
        KeyboardInterrupt: if Ctrl-C was pressed meanwhile.
        SolverError: if there is none.
    """
    interrupts = Interrupts()
    with interrupts.listening():
        session = Session(formulation, 0, Progress(), np.inf, interrupts)
        status = session.run(solve_relaxation=True, solver="ipx", run_crossover="on")
        if status != _Status.kOptimal and not interrupts.requested:
            status = session.run(solve_relaxation=True, solver="simplex")
    if interrupts.requested:
        raise KeyboardInterrupt
    if status != _Status.kOptimal:
        raise SolverError(f"HiGHS ended the relaxation with {status}")
    return session.values, session.objective


class _Search:
    """One run of the stages; `solution` holds the best so far."""

    def __init__(self, session: Session, gap: float) -> None:
        self.session = session
        self.gap = gap
        self.solution = Solution()
        self.units = session.formulation.units
        model = session.formulation.model
        self.lower, self.upper = model.lower[self.units], model.upper[self.units]
        self.deadline = session.deadline
        self.started = time.monotonic()

    def run(self) -> None:
        """Root, rounding, search, polish."""
        root = self._root()
        if root is None:
            return
        if not self._good_enough() and len(self.units):
            self._round(root.units)
            if not self._good_enough() and not self.session.stopped:
                self._search(root)
        if self.solution.values.size:
            self._polish()
        self.solution.seconds["search"] = time.monotonic() - self.started - self.solution.seconds["root_lp"]

    def _good_enough(self) -> bool:
        if self.solution.gap <= max(self.gap, 1e-9):
            self.solution.outcome = "optimal"
            return True
        return False

    def _root(self) -> "_Root | None":
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
        root = _Root(values[self.units], session.reduced_costs[self.units], session.objective)
        self.solution.bound = root.objective
        if np.abs(root.units - np.round(root.units)).max(initial=0.0) <= INTEGRAL:
            self._take(values, root.objective)
        return root

    def _take(self, values: Floats, objective: float) -> None:
        if objective < self.solution.objective:
            self.solution.values, self.solution.objective = values, objective
            self.solution.outcome = "feasible"
            self.solution.seconds.setdefault("first_plan", time.monotonic() - self.started)
            self.session.progress.on_bound(time.monotonic() - self.started, objective, self.solution.bound)

    def _run_mip(self, gap: float) -> highspy.HighsModelStatus:
        quiet = {f"mip_heuristic_run_{name}": False for name in _HEURISTICS}
        return self.session.run(solve_relaxation=False, solver="choose", mip_rel_gap=gap, mip_abs_gap=1e-9, **quiet)

    def _round(self, units: Floats) -> None:
        """Plan with whole commitments near the root's; a sub-problem over their roundings where that cannot be."""
        self.session.progress.on_stage("first plan")
        near = rounded(self.session.formulation.options, units, self.upper)
        self.session.bound_columns(self.units, np.maximum(near, self.lower), np.maximum(near, self.lower))
        status = self.session.run(solve_relaxation=True, solver="ipx", run_crossover="on")
        if status != _Status.kOptimal and not self.session.stopped:
            lower = np.clip(np.floor(units + INTEGRAL), self.lower, self.upper)
            upper = np.clip(np.ceil(units - SUPPORT), lower, self.upper)
            blocks = np.array([option.kind == "block" for option in self.session.formulation.options], dtype=np.bool_)
            lower[blocks] = self.lower[blocks]
            self.session.bound_columns(self.units, lower, upper)
            self._run_mip(max(self.gap, FIRST_PLAN_GAP))
        if self.session.has_values:
            self._take(self.session.values, self.session.objective)
        self.session.bound_columns(self.units, self.lower, self.upper)

    def _search(self, root: "_Root") -> None:
        """Search all commitments that can still be part of a better plan."""
        self.session.progress.on_stage("search")
        lower, upper = root.closed(self.lower, self.upper, self.solution.objective)
        self.session.bound_columns(self.units, lower, upper)
        if self.solution.values.size:
            self.session.start_from(self.solution.values)
        status = self._run_mip(self.gap)
        if status in _INFEASIBLE:
            if not self.solution.values.size:
                raise InfeasibleError
            # Nothing better is left once the closed commitments are out: the plan in hand is the best.
            self.solution.bound = self.solution.objective
        elif status not in (_Status.kOptimal, *_STOPPED):
            raise SolverError(f"HiGHS ended the search with {status}")
        else:
            if self.session.has_values:
                self._take(self.session.values, self.session.objective)
            # What was closed cannot beat the plan in hand, so the bound on the rest holds for all up to that plan.
            self.solution.bound = max(self.solution.bound, min(self.session.bound, self.solution.objective))
        self._good_enough()

    def _polish(self) -> None:
        """Fix the commitments and solve the children again: a clean plan, and shadow prices."""
        self.session.progress.on_stage("shadow prices")
        whole = np.round(self.solution.values[self.units])
        self.session.bound_columns(self.units, whole, whole)
        self.session.deadline = max(self.session.deadline, time.monotonic() + 60.0)
        status = self.session.run(solve_relaxation=True, solver="ipx", run_crossover="on")
        if status != _Status.kOptimal:
            status = self.session.run(solve_relaxation=True, solver="simplex")
        if status == _Status.kOptimal:
            self.solution.values = self.session.values
            self.solution.objective = self.session.objective
            self.solution.row_duals = self.session.row_duals
            self._good_enough()

    def explain(self) -> None:
        """Find what each commitment saves, the other commitments as they are, and the demand above which it pays."""
        if not self.solution.row_duals.size:
            return
        began = time.monotonic()
        # The time that the clean plan was given beyond the limit is not for this.
        self.session.deadline = self.deadline
        self.solution.worth = worth_of_each(self.session, np.round(self.solution.values[self.units]))
        self.solution.seconds["explain"] = time.monotonic() - began


@dataclass(frozen=True)
class _Root:
    """The root relaxation: units and reduced costs of the commitments, and its objective."""

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
