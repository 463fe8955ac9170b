"""The rows of one commitment set: limits and effects as constants, with only children and beds left to decide."""

from dataclasses import dataclass, field

import numpy as np

from models.plan import Commitment
from models.tables import Fostering, Home, Programme
from tests.oracles.capacities import capacities, lives_under, there_of
from tests.oracles.contracted import Contracted
from tests.oracles.decided import Decided
from tests.oracles.evaluate import Coster, Ledger
from tests.oracles.made import goes_live, is_made


@dataclass
class Rows:
    """Rows `values <= room`, in one block of decisions and one of extras."""

    values: list[np.ndarray] = field(default_factory=list)
    room: list[float] = field(default_factory=list)

    def add(self, decisions: np.ndarray, extras: np.ndarray, room: float) -> None:
        """Add a row."""
        self.values.append(np.concatenate([decisions, extras]))
        self.room.append(room)


@dataclass(frozen=True)
class Extra:
    """Beds paid for beyond the guarantee, or sold, or households retained, in a period."""

    kind: str
    id: str
    period: int


class Conditions:
    """Rows, bounds and money of a commitment set."""

    def __init__(
        self,
        coster: Coster,
        decided: Decided,
        commitments: tuple[Commitment, ...],
        contracts: dict[str, Contracted],
    ) -> None:
        self.coster, self.decided, self.reading = coster, decided, coster.reading
        self.instance, self.calendar = coster.instance, coster.calendar
        self.commitments, self.contracts = commitments, contracts
        self.clock, self.rows = coster.reading.clock, Rows()
        self.extras = self._extras()
        self.most = np.full(len(self.extras), np.inf)
        self.ledger = Ledger()
        self._capacity()
        self._effects()
        self._beds()

    def _extras(self) -> list[Extra]:
        periods = range(len(self.clock.periods))
        named = [("excess", name) for name in self.contracts]
        named += [("sold", name) for name, c in self.contracts.items() if c.block.void_sale_beds]
        named += [("sold home", home.home) for home in self.instance.homes if home.void_sale_beds]
        retaining = [p for p in self.instance.programmes if p.effect == "retains_carers"]
        named += [("retained", programme.programme) for programme in retaining]
        return [Extra(kind, name, t) for kind, name in named for t in periods]

    def _place(self, kind: str, name: str, t: int) -> int:
        return self.extras.index(Extra(kind, name, t))

    @property
    def _none(self) -> np.ndarray:
        return np.zeros(len(self.extras))

    def works(self, programme: Programme, t: int) -> float:
        """w of section 4: 1.0 if a programme is taken and works in every month of a period."""
        for c in self.commitments:
            if (c.kind, c.id) == ("programme", programme.programme):
                start = self.calendar.month_of(c.start)
                first, last = self.clock.periods[t]
                early = first < start + programme.lag_months
                return float(not early and last < start + programme.term_months)
        return 0.0

    def _capacity(self) -> None:
        """Rows `places used <= limit` at period ends, and on the average of periods of several months."""
        decided = self.decided
        for p, limit in capacities(self.reading, self.commitments, self.coster.path).items():
            most = np.maximum(limit.without, decided.run_off[p]) + limit.added - decided.run_off[p]
            used = decided.units.stock[:, p] @ decided.lives[p].use
            kept = self._retained_places(p)
            for first, last in self.clock.periods:
                self.rows.add(used[:, last], -kept[:, last], most[last])
                if last > first:
                    rows = [_average(of, first, last) for of in (used, -kept, most[None])]
                    self.rows.add(rows[0], rows[1], float(rows[2][0]))

    def _retained_places(self, p: int) -> np.ndarray:
        """Places at each month's end of a household retained, axes extra and month."""
        places = np.zeros((len(self.extras), self.clock.end + 1))
        for i, extra in enumerate(self.extras):
            if extra.kind == "retained":
                service = self._service(extra.id)
                if self.reading.position(service.offer) == p:
                    places[i] = self._kept(extra) * service.places_per_household * service.fill_share
        return places

    def _service(self, programme: str) -> Fostering:
        name = next(p.service for p in self.instance.programmes if p.programme == programme)
        return next(s for s in self.instance.fostering if s.service == name)

    def _kept(self, extra: Extra) -> np.ndarray:
        """Households there at each month's end of one retained in the extra's period, a part in each month."""
        first, last = self.clock.periods[extra.period]
        months = range(first, last + 1)
        service, end = self._service(extra.id), self.clock.end + 1
        return np.asarray(sum(there_of(service, 1 / len(months), month, end) for month in months))

    def _effects(self) -> None:
        for programme in self.instance.programmes:
            for t, (first, last) in enumerate(self.clock.periods):
                works = self.works(programme, t)
                served = programme.places_per_year * (last - first + 1) / 12 * works
                eta = programme.effect_share * (1 - programme.haircut_share)
                if programme.effect == "retains_carers":
                    self._retains(programme, t, eta, served)
                elif programme.effect == "reunifies":
                    mine = [(i, d) for i, d in self.decided.of("reunified", programme.programme) if d.period == t]
                    self._together([i for i, _ in mine], served)
                    for i, d in mine:
                        self._settled_share(i, d.offer, d.cohort, t, eta)
                else:
                    for i, d in self.decided.of("averted", programme.programme):
                        if d.period == t:
                            self._together([i], eta * works * self.decided.entered(t, d.cohort))
            if programme.effect == "averts_entries":
                self._averted_in_years(programme)
        self._averted_by_all()
        self._released()

    def _together(self, decisions: list[int], most: float) -> None:
        row = np.zeros(len(self.decided.decisions))
        row[decisions] = 1.0
        self.rows.add(row, self._none, most)

    def _settled_share(self, i: int, p: int, cohort: int, t: int, share: float) -> None:
        """At most a monthly share of those settled at the end of the month before a period."""
        first, last = self.clock.periods[t]
        share *= last - first + 1
        row = -share * self.decided.units.settled[:, p, first - 1, cohort]
        row[i] += 1.0
        self.rows.add(row, self._none, share * self.decided.base.settled[0, p, first - 1, cohort])

    def _years(self) -> dict[int, list[int]]:
        years: dict[int, list[int]] = {}
        for t, (first, _) in enumerate(self.clock.periods):
            years.setdefault(self.clock.year(first), []).append(t)
        return years

    def _averted_in_years(self, programme: Programme) -> None:
        for year, periods in self._years().items():
            months = sum(self.works(programme, t) * len(self._months(t)) for t in periods)
            mine = [i for i, d in self.decided.of("averted", programme.programme) if d.period in periods]
            left = self.reading.left("programme", programme.programme, year)
            self._together(mine, programme.places_per_year / 12 * months if left is None else left)

    def _averted_by_all(self) -> None:
        programmes = [p for p in self.instance.programmes if p.effect == "averts_entries"]
        for t, g in {(d.period, d.cohort) for _, d in self.decided.of("averted")}:
            none = 1.0
            for programme in programmes:
                if self.reading.served(programme)[g]:
                    none *= 1 - programme.effect_share * (1 - programme.haircut_share)
            mine = [i for i, d in self.decided.of("averted") if (d.period, d.cohort) == (t, g)]
            self._together(mine, (1 - none) * self.decided.entered(t, g))

    def _released(self) -> None:
        names = [cohort.cohort for cohort in self.instance.cohorts]
        for row in self.instance.step_downs:
            mine = self.decided.of("released", row.pathway)
            for i, d in mine:
                if names[d.cohort] == row.cohort:
                    self._settled_share(i, d.offer, d.cohort, d.period, row.readiness_monthly_share)
            for year, periods in self._years().items():
                left = self.reading.left("step_down", row.pathway, year)
                most = row.max_per_year if left is None else left
                self._together([i for i, d in mine if d.period in periods], most)

    def _retains(self, programme: Programme, t: int, eta: float, served: float) -> None:
        service, first = self._service(programme.programme), self.clock.periods[t][0]
        share = eta * (1 - (1 - service.attrition_per_year_share) ** (1 / 12)) * len(self._months(t))
        place = self._place("retained", programme.programme, t)
        self.most[place] = served
        months = self.clock.end + 1
        there = there_of(service, service.households_today, 0, months)[first - 1]
        for c in self.commitments:
            if (c.kind, c.id) == ("fostering", service.service):
                live = goes_live(self.instance, c, service)
                there += there_of(service, c.size, live, months)[first - 1]
        row = self._none
        for i, extra in enumerate(self.extras):
            if extra.kind == "retained" and self._service(extra.id) is service and extra.period < t:
                row[i] = -share * self._kept(extra)[first - 1]
        row[place] += 1.0
        self.rows.add(np.zeros(len(self.decided.decisions)), row, share * there)

    def _months(self, t: int) -> range:
        first, last = self.clock.periods[t]
        return range(first, last + 1)

    def _beds(self) -> None:
        """Beds paid for beyond guarantees and beds sold."""
        for t in range(len(self.clock.periods)):
            for name, contract in self.contracts.items():
                self._contract(name, contract, t)
            for home in (h for h in self.instance.homes if h.void_sale_beds):
                self._home(home, t)

    def _used(self, offer: str, t: int) -> tuple[np.ndarray, float]:
        """Beds used on average in a period, by decision, and without any."""
        p, months = self.reading.position(offer), self._months(t)
        beds, year = self.decided.lives[p].beds, slice(months[0] - 1, months[-1])
        units, base = (of.average[:, p, year].mean(axis=1) @ beds for of in (self.decided.units, self.decided.base))
        return units, float(base[0])

    def _contract(self, name: str, contract: Contracted, t: int) -> None:
        months = self._months(t)
        there = [m for m in months if contract.there(m)]
        excess = self._place("excess", name, t)
        if not there:
            self.most[excess] = 0.0
        used, used_today = self._used(contract.block.offer, t)
        beside = sum(contract.guaranteed(m) - contract.kept(m) for m in months) / len(months)
        row = self._none
        row[excess] = -len(there) / len(months)
        if contract.block.void_sale_beds:
            sold = self._place("sold", name, t)
            self.most[sold] = contract.block.void_sale_beds * len(there) / len(months)
            row[sold] = 1.0
            self._sells(sold, contract.block.offer, contract.block.void_sale_gbp_per_week, there)
        if there:
            self.rows.add(used, row, beside - used_today)
        self._pays("blocks", excess, contract.block.offer, {m: contract.bed_price(m) for m in there})

    def _sells(self, sold: int, offer: str, weekly: float, months: list[int]) -> None:
        key = self.reading.lives[self.reading.position(offer)].offer.provision
        price = {m: -weekly * float(self.calendar.weeks[m]) * self.coster.index(key, m) for m in months}
        self._pays("void_sales", sold, offer, price)

    def _pays(self, line: str, extra: int, offer: str, by_month: dict[int, float]) -> None:
        pounds = np.zeros((len(self.extras), len(self.coster.months)))
        for month, amount in by_month.items():
            pounds[extra, month - 1] = amount
        head = self.reading.lives[self.reading.position(offer)].offer.budget_head
        self.ledger.book(line, head, self.reading.payers(offer), pounds)

    def _home(self, home: Home, t: int) -> None:
        months, new, today = self._months(t), 0, home.homes_today
        for c in (c for c in self.commitments if (c.kind, c.id) == ("home", home.home)):
            there = c.size * (goes_live(self.instance, c, home) <= months[0])
            today += there * is_made(self.instance, c)
            new += there * (not is_made(self.instance, c))
        sold = self._place("sold home", home.home, t)
        self.most[sold] = home.void_sale_beds * (today + new)
        used, used_today = self._used(home.offer, t)
        row = self._none
        row[sold] = 1.0
        beds = home.beds - home.emergency_beds
        self.rows.add(used, row, max(beds * today, used_today) + beds * new - used_today)
        self._sells(sold, home.offer, home.void_sale_gbp_per_week, list(months))


def _average(at_ends: np.ndarray, first: int, last: int) -> np.ndarray:
    """Mean over months `first` to `last` of the mean of each month's two ends; months are the last axis."""
    months = (at_ends[:, first - 1 : last] + at_ends[:, first : last + 1]) / 2
    return np.asarray(months.mean(axis=1))


def decided_under(coster: Coster, contracts: dict[str, Contracted]) -> Decided:
    """Play every decision out under the ends of contracts."""
    return Decided(coster, lives_under(coster.reading, contracts))
