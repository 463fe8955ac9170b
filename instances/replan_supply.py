"""Supply of a new start: blocks that run, what was committed to, what may still be decided."""

import datetime as dt
from collections.abc import Iterable

from models.calendar import PlanningCalendar, add_months
from models.fields import ASSUMPTION
from models.instance import Instance
from models.plan import CommitmentSummary, Plan
from models.replanning import Expected
from models.tables import Block, BlockTier, CommitmentMade, Fostering, Home, Offer, Programme

SOURCE = "commitments of the plan before"


def supply(instance: Instance, plan: Plan, expected: Expected) -> Instance:
    """Return the instance, whose calendar is the new one, with its supply as it is at the new start.

    Commitments with a start or decision before it are made; whose term is over are left out; those of months later
    are choices again.
    """
    start = instance.settings.calendar.start
    taken = [row for row in plan.summary.commitments if row.start < start]
    blocks = _blocks(instance, taken, expected)
    programmes = tuple(row for row in instance.programmes if _still_there(row, taken, start))
    gone = {row.offer for row in instance.blocks} - {row.offer for row in blocks}
    offers = tuple(
        _smaller(instance, row, start)
        for row in instance.offers
        if row.offer not in gone and (row.live_to is None or row.live_to >= start)
    )
    names = {row.block for row in blocks}
    return instance.model_copy(
        update={
            "offers": offers,
            "closures": tuple(row for row in instance.closures if row.month >= start),
            "blocks": blocks,
            "block_tiers": tuple(_priced(row, expected) for row in instance.block_tiers if row.block in names),
            "block_ramps": tuple(row for row in instance.block_ramps if row.block in names),
            "homes": tuple(_home(instance, row, taken) for row in instance.homes),
            "fostering": tuple(_service(row, expected) for row in instance.fostering),
            "programmes": programmes,
            "commitments_made": tuple(_made(instance, taken, programmes)),
        }
    )


def _smaller(instance: Instance, offer: Offer, start: dt.date) -> Offer:
    """Return an offer with the capacity that closures before the new start have left."""
    left = offer.capacity_children
    for row in instance.closures:
        if left is not None and row.offer == offer.offer and row.month < start:
            left *= 1.0 - row.closing_share
    return offer.model_copy(update={"capacity_children": left})


def _blocks(instance: Instance, taken: Iterable[CommitmentSummary], expected: Expected) -> tuple[Block, ...]:
    """Return blocks that run by then, and those that may still be taken; the others are over."""
    runs = {row.id: row for row in taken if row.kind == "block" and row.id in expected.bed_price}
    calendar = instance.calendar
    found = []
    for block in instance.blocks:
        if block.block in runs:
            made = runs[block.block]
            given = {"start_from": made.start, "start_to": made.start, "beds_today": made.size}
            found.append(block.model_copy(update=given))
        elif (block.beds_today is None and _may_start(calendar, block)) or any(
            row.start >= calendar.start for row in _signed(instance, block)
        ):
            found.append(block)
    return tuple(found)


def _signed(instance: Instance, block: Block) -> list[CommitmentMade]:
    return [row for row in instance.commitments_made if (row.kind, row.id) == ("block", block.block)]


def _may_start(calendar: PlanningCalendar, row: Block | Programme) -> bool:
    return any(row.start_from <= calendar.first_day(month) <= row.start_to for month in calendar.decision_months)


def _priced(tier: BlockTier, expected: Expected) -> BlockTier:
    """Return a tier whose price, at the index of the month before the new start, is that of the contract by then."""
    ratio = expected.bed_price.get(tier.block, 1.0)
    if abs(ratio - 1.0) < 1e-12:
        return tier
    price = tier.gbp_per_bed_per_week * ratio
    note = f"{tier.gbp_per_bed_per_week:g} a week times {ratio:.6f}, its reviews so far against the index"
    return tier.model_copy(update={"gbp_per_bed_per_week": price, "source": ASSUMPTION, "note": note})


def _still_there(row: Programme, taken: Iterable[CommitmentSummary], start: dt.date) -> bool:
    begun = [made.start for made in taken if (made.kind, made.id) == ("programme", row.programme)]
    if begun:
        return add_months(begun[0], row.term_months) > start
    return row.start_to >= start


def _home(instance: Instance, home: Home, taken: Iterable[CommitmentSummary]) -> Home:
    """Return a home type with as many homes less as the plan has decided; none where none could open in time."""
    before = {row.start for row in instance.commitments_made if (row.kind, row.id) == ("home", home.home)}
    new = sum(row.size for row in taken if (row.kind, row.id) == ("home", home.home) and row.start not in before)
    calendar, left = instance.calendar, max(0, home.max_homes - new)
    decisions = [m for m in calendar.decision_months if calendar.first_day(m) >= home.decision_from]
    if not decisions or calendar.live_month(decisions[0] + home.lead_months) > calendar.horizon_months:
        left = 0
    return home.model_copy(update={"max_homes": left})


def _service(service: Fostering, expected: Expected) -> Fostering:
    there = {"households_today": expected.households[service.service]}
    return service.model_copy(update={**there, "staying_put_today": expected.held[service.service]})


def _made(
    instance: Instance, taken: Iterable[CommitmentSummary], programmes: Iterable[Programme]
) -> Iterable[CommitmentMade]:
    """Yield homes, households and programmes decided by then, and blocks signed before the old plan for later."""
    running = {row.programme for row in programmes}
    for row in taken:
        if row.kind in ("home", "fostering") or (row.kind == "programme" and row.id in running):
            live = None if row.kind == "programme" else row.live_from
            yield CommitmentMade(
                kind=row.kind, id=row.id, start=row.start, size=row.size, live_from=live, source=SOURCE
            )
    start = instance.settings.calendar.start
    yield from (row for row in instance.commitments_made if row.start >= start)
