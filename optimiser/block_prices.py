"""The price of a bed of a block over time: start, yearly review, cap and collar; docs/mathematics.md, section 5."""

from functools import cache
from math import ceil

from models.calendar import FinancialYear, add_months
from models.money import rate_in, uplift_index
from models.tables import Block, BlockRamp
from optimiser.problem import Problem


class Uplifts:
    """Uplifts of one provision on the plan's price path, for any month, after the tail too."""

    def __init__(self, problem: Problem, key: str) -> None:
        self.calendar = problem.calendar
        self.base = problem.instance.price_base
        self.rates = {
            FinancialYear.parse(row.financial_year): row.uplift_share
            for row in problem.instance.uplifts
            if row.uplift == key and row.prices == problem.prices
        }
        self.in_year = cache(self._in_year)

    def _in_year(self, year: FinancialYear) -> float:
        return uplift_index(self.rates, self.base, [max(year, self.base)])[0]

    def index(self, month: int) -> float:
        """Return the price index of a month; before the price base it is 1."""
        return self.in_year(self.calendar.year_of(month))

    def rise(self, month: int) -> float | None:
        """Return the uplift of the month's year; None up to the price base, whose prices are those given."""
        year = self.calendar.year_of(month)
        return rate_in(self.rates, year) if year > self.base else None


def price_factors(block: Block, uplifts: Uplifts, start: int, last: int) -> dict[int, float]:
    """Return the price factor of a block that starts in month `start`, from then (or month 0) to month `last`."""
    first = 0 if block.beds_today is not None else start
    factor = uplifts.index(first)
    found = {first: factor}
    for month in range(first + 1, last + 1):
        rise = uplifts.rise(month)
        due = uplifts.calendar.first_day(month).month == block.review_month
        if block.review == "index" and due and rise is not None:
            factor *= 1.0 + _held(block, rise)
        found[month] = factor
    return found


def _held(block: Block, rise: float) -> float:
    """Return the rise of one review, held between collar and cap."""
    if block.review_collar_share is not None:
        rise = max(rise, block.review_collar_share)
    if block.review_cap_share is not None:
        rise = min(rise, block.review_cap_share)
    return rise


def beds_there(ramps: dict[int, BlockRamp], beds: int, start: int, month: int) -> int:
    """Return the beds of a block that are there in a month of its contract, whole beds by contract year."""
    ramp = ramps.get(1 + (month - start) // 12)
    if ramp is None:
        return beds
    # Ten beds at 0.7 are seven, whatever binary fractions make of it.
    return ceil(round(beds * ramp.beds_share, 9))


def weeks_of(uplifts: Uplifts, month: int) -> float:
    """Return the weeks of any month, after the tail too."""
    day = uplifts.calendar.first_day(month)
    return (add_months(day, 1) - day).days / 7.0
