"""Block contracts: when they may end, how many beds are there, what a bed costs, month by month.

Months are numbered from 1, the first April; a running contract's start lies at 0 or before.
"""

import datetime as dt
import math

from audit.prices import Prices
from models.calendar import MONTHS_PER_YEAR, PlanningCalendar, add_months
from models.instance import Instance
from models.tables import Block, BlockTier


def last_day(calendar: PlanningCalendar, month: int) -> dt.date:
    """Return the last day of a month."""
    return add_months(calendar.first_day(month), 1) - dt.timedelta(days=1)


def break_end(block: Block, start: int) -> int | None:
    """Return the last month of a contract left at its break; None without a break before the term is over."""
    after = block.break_after_months
    return None if after is None or after >= block.term_months else start + after - 1


def term_ends(block: Block, start: int) -> tuple[int, ...]:
    """Return the last month of the term, and of each extension."""
    return tuple(
        start + block.term_months + number * block.extension_months - 1 for number in range(block.extensions + 1)
    )


def base_end(block: Block, start: int) -> int:
    """Return the last month of the term, or of the first extension not over where a running term is."""
    ends = term_ends(block, start)
    return next((end for end in ends if end >= 1), ends[-1])


def ends_on_offer(instance: Instance, block: Block, start: int) -> tuple[int, ...]:
    """Return the months that may be the last, in order; one at most at the end of the tail or later."""
    last, broken = instance.calendar.all_months, break_end(block, start)
    ahead = sorted({end for end in term_ends(block, start) if end >= 1})
    left = [broken] if broken is not None and 1 <= broken < last else []
    return (*sorted({*left, *(end for end in ahead if end < last)}), *[end for end in ahead if end >= last][:1])


def earliest_end(block: Block, start: int) -> int | None:
    """Return the last month of a contract left at a break that is still to come; None where there is none."""
    broken = break_end(block, start)
    return broken if broken is not None and broken >= 1 else None


def tier_of(instance: Instance, block: str, beds: int) -> BlockTier | None:
    """Return the tier of `block` that has a price for `beds` beds; None if none has."""
    tiers = (row for row in instance.block_tiers if row.block == block)
    return next((row for row in tiers if row.beds_from <= beds <= row.beds_to), None)


def beds_there(instance: Instance, block: Block, beds: int, start: int, month: int) -> int:
    """Return the beds of a contract that are there in a month not before its start, by its ramp."""
    year = 1 + (month - start) // MONTHS_PER_YEAR
    for row in instance.block_ramps:
        if row.block == block.block and row.contract_year == year:
            return math.ceil(round(beds * row.beds_share, 9))
    return beds


def emergency_beds(block: Block, beds: int) -> int:
    """Return those of the beds there that are kept vacant; none where there are no more beds than that."""
    return block.emergency_beds if beds > block.emergency_beds else 0


def price_factors(prices: Prices, block: Block, key: str, start: int, last: int) -> dict[int, float]:
    """Return the factor on the tier price in each month that is paid for, from the start, or 1, to `last`.

    Args:
        prices: price indices.
        block: terms of the contract.
        key: uplift key, the provision of the block's offer.
        start: month of start; that of a running block does not count, its price is that of month 0.
        last: last month wanted.
    """
    first = 0 if block.beds_today is not None else start
    factors = {first: prices.at(key, first)}
    for month in range(first + 1, last + 1):
        factors[month] = factors[month - 1] * _review(prices, block, key, month)
    return {month: factor for month, factor in factors.items() if month >= 1}


def _review(prices: Prices, block: Block, key: str, month: int) -> float:
    due = prices.instance.calendar.first_day(month).month == block.review_month
    rise = prices.rise(key, month) if due and block.review == "index" else None
    if rise is None:
        return 1.0
    if block.review_collar_share is not None:
        rise = max(rise, block.review_collar_share)
    if block.review_cap_share is not None:
        rise = min(rise, block.review_cap_share)
    return 1.0 + rise
