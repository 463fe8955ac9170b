"""How offers empty: closures, last days, and the ends that a block's contract may have.

A *lane* is an offer together with the month in which its block's contract empties it. An offer of a block has one
lane for each end on offer; every other offer has one, which no contract empties.
"""

from dataclasses import dataclass

from models.calendar import PlanningCalendar
from models.instance import Instance
from models.tables import Block
from optimiser.made import made_of

NOBODY = -1
"""Successor of an offer that has none: its residents return to the pool."""


@dataclass(frozen=True)
class Exit:
    """Part of an offer's residents leaves at the end of a month.

    Attributes:
        month: month at whose end they leave, after its monthly step.
        share: share of those there who leave.
        successor: index of the offer that takes them over, or `NOBODY`.
        final: whether the offer is over, and not only part of it closed.
    """

    month: int
    share: float
    successor: int
    final: bool = False


@dataclass(frozen=True)
class Lane:
    """An offer that a contract empties at the end of month `end` (past the tail: never), admitting from `opens`."""

    offer: int
    end: int
    opens: int = 1


@dataclass(frozen=True)
class End:
    """An end that a contract may have: its last month, and whether that is the break."""

    month: int
    is_break: bool = False


def contract_starts(instance: Instance, block: Block, calendar: PlanningCalendar) -> tuple[int, ...]:
    """Return the months in which a block may start; of a running or signed one, the month in which it does."""
    first, latest = calendar.month_of(block.start_from), calendar.month_of(block.start_to)
    if block.beds_today is not None:
        return (first,)
    signed = tuple(made.month for made in made_of(instance, calendar, "block", block.block))
    if signed:
        return signed
    return tuple(month for month in calendar.decision_months if first <= month <= latest)


def rights_to_leave(block: Block, start: int) -> tuple[End, ...]:
    """Return every end that a contract allows, by time: break, term, extensions; of a running one from month 1."""
    last = start + block.term_months - 1
    found = [End(last + j * block.extension_months) for j in range(block.extensions + 1)]
    after = block.break_after_months
    if after is not None and after < block.term_months:
        found.insert(0, End(start + after - 1, is_break=True))
    still = [end for end in found if block.beds_today is None or end.month >= 1]
    return tuple(dict.fromkeys(still))


def ends_on_offer(block: Block, start: int, calendar: PlanningCalendar) -> tuple[End, ...]:
    """Return the ends that a plan may choose: of those in or after the tail's last month only the first term."""
    rights = rights_to_leave(block, start)
    early = [end for end in rights if end.month < calendar.all_months]
    late = [end for end in rights if end.month >= calendar.all_months and not end.is_break]
    return (*early, *late[:1])


def empties(end: int, calendar: PlanningCalendar) -> int:
    """Return the month in which a contract with that last month empties its offer; past the tail if it does not."""
    return end if end < calendar.all_months else calendar.all_months + 1


def base_term(block: Block, start: int) -> End:
    """Return the end of a contract without break or extension, or the first extension where the term is over."""
    return next(end for end in rights_to_leave(block, start) if not end.is_break)


def lanes_of(instance: Instance) -> tuple[Lane, ...]:
    """Return the lanes of every offer, in table order, then by end."""
    calendar = instance.calendar
    never = calendar.all_months + 1
    blocks = {block.offer: block for block in instance.blocks}
    found: list[Lane] = []
    for p, offer in enumerate(instance.offers):
        ends: dict[int, int] = {}
        if offer.offer in blocks:
            block = blocks[offer.offer]
            for start in contract_starts(instance, block, calendar):
                for end in ends_on_offer(block, start, calendar):
                    ends.setdefault(empties(end.month, calendar), max(start, 1))
        # A lane that no contract empties may admit from the start: its capacity decides.
        found += [Lane(p, end, 1 if end == never else ends[end]) for end in sorted(ends) or [never]]
    return tuple(found)


def todays_ends(instance: Instance) -> tuple[int, ...]:
    """Return the month in which today's residents of each offer leave for the end of a running contract.

    Where a running contract has several ends on offer this is the first of them; the plan knows the difference.
    """
    calendar = instance.calendar
    found = dict.fromkeys((offer.offer for offer in instance.offers), calendar.all_months + 1)
    for block in instance.blocks:
        if block.beds_today is not None:
            (start,) = contract_starts(instance, block, calendar)
            found[block.offer] = empties(ends_on_offer(block, start, calendar)[0].month, calendar)
    return tuple(found.values())


def exits_of_offers(instance: Instance) -> tuple[tuple[Exit, ...], ...]:
    """Return closures and last days of every offer, in order of time; of a month, the closure first."""
    calendar = instance.calendar
    number = {offer.offer: p for p, offer in enumerate(instance.offers)}
    number_or_none: dict[str | None, int] = {None: NOBODY}
    number_or_none.update(number)
    found: list[list[Exit]] = [[] for _ in instance.offers]
    for row in instance.closures:
        month = calendar.month_of(row.month)
        found[number[row.offer]].append(Exit(month, row.closing_share, number_or_none[row.successor]))
    for p, offer in enumerate(instance.offers):
        found[p].sort(key=lambda leaving: leaving.month)
        if offer.live_to is not None:
            last = calendar.month_of(offer.live_to)
            found[p] = [leaving for leaving in found[p] if leaving.month <= last]
            found[p].append(Exit(last, 1.0, number_or_none[offer.successor], final=True))
    return tuple(map(tuple, found))


def contract_successors(instance: Instance) -> tuple[int, ...]:
    """Return the offer that takes over the residents of each offer when its block's contract ends, or `NOBODY`."""
    number = {offer.offer: p for p, offer in enumerate(instance.offers)}
    found = dict.fromkeys(number, NOBODY)
    for block in instance.blocks:
        if block.successor is not None:
            found[block.offer] = number[block.successor]
    return tuple(found.values())
