"""Two cohorts and three offers for the do-nothing rule, and what the rule makes of an instance."""

import numpy as np

from audit.aliases import Floats
from audit.donothing import do_nothing
from audit.prices import Prices
from models.instance import Instance
from models.tables import Disruption, OfferPrice, PlacementToday
from tests.audit import small

NEEDS = small.needs(("low", 1, 0.0), ("high", 2, 0.0))
BOTH = small.cohorts(("lows", "low", 10, 15, "town"), ("highs", "high", 10, 15, "town"))
STAY = small.transitions(("lows", "lows", 1.0), ("highs", "highs", 1.0))


def rule(town: Instance) -> Floats:
    """Return the admissions of the rule on the path `middle`."""
    return do_nothing(town, "middle", Prices(town, "central")).admitted


def placed(town: Instance, month: int = 1) -> dict[tuple[str, str], float]:
    """Return the children admitted in a month by cohort and offer, rounded to 9 digits, without zeros."""
    admitted = rule(town)[month].round(9)
    return {
        (town.cohorts[g].cohort, town.offers[p].offer): float(admitted[p, g]) for p, g in np.argwhere(admitted > 0)
    }


def priced(*lines: tuple[str, float]) -> tuple[OfferPrice, ...]:
    """Return prices, the same for both needs, from (offer, pounds per week)."""
    return small.prices(*((offer, need, gbp) for offer, gbp in (*lines, ("gap", 2100.0)) for need in ("low", "high")))


def breaking(**shares: float) -> tuple[Disruption, ...]:
    """Return one chance of an early end for each offer, the same for both needs and at all times."""
    return small.disruption(*((offer, need, 0, share) for offer, share in shares.items() for need in ("low", "high")))


def today(*lines: tuple[str, str | None, int, float]) -> tuple[PlacementToday, ...]:
    """Return today's children from (cohort, offer or None for unknown, months in placement, children)."""
    return small.today(*((c, o, "residential" if o else "unknown", months, n) for c, o, months, n in lines))


def pair(**changes: object) -> Instance:
    """Return two cohorts, low and high, who stay as they are; spot offers `one` and `two` and framework `frame`."""
    given: dict[str, object] = {
        "needs": NEEDS,
        "cohorts": BOTH,
        "transitions": STAY,
        "entries": small.entries(("lows", 1, 0.0)),
        "placements_today": (),
        "offers": (
            small.offer("one"),
            small.offer("two"),
            small.offer("frame", "ifa", route="framework"),
            small.offer("gap", "gap"),
        ),
        "offer_prices": priced(("one", 700.0), ("two", 1400.0), ("frame", 100.0)),
        "disruption": breaking(one=0.1, two=0.1, frame=0.1),
    }
    return small.instance(**{**given, **changes})
