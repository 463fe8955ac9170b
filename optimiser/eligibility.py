"""Which offers take which children, and how much of an offer a child takes up; docs/mathematics.md, 3 and 4."""

import numpy as np

from models.instance import Instance
from models.tables import Cohort, OccupancyLimit, Offer
from optimiser.arrays import Flags, Floats


def eligibility(instance: Instance) -> tuple[Flags, Floats]:
    """Return (P, G) whether an offer takes a cohort, and its pounds a week where it does (else 0)."""
    weekly = {(row.offer, row.need): row.gbp_per_week for row in instance.offer_prices}
    owners = _owners(instance)
    eligible = np.zeros((len(instance.offers), len(instance.cohorts)), dtype=np.bool_)
    price = np.zeros(eligible.shape)
    for p, offer in enumerate(instance.offers):
        for g, cohort in enumerate(instance.cohorts):
            mine = instance.authority_of(cohort) in owners.get(offer.offer, instance.authority_names)
            if (offer.offer, cohort.need) in weekly and mine and fits(offer, cohort):
                eligible[p, g] = True
                price[p, g] = weekly[offer.offer, cohort.need]
    return eligible, price


def _owners(instance: Instance) -> dict[str, frozenset[str]]:
    """Return the authorities that alone may use an offer, by offer, where it is not open to all."""
    owners: dict[str, frozenset[str]] = {}
    for row in instance.offer_shares:
        owners[row.offer] = owners.get(row.offer, frozenset()) | {row.authority}
    for offer in instance.offers:
        if offer.authority is not None:
            owners[offer.offer] = frozenset({offer.authority}) & owners.get(offer.offer, frozenset({offer.authority}))
    return owners


def fits(offer: Offer, cohort: Cohort) -> bool:
    """Return whether age, skill and sibling group of a cohort fit an offer; gap fits everyone."""
    if offer.provision == "gap":
        return True
    aged = offer.age_from <= cohort.age_from and cohort.age_to <= offer.age_to
    skilled = cohort.skill is None or cohort.skill in (offer.skills or "").split()
    return aged and skilled and (not splits(offer, cohort) or cohort.split_allowed == "yes")


def splits(offer: Offer, cohort: Cohort) -> bool:
    """Return whether a sibling group would be split in an offer."""
    return offer.largest_group is not None and cohort.group_size > offer.largest_group


def practical_occupancy(limits: tuple[OccupancyLimit, ...], beds: int) -> float:
    """Return the share of `beds` that can be filled on average: linear between rows, constant outside."""
    rows = sorted(limits, key=lambda row: row.beds)
    return float(np.interp(beds, [r.beds for r in rows], [r.practical_share for r in rows]))


def places_in(limits: tuple[OccupancyLimit, ...], beds: int) -> float:
    """Return the children that can live in `beds` on average."""
    return beds * practical_occupancy(limits, beds) if beds > 0 else 0.0


def take_up(instance: Instance) -> tuple[Floats, Floats]:
    """Return (P, G) places and (P, G) beds that a child of a cohort takes up in an offer."""
    units = _units(instance)
    use = np.ones((len(instance.offers), len(instance.cohorts)))
    beds = np.ones_like(use)
    for p, offer in enumerate(instance.offers):
        if offer.provision == "gap":
            continue
        unit, filled = units.get(offer.offer, (float(offer.unit_beds or 1), 1.0))
        for g, cohort in enumerate(instance.cohorts):
            if cohort.solo == "yes":
                beds[p, g], use[p, g] = max(1.0, unit), max(1.0, unit * filled)
            else:
                beds[p, g] = use[p, g] = cohort.bed_use
    return use, beds


def _units(instance: Instance) -> dict[str, tuple[float, float]]:
    """Offer of a block, home or service to the beds of its unit and the share of them that can be filled."""
    limits = instance.occupancy_limits
    found: dict[str, tuple[float, float]] = {}
    for block in instance.blocks:
        most = max(tier.beds_to for tier in instance.block_tiers if tier.block == block.block)
        found[block.offer] = (float(block.unit_beds), practical_occupancy(limits, most - block.emergency_beds))
    for home in instance.homes:
        beds = home.beds - home.emergency_beds
        found[home.offer] = (float(beds), practical_occupancy(limits, beds))
    for service in instance.fostering:
        found[service.offer] = (service.places_per_household, service.fill_share)
    return found
