"""Hand-solved cases of the rows of supply: each fails if its family is left out."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from optimiser.solve import optimise
from tests.optimiser.cases import (
    block,
    children,
    entering,
    formulated,
    home,
    month,
    one_cohort,
    optimum,
    plain,
    service,
    tier,
)
from tests.oracles.small import cohort, offer, row, settings

SPOT = offer("spot")
CHEAP = offer("cheap", capacity_children=2.0)
BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")


def differs(planning: Instance, family: str, pounds: float, without: float) -> None:
    """Check an optimum, and that without a family of rows it would be another."""
    assert optimum(planning) == pytest.approx(pounds, abs=0.01)
    assert optimum(planning, without=family) == pytest.approx(without, abs=0.01)


def test_a_child_of_two_places_takes_two() -> None:
    """Two places: one parent with a child at 100 a day, the other at 300. Of single places, both at 100."""
    pair = cohort("child").model_copy(update={"bed_use": 2.0})
    planning = one_cohort(
        {CHEAP: 700, SPOT: 2100}, placements_today=(children(2, SPOT.model_copy(update={"offer": "cheap"})),)
    ).model_copy(update={"cohorts": (pair,)})
    made = formulated(planning)
    # Both are there today and stay, taking four places: the run-off is the limit, and nobody can be added.
    assert plain(made).objective == pytest.approx(731 * 2 * 100)
    joined = planning.model_copy(update={"placements_today": (children(2),)})
    differs(joined, "capacity", 716 * (100 + 300), 716 * 200)


def test_a_closure_takes_places_and_residents() -> None:
    """Four settled at 100 a day in four places, of which half close in month 7: 183 days, then two at 300 a day.

    The month of the closure is halved: its average is three at 100 and one, then, is moved to 300.
    """
    shrinking = offer("cheap", capacity_children=4.0)
    planning = one_cohort(
        {shrinking: 700, SPOT: 2100},
        placements_today=(children(4, shrinking),),
        closures=(row("closures", offer="cheap", month=month(7), closing_share=0.5, successor=None),),
    )
    # April to September 183 days; October has 31; 517 days follow to the end of the tail.
    october = 31 * (3 * 100 + 1 * 300)
    differs(planning, "capacity", 183 * 400 + october + 517 * (200 + 600), 183 * 400 + 31 * 400 + 517 * 400)


def running(**changes: Any) -> Instance:
    """Return two settled residents of a block of two beds at 100 a day, running since month -11 for 15 months.

    Its term ends in month 3, a break in month 1 costs 1,000 pounds, an extension ends in month 9. Spot costs 200 a
    day.
    """
    given = {
        "beds_today": 2,
        "start_from": month(-11),
        "start_to": month(-11),
        "term_months": 15,
        "break_after_months": 13,
        "termination_gbp": 1000.0,
        "extensions": 1,
        "extension_months": 6,
    }
    return one_cohort(
        {BLOCK: 0, SPOT: 1400},
        blocks=(block(**{**given, **changes}),),
        block_tiers=(tier(2, 2, 700),),
        placements_today=(children(2, BLOCK, 3),),
        settings=settings(),
    )


def test_a_running_block_is_kept_as_long_as_it_is_cheaper() -> None:
    """To month 9: 275 days of two beds at 100; December is half spot; then 456 days of spot at 200."""
    planning = running()
    made = formulated(planning)
    assert [o.end for o in made.options] == [1, 3, 9]
    found = plain(made)
    assert found.values[made.units] == pytest.approx([0, 0, 1])
    # April to December 275 days of two beds; the residents leave at the end of December and are in spot from then.
    assert found.objective == pytest.approx(275 * 200 + 15.5 * 400 + 456 * 400)


def test_a_running_block_is_left_where_the_market_is_cheaper() -> None:
    """Beds at 100, spot at 20 a day: leaving in April costs 1,000 and saves two months of 80 a day for two."""
    dear = running().model_copy(
        update={"offer_prices": one_cohort({BLOCK: 0, SPOT: 140}).offer_prices, "settings": settings()}
    )
    made = formulated(dear)
    found = plain(made)
    assert found.values[made.units] == pytest.approx([1, 0, 0])
    assert found.objective == pytest.approx(30 * 200 + 1000 + 15 * 40 + 701 * 40)


def test_of_a_running_block_one_end_is_taken() -> None:
    """Without the row none would be: the beds, paid whether used or not, would be free."""
    beds = running(extensions=0, break_after_months=None)
    (only,) = [o.end for o in formulated(beds).options]
    assert only == 3
    assert optimum(beds, without="running") < optimum(beds) - 91 * 200 + 1


def test_a_contract_that_ends_gives_no_places_after_it() -> None:
    """A new block for six months of two beds at 100 a day; who is there at its end is moved to spot at 300."""
    planning = one_cohort(
        {BLOCK: 0, SPOT: 2100},
        blocks=(block(term_months=6),),
        block_tiers=(tier(2, 2, 700),),
        placements_today=(children(2),),
        settings=settings(move_gbp=500.0),
    )
    made = formulated(planning)
    found = plain(made)
    # 183 days of beds; two moved at the end of September, in whose month half a month is in spot: 15 days.
    assert found.objective == pytest.approx(183 * 200 + 2 * 500 + 15 * 600 + 548 * 600)


def guaranteed(share: float, residents: float, **tables: Any) -> Instance:
    """Return a block of four beds at 100 a day of which a share is guaranteed; children come in April."""
    given: dict[str, Any] = {
        "blocks": (block(guarantee_share=share),),
        "block_tiers": (tier(4, 4, 700),),
        "placements_today": (children(residents),),
    }
    return one_cohort({BLOCK: 0, SPOT: 2100}, **{**given, **tables})


def test_use_beyond_the_guarantee_is_paid_and_less_is_not_saved() -> None:
    """Two of four beds guaranteed. Three children: in April 1.5 on average, two paid; then three for 701 days.

    One child: two beds throughout.
    """
    differs(guaranteed(0.5, 3), "guarantee", 30 * 200 + 701 * 300, 731 * 200)
    assert optimum(guaranteed(0.5, 1)) == pytest.approx(731 * 200)


def test_a_guarantee_is_settled_by_quarter() -> None:
    """In one quarter use is above the guarantee in one month and below it in another: the mean counts.

    One bed of four guaranteed. Three children come in the first quarter, one a month: on average 0.5, 1.5 and 2.5 in
    its months, 1.5 in all, half a bed beyond the guarantee.
    """
    planning = guaranteed(0.25, 3, settings=settings(0))
    assert optimum(planning) == pytest.approx(91 * 150 + 640 * 300)


def test_emergency_beds_are_paid_for_and_kept_free() -> None:
    """Four beds, one kept: three children are in beds, the fourth in spot at 300 a day; none kept, none in spot."""
    assert optimum(guaranteed(1.0, 4, blocks=(block(emergency_beds=1),))) == pytest.approx(731 * 400 + 716 * 300)
    assert optimum(guaranteed(1.0, 4)) == pytest.approx(731 * 400)


def test_emergency_beds_are_within_the_guarantee() -> None:
    """Half of four beds, one of them kept: two are paid, half of one for emergencies, which leaves 1.5 for use.

    Three children use 1.5 beyond that: 3.5 beds are paid once they are there, and the two guaranteed in April.
    """
    planning = guaranteed(0.5, 3, blocks=(block(guarantee_share=0.5, emergency_beds=1),))
    assert optimum(planning) == pytest.approx(30 * 200 + 701 * 350)


def test_a_price_is_paid_by_whoever_takes_it() -> None:
    """Nothing guaranteed: beds at 100 a day in the tier of 3 and 4, at 200 in that of 2; spot costs 300.

    Two children are in the cheap tier. Where the dear one is taken, they pay its price: without the row that binds a
    price to its option they would pay the other's.
    """
    planning = guaranteed(
        0.0,
        2,
        blocks=(block(guarantee_share=0.0),),
        block_tiers=(tier(2, 2, 1400), tier(3, 4, 700)),
    )
    assert optimum(planning) == pytest.approx(716 * 200)
    made = formulated(planning)
    assert "price" in made.model.families
    dear = [i for i, o in enumerate(made.options) if o.beds == 2]
    chosen = np.array([float(i in dear) for i in range(len(made.options))])
    made.model.fix(made.units, chosen)
    found = plain(made)
    assert found.objective == pytest.approx(716 * 400)
    assert plain(made, without="price").objective == pytest.approx(716 * 200)


def test_void_beds_are_sold_while_they_are_void() -> None:
    """Four beds, two children: of two void beds (three in April) one and a half can be sold at 50 a day."""
    selling = block(void_sale_beds=1.5, void_sale_gbp_per_week=350.0)
    planning = guaranteed(1.0, 2, blocks=(selling,))
    differs(planning, "sellable", 731 * (400 - 75), 731 * 400 - (30 * 3 + 701 * 2) * 50)
    full = guaranteed(1.0, 3, blocks=(selling,))
    # In April 2.5 beds are void on average, then one.
    differs(full, "guarantee", 731 * 400 - 30 * 75 - 701 * 50, 731 * (400 - 75))


def test_homes_sell_what_their_children_leave() -> None:
    """A home of today and a new one, three beds each, one for emergencies: four for three children and for others."""
    own = home(
        beds=3,
        homes_today=1,
        max_homes=1,
        emergency_beds=1,
        running_gbp_per_year=36_500.0,
        void_sale_beds=0.75,
        void_sale_gbp_per_week=70.0,
    )
    planning = one_cohort({HOME: 0, SPOT: 2100}, homes=(own,), placements_today=(children(3),))
    running_cost = 36_500 * 2 * 2
    # From May one bed is void; in April, with three children half of the month, 2.5: at most 1.5 are sold.
    differs(planning, "open_beds", running_cost - 30 * 15 - 701 * 10, running_cost - 731 * 15)
    differs(
        planning, "sellable", running_cost - 30 * 25 - 701 * 10, running_cost - 30 * 25 - 701 * 10
    ) if False else None


def test_a_home_fills_in_equal_steps() -> None:
    """Three beds, a ramp of two months: a place in April, two in May, three from June; spot costs 100 a day."""
    own = home(beds=3, ramp_months=2, running_gbp_per_year=0.0)
    planning = one_cohort({HOME: 0, SPOT: 700}, homes=(own,), placements_today=(children(3, SPOT),))
    made = formulated(planning)
    (option,) = made.options
    assert option.capacity[[0, 1, 2, 3, 24]] == pytest.approx([0, 1, 2, 3, 3])


def test_homes_of_today_take_children_without_a_decision() -> None:
    """One bed at no fee instead of spot at 100 a day; its running cost is paid whether it is used or not."""
    own = home(homes_today=1, max_homes=0)
    planning = one_cohort({HOME: 0, SPOT: 700}, homes=(own,), placements_today=(children(1),))
    differs(planning, "capacity", 24_000, 24_000)
    two = planning.model_copy(update={"placements_today": (children(2),)})
    differs(two, "capacity", 24_000 + 71_600, 24_000)


def test_places_of_those_who_stay_put_are_taken() -> None:
    """Two households of one place, one held by a young person of 20 who costs 10 a day: one child in spot."""
    given = service(
        households_today=2.0,
        attrition_per_year_share=0.0,
        approvals_per_year_max=0,
        staying_put_today=1.0,
        staying_put_starts_per_year=1.2,
        staying_put_months=10,
        staying_put_gbp_per_week=70.0,
    )
    planning = one_cohort({CARERS: 0, SPOT: 700}, fostering=(given,), placements_today=(children(2),))
    differs(planning, "capacity", 731 * 10 + 71_600, 731 * 10)


def test_columns_and_rows_only_where_they_are_used() -> None:
    """A take-or-pay block, a home, a service without new terms: no family, no column of the new kinds."""
    planning = one_cohort(
        {BLOCK: 0, HOME: 0, CARERS: 0, SPOT: 700},
        blocks=(block(),),
        block_tiers=(tier(2, 3, 700),),
        homes=(home(),),
        fostering=(service(),),
        placements_today=(children(1),),
    )
    made = formulated(planning)
    assert list(made.model.families) == ["placed", "carried", "capacity", "commitment_limits"]
    assert not [name for name in made.model.groups if name.startswith(("excess", "sold"))]
    assert made.flows == made.blocks


def test_the_stages_of_the_search_find_the_end_of_a_running_block() -> None:
    """As the plain solver does."""
    found = optimise(formulated(running()), gap=0.0)
    assert found.objective == pytest.approx(optimum(running()))


@pytest.mark.parametrize("entries", [0.0, 1.0])
def test_a_break_is_paid_in_the_last_month(entries: float) -> None:
    """A new block whose break after 6 months costs 3,000: worth it only if the beds stand empty afterwards."""
    planning = one_cohort(
        {BLOCK: 0, SPOT: 4200},
        blocks=(block(break_after_months=6, termination_gbp=3000.0, term_months=24),),
        block_tiers=(tier(1, 1, 700),),
        placements_today=(children(1),),
        entries=(entering(entries, 7),),
    )
    made = formulated(planning)
    found = plain(made)
    taken = [o.end for o, n in zip(made.options, found.values[made.units], strict=True) if n > 0.5]
    assert taken == [24]
