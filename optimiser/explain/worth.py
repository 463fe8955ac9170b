"""What a commitment saves, and the demand above which it pays; docs/mathematics.md, section 9."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from models.plan import Pays
from optimiser.explain.curve import Curve, Stopped
from optimiser.explain.demand import Demand
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.session import Session, SolverError

STEP = 0.05
"""Distance of the factors on the entries at which the saving is looked at before it is bisected."""
MOST = 2.0
"""Largest factor looked at, for a commitment that does not pay at the demand planned for."""
BISECTIONS = 6
"""Halvings of the step in which the saving becomes nil: the factor is known to a thousandth."""
NIL_POUNDS = 1.0
"""A saving up to this is nil."""

Saving = Callable[[float], float]


@dataclass(frozen=True)
class Worth:
    """What a commitment is worth, the other commitments fixed.

    Attributes:
        without: objective, pounds, if it alone were not; infinite where the hard rows could not hold then.
        pays: at which of the demands looked at it saves more than it costs.
        factor: on the entries, above which it does; None unless `pays` is `above`.
    """

    without: float
    pays: Pays
    factor: float | None = None


def worth_of_each(session: Session[Formulation], units: Floats) -> dict[int, Worth]:
    """Return what each commitment taken is worth, by position of its option; those reached before a stop.

    Args:
        session: a live model with the plan's hard rows.
        units: (options,), the plan's commitments.
    """
    demand = Demand(session)
    whole = Curve(session, demand, units)
    options = session.formulation.options
    taken = [i for i, option in enumerate(options) if units[i] and not option.fixed]
    found: dict[int, Worth] = {}
    try:
        for number, i in enumerate(taken, start=1):
            session.progress.on_stage(f"what each commitment saves: {number} of {len(taken)}")
            fewer = np.array(units)
            fewer[i] = 0.0
            # A plan is not lost for want of an explanation: a commitment that HiGHS fails on has none.
            with suppress(SolverError):
                found[i] = _worth(whole, Curve(session, demand, fewer))
    except Stopped:
        pass
    finally:
        demand.set(1.0, units)
    return found


def _worth(whole: Curve, fewer: Curve) -> Worth:
    def saving(factor: float) -> float:
        # Where the plan's own commitments cannot keep the hard rows there is nothing to compare.
        cost = whole.at(factor)
        return np.nan if np.isinf(cost) else fewer.at(factor) - cost

    return Worth(fewer.at(1.0), *pays_above(saving))


def pays_above(saving: Saving) -> tuple[Pays, float | None]:
    """Return at which demands a commitment pays, and the factor above which it does.

    From the demand planned for the factor goes down step by step to 0 where the commitment pays, up where it does
    not; the first step in which the saving becomes nil is bisected.

    Args:
        saving: pounds saved at a factor; infinite where the commitment is needed, not a number where nothing can be
            compared.
    """
    pays_now = saving(1.0) > NIL_POUNDS
    step = -STEP if pays_now else STEP
    last = 1.0
    for number in range(1, round((1.0 if pays_now else MOST - 1.0) / STEP) + 1):
        factor = round(1.0 + number * step, 6)
        found = saving(factor)
        if np.isnan(found):
            break
        if (found > NIL_POUNDS) != pays_now:
            return "above", _bisected(saving, *sorted((last, factor)))
        last = factor
    return ("at_every_demand" if pays_now else "at_no_demand"), None


def _bisected(saving: Saving, low: float, high: float) -> float:
    """Return the factor between one at which the saving is nil and a higher one at which it is not."""
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        if saving(middle) > NIL_POUNDS:
            high = middle
        else:
            low = middle
    at_low, at_high = saving(low), saving(high)
    if np.isinf(at_high):
        return high
    return low + (high - low) * (NIL_POUNDS - at_low) / (at_high - at_low)
