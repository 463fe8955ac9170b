"""How far apart two sets of commitments are, and the set farthest from others at nearly the same cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from optimiser.explain.curve import Stopped
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.session import POUNDS_PER_UNIT, Session, SolverError

GAP = 0.1
"""Share of the distance within which a set is the farthest."""
NODES = 400
"""Nodes of the search for a set, so that it ends without a time limit too, and always alike."""
SEARCHED = 2_000
"""Columns of a model up to which it is searched: beyond, one node takes as long as all steps."""
_BIG = 2.0
"""More than two shares, each 0 to 1, can differ by."""
_Status = highspy.HighsModelStatus


def amounts(made: Formulation) -> Floats:
    """Return (commitments by kind and id, options), the share of the most that a unit of an option is.

    The most of a block is its largest size, of a programme 1, of homes and households what may be taken in all.
    """
    ids = list(dict.fromkeys((option.kind, option.id) for option in made.options if not option.fixed))
    shares = np.zeros((len(ids), len(made.options)))
    for i, option in enumerate(made.options):
        if not option.fixed:
            shares[ids.index((option.kind, option.id)), i] = option.beds if option.kind == "block" else 1.0
    for number, (kind, _) in enumerate(ids):
        shares[number] /= _most(made, shares[number], kind)
    return shares


def _most(made: Formulation, sizes: Floats, kind: str) -> float:
    """Return how much of a commitment may be taken in all."""
    if kind in ("block", "programme"):
        return float(sizes.max())
    mine = [option for option, size in zip(made.options, sizes, strict=True) if size]
    if kind == "home":
        return float(max(option.most for option in mine))
    by_year = {made.problem.calendar.year_index(option.month): option.most for option in mine}
    return float(sum(by_year.values()))


def distance(shares: Floats, one: Floats, other: Floats) -> float:
    """Return the sum over commitments of the difference in their share of the most, between two sets of units."""
    return float(np.abs(shares @ (one - other)).sum())


@dataclass(frozen=True)
class _Kept:
    """Commitments from which the distance counts, and the columns of how far each of them is, and on which side."""

    units: Floats
    apart: list[int]
    above: list[int]


class Farthest:
    """The search for commitments far from all given ones, at no more than a cost.

    Args:
        session: a live model of its own, which the search changes for good.
        most_gbp: objective that no set may exceed, pounds.
    """

    def __init__(self, session: Session[Formulation], most_gbp: float) -> None:
        self.session = session
        made = session.formulation
        self.shares = amounts(made)
        cost = made.model.cost / POUNDS_PER_UNIT
        used = np.flatnonzero(cost)
        session.add_sparse_row(used, cost[used], most_gbp / POUNDS_PER_UNIT)
        every = np.arange(made.model.column_count)
        session.price_columns(every, np.zeros(len(every)))
        # Pounds here are distance: HiGHS minimises.
        self.least = session.add_column(-POUNDS_PER_UNIT, np.zeros(0, dtype=np.int64), np.zeros(0))
        self.kept: list[_Kept] = []

    def keep_from(self, units: Floats) -> None:
        """Count the distance from these commitments too: (options,) units."""
        session, nothing = self.session, np.zeros(0, dtype=np.int64)
        kept = _Kept(units, [], [])
        for share in self.shares:
            apart, above = (session.add_column(0.0, nothing, np.zeros(0)) for _ in range(2))
            session.make_whole(above)
            used = np.flatnonzero(share)
            there = session.formulation.units[used]
            here = float(share @ units)
            # apart <= share - here where `above` is 1, and <= here - share where it is 0.
            session.add_sparse_row(
                np.array([apart, *there, above]), np.array([1.0, *-share[used], _BIG]), _BIG - here
            )
            session.add_sparse_row(np.array([apart, *there, above]), np.array([1.0, *share[used], -_BIG]), here)
            kept.apart.append(apart)
            kept.above.append(above)
        self.kept.append(kept)
        session.add_sparse_row(np.array([self.least, *kept.apart]), np.array([1.0] + [-1.0] * len(kept.apart)), 0.0)

    def find(self, values: Floats, units: Floats) -> tuple[Floats, Floats, bool]:
        """Return commitments far from all counted, (options,) units, a plan with them (columns,), and whether proven.

        Proven is that none are farther by more than a tenth. Where the search is stopped, the farthest found until
        then; the start if there is none.

        Args:
            values: (columns,), a plan to start from.
            units: (options,), its commitments.

        Raises:
            Stopped: if there is not even the start.
            SolverError: if HiGHS ends otherwise.
        """
        session = self.session
        if session.stopped:
            raise Stopped
        session.start_from(self._started(values, units))
        status = session.run(
            solve_relaxation=False, solver="choose", mip_rel_gap=GAP, mip_abs_gap=1e-6, mip_max_nodes=NODES
        )
        if session.has_values:
            found = session.values[: session.formulation.model.column_count]
            return np.round(found[session.formulation.units]), found, status == _Status.kOptimal
        if session.stopped:
            raise Stopped
        raise SolverError(f"HiGHS ended the search for other commitments with {status}")

    def _started(self, values: Floats, units: Floats) -> Floats:
        """Return values of all columns: those of a plan, and how far it is from the commitments counted."""
        full = np.zeros(self.session.highs.getNumCol())
        full[: len(values)] = values
        for kept in self.kept:
            difference = self.shares @ (units - kept.units)
            full[kept.apart], full[kept.above] = np.abs(difference), difference > 0.0
        full[self.least] = least_distance(self.shares, units, [kept.units for kept in self.kept])
        return full


def least_distance(shares: Floats, units: Floats, others: Sequence[Floats]) -> float:
    """Return the distance of some commitments from the nearest of others."""
    return min(distance(shares, units, other) for other in others)
