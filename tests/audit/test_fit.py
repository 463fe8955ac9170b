"""Who fits where, and how much room a child takes up."""

from typing import Any

import pytest

from audit.fit import eligibility, places_and_beds, practical_places, splits
from models.instance import Instance
from models.tables import AuthorityRow, Cohort, OfferShare
from tests.audit import small
from tests.audit.small import instance


def cohort(**changes: Any) -> Cohort:
    """Return a cohort of low need, 10 to 15, of town."""
    usual = {"cohort": "kids", "need": "low", "age_from": 10, "age_to": 15, "home_area": "town", "source": "test"}
    return Cohort.model_validate({**usual, **changes})


def one(child: Cohort, offer: Any, **changes: Any) -> Instance:
    """Return an instance of one cohort and one offer, beside gap."""
    given: dict[str, Any] = {
        "cohorts": (child,),
        "offers": (offer, small.offer("gap", "gap")),
        "offer_prices": small.prices((offer.offer, "low", 700.0)),
        "placements_today": (),
        "authorities": small.rows(AuthorityRow, "authority name", ("smalltown", "S"), ("hillshire", "H")),
    }
    return instance(**{**given, **changes})


@pytest.mark.parametrize(
    ("child", "offer", "takes"),
    [
        ({}, {}, True),
        ({"need": "high"}, {}, False),
        ({"age_from": 9}, {}, False),
        ({}, {"age_from": 11}, False),
        ({"skill": "disability"}, {}, False),
        ({"skill": "disability"}, {"skills": "swimming disability"}, True),
        ({"skill": "swim"}, {"skills": "swimming disability"}, False),
        ({}, {"skills": "disability"}, True),
        ({"group_size": 3}, {"largest_group": 2}, False),
        ({"group_size": 2}, {"largest_group": 2}, True),
        ({"group_size": 3}, {}, True),
        ({"group_size": 3, "split_allowed": "yes"}, {"largest_group": 2}, True),
        ({"authority": "hillshire"}, {"authority": "smalltown"}, False),
        ({}, {"authority": "smalltown"}, True),
        ({}, {"authority": "hillshire"}, False),
        ({"authority": "hillshire"}, {}, True),
    ],
)
def test_an_offer_takes_a_cohort_if_everything_fits(
    child: dict[str, Any], offer: dict[str, Any], takes: bool
) -> None:
    """Ages, price for the need, skill, size of the group, authority."""
    town = one(cohort(**child), small.offer("spot", **offer))
    assert eligibility(town).tolist() == [[takes], [True]]


@pytest.mark.parametrize(("authority", "takes"), [(None, True), ("smalltown", True), ("hillshire", False)])
def test_a_shared_offer_is_for_those_who_share(authority: str | None, takes: bool) -> None:
    """A share of 0 would still be one; hillshire has no row."""
    shares = small.rows(OfferShare, "offer authority share", ("spot", "smalltown", 1.0))
    town = one(cohort(authority=authority), small.offer("spot"), offer_shares=shares)
    assert bool(eligibility(town)[0, 0]) is takes


def test_a_group_larger_than_the_offer_keeps_together_is_split() -> None:
    """3 where 2 are kept together; never in gap."""
    town = one(cohort(group_size=3, split_allowed="yes"), small.offer("spot", largest_group=2))
    assert splits(town).tolist() == [[True], [False]]
    assert not splits(one(cohort(group_size=2), small.offer("spot", largest_group=2))).any()


LODGE = {
    "blocks": (small.block(unit_beds=3, emergency_beds=2),),
    "block_tiers": small.tiers((2, 4, 700.0), (5, 5, 600.0)),
}


@pytest.mark.parametrize(
    ("child", "offer", "tables", "places", "beds"),
    [
        ({"bed_use": 2.5}, small.offer("spot"), {}, 2.5, 2.5),
        ({"solo": "yes", "bed_use": 2.0}, small.offer("spot"), {}, 1.0, 1.0),
        ({"solo": "yes"}, small.offer("spot", unit_beds=3), {}, 3.0, 3.0),
        # rho of 5 - 2 = 3 beds is 0.7
        ({"solo": "yes"}, small.offer("lodge", "block_residential"), LODGE, 3 * 0.7, 3.0),
        # 3 beds in use of 4: rho of 3 is 0.7
        (
            {"solo": "yes"},
            small.offer("house", "internal_home"),
            {"homes": (small.home(emergency_beds=1),)},
            3 * 0.7,
            3.0,
        ),
        # 4 places a household, half of them filled
        (
            {"solo": "yes"},
            small.offer("carers", "in_house_fostering"),
            {"fostering": (small.fostering(places_per_household=4.0),)},
            2.0,
            4.0,
        ),
        # never less than 1: 1 of 2 places is filled, 0.5 of 1 would be
        (
            {"solo": "yes"},
            small.offer("carers", "in_house_fostering"),
            {"fostering": (small.fostering(places_per_household=0.8),)},
            1.0,
            1.0,
        ),
    ],
)
def test_places_and_beds_of_a_child(
    child: dict[str, Any], offer: Any, tables: dict[str, Any], places: float, beds: float
) -> None:
    """As the bed use says; a solo child closes the unit it lives in, as full as that would be by practice."""
    town = one(cohort(**child), offer, **tables)
    use, closed = places_and_beds(town)
    assert use[:, 0] == pytest.approx([places, 1.0])
    assert closed[:, 0] == pytest.approx([beds, 1.0])


def test_no_beds_offer_no_places() -> None:
    """3 beds at 0.7; 0 and fewer none."""
    assert [practical_places(instance(), beds) for beds in (3, 0, -1)] == pytest.approx([2.1, 0.0, 0.0])
