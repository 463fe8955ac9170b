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
    made: bool = False


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
            stays = kept_households(service)
            households = service.households_today * stays**months
            for _, live, number in made_before(reading, "fostering", service.service, service.lead_months):
                households = households + number * np.where(months >= live, stays ** (months - float(live)), 0.0)
            places = households * service.places_per_household * service.fill_share
            return np.maximum(places - held_places(reading, service), 0.0)
    for home in reading.instance.homes:
        if home.offer == offer.offer:
            homes = np.full(len(months), float(home.homes_today))
            for _, live, number in made_before(reading, "home", home.home, _home_lead(home)):
                homes = homes + number * np.clip((months - live + 1) / (home.ramp_months + 1), 0.0, 1.0)
            return homes * home_places(reading, home)
    if any(block.offer == offer.offer for block in reading.instance.blocks):
        return np.zeros(len(months))
    if offer.capacity_children is None:
        return None
    capacity = np.full(len(months), offer.capacity_children)
    for row in reading.instance.closures:
        if row.offer == offer.offer:
            capacity[max(0, reading.clock.month_of(row.month)) :] *= 1 - row.closing_share
    return capacity


def made_before(reading: Reading, kind: str, name: str, lead: int) -> list[tuple[int, int, int]]:
    """Return month of decision, live month and number of what was committed to before the plan."""
    found = []
    for row in reading.instance.commitments_made:
        if (row.kind, row.id) == (kind, name):
            decided = reading.clock.month_of(row.start)
            due = reading.clock.month_of(row.live_from) if row.live_from else decided + lead
            live = due if due < 1 else reading.clock.goes_live(due)
            assert live is not None
            found.append((decided, live, row.size))
    return found


def _home_lead(home: Home) -> int:
    return home.approval_months + home.works_months + home.registration_months + home.slippage_months


def homes_of(reading: Reading, prices: Prices, home: Home) -> list[Option]:
    """Return a home's integers, one for each month of decision."""
    clock, position = reading.clock, reading.position(home.offer)
    key = reading.lives[position].offer.provision
    found = []
    decisions = [(m, clock.goes_live(m + _home_lead(home)), 0) for m in clock.decision_months]
    decisions = [d for d in decisions if clock.first_day(d[0]) >= home.decision_from]
    for month, live, made in [*decisions, *made_before(reading, "home", home.home, _home_lead(home))]:
        if live is None:
            continue
        months = np.arange(clock.end + 1)
        open_ = (months >= live).astype(float)
        ramp = np.minimum(1.0, (months - live + 1) / (home.ramp_months + 1))
        capital, before = np.zeros(len(months)), np.zeros(len(months))
        paid = month + home.approval_months
        net = home.capital_gbp * (1 - home.grant_share) * prices.index(key, clock.year(paid))
        if 1 <= paid <= clock.end:
            capital[paid] = net
        one_off = net
        for early in range(live - home.pre_opening_months, live):
            part = home.pre_opening_gbp / home.pre_opening_months * prices.index(key, clock.year(early))
            one_off += part
            if early >= 1:
                before[early] = part
        yearly = annuity(one_off, prices.rate, home.asset_life_years)
        running = open_ * (months > 0) * home.running_gbp_per_year / 12 * prices.by_month(clock, key)
        found.append(
            Option(
                "home",
                home.home,
                month,
                1,
                made or home.max_homes,
                position,
                capacity=open_ * ramp * home_places(reading, home),
                lines={"home_running": running, "pre_opening": before},
                capital=capital,
                charge=yearly / 12 * present_months(reading, prices, max(live, 1), clock.end),
                emergency=open_ * home.emergency_beds,
                in_effect=open_,
                made=made > 0,
            )
        )
    return found


def recruitment_of(reading: Reading, prices: Prices, service: Fostering) -> list[Option]:
    """Return a service's integers, one for each month of decision."""
    clock, position = reading.clock, reading.position(service.offer)
    key = reading.lives[position].offer.provision
    found = []
    decisions = [(m, clock.goes_live(m + service.lead_months), 0) for m in clock.decision_months]
    for month, live, made in [*decisions, *made_before(reading, "fostering", service.service, service.lead_months)]:
        if live is None:
            continue
        nothing = np.zeros(clock.end + 1)
        households, approval = nothing.copy(), nothing.copy()
        there = kept_households(service) ** np.arange(clock.end + 1 - live)
        households[max(live, 0) :] = there[max(-live, 0) :]
        cost = service.approval_gbp * prices.index(key, clock.year(month))
        if month >= 1:
            approval[month] = cost
        yearly = annuity(cost, prices.rate, 1 / service.attrition_per_year_share)
        found.append(
            Option(
                "fostering",
                service.service,
                month,
                1,
                made or service.approvals_per_year_max,
                position,
                capacity=households * service.places_per_household * service.fill_share,
                lines={"recruitment": approval},
                capital=nothing,
                charge=yearly / 12 * present_months(reading, prices, max(live, 1), clock.end),
                emergency=nothing,
                in_effect=households,
                made=made > 0,
            )
        )
    return found


def starts_of(reading: Reading, prices: Prices, programme: Programme) -> list[Option]:
    """Return a programme's integers, one for each month in which it may start."""
    clock = reading.clock
    index = prices.by_month(clock, programme.uplift)
    found = []
    made = [start for start, _, _ in made_before(reading, "programme", programme.programme, 0)]
    for start in made or clock.decision_months:
        if not made and not programme.start_from <= clock.first_day(start) <= programme.start_to:
            continue
        months, last = np.arange(clock.end + 1), start + programme.term_months - 1
        runs = (months >= start) & (months <= last)
        setup = np.where((months == start) & (months > 0), programme.setup_gbp * index, 0.0)
        cost = programme.setup_gbp * prices.index(programme.uplift, clock.year(start))
        yearly = annuity(cost, prices.rate, programme.term_months / 12)
        found.append(
            Option(
                "programme",
                programme.programme,
                start,
                1,
                1,
                None,
                capacity=np.zeros(len(months)),
                lines={
                    "programme": runs * (months > 0) * programme.gbp_per_year / 12 * index,
                    "programme_setup": setup,
                },
                capital=np.zeros(len(months)),
                charge=yearly / 12 * present_months(reading, prices, max(start, 1), last),
                made=bool(made),
                emergency=np.zeros(len(months)),
                in_effect=(runs & (months >= start + programme.lag_months)).astype(float),
            )
        )
    return found
