"""No change: as many children as at the last count."""

import numpy as np

from optimiser.projection.record import Floats, Record


def no_change(record: Record, years: Floats) -> Floats:
    """Return children in care at `years` (m,) after the origin: always the last count."""
    return np.full(len(years), record.last)
