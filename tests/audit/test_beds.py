"""Beds paid for, kept and sold, by hand: of blocks by period, of homes by month."""

from typing import Any

import pytest

from audit.beds import Beds, beds_of
from audit.pledges import pledges_of
from audit.prices import Prices
from audit.simulate import simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Commitment
from models.tables import BlockRamp
from tests.audit import small
from tests.audit.small import admit, instance, months

QUARTER = (Period(1, 3, True), Period(4, 6, True))


def lodge(**changes: Any) -> dict[str, Any]:
    """Return tables with a block of offer `lodge` that may end after a year."""
    return {
        "offers": (small.offer("lodge", "block_residential"), small.offer("spot"), small.offer("gap", "gap")),
        "offer_prices": small.prices(("lodge", "low", 0.0), ("spot", "low", 700.0)),
        "placements_today": (),
        "blocks": (small.block(term_months=12, **changes),),
        "block_tiers": small.tiers((2, 12, 700.0)),
    }


def house(**changes: Any) -> dict[str, Any]:
    """Return tables with a type of home of offer `house`."""
    return {
        "offers": (small.offer("house", "internal_home"), small.offer("spot"), small.offer("gap", "gap")),
        "offer_prices": small.prices(("house", "low", 0.0), ("spot", "low", 700.0)),
        "placements_today": (),
        "homes": (small.home(**changes),),
    }


def beds(
    tables: dict[str, Any],
    *commitments: Commitment,
    admissions: Any = (),
    periods: tuple[Period, ...] = months(6),
    sells: bool = True,
) -> Beds:
    """Return the beds of the one block or type of home."""
    town: Instance = instance(**tables)
    played = simulate(town, "middle", admissions, periods, commitments)
    pledges = pledges_of(town, Prices(town, "central"), commitments, periods)
    (found,) = beds_of(town, played, pledges, sells=sells)
    return found


FIVE = small.commit("block", "lodge_block", 1, 5, 12)


def test_a_take_or_pay_block_is_paid_whole() -> None:
    """5 beds, one child from month 2 on: half of it on average in month 2."""
    found = beds(lodge(), FIVE, admissions=[admit("kids", "lodge", 2, 1.0)])
    assert found.paid.tolist() == [0, 5, 5, 5, 5, 5, 5]
    assert found.used[:, 0].tolist() == [0, 0, 0.5, 1, 1, 1, 1]
    assert found.void.tolist() == [0, 5, 4.5, 4, 4, 4, 4]
    assert found.kept.sum() == 0


def test_use_beyond_the_guarantee_is_paid_for() -> None:
    """2 of 5 beds are guaranteed; 3 children from month 1, on average 1.5 in the first."""
    found = beds(lodge(guarantee_share=0.4), FIVE, admissions=[admit("kids", "lodge", 1, 3.0)])
    assert found.paid.tolist() == pytest.approx([0, 2, 3, 3, 3, 3, 3])
    assert found.void.tolist() == pytest.approx([0, 0.5, 0, 0, 0, 0, 0])


def test_use_beyond_the_guarantee_is_settled_by_period() -> None:
    """3 admitted over a quarter, 1 a month: 0.5, 1.5, 2.5 used, 4.5 in all; guaranteed 3 x 1.25 = 3.75.

    0.75 over three months is 0.25 a month. Next quarter 3 each month: 1.75 beyond the guarantee.
    """
    found = beds(lodge(guarantee_share=0.25), FIVE, admissions=[admit("kids", "lodge", 1, 3.0)], periods=QUARTER)
    assert found.paid.tolist() == pytest.approx([0, 1.5, 1.5, 1.5, 3, 3, 3])
    assert found.void.tolist() == pytest.approx([0, 1.0, 0.0, -1.0, 0, 0, 0])


def test_a_contract_that_begins_in_a_period_settles_over_its_own_months() -> None:
    """From month 3, 2 beds guaranteed of 5 at 0.4: of 3 children from months 1 to 3 with spot's run-off none count.

    Averages 0.5, 1.5 and 2.5 in the offer; 4.5 less guaranteed 2, all paid in month 3: 2 + 2.5.
    """
    late = small.commit("block", "lodge_block", 3, 5, 14)
    found = beds(lodge(guarantee_share=0.4), late, admissions=[admit("kids", "lodge", 1, 3.0)], periods=QUARTER)
    assert found.paid.tolist() == pytest.approx([0, 0, 0, 4.5, 3, 3, 3])
    assert found.used[:, 0].tolist() == pytest.approx([0, 0, 0, 2.5, 3, 3, 3])


def test_emergency_beds_are_guaranteed_like_the_others_and_are_no_voids() -> None:
    """5 beds, 1 for emergencies, 0.6 guaranteed: 3 paid, 0.6 of them kept, 2.4 for children.

    2 children: 0.4 void. 4 children: 1.6 beyond, 4.6 paid, no void.
    """
    tables = lodge(guarantee_share=0.6, emergency_beds=1)
    two = beds(tables, FIVE, admissions=[admit("kids", "lodge", 1, 2.0)])
    assert (two.paid[2], two.kept[2], two.void[2]) == pytest.approx((3.0, 0.6, 0.4))
    four = beds(tables, FIVE, admissions=[admit("kids", "lodge", 1, 4.0)])
    assert (four.paid[2], four.kept[2], four.void[2]) == pytest.approx((4.6, 0.6, 0.0))
    assert four.emergency.tolist() == [0, 1, 1, 1, 1, 1, 1]


def test_beds_of_the_first_contract_year() -> None:
    """A fifth of 5 beds is 1, no more than the 1 for emergencies: then none is kept."""
    ramps = small.rows(BlockRamp, "block contract_year beds_share", ("lodge_block", 1, 0.2))
    found = beds({**lodge(emergency_beds=1), "block_ramps": ramps}, FIVE)
    assert (found.there[6], found.emergency[6], found.kept[6], found.paid[6]) == (1, 0, 0, 1)


def test_a_solo_child_uses_the_whole_unit() -> None:
    """3 beds are closed: used, and not void."""
    kids = small.cohorts(("kids", "low", 10, 15, "town"))[0].model_copy(update={"solo": "yes"})
    found = beds({**lodge(unit_beds=3), "cohorts": (kids,)}, FIVE, admissions=[admit("kids", "lodge", 1, 1.0)])
    assert found.used[2, 0] == 3.0
    assert found.void[2] == 2.0


def test_beds_sold_are_few_or_what_is_void() -> None:
    """At most 3 of 5: with one child 3 are sold, with three only 2."""
    tables = lodge(void_sale_beds=3.0)
    one = beds(tables, FIVE, admissions=[admit("kids", "lodge", 1, 1.0)])
    assert one.sold.tolist() == [0, 3, 3, 3, 3, 3, 3]
    three = beds(tables, FIVE, admissions=[admit("kids", "lodge", 1, 3.0)])
    assert three.sold.tolist() == [0, 3, 2, 2, 2, 2, 2]


def test_beds_are_sold_by_the_period() -> None:
    """3 admitted over the quarter: 0.5, 1.5, 2.5 used of 4 (1 kept), so 2.5 void on average; next quarter 1."""
    tables = lodge(void_sale_beds=4.0, emergency_beds=1)
    found = beds(tables, FIVE, admissions=[admit("kids", "lodge", 1, 3.0)], periods=QUARTER)
    assert found.sold.tolist() == pytest.approx([0, 2.5, 2.5, 2.5, 1, 1, 1])


def test_beds_that_are_there_for_part_of_a_period_are_sold_for_that_part() -> None:
    """From month 3: a third of 3, in month 3 alone."""
    late = small.commit("block", "lodge_block", 3, 5, 14)
    found = beds(lodge(void_sale_beds=3.0), late, periods=QUARTER)
    assert found.sold.tolist() == pytest.approx([0, 0, 0, 1, 3, 3, 3])


def test_baselines_sell_nothing() -> None:
    """Neither of blocks nor of homes."""
    assert beds(lodge(void_sale_beds=3.0), FIVE, sells=False).sold.sum() == 0
    assert beds(house(void_sale_beds=3.0, homes_today=1), sells=False).sold.sum() == 0


def test_beds_of_homes_are_those_of_today_and_of_new_ones() -> None:
    """1 home of 4 beds today, 1 for emergencies; a second one decided in month 1, live in month 4."""
    found = beds(house(homes_today=1, emergency_beds=1), small.commit("home", "house_type", 1, 1))
    assert found.units.tolist() == [0, 1, 1, 1, 2, 2, 2]
    assert found.there.tolist() == [0, 4, 4, 4, 8, 8, 8]
    assert found.emergency.tolist() == [0, 1, 1, 1, 2, 2, 2]
    assert found.sold.sum() == 0


def test_beds_of_homes_sold() -> None:
    """3 beds in use a home, at most 2 sold of each: 2, then 4 with two homes; with 2.5 children 0.5 and 3.5."""
    tables = house(homes_today=1, emergency_beds=1, void_sale_beds=2.0)
    second = small.commit("home", "house_type", 1, 1)
    assert beds(tables, second).sold.tolist() == [0, 2, 2, 2, 4, 4, 4]
    full = beds(tables, second, admissions=[admit("kids", "house", 1, 2.5)])
    assert full.sold.tolist() == pytest.approx([0, 1.75, 0.5, 0.5, 3.5, 3.5, 3.5])


def test_a_home_fuller_than_its_beds_sells_nothing_of_its_own() -> None:
    """5 children of today where 3 beds are in use: none sold; a new home has 3 beds to sell."""
    tables = house(homes_today=1, emergency_beds=1, void_sale_beds=2.0)
    tables["placements_today"] = small.today(("kids", "house", "internal_home", 5, 5.0))
    assert beds(tables).sold.sum() == 0
    assert beds(tables, small.commit("home", "house_type", 1, 1)).sold.tolist() == [0, 0, 0, 0, 3, 3, 3]
