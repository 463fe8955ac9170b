"""Commitments made before the plan, with their months; docs/mathematics.md, section 4."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.calendar import PlanningCalendar
from models.instance import Instance
from models.plan import Commitment, CommitmentKind


@dataclass(frozen=True)
class Made:
    """A commitment made before the plan.

    Attributes:
        month: month of the decision or start, mostly 0 or less.
        live: first month with capacity or effect; 0 or less if that has come.
        size: homes, households or beds; 1 for a programme.
    """

    month: int
    live: int
    size: int


def made_of(instance: Instance, calendar: PlanningCalendar, kind: CommitmentKind, name: str) -> Iterator[Made]:
    """Yield what was committed to of a block, home type, service or programme, in table order."""
    leads = {("home", home.home): home.lead_months for home in instance.homes}
    leads |= {("fostering", service.service): service.lead_months for service in instance.fostering}
    for row in instance.commitments_made:
        if (row.kind, row.id) == (kind, name):
            month = calendar.month_of(row.start)
            if (kind, name) not in leads:
                yield Made(month, month, row.size)
                continue
            due = month + leads[kind, name] if row.live_from is None else calendar.month_of(row.live_from)
            yield Made(month, due if due < 1 else calendar.live_month(due), row.size)


def live_month_of(instance: Instance, calendar: PlanningCalendar, row: Commitment, lead_months: int) -> int:
    """Return the month in which the homes or households of a plan's commitment go live."""
    start = calendar.month_of(row.start)
    made = (made.live for made in made_of(instance, calendar, row.kind, row.id) if made.month == start)
    return next(made, calendar.live_month(start + lead_months))
