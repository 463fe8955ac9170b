"""Checks of months and dates beyond reason: a slip of the pen that no other rule would notice.

What real data may hold is no fault: `beyond_plan` of `instances.findings` tells of it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from instances.check_made import is_made
from instances.draft import Draft
from models.calendar import MONTHS_PER_YEAR, add_months
from models.faults import Fault
from models.fields import Row
from models.tables import (
    Block,
    CeasesByReason,
    CommitmentMade,
    Disruption,
    Fostering,
    History,
    Home,
    Offer,
    PlacementToday,
    Population,
    Programme,
)

LATEST: tuple[tuple[type[Row], str, int], ...] = (
    (Block, "start_to", 10),
    (Programme, "start_to", 10),
    (Offer, "live_from", 10),
    (Population, "day", 60),
)
"""Years after the horizon up to which a day may lie: the row is of a longer plan, or of a national projection."""
EARLIEST_YEARS = 60
"""Years before the horizon in which a home was decided at the earliest: the longest life of an asset."""
MOST_CONTRACT_MONTHS = 600
CHILDHOOD_MONTHS = 18 * MONTHS_PER_YEAR - 1


@dataclass(frozen=True)
class Limit:
    """Most months of a column, with the reason in words."""

    model: type[Row]
    column: str
    most: int
    why: str


LIMITS = (
    Limit(Home, "ramp_months", 36, "a home fills within three years of its first child"),
    Limit(Home, "approval_months", 120, "ten years"),
    Limit(Home, "works_months", 120, "ten years"),
    Limit(Home, "registration_months", 120, "ten years"),
    Limit(Home, "slippage_months", 120, "ten years"),
    Limit(Home, "pre_opening_months", 120, "ten years"),
    Limit(Fostering, "staying_put_months", 84, "from 18 to 25 at the longest"),
    Limit(Disruption, "months_from", CHILDHOOD_MONTHS, "no placement outlasts childhood"),
    Limit(PlacementToday, "months_in_placement", CHILDHOOD_MONTHS, "no placement outlasts childhood"),
    Limit(History, "period_months", 60, "five years; a flow is mostly of a year"),
    Limit(CeasesByReason, "period_months", 60, "five years; a flow is mostly of a year"),
)
"""Columns of months whose range, 0 to 600, would let a slip pass."""


def months_within_reason(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each number of months that is beyond reason."""
    for limit in LIMITS:
        for line, row in draft.sound(limit.model):
            months = getattr(row, limit.column)
            if months > limit.most:
                yield draft.fault(
                    limit.model, f"at most {limit.most} months: {limit.why}", line, limit.column, months
                )
    for line, block in draft.sound(Block):
        months = block.term_months + block.extensions * block.extension_months
        if months > MOST_CONTRACT_MONTHS:
            text = f"at most {MOST_CONTRACT_MONTHS} months with the term; {months:,} are fifty years and more"
            yield draft.fault(Block, text, line, "extensions", block.extensions)


def dates_within_reason(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each date so far from the horizon that no plan would have it."""
    calendar = draft.calendar
    if calendar is None:
        return
    for model, column, years in LATEST:
        latest = add_months(calendar.start, calendar.horizon_months + years * MONTHS_PER_YEAR) - dt.timedelta(days=1)
        for line, row in draft.sound(model):
            day = getattr(row, column)
            if day is not None and day > latest and not _settled(draft, row):
                text = f"a day up to {latest}, {years} years after the horizon"
                yield draft.fault(model, text, line, column, day)
    earliest = calendar.start.replace(year=calendar.start.year - EARLIEST_YEARS)
    for line, made in draft.sound(CommitmentMade):
        if made.start < earliest:
            text = f"a month from {earliest}, {EARLIEST_YEARS} years before the plan"
            yield draft.fault(CommitmentMade, text, line, "start", made.start)


def _settled(draft: Draft, row: Row) -> bool:
    """Whether the start of a block or programme is no choice, so that other checks speak of it or nobody need."""
    if isinstance(row, Block):
        return row.beds_today is not None or is_made(draft, "block", row.block)
    return isinstance(row, Programme) and is_made(draft, "programme", row.programme)
