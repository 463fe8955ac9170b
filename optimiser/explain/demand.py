"""The demand of a live model as a factor on its entries, changed in place; today's children are not scaled."""

from dataclasses import dataclass

import numpy as np

from optimiser.effects import effect_share
from optimiser.formulation import Formulation
from optimiser.measures import undisturbed
from optimiser.problem import Floats, Ints, Problem
from optimiser.rows import to_period_end, transition_powers
from optimiser.session import Session


class Demand:
    """Entries times a factor, in the rows of a live model whose commitments are fixed.

    Shares averted are written as shares of the entries at factor 1, so that only right-hand sides change: with W
    the units of the starts in effect, `averted <= factor x effect x W`.
    """

    def __init__(self, session: Session[Formulation]) -> None:
        self.session = session
        made = session.formulation
        lp = session.highs.getLp()
        self.lower, self.upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        families = made.model.families
        self.placed = _positions(families.get("placed"))
        self.arriving = arriving(made.problem)
        self.averted = _positions(families.get("averted_share"))
        self.together = _positions(families.get("averted_together"))
        self.columns = np.concatenate([block.carrier for block in made.averted] or [np.zeros(0, dtype=np.int64)])

    def set(self, factor: float, units: Floats) -> None:
        """Multiply the entries by a factor, where the commitments are (options,) units."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for side in (lower, upper):
            side[self.placed] += (factor - 1.0) * self.arriving
        upper[self.averted] = (factor - 1.0) * _in_effect(self.session.formulation, units)
        upper[self.together] *= factor
        rows = np.concatenate([self.placed, self.averted, self.together])
        self.session.bound_rows(rows, lower[rows], upper[rows])
        zeros = np.zeros(len(self.columns))
        self.session.bound_columns(self.columns, zeros, zeros + factor)

    def duals(self, units: Floats) -> "Duals":
        """Return what the last run says of changes at the margin, (options,) units given."""
        session = self.session
        rows, reduced = session.row_duals, session.reduced_costs
        slope = float(rows[self.placed] @ self.arriving)
        slope += float(rows[self.averted] @ _in_effect(session.formulation, units))
        slope += float(rows[self.together] @ self.upper[self.together])
        # A column at its lower bound, 0, stays there.
        slope += float(np.minimum(reduced[self.columns], 0.0).sum())
        return Duals(slope, reduced[session.formulation.units], rows[self.averted])

    def rise(self, duals: "Duals", factor: float, units: Floats, others: Floats) -> float:
        """Return by how much the objective rises at the margin from some units to others, (options,), pounds."""
        made = self.session.formulation
        averted = (factor - 1.0) * (_in_effect(made, others) - _in_effect(made, units))
        return float(duals.units @ (others - units) + duals.averted @ averted)


@dataclass(frozen=True)
class Duals:
    """What changes of demand and commitments cost at the margin.

    Attributes:
        slope: pounds by factor on the entries.
        units: (options,), pounds by unit.
        averted: (rows `averted_share`,), pounds by unit of the right-hand side.
    """

    slope: float
    units: Floats
    averted: Floats


def _positions(rows: slice | None) -> Ints:
    return np.arange(rows.start, rows.stop) if rows is not None else np.zeros(0, dtype=np.int64)


def arriving(problem: Problem) -> Floats:
    """Return the part of the right-hand sides of `placed` that the entries make, period by period."""
    periods = problem.calendar.periods
    powers = transition_powers(problem, max(len(period) for period in periods))
    return np.array([to_period_end(problem, problem.entries, t, powers) for t in range(len(periods))]).ravel()


def _in_effect(made: Formulation, units: Floats) -> Floats:
    """Return the largest share averted of each row `averted_share` at factor 1."""
    position = {int(column): i for i, column in enumerate(made.units)}
    shares = []
    for block in made.averted:
        running = sum(units[position[int(column)]] for column in block.starts)
        shares.append(np.full(len(block.cohorts), effect_share(block.programme) * running))
    return np.concatenate(shares) if shares else np.zeros(0)


def children_at(problem: Problem, factor: float) -> float:
    """Return the average children of the pool over the reported months at a factor on the entries.

    Were no placement to break down and no programme to run, as in docs/mathematics.md, section 9.
    """
    ends = undisturbed(problem, factor)[: problem.calendar.horizon_months + 1].sum(axis=1)
    return float(((ends[1:] + ends[:-1]) / 2.0).mean())
