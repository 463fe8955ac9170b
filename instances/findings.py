"""What an officer should know of an instance that has no fault; and faults cut to a readable number."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import get_args

from instances.capacity import capacity_today, places_taken
from models.faults import Fault
from models.fields import UNKNOWN_PROVISION, FixedProvision
from models.findings import Excess, Findings, WeakPlacement
from models.instance import Instance
from models.tables import TABLES

_FIXED = frozenset(get_args(FixedProvision))


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


def _weak(instance: Instance, placed: dict[str, float]) -> tuple[WeakPlacement, ...]:
    accepted = instance.settings.quality.accepted_grades
    return tuple(
        WeakPlacement(offer.offer, offer.grade, placed[offer.offer])
        for offer in instance.offers
        if offer.provision != "gap" and offer.grade not in accepted and placed.get(offer.offer)
    )
