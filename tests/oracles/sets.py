"""Every set of commitments that section 4 allows, by the calendar of `models`."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

from models.instance import Instance
from models.plan import Commitment
from models.tables import Block
from tests.oracles.result import in_order


def commitment_sets(instance: Instance) -> Iterator[tuple[Commitment, ...]]:
    """Yield every set of commitments that section 4 allows, blocks already running included."""
    calendar = instance.calendar
    days = [calendar.first_day(month) for month in calendar.decision_months]
    choices: list[list[list[Commitment]]] = [_contracts(instance, block, days) for block in instance.blocks]
    for home in instance.homes:
        when = [day for day in days if day >= home.decision_from and _in_time(instance, day, home.lead_months)]
        counts = _spread(len(when), home.max_homes)
        choices.append([_several("home", home.home, when, count) for count in counts])
    for service in instance.fostering:
        when = [day for day in days if _in_time(instance, day, service.lead_months)]
        counts = _spread(len(when), service.approvals_per_year_max * len(calendar.years))
        choices.append([_several("fostering", service.service, when, count) for count in counts])
    for programme in instance.programmes:
        when = [day for day in days if programme.start_from <= day <= programme.start_to]
        starts = [[Commitment(kind="programme", id=programme.programme, start=day, size=1)] for day in when]
        made = [row for row in instance.commitments_made if (row.kind, row.id) == ("programme", programme.programme)]
        choices.append([[]] if made else [[], *starts])
    taken = [
        Commitment(kind=row.kind, id=row.id, start=row.start, size=row.size)
        for row in instance.commitments_made
        if row.kind != "block"
    ]
    for combination in product(*choices):
        commitments = [commitment for part in combination for commitment in part]
        if _within_yearly_limits(instance, commitments):
            yield in_order([*taken, *commitments])


def _contracts(instance: Instance, block: Block, days: list[dt.date]) -> list[list[Commitment]]:
    """Return what may be done about a block: nothing, unless it runs already, or one of its contracts."""
    calendar, running = instance.calendar, block.beds_today is not None
    starts = [block.start_from] if running else [d for d in days if block.start_from <= d <= block.start_to]
    signed = [row for row in instance.commitments_made if (row.kind, row.id) == ("block", block.block)]
    starts = [row.start for row in signed] or starts
    found: list[list[Commitment]] = [] if running or signed else [[]]
    for size in [row.size for row in signed] or sizes(instance, block):
        for start in starts:
            for last in ends(instance, block, calendar.month_of(start)):
                end = calendar.first_day(last + 1) - dt.timedelta(days=1)
                found.append([Commitment(kind="block", id=block.block, start=start, size=size, end=end)])
    return found


def sizes(instance: Instance, block: Block) -> list[int]:
    """Return the numbers of beds of a block: whole homes, more than are kept for emergencies."""
    if block.beds_today is not None:
        return [block.beds_today]
    tiers = [tier for tier in instance.block_tiers if tier.block == block.block]
    every = {beds for tier in tiers for beds in range(tier.beds_from, tier.beds_to + 1)}
    return sorted(n for n in every if n % block.unit_beds == 0 and n > block.emergency_beds)


def ends(instance: Instance, block: Block, start: int) -> list[int]:
    """Return the last months on offer of a contract: break, term, extensions; one at most past the tail."""
    until, found = instance.calendar.all_months, []
    months = block.term_months
    for _ in range(block.extensions + 1):
        last = start + months - 1
        found.append(last)
        if last >= until:
            break
        months += block.extension_months
    after = block.break_after_months
    if after is not None and after < block.term_months and start + after - 1 < until:
        found.append(start + after - 1)
    return sorted({last for last in found if block.beds_today is None or last >= 1})


def _spread(places: int, most: int) -> list[tuple[int, ...]]:
    """Return every way to spread at most `most` over a number of places."""
    if places == 0:
        return [()]
    return [(n, *rest) for n in range(most + 1) for rest in _spread(places - 1, most - n)]


def _in_time(instance: Instance, day: dt.date, lead_months: int) -> bool:
    calendar = instance.calendar
    return calendar.live_month(calendar.month_of(day) + lead_months) <= calendar.horizon_months


def _several(kind: str, name: str, days: list[dt.date], counts: tuple[int, ...]) -> list[Commitment]:
    return [
        Commitment(kind=kind, id=name, start=day, size=count)
        for day, count in zip(days, counts, strict=True)
        if count
    ]


def _within_yearly_limits(instance: Instance, commitments: list[Commitment]) -> bool:
    calendar = instance.calendar
    most = {service.service: service.approvals_per_year_max for service in instance.fostering}
    for year in calendar.years:
        decided = [c for c in commitments if calendar.year_of(calendar.month_of(c.start)) == year]
        left = {(row.limit, row.id): row.left for row in instance.left_of_year if year == calendar.years[0]}
        homes = sum(c.size for c in decided if c.kind == "home")
        if homes > left.get(("homes", None), instance.settings.money.max_homes_opened_per_year):
            return False
        for service, limit in most.items():
            recruited = sum(c.size for c in decided if (c.kind, c.id) == ("fostering", service))
            if recruited > left.get(("fostering", service), limit):
                return False
    return True
