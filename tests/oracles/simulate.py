"""The life of placements played forward for given flows: section 3 read aloud, without a solver."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.oracles.lives import Life
from tests.oracles.reading import Reading
from tests.oracles.result import Admissions, Effects


@dataclass(frozen=True)
class Flows:
    """What is decided about children, for each of several plays at once.

    Attributes:
        admitted: children admitted, axes play, offer, period, cohort.
        released: settled children who step down, same axes, by the offer left.
        reunified: settled children who go home, same axes.
        release_gbp: what preparing the releases costs at the price base, same axes.
        pooled: children added to the pool in a month (or kept out of it), axes play, month, cohort.
    """

    admitted: np.ndarray
    released: np.ndarray
    reunified: np.ndarray
    release_gbp: np.ndarray
    pooled: np.ndarray


@dataclass(frozen=True)
class Played:
    """What follows from flows, for each of several plays at once.

    Attributes:
        stock: children at each month's end (month 0 first), axes play, offer, month, cohort.
        settled: those of them whose hazard will change no more, same axes.
        moves: care moves in each month by the offer left, planned ones included, same axes.
        pool: children in care but in no offer at each month's end, axes play, month, cohort.
        flows: what led to it.
    """

    stock: np.ndarray
    settled: np.ndarray
    moves: np.ndarray
    pool: np.ndarray
    flows: Flows

    @cached_property
    def average(self) -> np.ndarray:
        """Average children in each month from month 1, axes as of `stock`."""
        return np.asarray((self.stock[:, :, :-1] + self.stock[:, :, 1:]) / 2)


def nothing(reading: Reading, plays: int) -> Flows:
    """Return flows of nobody."""
    shape = (plays, len(reading.lives), len(reading.clock.periods), reading.cohorts)
    pooled = np.zeros((plays, reading.clock.end + 1, reading.cohorts))
    return Flows(*(np.zeros(shape) for _ in range(4)), pooled)


class Game:
    """Several plays of the same lives, month by month."""

    def __init__(self, reading: Reading, lives: list[Life], flows: Flows, with_today: bool) -> None:
        self.reading, self.lives, self.flows, self.with_today = reading, lives, flows, with_today
        self.plays, P, _, G = flows.admitted.shape
        shape = (self.plays, P, reading.clock.end + 1, G)
        self.pool = np.zeros((self.plays, reading.clock.end + 1, G))
        self.played = Played(np.zeros(shape), np.zeros(shape), np.zeros(shape), self.pool, flows)
        self.groups: list[dict[int, np.ndarray]] = [{} for _ in lives]
        if with_today:
            self.pool[:, 0] = reading.unknown
            for p, life in enumerate(lives):
                for months, children in life.today.items():
                    self._join(self.groups[p], months, np.tile(children, (self.plays, 1)))
        self._record(0)

    def _join(self, groups: dict[int, np.ndarray], months: int, children: np.ndarray) -> None:
        """Add children to a group; all who are settled are in one."""
        group = min(months, self.reading.top)
        groups[group] = groups.get(group, 0.0) + children

    def _record(self, month: int) -> None:
        for p, groups in enumerate(self.groups):
            self.played.stock[:, p, month] = sum(groups.values())
            self.played.settled[:, p, month] = groups.get(self.reading.top, 0.0)

    def run(self) -> Played:
        """Play to the end of the tail."""
        for t, (first, last) in enumerate(self.reading.clock.periods):
            for month in range(first, last + 1):
                self.pool[:, month] = self.pool[:, month - 1] @ self.reading.R + self.flows.pooled[:, month]
                if self.with_today:
                    self.pool[:, month] += self.reading.entries[month]
                self._month(month)
                self._decided(month, t, last - first + 1)
                self._record(month)
        return self.played

    def _month(self, month: int) -> None:
        """The step of a month, then what empties."""
        following: list[dict[int, np.ndarray]] = [{} for _ in self.lives]
        for p, life in enumerate(self.lives):
            for months, v in self.groups[p].items():
                moved = v @ self.reading.R
                fits = moved * life.takes
                broken = fits * life.hazard(months)
                stays = fits - broken
                back = (moved - fits) + (broken if life.is_gap else broken @ self.reading.E)
                self._return(p, month, back, moved - fits + broken)
                for way in (w for w in life.exits if w.month == month):
                    gone = stays * way.share
                    stays = stays - gone
                    self._go_on(p, month, months, gone, way.successor, following)
                if not life.is_gap:
                    self._join(following[p], months + 1, stays)
        self.groups = following

    def _return(self, p: int, month: int, back: np.ndarray, moves: np.ndarray) -> None:
        self.pool[:, month] += back
        self.played.moves[:, p, month] += moves

    def _go_on(
        self, p: int, month: int, months: int, gone: np.ndarray, successor: str | None, following: list[dict]
    ) -> None:
        taken = np.zeros_like(gone)
        if successor is not None:
            q = self.reading.position(successor)
            taken = gone * self.lives[q].takes
            self._join(following[q], months + 1, taken)
        self._return(p, month, gone - taken, gone - taken)

    def _decided(self, month: int, t: int, length: int) -> None:
        """Who leaves at the month's end because it is so decided, and who is admitted."""
        flows = self.flows
        for p in range(len(self.lives)):
            released = flows.released[:, p, t] / length
            leaving = released + flows.reunified[:, p, t] / length
            if leaving.any():
                self._join(self.groups[p], self.reading.top, -leaving)
                self.played.moves[:, p, month] += released
            admitted = flows.admitted[:, p, t] / length
            self._join(self.groups[p], 0, admitted)
            self.pool[:, month] -= admitted


def play(reading: Reading, lives: list[Life], flows: Flows, with_today: bool = True) -> Played:
    """Play flows out to the end of the tail.

    Without `with_today` nobody is there at the base date and nobody enters: the effect of flows alone.
    """
    return Game(reading, lives, flows, with_today).run()


def as_flows(reading: Reading, admissions: Admissions, effects: Effects | None = None) -> Flows:
    """Return admissions and effects by name as one play."""
    cohorts = {cohort.cohort: i for i, cohort in enumerate(reading.instance.cohorts)}
    starts = {first: t for t, (first, _) in enumerate(reading.clock.periods)}
    flows = nothing(reading, 1)
    for (cohort, offer, first), children in admissions.items():
        flows.admitted[0, reading.position(offer), starts[first], cohorts[cohort]] += children
    for (kind, name, cohort, offer, first), amount in (effects or {}).items():
        if kind == "averted":
            avert(reading, flows, 0, starts[first], cohorts[cohort], amount)
        elif kind == "reunified":
            flows.reunified[0, reading.position(offer), starts[first], cohorts[cohort]] += amount
        elif kind == "released":
            place = reading.position(offer), starts[first], cohorts[cohort]
            release(reading, flows, 0, name, place, amount)
    return flows


def avert(reading: Reading, flows: Flows, play_: int, t: int, cohort: int, children: float) -> None:
    """Keep children out of the pool in a period, in proportion to those who would enter in its months."""
    first, last = reading.clock.periods[t]
    entries = reading.entries[first : last + 1, cohort]
    if children:
        flows.pooled[play_, first : last + 1, cohort] -= children * entries / entries.sum()


def release(
    reading: Reading, flows: Flows, play_: int, pathway: str, place: tuple[int, int, int], children: float
) -> None:
    """Release children from an offer in a period (`place`: offer, period, cohort) into their trial cohort."""
    names = [cohort.cohort for cohort in reading.instance.cohorts]
    _, t, cohort = place
    row = next(row for row in reading.instance.step_downs if (row.pathway, row.cohort) == (pathway, names[cohort]))
    flows.released[(play_, *place)] += children
    flows.release_gbp[(play_, *place)] += children * row.release_gbp
    first, last = reading.clock.periods[t]
    for month in range(first, last + 1):
        flows.pooled[play_, month, names.index(row.trial_cohort)] += children / (last - first + 1)
