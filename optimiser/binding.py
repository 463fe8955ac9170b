"""What commitments bind the council to over their full terms, nominal pounds; docs/mathematics.md, section 9."""

import datetime as dt
from dataclasses import dataclass

from models.calendar import add_months
from models.plan import Commitment, CommitmentSummary, Pays
from models.tables import Block
from optimiser.block_prices import Uplifts, beds_there, price_factors, weeks_of
from optimiser.commitments import Decisions
from optimiser.lanes import base_term, rights_to_leave
from optimiser.occupied import occupied
from optimiser.options import Option
from optimiser.problem import Problem
from optimiser.trajectory import Trajectory


@dataclass(frozen=True)
class Bound:
    """What one commitment binds the council to, nominal pounds, all its units together.

    Attributes:
        planned: to the planned end at full use.
        guaranteed: at least, leaving at the first chance.
        most: at full use with every extension.
        beyond: the part of `planned` after the reported horizon.
    """

    planned: float
    guaranteed: float
    most: float
    beyond: float


@dataclass(frozen=True)
class PaysFrom:
    """From where a commitment pays; None where that is not known.

    Attributes:
        occupancy_share: of its beds.
        pays: at which demands.
        children: average children of the pool, where `pays` is `above`.
        projection_share: these as a share of the projection.
    """

    occupancy_share: float | None = None
    pays: Pays | None = None
    children: float | None = None
    projection_share: float | None = None


def bound_by(problem: Problem, option: Option, units: int) -> Bound:
    """Return what an option taken binds the council to."""
    if option.kind == "block":
        return _Contract(problem, option).bound()
    once = [series for name, series in option.lines.items() if name in BINDING_LINES]
    once.append((1.0 - option.grant_share) * option.capital)
    after = _after_the_tail(problem, option) if option.kind == "programme" else 0.0
    total = units * (float(sum(series.sum() for series in once)) + after)
    late = units * (float(sum(series[problem.calendar.horizon_months + 1 :].sum() for series in once)) + after)
    return Bound(total, total, total, late)


def _after_the_tail(problem: Problem, option: Option) -> float:
    """Running cost of a programme in the months of its term after the tail, at the last known uplift."""
    programme = next(row for row in problem.instance.programmes if row.programme == option.id)
    uplifts = Uplifts(problem, programme.uplift)
    months = range(problem.months + 1, option.month + programme.term_months)
    return sum(programme.gbp_per_year / 12.0 * uplifts.index(month) for month in months)


BINDING_LINES = frozenset({"pre_opening", "recruitment", "programme_setup", "programme"})
"""Ledger lines that the decision itself binds the council to; a home may be closed, and is then not run."""


class _Contract:
    """A block contract month by month, after the tail too."""

    def __init__(self, problem: Problem, option: Option) -> None:
        self.problem, self.option = problem, option
        self.block: Block = next(b for b in problem.instance.blocks if b.block == option.id)
        assert option.offer is not None
        offer = problem.offers[option.offer]
        self.uplifts = Uplifts(problem, offer.provision)
        tiers = [tier for tier in problem.instance.block_tiers if tier.block == option.id]
        self.price = next(
            tier.gbp_per_bed_per_week for tier in tiers if tier.beds_from <= option.beds <= tier.beds_to
        )
        extras = [row.gbp_per_week for row in problem.instance.offer_prices if row.offer == offer.offer]
        self.extra = max(extras, default=0.0)
        ramps = [ramp for ramp in problem.instance.block_ramps if ramp.block == option.id]
        self.ramps = {ramp.contract_year: ramp for ramp in ramps}

    def bound(self) -> Bound:
        """Return what the contract binds the council to."""
        option, rights = self.option, rights_to_leave(self.block, self.option.month)
        assert option.end is not None
        mobilised = float(option.lines["mobilisation"].sum())
        leaving = self._termination(option.end) if option.is_break else 0.0
        horizon = self.problem.calendar.horizon_months
        base = base_term(self.block, option.month)
        guaranteed = [self._beds(1, base.month, full=False)]
        guaranteed += [
            self._beds(1, end.month, full=False) + self._termination(end.month) for end in rights if end.is_break
        ]
        late = leaving if option.end > horizon else 0.0
        return Bound(
            planned=self._beds(1, option.end) + mobilised + leaving,
            guaranteed=min(guaranteed) + mobilised,
            most=self._beds(1, max(end.month for end in rights)) + mobilised,
            beyond=self._beds(horizon + 1, option.end) + late,
        )

    def _termination(self, month: int) -> float:
        return self.block.termination_gbp * self.uplifts.index(month)

    def _beds(self, first: int, last: int, *, full: bool = True) -> float:
        """Pounds for the beds there from month `first` to `last`: all of them in full use, or those guaranteed."""
        start = self.option.month
        factors = price_factors(self.block, self.uplifts, start, last)
        total = 0.0
        for month in range(max(first, start, 1), last + 1):
            weeks = weeks_of(self.uplifts, month)
            beds = beds_there(self.ramps, self.option.beds, start, month)
            if full:
                total += beds * weeks * (self.price * factors[month] + self.extra * self.uplifts.index(month))
            else:
                total += self.block.guarantee_share * beds * weeks * self.price * factors[month]
        return total


def commitment_rows(problem: Problem, decisions: Decisions) -> tuple[Commitment, ...]:
    """Return the commitments taken, running blocks included."""
    return tuple(
        Commitment(
            kind=option.kind,
            id=option.id,
            start=problem.calendar.first_day(option.month),
            size=option.beds if option.kind == "block" else unit,
            end=last_day(problem, option),
        )
        for option, unit in decisions.taken()
    )


def last_day(problem: Problem, option: Option) -> dt.date | None:
    """Return the last day of a block contract as planned; None for other commitments."""
    if option.kind != "block" or option.end is None:
        return None
    return problem.calendar.first_day(option.end + 1) - dt.timedelta(days=1)


def commitment_summaries(
    problem: Problem, path: Trajectory, decisions: Decisions, pay: dict[int, PaysFrom]
) -> tuple[CommitmentSummary, ...]:
    """Return what each commitment binds the council to, and how its beds are used.

    Args:
        problem: the problem.
        path: who lives where.
        decisions: the commitments.
        pay: from where an option (by its position) pays, where it was computed.
    """
    rows = []
    numbers = [i for i, unit in enumerate(decisions.units) if unit >= 0.5]
    for i, (option, unit), row in zip(numbers, decisions.taken(), commitment_rows(problem, decisions), strict=True):
        bound = bound_by(problem, option, unit)
        beds = occupied(problem, path, decisions, option, unit)
        pays = pay.get(i, PaysFrom())
        rows.append(
            CommitmentSummary(
                kind=row.kind,
                id=row.id,
                start=row.start,
                live_from=add_months(problem.calendar.start, option.live - 1),
                size=row.size,
                end=row.end,
                commitment_gbp=round(bound.planned, 2),
                guaranteed_gbp=round(bound.guaranteed, 2),
                maximum_gbp=round(bound.most, 2),
                beyond_horizon_gbp=round(bound.beyond, 2),
                pays_above_children=pays.children,
                void_beds=None if beds is None else beds.void_beds,
                void_gbp=None if beds is None else round(beds.void_gbp, 2),
                occupancy_share=None if beds is None else beds.share,
                break_even_share=pays.occupancy_share,
                pays_above_share=pays.projection_share,
                pays=pays.pays,
            )
        )
    return tuple(rows)
