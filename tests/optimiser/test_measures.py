"""Every measure twice: by hand on a plan given, and over the columns against the plan that they make."""

from typing import Any, get_args

import numpy as np
import pytest

from models.rules import Measure
from models.tables import Policy
from optimiser.commitments import Decisions
from optimiser.measures import MEASURES, terms
from optimiser.policies import achieved, met_within, shortfall
from optimiser.problem import Problem
from optimiser.quantities import Outcome
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import (
    GAP,
    compiled,
    entering,
)
from tests.oracles.small import cohort, instance, offer, row


def rule(measure: str, level: float = 0.5, **changes: Any) -> Policy:
    """Return a hard policy of 2022/23."""
    given: dict[str, Any] = {
        "policy": "rule",
        "measure": measure,
        "ring": "in_authority" if measure == "share_within_ring" else None,
        "financial_year": "2022/23",
        "level": level,
        "strength": "hard",
        "gbp_per_unit": None,
    }
    made: Policy = row("policies", **{**given, **changes})
    return made


OFFERS = (
    GAP,
    offer("own", "in_house_fostering", "in_house", largest_group=1),
    offer("agency", "ifa", "framework", provider="one"),
    offer("near", "residential", "spot", provider="one"),
    offer("far", "residential", "framework", provider="two", placed_in="away", grade="inadequate"),
    offer("flat", "supported_accommodation", "direct", placed_in="south"),
    offer("bought", "block_residential", "block", provider="two", placed_in="away"),
)
COHORTS = (
    cohort("single"),
    cohort("pair").model_copy(update={"group_size": 2, "split_allowed": "yes"}),
    cohort("theirs").model_copy(update={"authority": "other"}),
)
OTHER = (row("authorities", authority="other", name="Other"),)


def at(*policies: Policy) -> Problem:
    """Return a problem of three cohorts: single children, pairs of siblings, another authority's."""
    return compiled(
        instance(OFFERS, COHORTS, authorities=OTHER, policies=policies, entries=(entering(0, 1, "pair"),))
    )


STOCK = {
    "gap": (1, 0, 1),
    "own": (4, 2, 0),
    "agency": (1, 3, 0),
    "near": (2, 0, 1),
    "far": (0, 2, 1),
    "flat": (1, 0, 0),
    "bought": (1, 0, 0),
}
"""20 children: by offer, single, in pairs, the other authority's."""


def plan_of(problem: Problem) -> Outcome:
    """Return a plan with the same children all year, some admissions, and half a move a month out of near and far."""
    stock = np.zeros((len(problem.offers), problem.months + 1, len(problem.cohorts)))
    moved = np.zeros((2, len(problem.offers), problem.months + 1))
    admitted = np.zeros((2, len(problem.offers), len(problem.cohorts)))
    for name, count in STOCK.items():
        stock[problem.offer_index(name)] = count
    moved[0, problem.offer_index("near"), 1:13] = 0.5
    moved[1, problem.offer_index("far"), 1:13] = 0.25
    admitted[0, problem.offer_index("near")] = [3, 0, 1]
    admitted[0, problem.offer_index("far")] = [2, 0, 0]
    admitted[0, problem.offer_index("gap")] = [1, 0, 0]
    admitted[1, problem.offer_index("far")] = [50, 50, 50]  # of the tail
    path = Trajectory(stock, moved, admitted, ((1, 12), (13, 24)))
    return Outcome(problem, path, Decisions((), np.zeros(0)))


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        (rule("share_within_ring"), (6 + 4 + 3 + 1) / 20),
        (rule("share_within_ring", ring="home_area"), (6 + 4 + 3) / 20),
        (rule("share_within_ring", authority="test"), (6 + 4 + 2 + 1) / 17),
        (rule("share_within_ring", authority="other"), 1 / 3),
        (rule("share_within_ring", among="family"), 1.0),
        (rule("share_within_ring", among="residential"), 3 / 7),
        (rule("share_within_ring", among="supported", ring="home_area"), 0.0),
        (rule("share_within_ring", among="new_admissions"), 4 / 7),
        (rule("at_a_distance_share"), (3 + 1 + 2) / 20),
        (rule("at_a_distance_share", among="residential"), 4 / 7),
        (rule("at_a_distance_share", among="new_admissions"), 3 / 7),
        (rule("at_a_distance_share", among="new_admissions", authority="other"), 0.0),
        (rule("family_share"), 10 / 20),
        (rule("in_house_share_of_fostering"), 6 / 12),
        (rule("framework_share"), (4 + 3) / (4 + 3 + 3 + 2)),
        (rule("siblings_together_share"), 5 / 7),
        (rule("residential_share"), (3 + 3 + 1 + 2) / 20),
        (rule("lower_grade_share"), (3 + 2) / 20),
        # Provider one: agency and near, 7; two: far and the block, 4; own and flat are not bought, gap is in neither.
        (rule("provider_share"), 7 / 11),
        (rule("provider_share", authority="other"), 1 / 2),
        (rule("moves_per_child_year"), 9 / 20),
        (rule("moves_per_child_year", authority="other"), 3 / 3),
        (rule("moves_per_child_year", authority="test"), 6 / 17),
        (rule("residential_children", 5.0), 7.0),
        (rule("residential_children", 5.0, authority="other"), 2.0),
        (rule("gap_children", 5.0), 2.0),
        (rule("gap_children", 5.0, authority="test"), 1.0),
        (rule("emergency_places", 1.0), 0.0),
        (rule("capital_gbp", 1.0), 0.0),
    ],
)
def test_what_a_plan_reaches(asked: Policy, reached: float) -> None:
    """Shares of children, averages over the year; gap counts as nobody wants it."""
    assert achieved(plan_of(at(asked)), asked) == pytest.approx(reached)


def test_every_measure_is_known() -> None:
    """One entry for each name that a policy may have."""
    assert set(MEASURES) == set(get_args(Measure))


@pytest.mark.parametrize("measure", [m for m in get_args(Measure) if rule(m).is_share])
def test_a_share_of_nobody(measure: str) -> None:
    """Is 1 for a floor and 0 for a ceiling."""
    asked = rule(measure)
    problem = at(asked)
    empty = Trajectory(np.zeros((7, 25, 3)), np.zeros((2, 7, 25)), np.zeros((0, 7, 3)), ())
    assert achieved(Outcome(problem, empty, Decisions((), np.zeros(0))), asked) == float(asked.is_floor)


def test_provider_share_has_a_term_for_each_provider() -> None:
    """Of those from whom places are bought."""
    asked = rule("provider_share", 0.5)
    problem = at(asked)
    assert [term.of for term in terms(problem, asked)] == ["one", "two"]
    short = [shortfall(plan_of(problem), asked, term) for term in terms(problem, asked)]
    assert short == pytest.approx([7 - 5.5, 4 - 5.5])


def test_a_ring_is_needed() -> None:
    """The table's own check sees to it; here it is a mistake of the programmer."""
    asked = rule("share_within_ring").model_copy(update={"ring": None})
    with pytest.raises(ValueError, match="policy rule names no ring"):
        terms(at(), asked)


def test_pounds_are_met_within_a_pound() -> None:
    """Everything else within a millionth."""
    assert met_within(rule("revenue_gbp", 5.0)) == 1.0
    assert met_within(rule("residential_children", 5.0)) == met_within(rule("family_share")) == 1e-6
