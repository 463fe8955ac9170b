"""The random side of a future: how many come, how many today, what prices do; and every unit's own numbers."""

from dataclasses import dataclass

import numpy as np

from optimiser.problem import Floats, Problem
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.play import NOWHERE, PURPOSES, Units

DEMAND, SUPPLY, PRICES = range(3)
"""Streams of random numbers: a plan that opens more homes meets the same children at the same prices."""


def stream(seed: int, future: int, purpose: int) -> np.random.Generator:
    """Return the generator of one future and purpose; alike for every plan and number of processes."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(future, purpose)))


@dataclass(frozen=True)
class Demand:
    """The level of arrivals in a future.

    Attributes:
        level: (H + 1,), factor on the path's entries in each month.
    """

    level: Floats


def draw_level(months: int, assumed: Assumptions, generator: np.random.Generator) -> Floats:
    """(H + 1,), factor on the entries of each month: a level and a drift, of mean 1 in every month."""
    years = np.arange(months + 1) / 12.0
    drawn = generator.standard_normal(2)
    spread = assumed.level_spread**2 + (assumed.trend_spread * years) ** 2
    return np.asarray(
        np.exp(drawn[0] * assumed.level_spread + drawn[1] * assumed.trend_spread * years - spread / 2.0)
    )


def draw_units(problem: Problem, level: Floats, assumed: Assumptions, generator: np.random.Generator) -> Units:
    """Draw the units of a future: today's, arrivals by month, and their random numbers."""
    size = np.array([cohort.group_size for cohort in problem.cohorts])
    months = len(level) - 1
    rows = [(c.cohort, 0, c.offer, c.months, c.children) for c in problem.today]
    rows += [(g, 0, NOWHERE, 0, float(n)) for g, n in enumerate(problem.unplaced_today) if n > 0]
    expected = np.array([row[4] for row in rows]) / size[[row[0] for row in rows]]
    # Expected numbers with fractions become whole units by chance, the mean kept.
    there = np.floor(expected + generator.random(len(rows))).astype(np.int64)
    today = np.repeat(np.array([row[:4] for row in rows], dtype=np.int64), there, axis=0)
    mean = problem.entries[1 : months + 1] * level[1:, None] / size
    arriving = generator.poisson(mean * _bunching(mean.sum(axis=1), assumed.dispersion, generator)[:, None])
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
    )


def _bunching(mean: Floats, dispersion: float, generator: np.random.Generator) -> Floats:
    """(H,), factors of mean 1 that raise the variance of a month's arrivals to `dispersion` times their mean."""
    spread = dispersion - 1.0
    if spread <= 0.0:
        return np.ones_like(mean)
    shape = np.maximum(mean, 1e-9) / spread
    return np.asarray(generator.gamma(shape, 1.0 / shape))


def draw_prices(years: int, assumed: Assumptions, generator: np.random.Generator) -> Floats:
    """(Y,), what is added to the uplift of every market price in each year after the first; the first is known."""
    shocks = generator.standard_normal(years) * assumed.price_spread
    shocks[0] = 0.0
    return np.asarray(shocks)
