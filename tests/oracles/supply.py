"""Commitments as integer options with capacity and payments by month: sections 4 to 6, for the stock form only.

The enumeration works the same figures out again, month by month.
"""

from dataclasses import dataclass

import numpy as np

from models.tables import Fostering, Home, Programme
from tests.oracles.lives import practical_share
from tests.oracles.prices import Prices, annuity
from tests.oracles.reading import Reading


@dataclass(frozen=True)
class Contract:
    """What a block contract pays for and how it ends, by month from month 0.

    Attributes:
        last: last month as planned.
        empties: month in which its end empties the offer; None if that is the last of the tail or later.
        beds: beds there.
        kept: of those paid for in any case, beds kept for emergencies.
        guaranteed: beds paid for in any case.
        bed_price: nominal pounds of a bed.
        running: whether it is no choice whether it is taken.
    """

    last: int
    empties: int | None
    beds: np.ndarray
    kept: np.ndarray
    guaranteed: np.ndarray
    bed_price: np.ndarray
    running: bool


@dataclass(frozen=True)
class Option:
    """One integer of the plan.

    Attributes:
        kind, id, month: what it is, by the names of `models.plan.Commitment`.
        size: beds of a block, fixed; 1 for others, where the integer itself is the size.
        most: upper bound of the integer.
        offer: position of the offer supplied; None for a programme.
        capacity: places that one unit adds at the end of each month, from month 0.
        lines: nominal pounds of one unit by ledger line and month.
        capital: nominal pounds of capital less grant by month.
        charge: present value of its economic charge.
        emergency: beds kept for emergencies by month.
        in_effect: 1.0 in months in which a block or home is there or a programme works; households still there.
        contract: of a block.
    """

    kind: str
    id: str
    month: int
    size: int
    most: int
    offer: int | None
    capacity: np.ndarray
    lines: dict[str, np.ndarray]
    capital: np.ndarray
    charge: float
    emergency: np.ndarray
    in_effect: np.ndarray
    contract: Contract | None = None


def present_months(reading: Reading, prices: Prices, first: int, last: int) -> float:
    """Sum of present value factors over months `first` to `last`, cut at the end of the tail."""
    until = min(last, reading.clock.end)
    return sum(prices.present(reading.clock.year(m)) for m in range(first, until + 1))


def kept_households(service: Fostering) -> float:
    """Return the share of households still there a month later."""
    return float((1 - service.attrition_per_year_share) ** (1 / 12))


def held_places(reading: Reading, service: Fostering) -> np.ndarray:
    """Places held by young people who stay put, at the end of each month: a geometric series."""
    months = np.arange(reading.clock.end + 1)
    if not service.staying_put_months:
        return np.zeros(len(months))
    stays = 1 - 1 / service.staying_put_months
    steady = service.staying_put_starts_per_year / 12 * service.staying_put_months
    return np.asarray(steady + (service.staying_put_today - steady) * stays**months)


def home_places(reading: Reading, home: Home) -> float:
    """Places of one home past its ramp."""
    beds = home.beds - home.emergency_beds
    return practical_share(reading.instance, beds) * beds


def capacity_without(reading: Reading, position: int) -> np.ndarray | None:
    """Return the capacity of an offer at each month's end without new commitments; None for no limit."""
    offer = reading.lives[position].offer
    months = np.arange(reading.clock.end + 1)
    for service in reading.instance.fostering:
        if service.offer == offer.offer:
            households = service.households_today * kept_households(service) ** months
            places = households * service.places_per_household * service.fill_share
            return np.maximum(places - held_places(reading, service), 0.0)
    for home in reading.instance.homes:
        if home.offer == offer.offer:
            return np.full(len(months), home.homes_today * home_places(reading, home))
    if any(block.offer == offer.offer for block in reading.instance.blocks):
        return np.zeros(len(months))
    if offer.capacity_children is None:
        return None
    capacity = np.full(len(months), offer.capacity_children)
    for row in reading.instance.closures:
        if row.offer == offer.offer:
            capacity[max(0, reading.clock.month_of(row.month)) :] *= 1 - row.closing_share
    return capacity


def homes_of(reading: Reading, prices: Prices, home: Home) -> list[Option]:
    """Return a home's integers, one for each month of decision."""
    clock, position = reading.clock, reading.position(home.offer)
    key = reading.lives[position].offer.provision
    found = []
    for month in clock.decision_months:
        lead = home.approval_months + home.works_months + home.registration_months + home.slippage_months
        live = clock.goes_live(month + lead)
        if live is None or clock.first_day(month) < home.decision_from:
            continue
        months = np.arange(clock.end + 1)
        open_ = (months >= live).astype(float)
        ramp = np.minimum(1.0, (months - live + 1) / (home.ramp_months + 1))
        capital, before = np.zeros(len(months)), np.zeros(len(months))
        paid = month + home.approval_months
        net = home.capital_gbp * (1 - home.grant_share) * prices.index(key, clock.year(paid))
        if paid <= clock.end:
            capital[paid] = net
        one_off = net
        for early in range(live - home.pre_opening_months, live):
            part = home.pre_opening_gbp / home.pre_opening_months * prices.index(key, clock.year(early))
            one_off += part
            if early >= 1:
                before[early] = part
        yearly = annuity(one_off, prices.rate, home.asset_life_years)
        running = open_ * home.running_gbp_per_year / 12 * prices.by_month(clock, key)
        found.append(
            Option(
                "home",
                home.home,
                month,
                1,
                home.max_homes,
                position,
                capacity=open_ * ramp * home_places(reading, home),
                lines={"home_running": running, "pre_opening": before},
                capital=capital,
                charge=yearly / 12 * present_months(reading, prices, live, clock.end),
                emergency=open_ * home.emergency_beds,
                in_effect=open_,
            )
        )
    return found


def recruitment_of(reading: Reading, prices: Prices, service: Fostering) -> list[Option]:
    """Return a service's integers, one for each month of decision."""
    clock, position = reading.clock, reading.position(service.offer)
    key = reading.lives[position].offer.provision
    found = []
    for month in clock.decision_months:
        live = clock.goes_live(month + service.lead_months)
        if live is None:
            continue
        nothing = np.zeros(clock.end + 1)
        households, approval = nothing.copy(), nothing.copy()
        households[live:] = kept_households(service) ** np.arange(clock.end + 1 - live)
        approval[month] = service.approval_gbp * prices.index(key, clock.year(month))
        yearly = annuity(float(approval[month]), prices.rate, 1 / service.attrition_per_year_share)
        found.append(
            Option(
                "fostering",
                service.service,
                month,
                1,
                service.approvals_per_year_max,
                position,
                capacity=households * service.places_per_household * service.fill_share,
                lines={"recruitment": approval},
                capital=nothing,
                charge=yearly / 12 * present_months(reading, prices, live, clock.end),
                emergency=nothing,
                in_effect=households,
            )
        )
    return found


def starts_of(reading: Reading, prices: Prices, programme: Programme) -> list[Option]:
    """Return a programme's integers, one for each month in which it may start."""
    clock = reading.clock
    index = prices.by_month(clock, programme.uplift)
    found = []
    for start in clock.decision_months:
        if not programme.start_from <= clock.first_day(start) <= programme.start_to:
            continue
        months, last = np.arange(clock.end + 1), start + programme.term_months - 1
        runs = (months >= start) & (months <= last)
        setup = np.where(months == start, programme.setup_gbp * index, 0.0)
        yearly = annuity(float(setup[start]), prices.rate, programme.term_months / 12)
        found.append(
            Option(
                "programme",
                programme.programme,
                start,
                1,
                1,
                None,
                capacity=np.zeros(len(months)),
                lines={"programme": runs * programme.gbp_per_year / 12 * index, "programme_setup": setup},
                capital=np.zeros(len(months)),
                charge=yearly / 12 * present_months(reading, prices, start, last),
                emergency=np.zeros(len(months)),
                in_effect=(runs & (months >= start + programme.lag_months)).astype(float),
            )
        )
    return found
