"""Commitments far from given ones, step by step: whatever is let go or taken in full, as long as the cost allows.

On a council's model the search that would prove a set the farthest takes hours. Steps take a second each, and every
set they lead to is a plan; that it is the farthest they do not show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from optimiser.explain.curve import Stopped, least_objective
from optimiser.explain.distance import distance, least_distance
from optimiser.formulation import Formulation
from optimiser.options import Option
from optimiser.problem import Floats, Ints
from optimiser.rows import limits_of
from optimiser.session import Session

_ONCE = ("block", "programme")


@dataclass(frozen=True)
class _Step:
    """One commitment, all its options, taken otherwise: (options,) which, and their units."""

    mine: Ints
    units: Floats

    def apply(self, units: Floats) -> Floats:
        """Return commitments with this one as the step has it."""
        changed = units.copy()
        changed[self.mine] = self.units
        return changed


class Steps:
    """The steps away from known commitments.

    Args:
        session: a live model of its own.
        shares: (commitments, options), see `distance.amounts`.
        most_gbp: objective that no set may exceed, pounds.
    """

    def __init__(self, session: Session[Formulation], shares: Floats, most_gbp: float) -> None:
        self.session, self.shares, self.most = session, shares, most_gbp
        self.made = session.formulation
        self.basis: highspy.HighsBasis | None = None
        self.prices: dict[bytes, float] = {}

    def far(self, start: Floats, known: Sequence[Floats]) -> Floats:
        """Return commitments as far from all known ones as steps lead, (options,) units.

        Steps that cost least for the distance they give, each by itself, come first; those that cost too much are
        tried again once others are taken, because one commitment may stand in for another.

        Args:
            start: commitments to start from, cheap ones.
            known: sets from which to get away.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed.
            SolverError: if HiGHS fails.
        """
        here, base = start, self._price(start)
        waiting = sorted(self._steps(start), key=lambda step: self._dearness(step, start, base))
        while True:
            later = []
            for step in waiting:
                there = step.apply(here)
                if self._gain(there, here, known) and self._price(there) <= self.most:
                    here = there
                else:
                    later.append(step)
            if len(later) == len(waiting):
                return here
            waiting = later

    def _gain(self, there: Floats, here: Floats, known: Sequence[Floats]) -> bool:
        """Return whether commitments are farther from the nearest known ones, or as far and farther from all."""

        def far(units: Floats) -> tuple[float, float]:
            apart = [distance(self.shares, units, other) for other in known]
            return round(min(apart), 9), round(sum(apart), 9)

        return far(there) > far(here)

    def _dearness(self, step: _Step, start: Floats, base: float) -> float:
        """Return what a step by itself costs for the distance it gives."""
        there = step.apply(start)
        return (self._price(there) - base) / least_distance(self.shares, there, [start])

    def _steps(self, start: Floats) -> Iterator[_Step]:
        """Yield, for each commitment, letting it go and taking it in full, early and late, where that is another."""
        for share in self.shares:
            mine = np.flatnonzero(share)
            empty = np.zeros(len(mine))
            for units in (empty, self._full(mine, mine), self._full(mine, mine[::-1])):
                step = _Step(mine, units)
                if distance(self.shares, step.apply(start), start) > 0.0:
                    yield step

    def _full(self, mine: Ints, order: Ints) -> Floats:
        """Return a commitment in full, its options taken in an order: the largest block, as many homes as may be."""
        options = self.made.options
        most = max(options[i].beds for i in mine) if options[mine[0]].kind == "block" else 0
        units = np.zeros(len(options))
        left: dict[tuple[str, str, int], float] = {}
        for i in order:
            option = options[i]
            if option.kind == "block" and option.beds < most:
                continue
            limits = limits_of(self.made.problem, option)
            for key, number in limits:
                left.setdefault(key, number)
            units[i] = self._as_many(option, [left[key] for key, _ in limits])
            for key, _ in limits:
                left[key] -= units[i]
        return np.asarray(units[mine])

    @staticmethod
    def _as_many(option: Option, limits: list[float]) -> float:
        return min(1.0 if option.kind in _ONCE else float(option.most), *limits)

    def _price(self, units: Floats) -> float:
        """Return the objective with commitments given, pounds; infinite where the rows cannot all hold."""
        key = units.tobytes()
        if key not in self.prices:
            self.prices[key] = self._solved(units)
        return self.prices[key]

    def _solved(self, units: Floats) -> float:
        session = self.session
        if session.stopped:
            raise Stopped
        session.bound_columns(self.made.units, units, units)
        least = least_objective(session, self.basis)
        if np.isfinite(least):
            self.basis = session.basis
        return least
