"""What is committed without new decisions: recruitment at today's rate, contracts that run already."""

import datetime as dt
from collections.abc import Sequence

from audit.commitments import named
from audit.contracts import base_end, last_day
from audit.pledges import live_month
from models.calendar import MONTHS_PER_YEAR, Period
from models.instance import Instance
from models.plan import Commitment
from models.tables import CommitmentMade


def commitments_today(instance: Instance, periods: tuple[Period, ...]) -> tuple[Commitment, ...]:
    """Return the commitments of do-nothing: running and signed blocks to the end of their base term, recruitment.

    What else was committed to before the plan is among them.
    """
    running = [
        Commitment(
            kind="block",
            id=block.block,
            start=block.start_from,
            size=block.beds_today,
            end=last_day(instance.calendar, base_end(block, instance.calendar.month_of(block.start_from))),
        )
        for block in instance.blocks
        if block.beds_today is not None
    ]
    running += [_made(instance, row) for row in instance.commitments_made]
    recruited = [
        Commitment(kind="fostering", id=service, start=day, size=households)
        for (service, day), households in recruitment_today(instance, periods).items()
    ]
    return (*running, *recruited)


def _made(instance: Instance, row: CommitmentMade) -> Commitment:
    block = next((known for known in instance.blocks if (row.kind, row.id) == ("block", known.block)), None)
    calendar = instance.calendar
    end = None if block is None else last_day(calendar, base_end(block, calendar.month_of(row.start)))
    return Commitment(kind=row.kind, id=row.id, start=row.start, size=row.size, end=end)


def recruitment_today(instance: Instance, periods: tuple[Period, ...]) -> dict[tuple[str, dt.date], int]:
    """Return the households of each service and decision day at today's rate of approvals.

    The approvals of a year are spread over its decision months, cumulative shares rounded down; in a part year at the
    start no more than are left of its limit. Those that would go live after the horizon are not recruited.
    """
    calendar = instance.calendar
    times = MONTHS_PER_YEAR // calendar.decision_every_months
    recruited: dict[tuple[str, dt.date], int] = {}
    for service in instance.fostering:
        rate, left = service.approvals_per_year_today, instance.left("fostering", service.service)
        for month in calendar.decision_months:
            nth = ((calendar.first_day(month).month - 4) % MONTHS_PER_YEAR) // calendar.decision_every_months
            households = rate * (nth + 1) // times - rate * nth // times
            if left is not None and calendar.year_of(month) == calendar.years[0]:
                households = min(households, int(left))
                left -= households
            in_time = live_month(periods, month + service.lead_months) <= calendar.horizon_months
            if households and in_time:
                recruited[service.service, calendar.first_day(month)] = households
    return recruited


def no_new_faults(instance: Instance, commitments: Sequence[Commitment], periods: tuple[Period, ...]) -> list[str]:
    """Return where commitments differ from those of do-nothing, in words."""
    due = recruitment_today(instance, periods)
    known = {_key(row): row for row in commitments_today(instance, periods)}
    faults = []
    for row in commitments:
        runs = known.get(_key(row))
        if runs is not None and row.end != runs.end:
            faults.append(f"{named(row)}: ends on {row.end}, its term on {runs.end}")
        if runs is None and row.kind != "fostering":
            faults.append(f"{named(row)}: a new commitment")
    before = {_key(row) for row in instance.commitments_made}
    made = {(r.id, r.start): r.size for r in commitments if r.kind == "fostering" and _key(r) not in before}
    for key in sorted(due.keys() | made.keys()):
        if due.get(key, 0) != made.get(key, 0):
            service, day = key
            faults.append(
                f"fostering {service} from {day}: {made.get(key, 0)} households, {due.get(key, 0)} at today's rate"
            )
    return faults


def _key(row: Commitment | CommitmentMade) -> tuple[str, str, dt.date]:
    return row.kind, row.id, row.start
