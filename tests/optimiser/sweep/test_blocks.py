"""The figures of a block-size test, by hand.

Two children placed in April; spot costs 200 pounds a day and child, of 716 days: 286,400. A bed costs 731 days.
"""

import pytest

from optimiser.sweep.blocks import Asked, Terms, size_test
from optimiser.sweep.live import Effort
from tests.optimiser.cases import block, children, entering, month, one_cohort, policy, tier
from tests.optimiser.sweep.cases import by_size, cold, sized, two_children
from tests.oracles.small import offer, settings

ONE_BED = 731 * 1000 / 7
NOBODY = 2 * 716 * 200.0


def test_what_each_size_saves() -> None:
    """A bed at 104,428.57 takes a child out of spot, 143,200; three at 219,300 take both."""
    found = by_size(sized(two_children(), range(5)))
    assert found[0].cost_gbp == pytest.approx(NOBODY)
    assert found[1].saving_gbp == pytest.approx(143_200 - ONE_BED)
    assert found[2].saving_gbp == pytest.approx(2 * (143_200 - ONE_BED))
    assert found[3].saving_gbp == pytest.approx(NOBODY - 219_300)
    assert found[0].saving_gbp == found[0].saving_low_gbp == found[0].saving_high_gbp == 0.0


def test_the_next_bed() -> None:
    """From no bed to one, one to two; the third loses 219,300 less two beds at 1,000."""
    found = by_size(sized(two_children(), range(5)))
    assert found[1].next_bed_gbp == pytest.approx(143_200 - ONE_BED)
    assert found[2].next_bed_gbp == pytest.approx(2 * ONE_BED - 219_300)
    assert found[3].next_bed_gbp is None


def test_best_size() -> None:
    """Two beds; proven to the end nothing else is as good."""
    result = sized(two_children(), range(5))
    assert (result.best_beds, result.indistinguishable_beds) == (2, (2,))


def test_sizes_that_are_not_on_offer() -> None:
    """Four beds are in no tier, one is no whole home of two: neither is available, neither has figures."""
    found = by_size(sized(two_children(blocks=(block(unit_beds=2),)), range(5)))
    assert [beds for beds, point in found.items() if not point.available] == [1, 3, 4]
    assert (found[4].status, found[4].cost_gbp, found[4].occupancy) == ("unavailable", None, None)


def test_no_block_has_no_occupancy() -> None:
    """And no voids, nothing to pay."""
    none = by_size(sized(two_children(), (0, 2)))[0]
    assert (none.occupancy, none.void_beds, none.void_cost_gbp, none.commitment_gbp) == (None, 0.0, 0.0, 0.0)
    assert (none.start, none.price_gbp_per_week, none.highest_price_gbp_per_week) == (None, None, None)


def test_no_block_is_always_compared_with() -> None:
    """Also where only two beds were asked for."""
    assert [point.beds for point in sized(two_children(), (2,)).points] == [0, 2]


def test_voids_are_beds_paid_less_beds_occupied() -> None:
    """Of three beds two are used, half of April apart: 12 months x 3 less 2 x 11.5, at 100 a day."""
    three = by_size(sized(two_children(), range(4)))[3]
    assert three.void_beds == pytest.approx((36 - 23) / 12)
    assert three.void_cost_gbp == pytest.approx(365 * 100 + 2 * 15 * 100)
    assert three.occupancy == pytest.approx(23 / 36)


def test_what_it_binds_the_council_to() -> None:
    """Two years of three beds, guaranteed in full."""
    three = by_size(sized(two_children(), range(4)))[3]
    assert three.commitment_gbp == pytest.approx(219_300)
    assert three.guaranteed_gbp == pytest.approx(219_300)
    assert (three.start, three.end) == ("2022-04-01", "2024-03-31")


def test_only_so_much_is_guaranteed() -> None:
    """At 60 % of three beds."""
    three = by_size(sized(two_children(blocks=(block(guarantee_share=0.6),)), (3,)))[3]
    assert three.guaranteed_gbp == pytest.approx(0.6 * 219_300)
    assert three.commitment_gbp == pytest.approx(219_300)


def test_highest_price_worth_paying() -> None:
    """Three beds for as much as spot costs: 286,400 / 731 / 3 a day; at that price nothing is saved."""
    three = by_size(sized(two_children(), range(4)))[3]
    assert three.price_gbp_per_week == 700.0
    assert three.highest_price_gbp_per_week == pytest.approx(7 * NOBODY / 731 / 3)
    dear = two_children(block_tiers=(tier(3, 3, three.highest_price_gbp_per_week),))
    assert by_size(sized(dear, (3,)))[3].saving_gbp == pytest.approx(0.0, abs=1e-3)


def test_break_even_occupancy() -> None:
    """It pays 219,300 and avoids 286,400 at 23 / 36 of the beds."""
    three = by_size(sized(two_children(), range(4)))[3]
    assert three.break_even_occupancy == pytest.approx(23 / 36 * 219_300 / NOBODY)


def test_filling_and_admissions() -> None:
    """Two children are placed in the year; both beds are taken at the end of April, the third never."""
    found = by_size(sized(two_children(), range(4)))
    assert found[2].eligible_admissions_per_year == pytest.approx(2.0)
    assert found[2].months_to_fill == 1
    assert found[3].months_to_fill is None


def test_filling_takes_until_children_come() -> None:
    """One in April, one in June: two beds are full at the end of the third month."""
    found = by_size(sized(two_children(placements_today=(children(1),), entries=(entering(1, 3),)), (2,)))
    assert found[2].months_to_fill == 3


def test_a_start_can_be_given() -> None:
    """From July only: 3 months of spot first."""
    planning = two_children(blocks=(block(start_to=month(4), term_months=30),), settings=settings(12, 3))
    free, july = (by_size(sized(planning, (2,), start=start))[2] for start in (None, 4))
    assert free.start == "2022-04-01"
    assert july.start == "2022-07-01"
    assert july.cost_gbp > free.cost_gbp


def test_locality_of_children() -> None:
    """The block lies in the authority, spot far away: half the children with one bed, all with two."""
    planning = one_cohort(
        {offer("spot", placed_in="away"): 1400, offer("block", "block_residential", "block"): 0},
        placements_today=(children(2),),
        blocks=(block(),),
        block_tiers=(tier(1, 2, 1000),),
    )
    found = by_size(sized(planning, range(3)))
    assert [found[n].locality_share for n in range(3)] == pytest.approx([0.0, 0.5, 1.0])


def test_sizes_that_break_a_hard_policy() -> None:
    """At most 120,000 pounds of revenue a year: without a block 140,000, with one bed 122,143."""
    cap = policy(120_000.0, None, measure="revenue_gbp", policy="budget")
    found = by_size(sized(two_children(policies=(cap,)), range(4)))
    assert [found[n].status for n in range(4)] == ["infeasible", "infeasible", "optimal", "optimal"]
    assert found[2].saving_gbp is None
    assert found[2].highest_price_gbp_per_week is None


def test_revenue_is_the_ledgers() -> None:
    """A year of three beds at 100 a day."""
    assert by_size(sized(two_children(), (3,)))[3].revenue_gbp_by_year == {"2022/23": pytest.approx(109_500)}


def test_prices_and_guarantees_each_have_a_curve() -> None:
    """At 1,000 two beds are best; at 1,390 none of one or two, so three."""
    terms = [Terms(two_children(price), price) for price in (1000.0, 1390.0)]
    result = size_test(Asked("beds", (0, 1, 2, 3), every_path=False), terms, Effort(gap=0.0)).result
    assert [curve.price_gbp_per_week for curve in result.curves] == [1000.0, 1390.0]
    assert [curve.best_beds for curve in result.curves] == [2, 3]
    assert result.points == result.curves[0].points
    assert result.best_beds == 2


def test_a_cell_of_the_grid_is_what_a_test_by_itself_finds() -> None:
    """Plans of the first cell are tried in the others: at the second price and guarantee, the same least costs."""
    terms = [
        Terms(two_children(price, blocks=(block(guarantee_share=share),)), price, share)
        for price in (1000.0, 1390.0)
        for share in (0.6, 1.0)
    ]
    asked = Asked("beds", (0, 1, 2, 3), every_path=False)
    grid = size_test(asked, terms, Effort(gap=0.0)).result.curves
    for each, curve in zip(terms, grid, strict=True):
        (alone,) = size_test(asked, [each], Effort(gap=0.0)).result.curves
        assert curve.best_beds == alone.best_beds
        assert [p.cost_gbp for p in curve.points] == pytest.approx([p.cost_gbp for p in alone.points])
        assert [p.cost_gbp for p in curve.points] == pytest.approx([cold(each.instance, "beds", n) for n in range(4)])
