"""Scenarios: sampled futures of demand, reduced to a few with their probabilities."""

from dataclasses import dataclass, replace

import numpy as np

from optimiser.problem import Floats, Problem
from optimiser.projection import sample
from optimiser.projection.recorded import recorded
from optimiser.robust.reduction import reduced

TAIL = 0.1
"""Share of the futures that are the tail, and are not merged, where only the expected cost is asked for."""


@dataclass(frozen=True)
class Scenario:
    """A future of demand.

    Attributes:
        probability: its probability.
        entry: (M + 1,), by what the entries of the demand path are multiplied.
        leaving: by what the hazard of leaving care is multiplied, mean of the months.
        child_years: child-years of the pool over the horizon and the tail, before anything that a plan changes.
    """

    probability: float
    entry: Floats
    leaving: float
    child_years: float

    def apply(self, problem: Problem) -> Problem:
        """Return the problem as it is in this future."""
        staying = problem.transitions.sum(axis=1, keepdims=True)
        factor = np.where(staying > 0.0, staying, 1.0) ** (self.leaving - 1.0)
        return replace(
            problem, entries=problem.entries * self.entry[:, None], transitions=problem.transitions * factor
        )


def certain(problem: Problem) -> Scenario:
    """Return the demand path itself as the only scenario."""
    ones = np.ones(problem.months + 1)
    return Scenario(1.0, ones, 1.0, float(_yearly_children(problem, [(ones, 1.0)]).sum()))


def sampled_scenarios(problem: Problem, count: int, tail: float, seed: int) -> tuple[Scenario, ...]:
    """Draw futures and reduce them to scenarios; probabilities add to 1.

    As many futures are drawn as make the tail half of the scenarios, so that none of it is merged; at least as many
    as scenarios.

    Args:
        problem: the problem on the demand path around which futures are drawn.
        count: scenarios.
        tail: share of the futures that are the tail: those with the most child-years.
        seed: seed of the futures.
    """
    futures = max(count, round(count / (2.0 * tail)))
    method = problem.demand.removeprefix("projected_")
    drawn = sample(recorded(problem.instance).record, method, problem.months, futures, seed)
    leaving = drawn.leaving[:, 1:].mean(axis=1)
    ways = list(zip(drawn.entry, leaving.tolist(), strict=True))
    yearly = _yearly_children(problem, ways)
    total = yearly.sum(axis=1)
    kept, probability = reduced(yearly, np.argsort(-total, kind="stable"), round(tail * futures), count)
    return tuple(
        Scenario(float(chance), drawn.entry[f], float(leaving[f]), float(total[f]))
        for f, chance in zip(kept, probability, strict=True)
    )


def _yearly_children(problem: Problem, ways: list[tuple[Floats, float]]) -> Floats:
    """(F, Y), average children of the pool in each year, tail included, by (entry, leaving)."""
    pool = problem.unplaced_today.copy()
    for child in problem.today:
        pool[child.cohort] += child.children
    found = []
    for entry, leaving in ways:
        there = Scenario(1.0, entry, leaving, 0.0).apply(problem)
        stock = [pool]
        for month in range(1, problem.months + 1):
            stock.append(stock[-1] @ there.transitions + there.entries[month])
        ends = np.array(stock).sum(axis=1)
        found.append(((ends[1:] + ends[:-1]) / 2.0).reshape(-1, 12).mean(axis=1))
    return np.array(found)
