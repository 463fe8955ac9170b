"""One future, month by month, child by child; compiled, since ten thousand futures are a third of a billion steps.

A unit is a child, or a group of siblings who live together. Every unit brings its own random numbers (one row a unit,
one per month and purpose), so that the same unit meets the same fate under two plans: common random numbers.
"""

from typing import NamedTuple

import numba as nb
import numpy as np

from optimiser.problem import Flags, Floats, Ints

TRANSITION, BREAKDOWN, ESCALATION, CLOSURE, EFFECT, ORDER, CHOICE = range(7)
PURPOSES = 7
"""What a unit's random numbers of a month are for."""

NOWHERE = -1
GONE = -2


class World(NamedTuple):
    """What all futures share. Shapes: G cohorts, P offers, H reported months, L months since admission.

    Attributes:
        manage: whether beds are given by the rule `manage`; else in the plan's shares, without limits.
        moves_to: (G, G + 1), cumulative chance of each cohort a month later; the last column is leaving care.
        rises_to: (G,), cohort of a broken-down child whose need rises.
        rises: (G,), chance of that.
        eligible: (P, G), offer takes cohort.
        hazard: (P, L, G), chance of an early end by months since admission; the last row holds for longer stays.
        beds: (P, G), beds that one child takes up, those it closes included.
        opens: (P, H + 1), offer admits children in the month.
        closing: (P, H + 1), share of the residents who have to leave in the month, 1 where the offer ends.
        successor: (P, H + 1), offer that takes them over; -1 for the pool.
        order: (G, P), offers in the order in which they are tried, -1 after the last.
        shares: (H + 1, G, P), cumulative share of the plan's admissions.
        leaves: (H + 1, P, G), chance a month that a settled child goes home by a programme.
        steps_down: (H + 1, P, G), chance a month that a settled child steps down.
        trial: (G,), cohort after stepping down.
        averted: (H + 1, G), share of arrivals kept out of care.
        urgent: chance that a unit without a placement has to be placed the same day.
        suits: chance that one vacant bed suits a unit.
        salt: (P,), whole number that turns a unit's number into the offer's own; by its name, not its place.
        gap: number of the offer that stands for no sufficient placement.
        price: (P, G), pounds a week at the price base.
        near: (P, G), offer lies in the authority of the child.
        spot: (P,), offer is bought on the spot market.
    """

    manage: bool
    moves_to: Floats
    rises_to: Ints
    rises: Floats
    eligible: Flags
    hazard: Floats
    beds: Floats
    opens: Flags
    closing: Floats
    successor: Ints
    order: Ints
    shares: Floats
    leaves: Floats
    steps_down: Floats
    trial: Ints
    averted: Floats
    urgent: float
    suits: float
    salt: Floats
    gap: int
    price: Floats
    near: Flags
    spot: Flags


class Units(NamedTuple):
    """Units of one future, those of today first, then by month of arrival. Shapes: N units, H months.

    Attributes:
        cohort: (N,), on arrival.
        arrives: (N,), month of arrival; 0 for today.
        offer: (N,), offer today; -1 for none.
        months: (N,), whole months since admission today.
        children: (N,), children in the unit.
        draws: (N, H, PURPOSES), uniform random numbers.
        leaving: (H + 1,), factor of the future on the hazard of leaving care.
    """

    cohort: Ints
    arrives: Ints
    offer: Ints
    months: Ints
    children: Ints
    draws: Floats
    leaving: Floats


class Months(NamedTuple):
    """What a future comes to, by month 1 to H (index 0 unused). Averages are means of the two ends of a month.

    Attributes:
        beds: (P, H + 1), average beds taken up.
        children: (P, H + 1), average children.
        fees: (P, H + 1), average pounds a week at the price base; of gap, its cash price.
        moves: (P, H + 1), care moves, by offer left.
        released: (P, H + 1), children who stepped down, by offer left.
        near: (H + 1,), average children in the authority.
        spot: (H + 1,), average children on the spot market.
    """

    beds: Floats
    children: Floats
    fees: Floats
    moves: Floats
    released: Floats
    near: Floats
    spot: Floats


@nb.njit(cache=True, nogil=True)
def play(world: World, units: Units, room: Floats, reserve: Floats) -> Months:
    """Play one future.

    Args:
        world: what all futures share.
        units: the future's units.
        room: (P, H + 1), beds that may be taken up at each month end, beds kept for emergencies left out.
        reserve: (P, H + 1), beds kept for emergencies.
    """
    offers, last = room.shape[0], room.shape[1] - 1
    made = Months(
        np.zeros((offers, last + 1)),
        np.zeros((offers, last + 1)),
        np.zeros((offers, last + 1)),
        np.zeros((offers, last + 1)),
        np.zeros((offers, last + 1)),
        np.zeros(last + 1),
        np.zeros(last + 1),
    )
    size = units.cohort.shape[0]
    cohort, offer, months = units.cohort.copy(), units.offer.copy(), units.months.copy()
    used = np.zeros(offers)
    for i in range(size):
        if units.arrives[i] == 0 and offer[i] >= 0:
            used[offer[i]] += world.beds[offer[i], cohort[i]] * units.children[i]
    seen = 0
    for month in range(1, last + 1):
        while seen < size and units.arrives[seen] <= month:
            seen += 1
        _count(world, units, cohort, offer, seen, month, made, True)
        _age(world, units, cohort, offer, months, used, seen, month, made)
        _place(world, units, cohort, offer, months, used, room, reserve, seen, month)
        _count(world, units, cohort, offer, seen, month, made, False)
    return made


@nb.njit(cache=True, nogil=True)
def _count(
    world: World, units: Units, cohort: Ints, offer: Ints, seen: int, month: int, made: Months, before: bool
) -> None:
    """Add half of the stock at one end of a month."""
    for i in range(seen):
        p = offer[i]
        if p < 0 or (before and units.arrives[i] == month):
            continue
        g, part = cohort[i], 0.5 * units.children[i]
        made.children[p, month] += part
        made.beds[p, month] += part * world.beds[p, g]
        made.fees[p, month] += part * world.price[p, g]
        if world.near[p, g]:
            made.near[month] += part
        if world.spot[p]:
            made.spot[month] += part


@nb.njit(cache=True, nogil=True)
def _leave(world: World, units: Units, cohort: Ints, offer: Ints, used: Floats, i: int) -> None:
    if offer[i] >= 0:
        used[offer[i]] -= world.beds[offer[i], cohort[i]] * units.children[i]


@nb.njit(cache=True, nogil=True)
def _age(
    world: World,
    units: Units,
    cohort: Ints,
    offer: Ints,
    months: Ints,
    used: Floats,
    seen: int,
    month: int,
    made: Months,
) -> None:
    """Move every unit one month on: ageing, need, leaving, breakdown, ends of offers, step-down, return home."""
    settled = world.hazard.shape[1] - 1
    for i in range(seen):
        p, g = offer[i], cohort[i]
        draws = units.draws[i, month - 1]
        if p == GONE:
            continue
        if units.arrives[i] == month:
            if draws[EFFECT] < world.averted[month, g]:
                offer[i] = GONE
            continue
        _leave(world, units, cohort, offer, used, i)
        # Staying in care to the power of the factor: all chances of staying shrink or grow alike.
        staying = world.moves_to[g, -2]
        kept = staying ** (units.leaving[month] - 1.0) if staying > 0.0 else 1.0
        g = int(np.searchsorted(world.moves_to[g], draws[TRANSITION] / kept, side="right"))
        if g >= world.moves_to.shape[0]:
            offer[i] = GONE
            continue
        cohort[i] = g
        if p < 0:
            continue
        if p == world.gap or not world.eligible[p, g]:
            offer[i] = NOWHERE
            made.moves[p, month] += units.children[i]
            continue
        if draws[BREAKDOWN] < world.hazard[p, min(months[i], settled), g]:
            offer[i] = NOWHERE
            made.moves[p, month] += units.children[i]
            if draws[ESCALATION] < world.rises[g]:
                cohort[i] = world.rises_to[g]
            continue
        months[i] += 1
        if draws[CLOSURE] < world.closing[p, month]:
            q = world.successor[p, month]
            if q < 0 or not world.eligible[q, g]:
                offer[i] = NOWHERE
                made.moves[p, month] += units.children[i]
                continue
            p = q
            offer[i] = q
        if months[i] >= settled:
            home = world.leaves[month, p, g]
            if draws[EFFECT] < home:
                offer[i] = GONE
                continue
            if draws[EFFECT] < home + world.steps_down[month, p, g]:
                offer[i] = NOWHERE
                cohort[i] = world.trial[g]
                made.moves[p, month] += units.children[i]
                made.released[p, month] += units.children[i]
                continue
        used[p] += world.beds[p, g] * units.children[i]


@nb.njit(cache=True, nogil=True)
def _place(
    world: World,
    units: Units,
    cohort: Ints,
    offer: Ints,
    months: Ints,
    used: Floats,
    room: Floats,
    reserve: Floats,
    seen: int,
    month: int,
) -> None:
    """Find a placement for every unit without one: the urgent first, then in random order."""
    waiting = 0
    for i in range(seen):
        if offer[i] == NOWHERE:
            waiting += 1
    who = np.empty(waiting, np.int64)
    turn = np.empty(waiting)
    k = 0
    for i in range(seen):
        if offer[i] == NOWHERE:
            who[k] = i
            # The urgent are those whose number is lowest, so that they come first.
            turn[k] = units.draws[i, month - 1, ORDER]
            k += 1
    for rank in np.argsort(turn):
        i = who[rank]
        if world.manage:
            p = _by_rule(world, units, cohort[i], i, used, room, reserve, month)
        else:
            p = _by_shares(world, cohort[i], units.draws[i, month - 1, CHOICE], month)
        offer[i], months[i] = p, 0
        used[p] += world.beds[p, cohort[i]] * units.children[i]


@nb.njit(cache=True, nogil=True)
def _by_shares(world: World, g: int, draw: float, month: int) -> int:
    shares = world.shares[month, g]
    if shares[-1] <= 0.0:
        return world.gap
    p = int(np.searchsorted(shares, draw * shares[-1], side="right"))
    return min(p, int(shares.shape[0]) - 1)


@nb.njit(cache=True, nogil=True)
def _by_rule(
    world: World, units: Units, g: int, i: int, used: Floats, room: Floats, reserve: Floats, month: int
) -> int:
    urgent = units.draws[i, month - 1, ORDER] < world.urgent
    draw = units.draws[i, month - 1, CHOICE]
    for p in world.order[g]:
        if p < 0:
            break
        if not world.opens[p, month]:
            continue
        needed = world.beds[p, g] * units.children[i]
        vacant = room[p, month] - used[p]
        if urgent:
            vacant += reserve[p, month]
        if vacant + 1e-9 < needed:
            continue
        # One number serves all offers: its multiples' fractions are spread evenly and nearly independent.
        own = (draw * world.salt[p]) % 1.0
        if own < 1.0 - (1.0 - world.suits) ** np.floor(vacant / needed + 1e-9):
            return int(p)
    return world.gap
