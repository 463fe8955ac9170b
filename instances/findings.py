"""What an officer should know of an instance that has no fault; and faults cut to a readable number."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import get_args

from instances.capacity import capacity_today, places_taken
from models.faults import Fault
from models.fields import UNKNOWN_PROVISION, FixedProvision
from models.findings import BeyondPlan, Excess, Findings, WeakPlacement
from models.instance import Instance
from models.tables import TABLES

_FIXED = frozenset(get_args(FixedProvision))
LONG_MONTHS = 360
"""Contracts and programmes, extensions included, that last longer than thirty years are told of."""


def findings(instance: Instance) -> Findings:
    """Return what is worth knowing of a sound instance."""
    today = instance.placements_today
    placed: dict[str, float] = defaultdict(float)
    for row in today:
        if row.offer is not None:
            placed[row.offer] += row.children
    moving = {row.cohort for row in instance.transitions}
    return Findings(
        rows={name: len(instance.rows(name)) for name in TABLES},
        assumptions=instance.assumptions(),
        children_today=sum(row.children for row in today),
        fixed_children=sum(row.children for row in today if row.provision in _FIXED),
        unknown_children=sum(row.children for row in today if row.provision == UNKNOWN_PROVISION),
        excess=_excess(instance, placed),
        weak=_weak(instance, placed),
        without_transitions=tuple(c.cohort for c in instance.cohorts if c.cohort not in moving),
        beyond_plan=tuple(_beyond_plan(instance)),
    )


def printed_faults(faults: Iterable[Fault], per_file: int = 20) -> list[str]:
    """Return faults as lines, at most `per_file` of each file and then how many more it has."""
    told: Counter[str] = Counter()
    lines: list[str] = []
    for fault in faults:
        told[fault.file] += 1
        if told[fault.file] <= per_file:
            lines.append(str(fault))
    more = ((file, count - per_file) for file, count in told.items() if count > per_file)
    return lines + [f"{file}: {count:,} more faults" for file, count in more]


def _excess(instance: Instance, placed: dict[str, float]) -> tuple[Excess, ...]:
    taken = places_taken(instance)
    cohorts = {cohort.cohort: cohort for cohort in instance.cohorts}
    used: dict[str, float] = defaultdict(float)
    for row in instance.placements_today:
        if row.offer is not None:
            used[row.offer] += row.children * taken(row.offer, cohorts[row.cohort])
    return tuple(
        Excess(offer, placed[offer], used[offer], capacity)
        for offer, capacity in capacity_today(instance).items()
        if used[offer] > capacity + 1e-9
    )


def _beyond_plan(instance: Instance) -> Iterator[BeyondPlan]:
    """Yield starts after the last decision, offers that are not open in the plan, contracts of a generation."""
    calendar = instance.calendar
    last_decision = calendar.first_day(calendar.decision_months[-1])
    taken = {row.id for row in instance.commitments_made} | {b.block for b in instance.blocks if b.beds_today}
    for block in instance.blocks:
        months = block.term_months + block.extensions * block.extension_months
        yield from _long_or_late(block.block, months, block.start_to, last_decision, settled=block.block in taken)
    for row in instance.programmes:
        settled = row.programme in taken
        yield from _long_or_late(row.programme, row.term_months, row.start_to, last_decision, settled=settled)
    for offer in instance.offers:
        if offer.live_from is not None and calendar.month_of(offer.live_from) > calendar.horizon_months:
            yield BeyondPlan(offer.offer, "live_from", str(offer.live_from))
        if offer.live_to is not None and offer.live_to < calendar.start:
            yield BeyondPlan(offer.offer, "live_to", str(offer.live_to))


def _long_or_late(
    name: str, months: int, start_to: dt.date, last_decision: dt.date, *, settled: bool
) -> Iterator[BeyondPlan]:
    if start_to > last_decision and not settled:
        yield BeyondPlan(name, "start_to", str(start_to))
    if months > LONG_MONTHS:
        yield BeyondPlan(name, "term_months", str(months))


def _weak(instance: Instance, placed: dict[str, float]) -> tuple[WeakPlacement, ...]:
    accepted = instance.settings.quality.accepted_grades
    return tuple(
        WeakPlacement(offer.offer, offer.grade, placed[offer.offer])
        for offer in instance.offers
        if offer.provision != "gap" and offer.grade not in accepted and placed.get(offer.offer)
    )
