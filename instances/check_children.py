"""Checks of children and demand: needs, areas, cohorts, transitions, entries, history."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from instances.draft import Draft
from instances.eligibility import Eligibility, overlaps
from models.faults import Fault
from models.tables import (
    COUNTS_ON_A_DAY,
    Area,
    Cohort,
    Entry,
    History,
    Need,
    Offer,
    Transition,
)

_TOLERANCE = 1e-9


def need_ranks(draft: Draft) -> Iterator[Fault]:
    """Yield faults of ranks that are not 1, 2, 3 and so on."""
    if not draft.complete(Need, "rank"):
        return
    found = [(line.values["rank"], line.number) for line in draft.lines(Need)]
    ranks = sorted((rank, line) for rank, line in found if isinstance(rank, int))
    for place, (rank, line) in enumerate(ranks, start=1):
        if rank != place:
            text = f"ranks 1, 2, 3 and so on, each once; {place} is expected here"
            yield draft.fault(Need, text, line, "rank", rank)
            return


def areas_complete(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each home area of a cohort and area of an offer without a row between them."""
    if not draft.complete(Area, "home_area", "placed_in"):
        return
    given = {(line.values["home_area"], line.values["placed_in"]) for line in draft.lines(Area)}
    homes, places = draft.known(Area, "home_area") or (), draft.known(Area, "placed_in") or ()
    for home in dict.fromkeys(cohort.home_area for cohort in draft.rows(Cohort)):
        for place in dict.fromkeys(offer.placed_in for offer in draft.rows(Offer)):
            if home in homes and place in places and (home, place) not in given:
                text = f"a row for home_area {home} and placed_in {place}; it is missing"
                yield draft.fault(Area, text, None, "placed_in", f"{home} {place}")


def cohorts_apart(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each cohort whose ages overlap with those of another that is otherwise like it."""
    groups: dict[tuple[object, ...], list[tuple[int, Cohort]]] = defaultdict(list)
    eligibility = Eligibility(draft)
    for line, cohort in draft.sound(Cohort):
        kind = (eligibility.authority(cohort), cohort.skill, cohort.group_size, cohort.solo)
        groups[cohort.need, cohort.home_area, *kind].append((line, cohort))
    for members in groups.values():
        members.sort(key=lambda found: (found[1].age_from, found[0]))
        for (_, younger), (line, older) in pairwise(members):
            if overlaps(younger, older):
                text = f"ages that no other cohort of this need and home area has; {younger.cohort} has some"
                yield draft.fault(Cohort, text, line, "age_from", f"{older.age_from} to {older.age_to}")


def transition_sums(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each cohort whose monthly chances add to more than 1."""
    sums: dict[str, float] = defaultdict(float)
    for line, row in draft.sound(Transition):
        before = sums[row.cohort]
        sums[row.cohort] += row.monthly_share
        if before <= 1 + _TOLERANCE < sums[row.cohort]:
            total = f"up to here {row.cohort} has {sums[row.cohort]:.6g}"
            text = f"shares of a cohort that add to at most 1; {total}"
            yield draft.fault(Transition, text, line, "monthly_share", row.monthly_share)


def entry_months(draft: Draft) -> Iterator[Fault]:
    """Yield faults of entries outside the horizon, and of months without a row, by demand path."""
    calendar = draft.calendar
    if calendar is None:
        return
    horizon = {calendar.first_day(month) for month in range(1, calendar.horizon_months + 1)}
    span = f"a month of the horizon, {min(horizon)} to {max(horizon)}"
    seen: dict[str, set[dt.date]] = defaultdict(set)
    for line, entry in draft.sound(Entry):
        seen[entry.demand].add(entry.month)
        if entry.month not in horizon:
            yield draft.fault(Entry, span, line, "month", entry.month)
    if not draft.complete(Entry, "demand", "month"):
        return
    for line_of_faulty in draft.lines(Entry):
        month = line_of_faulty.values["month"]
        if isinstance(month, dt.date):
            seen[str(line_of_faulty.values["demand"])].add(month)
    for demand, months in seen.items():
        if missing := sorted(horizon - months):
            text = f"a row for each month of the horizon; {len(missing)} missing, the first is {missing[0]}"
            yield draft.fault(Entry, text, None, "month", f"demand {demand}")


def history_periods(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each count with a period, and each flow without."""
    for line, row in draft.sound(History):
        if (row.measure in COUNTS_ON_A_DAY) != (row.period_months == 0):
            text = "0 for looked_after and other counts on a day, and the months of the period for the rest"
            yield draft.fault(History, text, line, "period_months", row.period_months)
