"""Scenarios: sampled futures of demand and of market prices, reduced to a few with their probabilities."""

from dataclasses import dataclass, replace

import numpy as np

from models.calendar import MONTHS_PER_YEAR, PlanningCalendar
from optimiser.problem import Floats, Ints, Problem
from optimiser.projection import sample
from optimiser.projection.recorded import recorded
from optimiser.robust.prices import market_share, price_level, repriced, sampled_rises
from optimiser.robust.reduction import reduced

TAIL = 0.1
"""Share of the futures that are the tail, and are not merged, where only the expected cost is asked for."""


@dataclass(frozen=True)
class Scenario:
    """A future of demand and prices.

    Attributes:
        probability: its probability.
        entry: (M + 1,), by what the entries of the demand path are multiplied.
        leaving: by what the hazard of leaving care is multiplied, mean of the months.
        child_years: child-years of the pool over the horizon and the tail, before anything that a plan changes.
        rises: (Y,), by what share market prices rise more than on the price path; None where they are the path's.
    """

    probability: float
    entry: Floats
    leaving: float
    child_years: float
    rises: Floats | None = None

    def apply(self, problem: Problem) -> Problem:
        """Return the problem as it is in this future."""
        there = self.peopled(problem)
        return there if self.rises is None else repriced(there, self.rises)

    def peopled(self, problem: Problem) -> Problem:
        """Return the problem with the children of this future, at the prices of its path."""
        staying = problem.transitions.sum(axis=1, keepdims=True)
        factor = np.where(staying > 0.0, staying, 1.0) ** (self.leaving - 1.0)
        return replace(
            problem, entries=problem.entries * self.entry[:, None], transitions=problem.transitions * factor
        )

    @property
    def prices(self) -> float:
        """Market prices over those of the path, mean of the planned years."""
        return 1.0 if self.rises is None else float(price_level(self.rises)[:-1].mean())


@dataclass(frozen=True)
class Futures:
    """Sampled futures, all equally likely.

    Attributes:
        each: every future as a scenario.
        pool: (F, M + 1), children of the pool at month ends, before anything that a plan changes.
        points: (F, D), what tells futures apart: average children of each year, and price levels in children; a per
            cent of market prices counts as the per cent of children that costs the same.
        dearest_first: (F,), positions of the futures, those of the highest child-years x price level first.
    """

    each: tuple[Scenario, ...]
    pool: Floats
    points: Floats
    dearest_first: Ints

    def kept(self, positions: Ints, probability: Floats) -> tuple[Scenario, ...]:
        """Return some futures with new probabilities."""
        return tuple(replace(self.each[f], probability=float(p)) for f, p in zip(positions, probability, strict=True))


def certain(problem: Problem) -> Scenario:
    """Return the demand path itself as the only scenario, at the path's prices."""
    scenario = Scenario(1.0, np.ones(problem.months + 1), 1.0, 0.0)
    return replace(scenario, child_years=float(by_year(problem.calendar, pool_in(problem, scenario)).sum()))


def sampled_futures(problem: Problem, futures: int, seed: int, *, prices: bool) -> Futures:
    """Draw futures around a problem's demand path, and, if `prices`, around its price path."""
    method = problem.demand.removeprefix("projected_")
    drawn = sample(recorded(problem.instance).record, method, problem.months, futures, seed)
    leaving = drawn.leaving[:, 1:].mean(axis=1).tolist()
    rises = sampled_rises(problem, futures, seed)
    level = price_level(rises if prices else np.zeros_like(rises))
    plain = [
        Scenario(1.0 / futures, entry, stay, 0.0, rise if prices else None)
        for entry, stay, rise in zip(drawn.entry, leaving, rises, strict=True)
    ]
    pool = np.array([pool_in(problem, scenario) for scenario in plain])
    yearly = by_year(problem.calendar, pool)
    each = [replace(one, child_years=float(years)) for one, years in zip(plain, yearly.sum(axis=1), strict=True)]
    market = market_share(problem)
    cost = (yearly * (1.0 + market * (level - 1.0))).sum(axis=1)
    alike = market * by_year(problem.calendar, pool_in(problem, certain(problem))) * level
    return Futures(tuple(each), pool, np.hstack([yearly, alike]), np.argsort(-cost, kind="stable"))


def sampled_scenarios(
    problem: Problem, count: int, tail: float, seed: int, *, prices: bool = True
) -> tuple[Scenario, ...]:
    """Draw futures and reduce them to scenarios; probabilities add to 1.

    As many futures are drawn as make the tail half of the scenarios, so that none of it is merged; at least as many
    as scenarios.

    Args:
        problem: the problem on the demand path and the price path around which futures are drawn.
        count: scenarios.
        tail: share of the futures that are the tail: those with the most child-years x price level.
        seed: seed of the futures.
        prices: whether market prices are sampled too, as in the stress test.
    """
    futures = max(count, round(count / (2.0 * tail)))
    drawn = sampled_futures(problem, futures, seed, prices=prices)
    return drawn.kept(*reduced(drawn.points, drawn.dearest_first, round(tail * futures), count))


def pool_in(problem: Problem, scenario: Scenario) -> Floats:
    """Return (M + 1,), children of the pool at month ends in a scenario, before anything that a plan changes."""
    there = scenario.peopled(problem)
    pool = problem.unplaced_today.copy()
    for child in problem.today:
        pool[child.cohort] += child.children
    stock = [pool]
    for month in range(1, problem.months + 1):
        stock.append(stock[-1] @ there.transitions + there.entries[month])
    return np.array(stock).sum(axis=1)


def by_year(calendar: PlanningCalendar, pool: Floats) -> Floats:
    """Return (..., Y), child-years of each year, tail included, of month ends (..., M + 1)."""
    average = np.zeros(pool.shape)
    average[..., 1:] = (pool[..., 1:] + pool[..., :-1]) / 2.0
    return calendar.yearly(average, tail=True) / MONTHS_PER_YEAR
