"""The price of a bed over the years of a contract, and how many beds there are."""

from typing import Any

import pytest

from models.tables import BlockRamp
from optimiser.block_prices import Uplifts, beds_there, price_factors, weeks_of
from tests.optimiser.cases import block, compiled, one_cohort
from tests.oracles.small import flat_uplifts, offer, row, settings

BLOCK = offer("block", "block_residential", "block")


def uplifts(base: str = "2021/22", **rises: float) -> Uplifts:
    """Return uplifts by the year in which they come, of a plan from April 2022."""
    given = rises or {"2022/23": 0.1, "2023/24": 0.2}
    rows = tuple(u for year, rise in given.items() for u in flat_uplifts([BLOCK], rise, [year]))
    planning = one_cohort({BLOCK: 0}, uplifts=rows, settings=settings(price_base=base))
    return Uplifts(compiled(planning), "block_residential")


def factors(start: int, last: int, base: str = "2021/22", **changes: Any) -> list[float]:
    """Return the factors of a block from its start (or month 0) to a month."""
    return list(price_factors(block(**changes), uplifts(base), start, last).values())


def test_an_indexed_price_follows_the_index() -> None:
    """Started in month 10 of the first year: 1.1; from April, month 13, 1.1 x 1.2; the year after 1.2 again."""
    found = price_factors(block(), uplifts(), 10, 25)
    assert {m: found[m] for m in (10, 12, 13, 24, 25)} == pytest.approx(
        {10: 1.1, 12: 1.1, 13: 1.32, 24: 1.32, 25: 1.584}
    )
    assert min(found) == 10


def test_the_start_is_no_review() -> None:
    """Started in April, the index of April; the next rise is a year later."""
    assert factors(1, 13) == pytest.approx([1.1] * 12 + [1.32])


def test_a_fixed_price_stays_as_it_started() -> None:
    """For ever."""
    assert factors(10, 40, review="fixed") == pytest.approx([1.1] * 31)


def test_a_review_in_another_month() -> None:
    """In July: month 4 has the uplift of 2022/23 once more, month 16 that of 2023/24."""
    found = factors(2, 16, review_month=7)
    assert [found[m - 2] for m in (2, 3, 4, 15, 16)] == pytest.approx([1.1, 1.1, 1.21, 1.21, 1.452])


@pytest.mark.parametrize(
    ("cap", "collar", "rise"), [(0.05, None, 0.05), (0.3, None, 0.2), (None, 0.25, 0.25), (0.3, 0.1, 0.2)]
)
def test_a_review_is_held_between_collar_and_cap(cap: float | None, collar: float | None, rise: float) -> None:
    """Of an uplift of 20 %."""
    found = factors(12, 13, review_cap_share=cap, review_collar_share=collar)
    assert found[1] / found[0] == pytest.approx(1 + rise)


def test_a_running_block_starts_from_month_0() -> None:
    """Its price is that of today, at the price base 2021/22; from April 2022 it rises."""
    found = price_factors(block(beds_today=2), uplifts(), -20, 13)
    assert (found[0], found[1], found[13]) == pytest.approx((1.0, 1.1, 1.32))
    assert min(found) == 0


def test_no_review_adds_anything_up_to_the_price_base() -> None:
    """Base 2022/23: the first April's prices are those of the tables, whatever the uplift of that year or collar."""
    assert factors(-20, 2, "2022/23", beds_today=2, review_collar_share=0.05) == [1, 1, 1]


def test_index_and_weeks_after_the_tail() -> None:
    """Month 25 is April 2024 (30 days), month 35 February 2025 (28 days); the last uplift repeats."""
    found = uplifts()
    assert (found.index(0), found.index(24), found.index(25)) == pytest.approx((1.0, 1.32, 1.584))
    assert [weeks_of(found, m) * 7 for m in (25, 35)] == pytest.approx([30, 28])


def ramps(*shares: float) -> dict[int, BlockRamp]:
    """Return shares of the beds by contract year from the first."""
    return {y: row("block_ramps", block="beds", contract_year=y, beds_share=s) for y, s in enumerate(shares, 1)}


@pytest.mark.parametrize(("month", "beds"), [(4, 3), (15, 3), (16, 4), (27, 4), (28, 5)])
def test_beds_by_contract_year_are_whole(month: int, beds: int) -> None:
    """Five beds, half in the first contract year from month 4 (2.5, so 3), 0.8 in the second (4), then all."""
    assert beds_there(ramps(0.5, 0.8), 5, 4, month) == beds


def test_rounding_up_is_not_fooled_by_binary_fractions() -> None:
    """Ten beds at 0.7 are 7.000000000000001 in binary: seven."""
    assert 10 * 0.7 > 7 or 10 * 0.7 == 7
    assert beds_there(ramps(0.7), 10, 1, 1) == 7
    assert beds_there(ramps(0.1 + 0.2), 10, 1, 1) == 3
