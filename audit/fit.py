"""Who fits where: which cohorts an offer takes, whom it splits, how many places and beds a child takes up.

Shapes: P offers, G cohorts.
"""

import numpy as np

from audit.aliases import Flags, Floats
from models.instance import Instance
from models.tables import Cohort, Offer


def eligibility(instance: Instance) -> Flags:
    """Return (P, G), true where the offer takes the cohort: ages, price, skill, group, authority."""
    priced = {(row.offer, row.need) for row in instance.offer_prices}
    sharing: dict[str, set[str]] = {}
    for row in instance.offer_shares:
        sharing.setdefault(row.offer, set()).add(row.authority)

    def takes(offer: Offer, cohort: Cohort) -> bool:
        if offer.provision == "gap":
            return True
        authority = instance.authority_of(cohort)
        return (
            offer.age_from <= cohort.age_from
            and cohort.age_to <= offer.age_to
            and (offer.offer, cohort.need) in priced
            and (cohort.skill is None or cohort.skill in (offer.skills or "").split())
            and (cohort.split_allowed == "yes" or not _too_large(offer, cohort))
            and offer.authority in (None, authority)
            and authority in sharing.get(offer.offer, {authority})
        )

    return np.array([[takes(offer, cohort) for cohort in instance.cohorts] for offer in instance.offers])


def splits(instance: Instance) -> Flags:
    """Return (P, G), true where the cohort's sibling groups are larger than the offer keeps together."""
    return np.array([[_too_large(offer, cohort) for cohort in instance.cohorts] for offer in instance.offers])


def places_and_beds(instance: Instance) -> tuple[Floats, Floats]:
    """Return (P, G) twice: places of the offer's capacity and beds that one child of the cohort takes up."""
    units = [_unit(instance, offer) for offer in instance.offers]
    places = np.ones((len(units), len(instance.cohorts)))
    beds = np.ones_like(places)
    for p, (offer, (unit, fill)) in enumerate(zip(instance.offers, units, strict=True)):
        if offer.provision == "gap":
            continue
        for g, cohort in enumerate(instance.cohorts):
            solo = cohort.solo == "yes"
            places[p, g] = max(1.0, unit * fill) if solo else cohort.bed_use
            beds[p, g] = max(1.0, unit) if solo else cohort.bed_use
    return places, beds


def practical_share(instance: Instance, beds: int) -> float:
    """Return the share of `beds` beds that can be filled: linear between the numbers given, else constant."""
    rows = sorted((row.beds, row.practical_share) for row in instance.occupancy_limits)
    return float(np.interp(beds, [row[0] for row in rows], [row[1] for row in rows]))


def practical_places(instance: Instance, beds: int) -> float:
    """Return the places that so many beds offer by practice; 0 where there are none."""
    return practical_share(instance, beds) * beds if beds > 0 else 0.0


def _too_large(offer: Offer, cohort: Cohort) -> bool:
    largest = None if offer.provision == "gap" else offer.largest_group
    return largest is not None and cohort.group_size > largest


def _unit(instance: Instance, offer: Offer) -> tuple[float, float]:
    """Return the beds that a solo child closes in the offer, and the share of them that can be filled."""
    for block in instance.blocks:
        if block.offer == offer.offer:
            largest = max((row.beds_to for row in instance.block_tiers if row.block == block.block), default=0)
            return block.unit_beds, practical_share(instance, largest - block.emergency_beds)
    for home in instance.homes:
        if home.offer == offer.offer:
            beds = home.beds - home.emergency_beds
            return beds, practical_share(instance, beds)
    for service in instance.fostering:
        if service.offer == offer.offer:
            return service.places_per_household, service.fill_share
    return offer.unit_beds or 1, 1.0
