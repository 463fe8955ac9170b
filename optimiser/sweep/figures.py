"""The figures of a point: what a plan pays for a block, how its beds fill, what it does for children."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.calendar import MONTHS_PER_YEAR
from models.fields import RINGS
from models.sweeps import BlockPoint
from optimiser.binding import bound_by, last_day
from optimiser.break_even import own_payments
from optimiser.commitments import Decisions
from optimiser.ledger import REVENUE, ledger, totals_by_year
from optimiser.occupied import occupied
from optimiser.options import Option
from optimiser.policies import achieved, active_policies
from optimiser.problem import Problem
from optimiser.quantities import Outcome
from optimiser.solve import Solution
from optimiser.summary import group_values, moves_per_child_year
from optimiser.sweep.live import Live
from optimiser.trajectory import Trajectory

FULL = 0.95
"""Share of its places from which a block counts as filled."""


@dataclass(frozen=True)
class Figures:
    """A solution of a live model as a plan, figure by figure.

    Attributes:
        live: the model.
        solution: its solution, with commitments whole.
    """

    live: Live
    solution: Solution

    @cached_property
    def outcome(self) -> tuple[Trajectory, Decisions]:
        """Who lives where, and what the plan commits to."""
        return self.live.outcome(self.solution)

    @property
    def problem(self) -> Problem:
        """The problem, home areas told apart."""
        return self.live.problem

    @property
    def path(self) -> Trajectory:
        """Who lives where."""
        return self.outcome[0]

    @property
    def decisions(self) -> Decisions:
        """What the plan commits to."""
        return self.outcome[1]

    @property
    def penalties_gbp(self) -> float:
        """The part of the objective that nobody pays."""
        return max(0.0, group_values(self.live.formulation.costs, self.solution.values)["penalties"])

    @property
    def commitments(self) -> int:
        """Number of units of new commitments."""
        return sum(units for option, units in self.decisions.taken() if not option.fixed)

    @property
    def revenue_gbp_by_year(self) -> dict[str, float]:
        """Nominal revenue by financial year, as in the ledger."""
        years = [str(year) for year in self.problem.calendar.years]
        return totals_by_year(ledger(self.problem, self.path, self.decisions), REVENUE, years)

    @property
    def moves_per_child_year(self) -> float:
        """Care moves per child and year over the reported months."""
        return moves_per_child_year(self.problem, self.path)

    @property
    def locality_share(self) -> float:
        """Share of the children of the reported months who are placed in the authority; gap is not."""
        near = self.problem.ring <= RINGS.index("in_authority")
        near[self.problem.gap] = False
        children = self.path.average[:, 1 : self.problem.calendar.horizon_months + 1].sum(axis=1)
        return float((children * near).sum() / children.sum()) if children.sum() else 1.0

    def reached(self, policies: tuple[str, ...]) -> dict[str, dict[str, float]]:
        """Return what the plan reaches of some policies, by name and financial year."""
        outcome = Outcome(self.problem, self.path, self.decisions)
        found: dict[str, dict[str, float]] = {name: {} for name in policies}
        for policy in active_policies(self.problem):
            if policy.policy in found:
                found[policy.policy][policy.financial_year] = achieved(outcome, policy)
        return found


@dataclass(frozen=True)
class BlockFigures:
    """The figures of one block that a plan takes."""

    plan: Figures
    position: int

    @property
    def option(self) -> Option:
        """The block as taken."""
        return self.plan.live.formulation.options[self.position]

    def filled_in(self, point: BlockPoint, without_gbp: float | None) -> BlockPoint:
        """Return a point with the figures of its block; `without_gbp` is the least cost without the block."""
        option, problem = self.option, self.plan.problem
        end = last_day(problem, option)
        bound = bound_by(problem, option, 1)
        used = occupied(problem, self.plan.path, self.plan.decisions, option, 1)
        found = replace(
            point,
            start=problem.calendar.first_day(option.month).isoformat(),
            end=None if end is None else end.isoformat(),
            price_gbp_per_week=self.price,
            commitment_gbp=bound.planned,
            guaranteed_gbp=bound.guaranteed,
            eligible_admissions_per_year=self.eligible_admissions,
            months_to_fill=self.months_to_fill,
            void_beds=None if used is None else used.void_beds,
            void_cost_gbp=None if used is None else used.void_gbp,
            occupancy=None if used is None else used.share,
        )
        return found if without_gbp is None else self._worth(found, without_gbp - self.plan.solution.objective)

    def _worth(self, point: BlockPoint, saving_gbp: float) -> BlockPoint:
        """Return a point with the price up to which the block is worth paying for, and from what occupancy on."""
        own = own_payments(self.plan.live.formulation, self.plan.solution, self.position)
        avoided = saving_gbp + own
        break_even = point.occupancy * own / avoided if point.occupancy is not None and avoided > 0.0 else None
        highest = self.price * (1.0 + saving_gbp / self.beds_gbp) if self.beds_gbp else None
        return replace(point, break_even_occupancy=break_even, highest_price_gbp_per_week=highest)

    @property
    def price(self) -> float:
        """Pounds per bed and week, price base."""
        tiers = [tier for tier in self.plan.problem.instance.block_tiers if tier.block == self.option.id]
        mine = (tier for tier in tiers if tier.beds_from <= self.option.beds <= tier.beds_to)
        return next(mine).gbp_per_bed_per_week

    @property
    def beds_gbp(self) -> float:
        """Present value of what is paid for beds, guaranteed or used beyond; it follows the price."""
        formulation = self.plan.live.formulation
        discount = formulation.problem.discount
        paid = float(discount @ self.option.bed_payments)
        for beds in formulation.excess:
            if self.position in beds.options:
                paid += float(self.plan.solution.values[beds.column]) * float(discount @ beds.monthly)
        return paid

    @property
    def eligible_admissions(self) -> float:
        """Children a year of the reported horizon whom the plan admits anywhere and the block's offer could take."""
        problem = self.plan.problem
        assert self.option.offer is not None
        admitted = sum(
            float(self.plan.path.admitted[t].sum(axis=0) @ problem.eligible[self.option.offer])
            for t, period in enumerate(problem.calendar.periods)
            if period.reported
        )
        return admitted * MONTHS_PER_YEAR / problem.calendar.horizon_months

    @property
    def months_to_fill(self) -> int | None:
        """Months from the start to the end of the first in which 95 % of the places are taken; None if never."""
        problem, option = self.plan.problem, self.option
        assert option.offer is not None
        taken = self.plan.path.stock[option.offer] @ problem.use[option.offer]
        months = np.arange(problem.months + 1)
        reported = (months >= option.live) & (months <= problem.calendar.horizon_months) & (option.capacity > 0)
        filled = np.flatnonzero(reported & (taken >= FULL * option.capacity))
        return int(filled[0]) - option.live + 1 if len(filled) else None
