"""Checks of commitments made before the plan: known, of whole sizes, in time, still to come or still running."""

from collections.abc import Iterator

from instances.convert import suggestion
from instances.draft import Draft
from models.calendar import PlanningCalendar
from models.faults import Fault
from models.fields import Row
from models.tables import Block, BlockTier, CommitmentMade, Fostering, Home, Programme

_TABLE: dict[str, tuple[type[Row], str, str]] = {
    "block": (Block, "block", "blocks"),
    "home": (Home, "home", "homes"),
    "fostering": (Fostering, "service", "fostering"),
    "programme": (Programme, "programme", "programmes"),
}


def made_names(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each name that the table of its kind does not have, and for what is there twice."""
    seen: set[tuple[str, str]] = set()
    for line, row in draft.sound(CommitmentMade):
        model, column, table = _TABLE[row.kind]
        known = draft.known(model, column)
        if known is not None and row.id not in known:
            text = f"a name that stands in the table {table}{suggestion(row.id, map(str, known))}"
            yield draft.fault(CommitmentMade, text, line, "id", row.id)
        if row.kind in ("block", "programme"):
            if (row.kind, row.id) in seen:
                yield draft.fault(CommitmentMade, f"one row at most for a {row.kind}", line, "id", row.id)
            seen.add((row.kind, row.id))


def made_dates(draft: Draft) -> Iterator[Fault]:
    """Yield faults of dates: decided after the plan has begun, over before it, or live after the horizon."""
    calendar = draft.calendar
    if calendar is None:
        return
    homes = {row.home: row.lead_months for row in draft.rows(Home)}
    services = {row.service: row.lead_months for row in draft.rows(Fostering)}
    for line, row in draft.sound(CommitmentMade):
        if row.kind in ("home", "fostering"):
            leads = homes if row.kind == "home" else services
            yield from _supply_dates(draft, calendar, line, row, leads.get(row.id, 0))
        else:
            if row.live_from is not None:
                text = f"blank: a {row.kind} begins with its start"
                yield draft.fault(CommitmentMade, text, line, "live_from", row.live_from)
            if calendar.month_of(row.start) > calendar.horizon_months:
                last = calendar.first_day(calendar.horizon_months)
                yield draft.fault(CommitmentMade, f"a month up to {last}", line, "start", row.start)


def _supply_dates(
    draft: Draft, calendar: PlanningCalendar, line: int, row: CommitmentMade, lead: int
) -> Iterator[Fault]:
    if row.start >= calendar.start:
        text = f"a month before {calendar.start}: what is decided later is a choice of the plan"
        yield draft.fault(CommitmentMade, text, line, "start", row.start)
        return
    due = calendar.month_of(row.start) + lead
    if row.live_from is not None:
        due = calendar.month_of(row.live_from)
        if row.live_from < row.start:
            text = f"a month on or after start, {row.start}"
            yield draft.fault(CommitmentMade, text, line, "live_from", row.live_from)
    if calendar.live_month(due) > calendar.horizon_months:
        text = "a first child within the horizon, before the last period of it is over"
        yield draft.fault(CommitmentMade, text, line, "live_from", calendar.first_day(due))


def made_terms(draft: Draft) -> Iterator[Fault]:
    """Yield faults of sizes that no contract has, of blocks said to run too, and of programmes that are over."""
    calendar = draft.calendar
    blocks = {row.block: row for row in draft.rows(Block)}
    programmes = {row.programme: row for row in draft.rows(Programme)}
    for line, row in draft.sound(CommitmentMade):
        if row.kind == "programme" and row.size != 1:
            yield draft.fault(CommitmentMade, "1, the programme", line, "size", row.size)
        if row.kind == "programme" and calendar is not None and row.id in programmes:
            months = programmes[row.id].term_months
            if calendar.month_of(row.start) + months < 2:
                text = f"a start whose term, {months} months, runs to {calendar.start} or later"
                yield draft.fault(CommitmentMade, text, line, "start", row.start)
        if row.kind == "block" and row.id in blocks:
            yield from _block_terms(draft, line, row, blocks[row.id])


def _block_terms(draft: Draft, line: int, row: CommitmentMade, block: Block) -> Iterator[Fault]:
    tiers = [tier for tier in draft.rows(BlockTier) if tier.block == block.block]
    sizes = {n for tier in tiers for n in range(tier.beds_from, tier.beds_to + 1) if n % block.unit_beds == 0}
    sizes = {n for n in sizes if n > block.emergency_beds}
    if block.beds_today is not None:
        text = "a block without beds_today: one that runs is in the table blocks alone"
        yield draft.fault(CommitmentMade, text, line, "id", row.id)
    elif draft.calendar is not None and row.start < draft.calendar.start:
        text = f"a month from {draft.calendar.start}: a block that runs has beds_today in the table blocks"
        yield draft.fault(CommitmentMade, text, line, "start", row.start)
    if sizes and row.size not in sizes and draft.whole(BlockTier):
        text = f"beds that its tiers and units have: {', '.join(map(str, sorted(sizes)))}"
        yield draft.fault(CommitmentMade, text, line, "size", row.size)


def is_made(draft: Draft, kind: str, name: str) -> bool:
    """Return whether a block or programme was committed to before the plan, so that its own dates do not matter."""
    return any((row.kind, row.id) == (kind, name) for row in draft.rows(CommitmentMade))
