"""Whether commitments may be made: known, whole, within tiers, dates and yearly limits, live in time."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from audit.pledges import live_month, tier_of
from models.calendar import MONTHS_PER_YEAR, FinancialYear, Period
from models.instance import Instance
from models.plan import Commitment
from models.tables import Fostering


def commitment_faults(
    instance: Instance, commitments: Sequence[Commitment], periods: tuple[Period, ...]
) -> list[str]:
    """Return what is wrong with the commitments, in words.

    Args:
        instance: the planning problem.
        commitments: commitments as written.
        periods: planning periods; homes and households go live at the first month of one.
    """
    faults = [f"{_named(row)}: {fault}" for row in commitments for fault in _row_faults(instance, row, periods)]
    written = Counter((row.kind, row.id, row.start) for row in commitments)
    faults += [f"{kind} {name} from {start}: given twice" for (kind, name, start), n in written.items() if n > 1]
    return faults + _total_faults(instance, commitments)


def recruitment_today(instance: Instance, periods: tuple[Period, ...]) -> dict[tuple[str, dt.date], int]:
    """Return the households of each service and decision day at today's rate of approvals.

    The approvals of a year are spread over its decision months, cumulative shares rounded down; those that
    would go live after the horizon are not recruited.
    """
    calendar = instance.calendar
    times = MONTHS_PER_YEAR // calendar.decision_every_months
    recruited: dict[tuple[str, dt.date], int] = {}
    for service in instance.fostering:
        rate = service.approvals_per_year_today
        for turn, month in enumerate(calendar.decision_months):
            nth = turn % times
            households = rate * (nth + 1) // times - rate * nth // times
            in_time = live_month(periods, month + service.lead_months) <= calendar.horizon_months
            if households and in_time:
                recruited[service.service, calendar.first_day(month)] = households
    return recruited


def no_new_faults(instance: Instance, commitments: Sequence[Commitment], periods: tuple[Period, ...]) -> list[str]:
    """Return where commitments differ from none but recruitment at today's rate, in words."""
    due = recruitment_today(instance, periods)
    faults = [f"{_named(row)}: a new commitment" for row in commitments if row.kind != "fostering"]
    made = {(row.id, row.start): row.size for row in commitments if row.kind == "fostering"}
    for key in sorted(due.keys() | made.keys()):
        if due.get(key, 0) != made.get(key, 0):
            service, day = key
            faults.append(
                f"fostering {service} from {day}: {made.get(key, 0)} households, {due.get(key, 0)} at today's rate"
            )
    return faults


def _named(row: Commitment) -> str:
    return f"{row.kind} {row.id} from {row.start}"


def _row_faults(instance: Instance, row: Commitment, periods: tuple[Period, ...]) -> list[str]:
    calendar = instance.calendar
    month = calendar.month_of(row.start)
    faults = []
    if row.start.day != 1 or month not in calendar.decision_months:
        faults.append("not a first day on which commitments are decided")
    if row.size != int(row.size) or row.size < 1:
        faults.append(f"size {row.size} is not a whole number of at least 1")
    if row.kind == "block":
        return faults + _block_faults(instance, row)
    lead = _lead_months(instance, row)
    if lead is None:
        return [*faults, "not in the instance"]
    if live_month(periods, month + lead) > calendar.horizon_months:
        faults.append("goes live after the horizon")
    return faults


def _block_faults(instance: Instance, row: Commitment) -> list[str]:
    block = next((known for known in instance.blocks if known.block == row.id), None)
    if block is None:
        return ["not in the instance"]
    faults = []
    if not block.start_from <= row.start <= block.start_to:
        faults.append(f"does not start from {block.start_from} to {block.start_to}")
    if tier_of(instance, row.id, row.size) is None:
        faults.append(f"no tier has a price for {row.size} beds")
    return faults


def _lead_months(instance: Instance, row: Commitment) -> int | None:
    if row.kind == "home":
        return next((known.lead_months for known in instance.homes if known.home == row.id), None)
    return next((known.lead_months for known in instance.fostering if known.service == row.id), None)


def _total_faults(instance: Instance, commitments: Sequence[Commitment]) -> list[str]:
    blocks = Counter(row.id for row in commitments if row.kind == "block")
    faults = [f"block {name}: {count} contracts, at most one" for name, count in blocks.items() if count > 1]
    return (
        faults
        + _home_faults(instance, [row for row in commitments if row.kind == "home"])
        + _approval_faults(instance, [row for row in commitments if row.kind == "fostering"])
    )


def _home_faults(instance: Instance, homes: Sequence[Commitment]) -> list[str]:
    faults = []
    for known in instance.homes:
        ours = [row for row in homes if row.id == known.home]
        opened = sum(row.size for row in ours)
        if opened > known.max_homes:
            faults.append(f"home {known.home}: {opened} homes, at most {known.max_homes}")
        faults += [
            f"{_named(row)}: decided before {known.decision_from}" for row in ours if row.start < known.decision_from
        ]
    most = instance.settings.money.max_homes_opened_per_year
    by_year: Counter[FinancialYear] = Counter()
    for row in homes:
        by_year[FinancialYear.of(row.start)] += row.size
    return faults + [
        f"homes decided in {year}: {count}, at most {most}" for year, count in by_year.items() if count > most
    ]


def _approval_faults(instance: Instance, recruited: Sequence[Commitment]) -> list[str]:
    services: dict[str, Fostering] = {row.service: row for row in instance.fostering}
    by_year: Counter[tuple[str, FinancialYear]] = Counter()
    for row in recruited:
        by_year[row.id, FinancialYear.of(row.start)] += row.size
    return [
        f"fostering {name} in {year}: {count} households, at most {services[name].approvals_per_year_max}"
        for (name, year), count in by_year.items()
        if name in services and count > services[name].approvals_per_year_max
    ]
