"""The figures of `plan.json` that follow from a trajectory, by hand."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Row
from optimiser.commitments import Decisions
from optimiser.full_year import full_year_effect
from optimiser.measures import terms
from optimiser.policies import achieved, shortfall
from optimiser.problem import Problem
from optimiser.quantities import Outcome
from optimiser.summary import (
    base_budget_by_year,
    children_at_year_end,
    gap_child_weeks_by_year,
    group_values,
    moves_per_child_year,
    scorecard,
)
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import GAP, children, compiled, entering, one_cohort, policy
from tests.oracles.small import cohort, instance, offer, row, settings

IFA = offer("ifa", "ifa", placed_in="south")
AWAY = offer("away", placed_in="away")
SPOT = offer("spot")


def two_areas(*policies: Row, years: int = 1) -> Problem:
    """Return a cohort in the north and one in the south; spot in the north, an agency in the south, one far away."""
    planning = instance(
        [GAP, SPOT, IFA, AWAY],
        [cohort("north"), cohort("south", home_area="south")],
        entries=(entering(0, 1, "north"),),
        policies=policies,
        settings=settings(financial_years=years),
    )
    return compiled(planning)


def follow(problem: Problem, stocks: dict[str, Any], moves: dict[str, Any] | None = None) -> Trajectory:
    """Return stocks by offer as (north, south) at every month's end, or (months, 2); moves in every month."""
    stock = np.zeros((len(problem.offers), problem.months + 1, len(problem.cohorts)))
    moved = np.zeros((len(problem.authorities), *stock.shape[:2]))
    for name, count in stocks.items():
        stock[problem.offer_index(name)] = count
    for name, count in (moves or {}).items():
        moved[0, problem.offer_index(name), 1:] = count
    return Trajectory(stock, moved, np.zeros((0, 0, 0)), ())


def outcome(problem: Problem, path: Trajectory) -> Outcome:
    """Return a plan without commitments."""
    return Outcome(problem, path, Decisions((), np.zeros(0)))


def short_of(problem: Problem, path: Trajectory) -> list[float]:
    """Return the shortfall of every policy, each of one term."""
    return [
        shortfall(outcome(problem, path), rule, term)
        for rule in problem.instance.policies
        for term in terms(problem, rule)
    ]


def test_children_on_31_march_by_provision() -> None:
    """Gap included; month 12 and month 24, not the average."""
    problem = two_areas(years=2)
    at_ends = np.zeros((37, 2))
    at_ends[12], at_ends[24] = [1, 2], [3, 4]
    path = follow(problem, {"spot": at_ends, "away": at_ends, "ifa": (0.5, 0), "gap": at_ends / 2})
    assert children_at_year_end(problem, path) == {
        "2022/23": {"gap": 1.5, "residential": 6, "ifa": 0.5},
        "2023/24": {"gap": 3.5, "residential": 14, "ifa": 0.5},
    }


def with_fixed(**changes: float) -> Instance:
    """Return children today by provision: in spot, of unknown placement, and on fixed lines."""
    fixed = [
        children(count).model_copy(update={"provision": name})
        for name, count in changes.items()
        if name not in ("spot", "unknown")
    ]
    return one_cohort(
        {SPOT: 700}, placements_today=(children(changes["spot"], SPOT), children(changes["unknown"]), *fixed)
    )


def test_fixed_lines_keep_their_share_of_the_pool() -> None:
    """Today 2 secure and 1 with parents beside 8 placed and 2 unknown; of 15 in the pool, 3 and 1.5."""
    problem = compiled(with_fixed(spot=8, unknown=2, secure=2, parents=1))
    path = follow(problem, {"spot": 12.0, "gap": 3.0})
    assert children_at_year_end(problem, path)["2022/23"] == {
        "gap": 3,
        "residential": 12,
        "secure": pytest.approx(3),
        "parents": pytest.approx(1.5),
    }


def test_fixed_lines_follow_the_pool_of_their_own_authority() -> None:
    """One authority's 4 children become 8, and its 2 secure ones 4; the other's 4 become 2, its 2 with parents 1."""
    theirs = cohort("theirs").model_copy(update={"authority": "other"})
    planning = instance(
        [GAP, SPOT],
        [cohort("ours"), theirs],
        authorities=(row("authorities", authority="other", name="Other"),),
        entries=(entering(0, 1, "ours"),),
        placements_today=(
            children(4, SPOT, 0, "ours"),
            children(4, SPOT, 0, "theirs"),
            children(2, None, 0, "ours").model_copy(update={"provision": "secure"}),
            children(2, None, 0, "theirs").model_copy(update={"provision": "parents"}),
        ),
    )
    problem = compiled(planning)
    found = children_at_year_end(problem, follow(problem, {"spot": (8.0, 2.0)}))["2022/23"]
    assert (found["secure"], found["parents"], found["residential"]) == pytest.approx((4, 1, 10))


def test_fixed_lines_without_a_pool_today_stay_as_they_are() -> None:
    """Nothing to be a share of."""
    problem = compiled(with_fixed(spot=0, unknown=0, secure=2))
    assert children_at_year_end(problem, follow(problem, {"spot": 3.0}))["2022/23"]["secure"] == 2


def test_gap_in_child_weeks() -> None:
    """One and a half children for 365 days, then none but the half month that leaves the average."""
    problem = two_areas(years=2)
    at_ends = np.zeros((37, 2))
    at_ends[:13] = [1, 0.5]
    found = gap_child_weeks_by_year(problem, follow(problem, {"gap": at_ends, "spot": (9, 9)}))
    assert found["2022/23"] == pytest.approx(1.5 * 365 / 7)
    assert found["2023/24"] == pytest.approx(0.75 * 30 / 7)


def test_moves_per_child_and_year() -> None:
    """Four children, 0.1 moves a month out of one offer and 0.2 out of another: 3.6 a year over 4."""
    problem = two_areas(years=2)
    moves = np.full(36, 0.2)
    moves[24:] = 50.0  # of the tail, which does not count
    path = follow(problem, {"spot": (1, 2), "ifa": (0, 1)}, {"spot": 0.1, "ifa": moves})
    assert moves_per_child_year(problem, path) == pytest.approx(0.9)
    assert moves_per_child_year(problem, path, slice(1, 7)) == pytest.approx(0.9)
    assert moves_per_child_year(problem, path, slice(25, 37)) == pytest.approx(12 * 50.1 / 4)


def test_moves_of_nobody() -> None:
    """Nought, not a division by it."""
    problem = two_areas()
    assert moves_per_child_year(problem, follow(problem, {})) == 0.0


STOCKS = {"spot": (1, 2), "ifa": (1, 1), "away": (1, 0), "gap": (0, 2)}
"""Of 3 northern and 5 southern children: 1 and 1 at home, 1 and 2 elsewhere in the authority, 1 away, 2 in gap."""


@pytest.mark.parametrize(
    ("ring", "share"), [("home_area", 2 / 8), ("in_authority", 5 / 8), ("at_a_distance", 6 / 8), ("nowhere", 1)]
)
def test_share_within_a_ring(ring: str, share: float) -> None:
    """Seen from each child's home area; gap is in the denominator only, but for the ring that holds everything."""
    problem = two_areas(policy(0.5, ring))
    path = follow(problem, STOCKS)
    assert achieved(outcome(problem, path), problem.instance.policies[0]) == pytest.approx(share)


def test_a_policy_is_measured_in_its_year() -> None:
    """Everybody near in the first year, nobody in the second; months count alike, not days."""
    second = policy(0.5, financial_year="2023/24")
    problem = two_areas(policy(0.5), second, policy(1.0, None), years=2)
    near, far = np.zeros((37, 2)), np.zeros((37, 2))
    near[:13], far[13:] = 1.0, 1.0
    path = follow(problem, {"spot": near, "away": far}, {"spot": np.r_[np.full(12, 0.5), np.zeros(24)]})
    assert achieved(outcome(problem, path), problem.instance.policies[0]) == pytest.approx(1)
    # In April 2023 half the children are still near on average, and all are there.
    assert achieved(outcome(problem, path), second) == pytest.approx(0.5 / 12)
    assert achieved(outcome(problem, path), problem.instance.policies[2]) == pytest.approx(6 / 2)


def test_a_year_without_children_is_near_and_still() -> None:
    """A share counts as 1, moves as 0."""
    problem = two_areas(policy(0.5), policy(0.5, None))
    path = follow(problem, {})
    assert [achieved(outcome(problem, path), rule) for rule in problem.instance.policies] == [1.0, 0.0]
    assert short_of(problem, path) == [0.0, 0.0]


def test_shortfall_in_child_years_and_moves() -> None:
    """Of 8 children 5 near, not 6, are one child-year; 24 moves, not 16, are eight; negative where more than met."""
    problem = two_areas(policy(0.75), policy(2.0, None), policy(0.5), policy(4.0, None))
    path = follow(problem, STOCKS, {"spot": 2.0})
    assert short_of(problem, path) == pytest.approx([1, 8, -1, -8])


@pytest.mark.parametrize(
    ("measure", "level", "met"),
    [
        ("share", 0.625, True),
        ("share", 0.625 + 9e-7, True),
        ("share", 0.625 + 2e-6, False),
        ("share", 0.1, True),
        ("moves", 3.0, True),
        ("moves", 3.0 - 9e-7, True),
        ("moves", 3.0 - 2e-6, False),
        ("moves", 9.0, True),
    ],
)
def test_a_policy_is_met_within_a_millionth(measure: str, level: float, met: bool) -> None:
    """5/8 near and 24 moves of 8 children."""
    problem = two_areas(policy(level) if measure == "share" else policy(level, None))
    (line,) = scorecard(outcome(problem, follow(problem, STOCKS, {"spot": 2.0})), {})
    assert line.met == met
    assert (line.target, line.achieved) == (level, pytest.approx(0.625 if measure == "share" else 3.0))


def test_scorecard_in_table_order_without_what_is_off() -> None:
    """With the shadow prices given, by policy and year."""
    off = policy(0.9, policy="sleeping").model_copy(update={"strength": "off"})
    later = policy(0.5, None, financial_year="2023/24")
    problem = two_areas(policy(0.5, None), off, policy(0.4, price=7.0), later, years=2)
    lines = scorecard(outcome(problem, follow(problem, STOCKS)), {("few_moves", "2022/23"): 12.5})
    assert [(x.policy, x.year, x.shadow_price_gbp) for x in lines] == [
        ("few_moves", "2022/23", 12.5),
        ("near_home", "2022/23", None),
        ("few_moves", "2023/24", None),
    ]


def budget(head: str, year: str, gross: float, income: float = 0.0) -> Row:
    """Return a budget."""
    return row("budgets", budget_head=head, financial_year=year, gross_gbp=gross, income_gbp=income)


BUDGETS = (
    budget("agency", "2022/23", 1000.0, 100.0),
    budget("fostering", "2022/23", 500.0),
    budget("agency", "2021/22", 9.0),
    budget("agency", "2023/24", 9.0),
)


def test_base_budget_is_net_and_of_planned_years() -> None:
    """1,000 less 100 and 500; years before and after are not planned."""
    assert base_budget_by_year(one_cohort({}, budgets=BUDGETS)) == {"2022/23": 1400.0}
    assert base_budget_by_year(one_cohort({})) == {}


def test_full_year_effect_of_todays_stock() -> None:
    """Two at 700 and half a one in gap at 7,000 for 52 weeks, 100 fixed, less the budget; unknown ones: none."""
    fixed = row("fixed_lines", line="f", provision="none", gbp_per_year=100.0, uplift="other", budget_head="h")
    planning = one_cohort(
        {SPOT: 700},
        placements_today=(children(2, SPOT), children(0.5, GAP), children(3)),
        fixed_lines=(fixed,),
        budgets=BUDGETS,
    )
    assert full_year_effect(compiled(planning)) == pytest.approx(52 * (1400 + 3500) + 100 - 1400)


def test_full_year_effect_without_a_budget_is_unknown() -> None:
    """Also with a budget of another year only."""
    assert full_year_effect(compiled(one_cohort({}))) is None
    assert full_year_effect(compiled(one_cohort({}, budgets=BUDGETS[2:]))) is None


def test_groups_at_a_solution() -> None:
    """Cost per column times its value, and the constant; columns added later cost nothing."""
    costs = {"fees": (np.array([2.0, 3.0]), 10.0), "gap": (np.zeros(2), 0.0)}
    assert group_values(costs, np.array([1.0, 4.0, 99.0])) == {"fees": 24.0, "gap": 0.0}
