"""A child who may come, and a home that may be opened for it: two scenarios, one commitment."""

from dataclasses import replace

import numpy as np

from models.instance import Instance
from optimiser.commitments import options_of, todays_units
from optimiser.problem import Floats, Problem
from optimiser.robust.block import block_of
from optimiser.robust.scenarios import Scenario
from optimiser.robust.two_stage import TwoStage
from tests.optimiser.cases import compiled, entering, home, one_cohort
from tests.oracles.small import offer, settings

SHORTFALL_GBP = 250_000.0
SPOT, TAIL, HOME = 71_600.0, 32_050.0, 24_000.0
"""One child on the spot market: 716 days of 100 pounds. Another enters in the tail as in April, spread over a
quarter: a third each for 351, 320.5 and 290 days. The home, one bed: 24 months of 1,000 pounds, used or not."""


def maybe_a_child(**tables: object) -> Instance:
    """Return an instance of one child entering in April, a spot offer, and a home of one bed."""
    given = {
        "entries": (entering(1),),
        "homes": (home(),),
        "settings": settings(decision_every_months=12, max_homes_opened_per_year=1),
    }
    prices = {offer("spot"): 700.0, offer("home", "internal_home", "home"): 0.0}
    return one_cohort(prices, **{**given, **tables})


def scenarios(problem: Problem, children: list[float], probability: list[float]) -> tuple[Scenario, ...]:
    """Return scenarios in which the entries are multiplied."""
    ones = np.ones(problem.months + 1)
    return tuple(Scenario(p, n * ones, 1.0, n) for n, p in zip(children, probability, strict=True))


def two_stage(problem: Problem, of: tuple[Scenario, ...]) -> TwoStage:
    """Return the programme of expected cost."""
    blocks = tuple(block_of(scenario.apply(problem), SHORTFALL_GBP) for scenario in of)
    return TwoStage(blocks, np.array([scenario.probability for scenario in of]))


def today(problem: Problem) -> Floats:
    """Return the commitments of today's practice."""
    return todays_units(problem, options_of(problem))


def child_or_not(chance: float, **tables: object) -> TwoStage:
    """Return the programme in which the child comes with a chance."""
    problem = compiled(maybe_a_child(**tables))
    return two_stage(problem, scenarios(problem, [1.0, 0.0], [chance, 1.0 - chance]))


def likely(two: TwoStage, chance: float) -> TwoStage:
    """Return the programme with another chance of the child."""
    return replace(two, probability=np.array([chance, 1.0 - chance]))
