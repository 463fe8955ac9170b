"""The stock form's columns and how children live in them: offers, months since admission, pool, leavers.

A block's offer is several **lanes**, one for each contract that may be taken, each with its own stock, so that what
depends on the contract (its end, its price) is a constant of the lane.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tests.oracles.contracts import options
from tests.oracles.kernel import Kernel
from tests.oracles.lives import Life
from tests.oracles.measures import RESIDENTIAL
from tests.oracles.prices import Prices
from tests.oracles.programme import Programme, Terms
from tests.oracles.reading import Reading
from tests.oracles.supply import Option


@dataclass(frozen=True)
class Lane:
    """An offer, or an offer under one of its contracts (`option`), or under none of them (`untaken`)."""

    life: Life
    position: int
    option: int | None = None
    untaken: bool = False


@dataclass(frozen=True)
class Leaver:
    """Settled children of a cohort who leave a lane in a period: released (`trial` is given) or gone home."""

    kind: str
    id: str
    lane: int
    cohort: int
    period: int
    column: int
    trial: int | None = None


def _least(option: Option) -> float:
    """Units of an option that are taken in any case; of a block's, a row says that one of its ends is."""
    return float(option.most if option.made and option.kind != "block" else 0)


class Columns:
    """Columns of the programme and the rows that say how children live."""

    def __init__(self, reading: Reading, prices: Prices) -> None:
        self.reading, self.prices, self.clock = reading, prices, reading.clock
        self.programme = Programme()
        self.one = self.programme.column(1.0, 1.0)
        self.options = options(reading, prices)
        self.chosen = [self.programme.column(_least(o), o.most, integer=True) for o in self.options]
        self.lanes = [lane for p in range(len(reading.lives)) for lane in self._lanes(p)]
        self.kernels = [Kernel(reading, lane.life) for lane in self.lanes]
        months, G = self.clock.end + 1, reading.cohorts
        self.x = [self.programme.columns((months, reading.top + 1, G)) for _ in self.lanes]
        self.u = self.programme.columns((months, G), lower=-np.inf)
        self.admit = self.programme.columns((len(self.lanes), len(self.clock.periods), G))
        self.averted = {
            i: self.programme.columns((len(self.clock.periods), G))
            for i, programme in enumerate(reading.instance.programmes)
            if programme.effect == "averts_entries"
        }
        self.leavers = [*self._released(), *self._reunified()]
        self._today()
        self._admissions()
        self._steps()
        self._pool()

    def _lanes(self, position: int) -> list[Lane]:
        life = self.reading.lives[position]
        block = next((b for b in self.reading.instance.blocks if b.offer == life.offer.offer), None)
        if block is None:
            return [Lane(life, position)]
        lanes = [
            Lane(life.ending(option.contract.empties, block.successor), position, number)
            for number, option in enumerate(self.options)
            if option.contract is not None and option.offer == position
        ]
        # Today's children of a block that does not run yet stay whether it is taken or not.
        return [*lanes, Lane(life, position, untaken=True)] if life.today and block.beds_today is None else lanes

    def lanes_of(self, position: int) -> list[int]:
        """Lanes of an offer."""
        return [i for i, lane in enumerate(self.lanes) if lane.position == position]

    def choices(self, lane: Lane) -> list[int]:
        """Columns of the choices of a lane's offer."""
        same = zip(self.options, self.chosen, strict=True)
        return [column for option, column in same if option.offer == lane.position]

    def length(self, t: int) -> int:
        """Months of a period."""
        first, last = self.clock.periods[t]
        return last - first + 1

    def _released(self) -> list[Leaver]:
        names = [cohort.cohort for cohort in self.reading.instance.cohorts]
        return [
            Leaver("released", row.pathway, i, g, t, self.programme.column(), names.index(row.trial_cohort))
            for row in self.reading.instance.step_downs
            for g in (names.index(row.cohort),)
            for i, lane in enumerate(self.lanes)
            for t, (first, _) in enumerate(self.clock.periods)
            if lane.life.offer.provision in RESIDENTIAL
            and lane.life.takes[g]
            and self.clock.first_day(first) >= row.start_from
        ]

    def _reunified(self) -> list[Leaver]:
        return [
            Leaver("reunified", programme.programme, i, int(g), t, self.programme.column())
            for programme in self.reading.instance.programmes
            if programme.effect == "reunifies"
            for g in np.flatnonzero(self.reading.served(programme))
            for i, lane in enumerate(self.lanes)
            for t in range(len(self.clock.periods))
            if lane.life.takes[g] and not lane.life.is_gap
        ]

    @cached_property
    def leaving(self) -> dict[tuple[int, int], list[Leaver]]:
        """Leavers by lane and period."""
        found: dict[tuple[int, int], list[Leaver]] = {}
        for leaver in self.leavers:
            found.setdefault((leaver.lane, leaver.period), []).append(leaver)
        return found

    def _today(self) -> None:
        for lane, kernel, x in zip(self.lanes, self.kernels, self.x, strict=True):
            for months, cohort in np.ndindex(kernel.today.shape):
                there, column = kernel.today[months, cohort], int(x[0, months, cohort])
                if not there or (lane.option is None and not lane.untaken):
                    self.programme.fix(column, there)
                    continue
                terms = Terms()
                terms.add(column, 1.0)
                if lane.untaken:
                    terms.add(self.choices(lane), there)
                else:
                    terms.add(self.chosen[lane.option], -there)
                self.programme.row(terms, there * lane.untaken, there * lane.untaken)

    def _admissions(self) -> None:
        for i, lane in enumerate(self.lanes):
            for t, (first, last) in enumerate(self.clock.periods):
                for cohort, column in enumerate(self.admit[i, t]):
                    if not (lane.life.takes[cohort] and lane.life.admits_in(first, last)):
                        self.programme.fix(int(column), 0.0)

    @cached_property
    def _arriving(self) -> dict[tuple[int, int], list[tuple[int, float, np.ndarray]]]:
        """From which lanes, what share and whom an offer takes over, by its lane and month."""
        found: dict[tuple[int, int], list[tuple[int, float, np.ndarray]]] = {}
        for i, kernel in enumerate(self.kernels):
            for month in {way.month for way in kernel.life.exits}:
                for share, takes, where in kernel.passed(month):
                    if where is not None:
                        (successor,) = self.lanes_of(where)
                        found.setdefault((successor, month), []).append((i, share, takes))
        return found

    def _steps(self) -> None:
        for i in range(len(self.lanes)):
            for t, (first, last) in enumerate(self.clock.periods):
                for month in range(first, last + 1):
                    self._step(i, month, t)

    def _step(self, i: int, month: int, t: int) -> None:
        """One month of a lane: x[m] = K x[m-1] + arriving + admitted - leaving."""
        kernel, x, length = self.kernels[i], self.x[i], self.length(t)
        for months, cohort in np.ndindex(x[month].shape):
            terms = Terms()
            terms.add(int(x[month, months, cohort]), 1.0)
            for before in (b for b in range(kernel.top + 1) if kernel.later(b) == months):
                terms.add(x[month - 1, before], -kernel.left(month) * kernel.kept[before][:, cohort])
                for j, share, takes in self._arriving.get((i, month), []):
                    kept = self.kernels[j].kept[before][:, cohort]
                    terms.add(self.x[j][month - 1, before], -share * takes[cohort] * kept)
            if months == 0:
                terms.add(int(self.admit[i, t, cohort]), -1 / length)
            if months == kernel.top:
                for leaver in self.leaving.get((i, t), []):
                    if leaver.cohort == cohort:
                        terms.add(leaver.column, 1 / length)
            self.programme.row(terms, 0.0, 0.0)

    def _pool(self) -> None:
        for cohort, children in enumerate(self.reading.unknown):
            self.programme.fix(int(self.u[0, cohort]), children)
        for t, (first, last) in enumerate(self.clock.periods):
            for month in range(first, last + 1):
                self._pool_of(month, t, last - first + 1)
            for column in self.u[last]:  # row `placed`
                self.programme.fix(int(column), 0.0)

    def _pool_of(self, month: int, t: int, length: int) -> None:
        reading = self.reading
        back = [[k.returns(months, month) for months in range(k.top + 1)] for k in self.kernels]
        for cohort in range(reading.cohorts):
            terms = Terms()
            terms.add(int(self.u[month, cohort]), 1.0)
            terms.add(self.u[month - 1], -reading.R[:, cohort])
            terms.add(self.admit[:, t, cohort], 1 / length)
            for x, matrices in zip(self.x, back, strict=True):
                for months, matrix in enumerate(matrices):
                    terms.add(x[month - 1, months], -matrix[:, cohort])
            entered = reading.entries[month, cohort]
            for averted in self.averted.values():
                terms.add(int(averted[t, cohort]), entered)
            for leaver in self.leavers:
                if leaver.period == t and leaver.trial == cohort:
                    terms.add(leaver.column, -1 / length)
            self.programme.row(terms, entered, entered)

    def children(self, lane: int, weights: np.ndarray, months: range) -> Terms:
        """Average children of a lane summed over months, each cohort with its weight."""
        terms = Terms()
        for month in months:
            terms.add(self.x[lane][month - 1], weights / 2)
            terms.add(self.x[lane][month], weights / 2)
        return terms

    def settled(self, lane: int, cohort: int, month: int) -> int:
        """Column of the settled children at a month's end."""
        return int(self.x[lane][month, self.reading.top, cohort])
