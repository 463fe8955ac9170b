"""Checks of blocks, homes and fostering services: what they supply, when they can start, their tiers."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from instances.draft import Draft
from models.calendar import TAIL_MONTHS, PlanningCalendar
from models.faults import Fault
from models.tables import Block, BlockTier, Fostering, Home, OccupancyLimit, Offer

BLOCK_PROVISIONS = frozenset({"block_residential", "block_fostering", "block_16plus"})
_SUPPLIES: dict[type[Block | Home | Fostering], frozenset[str]] = {
    Block: BLOCK_PROVISIONS,
    Home: frozenset({"internal_home"}),
    Fostering: frozenset({"in_house_fostering"}),
}


def supplied_offers(draft: Draft) -> Iterator[Fault]:
    """Yield faults of offers that blocks, homes and services supply: right kind, unshared, no own limit."""
    offers = {offer.offer: (line, offer) for line, offer in draft.sound(Offer)}
    supplied: set[str] = set()
    for model, provisions in _SUPPLIES.items():
        for line, row in draft.sound(model):
            if row.offer in supplied:
                text = "an offer that no other block, home or service supplies"
                yield draft.fault(model, text, line, "offer", row.offer)
            supplied.add(row.offer)
            offer = offers[row.offer][1] if row.offer in offers else None
            if offer is not None and offer.provision not in provisions:
                allowed = " or ".join(sorted(provisions))
                text = f"an offer whose provision is {allowed}; this is {offer.provision}"
                yield draft.fault(model, text, line, "offer", row.offer)
    for line, offer in offers.values():
        if offer.offer in supplied and offer.capacity_children is not None:
            text = "blank: the limit comes from the block, home or service that supplies the offer"
            yield draft.fault(Offer, text, line, "capacity_children", offer.capacity_children)


def offers_are_supplied(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each block or home offer that no block or home supplies."""
    for model in (Block, Home):
        if not draft.complete(model, "offer"):
            continue
        supplied = draft.known(model, "offer") or frozenset()
        for line, offer in draft.sound(Offer):
            if offer.provision in _SUPPLIES[model] and offer.offer not in supplied:
                table = "blocks" if model is Block else "homes"
                text = f"an offer that a row of the table {table} supplies, being {offer.provision}"
                yield draft.fault(Offer, text, line, "offer", offer.offer)


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


def block_dates(draft: Draft) -> Iterator[Fault]:
    """Yield faults of blocks that cannot start in the horizon, have no term, or may end before the tail does."""
    for line, block in draft.sound(Block):
        if block.term_months == 0:
            yield draft.fault(Block, "at least 1 month", line, "term_months", 0)
        if block.start_from > block.start_to:
            text = f"a month on or after start_from, {block.start_from}"
            yield draft.fault(Block, text, line, "start_to", block.start_to)
        elif draft.calendar is not None:
            yield from _faults_of_term(draft, draft.calendar, line, block)


def _faults_of_term(draft: Draft, calendar: PlanningCalendar, line: int, block: Block) -> Iterator[Fault]:
    """Yield a fault if no month of decision lies in the block's dates, or its term, begun in the first, is short."""
    days = map(calendar.first_day, calendar.decision_months)
    first = next((day for day in days if block.start_from <= day <= block.start_to), None)
    if first is None:
        text = (
            "a start inside the horizon: no month in which decisions are taken "
            f"(every {calendar.decision_every_months} months from {calendar.start}) "
            f"lies between start_from and start_to, {block.start_to}"
        )
        yield draft.fault(Block, text, line, "start_from", block.start_from)
        return
    least = calendar.all_months - calendar.month_of(first) + 1
    if 0 < block.term_months < least:
        text = (
            f"the term must run to the end of the planning horizon and {TAIL_MONTHS} months beyond; contracts "
            f"that end inside it are not planned yet (started on {first}, at least {least} months)"
        )
        yield draft.fault(Block, text, line, "term_months", block.term_months)


def lead_times(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each home or service whose first child comes only after the horizon."""
    calendar = draft.calendar
    if calendar is None:
        return
    for line, home in draft.sound(Home):
        decisions = [m for m in calendar.decision_months if calendar.first_day(m) >= home.decision_from]
        if not decisions:
            text = "a month up to the last decision of the horizon"
            yield draft.fault(Home, text, line, "decision_from", home.decision_from)
        elif calendar.live_month(decisions[0] + home.lead_months) > calendar.horizon_months:
            yield draft.fault(Home, _too_late(calendar), line, "works_months", home.works_months)
    for line, service in draft.sound(Fostering):
        if calendar.live_month(1 + service.lead_months) > calendar.horizon_months:
            yield draft.fault(Fostering, _too_late(calendar), line, "lead_months", service.lead_months)


def _too_late(calendar: PlanningCalendar) -> str:
    last = calendar.first_day(calendar.horizon_months + 1)
    return f"a lead time whose first child comes within the horizon, before {last}"


def fostering_figures(draft: Draft) -> Iterator[Fault]:
    """Yield faults of services without attrition, or with more approvals today than at most."""
    for line, row in draft.sound(Fostering):
        if row.attrition_per_year_share == 0:
            text = "a share above 0: the cost of an approval is spread over 1 / attrition years"
            yield draft.fault(Fostering, text, line, "attrition_per_year_share", 0)
        if row.approvals_per_year_today > row.approvals_per_year_max:
            text = f"at most approvals_per_year_max, {row.approvals_per_year_max}"
            yield draft.fault(Fostering, text, line, "approvals_per_year_today", row.approvals_per_year_today)


def occupancy_above_zero(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each number of beds of which none may be filled."""
    for line, row in draft.sound(OccupancyLimit):
        if row.practical_share == 0:
            text = "a share above 0: a home or block of these beds could take nobody"
            yield draft.fault(OccupancyLimit, text, line, "practical_share", 0)
