"""A straight line through the counts of the last five years, with two anchors.

Least squares by scipy. `trend_fitted` reads the line itself; `trend_last` takes only its slope and starts from the
last count, which leaves no jump between today and the first month.
"""

import numpy as np
from scipy import stats

from optimiser.projection.record import RECENT_YEARS, Floats, NotEnoughHistoryError, Record

FEWEST_COUNTS = 3


def trend_fitted(record: Record, years: Floats) -> Floats:
    """Return children in care at `years` (m,) after the origin, on the fitted line.

    Raises:
        NotEnoughHistoryError: with fewer than three counts in five years.
    """
    slope, intercept = _line(record)
    return np.maximum(intercept + slope * years, 0.0)


def trend_last(record: Record, years: Floats) -> Floats:
    """Return children in care at `years` (m,) after the origin: last count, then the line's slope.

    Raises:
        NotEnoughHistoryError: with fewer than three counts in five years.
    """
    slope, _ = _line(record)
    return np.maximum(record.last + slope * years, 0.0)


def _line(record: Record) -> tuple[float, float]:
    recent = record.years >= -RECENT_YEARS
    if recent.sum() < FEWEST_COUNTS:
        raise NotEnoughHistoryError(f"{FEWEST_COUNTS} counts in the last five years; there are {recent.sum()}")
    found = stats.linregress(record.years[recent], record.children[recent])
    return float(found.slope), float(found.intercept)
