"""Commitments as integer options with capacity by month and cost by group: sections 4 to 6, closed forms.

For the stock form only. The enumeration works the same figures out again, month by month.
"""

from dataclasses import dataclass, field

import numpy as np

from models.tables import Block, Fostering, Home
from tests.oracles.prices import Prices, annuity
from tests.oracles.reading import Reading


@dataclass(frozen=True)
class Option:
    """One integer of the plan.

    Attributes:
        kind, id, month: what it is, by the names of `models.plan.Commitment`.
        size: beds of a block, fixed; 1 for homes and households, where the integer itself is the size.
        most: upper bound of the integer.
        offer: position of the offer supplied.
        capacity: children that one unit adds at the end of each month, from month 0.
        costs: present value of one unit by group of the objective.
    """

    kind: str
    id: str
    month: int
    size: int
    most: int
    offer: int
    capacity: np.ndarray
    costs: dict[str, float] = field(default_factory=dict)


def practical_share(reading: Reading, beds: int) -> float:
    """Return rho of a number of beds: linear between the numbers given, constant outside them."""
    rows = sorted(reading.instance.occupancy_limits, key=lambda row: row.beds)
    return float(np.interp(beds, [row.beds for row in rows], [row.practical_share for row in rows]))


def kept_households(service: Fostering) -> float:
    """Return the share of households still there a month later."""
    return float((1 - service.attrition_per_year_share) ** (1 / 12))


def capacity_without(reading: Reading, position: int) -> np.ndarray | None:
    """Return the capacity of an offer at each month's end without new commitments; None for no limit."""
    offer = reading.lives[position].offer
    months = np.arange(reading.clock.end + 1)
    for service in reading.instance.fostering:
        if service.offer == offer.offer:
            households = service.households_today * kept_households(service) ** months
            return np.asarray(households * service.places_per_household * service.fill_share)
    if any(row.offer == offer.offer for row in (*reading.instance.blocks, *reading.instance.homes)):
        return np.zeros(len(months))
    return None if offer.capacity_children is None else np.full(len(months), offer.capacity_children)


def options(reading: Reading, prices: Prices) -> list[Option]:
    """Return every integer of the plan."""
    instance = reading.instance
    return [
        *(option for block in instance.blocks for option in _of_block(reading, prices, block)),
        *(option for home in instance.homes for option in _of_home(reading, prices, home)),
        *(option for service in instance.fostering for option in _of_service(reading, prices, service)),
    ]


def _present_months(reading: Reading, prices: Prices, first: int, last: int) -> float:
    """Sum of present value factors over months `first` to `last`, cut at the end of the tail."""
    until = min(last, reading.clock.end)
    return sum(prices.present(reading.clock.year(m)) for m in range(first, until + 1))


def _of_block(reading: Reading, prices: Prices, block: Block) -> list[Option]:
    clock, position = reading.clock, reading.position(block.offer)
    key = reading.lives[position].offer.provision
    found = []
    for tier in (row for row in reading.instance.block_tiers if row.block == block.block):
        for beds in range(tier.beds_from, tier.beds_to + 1):
            for start in clock.decision_months:
                if not block.start_from <= clock.first_day(start) <= block.start_to:
                    continue
                last = min(start + block.term_months - 1, clock.end)
                capacity = np.zeros(clock.end + 1)
                capacity[start : last + 1] = practical_share(reading, beds) * beds
                paid = sum(
                    clock.weeks(m) * prices.index(key, clock.year(m)) * prices.present(clock.year(m))
                    for m in range(start, last + 1)
                )
                mobilisation = block.mobilisation_gbp * prices.index(key, clock.year(start))
                yearly = annuity(mobilisation, prices.rate, block.term_months / 12)
                costs = {
                    "blocks": beds * tier.gbp_per_bed_per_week * paid,
                    "charge": yearly / 12 * _present_months(reading, prices, start, last),
                }
                found.append(Option("block", block.block, start, beds, 1, position, capacity, costs))
    return found


def _of_home(reading: Reading, prices: Prices, home: Home) -> list[Option]:
    clock, position = reading.clock, reading.position(home.offer)
    key = reading.lives[position].offer.provision
    found = []
    for month in clock.decision_months:
        live = clock.goes_live(month + home.lead_months)
        if live is None or clock.first_day(month) < home.decision_from:
            continue
        capacity = np.zeros(clock.end + 1)
        capacity[live:] = practical_share(reading, home.beds) * home.beds
        net = home.capital_gbp * (1 - home.grant_share) * prices.index(key, clock.year(month))
        before = home.pre_opening_gbp * prices.index(key, clock.year(live - 1))
        yearly = annuity(net + before, prices.rate, home.asset_life_years)
        running = sum(
            home.running_gbp_per_year / 12 * prices.index(key, clock.year(m)) * prices.present(clock.year(m))
            for m in range(live, clock.end + 1)
        )
        charge = yearly / 12 * _present_months(reading, prices, live, clock.end)
        costs = {"homes": running, "charge": charge}
        found.append(Option("home", home.home, month, 1, home.max_homes, position, capacity, costs))
    return found


def _of_service(reading: Reading, prices: Prices, service: Fostering) -> list[Option]:
    clock, position = reading.clock, reading.position(service.offer)
    key = reading.lives[position].offer.provision
    found = []
    for month in clock.decision_months:
        live = clock.goes_live(month + service.lead_months)
        if live is None:
            continue
        capacity = np.zeros(clock.end + 1)
        households = kept_households(service) ** np.arange(clock.end + 1 - live)
        capacity[live:] = households * service.places_per_household * service.fill_share
        approval = service.approval_gbp * prices.index(key, clock.year(month))
        yearly = annuity(approval, prices.rate, 1 / service.attrition_per_year_share)
        costs = {"charge": yearly / 12 * _present_months(reading, prices, live, clock.end)}
        most = service.approvals_per_year_max
        found.append(Option("fostering", service.service, month, 1, most, position, capacity, costs))
    return found
