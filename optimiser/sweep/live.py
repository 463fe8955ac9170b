"""A model kept alive over a sweep: built once, solved point by point with the same solver session."""

import time
from dataclasses import dataclass, field

import numpy as np

from models.fields import PricePath
from models.instance import Instance
from optimiser.areas import Merged, merge_areas
from optimiser.commitments import Decisions, decided
from optimiser.formulation import Formulation, formulate
from optimiser.plan import decisions_in, told_apart
from optimiser.problem import Floats, Problem, compile_problem
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session
from optimiser.solve import InfeasibleError, Root, Search, Solution
from optimiser.trajectory import Trajectory, trajectory


class AreasError(Exception):
    """A plan of merged home areas cannot be told apart: the sweep has to be done with areas as they are."""


@dataclass(frozen=True)
class Paths:
    """Demand path and price path; None for the instance's own."""

    demand: str | None = None
    prices: PricePath | None = None


@dataclass(frozen=True)
class Effort:
    """How a sweep searches.

    Attributes:
        gap: relative gap of every point.
        seed: HiGHS's random seed.
        deadline: time (monotonic seconds) at which it stops.
        progress: told of stages, plans and bounds.
        interrupts: Ctrl-C.
    """

    gap: float = 0.001
    seed: int = 0
    deadline: float = np.inf
    progress: Progress = field(default_factory=Progress)
    interrupts: Interrupts = field(default_factory=Interrupts)

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed or the time is over."""
        return self.interrupts.requested or time.monotonic() > self.deadline


class Live:
    """A problem, its programme and the session that solves it.

    Args:
        instance: a checked instance.
        paths: demand and prices.
        effort: how to search.
        apart: whether home areas are told apart in the programme.
    """

    def __init__(self, instance: Instance, paths: Paths, effort: Effort, *, apart: bool = False) -> None:
        self.problem: Problem = compile_problem(instance, paths.demand, paths.prices)
        one_by_one = Merged(self.problem, np.arange(len(self.problem.cohorts)))
        self.merged = one_by_one if apart else merge_areas(self.problem)
        self.formulation: Formulation = formulate(self.merged.problem)
        self.effort = effort
        deadline = min(effort.deadline, time.monotonic() + 1e9)
        self.session = Session(self.formulation, effort.seed, effort.progress, deadline, effort.interrupts)

    @property
    def limits(self) -> tuple[Floats, Floats]:
        """Least and most units of every option, as the model has them."""
        model, units = self.formulation.model, self.formulation.units
        return model.lower[units], model.upper[units]

    def outcome(self, solution: Solution) -> tuple[Trajectory, Decisions]:
        """Return who lives where in a solution, and what it commits to.

        Raises:
            AreasError: if its home areas cannot be told apart.
        """
        found = told_apart(self.problem, self.merged, self.formulation, solution)
        if found is None:
            raise AreasError
        decisions = decisions_in(self.formulation, solution)
        return trajectory(decided(self.problem, decisions), *found), decisions


class Point:
    """One point of a sweep: its best plan and bound so far, and what is left to search.

    Args:
        live: the model, set up for the point by `settle` before each use.
        limits: least and most units of every option.
    """

    def __init__(self, live: Live, limits: tuple[Floats, Floats]) -> None:
        self.live = live
        self.search = Search(live.session, live.effort.gap, limits=limits)
        self.root: Root | None = None
        self.infeasible = False

    @property
    def solution(self) -> Solution:
        """The best plan and bound so far."""
        return self.search.solution

    @property
    def units(self) -> Floats | None:
        """(options,), whole units of the best plan; None without one."""
        if not self.solution.values.size:
            return None
        return np.round(self.solution.values[self.search.units])

    @property
    def within_gap(self) -> bool:
        """Whether the best plan is within the gap asked."""
        return self.solution.gap <= max(self.live.effort.gap, 1e-9)

    def start(self) -> None:
        """Solve the relaxation, and a first plan by rounding it."""
        search = self.search
        self.live.session.bound_columns(search.units, search.lower, search.upper)
        try:
            self.root = search.root()
        except InfeasibleError:
            self.infeasible = True
            return
        if self.root is not None and not search.good_enough() and len(search.units):
            search.round_off(self.root.units)
            search.good_enough()

    def attempt(self, units: Floats) -> None:
        """Try the commitments of another point."""
        if not self.infeasible:
            self.search.attempt(units)
            self.search.good_enough()

    @property
    def good_enough(self) -> bool:
        """Whether plan and bound are as near as asked."""
        return self.search.good_enough()

    def ask(self, within_gbp: float) -> None:
        """Ask for plan and bound within so many pounds, whatever the gap."""
        self.search.gap, self.search.within_gbp = 0.0, within_gbp

    def raise_bound(self, bound: float) -> None:
        """Take a bound proven elsewhere, pounds, if it is higher."""
        self.solution.bound = max(self.solution.bound, min(bound, self.solution.objective))
        self.search.good_enough()

    def finish(self) -> None:
        """Search until plan and bound are as near as asked."""
        if self.root is None or self.infeasible or self.good_enough:
            return
        try:
            self.search.search(self.root)
        except InfeasibleError:
            self.infeasible = True

    def clean(self) -> None:
        """Solve the children again with the commitments as they are, where the search left them."""
        if self.units is not None and not self.search.polished:
            before = self.live.session.deadline
            self.search.polish()
            self.live.session.deadline = before
