"""Values as councils and Ofsted write them: dates, pounds, whole numbers, Ofsted's numbers."""

import datetime as dt
import re

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: 00:00:00)?")
_UK = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: 00:00(?::00)?)?")
_POUNDS = re.compile(r"£? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_WHOLE = re.compile(r"([0-9]{1,6})(?:\.0)?")
_URN = re.compile(r"(?:SC)?[0-9]{5,7}")
_LARGEST = 1e8
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

DATE_EXPECTED = "a date from 1900 to 2100 written 31/03/2025 or 2025-03-31"
POUNDS_EXPECTED = "pounds written 1234.50 or £1,234.50, at most 100,000,000, not negative"


def read_date(text: str) -> dt.date | None:
    """Return a day from 1900 to 2100 written 31/03/2025 or 2025-03-31, None for anything else."""
    iso, british = _ISO.fullmatch(text), _UK.fullmatch(text)
    found = iso or british
    if found is None:
        return None
    first, second, third = (int(part) for part in found.groups())
    try:
        day = dt.date(first, second, third) if iso else dt.date(third, second, first)
    except ValueError:
        return None
    return day if is_plausible(day) else None


def is_plausible(day: dt.date) -> bool:
    """Return whether a day is one of 1900 to 2100, and not what a system writes for never."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def read_pounds(text: str) -> float | None:
    """Return an amount of money, None for anything that is not plainly one."""
    found = _POUNDS.fullmatch(text)
    if found is None:
        return None
    amount = float(found[1].replace(",", "") + (found[2] or ""))
    return amount if amount <= _LARGEST else None


def read_whole(text: str) -> int | None:
    """Return a whole number from 0, None for anything else."""
    found = _WHOLE.fullmatch(text)
    return None if found is None else int(found[1])


def plain_urn(text: str) -> str:
    """Return Ofsted's number as it is compared: capitals, no spaces, no .0 from Excel."""
    return text.upper().replace(" ", "").removesuffix(".0")


def is_urn(text: str) -> bool:
    """Return whether a number as `plain_urn` returns it has the form of Ofsted's."""
    return _URN.fullmatch(text) is not None


def urn_id(urn: str) -> str:
    """Return the name under which a provider of this number stands in an instance."""
    return f"urn_{urn.lower()}"


URN_PREFIX = "urn_"
