"""A plan's admissions, effects and commitments played out and costed: what a plan says, checked by the oracle."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.fields import PricePath
from models.instance import Instance
from models.plan import Commitment
from models.tables import Home, Policy
from tests.oracles.capacities import lives_under
from tests.oracles.contracted import Contracted, contracts_in
from tests.oracles.evaluate import Coster, Ledger
from tests.oracles.made import goes_live, is_made
from tests.oracles.measures import POUNDS, providers
from tests.oracles.payments import Payments
from tests.oracles.reading import Reading, read
from tests.oracles.result import Admissions, Effects
from tests.oracles.simulate import Played, as_flows, nothing, play


@dataclass(frozen=True)
class Replay:
    """What a plan leads to.

    Attributes:
        groups: the objective by group.
        played: the children.
        ledger: lines by month, those of beds used, void and kept for emergencies together as `blocks`.
        shortfalls: how far each policy that is on is missed, one figure for each provider; below 0 where kept.
    """

    reading: Reading
    groups: dict[str, float]
    played: Played
    ledger: Ledger
    shortfalls: list[tuple[int, Policy, float]]


def replay(
    instance: Instance,
    admissions: Admissions,
    commitments: Iterable[Commitment],
    effects: Effects | None = None,
    demand: str | None = None,
    prices: PricePath | None = None,
    sells: bool = True,
) -> Replay:
    """Play a plan out; without `sells` no void bed is sold."""
    reading, taken = read(instance, demand), tuple(commitments)
    coster = Coster(reading, prices or instance.settings.defaults.prices)
    contracts = contracts_in(instance, taken, coster.path)
    played = play(reading, lives_under(reading, contracts), as_flows(reading, admissions, effects))
    payments = Payments(coster, taken, contracts)
    ledger = Ledger()
    for part in (coster.children(played, contracts), coster.constants(), payments.ledger):
        for (line, head, authority), pounds in part.items():
            ledger.book(line, head, {authority: 1.0}, pounds)
    beds = _Beds(coster, played, ledger, sells)
    for contract in contracts.values():
        beds.of_contract(contract)
    alone = play(reading, lives_under(reading, contracts), nothing(reading, 1))
    for home in instance.homes:
        p = reading.position(home.offer)
        beds.of_home(home, taken, alone.stock[0, p] @ reading.lives[p].beds)
    groups: dict[str, float] = defaultdict(float)
    groups.update({name: float(v[0]) for name, v in ledger.groups(coster.present).items()})
    groups["charge"] += payments.charge
    groups["penalties"] += float(coster.gap_penalty(played)[0])
    shortfalls = list(_shortfalls(coster, played, ledger, taken, contracts))
    for first, policy, short in shortfalls:
        if policy.strength == "soft":
            groups["penalties"] += max(0.0, short) * coster.penalty(first, policy)
    return Replay(reading, dict(groups), played, ledger, shortfalls)


class _Beds:
    """Beds paid for beyond a guarantee, and void beds sold, by period."""

    def __init__(self, coster: Coster, played: Played, ledger: Ledger, sells: bool) -> None:
        self.coster, self.played, self.ledger, self.sells = coster, played, ledger, sells
        self.reading = coster.reading

    def _used(self, offer: str, first: int, last: int) -> float:
        p = self.reading.position(offer)
        return float((self.played.average[0, p, first - 1 : last] @ self.reading.lives[p].beds).mean())

    def _book(self, line: str, offer: str, pounds: dict[int, float]) -> None:
        head = self.reading.lives[self.reading.position(offer)].offer.budget_head
        by_month = np.array([[pounds.get(m, 0.0) for m in self.coster.months]])
        self.ledger.book(line, head, self.reading.payers(offer), by_month)

    def _sell(self, offer: str, weekly: float, beds: float, months: list[int]) -> None:
        key = self.reading.lives[self.reading.position(offer)].offer.provision
        weeks, index = self.coster.calendar.weeks, self.coster.index
        each = weekly * max(0.0, beds) * self.sells
        self._book("void_sales", offer, {m: -each * float(weeks[m]) * index(key, m) for m in months})

    def of_contract(self, contract: Contracted) -> None:
        """Settle every period of a contract."""
        block = contract.block
        for first, last in self.reading.clock.periods:
            months = range(first, last + 1)
            there = [m for m in months if contract.there(m)]
            if not there:
                continue
            used = self._used(block.offer, first, last)
            beside = sum(contract.guaranteed(m) - contract.kept(m) for m in months) / len(months)
            excess = max(0.0, used - beside) * len(months) / len(there)
            self._book("blocks", block.offer, {m: excess * contract.bed_price(m) for m in there})
            most = block.void_sale_beds * len(there) / len(months)
            self._sell(block.offer, block.void_sale_gbp_per_week, min(most, beside - used), there)

    def of_home(self, home: Home, commitments: tuple[Commitment, ...], left: np.ndarray) -> None:
        """Sell a home's void beds; `left` are the beds that today's children take up at each month's end."""
        beds = home.beds - home.emergency_beds
        for first, last in self.reading.clock.periods:
            new, homes = 0, home.homes_today
            for c in (c for c in commitments if (c.kind, c.id) == ("home", home.home)):
                there = c.size * (goes_live(self.reading.instance, c, home) <= first)
                homes += there * is_made(self.reading.instance, c)
                new += there * (not is_made(self.reading.instance, c))
            today = (left[first - 1 : last] + left[first : last + 1]).mean() / 2
            void = max(beds * homes, today) + beds * new - self._used(home.offer, first, last)
            sold = min(home.void_sale_beds * (homes + new), void)
            self._sell(home.offer, home.void_sale_gbp_per_week, sold, list(range(first, last + 1)))


def _shortfalls(
    coster: Coster,
    played: Played,
    ledger: Ledger,
    commitments: tuple[Commitment, ...],
    contracts: dict[str, Contracted],
) -> Iterable[tuple[int, Policy, float]]:
    for first, policy in coster.reading.policies():
        if policy.measure in POUNDS:
            of = ledger.capital if policy.measure == "capital_gbp" else ledger.revenue
            year = coster.reading.clock.of_year(first)
            yield first, policy, float(of(year, policy)[0]) - policy.level
        elif policy.measure == "emergency_places":
            there = coster.emergency_places(commitments, contracts, first, policy)
            yield first, policy, policy.level - there
        else:
            besides = policy.level if policy.measure in ("residential_children", "gap_children") else 0.0
            for provider in providers(coster.reading, policy):
                yield first, policy, float(coster.shortfall(played, first, policy, provider)[0]) - besides
