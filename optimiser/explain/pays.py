"""From which demand a commitment pays: where its saving becomes nil; docs/mathematics.md, section 9."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from models.plan import Pays

STEP = 0.05
"""Distance of the factors on the entries at which the saving is looked at before the root is looked for."""
MOST = 2.0
"""Largest factor looked at, for a commitment that does not pay at the demand planned for."""
NEAR = 1e-4
"""The factor is known to this."""
NIL_POUNDS = 1.0
"""A saving up to this is nil."""
SURE_POUNDS = 100.0
"""By how much bounds on a saving have to clear that, so that the solver's tolerances cannot matter."""


class Saving(Protocol):
    """What a commitment saves, by the factor on the entries."""

    def at(self, factor: float) -> float:
        """Return pounds; infinite where the commitment is needed, not a number where nothing can be compared."""

    def between(self, factor: float) -> tuple[float, float]:
        """Return pounds that it is at least and at most, as far as can be said without much work."""


def pays_above(saving: Saving) -> tuple[Pays, float | None]:
    """Return at which demands a commitment pays, and the factor above which it does.

    From the demand planned for the factor goes down step by step to 0 where the commitment pays, up where it does
    not; in the first step in which the saving becomes nil its root is found.
    """
    pays_now = saving.at(1.0) > NIL_POUNDS
    count = round((1.0 if pays_now else MOST - 1.0) / STEP)
    factors = [round(1.0 + (-STEP if pays_now else STEP) * number, 6) for number in range(count + 1)]
    change = _first_change(saving, factors, pays_now=pays_now)
    if change is None or np.isnan(saving.at(factors[change])):
        return ("at_every_demand" if pays_now else "at_no_demand"), None
    return "above", _root(saving, *sorted((factors[change - 1], factors[change])))


def _first_change(saving: Saving, factors: Sequence[float], *, pays_now: bool) -> int | None:
    """Return the position of the first factor at which it is not as at the first one; None if there is none.

    What is sure by bounds is not looked at; of the rest the middle one first.
    """

    def same(number: int) -> bool:
        found = saving.at(factors[number])
        return not np.isnan(found) and (found > NIL_POUNDS) == pays_now

    def sure(number: int) -> bool:
        least, most = saving.between(factors[number])
        return least > NIL_POUNDS + SURE_POUNDS if pays_now else most < NIL_POUNDS - SURE_POUNDS

    def first(low: int, high: int) -> int | None:
        """Return the first change after `low`, which is as the first factor, up to `high`."""
        open_ones = [number for number in range(low + 1, high) if not sure(number)]
        if not open_ones:
            return None if same(high) else high
        middle = open_ones[len(open_ones) // 2]
        found = first(low, middle)
        return found if found is not None else first(middle, high)

    return first(0, len(factors) - 1)


def _root(saving: Saving, low: float, high: float) -> float:
    """Return the factor between one at which the saving is nil and a higher one at which it is not."""
    while np.isinf(saving.at(high)) and high - low > NEAR:
        middle = (low + high) / 2.0
        if saving.at(middle) > NIL_POUNDS:
            high = middle
        else:
            low = middle
    if np.isinf(saving.at(high)):
        return high
    from scipy.optimize import brentq  # a quarter of what a command takes to start, and most need none

    return float(brentq(lambda factor: saving.at(factor) - NIL_POUNDS, low, high, xtol=NEAR))
