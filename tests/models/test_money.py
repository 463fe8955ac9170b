"""Uplift, discounting, annuities and pence."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import FinancialYear
from models.money import annuity, discount_factors, nominal_rate, pence, rate_in, uplift_index

BASE = FinancialYear(2023)


def test_prices_rise_from_the_year_after_the_base() -> None:
    """1, then 1.05, then 1.05 x 1.02."""
    uplifts = {BASE + 1: 0.05, BASE + 2: 0.02}
    index = uplift_index(uplifts, BASE, [BASE, BASE + 1, BASE + 2])
    assert index == pytest.approx([1.0, 1.05, 1.071])


def test_later_years_take_the_last_uplift() -> None:
    """Two years after the last one given prices have risen by it twice more."""
    index = uplift_index({BASE + 1: 0.05}, BASE, [BASE + 3])
    assert index == pytest.approx([1.05**3])


def test_an_uplift_of_the_base_year_itself_does_nothing() -> None:
    """The tables are written at its prices already."""
    assert uplift_index({BASE: 0.5, BASE + 1: 0.1}, BASE, [BASE, BASE + 1]) == pytest.approx([1.0, 1.1])


def test_an_index_before_its_base_or_with_a_hole() -> None:
    """Both are errors that name the year."""
    with pytest.raises(ValueError, match="2022/23 lies before the price base 2023/24"):
        uplift_index({BASE + 1: 0.05}, BASE, [BASE + -1])
    with pytest.raises(ValueError, match="no rate for 2024/25"):
        uplift_index({BASE + 2: 0.05}, BASE, [BASE + 2])


def test_rates_of_years() -> None:
    """A year given, a year after the last, a year missing before."""
    rates = {BASE: 0.01, BASE + 2: 0.03}
    assert rate_in(rates, BASE) == 0.01
    assert rate_in(rates, BASE + 9) == 0.03
    with pytest.raises(ValueError, match="no rate for 2024/25"):
        rate_in(rates, BASE + 1)


def test_the_first_year_counts_in_full() -> None:
    """Then 1 / (1.035 x 1.02), and again with the next deflator, 0."""
    deflators = {BASE: 0.9, BASE + 1: 0.02, BASE + 2: 0.0}
    factors = discount_factors(deflators, [BASE, BASE + 1, BASE + 2])
    assert factors == pytest.approx([1.0, 1 / 1.0557, 1 / 1.0557 / 1.035])
    assert nominal_rate(deflators, BASE + 1) == pytest.approx(0.0557)
    assert discount_factors(deflators, []) == []


def test_an_annuity_by_hand() -> None:
    """1,000 over 2 years at 10 %: x / 1.1 + x / 1.21 = 1,000, so x = 1,000 x 1.21 / 2.1."""
    assert annuity(1000, 0.1, 2) == pytest.approx(1000 * 1.21 / 2.1)
    assert annuity(1000, 0.0, 4) == 250
    assert annuity(0, 0.05, 10) == 0


@given(st.floats(1, 1e8), st.floats(0.0001, 0.5), st.integers(1, 60))
def test_an_annuity_is_worth_its_principal(principal: float, rate: float, years: int) -> None:
    """The payments, discounted, add to what was borrowed."""
    payment = annuity(principal, rate, years)
    worth = math.fsum(payment / (1 + rate) ** year for year in range(1, years + 1))
    assert worth == pytest.approx(principal, rel=1e-6)


@pytest.mark.parametrize(("rate", "years"), [(-0.01, 5), (0.05, 0), (0.05, -1)])
def test_an_annuity_needs_a_life_and_a_rate(rate: float, years: float) -> None:
    """Both are checked."""
    with pytest.raises(ValueError, match="a positive life and a rate of at least 0"):
        annuity(100, rate, years)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (0.005, "0.01"),
        (-0.005, "-0.01"),
        (1.005, "1.01"),
        (2.675, "2.68"),
        (0.0049999, "0.00"),
        (1234567.891, "1234567.89"),
        (3, "3.00"),
    ],
)
def test_pence_are_rounded_half_away_from_zero(amount: float, rounded: str) -> None:
    """As written in decimal, not as held in binary: 2.675 is 2.68."""
    assert pence(amount) == Decimal(rounded)


@pytest.mark.parametrize("amount", [math.nan, math.inf, -math.inf])
def test_pence_of_nothing_finite(amount: float) -> None:
    """Money is finite."""
    with pytest.raises(ValueError, match="an amount of money must be finite"):
        pence(amount)


@given(st.floats(-1e9, 1e9))
def test_pence_are_near(amount: float) -> None:
    """Never more than half a penny off."""
    assert abs(float(pence(amount)) - amount) <= 0.005 + 1e-6
