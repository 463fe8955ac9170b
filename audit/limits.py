"""How many children an offer may hold: capacity, blocks, homes, households, run-off."""

from collections.abc import Iterable, Sequence

import numpy as np

from audit.arrays import Floats
from audit.checks import TOLERANCE, Check, Deviation, measured
from audit.pledges import Pledge
from audit.simulate import Simulation
from models.calendar import MONTHS_PER_YEAR, Period
from models.instance import Instance
from models.tables import Fostering, Home


def practical_share(instance: Instance, beds: int) -> float:
    """Return the share of `beds` beds that can be filled: linear between the numbers given, else constant."""
    rows = sorted((row.beds, row.practical_share) for row in instance.occupancy_limits)
    return float(np.interp(beds, [row[0] for row in rows], [row[1] for row in rows]))


def monthly_attrition(service: Fostering) -> float:
    """Return the share of households that leave in a month."""
    return 1.0 - float((1.0 - service.attrition_per_year_share) ** (1.0 / MONTHS_PER_YEAR))


def own_capacity(instance: Instance, months: int) -> Floats:
    """Return (months + 1, P), children an offer may hold at month ends without new commitments.

    Infinite where there is no limit; 0 for offers that live on blocks or homes.
    """
    limits = np.full((months + 1, len(instance.offers)), np.inf)
    promised = {row.offer for row in instance.blocks} | {row.offer for row in instance.homes}
    services = {row.offer: row for row in instance.fostering}
    elapsed = np.arange(months + 1)
    for p, offer in enumerate(instance.offers):
        if offer.provision == "gap":
            continue
        if offer.capacity_children is not None:
            limits[:, p] = offer.capacity_children
        elif offer.offer in promised:
            limits[:, p] = 0.0
        elif offer.offer in services:
            service = services[offer.offer]
            limits[:, p] = service.households_today * _places(service, elapsed)
    return limits


def pledged_capacity(instance: Instance, pledges: Iterable[Pledge], months: int) -> Floats:
    """Return (months + 1, P), children that commitments make room for at month ends."""
    order = {row.offer: p for p, row in enumerate(instance.offers)}
    room = np.zeros((months + 1, len(order)))
    for pledge in pledges:
        supplied = np.arange(max(pledge.live, 0), min(pledge.last, months) + 1)
        room[supplied, order[pledge.offer]] += _room(instance, pledge, supplied - pledge.live)
    return room


def capacity_limits(instance: Instance, simulation: Simulation, pledges: Iterable[Pledge]) -> Floats:
    """Return (T + 1, P), children an offer may hold at month ends; infinite where there is no limit."""
    own = own_capacity(instance, simulation.months)
    return np.maximum(own, simulation.run_off) + pledged_capacity(instance, pledges, simulation.months)


def check_capacity(name: str, instance: Instance, simulation: Simulation, limits: Floats) -> Check:
    """Check stocks at period ends, and averages of periods of several months, against `limits` (T + 1, P)."""
    stock = simulation.stock.sum(axis=2)
    average = simulation.average.sum(axis=2)
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
    staying = (simulation.stock - simulation.admitted).sum(axis=2)
    return np.maximum(limits, staying)


def _over(
    instance: Instance, period: Period, when: str, children: Sequence[float] | Floats, limit: Floats
) -> list[Deviation]:
    days = f"the period from {instance.calendar.first_day(period.first)}"
    return [
        Deviation(
            float(children[p] - limit[p]),
            TOLERANCE * max(1.0, float(limit[p])),
            f"offer {offer.offer}, {when} of {days}: {children[p]:.6f} children, limit {limit[p]:.6f}",
        )
        for p, offer in enumerate(instance.offers)
        if np.isfinite(limit[p])
    ]


def _places(service: Fostering, elapsed: Floats | np.typing.NDArray[np.int64]) -> Floats:
    """Return the children that one household can take so many months after its approval."""
    kept = (1.0 - monthly_attrition(service)) ** np.asarray(elapsed, dtype=np.float64)
    return np.asarray(service.places_per_household * service.fill_share * kept, dtype=np.float64)


def _room(instance: Instance, pledge: Pledge, elapsed: np.typing.NDArray[np.int64]) -> Floats:
    size = pledge.commitment.size
    if isinstance(pledge.terms, Fostering):
        return size * _places(pledge.terms, elapsed)
    if isinstance(pledge.terms, Home):
        beds = pledge.terms.beds
        children = size * practical_share(instance, beds) * beds
    else:
        children = practical_share(instance, size) * size
    return np.full(len(elapsed), children)
