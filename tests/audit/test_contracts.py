"""Block contracts by hand: their ends, their beds by year, what a bed costs in a month."""

from typing import Any

import pytest

from audit.contracts import (
    base_end,
    beds_there,
    break_end,
    earliest_end,
    emergency_beds,
    ends_on_offer,
    last_day,
    price_factors,
    term_ends,
)
from audit.prices import Prices
from models.instance import Instance
from models.tables import Block, BlockRamp, Uplift
from tests.audit import small
from tests.audit.small import instance


def ends(start: int = 1, **changes: Any) -> tuple[int, ...]:
    """Return the ends on offer in a horizon of 12 months and a tail to month 24."""
    return ends_on_offer(instance(), small.block(**changes), start)


def test_a_term_and_its_extensions_end_on_their_last_day() -> None:
    """6 months from month 1, then twice 4 more."""
    assert ends(term_months=6, extensions=2, extension_months=4) == (6, 10, 14)
    assert term_ends(small.block(term_months=6, extensions=2, extension_months=4), 1) == (6, 10, 14)


def test_a_break_is_on_offer_if_the_term_is_longer() -> None:
    """After 4 of 6 months; not after 6 or 8."""
    assert ends(term_months=6, break_after_months=4) == (4, 6)
    assert ends(term_months=6, break_after_months=6) == (6,)
    assert ends(term_months=6, break_after_months=8) == (6,)
    assert break_end(small.block(term_months=6, break_after_months=6), 1) is None


def test_of_ends_after_the_tail_the_first_is_on_offer_and_no_break() -> None:
    """The tail ends in month 24."""
    assert ends(term_months=12, extensions=3, extension_months=12) == (12, 24)
    assert ends(term_months=20, extensions=3, extension_months=3) == (20, 23, 26)
    assert ends(term_months=30, break_after_months=24) == (30,)
    assert ends(term_months=30, break_after_months=23) == (23, 30)


def test_a_running_block_offers_only_what_is_still_to_come() -> None:
    """From month -13, for 14 months to month 0, then 5 and 10: the break after 10 has passed."""
    running = {"term_months": 14, "extensions": 2, "extension_months": 5, "break_after_months": 10}
    assert ends(-13, beds_today=4, **running) == (5, 10)
    assert base_end(small.block(**running), -13) == 5
    assert earliest_end(small.block(**running), -13) is None
    assert base_end(small.block(term_months=24, extensions=1, extension_months=6), -13) == 10
    assert earliest_end(small.block(term_months=24, break_after_months=20), -13) == 6


def test_the_last_day_of_a_month() -> None:
    """28 February 2025."""
    assert last_day(instance().calendar, 11) == small.dt.date(2025, 2, 28)


def test_beds_rise_by_contract_year_and_are_rounded_up() -> None:
    """7 beds: half of them, 3.5, so 4 in year 1; 0.7 of 10, 7 and no more, in year 2; all from year 3 on."""
    ramps = small.rows(
        BlockRamp,
        "block contract_year beds_share",
        ("lodge_block", 1, 0.5),
        ("lodge_block", 2, 0.7),
        ("other", 3, 0.1),
    )
    town = instance(block_ramps=ramps)
    assert [beds_there(town, small.block(), 7, 4, m) for m in (4, 15, 16, 27, 28)] == [4, 4, 5, 5, 7]
    assert beds_there(town, small.block(), 10, 4, 16) == 7
    assert [beds_there(town, small.block(), 7, -13, m) for m in (0, 1, 10, 11)] == [5, 5, 5, 7]


def test_beds_for_emergencies_are_kept_where_there_are_more() -> None:
    """2 of 3; of 2 none."""
    assert [emergency_beds(small.block(emergency_beds=2), beds) for beds in (1, 2, 3)] == [0, 0, 2]


def prices(**changes: Any) -> tuple[Instance, Prices]:
    """Return three years whose block prices rise by 10 % in 2025/26 and 20 % in 2026/27."""
    rises = small.rows(
        Uplift,
        "uplift prices financial_year uplift_share",
        ("block_residential", "central", "2025/26", 0.1),
        ("block_residential", "central", "2026/27", 0.2),
    )
    town = instance(settings=small.settings(financial_years=3, **changes), uplifts=rises)
    return town, Prices(town, "central")


def factors(block: Block, start: int, last: int, *at: int, **changes: Any) -> list[float]:
    """Return the price factors in some months."""
    found = price_factors(prices(**changes)[1], block, "block_residential", start, last)
    return [found[month] for month in at]


def test_a_review_adds_the_uplift_of_its_year() -> None:
    """Started in month 4 at the prices of the base; reviewed in April, months 13 and 25."""
    assert factors(small.block(), 4, 30, 4, 12, 13, 24, 25) == pytest.approx([1.0, 1.0, 1.1, 1.1, 1.32])


def test_a_later_start_pays_the_index_of_its_year() -> None:
    """Started in month 14 at 1.1; the review of April 2025 is over."""
    assert factors(small.block(), 14, 30, 14, 24, 25) == pytest.approx([1.1, 1.1, 1.32])


def test_a_start_in_the_month_of_review_is_not_reviewed() -> None:
    """Started in month 13: 1.1."""
    assert factors(small.block(), 13, 25, 13, 25) == pytest.approx([1.1, 1.32])


def test_a_review_in_another_month() -> None:
    """October 2024 lies in the year of the price base: nothing; October 2025 adds 10 %, October 2026 20 %."""
    late = small.block(review_month=10)
    assert factors(late, 4, 36, 7, 18, 19, 30, 31) == pytest.approx([1.0, 1.0, 1.1, 1.1, 1.32])


def test_a_fixed_price_stays() -> None:
    """That of the start."""
    assert factors(small.block(review="fixed"), 14, 36, 14, 36) == pytest.approx([1.1, 1.1])


def test_a_cap_and_a_collar_hold_the_review() -> None:
    """10 and 20 % between 12 and 15: 1.12, then x 1.15."""
    held = small.block(review_collar_share=0.12, review_cap_share=0.15)
    assert factors(held, 1, 25, 1, 12, 13, 25) == pytest.approx([1.0, 1.0, 1.12, 1.12 * 1.15])


def test_a_running_block_pays_what_the_tables_say_in_month_0() -> None:
    """Started in month -5: its price is that of the base until April 2025."""
    assert factors(small.block(beds_today=4), -5, 30, 1, 12, 13, 25) == pytest.approx([1.0, 1.0, 1.1, 1.32])


def test_a_running_block_with_an_older_price_base_is_reviewed_in_the_first_april() -> None:
    """Base 2023/24, which month 0 lies in; 2024/25 rises by 4 %."""
    rises = small.rows(
        Uplift,
        "uplift prices financial_year uplift_share",
        ("block_residential", "central", "2024/25", 0.04),
        ("block_residential", "central", "2025/26", 0.1),
    )
    town = instance(settings=small.settings(price_base="2023/24"), uplifts=rises)
    found = price_factors(Prices(town, "central"), small.block(beds_today=4), "block_residential", -5, 13)
    assert list(found) == list(range(1, 14))
    assert [found[1], found[12], found[13]] == pytest.approx([1.04, 1.04, 1.144])
