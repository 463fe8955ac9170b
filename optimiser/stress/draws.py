"""The random side of a future: how many come, how many today, what prices do; and every unit's own numbers."""

import zlib
from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from optimiser.problem import Floats, Problem
from optimiser.projection import sample
from optimiser.projection.recorded import recorded
from optimiser.projection.told import futures_rest_on
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.play import NOWHERE, PURPOSES, Units

DEMAND, SUPPLY, PRICES = range(3)
"""Streams of random numbers: a plan that opens more homes meets the same children at the same prices."""


def stream(seed: int, future: int, purpose: int, *named: str) -> np.random.Generator:
    """Return the generator of one future and purpose, and of what is named; alike for every plan and process."""
    names = (zlib.crc32(name.encode()) for name in named)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(future, purpose, *names)))


@dataclass(frozen=True)
class Demand:
    """The demand of one future. Shapes: H reported months, index 0 the base date.

    Attributes:
        entry: (H + 1,), factor on the path's entries.
        leaving: (H + 1,), factor on the hazard of leaving care.
        dispersion: variance of a month's arrivals over their mean.
    """

    entry: Floats
    leaving: Floats
    dispersion: float


class DemandFutures:
    """Futures of demand around the plan's path, drawn in blocks: a future does not depend on how many there are."""

    BLOCK = 100

    def __init__(self, instance: Instance, demand: str, seed: int, assumed: Assumptions) -> None:
        self.months = instance.calendar.horizon_months
        self.seed, self.varies = seed, assumed.demand_varies
        self.record = recorded(instance).record if self.varies else None
        self.method = demand.removeprefix("projected_")

    @property
    def rests_on(self) -> tuple[str, ...]:
        """What the spread of demand rests on, in words; nothing where demand does not vary."""
        return () if self.record is None else futures_rest_on(self.record)

    def block(self, number: int) -> list[Demand]:
        """Return the futures of a block: number x BLOCK to number x BLOCK + BLOCK - 1."""
        if self.record is None:
            same = Demand(np.ones(self.months + 1), np.ones(self.months + 1), 1.0)
            return [same] * self.BLOCK
        seed = int(np.random.SeedSequence(self.seed, spawn_key=(number,)).generate_state(1)[0])
        drawn = sample(self.record, self.method, self.months, self.BLOCK, seed)
        return [
            Demand(entry, leaving, drawn.dispersion)
            for entry, leaving in zip(drawn.entry, drawn.leaving, strict=True)
        ]


def draw_units(problem: Problem, demand: Demand, generator: np.random.Generator) -> Units:
    """Draw the units of a future: today's, arrivals by month, and their random numbers."""
    size = np.array([cohort.group_size for cohort in problem.cohorts])
    months = len(demand.entry) - 1
    rows = [(c.cohort, 0, c.offer, c.months, c.children) for c in problem.today]
    rows += [(g, 0, NOWHERE, 0, float(n)) for g, n in enumerate(problem.unplaced_today) if n > 0]
    expected = np.array([row[4] for row in rows]) / size[[row[0] for row in rows]]
    # Expected numbers with fractions become whole units by chance, the mean kept.
    there = np.floor(expected + generator.random(len(rows))).astype(np.int64)
    today = np.repeat(np.array([row[:4] for row in rows], dtype=np.int64), there, axis=0)
    mean = problem.entries[1 : months + 1] * demand.entry[1:, None] / size
    arriving = generator.poisson(mean * _bunching(mean.sum(axis=1), demand.dispersion, generator)[:, None])
    month, cohort = np.nonzero(arriving)
    count = arriving[month, cohort]
    come = np.repeat(
        np.stack([cohort, month + 1, np.full(len(month), NOWHERE), np.zeros_like(month)], axis=1), count, axis=0
    )
    units = np.concatenate([today, come])
    return Units(
        cohort=units[:, 0].copy(),
        arrives=units[:, 1].copy(),
        offer=units[:, 2].copy(),
        months=units[:, 3].copy(),
        children=size[units[:, 0]],
        draws=generator.random((len(units), months, PURPOSES)),
        leaving=demand.leaving,
    )


def _bunching(mean: Floats, dispersion: float, generator: np.random.Generator) -> Floats:
    """(H,), factors of mean 1 that raise the variance of a month's arrivals to `dispersion` times their mean."""
    spread = dispersion - 1.0
    if spread <= 0.0:
        return np.ones_like(mean)
    shape = np.maximum(mean, 1e-9) / spread
    return np.asarray(generator.gamma(shape, 1.0 / shape))


def draw_prices(years: int, assumed: Assumptions, generator: np.random.Generator) -> Floats:
    """(Y,), by what share every market price rises more than on its path in each year; the first year is known."""
    shocks = generator.standard_normal(years) * assumed.price_spread
    shocks[0] = 0.0
    return np.asarray(shocks)
