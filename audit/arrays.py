"""An instance as arrays: cohorts and offers numbered in table order, monthly chances, prices, openings.

Shapes: G cohorts, P offers, B groups of months since admission, T months (`T + 1` long, index 0 is month 0).
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from audit.aliases import Flags, Floats, Whole
from audit.fit import eligibility, places_and_beds
from models.calendar import MONTHS_PER_YEAR, PlanningCalendar
from models.fields import UNKNOWN_PROVISION
from models.instance import Instance
from models.tables import Cohort

ALWAYS = 0
NEVER = 1_000_000


@dataclass(frozen=True)
class Arrays:
    """What the simulation needs of an instance on one demand path.

    Groups of months since admission are 0, 1, ..., B - 1; the last one holds all longer stays too, since no
    chance of the instance changes after it.

    Attributes:
        cohorts: number of each cohort by name.
        offers: number of each offer by name.
        drift: (G, G), chance a month of being in another cohort; the shortfall of a row from 1 leaves care.
        escalation: (G, G), where a broken-down child of a cohort returns to.
        eligible: (P, G), whether the offer takes the cohort.
        places: (P, G), places of the offer's capacity that a child of the cohort takes up.
        beds: (P, G), beds that a child of the cohort takes up there.
        breakdown: (P, B, G), chance a month of an early end.
        gap: (P,), the offer that stands for no sufficient placement.
        accepted: (P,), whether new placements may be made there, by grade.
        opens: (P,), first month with admissions.
        settled: (P, B, G), children of today in offers.
        unplaced: (G,), children of today in no offer.
        entries: (T + 1, G), children entering care in a month, T the reported months and the tail.
    """

    cohorts: dict[str, int]
    offers: dict[str, int]
    drift: Floats
    escalation: Floats
    eligible: Flags
    places: Floats
    beds: Floats
    breakdown: Floats
    gap: Flags
    accepted: Flags
    opens: Whole
    settled: Floats
    unplaced: Floats
    entries: Floats


def arrays_of(instance: Instance, demand: str) -> Arrays:
    """Return `instance` as arrays, with the entries of the demand path `demand`."""
    cohorts = {row.cohort: g for g, row in enumerate(instance.cohorts)}
    offers = {row.offer: p for p, row in enumerate(instance.offers)}
    calendar = instance.calendar
    groups = 1 + max((row.months_from for row in instance.disruption), default=0)
    settled, unplaced = _today(instance, cohorts, offers, groups)
    places, beds = places_and_beds(instance)
    accepted = instance.settings.quality.accepted_grades
    return Arrays(
        cohorts=cohorts,
        offers=offers,
        drift=_drift(instance, cohorts),
        escalation=_escalation(instance, cohorts),
        eligible=eligibility(instance),
        places=places,
        beds=beds,
        breakdown=_breakdown(instance, groups),
        gap=np.array([row.provision == "gap" for row in instance.offers]),
        accepted=np.array([row.provision == "gap" or row.grade in accepted for row in instance.offers]),
        opens=np.array([_opens(calendar, row.live_from) for row in instance.offers], dtype=np.int64),
        settled=settled,
        unplaced=unplaced,
        entries=_entries(instance, cohorts, demand),
    )


def weekly_prices(instance: Instance) -> Floats:
    """Return (P, G), pounds per child per week at the price base; 0 where no price is given."""
    price = {(row.offer, row.need): row.gbp_per_week for row in instance.offer_prices}
    return np.array([[price.get((o.offer, c.need), 0.0) for c in instance.cohorts] for o in instance.offers])


def _opens(calendar: PlanningCalendar, live_from: dt.date | None) -> int:
    if live_from is None:
        return ALWAYS
    return calendar.month_of(live_from) + (live_from.day > 1)


def _drift(instance: Instance, cohorts: dict[str, int]) -> Floats:
    drift = np.zeros((len(cohorts), len(cohorts)))
    for row in instance.transitions:
        drift[cohorts[row.cohort], cohorts[row.to_cohort]] = row.monthly_share
    return drift


def _escalation(instance: Instance, cohorts: dict[str, int]) -> Floats:
    needs = {row.need: row for row in instance.needs}

    def alike(cohort: Cohort, rank: int) -> tuple[object, ...]:
        kind = (cohort.skill, cohort.group_size, cohort.solo, instance.authority_of(cohort))
        return rank, cohort.age_from, cohort.age_to, cohort.home_area, *kind

    place = {alike(c, needs[c.need].rank): cohorts[c.cohort] for c in instance.cohorts}
    matrix = np.eye(len(cohorts))
    for cohort in instance.cohorts:
        need, here = needs[cohort.need], cohorts[cohort.cohort]
        above = place.get(alike(cohort, need.rank + 1))
        if above is not None:
            matrix[here, here] = 1.0 - need.escalation_share
            matrix[here, above] = need.escalation_share
    return matrix


def _breakdown(instance: Instance, groups: int) -> Floats:
    chances = np.zeros((len(instance.offers), groups, len(instance.cohorts)))
    steps: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for row in instance.disruption:
        steps.setdefault((row.offer, row.need), []).append((row.months_from, row.monthly_share))
    for p, offer in enumerate(instance.offers):
        for g, cohort in enumerate(instance.cohorts):
            for months_from, share in sorted(steps.get((offer.offer, cohort.need), [])):
                chances[p, months_from:, g] = share
        if offer.provision == "gap":
            chances[p] = 1.0
    return chances


def _today(instance: Instance, cohorts: dict[str, int], offers: dict[str, int], groups: int) -> tuple[Floats, Floats]:
    settled = np.zeros((len(offers), groups, len(cohorts)))
    unplaced = np.zeros(len(cohorts))
    for row in instance.placements_today:
        if row.offer is not None:
            group = min(row.months_in_placement, groups - 1)
            settled[offers[row.offer], group, cohorts[row.cohort]] += row.children
        elif row.provision == UNKNOWN_PROVISION:
            unplaced[cohorts[row.cohort]] += row.children
    return settled, unplaced


def _entries(instance: Instance, cohorts: dict[str, int], demand: str) -> Floats:
    calendar = instance.calendar
    horizon = calendar.horizon_months
    entries = np.zeros((calendar.all_months + 1, len(cohorts)))
    for row in instance.entries:
        month = calendar.month_of(row.month)
        if row.demand == demand and 1 <= month <= horizon:
            entries[month, cohorts[row.cohort]] += row.children
    entries[horizon + 1 :] = entries[horizon + 1 - MONTHS_PER_YEAR : horizon + 1]
    return entries
