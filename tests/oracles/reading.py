"""What docs/mathematics.md sections 1 to 3 read out of an instance: calendar, cohorts, lives of placements.

Written from the specification alone. Of `models` only the tables are used, not its calendar or money: they
are under test too.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.instance import Instance
from models.tables import Offer

TAIL = 12
FIXED = frozenset({"secure", "health", "parents", "adoption", "other", "none"})
NEAR_TO_FAR = ("home_area", "in_authority", "within_20_miles", "adjoining", "at_a_distance", "nowhere")


@dataclass(frozen=True)
class Clock:
    """Months and periods: month 1 is the first April, `last` the last reported, `end` that of the tail."""

    start: dt.date
    last: int
    monthly: int
    decide_every: int

    @property
    def end(self) -> int:
        """Last month of the tail."""
        return self.last + TAIL

    @cached_property
    def periods(self) -> list[tuple[int, int]]:
        """First and last month of every period: single months, then quarters, those of the tail included."""
        singles = [(m, m) for m in range(1, self.monthly + 1)]
        return singles + [(m, m + 2) for m in range(self.monthly + 1, self.end, 3)]

    @property
    def decision_months(self) -> list[int]:
        """Months at whose start commitments may be decided."""
        return [m for m in range(1, self.last + 1) if (m - 1) % self.decide_every == 0]

    def first_day(self, month: int) -> dt.date:
        """First day of month `month`; month 0 is the March before."""
        year, zero_based = divmod(self.start.year * 12 + 3 + month - 1, 12)
        return dt.date(year, zero_based + 1, 1)

    def month_of(self, day: dt.date) -> int:
        """Month in which a day lies."""
        return 12 * (day.year - self.start.year) + day.month - 3

    def year(self, month: int) -> int:
        """Calendar year in which the financial year of a month starts."""
        day = self.first_day(month)
        return day.year if day.month > 3 else day.year - 1

    def weeks(self, month: int) -> float:
        """Days of a month divided by 7."""
        day = self.first_day(month)
        return monthrange(day.year, day.month)[1] / 7

    def goes_live(self, due: int) -> int | None:
        """First month of the first reported period that begins in `due` or later; None past the horizon."""
        return min((first for first, last in self.periods if due <= first and last <= self.last), default=None)


@dataclass(frozen=True)
class Life:
    """An offer as the children in it meet it.

    Attributes:
        takes: 1.0 for each cohort that fits, else 0.0.
        bands: hazard by cohort from whole months since admission on, in ascending order from 0.
        today: children at the base date by cohort, keyed by months in placement.
        opens: first month in which it may admit.
        closes: month in which it empties, or None.
        accepted: whether its grade allows new placements.
    """

    offer: Offer
    takes: np.ndarray
    bands: list[tuple[int, np.ndarray]]
    today: dict[int, np.ndarray]
    opens: int
    closes: int | None
    accepted: bool

    @property
    def is_gap(self) -> bool:
        """Whether this is the offer of provision `gap`."""
        return self.offer.provision == "gap"

    def hazard(self, months: int) -> np.ndarray:
        """Chance of an early end, by cohort, `months` whole months after admission."""
        return next(shares for since, shares in reversed(self.bands) if since <= months)

    def admits_in(self, first: int, last: int) -> bool:
        """Whether the offer is open to admissions in every month of a period."""
        open_throughout = self.opens <= first and (self.closes is None or last < self.closes)
        return open_throughout and (self.accepted or self.is_gap)


@dataclass(frozen=True)
class Reading:
    """An instance as arrays over cohorts in table order, and lives in table order of offers."""

    instance: Instance
    clock: Clock
    R: np.ndarray
    E: np.ndarray
    entries: np.ndarray
    unknown: np.ndarray
    lives: list[Life]

    @property
    def cohorts(self) -> int:
        """Number of cohorts."""
        return len(self.instance.cohorts)

    @cached_property
    def gap(self) -> int:
        """Position of the offer `gap`."""
        return next(i for i, life in enumerate(self.lives) if life.is_gap)

    def position(self, offer: str) -> int:
        """Position of an offer by its name."""
        return next(i for i, life in enumerate(self.lives) if life.offer.offer == offer)

    def weekly_prices(self, position: int) -> np.ndarray:
        """Pounds a week at the price base by cohort, 0 where the offer has no row for the need."""
        offer = self.lives[position].offer.offer
        price = {row.need: row.gbp_per_week for row in self.instance.offer_prices if row.offer == offer}
        return np.array([price.get(cohort.need, 0.0) for cohort in self.instance.cohorts])

    def within(self, position: int, ring: str | None) -> np.ndarray:
        """1.0 for each cohort from whose home area the offer lies in `ring` or nearer; gap never does."""
        life = self.lives[position]
        if life.is_gap or ring is None:
            return np.zeros(self.cohorts)
        seen = {
            row.home_area: NEAR_TO_FAR.index(row.ring)
            for row in self.instance.areas
            if row.placed_in == life.offer.placed_in
        }
        limit = NEAR_TO_FAR.index(ring)
        return np.array([float(seen[cohort.home_area] <= limit) for cohort in self.instance.cohorts])

    def policies(self) -> Iterator[tuple[int, object]]:
        """Policies that are on, with the first month of their year, for reported years only."""
        for policy in self.instance.policies:
            first = 12 * (int(policy.financial_year[:4]) - self.clock.start.year) + 1
            if policy.strength != "off" and 1 <= first <= self.clock.last:
                yield first, policy


def read(instance: Instance, demand: str | None = None) -> Reading:
    """Read an instance on a demand path, by default the instance's own."""
    settings = instance.settings.calendar
    clock = Clock(
        settings.start,
        12 * settings.financial_years,
        settings.monthly_periods,
        settings.decision_every_months,
    )
    place = {cohort.cohort: i for i, cohort in enumerate(instance.cohorts)}
    R = np.zeros((len(place), len(place)))
    for row in instance.transitions:
        R[place[row.cohort], place[row.to_cohort]] = row.monthly_share
    unknown = np.zeros(len(place))
    for child in instance.placements_today:
        if child.provision == "unknown":
            unknown[place[child.cohort]] += child.children
    return Reading(
        instance,
        clock,
        R,
        _escalation(instance, place),
        _entries(instance, clock, place, demand or instance.settings.defaults.demand),
        unknown,
        [_life(instance, clock, place, offer) for offer in instance.offers],
    )


def _escalation(instance: Instance, place: dict[str, int]) -> np.ndarray:
    E = np.eye(len(place))
    needs = {need.need: need for need in instance.needs}
    for a in instance.cohorts:
        for b in instance.cohorts:
            same = (a.age_from, a.age_to, a.home_area) == (b.age_from, b.age_to, b.home_area)
            if same and needs[b.need].rank == needs[a.need].rank + 1:
                share = needs[a.need].escalation_share
                E[place[a.cohort], place[b.cohort]] = share
                E[place[a.cohort], place[a.cohort]] = 1 - share
    return E


def _entries(instance: Instance, clock: Clock, place: dict[str, int], demand: str) -> np.ndarray:
    entries = np.zeros((clock.end + 1, len(place)))
    for row in instance.entries:
        month = clock.month_of(row.month)
        if row.demand == demand and 1 <= month <= clock.last:
            entries[month, place[row.cohort]] += row.children
    for month in range(clock.last + 1, clock.end + 1):
        entries[month] = entries[month - 12]
    return entries


def _life(instance: Instance, clock: Clock, place: dict[str, int], offer: Offer) -> Life:
    gap = offer.provision == "gap"
    needs = {row.need for row in instance.offer_prices if row.offer == offer.offer}
    takes = np.array(
        [
            float(gap or (c.need in needs and offer.age_from <= c.age_from and c.age_to <= offer.age_to))
            for c in instance.cohorts
        ]
    )
    today: dict[int, np.ndarray] = {}
    for child in instance.placements_today:
        if child.offer == offer.offer:
            group = today.setdefault(child.months_in_placement, np.zeros(len(place)))
            group[place[child.cohort]] += child.children
    opens = 1
    while offer.live_from is not None and clock.first_day(opens) < offer.live_from:
        opens += 1
    return Life(
        offer,
        takes,
        [(0, np.ones(len(place)))] if gap else _bands(instance, offer.offer, takes),
        today,
        opens,
        None if offer.live_to is None else clock.month_of(offer.live_to),
        offer.grade in instance.settings.quality.accepted_grades,
    )


def _bands(instance: Instance, offer: str, takes: np.ndarray) -> list[tuple[int, np.ndarray]]:
    rows = [row for row in instance.disruption if row.offer == offer]
    bands = []
    for since in sorted({0, *(row.months_from for row in rows)}):
        shares = np.zeros(len(takes))
        for i, cohort in enumerate(instance.cohorts):
            known = [row for row in rows if row.need == cohort.need and row.months_from <= since]
            if known:
                shares[i] = max(known, key=lambda row: row.months_from).monthly_share
            elif takes[i]:
                raise ValueError(f"no hazard of {offer} for {cohort.need}")
        bands.append((since, shares))
    return bands
