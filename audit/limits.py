"""How many places an offer has: capacity, closures, blocks, homes, households, run-off.

Shapes: P offers, G cohorts, T months (`T + 1` long, index 0 is today).
"""

from collections.abc import Sequence

import numpy as np

from audit.aliases import Floats
from audit.checks import TOLERANCE, Check, Deviation, measured
from audit.contracts import beds_there, emergency_beds
from audit.fit import practical_places
from audit.households import held_places, households_new, households_today, places_per_household
from audit.pledges import Pledge
from audit.simulate import Simulation
from models.calendar import Period
from models.instance import Instance
from models.tables import Block, Home


def own_capacity(instance: Instance, months: int, pledges: Sequence[Pledge] = ()) -> Floats:
    """Return (months + 1, P), places at month ends without new commitments.

    Infinite where there is no limit. Blocks already running, homes open today, and homes and households committed
    to before count.
    """
    limits = np.full((months + 1, len(instance.offers)), np.inf)
    promised = {row.offer for row in instance.blocks} | {row.offer for row in instance.homes}
    services = {row.offer: row for row in instance.fostering}
    for p, offer in enumerate(instance.offers):
        if offer.provision == "gap":
            continue
        if offer.capacity_children is not None:
            limits[:, p] = offer.capacity_children * _still_open(instance, offer.offer, months)
        elif offer.offer in promised:
            limits[:, p] = 0.0
        elif offer.offer in services:
            service = services[offer.offer]
            before = [pledge for pledge in pledges if pledge.standing]
            there = households_today(service, months) + households_new(service, before, np.zeros(months + 1))
            places = there * places_per_household(service)
            limits[:, p] = np.maximum(places - held_places(service, months), 0.0)
    for home in instance.homes:
        limits[:, _number(instance, home.offer)] += home.homes_today * home_places(instance, home)
    for pledge in pledges:
        if pledge.standing and isinstance(pledge.terms, Home):
            limits[:, _number(instance, pledge.terms.offer)] += opened_places(instance, pledge, pledge.terms, months)
        if pledge.running and isinstance(pledge.terms, Block):
            limits[:, _number(instance, pledge.terms.offer)] += _block_places(instance, pledge, pledge.terms, months)
    return limits


def pledged_capacity(
    instance: Instance, pledges: Sequence[Pledge], months: int, retained: dict[str, Floats] | None = None
) -> Floats:
    """Return (months + 1, P), places at month ends that new commitments make room for.

    Args:
        instance: the planning problem.
        pledges: the plan's commitments.
        months: last month.
        retained: by service, (months + 1,), households kept by programmes.
    """
    room = np.zeros((months + 1, len(instance.offers)))
    for pledge in pledges:
        if pledge.standing:
            continue
        if isinstance(pledge.terms, Home):
            room[:, _number(instance, pledge.terms.offer)] += opened_places(instance, pledge, pledge.terms, months)
        elif isinstance(pledge.terms, Block):
            room[:, _number(instance, pledge.terms.offer)] += _block_places(instance, pledge, pledge.terms, months)
    for service in instance.fostering:
        kept = (retained or {}).get(service.service, np.zeros(months + 1))
        chosen = [pledge for pledge in pledges if not pledge.standing]
        places = households_new(service, chosen, kept) * places_per_household(service)
        room[:, _number(instance, service.offer)] += places
    return room


def capacity_limits(instance: Instance, simulation: Simulation, pledges: Sequence[Pledge]) -> Floats:
    """Return (T + 1, P), places an offer may fill at month ends; infinite where there is no limit."""
    months = simulation.months
    own = own_capacity(instance, months, pledges)
    new = pledged_capacity(instance, pledges, months, simulation.effects.retained)
    return np.maximum(own, simulation.run_off) + new


def check_capacity(name: str, instance: Instance, simulation: Simulation, limits: Floats) -> Check:
    """Check places used at period ends, and on average over longer periods, against `limits` (T + 1, P)."""
    stock = (simulation.stock * simulation.arrays.places).sum(axis=2)
    average = (simulation.average * simulation.arrays.places).sum(axis=2)
    limit_on_average = (limits[:-1] + limits[1:]) / 2.0
    found: list[Deviation] = []
    for period in simulation.periods:
        end = period.last
        found += _over(instance, period, "at the end", stock[end], limits[end])
        if len(period) > 1:
            mean = average[period.first : end + 1].mean(axis=0)
            mean_limit = limit_on_average[period.first - 1 : end].mean(axis=0)
            found += _over(instance, period, "on average", mean, mean_limit)
    return measured(name, found)


def limits_to_admissions(simulation: Simulation, limits: Floats) -> Floats:
    """Return limits (T + 1, P) that bind admissions only: who is in an offer stays, though its places shrink.

    Do-nothing foresees nothing: it fills a fostering service to its limit, and households may then leave faster
    than children do.
    """
    staying = ((simulation.stock - simulation.admitted) * simulation.arrays.places).sum(axis=2)
    return np.maximum(limits, staying)


def _number(instance: Instance, offer: str) -> int:
    return next(p for p, row in enumerate(instance.offers) if row.offer == offer)


def _still_open(instance: Instance, offer: str, months: int) -> Floats:
    """Return (months + 1,), the share of an offer that its closures have left at month ends."""
    left = np.ones(months + 1)
    for row in instance.closures:
        if row.offer == offer:
            left[max(0, instance.calendar.month_of(row.month)) :] *= 1.0 - row.closing_share
    return left


def _block_places(instance: Instance, pledge: Pledge, block: Block, months: int) -> Floats:
    """Return (months + 1,), places of a contract; none in its last month, unless it does not empty its offer."""
    empties = pledge.last < instance.calendar.all_months
    last = pledge.last - 1 if empties else months
    places = np.zeros(months + 1)
    for month in range(max(0, pledge.live), min(last, months) + 1):
        beds = beds_there(instance, block, pledge.commitment.size, pledge.live, month)
        places[month] = practical_places(instance, beds - emergency_beds(block, beds))
    return places


def home_places(instance: Instance, home: Home) -> float:
    """Return the places of one home past its ramp."""
    return practical_places(instance, home.beds - home.emergency_beds)


def opened_places(instance: Instance, pledge: Pledge, home: Home, months: int) -> Floats:
    """Return (months + 1,), places of homes from their live month, rising in equal steps."""
    elapsed = np.arange(months + 1) - pledge.live
    ramp = np.clip((elapsed + 1) / (home.ramp_months + 1), 0.0, 1.0)
    places = pledge.commitment.size * home_places(instance, home)
    return np.asarray(places * ramp * (elapsed >= 0), dtype=np.float64)


def _over(instance: Instance, period: Period, when: str, places: Floats, limit: Floats) -> list[Deviation]:
    days = f"the period from {instance.calendar.first_day(period.first)}"
    return [
        Deviation(
            float(places[p] - limit[p]),
            TOLERANCE * max(1.0, float(limit[p])),
            f"offer {offer.offer}, {when} of {days}: {places[p]:.6f} places, limit {limit[p]:.6f}",
        )
        for p, offer in enumerate(instance.offers)
        if np.isfinite(limit[p])
    ]
