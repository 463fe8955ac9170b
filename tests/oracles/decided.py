"""What may be decided about children under given ends of contracts, each decision played out once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.oracles.evaluate import Coster, Ledger
from tests.oracles.lives import Life
from tests.oracles.measures import RESIDENTIAL
from tests.oracles.simulate import Played, avert, nothing, play, release


@dataclass(frozen=True)
class Decision:
    """A child admitted, averted, released or reunified in a period."""

    kind: str
    id: str
    offer: int | None
    period: int
    cohort: int


class Decided:
    """Decisions, what each of them leads to by itself, and what happens without any.

    Attributes:
        decisions: in the order of the plays.
        units: one play for each decision, of one child.
        base: today's children and entries alone.
    """

    def __init__(self, coster: Coster, lives: list[Life]) -> None:
        self.coster, self.reading, self.lives = coster, coster.reading, lives
        self.decisions = [*self._admissions(), *self._averted(), *self._leavers()]
        flows = nothing(self.reading, len(self.decisions))
        for number, d in enumerate(self.decisions):
            if d.kind == "averted":
                avert(self.reading, flows, number, d.period, d.cohort, 1.0)
            elif d.kind == "released":
                release(self.reading, flows, number, d.id, (d.offer, d.period, d.cohort), 1.0)
            else:
                of = flows.admitted if d.kind == "admitted" else flows.reunified
                of[number, d.offer, d.period, d.cohort] = 1.0
        self.units: Played = play(self.reading, lives, flows, with_today=False)
        self.base: Played = play(self.reading, lives, nothing(self.reading, 1))

    def of(self, kind: str, name: str | None = None) -> list[tuple[int, Decision]]:
        """Decisions of a kind, with their numbers."""
        return [(i, d) for i, d in enumerate(self.decisions) if d.kind == kind and name in (None, d.id)]

    def _admissions(self) -> list[Decision]:
        shape = (len(self.lives), len(self.reading.clock.periods), self.reading.cohorts)
        return [
            Decision("admitted", "", p, t, g)
            for p, t, g in np.ndindex(shape)
            if self.lives[p].takes[g] and self.lives[p].admits_in(*self.reading.clock.periods[t])
        ]

    def entered(self, t: int, cohort: int) -> float:
        """Children of a cohort who would enter care in a period."""
        first, last = self.reading.clock.periods[t]
        return float(self.reading.entries[first : last + 1, cohort].sum())

    def _averted(self) -> list[Decision]:
        return [
            Decision("averted", programme.programme, None, t, int(g))
            for programme in self.reading.instance.programmes
            if programme.effect == "averts_entries"
            for t in range(len(self.reading.clock.periods))
            for g in np.flatnonzero(self.reading.served(programme))
            if self.entered(t, int(g)) > 0
        ]

    def _leavers(self) -> list[Decision]:
        clock, instance = self.reading.clock, self.reading.instance
        names = [cohort.cohort for cohort in instance.cohorts]
        offers = [(p, life) for p, life in enumerate(self.lives) if not life.is_gap]
        found = []
        for t, (first, _) in enumerate(clock.periods):
            for p, life in offers:
                found += [
                    Decision("released", row.pathway, p, t, names.index(row.cohort))
                    for row in instance.step_downs
                    if life.offer.provision in RESIDENTIAL and clock.first_day(first) >= row.start_from
                ]
                found += [
                    Decision("reunified", programme.programme, p, t, int(g))
                    for programme in instance.programmes
                    if programme.effect == "reunifies"
                    for g in np.flatnonzero(self.reading.served(programme))
                ]
        return [d for d in found if self.lives[d.offer].takes[d.cohort]]

    @cached_property
    def run_off(self) -> np.ndarray:
        """Places that today's children take up, axes offer and month."""
        return np.array([self.base.stock[0, p] @ life.use for p, life in enumerate(self.lives)])

    @cached_property
    def ledgers(self) -> tuple[Ledger, Ledger]:
        """What decisions and what happens without any cost, but for contracts."""
        return self.coster.children(self.units, {}), self.coster.children(self.base, {})

    @cached_property
    def penalties(self) -> tuple[np.ndarray, np.ndarray]:
        """Penalty of gap of each decision, and without any."""
        return self.coster.gap_penalty(self.units), self.coster.gap_penalty(self.base)

    @cached_property
    def in_gap(self) -> tuple[np.ndarray, float]:
        """Child-years in gap over the reported months of each decision, and without any."""
        months = slice(0, self.reading.clock.last)
        units, base = (
            played.average[:, self.reading.gap, months].sum(axis=(1, 2)) / 12 for played in (self.units, self.base)
        )
        return units, float(base[0])
