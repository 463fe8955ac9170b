"""The best level of a policy that could be reached."""

import datetime as dt
from typing import Any

import pytest

from models.instance import Instance
from models.tables import Row
from optimiser.plan import solve
from optimiser.reach import reach
from tests.optimiser.cases import (
    GAP,
    alike,
    block,
    children,
    compiled,
    entering,
    moving,
    one_cohort,
    policy,
    tier,
)
from tests.oracles.small import cohort, hazards, instance, offer, priced, settings

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


def turning(level: float) -> Instance:
    """Return children in quarters, who are near home in a block for half a year, or from July on if they are teens.

    How many child-years they spend in offers, rather than between two placements, depends on where they are placed.
    """
    far, bedded = offer("far", placed_in="away"), offer("block", "block_residential", "block")
    teens = offer("teens", age_from=12, live_from=dt.date(2022, 7, 1))
    bands = {"far": {0: 0.18, 1: 0.02}, "teens": {0: 0.03}, "block": {0: 0.2, 1: 0.07}}
    return instance(
        [GAP, far, teens, bedded],
        [cohort("young", ages=(0, 11)), cohort("old", ages=(12, 17))],
        transitions=moving({("young", "young"): 0.86, ("young", "old"): 0.04, ("old", "old"): 0.86}),
        entries=tuple(entering(0.5, number, name) for number in range(1, 13) for name in ("young", "old")),
        placements_today=(children(3, far, 10, "old"),),
        offer_prices=priced({name: {"low": 1.0} for name in ("gap", "far", "teens", "block")}),
        disruption=hazards({name: {"low": months} for name, months in bands.items()}),
        blocks=(block(term_months=6),),
        block_tiers=(tier(3, 3, 1000),),
        policies=(policy(level),),
        settings=settings(0, 6),
    )


def test_best_level_does_not_depend_on_the_target() -> None:
    """It is a share of children whose number the plan changes: 0.3437, and not 0.3335, which a low target gives."""
    assert best(turning(0.01)) == pytest.approx(best(turning(0.9)), abs=1e-6)


def test_best_level_of_a_year_without_children() -> None:
    """A share counts as 1."""
    assert best(one_cohort({offer("near"): 1}, policies=(policy(0.5),))) == pytest.approx([1])
