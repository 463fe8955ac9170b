"""Children placed in each scenario for given commitments: linear programmes kept alive, and the cuts they give."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.robust.two_stage import Part, TwoStage
from optimiser.session import Interrupts, Session, SolverError
from optimiser.spread import HERE, Hands, spread

HOT_ITERATIONS = 500
"""Steps of the dual simplex method from the last basis after which the interior point method starts afresh: on a
council's programme 150 steps take a tenth of its time, and far more are needed after a long way."""
_NO_LIMIT = 2**31 - 1
_OPTIMAL = highspy.HighsModelStatus.kOptimal
_STATUSES = tuple(highspy.HighsBasisStatus.__members__.values())

Statuses = NDArray[np.int8]


class StoppedError(Exception):
    """The time is over, or Ctrl-C was pressed, within a scenario."""


@dataclass
class Watch:
    """Who is told of progress, and what ends the work: time (monotonic seconds) or Ctrl-C."""

    progress: Progress = field(default_factory=Progress)
    deadline: float = np.inf
    interrupts: Interrupts = field(default_factory=Interrupts)

    @property
    def time_left(self) -> float | None:
        """Seconds to the deadline; None without one."""
        return None if np.isinf(self.deadline) else max(0.1, self.deadline - time.monotonic())

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed or the time is over."""
        over = time.monotonic() > self.deadline
        return self.interrupts.requested or over or self.progress.stop_requested()

    def session(self, part: Part) -> Session[Part]:
        """Return a live model."""
        return Session(part, 0, self.progress, self.deadline, self.interrupts)


@dataclass(frozen=True)
class Placed:
    """The children of a scenario placed at a first stage.

    Attributes:
        value: pounds that the scenario counts for in the objective, were it certain.
        cash: pounds of cost, gap at its cash price.
        penalty: pounds of penalties.
        values: columns of the scenario's programme.
    """

    value: float
    cash: float
    penalty: float
    values: Floats


@dataclass(frozen=True)
class Cut(Placed):
    """What a scenario counts for at a first stage, and at least counts for at any other.

    Attributes:
        scenario: its position.
        point: (width,), first stage.
        slope: (width,), pounds per unit: no first stage counts for less than `value + slope @ (first - point)`.
    """

    scenario: int
    point: Floats
    slope: Floats

    @property
    def constant(self) -> float:
        """Pounds of the cut at a first stage of zeros."""
        return self.value - float(self.slope @ self.point)


@dataclass(frozen=True)
class Basis:
    """A simplex basis that another process can start from: statuses of columns and rows."""

    columns: Statuses
    rows: Statuses

    @classmethod
    def of(cls, session: Session[Part]) -> "Basis":
        """Return that of the last run."""
        basis = session.basis
        return cls(
            *(np.array([int(s) for s in side], dtype=np.int8) for side in (basis.col_status, basis.row_status))
        )

    def give(self, session: Session[Part]) -> None:
        """Start the next simplex run from here."""
        basis = highspy.HighsBasis()
        basis.col_status = [_STATUSES[s] for s in self.columns]
        basis.row_status = [_STATUSES[s] for s in self.rows]
        session.start_from_basis(basis)


@dataclass(frozen=True)
class Task:
    """One scenario to be solved: all that another process has to know.

    Attributes:
        part: the scenario's programme.
        own: number of its first rows that hold commitments alone.
        point: (width,), the first stage; None for the best one of this scenario, commitments divisible.
        basis: where to start; None to start afresh.
    """

    part: Part
    own: int
    point: Floats | None
    basis: Basis | None


@dataclass(frozen=True)
class Solved:
    """A solved scenario: objective in pounds, columns, reduced costs in pounds per unit, and its basis."""

    value: float
    values: Floats
    slopes: Floats
    basis: Basis


class Recourse:
    """The linear programmes of all scenarios.

    What is found does not depend on who solves: each solve starts from the scenario's last basis alone.
    """

    def __init__(self, two_stage: TwoStage, watch: Watch, hands: Hands = HERE) -> None:
        self.two_stage, self.watch, self.hands = two_stage, watch, hands
        self.own = two_stage.own.matrix.shape[0]
        self.parts = [two_stage.part(s) for s in range(len(two_stage.blocks))]
        self.bases: list[Basis | None] = [None] * len(self.parts)
        self.sessions = [watch.session(part) for part in self.parts] if hands is HERE else []

    def free(self) -> list[Cut]:
        """Solve every scenario as if it were certain and commitments divisible: least costs, and first cuts.

        Raises:
            StoppedError: if the time is over.
        """
        return self._each(range(len(self.parts)), None)

    def at(
        self,
        point: Floats,
        scenarios: Sequence[int] | None = None,
        *,
        far: bool = False,
        aside: bool = False,
    ) -> list[Cut]:
        """Solve scenarios, all if None, for a given first stage (width,).

        Args:
            point: the first stage.
            scenarios: positions of the scenarios.
            far: start afresh, not from the last basis, because it is far from here.
            aside: start afresh, and the next solve from the basis before this one: only this point is far away.

        Raises:
            StoppedError: if the time is over.
        """
        if far:
            self.bases = [None] * len(self.parts)
        bases = list(self.bases)
        if aside:
            self.bases = [None] * len(self.parts)
        cuts = self._each(range(len(self.parts)) if scenarios is None else scenarios, point)
        if aside:
            self.bases = bases
        return cuts

    def _each(self, scenarios: Sequence[int], point: Floats | None) -> list[Cut]:
        cuts = []
        found = self._here(scenarios, point) if self.hands is HERE else self._elsewhere(scenarios, point)
        for scenario, solved in zip(scenarios, found, strict=False):
            if solved is None:
                raise StoppedError
            self.bases[scenario] = solved.basis
            cash, penalty = self.two_stage.spread(scenario, solved.values)
            width = self.two_stage.width
            first, slope = solved.values[:width], solved.slopes[:width]
            cuts.append(Cut(solved.value, cash, penalty, solved.values, scenario, first, slope))
        if len(cuts) < len(scenarios):
            raise StoppedError
        return cuts

    def _here(self, scenarios: Iterable[int], point: Floats | None) -> Iterator[Solved | None]:
        for scenario in scenarios:
            task = Task(self.parts[scenario], self.own, point, self.bases[scenario])
            yield solve(self.sessions[scenario], task)

    def _elsewhere(self, scenarios: Iterable[int], point: Floats | None) -> Iterator[Solved | None]:
        tasks = [Task(self.parts[s], self.own, point, self.bases[s]) for s in scenarios]
        # Each machine counts seconds from a start of its own: the deadline goes by the time of day.
        until = time.time() + self.watch.deadline - time.monotonic()
        return spread(_Elsewhere(until), tasks, self.hands, stopped=lambda: self.watch.stopped)


@dataclass(frozen=True)
class _Elsewhere:
    """Solves a task in another process; `until` is the time of day at which it stops."""

    until: float

    def __call__(self, task: Task) -> Solved | None:
        """Return what was found; None if the time was over."""
        watch = Watch(deadline=time.monotonic() + self.until - time.time())
        return solve(watch.session(task.part), task)


def solve(session: Session[Part], task: Task) -> Solved | None:
    """Solve a scenario on a live model: from the given basis if that is quick, else by the interior point method.

    Returns None if the time was over.

    Raises:
        SolverError: if HiGHS fails.
    """
    if session.stopped:
        return None
    _give(session, task)
    status = None
    # A model that keeps its last run's state would find other corners, and run without presolve.
    session.highs.clearSolver()
    if task.basis is not None:
        task.basis.give(session)
        status = session.run(solve_relaxation=True, solver="simplex", simplex_iteration_limit=HOT_ITERATIONS)
    if status != _OPTIMAL and not session.stopped:
        session.highs.clearSolver()
        status = session.run(
            solve_relaxation=True, solver="ipx", run_crossover="on", simplex_iteration_limit=_NO_LIMIT
        )
    if status != _OPTIMAL and not session.stopped:
        status = session.run(solve_relaxation=True, solver="simplex")
    if status == _OPTIMAL:
        return Solved(session.objective, session.values, session.reduced_costs, Basis.of(session))
    if session.stopped:
        return None
    raise SolverError(f"HiGHS ended a scenario with {status}")


def _give(session: Session[Part], task: Task) -> None:
    """Give the first stage; rounding must not make it break its own rows, so these are let go."""
    if task.point is None:
        return
    session.bound_columns(np.arange(len(task.point)), task.point, task.point)
    free = np.full(task.own, highspy.kHighsInf)
    session.bound_rows(np.arange(task.own), -free, free)
