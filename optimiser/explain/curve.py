"""What a set of commitments costs at any demand: the children planned again in a live model."""

from typing import TYPE_CHECKING

import highspy
import numpy as np

from optimiser.explain.demand import Demand
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.session import Session, SolverError

if TYPE_CHECKING:
    from highspy import HighsBasis

_Status = highspy.HighsModelStatus
_INFEASIBLE = (_Status.kInfeasible, _Status.kUnboundedOrInfeasible)


class Stopped(Exception):  # noqa: N818 - no error: the time is over or Ctrl-C was pressed
    """The explanation was stopped."""


class Curve:
    """The least objective with some commitments, as a function of the factor on the entries.

    The first point is found by interior point, which is the fastest from nothing; every other by dual simplex from
    the basis of the nearest known point.

    Args:
        session: a live model.
        demand: its demand.
        units: (options,), units of every commitment.
        basis: one to start from in place of interior point.
    """

    def __init__(
        self, session: Session[Formulation], demand: Demand, units: Floats, basis: "HighsBasis | None" = None
    ) -> None:
        self.session, self.demand, self.units = session, demand, units
        self.known: dict[float, float] = {}
        self._bases: dict[float, HighsBasis] = {} if basis is None else {1.0: basis}

    def basis_at(self, factor: float) -> "HighsBasis":
        """Return the basis of the optimum at a factor, solved if need be; see `at` for what is raised."""
        self.at(factor)
        return self._bases[factor]

    def at(self, factor: float) -> float:
        """Return the objective, pounds; infinite where the rows cannot all hold.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed.
            SolverError: if HiGHS ends otherwise.
        """
        if factor not in self.known:
            self.known[factor] = self._solved(factor)
        return self.known[factor]

    def refresh(self, factor: float) -> None:
        """Solve a point once more, so that the live model holds its values and duals; see `at` for what is raised."""
        self.known.pop(factor, None)
        self.at(factor)

    def _solved(self, factor: float) -> float:
        session = self.session
        if session.stopped:
            raise Stopped
        session.bound_columns(session.formulation.units, self.units, self.units)
        self.demand.set(factor, self.units)
        status = self._run(factor)
        if status in _INFEASIBLE:
            return np.inf
        if status != _Status.kOptimal:
            if session.stopped:
                raise Stopped
            raise SolverError(f"HiGHS ended what a commitment saves with {status}")
        self._bases[factor] = session.basis
        return session.objective

    def _run(self, factor: float) -> highspy.HighsModelStatus:
        session = self.session
        if self._bases:
            nearest = min(self._bases, key=lambda known: (abs(known - factor), known))
            session.start_from_basis(self._bases[nearest])
        # Should one method fail, the other is tried.
        for method in ("simplex", "ipx") if self._bases else ("ipx", "simplex"):
            status = session.run(solve_relaxation=True, solver=method, run_crossover="on")
            if status in (_Status.kOptimal, *_INFEASIBLE) or session.stopped:
                break
        return status
