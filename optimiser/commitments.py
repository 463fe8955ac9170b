"""What the council may commit to: one option per block size and start, home type and decision, service and decision.

An option's figures are per unit: a whole block of its size, one home, one household.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.calendar import FinancialYear, add_months
from models.instance import Instance
from models.money import annuity, nominal_rate, rate_in
from models.plan import CommitmentKind
from models.tables import Block, Fostering, Home, OccupancyLimit
from optimiser.problem import Floats, Problem, deflators, monthly_stay


@dataclass(frozen=True)
class Option:
    """One commitment the plan may make.

    Attributes:
        kind: block, home or fostering.
        id: name of the block, home type or service.
        beds: beds paid for in one unit; 0 for fostering.
        month: month of the start (block) or of the decision.
        live: first month with capacity.
        most: units at most.
        offer: index of the offer it supplies.
        capacity: (M + 1,), children per unit at each month end.
        recurring: (M + 1,), nominal pounds a month of block payment or home running cost.
        one_off: ledger line to (month, nominal pounds); months may lie in the tail.
        capital: nominal pounds of capital; the grant is `grant_share` of it.
        financing: (M + 1,), nominal pounds a month of MRP and interest.
        charge: (M + 1,), nominal pounds a month of economic charge.
    """

    kind: CommitmentKind
    id: str
    beds: int
    month: int
    live: int
    most: int
    offer: int
    capacity: Floats
    recurring: Floats
    one_off: dict[str, tuple[int, float]]
    capital: float
    grant_share: float
    financing: Floats
    charge: Floats


def practical_occupancy(limits: tuple[OccupancyLimit, ...], beds: int) -> float:
    """Return the share of `beds` that can be filled on average: linear between rows, constant outside."""
    rows = sorted(limits, key=lambda row: row.beds)
    return float(np.interp(beds, [r.beds for r in rows], [r.practical_share for r in rows]))


@dataclass(frozen=True)
class OptionBuilder:
    """Builds the options of a problem."""

    problem: Problem

    @property
    def instance(self) -> Instance:
        """The instance."""
        return self.problem.instance

    @cached_property
    def charge_rate(self) -> float:
        """Nominal yearly rate of the economic charge."""
        known = deflators(self.instance)
        return nominal_rate(known, max(known))

    def options(self) -> tuple[Option, ...]:
        """Return every option, blocks first, then homes, then fostering."""
        found: list[Option] = []
        for block in self.instance.blocks:
            found += self._block_options(block)
        for home in self.instance.homes:
            found += self._home_options(home)
        for service in self.instance.fostering:
            found += self._fostering_options(service)
        return tuple(found)

    def _index(self, offer: int) -> Floats:
        return self.problem.index[self.problem.offers[offer].provision]

    def _from(self, live: int, last: int, amount: float) -> Floats:
        series = np.zeros(self.problem.months + 1)
        series[live : last + 1] = amount
        return series

    def _block_options(self, block: Block) -> list[Option]:
        calendar = self.problem.calendar
        first, latest = calendar.month_of(block.start_from), calendar.month_of(block.start_to)
        tiers = [tier for tier in self.instance.block_tiers if tier.block == block.block]
        return [
            self._block_option(block, beds, tier.gbp_per_bed_per_week, month)
            for tier in sorted(tiers, key=lambda tier: tier.beds_from)
            for beds in range(tier.beds_from, tier.beds_to + 1)
            for month in calendar.decision_months
            if first <= month <= latest
        ]

    def _block_option(self, block: Block, beds: int, price: float, month: int) -> Option:
        offer = self.problem.offer_index(block.offer)
        index = self._index(offer)
        last = min(month + block.term_months - 1, self.problem.months)
        on = self._from(month, last, 1.0)
        mobilisation = block.mobilisation_gbp * float(index[month])
        return Option(
            kind="block",
            id=block.block,
            beds=beds,
            month=month,
            live=month,
            most=1,
            offer=offer,
            capacity=on * beds * practical_occupancy(self.instance.occupancy_limits, beds),
            recurring=on * beds * price * self.problem.calendar.weeks * index,
            one_off={"mobilisation": (month, mobilisation)},
            capital=0.0,
            grant_share=0.0,
            financing=np.zeros(self.problem.months + 1),
            charge=on * annuity(mobilisation, self.charge_rate, block.term_months / 12.0) / 12.0,
        )

    def _decisions(self, earliest: int, lead: int) -> list[tuple[int, int]]:
        calendar = self.problem.calendar
        pairs = [(month, calendar.live_month(month + lead)) for month in calendar.decision_months]
        return [(m, live) for m, live in pairs if m >= earliest and live <= calendar.horizon_months]

    def _home_options(self, home: Home) -> list[Option]:
        earliest = self.problem.calendar.month_of(home.decision_from)
        return [self._home_option(home, m, live) for m, live in self._decisions(earliest, home.lead_months)]

    def _home_option(self, home: Home, month: int, live: int) -> Option:
        offer = self.problem.offer_index(home.offer)
        index = self._index(offer)
        end = self.problem.months
        capital = home.capital_gbp * float(index[month])
        net = capital * (1.0 - home.grant_share)
        opening = home.pre_opening_gbp * float(index[live - 1])
        rate = self.instance.settings.money.interest_rate
        # Minimum revenue provision starts in the financial year after the asset is in use.
        repay_from = (self.problem.calendar.year_index(live) + 1) * 12 + 1
        return Option(
            kind="home",
            id=home.home,
            beds=home.beds,
            month=month,
            live=live,
            most=home.max_homes,
            offer=offer,
            capacity=self._from(
                live, end, home.beds * practical_occupancy(self.instance.occupancy_limits, home.beds)
            ),
            recurring=self._from(live, end, home.running_gbp_per_year / 12.0) * index,
            one_off={"pre_opening": (live - 1, opening)},
            capital=capital,
            grant_share=home.grant_share,
            financing=self._from(
                repay_from,
                repay_from + 12 * home.asset_life_years - 1,
                annuity(net, rate, home.asset_life_years) / 12.0,
            ),
            charge=self._from(live, end, annuity(net + opening, self.charge_rate, home.asset_life_years) / 12.0),
        )

    def _fostering_options(self, service: Fostering) -> list[Option]:
        offer = self.problem.offer_index(service.offer)
        stay = monthly_stay(service.attrition_per_year_share)
        places = service.places_per_household * service.fill_share
        end = self.problem.months
        found = []
        for month, live in self._decisions(1, service.lead_months):
            cost = service.approval_gbp * float(self._index(offer)[month])
            life = 1.0 / service.attrition_per_year_share if service.attrition_per_year_share else 40.0
            capacity = np.zeros(end + 1)
            capacity[live:] = places * stay ** np.arange(end + 1 - live)
            found.append(
                Option(
                    kind="fostering",
                    id=service.service,
                    beds=0,
                    month=month,
                    live=live,
                    most=service.approvals_per_year_max,
                    offer=offer,
                    capacity=capacity,
                    recurring=np.zeros(end + 1),
                    one_off={"recruitment": (month, cost)},
                    capital=0.0,
                    grant_share=0.0,
                    financing=np.zeros(end + 1),
                    charge=self._from(live, end, annuity(cost, self.charge_rate, life) / 12.0),
                )
            )
        return found


def todays_recruitment(problem: Problem, options: tuple[Option, ...]) -> Floats:
    """Return the units of each option under recruitment at today's rate; blocks and homes are 0.

    Whole households, spread evenly over the decision months of a year: cumulative shares rounded down.
    """
    units = np.zeros(len(options))
    rate = {s.service: s.approvals_per_year_today for s in problem.instance.fostering}
    per_year = 12 // problem.calendar.decision_every_months
    for i, option in enumerate(options):
        if option.kind == "fostering":
            turn = (option.month - 1) % 12 // problem.calendar.decision_every_months
            yearly = rate[option.id]
            units[i] = yearly * (turn + 1) // per_year - yearly * turn // per_year
    return units


def full_term_cost(problem: Problem, option: Option, units: int) -> float:
    """Return what a commitment binds the council to over its full term, nominal pounds.

    Block: every payment of the term and mobilisation. Home: capital net of grant and pre-opening cost.
    Fostering: the approvals.
    """
    one_off = sum(amount for _, amount in option.one_off.values())
    if option.kind != "block":
        return units * (one_off + option.capital * (1.0 - option.grant_share))
    block = next(b for b in problem.instance.blocks if b.block == option.id)
    inside = option.recurring.sum()
    return units * float(inside + one_off + _payments_after(problem, option, block))


def _payments_after(problem: Problem, option: Option, block: Block) -> float:
    """Block payments due after the tail, at the last known uplift."""
    calendar = problem.calendar
    key = problem.offers[option.offer].provision
    rates = {
        FinancialYear.parse(row.financial_year): row.uplift_share
        for row in problem.instance.uplifts
        if row.uplift == key and row.prices == problem.prices
    }
    weekly = option.recurring[option.live] / problem.weekly_value[key][option.live]
    index = float(problem.index[key][-1])
    total = 0.0
    for month in range(problem.months + 1, option.month + block.term_months):
        day = calendar.first_day(month)
        if day.month == 4:
            index *= 1.0 + rate_in(rates, FinancialYear.of(day))
        total += weekly * index * (add_months(day, 1) - day).days / 7.0
    return total
