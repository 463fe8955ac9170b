"""Children placed in each scenario for given commitments: linear programmes kept alive, and the cuts they give."""

import time
from dataclasses import dataclass, field

import highspy
import numpy as np

from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.robust.two_stage import Part, TwoStage
from optimiser.session import Interrupts, Session, SolverError

HOT_ITERATIONS = 500
"""Steps of the dual simplex method from the last basis after which the interior point method starts afresh: on a
council's programme 150 steps take a sixth of its time, and far more are needed after a long way."""
_NO_LIMIT = 2**31 - 1
_OPTIMAL = highspy.HighsModelStatus.kOptimal


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
        point: (width,), first stage.
        slope: (width,), pounds per unit: no first stage counts for less than `value + slope @ (first - point)`.
    """

    point: Floats
    slope: Floats


class Recourse:
    """The linear programmes of all scenarios."""

    def __init__(self, two_stage: TwoStage, watch: Watch) -> None:
        self.two_stage = two_stage
        self.first = np.arange(two_stage.width)
        self.near = False
        self.sessions = [watch.session(two_stage.part(s)) for s in range(len(two_stage.blocks))]

    def free(self) -> list[Cut]:
        """Solve every scenario as if it were certain and commitments divisible: least costs, and first cuts.

        Raises:
            StoppedError: if the time is over.
        """
        cuts = []
        own = self.two_stage.own
        height = own.matrix.shape[0]
        for scenario, session in enumerate(self.sessions):
            self._solve(session)
            cuts.append(self._cut(scenario, session))
            for row in range(height):
                # From now on the first stage is given; rounding must not make it break its own rows.
                session.highs.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)
        return cuts

    def at(self, point: Floats) -> list[Cut]:
        """Solve every scenario for a given first stage (width,).

        Raises:
            StoppedError: if the time is over.
        """
        cuts = []
        for scenario, session in enumerate(self.sessions):
            if session.stopped:
                raise StoppedError
            session.bound_columns(self.first, point, point)
            self._solve(session, near=self.near)
            cuts.append(self._cut(scenario, session))
        self.near = True
        return cuts

    def _cut(self, scenario: int, session: Session[Part]) -> Cut:
        values = session.values
        cash, penalty = self.two_stage.spread(scenario, values)
        width = self.two_stage.width
        return Cut(session.objective, cash, penalty, values, values[:width], session.reduced_costs[:width])

    def _solve(self, session: Session[Part], *, near: bool = False) -> None:
        """Solve a scenario: from its last basis if that is `near` and quick, else by the interior point method."""
        status = None
        if near:
            status = session.run(solve_relaxation=True, solver="simplex", simplex_iteration_limit=HOT_ITERATIONS)
        if status != _OPTIMAL and not session.stopped:
            status = session.run(
                solve_relaxation=True, solver="ipx", run_crossover="on", simplex_iteration_limit=_NO_LIMIT
            )
        if status != _OPTIMAL and not session.stopped:
            status = session.run(solve_relaxation=True, solver="simplex")
        if status != _OPTIMAL:
            if session.stopped:
                raise StoppedError
            raise SolverError(f"HiGHS ended a scenario with {status}")
