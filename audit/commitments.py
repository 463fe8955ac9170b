"""Whether commitments may be made: known, whole, within tiers, dates and yearly limits, live in time."""

from collections import Counter
from collections.abc import Sequence

from audit.contracts import ends_on_offer, last_day, tier_of
from audit.pledges import live_month, terms_of
from models.calendar import FinancialYear, Period
from models.instance import Instance
from models.plan import Commitment
from models.tables import Block, Fostering, Programme, YearlyLimit


def commitment_faults(
    instance: Instance, commitments: Sequence[Commitment], periods: tuple[Period, ...], *, chosen: bool = True
) -> list[str]:
    """Return what is wrong with the commitments, in words; whether blocks end when they may: `end_faults`.

    Args:
        instance: the planning problem.
        commitments: commitments as written.
        periods: planning periods; homes and households go live at the first month of one.
        chosen: whether recruitment is a choice within yearly limits; of a baseline it is today's, see
            `audit.committed`.
    """
    faults = [f"{named(row)}: {fault}" for row in commitments for fault in _row_faults(instance, row, periods)]
    written = Counter((row.kind, row.id, row.start) for row in commitments)
    faults += [f"{kind} {name} from {start}: given twice" for (kind, name, start), n in written.items() if n > 1]
    return faults + _total_faults(instance, commitments, chosen=chosen)


def end_faults(instance: Instance, commitments: Sequence[Commitment]) -> list[str]:
    """Return where blocks end in a month in which they may not, in words."""
    faults = []
    for row in commitments:
        terms = terms_of(instance, row)
        if isinstance(terms, Block) and row.end is not None:
            start = instance.calendar.month_of(row.start)
            offered = [last_day(instance.calendar, end) for end in ends_on_offer(instance, terms, start)]
            if row.end not in offered:
                days = ", ".join(str(day) for day in offered)
                faults.append(f"{named(row)}: ends on {row.end}, on offer are {days}")
    return faults


def named(row: Commitment) -> str:
    """Return how a commitment is spoken of."""
    return f"{row.kind} {row.id} from {row.start}"


def _row_faults(instance: Instance, row: Commitment, periods: tuple[Period, ...]) -> list[str]:
    terms = terms_of(instance, row)
    if terms is None:
        return ["not in the instance"]
    faults = []
    if row.size != int(row.size) or row.size < 1:
        faults.append(f"size {row.size} is not a whole number of at least 1")
    if (row.end is None) == isinstance(terms, Block):
        faults.append("a block says when it ends, and nothing else does")
    if isinstance(terms, Block) and terms.beds_today is not None:
        if (row.start, row.size) != (terms.start_from, terms.beds_today):
            faults.append(f"runs already, from {terms.start_from} with {terms.beds_today} beds")
        return faults
    month = instance.calendar.month_of(row.start)
    if (before := _made_before(instance, row)) is not None:
        return faults + ([] if row.size == before else [f"size {row.size}, committed to before were {before}"])
    if row.start.day != 1 or month not in instance.calendar.decision_months:
        faults.append("not a first day on which commitments are decided")
    if isinstance(terms, Block | Programme) and not terms.start_from <= row.start <= terms.start_to:
        faults.append(f"does not start from {terms.start_from} to {terms.start_to}")
    if isinstance(terms, Block):
        return faults + _size_faults(instance, row, terms)
    if isinstance(terms, Programme):
        return faults + ([] if row.size == 1 else [f"size {row.size}, 1 is the programme"])
    if live_month(periods, month + terms.lead_months) > instance.calendar.horizon_months:
        faults.append("goes live after the horizon")
    return faults


def _made_before(instance: Instance, row: Commitment) -> int | None:
    """Return the size of a commitment made before the plan; None if this is none."""
    made = {(known.kind, known.id, known.start): known.size for known in instance.commitments_made}
    return made.get((row.kind, row.id, row.start))


def _size_faults(instance: Instance, row: Commitment, block: Block) -> list[str]:
    faults = []
    if tier_of(instance, row.id, row.size) is None:
        faults.append(f"no tier has a price for {row.size} beds")
    if row.size % block.unit_beds:
        faults.append(f"{row.size} beds are no multiple of {block.unit_beds}")
    if row.size <= block.emergency_beds:
        faults.append(f"{row.size} beds, {block.emergency_beds} of them for emergencies")
    return faults


def _total_faults(instance: Instance, commitments: Sequence[Commitment], *, chosen: bool) -> list[str]:
    once = Counter((row.kind, row.id) for row in commitments if row.kind in ("block", "programme"))
    faults = [f"{kind} {name}: {count} contracts, at most one" for (kind, name), count in once.items() if count > 1]
    faults += [
        f"block {block.block}: runs already and is not listed"
        for block in instance.blocks
        if block.beds_today is not None and not once["block", block.block]
    ]
    listed = {(row.kind, row.id, row.start) for row in commitments}
    faults += [
        f"{row.kind} {row.id} from {row.start}: committed to before and not listed"
        for row in instance.commitments_made
        if (row.kind, row.id, row.start) not in listed
    ]
    new = [row for row in commitments if _made_before(instance, row) is None]
    return (
        faults
        + _home_faults(instance, [row for row in new if row.kind == "home"])
        + (_approval_faults(instance, [row for row in new if row.kind == "fostering"]) if chosen else [])
    )


def _home_faults(instance: Instance, homes: Sequence[Commitment]) -> list[str]:
    faults = []
    for known in instance.homes:
        ours = [row for row in homes if row.id == known.home]
        opened = sum(row.size for row in ours)
        if opened > known.max_homes:
            faults.append(f"home {known.home}: {opened} homes, at most {known.max_homes}")
        faults += [
            f"{named(row)}: decided before {known.decision_from}" for row in ours if row.start < known.decision_from
        ]
    by_year: Counter[FinancialYear] = Counter()
    for row in homes:
        by_year[FinancialYear.of(row.start)] += row.size
    for year, count in by_year.items():
        most = _most(instance, year, "homes", None, instance.settings.money.max_homes_opened_per_year)
        if count > most:
            faults.append(f"homes decided in {year}: {count}, at most {most:g}")
    return faults


def _most(instance: Instance, year: FinancialYear, limit: YearlyLimit, name: str | None, whole: float) -> float:
    """Return a yearly limit, or what is left of it in a first year that is a part of one."""
    left = instance.left(limit, name) if year == instance.calendar.years[0] else None
    return whole if left is None else left


def _approval_faults(instance: Instance, recruited: Sequence[Commitment]) -> list[str]:
    services: dict[str, Fostering] = {row.service: row for row in instance.fostering}
    by_year: Counter[tuple[str, FinancialYear]] = Counter()
    for row in recruited:
        by_year[row.id, FinancialYear.of(row.start)] += row.size
    faults = []
    for (name, year), count in by_year.items():
        if name in services:
            most = _most(instance, year, "fostering", name, services[name].approvals_per_year_max)
            if count > most:
                faults.append(f"fostering {name} in {year}: {count} households, at most {most:g}")
    return faults
