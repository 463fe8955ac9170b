"""Which hard policies clash, how far they give way, and which places would help, worked out by hand."""

import pytest

from models.explanation import InstanceExplanation
from models.instance import Instance
from optimiser.explain.instance import explain_instance
from optimiser.progress import Progress
from tests.optimiser.cases import block, children, month, one_cohort, policy, tier
from tests.oracles.enumeration import enumerate_best
from tests.oracles.small import offer

NEAR = offer("near", capacity_children=6.0)
AWAY = offer("away", placed_in="away")
BEDS = offer("block", "block_residential", "block")
FAMILY = offer("family", "ifa", placed_in="away")


def explained(planning: Instance, progress: Progress | None = None) -> InstanceExplanation:
    """Return the explanation of an instance."""
    return explain_instance(planning, None, None, progress=progress)


def ten(*policies: object) -> Instance:
    """Ten children to be placed in April, six of them near at most; away are homes and families without limit."""
    return one_cohort(
        {NEAR: 700, AWAY: 2100, FAMILY: 1400}, placements_today=(children(10),), policies=tuple(policies)
    )


def test_an_instance_that_can() -> None:
    """60 % near is just what there is room for."""
    found = explained(ten(policy(0.6)))
    assert (found.possible, found.complete, found.relaxations) == (True, True, [])


def test_a_target_out_of_reach_and_the_places_that_would_meet_it() -> None:
    """Six of ten near are 60 %. 80 % needs eight near: two places more from April.

    From October they are of no use: whoever is placed in April stays where he is.
    """
    found = explained(ten(policy(0.8)))
    assert (found.possible, found.divisible) == (False, False)
    (item,) = found.relaxations
    assert (item.out_of_reach, item.clashes) == (True, False)
    assert item.alone == pytest.approx(0.6)
    assert item.together == pytest.approx(0.6)
    assert [reach.best for reach in found.reached] == pytest.approx([0.6])
    ways = {way.start: [(more.offer, more.places, more.needs) for more in way.places] for way in found.ways_out}
    assert ways == {month(7): [], month(1): [("near", 2, ("low",))]}


def test_two_policies_that_clash() -> None:
    """60 % near, all residential, and 50 % in families, all away: each alone can be, together not.

    Near may give way to 50 %, or families to 40 %.
    """
    families = policy(0.5, None, policy="families", measure="family_share")
    found = explained(ten(policy(0.6), families))
    assert [(item.policy, item.out_of_reach, item.clashes) for item in found.relaxations] == [
        ("near_home", False, True),
        ("families", False, True),
    ]
    assert [item.alone for item in found.relaxations] == pytest.approx([0.5, 0.4])
    # Together the sum of relative misses is least where near gives way: a tenth of 0.6, against a tenth of 0.5.
    assert [item.together for item in found.relaxations] == pytest.approx([0.5, 0.5])
    assert found.reached == ()


def test_policies_that_have_no_part_in_it() -> None:
    """At most one move a year: nobody moves; it is no part of the clash."""
    found = explained(ten(policy(0.8), policy(1.0, None)))
    assert [(item.policy, item.out_of_reach, item.clashes, item.alone) for item in found.relaxations] == [
        ("near_home", True, False, pytest.approx(0.6)),
        ("few_moves", False, False, None),
    ]


def test_two_out_of_reach() -> None:
    """80 % in the authority and 90 % in the home area, where 60 % is all: to give way on one is not enough."""
    strict = policy(0.9, "home_area", policy="next_door")
    found = explained(ten(policy(0.8), strict))
    assert [(item.out_of_reach, item.alone) for item in found.relaxations] == [(True, None), (True, None)]


def four_beds(budget: float) -> Instance:
    """The ten, of whom seven are to be near, and four beds there, all or none, at 7,000 pounds a week each.

    Six near and four in families cost 6 x 700 + 4 x 1,400 = 9,800 pounds a week, 511,000 a year; a bed in the place
    of a family 5,600 a week more, 292,000 a year: 803,000 with one, 1,679,000 with four.
    """
    return one_cohort(
        {NEAR: 700, AWAY: 2100, FAMILY: 1400, BEDS: 0},
        placements_today=(children(10),),
        policies=(policy(0.7), policy(budget, None, policy="budget", measure="revenue_gbp")),
        blocks=(block(mobilisation_gbp=0.0),),
        block_tiers=(tier(4, 4, 7000),),
    )


def test_whole_commitments_that_cannot_what_parts_can() -> None:
    """One bed would be within 1,200,000 pounds, four are not; with every set tried one by one there is no other."""
    planning = four_beds(1_200_000.0)
    assert not enumerate_best(planning).feasible
    found = explained(planning)
    assert (found.possible, found.divisible, found.complete) == (False, True, True)
    assert any(item.clashes for item in found.relaxations)
    assert not any(item.out_of_reach for item in found.relaxations)
    assert all(item.alone is None for item in found.relaxations)


def test_whole_commitments_that_can() -> None:
    """Four beds are within 1,800,000 pounds."""
    planning = four_beds(1_800_000.0)
    assert enumerate_best(planning).feasible
    assert explained(planning).possible


class Stops(Progress):
    """Progress that asks for a stop at a stage."""

    def __init__(self, stage: str) -> None:
        self.stage, self.stopped = stage, False

    def on_stage(self, stage: str) -> None:
        """Look whether it is there."""
        self.stopped |= stage.startswith(self.stage)

    def stop_requested(self) -> bool:
        """Whether it was."""
        return self.stopped


@pytest.mark.parametrize(("stage", "possible"), [("whether", None), ("the least", False), ("what clashes", False)])
def test_a_stop_keeps_what_was_found(stage: str, possible: bool | None) -> None:
    """Before anything is known; once there is no plan."""
    found = explained(ten(policy(0.8)), Stops(stage))
    assert (found.possible, found.complete) == (possible, False)


def test_a_stop_while_whole_commitments_are_searched() -> None:
    """Parts could, and of whole ones nothing is known: the plan at hand is told, and no proof is claimed."""
    found = explained(four_beds(1_200_000.0), Stops("whether whole commitments can keep the hard policies: first"))
    assert (found.possible, found.divisible, found.complete) == (None, True, False)
