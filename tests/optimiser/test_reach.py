"""The best level of a policy that could be reached."""

from typing import Any

import pytest

from models.instance import Instance
from models.tables import Row
from optimiser.plan import solve
from optimiser.reach import reach
from tests.optimiser.cases import alike, block, children, compiled, one_cohort, policy, tier
from tests.oracles.small import offer, settings

BLOCK = offer("block", "block_residential", "block")


def best(planning: Instance) -> list[float]:
    """Return the best levels, policy by policy."""
    return [found.best for found in reach(planning, None, None)]


def test_without_policies_there_is_nothing_to_reach() -> None:
    """Nor with those that are off."""
    off = policy(0.5).model_copy(update={"strength": "off"})
    assert reach(one_cohort({offer("spot"): 1}, policies=(off,)), None, None) == ()


def settled(*policies: Row, **tables: Any) -> Instance:
    """Return three children settled far away, who never move, and one whose placement breaks down at once."""
    far, breaking = offer("far", placed_in="away"), offer("breaking", placed_in="away", grade="inadequate")
    return one_cohort(
        {far: 700, breaking: 700, offer("near", capacity_children=0.6): 700},
        {"breaking": {0: 1.0}},
        placements_today=(children(3, far), children(1, breaking)),
        policies=policies,
        **tables,
    )


@pytest.mark.parametrize("level", [0.01, 0.5, 0.99])
def test_best_share_by_hand(level: float) -> None:
    """0.6 of four children near from April on: 0.6 x 11.5 / 12 child-years of 4, whatever the target is."""
    (found,) = reach(settled(policy(level)), None, None)
    assert found.best == pytest.approx(0.6 * 11.5 / 12 / 4)
    assert (found.policy, found.year, found.target, found.strength, found.at_least) == (
        "near_home",
        "2022/23",
        level,
        "hard",
        True,
    )
    assert found.reachable == (level == 0.01)


@pytest.mark.parametrize("level", [0.2, 5.0])
def test_fewest_moves_by_hand(level: float) -> None:
    """One move in April cannot be spared: a quarter a child-year."""
    (found,) = reach(settled(policy(level, None)), None, None)
    assert found.best == pytest.approx(0.25)
    assert not found.at_least
    assert found.reachable == (level == 5.0)


def test_each_policy_is_tried_with_the_others_off() -> None:
    """Near home is shaky: either few moves or near, never both."""
    shaky = offer("shaky")
    far, breaking = offer("far", placed_in="away"), offer("breaking", placed_in="away", grade="inadequate")
    planning = one_cohort(
        {far: 700, breaking: 700, shaky: 700},
        {"breaking": {0: 1.0}, "shaky": {0: 1.0}},
        placements_today=(children(1, breaking),),
        policies=(policy(0.9), policy(1.5, None, 5000.0)),
    )
    near, still = reach(planning, None, None)
    assert near.best == pytest.approx(11.5 / 12)
    assert still.best == pytest.approx(1.0)
    assert still.strength == "soft"
    assert near.reachable
    assert still.reachable


def test_commitments_count_as_divisible() -> None:
    """A block of two or four beds serves one child near home."""
    far, breaking = offer("far", placed_in="away"), offer("breaking", placed_in="away", grade="inadequate")
    planning = one_cohort(
        {far: 700, breaking: 700, BLOCK: 0},
        {"breaking": {0: 1.0}},
        placements_today=(children(3, far), children(1, breaking)),
        blocks=(block(),),
        block_tiers=(tier(2, 4, 900),),
        policies=(policy(0.5),),
    )
    assert best(planning) == pytest.approx([11.5 / 12 / 4])


def flowing(rule: Row, **tables: Any) -> Instance:
    """Return an area with children moving in and out, all of known placement."""
    return alike(["north"], policies=(rule,), settings=settings(**tables))


def ruled(measure: str, level: float) -> Row:
    """Return a hard policy."""
    return policy(level, "home_area") if measure == "share" else policy(level, None)


@pytest.mark.parametrize("measure", ["share", "moves"])
def test_best_level_is_attained(measure: str) -> None:
    """Asked a little less than the best, a plan holds it; a little more, it is relaxed and reaches the best."""
    (limit,) = best(flowing(ruled(measure, 0.5)))
    easier = -1 if measure == "share" else 1
    below = solve(flowing(ruled(measure, limit + easier * 1e-4)), gap=0.0)
    above = solve(flowing(ruled(measure, limit - easier * 1e-3)), gap=0.0)
    assert below.summary.certificate.status == "optimal"
    assert [line.met for line in below.scorecard] == [True]
    assert above.summary.certificate.status == "relaxed"
    assert [line.met for line in above.scorecard] == [False]
    assert above.scorecard[0].achieved == pytest.approx(limit, abs=1e-4)


def test_no_better_than_everything() -> None:
    """Where all are near all along, the best share is 1."""
    near = offer("near")
    planning = one_cohort({near: 1}, placements_today=(children(1, near),), policies=(policy(0.5),))
    assert best(planning) == pytest.approx([1])


def test_years_are_tried_one_by_one() -> None:
    """Settled children fade away, so that a later year can reach more."""
    far = offer("far", placed_in="away", grade="inadequate")
    rules = (policy(0.5), policy(0.5, financial_year="2023/24"))
    planning = one_cohort(
        {far: 1, offer("near"): 1},
        {"far": {0: 0.1}},
        placements_today=(children(1, far),),
        policies=rules,
        settings=settings(24, financial_years=2),
    )
    # Away at the ends of months: 0.9^m; on average 0.95 x 0.9^(m - 1): the first year 0.95 (1 - 0.9^12) / 0.1 / 12.
    away = 0.95 * (1 - 0.9**12) / 0.1 / 12
    assert best(planning) == pytest.approx([1 - away, 1 - away * 0.9**12])
    assert len(compiled(planning).calendar.years) == 2


def waiting(level: float, monthly: int = 12) -> Instance:
    """Return a child of unknown placement, for whom all offers are near home."""
    return one_cohort(
        {offer("near"): 1}, placements_today=(children(1),), policies=(policy(level),), settings=settings(monthly)
    )


@pytest.mark.parametrize("monthly", [12, 0])
def test_best_level_where_children_wait_for_a_placement(monthly: int) -> None:
    """Who is in no offer yet is in neither part of the share: it is 1, and not more for a higher target."""
    assert best(waiting(0.5, monthly)) == pytest.approx([1])
    assert best(waiting(0.9, monthly)) == pytest.approx([1])


def test_best_level_of_a_year_without_children() -> None:
    """A share counts as 1."""
    assert best(one_cohort({offer("near"): 1}, policies=(policy(0.5),))) == pytest.approx([1])
