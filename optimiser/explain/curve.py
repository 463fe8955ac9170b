"""What a set of commitments costs at any demand: the children planned again in a live model."""

from typing import TYPE_CHECKING

import highspy
import numpy as np

from optimiser.explain.demand import Demand, Duals
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.session import Session, SolverError

if TYPE_CHECKING:
    from highspy import HighsBasis

_Status = highspy.HighsModelStatus
_INFEASIBLE = (_Status.kInfeasible, _Status.kUnboundedOrInfeasible)

FAR = 0.1
"""Distance of factors beyond which the other curve's basis at the same factor is nearer."""


class Stopped(Exception):  # noqa: N818 - no error: the time is over or Ctrl-C was pressed
    """The explanation was stopped."""


def least_objective(session: Session[Formulation], basis: "HighsBasis | None") -> float:
    """Return the least objective of a live model as it stands, pounds; infinite where the rows cannot all hold.

    Args:
        session: the live model, its commitments fixed.
        basis: one to start from; None to start afresh.

    Raises:
        Stopped: if the time is over or Ctrl-C was pressed.
        SolverError: if HiGHS ends otherwise.
    """
    status = session.run_from(basis)
    if status in _INFEASIBLE:
        return np.inf
    if status == _Status.kOptimal:
        return session.objective
    if session.stopped:
        raise Stopped
    raise SolverError(f"HiGHS ended the children of given commitments with {status}")


class Curve:
    """The least objective with some commitments, as a function of the factor on the entries.

    The first point is found by interior point, which is the fastest from nothing; every other by dual simplex from
    the basis of the nearest known point, or by interior point again where that takes too many steps.

    It is convex: every point solved bounds it from below everywhere by its tangent, and two bound it from above in
    between by their chord.

    Args:
        session: a live model.
        demand: its demand.
        units: (options,), units of every commitment.
        beside: the curve of nearly the same commitments, to start from its bases.
    """

    def __init__(
        self, session: Session[Formulation], demand: Demand, units: Floats, beside: "Curve | None" = None
    ) -> None:
        self.session, self.demand, self.units, self.beside = session, demand, units, beside
        self.known: dict[float, float] = {}
        self._duals: dict[float, Duals] = {}
        self._bases: dict[float, HighsBasis] = {}

    def at(self, factor: float) -> float:
        """Return the objective, pounds; infinite where the rows cannot all hold.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed.
            SolverError: if HiGHS ends otherwise.
        """
        if factor not in self.known:
            self.known[factor] = self._solved(factor)
        return self.known[factor]

    def least(self, factor: float) -> float:
        """Return what the objective is at least, pounds, by the tangents of the points solved."""
        lines = [self.known[point] + duals.slope * (factor - point) for point, duals in self._duals.items()]
        return max(lines, default=-np.inf)

    def least_saved(self, factor: float, fewer: Floats) -> float:
        """Return what the objective rises by at least with other commitments, pounds, at a factor that was solved.

        It is convex in commitments too: the rise is no less than their cost at the margin says.
        """
        if factor not in self._duals:
            return -np.inf
        return self.demand.rise(self._duals[factor], factor, self.units, fewer)

    def most(self, factor: float) -> float:
        """Return what the objective is at most, pounds, by the chord of the points solved on both sides."""
        below = max((point for point in self.known if point <= factor), default=None)
        above = min((point for point in self.known if point >= factor), default=None)
        if below is None or above is None:
            return np.inf
        if below == above:
            return self.known[below]
        if np.isinf(self.known[below]) or np.isinf(self.known[above]):
            return np.inf
        share = (factor - below) / (above - below)
        return (1.0 - share) * self.known[below] + share * self.known[above]

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
        least = least_objective(session, self._near(factor))
        if np.isinf(least):
            return least
        self._bases[factor] = session.basis
        self._duals[factor] = self.demand.duals(self.units)
        return least

    def _near(self, factor: float) -> "HighsBasis | None":
        """Return the basis of a near point, of the curve beside if none of its own is."""
        nearest = min(self._bases, key=lambda known: (abs(known - factor), known), default=np.inf)
        if self.beside is not None and factor in self.beside._bases and abs(nearest - factor) > FAR:
            return self.beside._bases[factor]
        return self._bases.get(nearest)
