"""Policies: what they count, what they cost, hard and soft; and what the last unit of them is worth."""

from typing import Any

import numpy as np
import pytest

from models.fields import Ring
from models.instance import Instance
from models.tables import Row
from optimiser.formulation import formulate
from optimiser.measures import pool_child_years, within
from optimiser.plan import solve
from optimiser.policies import active_policies
from optimiser.problem import Problem
from optimiser.quantities import CareMoves, ChildYears, Programming
from tests.optimiser.cases import (
    GAP,
    alike,
    children,
    compiled,
    entering,
    formulated,
    moving,
    one_cohort,
    optimum,
    plain,
    policy,
)
from tests.oracles.small import cohort, instance, offer, settings

LEAVING = offer("leaving", placed_in="away", grade="inadequate")
"""Where today's children are; it breaks down within a month and takes nobody new."""


def near_or_away(*policies: Row, **tables: Any) -> Instance:
    """Return a child that must be placed in April, away at 100 pounds a day or near at 200; till then it is free."""
    return one_cohort(
        {LEAVING: 0, offer("away", placed_in="away"): 700, offer("near"): 1400},
        {"leaving": {0: 1.0}},
        **{"placements_today": (children(1, LEAVING),), "policies": policies, **tables},
    )


@pytest.mark.parametrize(
    ("price", "cost"),
    [
        # x of the child near counts x 11.5 / 12 of the year's one child-year: 0.575 asks for x = 0.6. 716 days x 160.
        (None, 114_560),
        # Near is 71,600 dearer and spares price x 11.5 / 12: not worth it at 70,000 (67,083), worth it at 80,000.
        (70_000.0, 71_600 + 0.575 * 70_000),
        (80_000.0, 114_560),
    ],
)
def test_share_within_a_ring(price: float | None, cost: float) -> None:
    """At least 57.5 % near home, where near is twice as dear; without the row nobody is near."""
    planning = near_or_away(policy(0.575, price=price))
    assert optimum(planning) == pytest.approx(cost)
    assert optimum(planning, without="policy") == pytest.approx(71_600)


def shaky_or_firm(*policies: Row) -> Instance:
    """Return a child in an offer at 100 pounds a day that never lasts a month; another at 200 lasts for ever."""
    shaky = offer("shaky")
    return one_cohort(
        {shaky: 700, offer("firm"): 1400},
        {"shaky": {0: 1.0}},
        placements_today=(children(1, shaky),),
        policies=policies,
    )


@pytest.mark.parametrize(
    ("price", "cost"),
    [
        # One move in April, then s a month for s of the child in shaky: 1 + 11 s = 2.1, s = 0.1. The others, 0.9,
        # cost 100 a day more for 716 days: 73,100 + 64,440.
        (None, 137_540),
        # A whole child firm costs 71,600 and spares 11 moves: not worth it at 6,000, worth it at 7,000 (limit 6,509).
        (6_000.0, 73_100 + 9.9 * 6_000),
        (7_000.0, 137_540),
    ],
)
def test_moves_per_child_year(price: float | None, cost: float) -> None:
    """At most 2.1 moves a child-year; without the row the child moves every month."""
    planning = shaky_or_firm(policy(2.1, None, price))
    assert optimum(planning) == pytest.approx(cost)
    assert optimum(planning, without="policy") == pytest.approx(73_100)


def test_policies_that_are_off_do_nothing() -> None:
    """No rows, no columns."""
    off = policy(0.9).model_copy(update={"strength": "off"})
    made = formulated(near_or_away(off))
    assert active_policies(made.problem) == []
    assert made.policies == []
    assert "policy" not in made.model.families
    assert "shortfall" not in made.model.groups


def test_gap_is_in_the_denominator_and_outside_every_ring() -> None:
    """Even the ring at a distance does not hold who is in gap: level 1 asks for an empty gap."""
    far = offer("far", placed_in="away", capacity_children=0.5)
    planning = one_cohort(
        {far: 0, GAP: 70.0, LEAVING: 0},
        {"leaving": {0: 1.0}},
        placements_today=(children(1, LEAVING),),
        policies=(policy(0.5, "at_a_distance"),),
    )
    # Half the child is there in leaving and far; the other half finds only gap from April on: 1 - 0.5 x 11.5 / 12.
    made = formulated(planning)
    (row,) = made.policies
    shortage, right = made.model.row(row.row)
    short = float(shortage @ plain(made).values) - right
    assert 0.5 - short == pytest.approx(1 - 0.5 * 11.5 / 12)


@pytest.mark.parametrize(
    ("ring", "inside"),
    [
        ("home_area", [[0, 0], [1, 0], [0, 1], [0, 0]]),
        ("in_authority", [[0, 0], [1, 1], [1, 1], [0, 0]]),
        ("at_a_distance", [[0, 0], [1, 1], [1, 1], [1, 1]]),
        ("nowhere", [[1, 1], [1, 1], [1, 1], [1, 1]]),
    ],
)
def test_within_is_the_ring_or_nearer_from_each_home_area(ring: Ring, inside: list[list[int]]) -> None:
    """Offers: gap, north, south, away; cohorts of the north and of the south."""
    cohorts = [cohort("a", home_area="north"), cohort("b", home_area="south")]
    offers = [GAP, offer("n"), offer("s", placed_in="south"), offer("x", placed_in="away")]
    problem = compiled(instance(offers, cohorts, entries=(entering(0, 1, "a"),)))
    assert within(problem, ring).astype(int).tolist() == inside


@pytest.mark.parametrize("year", ["2021/22", "2023/24"])
def test_a_policy_outside_the_horizon_is_refused(year: str) -> None:
    """The tail has no policies."""
    with pytest.raises(ValueError, match=f"policy near_home names {year}, outside the horizon"):
        formulated(near_or_away(policy(0.5, financial_year=year)))


def measured(planning: Instance) -> tuple[Programming, dict[tuple[int, int], int]]:
    """Return what policies count over the columns, and the position of each offer's column in each period."""
    made = formulated(planning)
    place = {(p, block.period): int(block.admit[k, 0]) for block in made.blocks for k, p in enumerate(block.offers)}
    return Programming(made), place


def everybody(problem: Problem) -> ChildYears:
    """Return all children in all offers."""
    return ChildYears(np.ones((len(problem.offers), len(problem.cohorts)), dtype=np.bool_))


def test_what_an_admission_counts() -> None:
    """Placed in April, half a month and eleven; in March half a month; in the tail nothing."""
    programming, place = measured(near_or_away())
    problem = programming.problem
    counted, today = everybody(problem).linear(programming, 0)
    away, near = problem.offer_index("away"), problem.offer_index("near")
    assert today == pytest.approx(0.5 / 12)
    # Both are of one class, carried by a column of their own; gap is left after a month.
    assert counted[place[away, 0]] == 0
    assert counted.max() == pytest.approx(11.5 / 12)
    assert counted[place[0, 0]] == pytest.approx(1 / 12)
    assert counted[place[0, 11]] == pytest.approx(0.5 / 12)
    assert counted[[place[0, 12], place[away, 12], place[near, 12]]].tolist() == [0, 0, 0]
    nearby, none = ChildYears(within(problem, "in_authority")).linear(programming, 0)
    assert none == 0
    assert nearby[place[near, 0]] == pytest.approx(11.5 / 12)
    assert nearby[place[near, 11]] == pytest.approx(0.5 / 12)
    assert nearby[place[away, 0]] == 0


def test_what_moves_count() -> None:
    """Out of gap a month after admission, in the same year; today's child moves in April."""
    programming, place = measured(near_or_away())
    moves, today = CareMoves(None).linear(programming, 0)
    assert today == 1
    assert moves[place[0, 0]] == 1
    assert moves[place[0, 11]] == 0, "admitted in March, out in April of the tail"


def test_years_are_counted_apart() -> None:
    """Of two years, admission in month 12 counts half a month in the first and all of the second."""
    planning = one_cohort(
        {offer("spot"): 700}, {"spot": {0: 0.5}}, settings=settings(24, financial_years=2), placements_today=()
    )
    programming, place = measured(planning)
    # In month 13 half is left, 0.75 on average, then 0.375 ... : 0.75 x 2 (1 - 0.5^12) months.
    of = everybody(programming.problem)
    first, second = (of.linear(programming, year)[0][place[1, 11]] for year in (0, 1))
    assert first == pytest.approx(0.5 / 12)
    assert second == pytest.approx(1.5 * (1 - 0.5**12) / 12)
    moves = [CareMoves(None).linear(programming, year)[0][place[1, 11]] for year in (0, 1)]
    assert moves == pytest.approx([0, 1 - 0.5**12])


def test_child_years_if_nobodys_need_rose() -> None:
    """Two placed and one unknown, a tenth leave care each month, one enters in May."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700},
        transitions=moving({("child", "child"): 0.9}),
        placements_today=(children(2, spot), children(1)),
        entries=(entering(1, 2),),
        settings=settings(financial_years=2),
    )
    problem = compiled(planning)
    # Ends: 3, 2.7, 3.43, then a tenth less each month; months: 2.85, 3.065, 3.2585, then a tenth less.
    expected = (2.85 + 3.065 + 3.43 * 0.95 * (1 - 0.9**10) / 0.1) / 12
    assert pool_child_years(problem, policy(0.5), 0) == pytest.approx(expected)
    assert pool_child_years(problem, policy(0.5), 1) < expected


def test_shortfall_columns_are_closed_for_hard_rows_and_open_for_soft_ones() -> None:
    """Unless it is said how much is allowed."""
    problem = compiled(near_or_away(policy(0.575), policy(2.0, None, 100.0)))
    for allowed, upper in ((None, [0, np.inf]), (np.array([0.25, 7.0]), [0.25, 7])):
        made = formulate(problem, allowed_shortfall=allowed)
        model, rows = made.model, made.policies
        assert model.upper[model.groups["shortfall"]].tolist() == upper
        assert [row.slack for row in rows] == [model.groups["shortfall"].start + i for i in (0, 1)]
        assert [row.row for row in rows] == [model.families["policy"].start + i for i in (0, 1)]
        assert [model.row(row.row)[0][row.slack] for row in rows] == [-1, -1]


def test_rows_say_what_is_short_of_the_level() -> None:
    """Level times everybody less who is near; moves less level times everybody; today's part on the right."""
    made = formulated(near_or_away(policy(0.575), policy(2.0, None)))
    programming = Programming(made)
    counted, today = everybody(made.problem).linear(programming, 0)
    near, _ = ChildYears(within(made.problem, "in_authority")).linear(programming, 0)
    moves, moved = CareMoves(None).linear(programming, 0)
    children_only = slice(0, made.model.groups["shortfall"].start)
    share, right = made.model.row(made.policies[0].row)
    assert share[children_only] == pytest.approx((0.575 * counted - near)[children_only])
    assert right == pytest.approx(-0.575 * today)
    count, right = made.model.row(made.policies[1].row)
    assert count[children_only] == pytest.approx((moves - 2 * counted)[children_only])
    assert right == pytest.approx(2 * today - moved)


def test_shadow_price_of_a_share() -> None:
    """A whole share more: 12 / 11.5 of a child 100 pounds dearer for 716 days."""
    (line,) = solve(near_or_away(policy(0.575)), gap=0.0).scorecard
    assert line.shadow_price_gbp == pytest.approx(71_600 * 12 / 11.5)
    assert line.achieved == pytest.approx(0.575)


def test_shadow_price_of_moves() -> None:
    """A move a child-year more lets 1/11 of a child stay where it is 71,600 pounds cheaper."""
    (line,) = solve(shaky_or_firm(policy(2.1, None)), gap=0.0).scorecard
    assert line.shadow_price_gbp == pytest.approx(71_600 / 11)


def test_shadow_prices_of_slack_and_soft_rows() -> None:
    """A level that is met anyway is worth nothing; a soft row has its own price, so none is given."""
    soft = policy(0.9, "home_area", 100.0, policy="soft_one")
    slack, bought = solve(near_or_away(policy(0.0), soft), gap=0.0).scorecard
    assert slack.shadow_price_gbp == pytest.approx(0, abs=1e-6)
    assert bought.shadow_price_gbp is None


def binding(measure: str, level: float, **tables: Any) -> Instance:
    """Return an area with children moving in and out, and a policy that binds."""
    rule = policy(level, "home_area") if measure == "share" else policy(level, None)
    return alike(["north"], policies=(rule,), **tables)


@pytest.mark.parametrize(("measure", "level"), [("share", 0.62), ("moves", 0.64)])
def test_shadow_price_is_the_slope_of_the_objective(measure: str, level: float) -> None:
    """Solved again a little tighter and a little looser: the price is the difference over the step."""
    step = 1e-4
    (line,) = solve(binding(measure, level), gap=0.0).scorecard
    at = [optimum(binding(measure, level + sign * step)) for sign in (1, -1)]
    looser = -1 if measure == "moves" else 1
    assert line.shadow_price_gbp is not None
    assert line.shadow_price_gbp > 1000
    assert line.shadow_price_gbp == pytest.approx(looser * (at[0] - at[1]) / (2 * step), rel=1e-4)


@pytest.mark.parametrize(
    "tables",
    [
        {"placements_today": (children(1.0, None, 0, "low_north"), children(2.0, offer("spot"), 0, "high_north"))},
        {"settings": settings(0)},
    ],
)
def test_shadow_price_where_children_wait_for_a_placement(tables: dict[str, Any]) -> None:
    """Unknown children, and entries inside a quarter, are in no offer for a while: the year has fewer child-years."""
    step = 1e-4
    (line,) = solve(binding("share", 0.62, **tables), gap=0.0).scorecard
    at = [optimum(binding("share", 0.62 + sign * step, **tables)) for sign in (1, -1)]
    assert line.shadow_price_gbp == pytest.approx((at[0] - at[1]) / (2 * step), rel=1e-4)
