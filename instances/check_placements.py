"""Checks of the children today: offer, provision and cohort go together, and somebody is there to plan for."""

import datetime as dt
from collections.abc import Iterator
from typing import get_args

from instances.draft import Draft
from instances.eligibility import Eligibility, contains, fits_group, has_skill
from models.faults import Fault
from models.fields import UNKNOWN_PROVISION, FixedProvision
from models.instance import Authority
from models.tables import Cohort, FixedLine, Offer, OfferPrice, PlacementToday

FIXED = frozenset(get_args(FixedProvision)) - {"none"}


def placements_match(draft: Draft) -> Iterator[Fault]:
    """Yield faults of children today whose offer, provision or cohort do not go together."""
    offers = {offer.offer: offer for offer in draft.rows(Offer)}
    for line, row in draft.sound(PlacementToday):
        if row.offer is None:
            if row.provision not in FIXED and row.provision != UNKNOWN_PROVISION:
                text = f"an offer; only {', '.join(sorted(FIXED))} and unknown are without one"
                yield draft.fault(PlacementToday, text, line, "offer")
        elif row.provision in FIXED or row.provision in (UNKNOWN_PROVISION, "none"):
            text = f"blank where provision is {row.provision}"
            yield draft.fault(PlacementToday, text, line, "offer", row.offer)
        elif (offer := offers.get(row.offer)) is not None and offer.provision != row.provision:
            text = f"{offer.provision}, the provision of {row.offer} in the table offers"
            yield draft.fault(PlacementToday, text, line, "provision", row.provision)


def placements_fit(draft: Draft) -> Iterator[Fault]:
    """Yield faults of children today whom their offer does not take, or whose offer is not open."""
    offers = {offer.offer: offer for offer in draft.rows(Offer)}
    cohorts = {cohort.cohort: cohort for cohort in draft.rows(Cohort)}
    prices_known = draft.complete(OfferPrice, "offer", "need")
    priced = {(line.values.get("offer"), line.values.get("need")) for line in draft.lines(OfferPrice)}
    eligibility = Eligibility(draft)
    for line, row in draft.sound(PlacementToday):
        offer, cohort = offers.get(row.offer or ""), cohorts.get(row.cohort)
        if offer is None or cohort is None:
            continue
        if not contains(offer, cohort):
            text = f"a child inside the ages {offer.age_from} to {offer.age_to}; outside what the offer takes"
            yield draft.fault(PlacementToday, text, line, "cohort", row.cohort)
        if prices_known and (row.offer, cohort.need) not in priced:
            text = f"a need that {row.offer} has a price for; {cohort.need} is outside what the offer takes"
            yield draft.fault(PlacementToday, text, line, "cohort", row.cohort)
        if (wanted := _unfit(offer, cohort, eligibility)) is not None:
            yield draft.fault(PlacementToday, wanted, line, "cohort", row.cohort)
        yield from _open_today(draft, line, offer)


def _unfit(offer: Offer, cohort: Cohort, eligibility: Eligibility) -> str | None:
    """Return what the offer would have to be, where skill, group or authority of its children do not fit."""
    if offer.provision == "gap":
        return None
    if not has_skill(offer, cohort):
        return f"a cohort whose skill, {cohort.skill}, is among the skills of {offer.offer}"
    if not fits_group(offer, cohort):
        return f"a cohort of a group_size that {offer.offer} takes, at most {offer.largest_group}"
    if eligibility.own and not eligibility.open_to(offer, eligibility.authority(cohort)):
        return f"a cohort of an authority that may use {offer.offer}"
    return None


def _open_today(draft: Draft, line: int, offer: Offer) -> Iterator[Fault]:
    if draft.calendar is None:
        return
    base = draft.calendar.start - dt.timedelta(days=1)
    if (offer.live_from or base) > base or (offer.live_to is not None and offer.live_to <= base):
        text = f"an offer open on {base} and after; its live_from or live_to says it is not"
        yield draft.fault(PlacementToday, text, line, "offer", offer.offer)


def fixed_children(draft: Draft) -> Iterator[Fault]:
    """Yield faults of fixed children without a line, and of nobody to plan for."""
    lines = draft.known(FixedLine, "provision")
    told: set[str] = set()
    for line, row in draft.sound(PlacementToday):
        if lines is not None and row.provision in FIXED - lines and row.provision not in told:
            told.add(row.provision)
            text = "a provision with a row in the table fixed_lines"
            yield draft.fault(PlacementToday, text, line, "provision", row.provision)
    if draft.whole(PlacementToday) and draft.whole(Cohort) and draft.section("authority", Authority) is not None:
        yield from _somebody(draft)


def _somebody(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each authority whose children are all on fixed lines: nobody for them to follow."""
    eligibility = Eligibility(draft)
    authority = {cohort.cohort: eligibility.authority(cohort) for cohort in draft.rows(Cohort)}
    pool = dict.fromkeys([eligibility.own, *authority.values()], 0.0)
    fixed = dict(pool)
    for row in draft.rows(PlacementToday):
        if row.cohort in authority:
            counted = fixed if row.provision in FIXED else pool
            counted[authority[row.cohort]] += row.children
    text = "at least one child outside the fixed lines"
    if not any(pool.values()):
        yield draft.fault(PlacementToday, text, None, "children")
        return
    for name, children in fixed.items():
        if children and not pool[name]:
            yield draft.fault(
                PlacementToday, f"{text}, of each authority with children on them", None, "children", name
            )
