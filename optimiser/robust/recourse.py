"""Children placed in each scenario for given commitments: linear programmes kept alive, and the cuts they give."""

from dataclasses import dataclass

import highspy
import numpy as np

from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.robust.two_stage import TwoStage
from optimiser.session import Interrupts, Session, SolverError

HOT_ITERATIONS = 2_000
"""Steps of the dual simplex method from the last basis after which the interior point method starts afresh, and is
used from then on: on a council's programme the steps are many, and dear."""
_NO_LIMIT = 2**31 - 1
_OPTIMAL = highspy.HighsModelStatus.kOptimal


class StoppedError(Exception):
    """The time is over, or Ctrl-C was pressed, within a scenario."""


@dataclass(frozen=True)
class Cut:
    """What a scenario costs at a first stage, and at least costs at any other.

    Attributes:
        value: pounds at `point`.
        point: (width,), first stage.
        slope: (width,), pounds per unit: no first stage costs less than `value + slope @ (first - point)`.
        cash: pounds of it, gap at its cash price.
        penalty: pounds of penalties.
        values: columns of the scenario's programme.
    """

    value: float
    point: Floats
    slope: Floats
    cash: float
    penalty: float
    values: Floats


class Recourse:
    """The linear programmes of all scenarios."""

    def __init__(self, two_stage: TwoStage, progress: Progress, deadline: float, interrupts: Interrupts) -> None:
        self.two_stage = two_stage
        self.first = np.arange(two_stage.width)
        self.hot = [False] * len(two_stage.blocks)
        self.sessions = [
            Session(two_stage.part(s), 0, progress, deadline, interrupts) for s in range(len(two_stage.blocks))
        ]

    def free(self) -> list[Cut]:
        """Solve every scenario as if it were certain and commitments divisible: least costs, and first cuts.

        Raises:
            StoppedError: if the time is over.
        """
        cuts = []
        own = self.two_stage.own
        height = own.matrix.shape[0]
        for scenario, session in enumerate(self.sessions):
            self._solve(scenario)
            self.hot[scenario] = True
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
            session.bound_columns(self.first, point, point)
            self._solve(scenario)
            cuts.append(self._cut(scenario, session))
        return cuts

    def _cut(self, scenario: int, session: Session) -> Cut:
        values = session.values
        cash, penalty = self.two_stage.spread(scenario, values)
        width = self.two_stage.width
        return Cut(session.objective, values[:width], session.reduced_costs[:width], cash, penalty, values)

    def _solve(self, scenario: int) -> None:
        """Solve a scenario: from its last basis as long as that is quick, else by the interior point method."""
        session, status = self.sessions[scenario], None
        if self.hot[scenario]:
            status = session.run(solve_relaxation=True, solver="simplex", simplex_iteration_limit=HOT_ITERATIONS)
            self.hot[scenario] = status == _OPTIMAL
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
