"""What given children and commitments cost and need: sections 4 to 7, walked through month by month.

Uses the calendar and the money of `models`, which the stock form works out for itself: where the two agree,
those agree as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from models.calendar import FinancialYear
from models.fields import PricePath
from models.money import annuity, discount_factors, nominal_rate, uplift_index
from models.plan import Commitment
from models.tables import Policy
from tests.oracles.accounts import GROUPS, INCOME
from tests.oracles.capacities import held
from tests.oracles.contracted import Contracted
from tests.oracles.made import goes_live
from tests.oracles.measures import COUNTS, counted, sign
from tests.oracles.reading import Reading
from tests.oracles.simulate import Played

LineKey = tuple[str, str, str]
"""Ledger line, budget head, authority."""


class Ledger(dict[LineKey, np.ndarray]):
    """Nominal pounds of ledger lines, axes play and month from month 1."""

    def book(self, line: str, head: str, payers: dict[str, float], pounds: np.ndarray) -> None:
        """Add pounds, shared between payers."""
        for authority, share in payers.items():
            self[line, head, authority] = self.get((line, head, authority), 0.0) + pounds * share

    def groups(self, present: np.ndarray) -> dict[str, np.ndarray]:
        """Present value of each play by group of the objective."""
        found: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(1))
        for (line, _, _), pounds in self.items():
            if line in GROUPS:
                found[GROUPS[line]] = found[GROUPS[line]] + pounds @ present
        return found

    def revenue(self, months: range, policy: Policy) -> np.ndarray:
        """Pounds of kind revenue of each play that a policy counts in the months of a year."""
        wanted = [
            pounds[:, months.start - 1 : months.stop - 1].sum(axis=1)
            for (line, head, authority), pounds in self.items()
            if line not in {*INCOME, "capital"}
            and policy.budget_head in (None, head)
            and policy.authority in (None, authority)
        ]
        return np.asarray(sum(wanted, np.zeros(1)))

    def capital(self, months: range, policy: Policy) -> np.ndarray:
        """Pounds of capital less grant of each play that a policy counts in the months of a year."""
        wanted = [
            pounds[:, months.start - 1 : months.stop - 1].sum(axis=1)
            for (line, _, authority), pounds in self.items()
            if line == "capital" and policy.authority in (None, authority)
        ]
        return np.asarray(sum(wanted, np.zeros(1)))


class Coster:
    """Pounds by ledger line, and shortfalls of policies."""

    def __init__(self, reading: Reading, path: PricePath) -> None:
        self.reading, self.instance, self.path = reading, reading.instance, path
        self.calendar = reading.instance.calendar
        self.months = range(1, self.calendar.all_months + 1)
        self._indices: dict[tuple[str, FinancialYear], float] = {}

    @cached_property
    def _deflators(self) -> dict[FinancialYear, float]:
        return {FinancialYear.parse(d.financial_year): d.deflator_share for d in self.instance.deflators}

    @cached_property
    def present(self) -> np.ndarray:
        """Present value factor of each month from month 1 (index 0)."""
        years = [self.calendar.years[0] + i for i in range(self.calendar.financial_years + 1)]
        return np.repeat(discount_factors(self._deflators, years), 12)[self.reading.clock.passed :]

    @property
    def rate(self) -> float:
        """Nominal discount rate at the last deflator given."""
        return nominal_rate(self._deflators, max(self._deflators))

    def index(self, key: str, month: int) -> float:
        """Price index of a month; before the price base nothing has risen yet."""
        year = max(self.calendar.year_of(month), self.instance.price_base)
        if (key, year) not in self._indices:
            rises = {
                FinancialYear.parse(row.financial_year): row.uplift_share
                for row in self.instance.uplifts
                if (row.uplift, row.prices) == (key, self.path)
            }
            self._indices[key, year] = uplift_index(rises, self.instance.price_base, [year])[0]
        return self._indices[key, year]

    def indices(self, key: str) -> np.ndarray:
        """Price index of each month from month 1 (index 0)."""
        return np.array([self.index(key, month) for month in self.months])

    def children(self, played: Played, contracts: dict[str, Contracted]) -> Ledger:
        """Return fees, gap, moves, releases, and who pays for the use of blocks."""
        ledger = Ledger()
        for authority in dict.fromkeys(self.reading.authorities):
            for p in range(len(self.reading.lives)):
                self._children(ledger, played, p, authority)
        for contract in contracts.values():
            self.use_of_block(ledger, played, contract)
        return ledger

    def _children(self, ledger: Ledger, played: Played, p: int, authority: str) -> None:
        life, own, payer = self.reading.lives[p], self.reading.of(authority), {authority: 1.0}
        head, weeks = life.offer.budget_head, self.calendar.weeks[1:]
        prices = self.reading.weekly_prices(p) * own
        paid = played.average[:, p] @ prices * weeks * self.indices(life.offer.provision)
        ledger.book("gap" if life.is_gap else "fees", head, payer, paid)
        index = self.indices("moves")
        moves = played.moves[:, p, 1:] @ own * self.instance.settings.money.move_gbp * index
        ledger.book("moves", head, payer, moves)
        by_month = np.zeros((len(played.pool), len(self.months)))
        for t, (first, last) in enumerate(self.reading.clock.periods):
            each = played.flows.release_gbp[:, p, t] @ own / (last - first + 1)
            by_month[:, first - 1 : last] = each[:, None]
        ledger.book("step_down", head, payer, by_month * index)

    def use_of_block(self, ledger: Ledger, played: Played, contract: Contracted) -> None:
        """Charge beds used to the child's authority, and take them off those who share the offer."""
        p = self.reading.position(contract.block.offer)
        life, price = self.reading.lives[p], self.by_month(contract.bed_price)
        for authority in dict.fromkeys(self.reading.authorities):
            used = played.average[:, p] @ (life.beds * self.reading.of(authority)) * price
            ledger.book("blocks", life.offer.budget_head, {authority: 1.0}, used)
            ledger.book("blocks", life.offer.budget_head, self.reading.payers(life.offer.offer), -used)

    def by_month(self, of_month: object) -> np.ndarray:
        """Return a function of the month for each month from month 1 (index 0)."""
        return np.array([of_month(month) for month in self.months])

    def gap_penalty(self, played: Played) -> np.ndarray:
        """Present value of the penalty of gap of each play."""
        weekly = self.instance.settings.money.gap_penalty_gbp_per_week * self.calendar.weeks[1:] * self.present
        return np.asarray(played.average[:, self.reading.gap].sum(axis=2) @ weekly)

    def constants(self) -> Ledger:
        """Return fixed lines, income, homes of today and young people who stay put: what no plan changes."""
        ledger, own = Ledger(), self.instance.settings.authority.id
        for line in self.instance.fixed_lines:
            pounds = line.gbp_per_year / 12 * self.indices(line.uplift)
            ledger.book("fixed", line.budget_head, {line.authority or own: 1.0}, pounds[None])
        for row in self.instance.income:
            in_year = self.by_month(lambda m, row=row: str(self.calendar.year_of(m)) == row.financial_year)
            due = -row.amount_gbp / max(1, in_year.sum()) * in_year
            ledger.book("income", row.budget_head, {own: 1.0}, due[None])
        for home in self.instance.homes:
            offer = self.reading.lives[self.reading.position(home.offer)].offer
            pounds = home.homes_today * home.running_gbp_per_year / 12 * self.indices(offer.provision)
            ledger.book("home_running", offer.budget_head, self.reading.payers(offer.offer), pounds[None])
        for service in self.instance.fostering:
            offer = self.reading.lives[self.reading.position(service.offer)].offer
            places = held(service, len(self.months) + 1)
            weekly = service.staying_put_gbp_per_week * self.calendar.weeks[1:] * self.indices(offer.provision)
            pounds = (places[:-1] + places[1:]) / 2 * weekly
            ledger.book("staying_put", offer.budget_head, self.reading.payers(offer.offer), pounds[None])
        return ledger

    def shortfall(self, played: Played, first: int, policy: Policy, provider: str | None = None) -> np.ndarray:
        """Return how far children fall short of a policy, by play; negative if kept.

        Of measures in the unit of their level the level itself is left out, and so is all that is no child.
        """
        level = 0.0 if policy.measure in ("residential_children", "gap_children") else policy.level
        found, year = np.zeros(len(played.pool)), self.reading.clock.of_year(first)
        parts = len(year) if policy.measure in COUNTS else 12
        for p in range(len(self.reading.lives)):
            above, below = counted(self.reading, p, policy, provider)
            weights = sign(policy) * (level * below - above)
            if policy.among == "new_admissions":
                for t, (start, _) in enumerate(self.reading.clock.periods):
                    if start in year:
                        found += played.flows.admitted[:, p, t] @ weights
            else:
                found += played.average[:, p, first - 1 : year.stop - 1].sum(axis=1) @ weights / parts
        if policy.measure == "moves_per_child_year":
            moves = played.moves[:, :, first : year.stop].sum(axis=(1, 2))
            found += moves @ self.reading.of(policy.authority)
        return found

    def emergency_places(
        self, commitments: Iterable[Commitment], contracts: dict[str, Contracted], first: int, policy: Policy
    ) -> float:
        """Return beds kept for emergencies, mean of a year's months, of the policy's authority."""
        months = self.reading.clock.of_year(first)
        found = 0.0
        for contract in contracts.values():
            found += np.mean([contract.vacant(m) for m in months]) * self._part(contract.block.offer, policy)
        for home in self.instance.homes:
            part = home.emergency_beds * self._part(home.offer, policy)
            found += home.homes_today * part
            for c in (c for c in commitments if (c.kind, c.id) == ("home", home.home)):
                live = goes_live(self.instance, c, home)
                found += c.size * part * float(np.mean([m >= live for m in months]))
        return float(found)

    def _part(self, offer: str, policy: Policy) -> float:
        return 1.0 if policy.authority is None else self.reading.payers(offer).get(policy.authority, 0.0)

    def penalty(self, first: int, policy: Policy) -> float:
        """Return the present value of one unit short of a soft policy."""
        assert policy.gbp_per_unit is not None
        years = len(self.reading.clock.of_year(first)) / 12 if policy.measure in COUNTS else 1.0
        return policy.gbp_per_unit * years * float(self.present[first - 1])

    def charge(self, one_off: float, years: float, first: int, last: int) -> float:
        """Return the present value of the economic charge of a one-off cost over months `first` to `last`."""
        monthly = annuity(one_off, self.rate, years) / 12
        return sum(monthly * float(self.present[m - 1]) for m in self.months if first <= m <= last)
