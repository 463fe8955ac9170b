"""What docs/mathematics.md sections 1 to 3 read out of an instance: calendar, cohorts, lives of placements.

Written from the specification alone. Of `models` only the tables are used, not its calendar or money: they
are under test too.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.instance import Instance
from models.tables import Cohort, Policy, Programme
from tests.oracles.clock import Clock
from tests.oracles.lives import Life, authority_of, life_of

FIXED = frozenset({"secure", "health", "parents", "adoption", "other", "none"})
NEAR_TO_FAR = ("home_area", "in_authority", "within_20_miles", "adjoining", "at_a_distance", "nowhere")


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

    def rings(self, position: int) -> np.ndarray:
        """How far an offer lies from each cohort's home area: place in `NEAR_TO_FAR`."""
        placed_in = self.lives[position].offer.placed_in
        seen = {
            row.home_area: NEAR_TO_FAR.index(row.ring) for row in self.instance.areas if row.placed_in == placed_in
        }
        return np.array([seen[cohort.home_area] for cohort in self.instance.cohorts])

    @cached_property
    def top(self) -> int:
        """Months since admission from which no hazard changes any more: children are settled."""
        return max((row.months_from for row in self.instance.disruption), default=0)

    @cached_property
    def authorities(self) -> list[str]:
        """Authority of each cohort."""
        return [authority_of(self.instance, cohort) for cohort in self.instance.cohorts]

    def of(self, authority: str | None) -> np.ndarray:
        """1.0 for each cohort of an authority, or for every one if it is None."""
        return np.array([float(authority in (None, name)) for name in self.authorities])

    def payers(self, offer: str) -> dict[str, float]:
        """Who pays for what an offer costs beside its children, by share."""
        shares = {row.authority: row.share for row in self.instance.offer_shares if row.offer == offer}
        own = self.lives[self.position(offer)].offer.authority
        return shares or {own or self.instance.settings.authority.id: 1.0}

    def served(self, programme: Programme) -> np.ndarray:
        """1.0 for each cohort that a programme is for."""
        return np.array(
            [
                float(
                    programme.need in (None, c.need)
                    and programme.age_from <= c.age_from
                    and c.age_to <= programme.age_to
                    and programme.authority in (None, own)
                )
                for c, own in zip(self.instance.cohorts, self.authorities, strict=True)
            ]
        )

    def policies(self) -> Iterator[tuple[int, Policy]]:
        """Policies that are on, with the first month of their year, for reported years only."""
        for policy in self.instance.policies:
            first = self.clock.of_year(self.clock.month_of(dt.date(int(policy.financial_year[:4]), 4, 1)))[0]
            planned = self.clock.year(1) <= int(policy.financial_year[:4]) <= self.clock.year(self.clock.last)
            if policy.strength != "off" and planned:
                yield first, policy

    def left(self, limit: str, name: str | None, year: int) -> float | None:
        """What is left of a yearly limit in a year; None if all of it is."""
        rows = {(row.limit, row.id): row.left for row in self.instance.left_of_year}
        return rows.get((limit, name)) if year == self.clock.year(1) else None


def read(instance: Instance, demand: str | None = None) -> Reading:
    """Read an instance on a demand path, by default the instance's own."""
    settings = instance.settings.calendar
    clock = Clock(
        settings.start,
        12 * settings.financial_years - (settings.start.month + 8) % 12,
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
        [life_of(instance, clock, offer) for offer in instance.offers],
    )


def _escalation(instance: Instance, place: dict[str, int]) -> np.ndarray:
    E = np.eye(len(place))
    needs = {need.need: need for need in instance.needs}
    for a in instance.cohorts:
        worse = (b for b in instance.cohorts if needs[b.need].rank == needs[a.need].rank + 1)
        found = next((b for b in worse if _alike(instance, a) == _alike(instance, b)), None)
        if found is not None:
            share = needs[a.need].escalation_share
            E[place[a.cohort], place[found.cohort]] = share
            E[place[a.cohort], place[a.cohort]] = 1 - share
    return E


def _alike(instance: Instance, c: Cohort) -> tuple[object, ...]:
    return c.age_from, c.age_to, c.home_area, authority_of(instance, c), c.skill, c.group_size, c.solo


def _entries(instance: Instance, clock: Clock, place: dict[str, int], demand: str) -> np.ndarray:
    entries = np.zeros((clock.end + 1, len(place)))
    for row in instance.entries:
        month = clock.month_of(row.month)
        if row.demand == demand and 1 <= month <= clock.last:
            entries[month, place[row.cohort]] += row.children
    for month in range(clock.last + 1, clock.end + 1):
        entries[month] = entries[month - 12]
    return entries
