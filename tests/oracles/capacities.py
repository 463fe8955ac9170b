"""Capacity of every limited offer, month by month, for given commitments: section 4 walked through."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.fields import PricePath
from models.plan import Commitment
from models.tables import Fostering
from tests.oracles.contracted import Contracted, contracts_in, rho
from tests.oracles.lives import Life
from tests.oracles.made import goes_live, is_made
from tests.oracles.reading import Reading
from tests.oracles.simulate import nothing, play


@dataclass(frozen=True)
class Limit:
    """Places of an offer at each month's end: those that run-off may take the place of, and those added."""

    without: np.ndarray
    added: np.ndarray


def lives_under(reading: Reading, contracts: dict[str, Contracted]) -> list[Life]:
    """Return lives with the ends of contracts."""
    blocks = {row.offer: row for row in reading.instance.blocks}
    found = []
    for life in reading.lives:
        block = blocks.get(life.offer.offer)
        taken = None if block is None else contracts.get(block.block)
        found.append(life if taken is None else life.ending(taken.empties, taken.block.successor))
    return found


def run_off(reading: Reading, lives: list[Life]) -> np.ndarray:
    """Places that today's children take up at each month's end if nothing is decided, axes offer, month."""
    played = play(reading, lives, nothing(reading, 1))
    return np.array([played.stock[0, p] @ life.use for p, life in enumerate(lives)])


def capacities(reading: Reading, commitments: Iterable[Commitment], path: PricePath = "central") -> dict[int, Limit]:
    """Return limits without run-off, by position of limited offers."""
    instance, calendar = reading.instance, reading.instance.calendar
    commitments, months = tuple(commitments), calendar.all_months + 1
    found = {
        p: Limit(np.full(months, life.offer.capacity_children), np.zeros(months))
        for p, life in enumerate(reading.lives)
        if life.offer.capacity_children is not None and not life.is_gap
    }
    for row in instance.closures:
        place = reading.position(row.offer)
        if place in found:
            found[place].without[max(0, calendar.month_of(row.month)) :] *= 1.0 - row.closing_share
    for row in (*instance.blocks, *instance.homes, *instance.fostering):
        found[reading.position(row.offer)] = Limit(np.zeros(months), np.zeros(months))
    for home in instance.homes:
        beds = home.beds - home.emergency_beds
        found[reading.position(home.offer)].without[:] = home.homes_today * beds * rho(instance, beds)
    for contract in contracts_in(instance, commitments, path).values():
        limit = found[reading.position(contract.block.offer)]
        places = limit.without if contract.running else limit.added
        places += [contract.places(month) for month in range(months)]
    for commitment in commitments:
        _add(reading, commitment, found)
    for service in instance.fostering:
        _of_today(service, found[reading.position(service.offer)].without)
    return found


def _of_today(service: Fostering, places: np.ndarray) -> None:
    """Add places of today's households to those committed to before, less those of young people who stay put."""
    stays = (1.0 - service.attrition_per_year_share) ** (1.0 / 12.0)
    households, taken = service.households_today, held(service, len(places))
    for month in range(len(places)):
        mine = households * service.places_per_household * service.fill_share
        places[month] = max(0.0, places[month] + mine - taken[month])
        households *= stays


def held(service: Fostering, months: int) -> np.ndarray:
    """Places held by young people who stay put, at each month's end."""
    found = np.zeros(months)
    if service.staying_put_months:
        found[0] = service.staying_put_today
        for month in range(1, months):
            found[month] = found[month - 1] * (1.0 - 1.0 / service.staying_put_months)
            found[month] += service.staying_put_starts_per_year / 12.0
    return found


def _add(reading: Reading, commitment: Commitment, found: dict[int, Limit]) -> None:
    instance, months = reading.instance, reading.instance.calendar.all_months + 1
    made = is_made(instance, commitment)
    if commitment.kind == "home":
        home = next(row for row in instance.homes if row.home == commitment.id)
        live, usable = goes_live(instance, commitment, home), home.beds - home.emergency_beds
        limit = found[reading.position(home.offer)]
        for month in range(max(live, 0), months):
            filled = min(1.0, (month - live + 1) / (home.ramp_months + 1))
            places = rho(instance, usable) * usable * commitment.size
            (limit.without if made else limit.added)[month] += places * filled
    elif commitment.kind == "fostering":
        service = next(row for row in instance.fostering if row.service == commitment.id)
        live, limit = goes_live(instance, commitment, service), found[reading.position(service.offer)]
        households = there_of(service, commitment.size, live, months)
        places = households * service.places_per_household * service.fill_share
        (limit.without if made else limit.added)[:] += places


def there_of(service: Fostering, households: float, live: int, months: int) -> np.ndarray:
    """Households there at each month's end of some there from month `live` on, less the attrition."""
    stays = (1.0 - service.attrition_per_year_share) ** (1.0 / 12.0)
    there = np.zeros(months)
    for month in range(live, months):
        if month >= 0:
            there[month] = households
        households *= stays
    return there
