"""Checks of what projections rest on: ages of past counts, residents, placements by type, reasons."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from instances.draft import Draft
from instances.eligibility import overlaps
from models.faults import Fault
from models.tables import AgedRow, CeasesByReason, Cohort, History, PlacementHistory, Population


def history_ages_apart(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each past count whose ages another row of the same measure and day already has."""
    groups: dict[object, list[tuple[int, AgedRow]]] = defaultdict(list)
    for line, row in draft.sound(History):
        groups[row.measure, row.period_end].append((line, row))
    yield from _apart(draft, groups, "this measure and day")


def residents_apart(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each population figure whose ages another row of the same area and day already has."""
    groups: dict[object, list[tuple[int, AgedRow]]] = defaultdict(list)
    for line, row in draft.sound(Population):
        groups[row.home_area, row.day].append((line, row))
    yield from _apart(draft, groups, "this area and day")


def _apart(draft: Draft, groups: dict[object, list[tuple[int, AgedRow]]], what: str) -> Iterator[Fault]:
    for members in groups.values():
        members.sort(key=lambda found: (found[1].age_from, found[0]))
        for (_, younger), (line, older) in pairwise(members):
            if overlaps(younger, older):
                text = f"ages that no other row of {what} has; {younger.age_from} to {younger.age_to} has some"
                yield draft.fault(type(older), text, line, "age_from", f"{older.age_from} to {older.age_to}")


def resident_areas(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each unknown area, and where some rows name areas and others mean the whole authority."""
    rows = list(draft.sound(Population))
    named = [(line, row) for line, row in rows if row.home_area is not None]
    if named and len(named) < len(rows):
        line = next(line for line, row in rows if row.home_area is None)
        text = "a home area, as other rows of the table have; or blank in every row"
        yield draft.fault(Population, text, line, "home_area")
    known = draft.known(Cohort, "home_area")
    for line, row in named:
        if known is not None and row.home_area not in known:
            text = "a home area of the table cohorts, or blank for the whole authority"
            yield draft.fault(Population, text, line, "home_area", row.home_area)


def residents_counted(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each figure of nobody: a rate per resident child would have no meaning."""
    for line, row in draft.sound(Population):
        if not row.people:
            yield draft.fault(Population, "more than 0 resident children", line, "people", row.people)


def types_every_day(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each type of placement without a count on a day that has others."""
    if not draft.complete(PlacementHistory, "type", "day"):
        return
    rows = draft.rows(PlacementHistory)
    counted = {(row.type, row.day) for row in rows}
    for day in dict.fromkeys(row.day for row in rows):
        for kind in dict.fromkeys(row.type for row in rows):
            if (kind, day) not in counted:
                text = f"a row for type {kind} and day {day}, as for the other types; it is missing"
                yield draft.fault(PlacementHistory, text, None, "type", kind)


def reason_periods(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each reason whose period has no months."""
    for line, row in draft.sound(CeasesByReason):
        if not row.period_months:
            text = "the months of the period, at least 1"
            yield draft.fault(CeasesByReason, text, line, "period_months", row.period_months)
