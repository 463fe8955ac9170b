"""Days as whole numbers since 1970: reading them off text, and counting years and months between them."""

import datetime as dt
import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.ssda903.categories import spread

Days = npt.NDArray[np.int64]

BLANK = np.iinfo(np.int64).max // 2
"""No day given. It is later than every day, so that a blank end is an end that has not come."""
UNREADABLE = -BLANK
"""Something is given, and it is no day."""

DAYS_PER_MONTH = 365.2425 / 12
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_UK = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: 00:00(?::00)?)?")
_EARLIEST, _LATEST = 1950, 2100
_EPOCH = dt.date(1970, 1, 1).toordinal()


def day_number(day: dt.date) -> int:
    """Return a day as a number."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> dt.date:
    """Return the day of a number."""
    return dt.date.fromordinal(number + _EPOCH)


def read_days(column: pd.Categorical) -> Days:
    """Return the day of each row: dd/mm/yyyy or ISO, `BLANK` or `UNREADABLE`."""
    return spread(column, _read, np.int64)


def _read(text: str) -> int:
    if not text:
        return BLANK
    iso, uk = _ISO.fullmatch(text), _UK.fullmatch(text)
    found = iso or uk
    if found is None:
        return UNREADABLE
    first, second, third = (int(part) for part in found.groups())
    year, month, day = (first, second, third) if iso else (third, second, first)
    if not _EARLIEST <= year <= _LATEST:
        return UNREADABLE
    try:
        return day_number(dt.date(year, month, day))
    except ValueError:
        return UNREADABLE


def calendar_parts(days: Days) -> tuple[Days, Days, Days]:
    """Return year, month and day of the month of each day."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]")
    return (
        years.astype(np.int64) + 1970,
        (months - years.astype("datetime64[M]")).astype(np.int64) + 1,
        (dates - months.astype("datetime64[D]")).astype(np.int64) + 1,
    )


def whole_months(start: Days, end: Days) -> Days:
    """Return the whole months from one day to another, as birthdays count them."""
    first, last = calendar_parts(start), calendar_parts(end)
    months = (last[0] - first[0]) * 12 + last[1] - first[1]
    return np.asarray(months - (last[2] < first[2]))


def age_on(birthday: Days, day: Days) -> Days:
    """Return whole years of age on a day."""
    return whole_months(birthday, day) // 12


def birthday(born: Days, age: int) -> Days:
    """Return the day on which each child reaches an age; 29 February counts as 1 March in other years."""
    year, month, day = calendar_parts(born)
    start = ((year - 1970 + age) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.asarray(start + day - 1)


def financial_year_end(days: Days) -> Days:
    """Return the calendar year in which the financial year of each day ends: 2024 for 2023/24."""
    year, month, _ = calendar_parts(days)
    return np.asarray(year + (month >= 4))


def last_of_march(year: int) -> int:
    """Return 31 March of a year as a number."""
    return day_number(dt.date(year, 3, 31))
