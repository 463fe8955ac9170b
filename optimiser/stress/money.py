"""What a future costs, by budget head and financial year: nominal revenue, as `cost_gbp_by_year` counts it."""

from dataclasses import dataclass

import numpy as np

from models.calendar import FinancialYear
from models.plan import Commitment, Plan
from models.tables import Block
from optimiser.block_prices import Uplifts
from optimiser.problem import Floats, Problem
from optimiser.stress.lateness import Supply
from optimiser.stress.play import Months
from optimiser.stress.supply import block_beds

CERTAIN = frozenset(
    {"mobilisation", "termination", "pre_opening", "recruitment", "staying_put"}
    | {"programme_setup", "programme", "fixed"}
)
"""Ledger lines that do not depend on who comes; taken from the plan as they are."""
OWN = frozenset({"in_house_fostering", "connected_carers", "internal_home"})
"""Provisions whose prices the council sets itself: the market's rises do not touch them."""


@dataclass(frozen=True)
class Contract:
    """A block contract of the plan.

    Attributes:
        block: row of the instance.
        made: the commitment.
        offer: number of its offer.
        beds: (H + 1,), whole beds at month ends.
        kept: (H + 1,), beds kept for emergencies.
        there: (H + 1,), 1 in months in which the contract runs.
        tier_gbp: pounds per bed per week at the price base.
    """

    block: Block
    made: Commitment
    offer: int
    beds: Floats
    kept: Floats
    there: Floats
    tier_gbp: float


@dataclass(frozen=True)
class Bill:
    """Costs of a future. Shapes: D budget heads, Y financial years, B contracts.

    Attributes:
        by_head: (D, Y), revenue, nominal pounds.
        void_beds: (B, H + 1), beds paid for and vacant, emergency beds left out.
        void_gbp: (B,), what was paid for them.
    """

    by_head: Floats
    void_beds: Floats
    void_gbp: Floats


class Cashier:
    """Turns the months of a future into pounds."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        calendar = problem.calendar
        self.months = calendar.horizon_months
        self.years = [str(year) for year in calendar.years]
        heads = [offer.budget_head for offer in problem.offers] + [line.budget_head for line in plan.ledger]
        self.heads = list(dict.fromkeys(heads))
        self.head_of = np.array([self.heads.index(offer.budget_head) for offer in problem.offers])
        self.contracts = tuple(self._contract(row) for row in plan.commitments if row.kind == "block")
        self.certain = self._certain(plan)
        months = range(1, self.months + 1)
        self.year_of = np.array([calendar.year_index(month) for month in months])
        self.rises = [self._rises(contract) for contract in self.contracts]
        self.worth = np.array([problem.weekly_value[o.provision][: self.months + 1] for o in problem.offers])
        self.market = np.array([offer.provision not in OWN for offer in problem.offers])
        self.release_gbp = max((row.release_gbp for row in problem.instance.step_downs), default=0.0)

    def bill(self, made: Months, supply: Supply, shocks: Floats) -> Bill:
        """Return what a future costs.

        Args:
            made: the future's months.
            supply: its beds.
            shocks: (Y,), by what share market prices rise more than on the path in each year.
        """
        by_head = self.certain.copy()
        factor = self._market_factor(shocks)
        fees = made.fees * self.worth * np.where(self.market[:, None], factor, 1.0)
        moves = made.moves * self.problem.instance.settings.money.move_gbp + made.released * self.release_gbp
        moves = moves * self.problem.index["moves"][: self.months + 1]
        np.add.at(by_head, self.head_of, self._by_year(fees + moves))
        for home in self.problem.instance.homes:
            offer = self.problem.offer_index(home.offer)
            index = self.problem.index[self.problem.offers[offer].provision][: self.months + 1]
            running = supply.home_months[home.home] * home.running_gbp_per_year / 12.0 * index
            by_head[self.head_of[offer]] += self._by_year(running)
        voids = np.zeros((len(self.contracts), self.months + 1))
        void_gbp = np.zeros(len(self.contracts))
        for b, contract in enumerate(self.contracts):
            paid = self._paid_beds(contract, made.beds[contract.offer])
            weekly = self.bed_price(contract, self.rises[b], shocks) * self.problem.calendar.weeks[: self.months + 1]
            by_head[self.head_of[contract.offer]] += self._by_year(paid * weekly)
            kept = contract.kept * contract.block.guarantee_share
            voids[b] = (paid - kept - made.beds[contract.offer]) * contract.there
            void_gbp[b] = float(voids[b] @ weekly)
        return Bill(by_head, voids, void_gbp)

    def _by_year(self, monthly: Floats) -> Floats:
        """(..., Y), sums of a monthly series (..., H + 1) by financial year."""
        return self.problem.calendar.yearly(monthly)

    def _market_factor(self, shocks: Floats) -> Floats:
        """(H + 1,), market prices over those of the plan's path."""
        factor = np.cumprod(1.0 + shocks)
        return np.concatenate([[1.0], factor[self.year_of]])

    def _contract(self, made: Commitment) -> Contract:
        block = next(row for row in self.problem.instance.blocks if row.block == made.id)
        beds, kept = block_beds(self.problem, block, made)
        calendar = self.problem.calendar
        months = np.arange(self.months + 1)
        end = self.months if made.end is None else calendar.month_of(made.end)
        there = ((months >= max(1, calendar.month_of(made.start))) & (months <= end)).astype(np.float64)
        # In the last month the residents leave, yet the beds are paid for.
        paid = np.where(there > 0, np.maximum(beds, np.concatenate([[0.0], beds[:-1]])), 0.0)
        tier = next(
            row.gbp_per_bed_per_week
            for row in self.problem.instance.block_tiers
            if row.block == made.id and row.beds_from <= made.size <= row.beds_to
        )
        return Contract(block, made, self.problem.offer_index(block.offer), paid, kept, there, tier)

    def _paid_beds(self, contract: Contract, used: Floats) -> Floats:
        """(H + 1,), beds paid for: what is guaranteed, and use beyond it, settled by planning period."""
        share = contract.block.guarantee_share
        paid = contract.beds * share
        if share < 1.0:
            own = paid - contract.kept * share
            for period in self.problem.calendar.periods:
                here = slice(period.first, period.last + 1)
                there = contract.there[here].sum() if period.reported else 0.0
                if there:
                    excess = max(0.0, float((used[here] - own[here]).sum()) / there)
                    paid[here] += excess * contract.there[here]
        return np.asarray(paid)

    def _rises(self, contract: Contract) -> Floats:
        """(H + 1,), uplift of a contract's prices in the year of each month; 0 up to the year of the price base."""
        uplifts = Uplifts(self.problem, self.problem.offers[contract.offer].provision)
        return np.array([uplifts.rise(month) or 0.0 for month in range(self.months + 1)])

    def bed_price(self, contract: Contract, rises: Floats, shocks: Floats) -> Floats:
        """(H + 1,), pounds per bed per week: reviews follow the market's rises, within cap and collar."""
        block, problem, calendar = contract.block, self.problem, self.problem.calendar
        index = problem.index[problem.offers[contract.offer].provision]
        start = calendar.month_of(contract.made.start)
        factor = float(index[max(start, 0)])
        if start > 1:
            factor *= float(self._market_factor(shocks)[start])
        prices = np.zeros(self.months + 1)
        for month in range(max(start, 0), self.months + 1):
            day = calendar.first_day(month)
            if month > max(start, 0) and day.month == block.review_month and block.review == "index":
                factor *= 1.0 + self._reviewed(block, month, float(rises[month]), shocks)
            prices[month] = contract.tier_gbp * factor
        return prices

    def _reviewed(self, block: Block, month: int, rise: float, shocks: Floats) -> float:
        """What one review adds: what the market's prices rise by in the year, between collar and cap."""
        year = self.problem.calendar.year_index(month)
        rise = (1.0 + rise) * (1.0 + float(shocks[year])) - 1.0
        if FinancialYear.of(self.problem.calendar.first_day(month)) <= self.problem.instance.price_base:
            rise = 0.0
        low = -1.0 if block.review_collar_share is None else block.review_collar_share
        high = np.inf if block.review_cap_share is None else block.review_cap_share
        return float(np.clip(rise, low, high))

    def _certain(self, plan: Plan) -> Floats:
        """(D, Y), revenue that does not depend on the children, from the plan's ledger."""
        found = np.zeros((len(self.heads), len(self.years)))
        for line in plan.ledger:
            if line.kind == "revenue" and line.line in CERTAIN:
                found[self.heads.index(line.budget_head), self.years.index(line.financial_year)] += line.amount_gbp
        return found
