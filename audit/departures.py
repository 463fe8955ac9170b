"""Offers that empty, whole or in part: closures, last days, the ends of block contracts; and who takes over.

Shapes: G cohorts, P offers, B groups of months since admission.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from audit.aliases import Floats, Whole
from audit.arrays import NEVER, Arrays
from models.instance import Instance
from models.plan import Commitment


@dataclass(frozen=True)
class Departure:
    """A share of an offer's residents has to leave at the end of a month; `successor` takes whom it can."""

    month: int
    offer: int
    share: float
    successor: int | None


@dataclass(frozen=True)
class Departures:
    """What empties, and when.

    Attributes:
        by_month: departures of a month, in the order in which they work on an offer.
        closes: (P,), month from which an offer admits nobody because it empties; `NEVER` if it does not.
    """

    by_month: dict[int, tuple[Departure, ...]]
    closes: Whole


def departures(instance: Instance, arrays: Arrays, commitments: Iterable[Commitment]) -> Departures:
    """Return what empties under the instance and the planned ends of block contracts.

    A contract that ends in the last month of the tail or later does not empty its offer.
    """
    month_of = instance.calendar.month_of
    offers = arrays.offers

    def after(name: str | None) -> int | None:
        return None if name is None else offers[name]

    made = [
        Departure(month_of(row.month), offers[row.offer], row.closing_share, after(row.successor))
        for row in instance.closures
    ]
    ends = [
        Departure(month_of(row.live_to), offers[row.offer], 1.0, after(row.successor))
        for row in instance.offers
        if row.live_to is not None
    ]
    blocks = {row.block: row for row in instance.blocks}
    ends += [
        Departure(month_of(row.end), offers[blocks[row.id].offer], 1.0, after(blocks[row.id].successor))
        for row in commitments
        if row.kind == "block"
        and row.id in blocks
        and row.end is not None
        and month_of(row.end) < instance.calendar.all_months
    ]
    closes = np.full(len(offers), NEVER, dtype=np.int64)
    for end in ends:
        closes[end.offer] = min(closes[end.offer], end.month)
    by_month: dict[int, tuple[Departure, ...]] = {}
    for departure in (*made, *ends):
        by_month[departure.month] = (*by_month.get(departure.month, ()), departure)
    return Departures(by_month, closes)


def leave(arrays: Arrays, due: Iterable[Departure], state: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the groups (P, B, G) after the departures of a month, returns (G,) and forced moves (P, G).

    Who is passed on in a month is passed on no further in it.
    """
    state = state.copy()
    passed = np.zeros_like(state)
    moves = np.zeros((state.shape[0], state.shape[2]))
    for departure in due:
        leaving = departure.share * state[departure.offer]
        state[departure.offer] -= leaving
        if departure.successor is not None:
            taken = leaving * arrays.eligible[departure.successor]
            passed[departure.successor] += taken
            leaving = leaving - taken
        moves[departure.offer] += leaving.sum(axis=0)
    return state + passed, moves.sum(axis=0), moves
