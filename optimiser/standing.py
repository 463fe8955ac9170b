"""What there is without new commitments: capacity of every offer, homes open today, places of those who stay put."""

from dataclasses import dataclass

import numpy as np

from models.calendar import PlanningCalendar
from models.instance import Instance
from models.tables import Fostering, Home
from optimiser.arrays import Floats
from optimiser.eligibility import places_in
from optimiser.made import made_of


@dataclass(frozen=True)
class OpenHomes:
    """The homes of a type that are open at the base date.

    Attributes:
        home: the type.
        offer: index of the offer they supply.
        places: children they can take, all together.
        beds: beds of all, those for emergencies included.
        kept: beds of all that are kept vacant for emergencies.
        running: (M + 1,), nominal pounds a month to run them all.
    """

    home: Home
    offer: int
    places: float
    beds: float
    kept: float
    running: Floats


def open_homes(instance: Instance, index: dict[str, Floats]) -> tuple[OpenHomes, ...]:
    """Return the homes open today by type; types without any are left out."""
    number = {offer.offer: p for p, offer in enumerate(instance.offers)}
    found = []
    for home in instance.homes:
        if home.homes_today:
            count, p = float(home.homes_today), number[home.offer]
            running = count * home.running_gbp_per_year / 12.0 * index[instance.offers[p].provision]
            running[0] = 0.0
            places = count * places_in(instance.occupancy_limits, home.beds - home.emergency_beds)
            found.append(OpenHomes(home, p, places, count * home.beds, count * home.emergency_beds, running))
    return tuple(found)


def standing_capacity(instance: Instance, calendar: PlanningCalendar) -> Floats:
    """Return (P, M + 1), places at month ends without new commitments or running blocks; infinite for no limit.

    Homes and households committed to before the plan count.
    """
    number = {offer.offer: p for p, offer in enumerate(instance.offers)}
    capacity = np.full((len(instance.offers), calendar.all_months + 1), np.inf)
    for p, offer in enumerate(instance.offers):
        if offer.capacity_children is not None:
            capacity[p] = offer.capacity_children
    for block in instance.blocks:
        capacity[number[block.offer]] = 0.0
    for home in instance.homes:
        places = places_in(instance.occupancy_limits, home.beds - home.emergency_beds)
        capacity[number[home.offer]] = home.homes_today * places
        for made in made_of(instance, calendar, "home", home.home):
            capacity[number[home.offer]] += made.size * home_places(instance, home, made.live, calendar.all_months)
    for service in instance.fostering:
        capacity[number[service.offer]] = _foster_places(instance, service, calendar)
    for row in instance.closures:
        if np.isfinite(capacity[number[row.offer]]).all():
            capacity[number[row.offer], max(calendar.month_of(row.month), 0) :] *= 1.0 - row.closing_share
    return capacity


def home_places(instance: Instance, home: Home, live: int, months: int) -> Floats:
    """Return (months + 1,), places of a home from its live month, growing in equal steps to those of a full one."""
    full = places_in(instance.occupancy_limits, home.beds - home.emergency_beds)
    age = np.arange(months + 1) - live
    steps = np.minimum(1.0, (age + 1) / (home.ramp_months + 1))
    return np.where(age >= 0, full * steps, 0.0)


def household_places(service: Fostering, live: int, months: int) -> Floats:
    """Return (months + 1,), places of a household from its live month, less what leaves of such households."""
    age = np.arange(months + 1) - live
    stays = monthly_stay(service.attrition_per_year_share) ** np.maximum(age, 0)
    return np.where(age >= 0, service.places_per_household * service.fill_share * stays, 0.0)


def _foster_places(instance: Instance, service: Fostering, calendar: PlanningCalendar) -> Floats:
    """(M + 1,), places of today's households and those committed to, less those held by who stay put."""
    places = service.households_today * household_places(service, 0, calendar.all_months)
    for made in made_of(instance, calendar, "fostering", service.service):
        places += made.size * household_places(service, made.live, calendar.all_months)
    return np.maximum(places - held_places(service, calendar), 0.0)


def monthly_stay(attrition_per_year: float) -> float:
    """Return the share of households that stay from one month to the next."""
    return float((1.0 - attrition_per_year) ** (1.0 / 12.0))


def held_places(service: Fostering, calendar: PlanningCalendar) -> Floats:
    """Return (M + 1,), places held at month ends by young people over 18 who stay put."""
    held = np.zeros(calendar.all_months + 1)
    held[0] = service.staying_put_today
    if service.staying_put_months:
        for month in range(1, len(held)):
            leaving = held[month - 1] / service.staying_put_months
            held[month] = held[month - 1] - leaving + service.staying_put_starts_per_year / 12.0
    return held


def staying_put_costs(instance: Instance, weekly_value: dict[str, Floats]) -> dict[str, Floats]:
    """Return service to (M + 1,), nominal pounds a month for those who stay put; services without are left out."""
    calendar = instance.calendar
    offers = {offer.offer: offer for offer in instance.offers}
    found = {}
    for service in instance.fostering:
        held = held_places(service, calendar)
        if service.staying_put_gbp_per_week and held.any():
            middle = np.zeros_like(held)
            middle[1:] = (held[1:] + held[:-1]) / 2.0
            value = weekly_value[offers[service.offer].provision]
            found[service.service] = middle * service.staying_put_gbp_per_week * value
    return found
