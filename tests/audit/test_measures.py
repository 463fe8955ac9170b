"""Every measure of a policy, by hand."""

from typing import Any

import pytest

from audit.measures import Played
from audit.objective import objective_groups
from audit.policies import Score, scores, soft_penalty
from audit.prices import Prices
from audit.recompute import Decisions, recompute
from models.calendar import Period
from models.instance import Instance
from models.plan import Commitment
from models.tables import AuthorityRow, Cohort, OfferShare
from tests.audit import small
from tests.audit.small import admit, instance, months

HOMES = {
    "own": ("in_house_fostering", "in_house", "town", "us"),
    "kin": ("connected_carers", "direct", "town", "us"),
    "agency": ("ifa", "framework", "coast", "big"),
    "spot": ("residential", "spot", "far", "big"),
    "other_spot": ("residential", "spot", "town", "small"),
    "lodge": ("block_residential", "block", "town", "small"),
    "house": ("internal_home", "home", "town", "us"),
    "rooms": ("supported_accommodation", "framework", "coast", "small"),
}


def place(today: dict[str, float], policy: dict[str, Any] | None = None, **changes: Any) -> Instance:
    """Return an instance of children who stay where they are all year, by offer, and one policy of a level of 0.5."""
    offers = tuple(
        small.offer(name, provision, route=route, placed_in=area, provider=provider)
        for name, (provision, route, area, provider) in HOMES.items()
    )
    rings = (("town", "home_area"), ("coast", "within_20_miles"), ("far", "at_a_distance"), ("outside", "nowhere"))
    given: dict[str, Any] = {
        "areas": small.rows(small.Area, "home_area placed_in ring", *(("town", area, ring) for area, ring in rings)),
        "offers": (*offers, small.offer("gap", "gap")),
        "offer_prices": small.prices(*((name, "low", 700.0) for name in (*HOMES, "gap"))),
        "placements_today": small.today(*(("kids", name, HOMES[name][0], 9, n) for name, n in today.items())),
        "disruption": small.disruption(("spot", "low", 0, 0.0)),
        "policies": (small.policy(**{"measure": "family_share", "level": 0.5} | (policy or {})),),
        "entries": small.entries(("kids", 1, 0.0)),
    }
    return instance(**{**given, **changes})


def score(town: Instance, *admissions: Any, commitments: tuple[Commitment, ...] = ()) -> Score:
    """Return the score of the one policy over the year, months being periods."""
    made = Decisions(admissions, commitments)
    found = recompute(town, Prices(town, "central"), "middle", made, months(12), sells=True)
    (only,) = scores(town, found.played)
    return only


EVERYWHERE = {"own": 1, "kin": 2, "agency": 3, "spot": 4, "other_spot": 5, "lodge": 6, "house": 7, "rooms": 8}
"""36 children in all."""


@pytest.mark.parametrize(
    ("policy", "achieved"),
    [
        ({"measure": "family_share"}, 6 / 36),
        ({"measure": "in_house_share_of_fostering"}, 3 / 6),
        # framework 3 + 8 of these and spot 9
        ({"measure": "framework_share"}, 11 / 20),
        # spot and big: spot 4, agency 3; small: other_spot 5, lodge 6, rooms 8; us is in none of these routes
        ({"measure": "provider_share"}, 19 / 26),
        ({"measure": "residential_share"}, 22 / 36),
        ({"measure": "residential_children"}, 22.0),
        ({"measure": "at_a_distance_share"}, 4 / 36),
        ({"measure": "at_a_distance_share", "among": "residential"}, 4 / 22),
        ({"measure": "at_a_distance_share", "among": "family"}, 0.0),
        ({"measure": "share_within_ring", "ring": "home_area"}, 21 / 36),
        ({"measure": "share_within_ring", "ring": "home_area", "among": "family"}, 3 / 6),
        ({"measure": "share_within_ring", "ring": "home_area", "among": "residential"}, 18 / 22),
        ({"measure": "share_within_ring", "ring": "home_area", "among": "supported"}, 0.0),
        ({"measure": "share_within_ring", "ring": "within_20_miles", "among": "supported"}, 1.0),
        ({"measure": "lower_grade_share"}, 0.0),
        ({"measure": "siblings_together_share"}, 1.0),
        ({"measure": "gap_children"}, 0.0),
    ],
)
def test_where_children_are(policy: dict[str, Any], achieved: float) -> None:
    """Nobody moves all year."""
    assert score(place(EVERYWHERE, policy)).achieved == pytest.approx(achieved)


@pytest.mark.parametrize(
    ("policy", "numerator", "denominator"),
    [
        # one child in gap: on average a half in April and in May, 1 of 12 child-months; 35 elsewhere all year
        ({"measure": "family_share"}, 6 * 12, 36 * 12 + 1),
        ({"measure": "in_house_share_of_fostering"}, 3 * 12, 6 * 12 + 1),
        ({"measure": "framework_share"}, 11 * 12, 20 * 12 + 1),
        ({"measure": "provider_share"}, 19, 26),
        ({"measure": "residential_share"}, 22 * 12 + 1, 36 * 12 + 1),
        ({"measure": "residential_children"}, 22, 1),
        ({"measure": "at_a_distance_share"}, 4 * 12 + 1, 36 * 12 + 1),
        ({"measure": "at_a_distance_share", "among": "residential"}, 4, 22),
        ({"measure": "lower_grade_share"}, 1, 36 * 12 + 1),
        ({"measure": "gap_children"}, 1, 12),
        ({"measure": "share_within_ring", "ring": "nowhere"}, 36 * 12, 36 * 12 + 1),
    ],
)
def test_gap_is_adverse(policy: dict[str, Any], numerator: float, denominator: float) -> None:
    """One more child enters in April and is in gap for a month, then in no offer."""
    town = place(EVERYWHERE, policy, entries=small.entries(("kids", 1, 1.0)))
    assert score(town, admit("kids", "gap", 1, 1.0)).achieved == pytest.approx(numerator / denominator)


def test_grades_that_are_not_accepted() -> None:
    """5 children in an offer that requires improvement, 3 in a good one."""
    town = place({"spot": 5, "other_spot": 3}, {"measure": "lower_grade_share"})
    offers = tuple(
        row.model_copy(update={"grade": "requires_improvement"}) if row.offer == "spot" else row
        for row in town.offers
    )
    assert score(town.model_copy(update={"offers": offers})).achieved == pytest.approx(5 / 8)


def test_siblings_together() -> None:
    """Pairs: 4 in agency that keeps one child, 6 in spot; threes in neither count for singles."""
    pairs = Cohort.model_validate(
        {
            "cohort": "kids",
            "need": "low",
            "age_from": 10,
            "age_to": 15,
            "home_area": "town",
            "group_size": 2,
            "split_allowed": "yes",
            "source": "test",
        }
    )
    single = small.cohorts(("one", "low", 10, 15, "town"))[0]
    town = place({"agency": 4, "spot": 6}, {"measure": "siblings_together_share"}, cohorts=(pairs, single))
    town = town.model_copy(
        update={
            "offers": tuple(
                row.model_copy(update={"largest_group": 1}) if row.offer == "agency" else row for row in town.offers
            ),
            "placements_today": (
                *town.placements_today,
                *small.today(("one", "agency", "ifa", 9, 5.0), ("one", None, "unknown", 0, 1.0)),
            ),
            "transitions": small.transitions(("kids", "kids", 1.0), ("one", "one", 1.0)),
        }
    )
    assert score(town).achieved == pytest.approx(0.6)


def test_new_admissions_count_and_residents_do_not() -> None:
    """1 to own, 2 to spot, 1 to gap in the year: 1 of 4 in town, 3 of 4 far or in gap."""
    rows = [admit("kids", "own", 1, 1.0), admit("kids", "spot", 5, 2.0), admit("kids", "gap", 9, 1.0)]
    near = {"measure": "share_within_ring", "ring": "home_area", "among": "new_admissions"}
    assert score(place(EVERYWHERE, near), *rows).achieved == pytest.approx(1 / 4)
    far = {"measure": "at_a_distance_share", "among": "new_admissions"}
    found = score(place(EVERYWHERE, far), *rows)
    assert found.achieved == pytest.approx(3 / 4)
    assert found.shortfall == pytest.approx(3 - 0.5 * 4)


def test_a_share_of_nobody_is_met() -> None:
    """No foster child: 1 for a floor; nobody in supported accommodation is 0 far away."""
    assert score(place({"spot": 1}, {"measure": "in_house_share_of_fostering"})).achieved == 1.0
    far = {"measure": "at_a_distance_share", "among": "supported"}
    assert score(place({"spot": 1}, far)).achieved == 0.0
    assert score(place({"own": 1}, {"measure": "provider_share"})).achieved == 0.0


def test_shortfalls_of_providers_add_up() -> None:
    """7 of big and 19 of small of 26; a level of a quarter, 6.5: 0.5 and 12.5 child-years too many."""
    given = {"measure": "provider_share", "level": 0.25, "strength": "soft", "gbp_per_unit": 10.0}
    found = score(place(EVERYWHERE, given))
    assert found.short == pytest.approx(19 / 26 - 0.25)
    assert found.shortfall == pytest.approx(13.0)
    assert soft_penalty(found) == pytest.approx(130.0)


def test_a_shortfall_is_of_the_denominator() -> None:
    """3 of 6 foster children with own carers, 0.75 asked: 1.5 child-years."""
    assert score(place(EVERYWHERE, {"measure": "in_house_share_of_fostering", "level": 0.75})).shortfall == (
        pytest.approx(1.5)
    )


def test_counts_fall_short_in_their_own_unit() -> None:
    """22 where 20 may be; 0 in gap where 0.5 may be."""
    over = score(place(EVERYWHERE, {"measure": "residential_children", "level": 20.0}))
    assert (over.short, over.shortfall) == pytest.approx((2.0, 2.0))
    under = score(place(EVERYWHERE, {"measure": "gap_children", "level": 0.5}))
    assert (under.short, under.shortfall) == (-0.5, 0.0)


def two_authorities(policy: dict[str, Any], **changes: Any) -> Instance:
    """Return 3 children of smalltown in own and 1 in spot; 2 of hillshire in spot, a lodge shared 3 to 1."""
    hill = small.cohorts(("hill", "low", 10, 15, "town"))[0].model_copy(update={"authority": "hillshire"})
    return place(
        {"own": 3, "spot": 1},
        policy,
        authorities=small.rows(AuthorityRow, "authority name", ("smalltown", "S"), ("hillshire", "H")),
        cohorts=(*small.cohorts(("kids", "low", 10, 15, "town")), hill),
        transitions=small.transitions(("kids", "kids", 1.0), ("hill", "hill", 1.0)),
        placements_today=small.today(
            ("kids", "own", "in_house_fostering", 9, 3.0),
            ("kids", "spot", "residential", 9, 1.0),
            ("hill", "spot", "residential", 9, 2.0),
        ),
        offer_shares=small.rows(
            OfferShare, "offer authority share", ("lodge", "smalltown", 0.75), ("lodge", "hillshire", 0.25)
        ),
        blocks=(small.block(emergency_beds=2, termination_gbp=500.0),),
        block_tiers=small.tiers((2, 9, 700.0)),
        homes=(small.home(emergency_beds=1, homes_today=1),),
        **changes,
    )


@pytest.mark.parametrize(("authority", "achieved"), [(None, 3 / 6), ("smalltown", 3 / 4), ("hillshire", 0.0)])
def test_a_policy_may_hold_for_one_authority(authority: str | None, achieved: float) -> None:
    """Family share of all, of either."""
    town = two_authorities({"measure": "family_share", "authority": authority})
    assert score(town).achieved == pytest.approx(achieved)


@pytest.mark.parametrize(
    ("authority", "moves", "months_in_care"), [(None, 3.0, 37.5), ("smalltown", 1.0, 36.5), ("hillshire", 2.0, 1.0)]
)
def test_moves_of_one_authority(authority: str | None, moves: float, months_in_care: float) -> None:
    """Everybody in spot breaks down in April: 0.5 and 1 month there on average; 3 of smalltown stay all year."""
    town = two_authorities(
        {"measure": "moves_per_child_year", "level": 0.5, "authority": authority},
        disruption=small.disruption(("spot", "low", 0, 1.0)),
    )
    found = score(town)
    years = months_in_care / 12
    assert found.achieved == pytest.approx(moves / years)
    assert found.shortfall == pytest.approx(max(0.0, moves - 0.5 * years))


@pytest.mark.parametrize(("authority", "share"), [(None, 1.0), ("smalltown", 0.75), ("hillshire", 0.25)])
def test_emergency_places_are_those_there_on_average(authority: str | None, share: float) -> None:
    """2 of the block from month 7 on: 1 over the year, split 3 to 1; 1 of the home, which is smalltown's."""
    town = two_authorities({"measure": "emergency_places", "authority": authority})
    home = 0.0 if authority == "hillshire" else 1.0
    found = score(town, commitments=(small.commit("block", "lodge_block", 7, 5, 30),))
    assert found.achieved == pytest.approx(home + share)


@pytest.mark.parametrize(
    ("policy", "achieved"),
    [
        ({"measure": "revenue_gbp"}, 6 * 36_500 + 600_000),
        ({"measure": "revenue_gbp", "authority": "hillshire"}, 2 * 36_500),
        ({"measure": "revenue_gbp", "budget_head": "placements"}, 6 * 36_500 + 600_000),
        ({"measure": "revenue_gbp", "budget_head": "welfare"}, 0.0),
        ({"measure": "capital_gbp"}, 400_000.0),
        ({"measure": "capital_gbp", "authority": "hillshire"}, 0.0),
    ],
)
def test_pounds_of_the_year(policy: dict[str, Any], achieved: float) -> None:
    """6 children at 100 a day; a home of today; another decided in month 7, live in month 10: a quarter more.

    Capital 500,000 less a fifth granted; before the opening 30,000.
    """
    more = {"revenue_gbp": 150_000 + 30_000.0}.get(str(policy["measure"]), 0.0) if achieved > 100_000 else 0.0
    found = score(
        two_authorities({"level": 1000.0, **policy}), commitments=(small.commit("home", "house_type", 7, 1),)
    )
    assert found.achieved == pytest.approx(achieved + more)
    assert found.allowed == 1.0
    assert found.shortfall == pytest.approx(max(0.0, achieved + more - 1000.0))


def test_the_penalty_of_pounds_is_in_the_objective() -> None:
    """Two children at 100 a day: 73,000, 3,000 over the level, at 2 a pound."""
    town = instance(
        policies=(small.policy("revenue_gbp", 70_000.0, strength="soft", gbp_per_unit=2.0),),
    )
    periods = (*months(12), Period(13, 24, False))
    found = recompute(town, Prices(town, "central"), "middle", Decisions((), ()), periods, sells=True)
    groups = objective_groups(town, found.simulation, found.streams, found.pledges, scores(town, found.played))
    assert groups["penalties"] == pytest.approx(6000.0)


def test_without_lines_no_pound_is_counted() -> None:
    """What is played without its ledger scores children only."""
    town = place(EVERYWHERE, {"measure": "revenue_gbp", "level": 1.0})
    simulation = recompute(
        town, Prices(town, "central"), "middle", Decisions((), ()), months(12), sells=True
    ).simulation
    (found,) = scores(town, Played(simulation))
    assert found.achieved == 0.0
