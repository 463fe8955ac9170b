"""Which offers take which children, and how many places and beds a child takes up."""

from typing import Any

import pytest

from models.tables import Cohort
from optimiser.eligibility import fits, places_in
from tests.optimiser.cases import GAP, block, compiled, entering, home, service, tier
from tests.oracles.small import cohort, instance, offer, priced, row


def child(**changes: Any) -> Cohort:
    """Return a cohort of all ages in the north."""
    return cohort("child").model_copy(update=changes)


@pytest.mark.parametrize(
    ("skill", "skills", "taken"),
    [
        (None, None, True),
        (None, "disability", True),
        ("disability", None, False),
        ("disability", "exploitation disability", True),
        ("disability", "disability_plus", False),
    ],
)
def test_a_skill_has_to_be_among_the_offers(skill: str | None, skills: str | None, taken: bool) -> None:
    """Names between spaces, whole names."""
    assert fits(offer("spot", skills=skills), child(skill=skill)) is taken


@pytest.mark.parametrize(
    ("size", "largest", "split", "taken"),
    [(3, None, "no", True), (3, 3, "no", True), (3, 2, "no", False), (3, 2, "yes", True), (1, 1, "no", True)],
)
def test_a_sibling_group_stays_together_or_may_be_split(size: int, largest: Any, split: str, taken: bool) -> None:
    """Groups above the largest only where they may be split."""
    assert fits(offer("spot", largest_group=largest), child(group_size=size, split_allowed=split)) is taken


def test_gap_takes_everyone() -> None:
    """Whatever skill or group."""
    assert fits(GAP.model_copy(update={"largest_group": 1}), child(skill="disability", group_size=4))


def test_offers_of_an_authority_or_of_some_take_their_children_only() -> None:
    """One authority's own offer, one shared by two of three, one open to all."""
    cohorts = [child(cohort=name, authority=name) for name in ("a", "b", "c")]
    offers = [GAP, offer("own", authority="b"), offer("shared"), offer("open")]
    planning = instance(
        offers,
        cohorts,
        authorities=tuple(row("authorities", authority=name, name=name) for name in "abc"),
        offer_shares=tuple(row("offer_shares", offer="shared", authority=name, share=0.5) for name in "ac"),
        offer_prices=priced({o.offer: {"low": 1.0} for o in offers}),
    )
    assert compiled(planning).eligible.tolist() == [
        [True, True, True],
        [False, True, False],
        [True, False, True],
        [True, True, True],
    ]


def test_a_blank_authority_is_that_of_the_settings() -> None:
    """The settings' authority is `test`."""
    offers = [GAP, offer("own", authority="test"), offer("theirs", authority="other")]
    planning = instance(
        offers,
        [child()],
        authorities=(row("authorities", authority="other", name="Other"),),
        offer_prices=priced({o.offer: {"low": 1.0} for o in offers}),
    )
    assert compiled(planning).eligible[:, 0].tolist() == [True, True, False]


def test_places_and_beds_of_a_child() -> None:
    """By hand, for a parent with a child (2 places) and a solo child.

    Block of homes of 2 beds, largest size 6 less 1 for emergencies, rho(5) = 0.9: 2 beds, 1.8 places. Home of 4 beds
    less 1: rho(3) = 0.75: 3 beds, 2.25 places. Fostering: 2 places a household, of which 0.4 can be filled: 2 beds,
    and not less than 1 place. A home of the market with 3 beds: 3 and 3; without homes: 1.
    """
    supply = [
        offer("block", "block_residential", "block"),
        offer("home", "internal_home", "home"),
        offer("carers", "in_house_fostering", "in_house"),
        offer("market", unit_beds=3),
        offer("spot"),
    ]
    offers = [GAP, *supply]
    planning = instance(
        offers,
        [child(cohort="pair", bed_use=2.0), child(cohort="solo", solo="yes", bed_use=3.0)],
        entries=(entering(0, 1, "pair"),),
        blocks=(block(unit_beds=2, emergency_beds=1),),
        block_tiers=(tier(2, 3, 7), tier(4, 6, 7)),
        homes=(home(beds=4, emergency_beds=1),),
        fostering=(service(places_per_household=2.0, fill_share=0.4),),
        occupancy_limits=tuple(
            row("occupancy_limits", beds=n, practical_share=share) for n, share in ((3, 0.75), (5, 0.9))
        ),
        offer_prices=priced({o.offer: {"low": 1.0} for o in offers}),
    )
    problem = compiled(planning)
    assert problem.use[:, 0].tolist() == [1, 2, 2, 2, 2, 2]
    assert problem.beds[:, 0].tolist() == [1, 2, 2, 2, 2, 2]
    assert problem.use[:, 1] == pytest.approx([1, 1.8, 2.25, 1, 3, 1])
    assert problem.beds[:, 1] == pytest.approx([1, 2, 3, 2, 3, 1])


def test_places_in_beds() -> None:
    """Four beds at 0.8; none in none."""
    limits = (row("occupancy_limits", beds=4, practical_share=0.8),)
    assert places_in(limits, 4) == pytest.approx(3.2)
    assert places_in(limits, 0) == 0


def test_need_rises_within_skill_group_authority_and_solo() -> None:
    """Half escalate, each to the cohort that differs in need alone; where there is none, nobody does."""
    cohorts = [
        cohort("plain"),
        child(cohort="skilled", skill="disability"),
        child(cohort="pair", group_size=2),
        child(cohort="alone", solo="yes"),
        child(cohort="theirs", authority="other"),
        cohort("plain_high", "high"),
        child(cohort="skilled_high", need="high", skill="disability"),
        child(cohort="theirs_high", need="high", authority="other"),
    ]
    planning = instance(
        [GAP],
        cohorts,
        authorities=(row("authorities", authority="other", name="Other"),),
        needs=tuple(
            row("needs", need=n, rank=r, escalation_share=0.5, description=n) for n, r in (("low", 1), ("high", 2))
        ),
    )
    matrix = compiled(planning).escalation
    rises = {cohorts[a].cohort: cohorts[b].cohort for a, b in zip(*matrix.nonzero(), strict=True) if a != b}
    assert rises == {"plain": "plain_high", "skilled": "skilled_high", "theirs": "theirs_high"}
