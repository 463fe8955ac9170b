"""Checks of programmes and of step-down pathways: whom they reach, when they start, what they may change."""

from collections.abc import Iterator

from instances.check_blocks import no_start
from instances.check_made import is_made
from instances.draft import Draft
from instances.eligibility import Eligibility, contains, overlaps
from models.faults import Fault
from models.fields import RESIDENTIAL_PROVISIONS
from models.tables import AuthorityRow, Cohort, Need, Offer, Programme, StepDown, Transition

MOST_REUNIFIED = 0.1
"""Largest share of settled children that a programme may bring home in a month."""
LEAST_STAYING = 0.8
"""Least monthly chance of staying in a cohort from which children are released."""


def programme_figures(draft: Draft) -> Iterator[Fault]:
    """Yield faults of effects too strong to be planned with, of services, and of terms without effect."""
    for line, row in draft.sound(Programme):
        if row.effect == "reunifies" and row.effect_share > MOST_REUNIFIED:
            text = f"at most {MOST_REUNIFIED:g} for reunifies: a share of settled children a month"
            yield draft.fault(Programme, text, line, "effect_share", row.effect_share)
        if (row.effect == "retains_carers") == (row.service is None):
            text = "a fostering service for retains_carers, and blank for other effects"
            yield draft.fault(Programme, text, line, "service", row.service)
        if not row.term_months:
            yield draft.fault(Programme, "a term of at least 1 month", line, "term_months", row.term_months)
        elif row.lag_months >= row.term_months:
            text = f"fewer months than the term, {row.term_months}: else it ends before it has an effect"
            yield draft.fault(Programme, text, line, "lag_months", row.lag_months)


def programme_starts(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each programme that cannot start in the horizon."""
    calendar = draft.calendar
    for line, row in draft.sound(Programme):
        if row.start_from > row.start_to:
            text = f"a month on or after start_from, {row.start_from}"
            yield draft.fault(Programme, text, line, "start_to", row.start_to)
        elif is_made(draft, "programme", row.programme):
            continue
        elif calendar is not None and (text := no_start(calendar, row.start_from, row.start_to)):
            yield draft.fault(Programme, text, line, "start_from", row.start_from)


def programme_cohorts(draft: Draft) -> Iterator[Fault]:
    """Yield faults of programmes that reach no cohort, or whose ages cut one in two."""
    if not draft.whole(Cohort):
        return
    eligibility = Eligibility(draft)
    needs = {None, *(need.need for need in draft.rows(Need))}
    authorities = {None, eligibility.own, *(row.authority for row in draft.rows(AuthorityRow))}
    for line, row in draft.sound(Programme):
        if row.effect == "retains_carers" or row.need not in needs or row.authority not in authorities:
            continue
        near = [
            cohort
            for cohort in draft.rows(Cohort)
            if row.need in (None, cohort.need)
            and row.authority in (None, eligibility.authority(cohort))
            and overlaps(row, cohort)
        ]
        cut = next((cohort for cohort in near if not contains(row, cohort)), None)
        if not near:
            text = "ages that, with need and authority, contain some cohort: this reaches nobody"
            yield draft.fault(Programme, text, line, "age_from", f"{row.age_from} to {row.age_to}")
        elif cut is not None:
            ages = f"{cut.age_from} to {cut.age_to}"
            text = f"ages that contain all or nothing of a cohort; this cuts {cut.cohort} ({ages})"
            column = "age_from" if row.age_from > cut.age_from else "age_to"
            yield draft.fault(Programme, text, line, column, getattr(row, column))


def step_down_rows(draft: Draft) -> Iterator[Fault]:
    """Yield faults of pathways: to where they start, between authorities, of several limits, after the horizon."""
    eligibility = Eligibility(draft)
    authority = {cohort.cohort: eligibility.authority(cohort) for cohort in draft.rows(Cohort)}
    most: dict[str, float] = {}
    for line, row in draft.sound(StepDown):
        if row.trial_cohort == row.cohort:
            text = "another cohort than the one that children leave"
            yield draft.fault(StepDown, text, line, "trial_cohort", row.trial_cohort)
        here, there = authority.get(row.cohort), authority.get(row.trial_cohort)
        if here is not None and there is not None and here != there:
            text = f"a cohort of the authority of {row.cohort}"
            yield draft.fault(StepDown, text, line, "trial_cohort", row.trial_cohort)
        if row.max_per_year != most.setdefault(row.pathway, row.max_per_year):
            text = f"{most[row.pathway]:g}, as in the pathway's first row"
            yield draft.fault(StepDown, text, line, "max_per_year", row.max_per_year)
        calendar = draft.calendar
        if calendar is not None and calendar.month_of(row.start_from) > calendar.horizon_months:
            text = f"a month of the horizon, up to {calendar.first_day(calendar.horizon_months)}"
            yield draft.fault(StepDown, text, line, "start_from", row.start_from)


def step_down_cohorts(draft: Draft) -> Iterator[Fault]:
    """Yield faults of cohorts that are not in residential care, do not stay, or have no place on trial."""
    eligibility = Eligibility(draft)
    cohorts = {cohort.cohort: cohort for cohort in draft.rows(Cohort)}
    staying = {row.cohort: row.monthly_share for row in draft.rows(Transition) if row.cohort == row.to_cohort}
    offers = [offer for offer in draft.rows(Offer) if offer.provision != "gap"]
    for line, row in draft.sound(StepDown):
        here, there = cohorts.get(row.cohort), cohorts.get(row.trial_cohort)
        if draft.whole(Transition) and here is not None and staying.get(row.cohort, 0.0) < LEAST_STAYING:
            text = f"a cohort that keeps at least {LEAST_STAYING:g} of its children a month (table transitions)"
            yield draft.fault(StepDown, text, line, "cohort", row.cohort)
        if not eligibility.whole:
            continue
        homes = [offer for offer in offers if offer.provision in RESIDENTIAL_PROVISIONS]
        if here is not None and not any(eligibility.takes(offer, here) for offer in homes):
            text = "a cohort that some residential offer takes"
            yield draft.fault(StepDown, text, line, "cohort", row.cohort)
        if there is not None and not any(eligibility.takes(offer, there) for offer in offers):
            text = "a cohort that some offer takes: nobody takes children on trial"
            yield draft.fault(StepDown, text, line, "trial_cohort", row.trial_cohort)
