"""The options of own homes: one for each month of decision; docs/mathematics.md, sections 4 and 5."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.money import annuity
from models.tables import Home
from optimiser.block_prices import Uplifts
from optimiser.made import made_of
from optimiser.options import Option, between, charge_rate, in_months, nothing, offer_price_index
from optimiser.problem import Floats, Problem
from optimiser.standing import home_places


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

    @cached_property
    def uplifts(self) -> Uplifts:
        """Uplifts of the homes, for months before the plan too."""
        return Uplifts(self.problem, self.problem.offers[self.offer].provision)

    def options(self) -> list[Option]:
        """Return the homes committed to before the plan, then the options by month of decision."""
        problem, home = self.problem, self.home
        earliest = problem.calendar.month_of(home.decision_from)
        made = [
            replace(self._option(row.month, row.live), made=True, most=row.size)
            for row in made_of(problem.instance, problem.calendar, "home", home.home)
        ]
        return made + [self._option(m, live) for m, live in decisions(problem, earliest, home.lead_months)]

    def _option(self, month: int, live: int) -> Option:
        problem, home = self.problem, self.home
        end, opened = problem.months, max(live, 1)
        paid = month + home.approval_months
        capital = home.capital_gbp * self.uplifts.index(paid)
        net = capital * (1.0 - home.grant_share)
        opening = self._pre_opening(live)
        life = home.asset_life_years
        charge = annuity(net + sum(opening.values()), charge_rate(problem), life) / 12.0
        return Option(
            kind="home",
            id=home.home,
            beds=home.beds,
            month=month,
            live=live,
            most=home.max_homes,
            offer=self.offer,
            capacity=home_places(problem.instance, home, live, end),
            there=between(problem, opened, end, home.beds),
            kept=between(problem, opened, end, home.emergency_beds),
            bed_price=nothing(problem),
            lines={
                "home_running": between(problem, opened, end, home.running_gbp_per_year / 12.0) * self.index,
                "pre_opening": in_months(problem, opening),
            },
            capital=in_months(problem, {paid: capital}),
            grant_share=home.grant_share,
            financing=self._financing(live, net),
            charge=between(problem, opened, end, charge),
        )

    def _pre_opening(self, live: int) -> dict[int, float]:
        """Return equal parts in the months before the live month, in the prices of each."""
        part = self.home.pre_opening_gbp / self.home.pre_opening_months
        return {m: part * self.uplifts.index(m) for m in range(live - self.home.pre_opening_months, live)}

    def _financing(self, live: int, net: float) -> Floats:
        """(M + 1,), MRP and interest, from the financial year after the home is in use."""
        home, calendar, months = self.home, self.problem.calendar, np.arange(self.problem.months + 1)
        rate = self.problem.instance.settings.money.interest_rate
        life = home.asset_life_years
        # Year 1 of repayment is the financial year after the live month's; year 0 and before repay nothing.
        year = np.array([calendar.year_index(int(month)) for month in months]) - calendar.year_index(live)
        repaying = (year >= 1) & (year <= life) & (months >= 1)
        if home.mrp_method == "annuity":
            return np.where(repaying, annuity(net, rate, life) / 12.0, 0.0)
        return np.where(repaying, (net / life + rate * net * (life - year + 1) / life) / 12.0, 0.0)
