"""The relaxation of a programme, commitments taken as divisible: once, or again and again for other costs."""

import highspy
import numpy as np

from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.session import Interrupts, Programme, Session, SolverError

HOT_STEPS = 10_000
"""Steps of the primal simplex method from the last optimum, after which the interior point method starts afresh."""
_OPTIMAL = highspy.HighsModelStatus.kOptimal


class Relaxation:
    """A relaxation kept alive while only its costs change: the last optimum keeps all rows, so it is a good start."""

    def __init__(self, programme: Programme) -> None:
        self.interrupts = Interrupts()
        self.session = Session(programme, 0, Progress(), np.inf, self.interrupts)
        self.started = False

    def least(self, cost: Floats) -> tuple[Floats, float]:
        """Return the columns and the objective (pounds) at which the cost of all columns, pounds per unit, is least.

        Raises:
            KeyboardInterrupt: if Ctrl-C was pressed meanwhile.
            SolverError: if there is none.
        """
        self.session.price_columns(np.arange(len(cost)), cost)
        with self.interrupts.listening():
            status = self._run()
        if self.interrupts.requested:
            raise KeyboardInterrupt
        if status != _OPTIMAL:
            raise SolverError(f"HiGHS ended the relaxation with {status}")
        self.started = True
        return self.session.values, self.session.objective

    def _run(self) -> highspy.HighsModelStatus:
        run = self.session.run
        if self.started:
            status = self.session.run_on(HOT_STEPS)
            if status == _OPTIMAL or self.interrupts.requested:
                return status
        status = run(solve_relaxation=True, solver="ipx", run_crossover="on")
        if status != _OPTIMAL and not self.interrupts.requested:
            status = run(solve_relaxation=True, solver="simplex")
        return status


def root_relaxation(programme: Programme) -> tuple[Floats, float]:
    """Return the columns and the objective (pounds) of the relaxation at the programme's own costs.

    Raises:
        KeyboardInterrupt: if Ctrl-C was pressed meanwhile.
        SolverError: if there is none.
    """
    return Relaxation(programme).least(programme.model.cost)
