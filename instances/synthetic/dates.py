"""Days to text, by look-up: the returns write dates as 31/03/2025."""

from functools import cache

import numpy as np

from instances.synthetic.care import FIRST_DAY, YEARS, Flags
from instances.synthetic.country import Positions, Texts

_EARLIEST = -40 * 366
_LATEST = 40 * 366

YEAR_ENDS = tuple(int((np.datetime64(f"{2016 + year}-03-31") - FIRST_DAY).astype(int)) for year in range(YEARS))
"""Day of each return's 31 March, counted from `FIRST_DAY`."""


@cache
def _texts() -> Texts:
    days = (FIRST_DAY + np.arange(_EARLIEST, _LATEST).astype("timedelta64[D]")).astype(object)
    return np.array([day.strftime("%d/%m/%Y") for day in days], dtype=object)


def date_texts(days: Positions, given: Flags | None = None) -> Texts:
    """Return each day as text; blank where `given` is false."""
    found = _texts()[np.asarray(days) - _EARLIEST]
    return found if given is None else np.where(given, found, "")


def year_end(year: int) -> int:
    """Return the calendar year in which return `year` (0 the first) ends."""
    return 2016 + year
