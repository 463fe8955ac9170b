"""Budgets of one of the authorities that share a block: it pays for its use, and its share of what nobody uses."""

from typing import Any

import pytest

from models.instance import Instance
from models.tables import Policy
from optimiser.plan import solve
from tests.optimiser.cases import GAP, block, children, entering, formulated, moving, optimum, tier
from tests.optimiser.test_measures import rule
from tests.oracles.small import cohort, hazards, instance, offer, priced, row

SPOT = offer("spot")
BLOCK = offer("block", "block_residential", "block")


def shared(*policies: Policy, tiers: tuple[Any, ...], ours: float = 0.0, theirs: float = 2.0) -> Instance:
    """Return two authorities' children to be placed in April: at 200 pounds a day, or in a block shared by halves."""
    weekly = {"gap": {"low": 7000.0}, "spot": {"low": 1400.0}, "block": {"low": 0.0}}
    other = cohort("theirs").model_copy(update={"authority": "other"})
    return instance(
        [GAP, SPOT, BLOCK],
        [cohort("ours"), other],
        authorities=(row("authorities", authority="other", name="Other"),),
        offer_shares=tuple(
            row("offer_shares", offer="block", authority=name, share=0.5) for name in ("test", "other")
        ),
        transitions=moving({("ours", "ours"): 1.0, ("theirs", "theirs"): 1.0}),
        entries=(entering(0, 1, "ours"),),
        placements_today=(children(ours, None, 0, "ours"), children(theirs, None, 0, "theirs")),
        offer_prices=priced(weekly),
        disruption=hazards({name: {"low": {0: 0.0}} for name in weekly}),
        blocks=(block(),),
        block_tiers=tiers,
        policies=policies,
    )


SMALL_AND_LARGE = (tier(1, 1, 1050), tier(2, 2, 700))
"""One bed at 150 pounds a day, or two at 100."""


@pytest.mark.parametrize(
    ("level", "cost"),
    [
        # Two beds: each is empty for half of April, of which we pay half: 2 x 15 x 100 / 2 = 1,500.
        (1501.0, 2 * 731 * 100),
        # One bed: 15 x 150 / 2 = 1,125; the other child in spot.
        (1200.0, 731 * 150 + 716 * 200),
        # None.
        (1000.0, 2 * 716 * 200),
    ],
)
def test_a_budget_of_who_shares_the_voids(level: float, cost: float) -> None:
    """We have no children: the price of the choice taken decides what our half of the voids comes to."""
    ruled = shared(rule("revenue_gbp", level, authority="test"), tiers=SMALL_AND_LARGE)
    assert optimum(ruled) == pytest.approx(cost)
    assert [name for name in formulated(ruled).model.families if name.startswith("use_beyond_share")]
    assert optimum(shared(tiers=SMALL_AND_LARGE)) == pytest.approx(2 * 731 * 100)
    (line,) = solve(ruled, gap=0.0).scorecard
    assert line.met


@pytest.mark.parametrize(
    ("authority", "reached"),
    [
        # One child of each, 350 days at 100, and half of the 3,000 of voids.
        ("test", 36_500),
        ("other", 36_500),
        (None, 73_000),
    ],
)
def test_what_each_pays(authority: str | None, reached: float) -> None:
    """The plan's own figure; a budget a pound above it changes nothing, a hundred below it is not kept."""
    ruled = shared(rule("revenue_gbp", reached + 1, authority=authority), tiers=SMALL_AND_LARGE, ours=1, theirs=1)
    assert optimum(ruled) == pytest.approx(2 * 731 * 100)
    (line,) = solve(ruled, gap=0.0).scorecard
    assert line.achieved == pytest.approx(reached)
    tight = shared(rule("revenue_gbp", reached - 100, authority=authority), tiers=SMALL_AND_LARGE, ours=1, theirs=1)
    assert optimum(tight) > 2 * 731 * 100 + 1


def test_a_block_with_one_price_needs_no_column() -> None:
    """There is nothing to choose that would change it."""
    ruled = shared(rule("revenue_gbp", 1500.0, authority="test"), tiers=(tier(2, 2, 700),))
    made = formulated(ruled)
    assert not [name for name in made.model.families if name.startswith("use_beyond_share")]
    assert optimum(ruled) == pytest.approx(2 * 731 * 100)
    tight = shared(rule("revenue_gbp", 1400.0, authority="test"), tiers=(tier(2, 2, 700),))
    assert optimum(tight) == pytest.approx(2 * 716 * 200)


def test_budgets_of_all_or_of_unshared_blocks_need_no_column() -> None:
    """Who alone pays for a block pays for all of it."""
    made = formulated(shared(rule("revenue_gbp", 1e6), tiers=SMALL_AND_LARGE))
    assert not [name for name in made.model.groups if name.startswith("use_beyond_share")]
