"""Money: uplift on 1 April, deflators, discounting, annuities, pence.

Amounts are nominal pounds in float64 and are rounded once, at presentation, to the penny.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from models.calendar import FinancialYear

GREEN_BOOK_REAL_RATE = 0.035
"""HM Treasury Green Book, social time preference rate, a year, real."""


def uplift_index(
    uplifts: Mapping[FinancialYear, float], price_base: FinancialYear, years: Iterable[FinancialYear]
) -> list[float]:
    """Return the price index of each year in `years`, 1.0 in the year of the price base.

    Args:
        uplifts: uplift applied on 1 April at the start of a year, as a share (0.05 is 5 %). A year after the
            last one given takes the last one's uplift.
        price_base: year at whose prices the instance is written.
        years: years wanted, none before the price base.

    Raises:
        ValueError: if a year between the base and the last known uplift is missing, or lies before the base.
    """
    index = []
    for year in years:
        if year < price_base:
            raise ValueError(f"{year} lies before the price base {price_base}")
        factor = 1.0
        for step in range(1, year - price_base + 1):
            factor *= 1.0 + rate_in(uplifts, price_base + step)
        index.append(factor)
    return index


def rate_in(rates: Mapping[FinancialYear, float], year: FinancialYear) -> float:
    """Return the rate of `year`; years after the last one given take the last one's rate.

    Raises:
        ValueError: if `year` is missing and does not lie after the last one.
    """
    last = max(rates)
    if year not in rates and year < last:
        raise ValueError(f"no rate for {year}")
    return rates[min(year, last)]


def nominal_rate(deflators: Mapping[FinancialYear, float], year: FinancialYear) -> float:
    """Return the nominal discount rate of `year`: Green Book rate and deflator compounded."""
    return (1.0 + GREEN_BOOK_REAL_RATE) * (1.0 + rate_in(deflators, year)) - 1.0


def discount_factors(deflators: Mapping[FinancialYear, float], years: Iterable[FinancialYear]) -> list[float]:
    """Return the present-value factor of each of the consecutive `years`; the first one counts in full."""
    factors: list[float] = []
    for year in years:
        factors.append(factors[-1] / (1.0 + nominal_rate(deflators, year)) if factors else 1.0)
    return factors


def annuity(principal: float, rate: float, years: float) -> float:
    """Return the level yearly payment, in arrears, that repays `principal` over `years` at `rate`.

    Raises:
        ValueError: if `years` is not positive or `rate` is negative.
    """
    if years <= 0 or rate < 0:
        raise ValueError("an annuity needs a positive life and a rate of at least 0")
    if rate == 0:
        return principal / years
    return float(principal * rate / (1.0 - (1.0 + rate) ** -years))


def pence(amount: float) -> Decimal:
    """Round pounds to the penny, half away from zero.

    Raises:
        ValueError: if `amount` is not finite.
    """
    value = Decimal(repr(float(amount)))
    if not value.is_finite():
        raise ValueError("an amount of money must be finite")
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
