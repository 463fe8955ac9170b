"""Checks of block contracts: tiers, sizes, dates, options, reviews, beds sold, ramps."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from instances.check_made import is_made
from instances.draft import Draft
from models.calendar import PlanningCalendar
from models.faults import Fault
from models.tables import Block, BlockRamp, BlockTier


def block_tiers(draft: Draft) -> Iterator[Fault]:
    """Yield faults of tiers: each block has some, in order, without gap or overlap."""
    tiers: dict[str, list[tuple[int, BlockTier]]] = defaultdict(list)
    for line, tier in draft.sound(BlockTier):
        if tier.beds_from > tier.beds_to:
            text = f"at least beds_from, {tier.beds_from}"
            yield draft.fault(BlockTier, text, line, "beds_to", tier.beds_to)
        else:
            tiers[tier.block].append((line, tier))
    if not draft.complete(BlockTier, "block", "beds_from", "beds_to"):
        return
    for found in tiers.values():
        found.sort(key=lambda placed: placed[1].beds_from)
        for (_, lower), (line, upper) in pairwise(found):
            if upper.beds_from != lower.beds_to + 1:
                text = f"{lower.beds_to + 1}, so that tiers follow without gap or overlap"
                yield draft.fault(BlockTier, text, line, "beds_from", upper.beds_from)
    known = draft.known(BlockTier, "block") or frozenset()
    for line, block in draft.sound(Block):
        if block.block not in known:
            text = "a block with at least one row in the table block_tiers"
            yield draft.fault(Block, text, line, "block", block.block)


def block_sizes(draft: Draft) -> Iterator[Fault]:
    """Yield faults of blocks without a size that may be bought, and of beds that their tiers do not hold."""
    tiers: dict[str, list[BlockTier]] = defaultdict(list)
    for tier in draft.rows(BlockTier):
        tiers[tier.block].append(tier)
    for line, block in draft.sound(Block):
        beds = {n for tier in tiers[block.block] for n in range(tier.beds_from, tier.beds_to + 1)}
        if not draft.whole(BlockTier) or not beds:
            continue
        sizes = {n for n in beds if n % block.unit_beds == 0}
        if not sizes:
            text = f"a number of which some size of its tiers, {min(beds)} to {max(beds)} beds, is a multiple"
            yield draft.fault(Block, text, line, "unit_beds", block.unit_beds)
        elif block.beds_today is not None and block.beds_today not in sizes:
            text = (
                f"beds inside its tiers, {min(beds)} to {max(beds)}, and a multiple of unit_beds, {block.unit_beds}"
            )
            yield draft.fault(Block, text, line, "beds_today", block.beds_today)
        elif block.emergency_beds >= (least := block.beds_today or min(sizes)):
            text = f"fewer than the smallest size of the block, {least} beds"
            yield draft.fault(Block, text, line, "emergency_beds", block.emergency_beds)


def block_dates(draft: Draft) -> Iterator[Fault]:
    """Yield faults of blocks that cannot start, have no term, or are said to run and do not."""
    for line, block in draft.sound(Block):
        if block.term_months == 0:
            yield draft.fault(Block, "a term of at least 1 month", line, "term_months", 0)
        if block.start_from > block.start_to:
            text = f"a month on or after start_from, {block.start_from}"
            yield draft.fault(Block, text, line, "start_to", block.start_to)
        elif is_made(draft, "block", block.block):
            continue
        elif draft.calendar is not None and block.beds_today is None:
            yield from _cannot_start(draft, draft.calendar, line, block)
        elif draft.calendar is not None:
            yield from _does_not_run(draft, draft.calendar, line, block)


def _cannot_start(draft: Draft, calendar: PlanningCalendar, line: int, block: Block) -> Iterator[Fault]:
    if text := no_start(calendar, block.start_from, block.start_to):
        yield draft.fault(Block, text, line, "start_from", block.start_from)


def no_start(calendar: PlanningCalendar, start_from: dt.date, start_to: dt.date) -> str:
    """Return what is expected of dates between which nothing can be decided; nothing of others."""
    if any(start_from <= calendar.first_day(month) <= start_to for month in calendar.decision_months):
        return ""
    return (
        "a start inside the horizon: no month in which decisions are taken "
        f"(every {calendar.decision_every_months} months from {calendar.start}) "
        f"lies between start_from and start_to, {start_to}"
    )


def _does_not_run(draft: Draft, calendar: PlanningCalendar, line: int, block: Block) -> Iterator[Fault]:
    if block.start_from != block.start_to:
        text = f"the same as start_from, {block.start_from}: the block already runs, with beds_today"
        yield draft.fault(Block, text, line, "start_to", block.start_to)
    elif block.start_from >= calendar.start:
        text = f"a month before {calendar.start}, as the block already runs, with beds_today"
        yield draft.fault(Block, text, line, "start_from", block.start_from)
    else:
        months = block.term_months + block.extensions * block.extension_months
        if block.term_months and calendar.month_of(block.start_from) + months - 1 < 1:
            text = f"a term that, with extensions, runs to {calendar.start} or later: the block already runs"
            yield draft.fault(Block, text, line, "term_months", block.term_months)


def block_options(draft: Draft) -> Iterator[Fault]:
    """Yield faults of options to extend and to leave that are half given, or lie outside the term."""
    for line, block in draft.sound(Block):
        if (block.extensions == 0) != (block.extension_months == 0):
            column = "extension_months" if block.extension_months == 0 else "extensions"
            text = "a number above 0: extensions and extension_months go together"
            yield draft.fault(Block, text, line, column, 0)
        leaves = block.break_after_months
        if leaves is not None and not 1 <= leaves < max(block.term_months, 1):
            text = f"months inside the term, 1 to {max(block.term_months - 1, 1)}, or blank"
            yield draft.fault(Block, text, line, "break_after_months", leaves)
        if block.termination_gbp and leaves is None:
            text = "0 or blank where break_after_months is blank: the council cannot leave"
            yield draft.fault(Block, text, line, "termination_gbp", block.termination_gbp)


def block_reviews(draft: Draft) -> Iterator[Fault]:
    """Yield faults of reviews: a cap below the collar, either of them on a fixed price."""
    for line, block in draft.sound(Block):
        cap, collar = block.review_cap_share, block.review_collar_share
        if block.review == "fixed":
            for column, value in (("review_cap_share", cap), ("review_collar_share", collar)):
                if value is not None:
                    text = "blank where review is fixed: the price is not reviewed"
                    yield draft.fault(Block, text, line, column, value)
        elif cap is not None and collar is not None and cap < collar:
            yield draft.fault(Block, f"at least review_collar_share, {collar:g}", line, "review_cap_share", cap)


def beds_sold(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each block that would earn by standing empty."""
    lowest: dict[str, float] = {}
    for tier in draft.rows(BlockTier):
        lowest[tier.block] = min(lowest.get(tier.block, tier.gbp_per_bed_per_week), tier.gbp_per_bed_per_week)
    for line, block in draft.sound(Block):
        price = block.void_sale_gbp_per_week
        if price and price >= lowest.get(block.block, price + 1):
            text = f"less than the block's lowest price, {lowest[block.block]:g}: else an empty bed would pay"
            yield draft.fault(Block, text, line, "void_sale_gbp_per_week", price)


def block_ramps(draft: Draft) -> Iterator[Fault]:
    """Yield faults of ramps: years 1, 2, 3 and so on, shares above 0 that never fall."""
    ramps: dict[str, list[tuple[int, BlockRamp]]] = defaultdict(list)
    for line, row in draft.sound(BlockRamp):
        ramps[row.block].append((line, row))
        if row.beds_share == 0:
            yield draft.fault(BlockRamp, "a share above 0", line, "beds_share", 0)
    if not draft.complete(BlockRamp, "block", "contract_year"):
        return
    for found in ramps.values():
        found.sort(key=lambda placed: placed[1].contract_year)
        for place, (line, row) in enumerate(found, start=1):
            if row.contract_year > place:
                text = f"years 1, 2, 3 and so on; {place} is missing"
                yield draft.fault(BlockRamp, text, line, "contract_year", row.contract_year)
                break
        for (_, before), (line, row) in pairwise(found):
            if 0 < row.beds_share < before.beds_share:
                text = f"at least the share of the year before, {before.beds_share:g}"
                yield draft.fault(BlockRamp, text, line, "beds_share", row.beds_share)
