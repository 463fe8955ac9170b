"""The options of own homes: one for each month of decision; docs/mathematics.md, sections 4 and 5."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.money import annuity
from models.tables import Home
from optimiser.eligibility import places_in
from optimiser.options import Option, between, charge_rate, nothing, offer_price_index
from optimiser.problem import Floats, Problem


def decisions(problem: Problem, earliest: int, lead: int) -> list[tuple[int, int]]:
    """Return (month of decision, live month) from month `earliest`, those live within the horizon."""
    calendar = problem.calendar
    pairs = [(month, calendar.live_month(month + lead)) for month in calendar.decision_months]
    return [(m, live) for m, live in pairs if m >= earliest and live <= calendar.horizon_months]


@dataclass(frozen=True)
class HomeOptions:
    """Builds the options of one type of home."""

    problem: Problem
    home: Home

    @cached_property
    def offer(self) -> int:
        """Index of the offer that such homes supply."""
        return self.problem.offer_index(self.home.offer)

    @cached_property
    def index(self) -> Floats:
        """(M + 1,), price index of the homes."""
        return offer_price_index(self.problem, self.offer)

    def options(self) -> list[Option]:
        """Return the options by month of decision."""
        earliest = self.problem.calendar.month_of(self.home.decision_from)
        return [self._option(m, live) for m, live in decisions(self.problem, earliest, self.home.lead_months)]

    def _option(self, month: int, live: int) -> Option:
        problem, home = self.problem, self.home
        end = problem.months
        paid = month + home.approval_months
        capital = home.capital_gbp * float(self.index[paid])
        net = capital * (1.0 - home.grant_share)
        opening = self._pre_opening(live)
        life = home.asset_life_years
        charge = annuity(net + float(opening.sum()), charge_rate(problem), life) / 12.0
        return Option(
            kind="home",
            id=home.home,
            beds=home.beds,
            month=month,
            live=live,
            most=home.max_homes,
            offer=self.offer,
            capacity=self._capacity(live),
            there=between(problem, live, end, home.beds),
            kept=between(problem, live, end, home.emergency_beds),
            bed_price=nothing(problem),
            lines={
                "home_running": between(problem, live, end, home.running_gbp_per_year / 12.0) * self.index,
                "pre_opening": opening,
            },
            capital=between(problem, paid, paid, capital),
            grant_share=home.grant_share,
            financing=self._financing(live, net),
            charge=between(problem, live, end, charge),
        )

    def _capacity(self, live: int) -> Floats:
        """(M + 1,), places, growing in equal steps to those of a full home."""
        full = places_in(self.problem.instance.occupancy_limits, self.home.beds - self.home.emergency_beds)
        age = np.arange(self.problem.months + 1) - live
        steps = np.minimum(1.0, (age + 1) / (self.home.ramp_months + 1))
        return np.where(age >= 0, full * steps, 0.0)

    def _pre_opening(self, live: int) -> Floats:
        """(M + 1,), equal parts in the months before the live month; those before month 1 are put in month 0."""
        series = nothing(self.problem)
        for month in range(live - self.home.pre_opening_months, live):
            at = max(month, 0)
            series[at] += self.home.pre_opening_gbp / self.home.pre_opening_months * self.index[at]
        return series

    def _financing(self, live: int, net: float) -> Floats:
        """(M + 1,), MRP and interest, from the financial year after the home is in use."""
        home, months = self.home, np.arange(self.problem.months + 1)
        rate = self.problem.instance.settings.money.interest_rate
        life = home.asset_life_years
        # Year 1 of repayment is the financial year after the live month's; year 0 and before repay nothing.
        year = (months - 1) // 12 - self.problem.calendar.year_index(live)
        repaying = (year >= 1) & (year <= life) & (months >= 1)
        if home.mrp_method == "annuity":
            return np.where(repaying, annuity(net, rate, life) / 12.0, 0.0)
        return np.where(repaying, (net / life + rate * net * (life - year + 1) / life) / 12.0, 0.0)
