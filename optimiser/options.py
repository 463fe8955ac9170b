"""A commitment that the plan may make, and what it brings and costs per unit.

A unit is a whole block of its size, one home, one household to recruit, or one programme.
"""

from dataclasses import dataclass, field

import numpy as np

from models.money import nominal_rate
from models.plan import CommitmentKind
from optimiser.problem import Floats, Problem, deflators


@dataclass(frozen=True, kw_only=True)
class Option:
    """One commitment the plan may make. Series are (M + 1,), per unit, nominal pounds a month unless said.

    Attributes:
        kind: block, home, fostering or programme.
        id: name of the block, home type, service or programme.
        beds: beds of one unit; 0 where there are none.
        month: month of the start (block, programme) or of the decision; of a running block 0 or less.
        live: first month with capacity or effect.
        most: units at most.
        offer: index of the offer it supplies; None where it supplies none.
        end: last month of a contract or programme as planned, which may lie past the tail; None for others.
        is_break: whether the end is the break.
        running: whether it is a block that runs already, so that one of its options is taken.
        made: whether it was committed to before the plan, so that `most` of it are taken.
        empties: month in which the contract's end empties the offer; past the tail if it does not.
        capacity: places at each month end.
        there: beds there, those kept for emergencies included.
        kept: beds kept vacant for emergencies.
        bed_price: price of a bed of a block for the month, 0 where it is not there.
        guarantee: share of the beds there that is paid whether used or not.
        lines: ledger line of kind revenue to its amounts; payments for the beds of a block apart.
        capital: capital.
        grant_share: share of the capital met by grant.
        financing: MRP and interest.
        charge: economic charge.
    """

    kind: CommitmentKind
    id: str
    beds: int
    month: int
    live: int
    most: int
    offer: int | None
    end: int | None = None
    is_break: bool = False
    running: bool = False
    made: bool = False
    empties: int | None = None
    capacity: Floats
    there: Floats
    kept: Floats
    bed_price: Floats
    guarantee: float = 1.0
    lines: dict[str, Floats] = field(default_factory=dict)
    capital: Floats
    grant_share: float = 0.0
    financing: Floats
    charge: Floats

    @property
    def fixed(self) -> bool:
        """Whether it is no choice whether it is taken; of a block, when it ends still may be one."""
        return self.running or self.made

    @property
    def standing(self) -> bool:
        """Whether its places are in the capacity without commitments (`standing_capacity`)."""
        return self.made and self.kind in ("home", "fostering")

    @property
    def guaranteed(self) -> Floats:
        """(M + 1,), beds that are paid whether used or not."""
        return self.guarantee * self.there

    @property
    def kept_paid(self) -> Floats:
        """(M + 1,), beds paid for that are kept vacant for emergencies."""
        return self.guarantee * self.kept

    @property
    def bed_payments(self) -> Floats:
        """(M + 1,), nominal pounds a month for the guaranteed beds of a block."""
        return self.guaranteed * self.bed_price


IN_OBJECTIVE = {"home_running": "homes", "termination": "blocks", "programme": "programmes"}
"""Ledger line of an option to its group of the objective; one-off lines are in the charge instead."""


def nothing(problem: Problem) -> Floats:
    """Return a series of zeros, (M + 1,)."""
    return np.zeros(problem.months + 1)


def between(problem: Problem, first: int, last: int, amount: float = 1.0) -> Floats:
    """Return a series (M + 1,) that is `amount` from month `first` to `last`, both inclusive, and 0 elsewhere."""
    series = nothing(problem)
    series[max(first, 0) : max(last + 1, 0)] = amount
    return series


def in_months(problem: Problem, payments: dict[int, float]) -> Floats:
    """Return a series (M + 1,) of payments by month; those before month 1 or after the tail are in none."""
    series = nothing(problem)
    for month, amount in payments.items():
        if 1 <= month <= problem.months:
            series[month] += amount
    return series


def charge_rate(problem: Problem) -> float:
    """Return the nominal yearly rate of the economic charge."""
    known = deflators(problem.instance)
    return nominal_rate(known, max(known))


def offer_price_index(problem: Problem, offer: int) -> Floats:
    """Return the price index (M + 1,) that an offer, its block, home or service follows."""
    return problem.index[problem.offers[offer].provision]
