"""Households of a fostering service month by month, and the places held by those who stay put."""

from collections.abc import Iterable

import numpy as np

from audit.aliases import Floats
from audit.pledges import Pledge
from models.calendar import MONTHS_PER_YEAR
from models.tables import Fostering


def monthly_attrition(service: Fostering) -> float:
    """Return the share of households that leave in a month."""
    return 1.0 - float((1.0 - service.attrition_per_year_share) ** (1.0 / MONTHS_PER_YEAR))


def households_today(service: Fostering, months: int) -> Floats:
    """Return (months + 1,), what is left of today's households at month ends."""
    kept = 1.0 - monthly_attrition(service)
    return np.asarray(service.households_today * kept ** np.arange(months + 1), dtype=np.float64)


def households_new(service: Fostering, pledges: Iterable[Pledge], retained: Floats) -> Floats:
    """Return (T + 1,), households at month ends that were approved or kept by a programme.

    Args:
        service: the fostering service.
        pledges: the plan's commitments.
        retained: (T + 1,), households kept at the end of a month.
    """
    kept = 1.0 - monthly_attrition(service)
    there = retained.copy()
    for pledge in pledges:
        if isinstance(pledge.terms, Fostering) and pledge.terms.service == service.service:
            first = max(pledge.live, 0)
            there[first : first + 1] += pledge.commitment.size * kept ** (first - pledge.live)
    for month in range(1, len(there)):
        there[month] += there[month - 1] * kept
    return there


def places_per_household(service: Fostering) -> float:
    """Return the children that one household can take."""
    return service.places_per_household * service.fill_share


def held_places(service: Fostering, months: int) -> Floats:
    """Return (months + 1,), places held at month ends by young people over 18 who stay put."""
    held = np.zeros(months + 1)
    if service.staying_put_months == 0:
        return held
    held[0] = service.staying_put_today
    for month in range(1, months + 1):
        left = held[month - 1] * (1.0 - 1.0 / service.staying_put_months)
        held[month] = left + service.staying_put_starts_per_year / MONTHS_PER_YEAR
    return held
