"""Places that offers have at the base date, and places that children take up (docs/mathematics.md, section 4)."""

from collections.abc import Callable

import numpy as np

from models.instance import Instance
from models.tables import Block, Cohort, Fostering, Home

_MONTHS_PER_YEAR = 12


def capacity_today(instance: Instance) -> dict[str, float]:
    """Return the places at the base date of each offer that has a limit, new commitments apart."""
    filled = _filled(instance)
    places = {
        offer.offer: offer.capacity_children for offer in instance.offers if offer.capacity_children is not None
    }
    for block in instance.blocks:
        places[block.offer] = filled(_beds_today(instance, block))
    for home in instance.homes:
        open_today = home.homes_today + _homes_made(instance, home)
        places[home.offer] = open_today * filled(home.beds - home.emergency_beds)
    for service in instance.fostering:
        households = service.households_today + _households_made(instance, service)
        approved = households * service.places_per_household * service.fill_share
        places[service.offer] = max(approved - service.staying_put_today, 0.0)
    return places


def _since_live(instance: Instance, kind: str, name: str, lead_months: int) -> list[tuple[int, int]]:
    """Return size and months since the first child of what was committed to before and is live at the base date."""
    calendar, found = instance.calendar, []
    for row in instance.commitments_made:
        if (row.kind, row.id) == (kind, name):
            due = calendar.month_of(row.start) + lead_months
            since = -(due if row.live_from is None else calendar.month_of(row.live_from))
            found.append((row.size, since))
    return [(size, since) for size, since in found if since >= 0]


def _homes_made(instance: Instance, home: Home) -> float:
    """Return the homes decided before the plan and open at the base date, those in their ramp in part."""
    made = _since_live(instance, "home", home.home, home.lead_months)
    return sum(size * min(1.0, (since + 1) / (home.ramp_months + 1)) for size, since in made)


def _households_made(instance: Instance, service: Fostering) -> float:
    stay = (1.0 - service.attrition_per_year_share) ** (1.0 / _MONTHS_PER_YEAR)
    made = _since_live(instance, "fostering", service.service, service.lead_months)
    return float(sum(size * stay**since for size, since in made))


def places_taken(instance: Instance) -> Callable[[str, Cohort], float]:
    """Return a function of offer and cohort: places that one child takes up there, a solo child those of its unit."""
    filled = _filled(instance)
    units = {offer.offer: float(offer.unit_beds or 1) for offer in instance.offers}
    for block in instance.blocks:
        sizes = [tier.beds_to for tier in instance.block_tiers if tier.block == block.block]
        units[block.offer] = block.unit_beds * _share(instance, max(sizes) - block.emergency_beds)
    for home in instance.homes:
        units[home.offer] = filled(home.beds - home.emergency_beds)
    for service in instance.fostering:
        units[service.offer] = service.places_per_household * service.fill_share
    gaps = {offer.offer for offer in instance.offers if offer.provision == "gap"}

    def taken(offer: str, cohort: Cohort) -> float:
        if offer in gaps:
            return 1.0
        return max(units[offer], 1.0) if cohort.solo == "yes" else cohort.bed_use

    return taken


def _beds_today(instance: Instance, block: Block) -> int:
    """Return the beds of a running block that are there at the base date and not kept for emergencies."""
    if block.beds_today is None:
        return 0
    year = 1 + (-instance.calendar.month_of(block.start_from)) // _MONTHS_PER_YEAR
    ramp = {row.contract_year: row.beds_share for row in instance.block_ramps if row.block == block.block}
    # A hair below, so that 0.75 of 4 beds is 3 and not 4 by a rounding error.
    beds = int(np.ceil(block.beds_today * ramp.get(year, 1.0) - 1e-9))
    return beds - block.emergency_beds if beds > block.emergency_beds else beds


def _filled(instance: Instance) -> Callable[[int], float]:
    return lambda beds: beds * _share(instance, beds)


def _share(instance: Instance, beds: int) -> float:
    """Return the share of beds that can be filled: linear between the numbers given, constant outside them."""
    limits = sorted((row.beds, row.practical_share) for row in instance.occupancy_limits)
    return float(np.interp(beds, [limit for limit, _ in limits], [share for _, share in limits]))
