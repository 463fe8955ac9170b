"""What given admissions and commitments cost and need: sections 4 to 7, walked through month by month.

Uses the calendar and the money of `models`, which the stock form works out for itself: where the two agree,
those agree as well.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import numpy as np

from models.calendar import FinancialYear
from models.fields import PricePath
from models.instance import Instance
from models.money import annuity, discount_factors, nominal_rate, uplift_index
from models.plan import Commitment
from models.tables import Policy
from tests.oracles.reading import Reading, read
from tests.oracles.result import Admissions
from tests.oracles.simulate import Played, as_array, play


def rho(instance: Instance, beds: int) -> float:
    """Return the practical share of beds: linear between the numbers given, constant outside them."""
    known = {row.beds: row.practical_share for row in instance.occupancy_limits}
    below = max((b for b in known if b <= beds), default=min(known))
    above = min((b for b in known if b >= beds), default=max(known))
    if below >= above:
        return known[below if beds >= below else above]
    return known[below] + (known[above] - known[below]) * (beds - below) / (above - below)


def capacities(reading: Reading, commitments: Iterable[Commitment]) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Return capacity at each month's end without and through commitments, by position of limited offers."""
    instance, calendar = reading.instance, reading.instance.calendar
    months = calendar.all_months + 1
    found = {
        p: (np.full(months, life.offer.capacity_children), np.zeros(months))
        for p, life in enumerate(reading.lives)
        if life.offer.capacity_children is not None and not life.is_gap
    }
    for row in (*instance.blocks, *instance.homes, *instance.fostering):
        found[reading.position(row.offer)] = (np.zeros(months), np.zeros(months))
    for service in instance.fostering:
        found[reading.position(service.offer)][0][:] = _places(service, service.households_today, 0, months)
    for commitment in commitments:
        decided = calendar.month_of(commitment.start)
        if commitment.kind == "block":
            block = next(row for row in instance.blocks if row.block == commitment.id)
            for month in range(decided, min(decided + block.term_months, months)):
                places = rho(instance, commitment.size) * commitment.size
                found[reading.position(block.offer)][1][month] += places
        elif commitment.kind == "home":
            home = next(row for row in instance.homes if row.home == commitment.id)
            for month in range(calendar.live_month(decided + home.lead_months), months):
                places = rho(instance, home.beds) * home.beds * commitment.size
                found[reading.position(home.offer)][1][month] += places
        else:
            service = next(row for row in instance.fostering if row.service == commitment.id)
            live = calendar.live_month(decided + service.lead_months)
            found[reading.position(service.offer)][1][:] += _places(service, commitment.size, live, months)
    return found


def _places(service: object, households: float, live: int, months: int) -> np.ndarray:
    """Places at each month's end of households there from month `live` on, less the attrition."""
    stays = (1.0 - service.attrition_per_year_share) ** (1.0 / 12.0)
    places = np.zeros(months)
    for month in range(live, months):
        places[month] = households * service.places_per_household * service.fill_share
        households *= stays
    return places


class Coster:
    """Pounds, present value, by group of the objective."""

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
        return np.repeat(discount_factors(self._deflators, years), 12)

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

    def children(self, played: Played) -> dict[str, np.ndarray]:
        """Return fees, moves, gap and the penalty of gap, of each play."""
        money, weeks = self.instance.settings.money, self.calendar.weeks[1:]
        per_move = money.move_gbp * self.indices("moves") * self.present
        found = {"moves": played.moves[:, :, 1:].sum(axis=1) @ per_move, "fees": np.zeros(len(played.pool))}
        for p, life in enumerate(self.reading.lives):
            child_weeks = played.average[:, p] * (weeks * self.present)[:, None]
            prices = self.reading.weekly_prices(p)
            paid = (child_weeks * self.indices(life.offer.provision)[:, None]).sum(axis=1) @ prices
            if life.is_gap:
                found["gap"] = paid
                found["penalties"] = child_weeks.sum(axis=(1, 2)) * money.gap_penalty_gbp_per_week
            else:
                found["fees"] = found["fees"] + paid
        return found

    def payments(self, commitments: Iterable[Commitment]) -> dict[str, float]:
        """Return blocks, homes and the economic charge."""
        found: dict[str, float] = defaultdict(float)
        for commitment in commitments:
            decided = self.calendar.month_of(commitment.start)
            getattr(self, f"_pay_{commitment.kind}")(found, commitment.id, commitment.size, decided)
        return found

    def _pay_block(self, found: dict[str, float], name: str, beds: int, start: int) -> None:
        block = next(row for row in self.instance.blocks if row.block == name)
        tiers = (row for row in self.instance.block_tiers if row.block == name)
        price = next(row.gbp_per_bed_per_week for row in tiers if row.beds_from <= beds <= row.beds_to)
        key = self.reading.lives[self.reading.position(block.offer)].offer.provision
        one_off = block.mobilisation_gbp * self.index(key, start)
        for month in self.months:
            if start <= month < start + block.term_months:
                present = self.present[month - 1]
                paid = beds * price * self.calendar.weeks[month] * self.index(key, month)
                found["blocks"] += paid * present
                found["charge"] += annuity(one_off, self.rate, block.term_months / 12) / 12 * present

    def _pay_home(self, found: dict[str, float], name: str, homes: int, decided: int) -> None:
        home = next(row for row in self.instance.homes if row.home == name)
        key = self.reading.lives[self.reading.position(home.offer)].offer.provision
        live = self.calendar.live_month(decided + home.lead_months)
        one_off = home.capital_gbp * (1 - home.grant_share) * self.index(key, decided)
        one_off += home.pre_opening_gbp * self.index(key, live - 1)
        for month in self.months:
            if month >= live:
                present = self.present[month - 1]
                found["homes"] += homes * home.running_gbp_per_year / 12 * self.index(key, month) * present
                yearly = annuity(homes * one_off, self.rate, home.asset_life_years)
                found["charge"] += yearly / 12 * present

    def _pay_fostering(self, found: dict[str, float], name: str, households: int, decided: int) -> None:
        service = next(row for row in self.instance.fostering if row.service == name)
        key = self.reading.lives[self.reading.position(service.offer)].offer.provision
        one_off = households * service.approval_gbp * self.index(key, decided)
        yearly = annuity(one_off, self.rate, 1 / service.attrition_per_year_share)
        for month in self.months:
            if month >= self.calendar.live_month(decided + service.lead_months):
                found["charge"] += yearly / 12 * self.present[month - 1]

    def constants(self) -> dict[str, float]:
        """Return fixed lines and income, which no plan changes."""
        found = {"fixed": 0.0, "income": 0.0}
        for line in self.instance.fixed_lines:
            found["fixed"] += line.gbp_per_year / 12 * float(self.indices(line.uplift) @ self.present)
        for row in self.instance.income:
            for month in self.months:
                if str(self.calendar.year_of(month)) == row.financial_year:
                    found["income"] -= row.amount_gbp / 12 * self.present[month - 1]
        return found

    def shortfall(self, played: Played, first: int, policy: Policy) -> np.ndarray:
        """Return how far each play falls short of a policy, in child-years or moves; negative if kept."""
        year = slice(first - 1, first + 11)
        average = played.average[:, :, year].sum(axis=2) / 12
        if policy.ring is None:
            moves = played.moves[:, :, first : first + 12].sum(axis=(1, 2))
            return np.asarray(moves - policy.level * average.sum(axis=(1, 2)))
        near = sum(average[:, p] @ self.reading.within(p, policy.ring) for p in range(average.shape[1]))
        return np.asarray(policy.level * average.sum(axis=(1, 2)) - near)

    def penalty(self, first: int, policy: Policy) -> float:
        """Return the present value of one unit short of a soft policy."""
        assert policy.gbp_per_unit is not None
        return policy.gbp_per_unit * float(self.present[first - 1])


def evaluate(
    instance: Instance,
    admissions: Admissions,
    commitments: Iterable[Commitment],
    demand: str | None = None,
    prices: PricePath | None = None,
) -> tuple[dict[str, float], Played]:
    """Return the objective by group of given admissions and commitments, and what they lead to."""
    reading = read(instance, demand)
    coster = Coster(reading, prices or instance.settings.defaults.prices)
    played = play(reading, as_array(reading, admissions))
    groups: dict[str, float] = defaultdict(float)
    for part in (coster.payments(commitments), coster.constants()):
        groups.update(part)
    for name, amounts in coster.children(played).items():
        groups[name] += float(amounts[0])
    for first, policy in reading.policies():
        if policy.strength == "soft":
            short = max(0.0, float(coster.shortfall(played, first, policy)[0]))
            groups["penalties"] += short * coster.penalty(first, policy)
    return dict(groups), played
