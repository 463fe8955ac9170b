"""What a commitment saves, and the demand above which it pays; docs/mathematics.md, section 9."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from models.plan import Pays
from optimiser.explain.curve import Curve, Stopped
from optimiser.explain.demand import Demand
from optimiser.explain.pays import pays_above
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.session import Session, SolverError


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
                found[i] = _worth(whole, Curve(session, demand, fewer, whole))
    except Stopped:
        pass
    finally:
        demand.set(1.0, units)
    return found


def _worth(whole: Curve, fewer: Curve) -> Worth:
    return Worth(fewer.at(1.0), *pays_above(Saving(whole, fewer)))


@dataclass(frozen=True)
class Saving:
    """What a commitment saves, pounds, by the factor on the entries.

    Attributes:
        whole: what all commitments cost.
        fewer: what they cost without it.
    """

    whole: Curve
    fewer: Curve

    def at(self, factor: float) -> float:
        """Return the saving; see `pays.Saving`."""
        # Where the plan's own commitments cannot keep the hard rows there is nothing to compare.
        cost = self.whole.at(factor)
        return np.nan if np.isinf(cost) else self.fewer.at(factor) - cost

    def between(self, factor: float) -> tuple[float, float]:
        """Return what it is at least and at most; the curve of all commitments serves every one, and is solved."""
        cost = self.whole.at(factor)
        if np.isinf(cost):
            return -np.inf, np.inf
        least = max(self.fewer.least(factor) - cost, self.whole.least_saved(factor, self.fewer.units))
        return least, self.fewer.most(factor) - cost
