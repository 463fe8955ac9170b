"""Checks that everybody has somewhere to go and every offer somebody to take."""

from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from instances.draft import Draft
from instances.eligibility import Eligibility, contains, overlaps, supplied_offers
from models.faults import Fault
from models.fields import Id
from models.tables import Cohort, Offer, OfferPrice

_NAME = TypeAdapter(Id)


def offer_columns(draft: Draft) -> Iterator[Fault]:
    """Yield faults of skills that are no names, and of unit_beds where the unit is that of another table."""
    supplied = supplied_offers(draft)
    for line, offer in draft.sound(Offer):
        for skill in (offer.skills or "").split():
            if not _is_name(skill):
                text = "names of small letters, digits and _ with spaces between them"
                yield draft.fault(Offer, text, line, "skills", offer.skills)
                break
        if offer.unit_beds is not None and offer.offer in supplied:
            text = "blank: its units are those of the block, home or service that supplies it"
            yield draft.fault(Offer, text, line, "unit_beds", offer.unit_beds)


def _is_name(text: str) -> bool:
    try:
        _NAME.validate_python(text)
    except ValidationError:
        return False
    return True


def full_prices(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each full unit cost below the price that it contains."""
    for line, row in draft.sound(OfferPrice):
        if row.full_gbp_per_week is not None and row.full_gbp_per_week < row.gbp_per_week:
            text = f"at least gbp_per_week, {row.gbp_per_week:g}: overheads are on top of it"
            yield draft.fault(OfferPrice, text, line, "full_gbp_per_week", row.full_gbp_per_week)


def cohort_columns(draft: Draft) -> Iterator[Fault]:
    """Yield faults of groups that live alone, and of single children that may be split."""
    for line, cohort in draft.sound(Cohort):
        if cohort.group_size > 1 and cohort.solo == "yes":
            text = "no for a group: who lives alone is not together with brothers and sisters"
            yield draft.fault(Cohort, text, line, "solo", cohort.solo)
        if cohort.group_size == 1 and cohort.split_allowed == "yes":
            text = "no for single children, whose group_size is 1"
            yield draft.fault(Cohort, text, line, "split_allowed", cohort.split_allowed)


def nobody_to_take(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each offer that takes no cohort at all; not where its ages cut one, which is told apart."""
    eligibility = Eligibility(draft)
    if not eligibility.whole:
        return
    priced = {row.offer for row in draft.rows(OfferPrice)}
    cohorts = draft.rows(Cohort)
    for line, offer in draft.sound(Offer):
        cuts = any(overlaps(offer, cohort) and not contains(offer, cohort) for cohort in cohorts)
        served = any(eligibility.takes(offer, cohort) for cohort in cohorts)
        if not served and not cuts and offer.offer in priced:
            text = "an offer that takes some cohort, by ages, needs with a price, skills, group size and authority"
            yield draft.fault(Offer, text, line, "offer", offer.offer)


def nowhere_to_go(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each cohort whose skill no offer has, or whose group no offer takes."""
    eligibility = Eligibility(draft)
    if not eligibility.whole:
        return
    offers = [offer for offer in draft.rows(Offer) if offer.provision != "gap"]
    skills = {skill for offer in offers for skill in (offer.skills or "").split()}
    for line, cohort in draft.sound(Cohort):
        if cohort.skill is not None and cohort.skill not in skills:
            yield draft.fault(Cohort, "a skill that some offer has", line, "skill", cohort.skill)
        elif cohort.group_size > 1 and not any(eligibility.takes(offer, cohort) for offer in offers):
            text = "a size that some offer takes, together or split: nobody takes this group"
            yield draft.fault(Cohort, text, line, "group_size", cohort.group_size)
