"""Figures of what a robust search found: every plan in every scenario, and the two brackets."""

import numpy as np

from models.robust import Bracket, Compared, InScenario, Played, Taken
from optimiser.binding import commitment_rows
from optimiser.commitments import Decisions
from optimiser.problem import Floats, Problem
from optimiser.robust.benders import Priced
from optimiser.robust.scenarios import Scenario
from optimiser.robust.search import Searched
from optimiser.robust.two_stage import TwoStage, tail_mean


def stochastic_solution(found: Searched, deterministic: Priced) -> Bracket:
    """Return what the deterministic commitments cost more than the best: at least 0, for they were given."""
    low = deterministic.objective - found.best.objective
    return Bracket(max(0.0, low), deterministic.objective - found.bound)


def perfect_information(found: Searched) -> Bracket:
    """Return what knowing the scenario before committing would save.

    At most: against every scenario's least cost with divisible commitments. At least: against the cheapest of the
    commitments at hand in every scenario.
    """
    costs = [_costs(priced) for priced in (found.best, *found.given)]
    cheapest = np.argmin([cash + penalty for cash, penalty in costs], axis=0)
    every = np.arange(len(found.two_stage.blocks))
    cash, penalty = (np.array([pair[i] for pair in costs])[cheapest, every] for i in (0, 1))
    foreseen = found.two_stage.objective(cash, penalty)
    return Bracket(max(0.0, found.bound - foreseen), max(0.0, found.best.objective - found.foreseen))


def compared(
    name: str, problem: Problem, two_stage: TwoStage, priced: Priced, tail: float, played: Played | None
) -> Compared:
    """Return the figures of commitments in every scenario; `tail` is the share of the futures that is the tail."""
    cash, penalty = _costs(priced)
    return Compared(
        name=name,
        commitments=taken(problem, Decisions(two_stage.options, units_of(two_stage, priced))),
        objective_gbp=priced.objective,
        expected_gbp=float(two_stage.probability @ cash),
        tail_gbp=tail_mean(cash, two_stage.probability, 1.0 - tail),
        worst_gbp=float(cash.max()),
        penalties_gbp=float(two_stage.probability @ penalty),
        played=played,
    )


def units_of(two_stage: TwoStage, priced: Priced) -> Floats:
    """Return the units (options,) of priced commitments."""
    return np.round(priced.first[: len(two_stage.options)])


def taken(problem: Problem, decisions: Decisions) -> tuple[Taken, ...]:
    """Return the commitments as rows."""
    rows = commitment_rows(problem, decisions)
    return tuple(Taken(row.kind, row.id, row.start.isoformat(), row.size) for row in rows)


def by_scenario(scenarios: tuple[Scenario, ...], priced: Priced) -> tuple[InScenario, ...]:
    """Return the commitments scenario by scenario, dearest first."""
    rows = [
        InScenario(scenario.probability, scenario.child_years, one.cash, max(0.0, one.penalty), scenario.prices)
        for scenario, one in zip(scenarios, priced.placed, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: -row.cost_gbp))


def _costs(priced: Priced) -> tuple[Floats, Floats]:
    """(S,), cash and penalties of each scenario, pounds."""
    return np.array([one.cash for one in priced.placed]), np.array([one.penalty for one in priced.placed])
