"""The path of another model put on the instance's months and its children of today."""

import numpy as np

from models.faults import Fault, InputError
from models.projections import OutsidePath
from optimiser.projection.project import years_ahead
from optimiser.projection.record import DAYS_PER_YEAR, Floats, Record, years_between

GRACE_DAYS = 7
"""A file may begin or end so many days inside the horizon: models begin on the day after the last one they know."""
LEAST, MOST = 0.8, 1.25
"""Children of today over those of the file at the base date, beyond which they are not the same children."""


def on_months(path: OutsidePath, record: Record, months: int) -> Floats:
    """Return (M + 1,), children in care at the base date and each month end: today's, growing as the file.

    The file's days are joined by straight lines and multiplied so that it begins with today's children, for what
    it counts as in care may differ a little.

    Raises:
        InputError: if the file does not reach over the horizon, or counts other children.
    """
    known = np.array([years_between(record.origin, day) for day in path.days])
    wanted = years_ahead(months)
    grace = GRACE_DAYS / DAYS_PER_YEAR
    if known[0] > grace or known[-1] < wanted[-1] - grace:
        span = f"{path.days[0]} to {path.days[-1]}"
        text = f"days from {record.origin} to the end of the {months} months of the horizon"
        raise InputError([Fault(path.file, text, value=span)])
    children = np.interp(wanted, known, path.children)
    ratio = record.last / children[0] if children[0] else np.inf
    if not LEAST <= ratio <= MOST:
        text = f"about the {record.last:g} children who are in care on {record.origin} in placements_today"
        raise InputError([Fault(path.file, text, value=f"{children[0]:.1f} children on that day")])
    return children * ratio
