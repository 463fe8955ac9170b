"""Supply of one future: homes that open late, approvals that fail or slip, households that leave.

Every commitment has random numbers of its own, by its name, and in it every home and household: a plan with one more
has the same delays in all others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.tables import Fostering
from optimiser.problem import Floats, Ints, Problem
from optimiser.standing import held_places, monthly_stay
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.supply import Approval, Opening, Standing

Streams = Callable[[str], np.random.Generator]
"""From the name of a commitment to its random numbers in a future."""
_NEVER = 1_000_000
"""Months that no horizon has."""


@dataclass(frozen=True)
class Supply:
    """Supply of one future.

    Attributes:
        room: (P, H + 1), beds, those for emergencies left out.
        reserve: (P, H + 1), beds kept for emergencies.
        home_months: home type to (H + 1,), homes open in each month, today's included.
    """

    room: Floats
    reserve: Floats
    home_months: dict[str, Floats]


def draw_supply(problem: Problem, standing: Standing, assumed: Assumptions, streams: Streams) -> Supply:
    """Draw delays of homes and approvals, and the carers who leave."""
    room, reserve = standing.room.copy(), standing.reserve.copy()
    last = room.shape[1] - 1
    open_homes = {home.home: np.full(last + 1, float(home.homes_today)) for home in problem.instance.homes}
    for opening in standing.openings:
        for delay in _home_delays(opening, assumed, streams):
            since = np.arange(last + 1) - opening.live - delay
            there = since >= 0
            beds = opening.home.beds - opening.home.emergency_beds
            ramp = np.minimum(1.0, (since + 1) / (opening.home.ramp_months + 1))
            room[opening.offer] += np.where(there, np.floor(beds * ramp + 1e-9), 0.0)
            reserve[opening.offer] += np.where(there, opening.home.emergency_beds, 0)
            open_homes[opening.home.home] += there
    for service, offer in standing.services:
        households = _households(service, standing, assumed, streams, last)
        places = households * service.places_per_household * service.fill_share
        room[offer] = np.maximum(0.0, places - held_places(service, problem.calendar)[: last + 1])
    return Supply(room, reserve, open_homes)


def _home_delays(opening: Opening, assumed: Assumptions, streams: Streams) -> Ints:
    # Homes open by the base date are not late any more.
    mean = assumed.home_slip_months if opening.live > 0 else 0.0
    return _months(mean / (1.0 + mean), streams(opening.name).random(opening.count))


def _months(more: float, draws: Floats) -> Ints:
    """Whole months of 0 and up, of which another comes with chance `more` each time; from uniform draws."""
    if more <= 0.0:
        return np.zeros(len(draws), dtype=np.int64)
    if more >= 1.0:
        return np.full(len(draws), _NEVER)
    return np.asarray(np.minimum(np.log1p(-draws) / np.log(more), _NEVER), dtype=np.int64)


def _households(service: Fostering, standing: Standing, assumed: Assumptions, streams: Streams, last: int) -> Floats:
    """(H + 1,), approved households at month ends, and those that a programme keeps."""
    stay = monthly_stay(service.attrition_per_year_share)
    found = _there(*_today(standing.households[service.service], stay, streams(f"today {service.service}")), last)
    for approval in standing.approvals[service.service]:
        found += _there(*_approved(approval, assumed, stay, streams(approval.name)), last)
    return found + standing.retained[service.service]


def _today(expected: float, stay: float, generator: np.random.Generator) -> tuple[Ints, Ints]:
    """Months in which today's households come (0) and leave; a fraction of one is one by chance."""
    count = int(expected) + int(generator.random() < expected - int(expected))
    return np.zeros(count, dtype=np.int64), 1 + _months(stay, generator.random(count))


def _approved(
    approval: Approval, assumed: Assumptions, stay: float, generator: np.random.Generator
) -> tuple[Ints, Ints]:
    """Months in which the households that are approved come and leave."""
    success, slip, leaving = generator.random((approval.count, 3)).T
    mean = assumed.approval_slip_months
    come = approval.live + _months(mean / (1.0 + mean), slip)
    leave = come + 1 + _months(stay, leaving)
    approved = success < assumed.approval_success
    return come[approved], leave[approved]


def _there(come: Ints, leave: Ints, last: int) -> Floats:
    """(last + 1,), households there at month ends."""
    change = np.zeros(last + 2)
    np.add.at(change, np.minimum(come, last + 1), 1.0)
    np.add.at(change, np.minimum(leave, last + 1), -1.0)
    return np.asarray(change.cumsum()[:-1])
