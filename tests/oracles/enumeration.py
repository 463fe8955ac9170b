"""All commitment sets of a small instance, each costed with its capacities and payments as constants.

Works its own capacities and payments out month by month, with the calendar and money of `models`, where the
stock form has closed forms of its own; and its own effect of admissions, by playing each one out.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linprog

from models.fields import PricePath
from models.instance import Instance
from models.plan import Commitment
from tests.oracles.evaluate import Coster, capacities
from tests.oracles.programme import SCALE, UnsolvedError
from tests.oracles.reading import read
from tests.oracles.result import in_order
from tests.oracles.simulate import play

GAP_WEIGHT = 1000.0
"""Relative shortfall, in child-years, that a child-year in gap counts as."""
HELD = 2e-7
"""Room left to a shortfall held at its least where rounding makes it impossible without."""
MET = 1e-6
"""A hard row is met within this."""


@dataclass(frozen=True)
class Best:
    """The cheapest commitment set, how many were tried, and the objective of each."""

    objective: float
    feasible: bool
    commitments: tuple[Commitment, ...]
    objectives: dict[tuple[Commitment, ...], float]


def commitment_sets(instance: Instance) -> Iterator[tuple[Commitment, ...]]:
    """Yield every set of commitments that section 4 allows."""
    calendar = instance.calendar
    days = [calendar.first_day(month) for month in calendar.decision_months]
    choices: list[list[list[Commitment]]] = []
    for block in instance.blocks:
        sizes = [
            beds
            for tier in instance.block_tiers
            if tier.block == block.block
            for beds in range(tier.beds_from, tier.beds_to + 1)
        ]
        starts = [day for day in days if block.start_from <= day <= block.start_to]
        taken = [[Commitment(kind="block", id=block.block, start=day, size=beds)] for day in starts for beds in sizes]
        choices.append([[], *taken])
    for home in instance.homes:
        when = [day for day in days if day >= home.decision_from and _in_time(instance, day, home.lead_months)]
        counts = _spread(len(when), home.max_homes)
        choices.append([_several("home", home.home, when, count) for count in counts])
    for service in instance.fostering:
        when = [day for day in days if _in_time(instance, day, service.lead_months)]
        counts = _spread(len(when), service.approvals_per_year_max * len(calendar.years))
        choices.append([_several("fostering", service.service, when, count) for count in counts])
    for combination in product(*choices):
        commitments = [commitment for part in combination for commitment in part]
        if _within_yearly_limits(instance, commitments):
            yield in_order(commitments)


def _spread(places: int, most: int) -> list[tuple[int, ...]]:
    """Return every way to spread at most `most` over a number of places."""
    if places == 0:
        return [()]
    return [(n, *rest) for n in range(most + 1) for rest in _spread(places - 1, most - n)]


def _in_time(instance: Instance, day: object, lead_months: int) -> bool:
    calendar = instance.calendar
    month = next(m for m in calendar.decision_months if calendar.first_day(m) == day)
    return calendar.live_month(month + lead_months) <= calendar.horizon_months


def _several(kind: str, name: str, days: list, counts: tuple[int, ...]) -> list[Commitment]:
    return [
        Commitment(kind=kind, id=name, start=day, size=count)
        for day, count in zip(days, counts, strict=True)
        if count
    ]


def _within_yearly_limits(instance: Instance, commitments: list[Commitment]) -> bool:
    calendar = instance.calendar
    most = {service.service: service.approvals_per_year_max for service in instance.fostering}
    for year in calendar.years:
        decided = [c for c in commitments if calendar.year_of(calendar.month_of(c.start)) == year]
        homes = sum(c.size for c in decided if c.kind == "home")
        if homes > instance.settings.money.max_homes_opened_per_year:
            return False
        for service, limit in most.items():
            if sum(c.size for c in decided if (c.kind, c.id) == ("fostering", service)) > limit:
                return False
    return True


class Enumeration:
    """The children's linear programme over admissions; only limits and constants differ between sets."""

    def __init__(self, instance: Instance, demand: str | None = None, prices: PricePath | None = None) -> None:
        self.instance = instance
        self.reading = read(instance, demand)
        self.coster = Coster(self.reading, prices or instance.settings.defaults.prices)
        shape = (len(self.reading.lives), len(self.reading.clock.periods), self.reading.cohorts)
        allowed = [
            (p, t, g)
            for p, t, g in np.ndindex(shape)
            if self.reading.lives[p].takes[g] and self.reading.lives[p].admits_in(*self.reading.clock.periods[t])
        ]
        units = np.zeros((len(allowed), *shape))
        for number, place in enumerate(allowed):
            units[(number, *place)] = 1.0
        self.units = play(self.reading, units, with_today=False)
        self.base = play(self.reading, np.zeros((1, *shape)))
        self.run_off = self.base.stock[0].sum(axis=2)
        self.unit_costs = sum(self.coster.children(self.units).values())
        self.constant = sum(float(v[0]) for v in self.coster.children(self.base).values())
        self.constant += sum(self.coster.constants().values())
        self.policies = list(self.reading.policies())

    @property
    def hard(self) -> np.ndarray:
        """Weight of each policy's shortfall in the sum that is minimised first: 1 / level where hard, else 0."""
        return np.array([1 / p.level if p.strength == "hard" else 0.0 for _, p in self.policies])

    def least(self, commitments: tuple[Commitment, ...], gap_weight: float) -> tuple[float, np.ndarray]:
        """Return the least sum of a set's relative shortfalls and weighted child-years in gap, and the shortfalls."""
        months = range(1, self.reading.clock.last + 1)
        in_gap = [
            played.average[:, self.reading.gap, months].sum(axis=(1, 2)) / 12 for played in (self.units, self.base)
        ]
        weights = np.concatenate([gap_weight * in_gap[0], self.hard])
        free = np.full(len(self.policies), np.inf)
        value, found = self._solve(weights * SCALE, commitments, free)
        return value / SCALE + gap_weight * float(in_gap[1][0]), np.maximum(found[len(self.unit_costs) :], 0.0)

    def cost(self, commitments: tuple[Commitment, ...], held: np.ndarray) -> float:
        """Return the least objective of a set with shortfalls held at most at `held`; infinite if that cannot be."""
        soft = [self.coster.penalty(f, p) if p.strength == "soft" else 0.0 for f, p in self.policies]
        constant = self.constant + sum(self.coster.payments(commitments).values())
        objective = np.concatenate([self.unit_costs, soft])
        for room in (0.0, HELD):
            with suppress(UnsolvedError):
                return self._solve(objective, commitments, np.where(self.hard > 0, held + room, np.inf))[0] + constant
        return np.inf

    def _solve(
        self, objective: np.ndarray, commitments: tuple[Commitment, ...], shortfalls: np.ndarray
    ) -> tuple[float, np.ndarray]:
        admissions = len(objective) - len(shortfalls)
        ends = [last for _, last in self.reading.clock.periods]
        equal = self.units.pool[:, ends].reshape(admissions, -1).T
        placed = np.hstack([equal, np.zeros((equal.shape[0], len(shortfalls)))])
        rows, room = self._limits(commitments)
        rows = np.hstack([rows, np.zeros((len(rows), len(shortfalls)))])
        for i, (first, policy) in enumerate(self.policies):
            row = np.append(self.coster.shortfall(self.units, first, policy), np.zeros(len(shortfalls)))
            row[admissions + i] = -1.0
            rows = np.vstack([rows, row])
            room = np.append(room, -self.coster.shortfall(self.base, first, policy))
        found = linprog(
            objective / SCALE,
            A_ub=rows,
            b_ub=room,
            A_eq=placed,
            b_eq=-self.base.pool[0, ends].ravel(),
            bounds=[(0, None)] * admissions + [(0, most) for most in shortfalls],
            method="highs",
        )
        if found.status != 0:
            raise UnsolvedError(found.message)
        return float(found.fun) * SCALE, np.asarray(found.x)

    def _limits(self, commitments: tuple[Commitment, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Rows `stock <= limit` at period ends, and on the average of periods of several months."""
        rows, room = [np.zeros((0, len(self.units.pool)))], [np.zeros(0)]
        for p, (without, added) in capacities(self.reading, commitments).items():
            limit = np.maximum(without, self.run_off[p]) + added
            children = self.units.stock[:, p].sum(axis=2).T
            for first, last in self.reading.clock.periods:
                rows.append(children[last : last + 1])
                room.append(limit[last : last + 1] - self.run_off[p][last])
                if last > first:
                    rows.append(_average(children, first, last))
                    room.append(_average(limit, first, last) - _average(self.run_off[p], first, last))
        return np.vstack(rows), np.concatenate(room)

    def best(self) -> Best:
        """Cost every set, hard policies' shortfalls held at their least; return the cheapest."""
        sets = list(commitment_sets(self.instance))
        held, feasible = np.zeros(len(self.policies)), True
        if self.hard.any():
            # Always the shortfalls first: HiGHS does not reliably recognise that hard rows cannot hold.
            feasible = min(self.least(c, 0.0)[0] for c in sets) <= MET
            if feasible:
                held = min((self.least(c, 0.0) for c in sets), key=lambda found: found[0])[1]
            else:
                held = min((self.least(c, GAP_WEIGHT) for c in sets), key=lambda found: found[0])[1]
        objectives = {c: cost for c in sets if np.isfinite(cost := self.cost(c, held))}
        cheapest = min(objectives, key=lambda c: objectives[c])
        return Best(objectives[cheapest], feasible, cheapest, objectives)


def _average(at_ends: np.ndarray, first: int, last: int) -> np.ndarray:
    """Mean over months `first` to `last` of the mean of each month's two ends; keeps the axis."""
    months = (at_ends[first - 1 : last] + at_ends[first : last + 1]) / 2
    return np.asarray(months.mean(axis=0, keepdims=True))


def enumerate_best(instance: Instance, demand: str | None = None, prices: PricePath | None = None) -> Best:
    """Return the best commitment set of an instance by trying all."""
    return Enumeration(instance, demand, prices).best()
