"""Beds of blocks and own homes, month by month: there, kept for emergencies, used, paid for, sold.

Shapes: G cohorts, T months (`T + 1` long, index 0 is 0).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from audit.aliases import Flags, Floats
from audit.contracts import beds_there, emergency_beds
from audit.pledges import Pledge
from audit.simulate import Simulation
from models.calendar import Period
from models.instance import Instance
from models.tables import Block, Home


@dataclass(frozen=True)
class Beds:
    """The beds of a block contract, or of all homes of a type, today's included.

    Attributes:
        terms: block or type of home.
        pledge: the contract; None for homes.
        units: (T + 1,), homes open; of a block 1 while its contract lasts.
        there: (T + 1,), beds there.
        emergency: (T + 1,), those of them kept vacant for emergencies.
        kept: (T + 1,), beds kept that are paid for.
        used: (T + 1, G), average beds used while there, by cohort.
        paid: (T + 1,), beds paid for.
        sold: (T + 1,), beds sold to other authorities.
    """

    terms: Block | Home
    pledge: Pledge | None
    units: Floats
    there: Floats
    emergency: Floats
    kept: Floats
    used: Floats
    paid: Floats
    sold: Floats

    @property
    def void(self) -> Floats:
        """(T + 1,), beds paid for that stand empty, those kept for emergencies apart."""
        return np.asarray(self.paid - self.kept - self.used.sum(axis=1), dtype=np.float64)


def beds_of(
    instance: Instance, simulation: Simulation, pledges: Sequence[Pledge], *, sells: bool
) -> tuple[Beds, ...]:
    """Return the beds of every contract and of every type of home.

    Args:
        instance: the planning problem.
        simulation: the plan's children.
        pledges: the plan's commitments.
        sells: whether void beds are sold; baselines sell nothing.
    """
    made = [
        _block(instance, simulation, pledge, pledge.terms, sells=sells)
        for pledge in pledges
        if isinstance(pledge.terms, Block)
    ]
    return (*made, *(_homes(simulation, pledges, home, sells=sells) for home in instance.homes))


def average_used(simulation: Simulation, offer: str) -> Floats:
    """Return (T + 1, G), average beds used in an offer in each month."""
    p = simulation.arrays.offers[offer]
    return np.asarray(simulation.average[:, p] * simulation.arrays.beds[p], dtype=np.float64)


def _block(instance: Instance, simulation: Simulation, pledge: Pledge, block: Block, *, sells: bool) -> Beds:
    months = simulation.months
    units, there, emergency = (np.zeros(months + 1) for _ in range(3))
    for month in range(max(1, pledge.live), min(pledge.last, months) + 1):
        units[month] = 1.0
        beds = beds_there(instance, block, pledge.commitment.size, pledge.live, month)
        there[month], emergency[month] = beds, emergency_beds(block, beds)
    kept = emergency * block.guarantee_share
    in_offer = average_used(simulation, block.offer)
    paid = _paid(simulation.periods, units, there * block.guarantee_share, kept, in_offer.sum(axis=1))
    most = np.where(there > 0, block.void_sale_beds, 0.0)
    room = np.asarray(paid - kept - in_offer.sum(axis=1), dtype=np.float64)
    sold = _sold(simulation.periods, there > 0, most, room) if sells else np.zeros(months + 1)
    return Beds(block, pledge, units, there, emergency, kept, in_offer * units[:, None], paid, sold)


def _homes(simulation: Simulation, pledges: Sequence[Pledge], home: Home, *, sells: bool) -> Beds:
    months = simulation.months
    units = np.full(months + 1, float(home.homes_today))
    for pledge in pledges:
        if isinstance(pledge.terms, Home) and pledge.terms.home == home.home:
            units[max(pledge.live, 0) :] += pledge.commitment.size
    units[0] = 0.0
    there, kept = units * home.beds, units * home.emergency_beds
    used = average_used(simulation, home.offer)
    most = home.void_sale_beds * units
    today = [p.live for p in pledges if p.standing and p.terms is home for _ in range(p.commitment.size)]
    room = _home_beds(simulation, home, there - kept, today) - used.sum(axis=1)
    sold = _sold(simulation.periods, units > 0, most, room) if sells else np.zeros(months + 1)
    return Beds(home, None, units, there, kept, kept, used, there, sold)


def _home_beds(simulation: Simulation, home: Home, there: Floats, made: Sequence[int]) -> Floats:
    """Return (T + 1,), beds to be used or sold; those of today are what its children use, where that is more.

    `made` are the live months of homes decided before: once open they count as homes of today.
    """
    p = simulation.arrays.offers[home.offer]
    left = (simulation.left[:, p] * simulation.arrays.beds[p]).sum(axis=1)
    beds = there.copy()
    for period in simulation.periods:
        months = slice(period.first, period.last + 1)
        mean = float((left[months] + left[period.first - 1 : period.last]).mean()) / 2.0
        today = home.homes_today + sum(live <= period.first for live in made)
        beds[months] += max(0.0, mean - today * (home.beds - home.emergency_beds))
    return beds


def _paid(periods: Iterable[Period], lasts: Floats, guaranteed: Floats, kept: Floats, used: Floats) -> Floats:
    """Return (T + 1,), beds paid for: those guaranteed and, settled by period, use beyond them."""
    paid = guaranteed.copy()
    for period in periods:
        months = slice(period.first, period.last + 1)
        over = float((used[months] + kept[months] - guaranteed[months]).sum())
        if lasts[months].any():
            paid[months] += max(0.0, over / float(lasts[months].sum())) * lasts[months]
    return paid


def _sold(periods: Iterable[Period], there: Flags, most: Floats, room: Floats) -> Floats:
    """Return (T + 1,), the most beds that may be sold: the same number in all months of a period with beds."""
    sold = np.zeros(len(most))
    for period in periods:
        months = slice(period.first, period.last + 1)
        allowed = min(float(most[months].mean()), float(room[months].mean()))
        sold[months] = max(0.0, allowed) * there[months]
    return sold
