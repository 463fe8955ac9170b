"""What commitments, policies and places of a plan are worth, worked out by hand."""

from typing import Any

import pytest

from models.explanation import PlanExplanation
from models.instance import Instance
from optimiser.explain.plan import explain_plan
from optimiser.explain.planned import units_of
from optimiser.plan import solve
from optimiser.progress import Progress
from tests.optimiser.cases import DAYS, block, children, compiled, home, month, one_cohort, policy, tier
from tests.optimiser.explain.test_instance import Stops
from tests.optimiser.rich import rich
from tests.oracles.small import offer

SPOT = offer("spot")
NEAR = offer("near", capacity_children=1.0)
AWAY = offer("away", placed_in="away")
BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")


def explained(planning: Instance, progress: Progress | None = None) -> PlanExplanation:
    """Return the explanation of an instance's best plan."""
    return explain_plan(planning, solve(planning, gap=0.0, explain=False), gap=0.0, progress=progress)


def beds(price: float, **tables: Any) -> Instance:
    """Two children from April at 300 a day; a block of one or two beds, a home of one bed at 1,000 a month."""
    given: dict[str, Any] = {
        "blocks": (block(),),
        "block_tiers": (tier(1, 2, price),),
        "homes": (home(),),
        "placements_today": (children(2),),
    }
    return one_cohort({BLOCK: 0, HOME: 0, SPOT: 2100}, **{**given, **tables})


def test_forced_out() -> None:
    """One child in the home for 24,000, the other in a bed for 73,100. Without either 716 days at 300 instead."""
    found = explained(beds(700))
    assert found.complete
    taken = {choice.kind: choice for choice in found.choices if choice.taken}
    assert taken["home"].cost_gbp == pytest.approx(DAYS * 300 - 24_000)
    assert taken["block"].cost_gbp == pytest.approx(DAYS * 300 - 73_100)
    assert (taken["block"].start, taken["block"].size, taken["block"].pays) == (month(1), 1, "at_every_demand")
    assert found.objective_gbp == pytest.approx(97_100)


def test_forced_in() -> None:
    """A bed at 400 a day, 292,400, is not taken: with it 716 days at 300 are spared."""
    found = explained(beds(2800))
    (left,) = [choice for choice in found.choices if not choice.taken and choice.kind == "block"]
    assert left.cost_gbp == pytest.approx(292_400 - DAYS * 300)
    assert (left.size, left.pays, left.limit_reached) == (1, None, False)


def test_what_may_not_be_taken_again() -> None:
    """One home at most, of one type: its limit is reached. A block taken is not asked about again."""
    left = [choice for choice in explained(beds(700)).choices if not choice.taken]
    assert [(choice.kind, choice.cost_gbp, choice.limit_reached) for choice in left] == [("home", None, True)]


def policed(**changes: Any) -> Instance:
    """Two children from April; one place near at 300 a day, away at 100 a day; half have to be near."""
    return one_cohort({NEAR: 2100, AWAY: 700}, placements_today=(children(2),), policies=(policy(0.5, **changes),))


def test_what_a_policy_costs() -> None:
    """One child near for 716 days, at 200 more than away; it has no commitments, so planned again is the same."""
    found = explained(policed())
    (cost,) = found.policies
    (again,) = found.resolved
    assert (cost.policy, cost.year, cost.strength) == ("near_home", "2022/23", "hard")
    assert cost.cost_gbp == pytest.approx(DAYS * 200)
    assert (again.cost_gbp, again.least_gbp, again.most_gbp) == pytest.approx([DAYS * 200] * 3)


def test_the_penalty_of_a_soft_policy_is_no_cost_of_it() -> None:
    """At 10,000 for a child-year missed it is cheaper to miss it: nothing is saved without it."""
    found = explained(policed(price=10_000.0))
    assert [cost.cost_gbp for cost in found.policies] == pytest.approx([0.0], abs=1e-3)
    assert [again.cost_gbp for again in found.resolved] == pytest.approx([0.0], abs=1e-3)
    assert found.resolved[0].least_gbp is None


def test_what_planning_again_finds() -> None:
    """The block near is needed for the policy; without it the child goes away for 71,600 instead of 73,100 for a bed.

    With the commitments kept the bed is paid anyway: the policy then costs nothing.
    """
    planning = one_cohort(
        {BLOCK: 0, AWAY: 700},
        blocks=(block(),),
        block_tiers=(tier(1, 1, 700),),
        placements_today=(children(1),),
        policies=(policy(0.9),),
    )
    found = explained(planning)
    assert found.policies[0].cost_gbp == pytest.approx(0.0, abs=1e-3)
    assert found.resolved[0].cost_gbp == pytest.approx(73_100 - 71_600)
    (taken,) = [choice for choice in found.choices if choice.taken]
    assert taken.cost_gbp is None


def test_what_a_place_is_worth() -> None:
    """A second place near spares one child 200 a day for 716 days."""
    planning = one_cohort({NEAR: 700, AWAY: 2100}, placements_today=(children(3),))
    found = explained(planning)
    (place,) = found.places
    assert place.offer == "near"
    assert place.throughout_gbp == pytest.approx(DAYS * 200)
    assert sum(place.gbp_by_period.values()) == pytest.approx(DAYS * 200)
    assert next(iter(place.gbp_by_period)) == "2022-04-01"


def test_places_of_a_block_that_is_not_taken_are_not_valued() -> None:
    """There is no contract that they could be part of; of one that is taken they are."""
    assert "block" not in [place.offer for place in explained(beds(2800)).places]
    assert "block" in [place.offer for place in explained(beds(700)).places]


def test_a_relaxed_plan() -> None:
    """Nobody can be near enough: the plan misses it by as little as can be, and is explained so."""
    planning = one_cohort({NEAR: 2100, AWAY: 700}, placements_today=(children(2),), policies=(policy(0.9),))
    found = explained(planning)
    assert found.complete
    # One child near at 200 more.
    assert found.policies[0].cost_gbp == pytest.approx(DAYS * 200, rel=1e-4)


def test_the_commitments_of_a_plan_of_every_kind() -> None:
    """Read back from the rows of the plan; the objective is the plan's own."""
    planning = rich()
    plan = solve(planning, gap=0.0, explain=False)
    found = explain_plan(planning, plan, gap=0.0)
    assert found.objective_gbp == pytest.approx(plan.summary.certificate.objective_gbp, rel=1e-6)
    taken = sum(unit > 0 for unit in units_of(compiled(planning), plan))
    assert taken == len(plan.commitments)
    assert [choice for choice in found.choices if choice.cost_gbp is not None and choice.cost_gbp < -1.0] == []


def test_a_plan_of_another_instance_is_a_bug() -> None:
    """A commitment that is not on offer."""
    plan = solve(beds(700), gap=0.0, explain=False)
    other = beds(700, blocks=(block(start_from=month(13), start_to=month(13)),))
    with pytest.raises(ValueError, match="block beds from 01/04/2022 is not on offer"):
        units_of(compiled(other), plan)


@pytest.mark.parametrize(
    "stage", ["what the policies", "what places", "what each", "what it would", "planning again"]
)
def test_a_stop_keeps_what_was_found(stage: str) -> None:
    """Nothing later is there; what came before is."""
    planning = one_cohort(
        {BLOCK: 0, HOME: 0, NEAR: 700, SPOT: 2100},
        blocks=(block(),),
        block_tiers=(tier(1, 2, 2800),),
        homes=(home(),),
        placements_today=(children(3),),
        policies=(policy(0.5),),
    )
    found = explained(planning, Stops(stage))
    assert not found.complete
    assert found.resolved == []
    assert bool(found.policies) == (stage != "what the policies")
    assert bool(found.places) == (stage not in ("what the policies", "what places"))
