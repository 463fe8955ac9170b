"""One cell to the value its column wants: text from CSV and TOML, or what Excel and TOML hold natively."""

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Iterable

from instances.columns import Column, Kind

_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00:00)?")
_UK_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_LONGEST_NUMBER = 40
_LARGEST = 10**15


class UnreadableError(ValueError):
    """A cell does not hold what its column wants; the message says what that is."""


class CellError(str):
    """What Excel shows in place of a value (``#N/A``), or a formula whose value was never stored."""

    __slots__ = ()


def convert(value: object, column: Column) -> object:
    """Return `value` as the type of `column`; its range is checked later, by the model.

    Raises:
        UnreadableError: if it cannot be read as that type, or is blank where a value is required.
    """
    if isinstance(value, CellError):
        raise UnreadableError(f"{column.expected}; the cell holds an Excel error or a formula without a value")
    if isinstance(value, str):
        text = value.strip(" ")
        if text:
            return _FROM_TEXT[column.kind](text, column)
        value = None
    if value is None:
        return _blank(column)
    return _from_native(value, column)


def _blank(column: Column) -> object:
    if column.blank:
        return column.default
    raise UnreadableError(f"{column.expected}; it is blank")


def _from_native(value: object, column: Column) -> object:
    if isinstance(value, bool):
        raise UnreadableError(column.expected)
    if isinstance(value, int | float):
        return _from_number(value, column)
    if isinstance(value, dt.date):
        return _from_date(value, column)
    raise UnreadableError(column.expected)


def _from_number(value: int | float, column: Column) -> object:
    if not (math.isfinite(value) if isinstance(value, float) else abs(value) < _LARGEST):
        raise UnreadableError(column.expected)
    if column.kind in (Kind.SHARE, Kind.NUMBER):
        return _positive_zero(float(value))
    if column.kind is Kind.WHOLE and value == int(value):
        return int(value)
    if column.kind is Kind.TEXT:
        return number_text(value)
    raise UnreadableError(column.expected)


def _from_date(value: dt.date, column: Column) -> object:
    day = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        raise UnreadableError(f"{column.expected}; it has a time of day")
    if column.kind in (Kind.DATE, Kind.MONTH):
        return day
    if column.kind is Kind.TEXT:
        return day.isoformat()
    raise UnreadableError(column.expected)


def _text(text: str, _: Column) -> str:
    return text


def _date(text: str, column: Column) -> dt.date:
    iso, uk = _ISO_DATE.fullmatch(text), _UK_DATE.fullmatch(text)
    found = iso or uk
    if found is None:
        raise UnreadableError(column.expected)
    first, second, third = (int(part) for part in found.groups())
    try:
        return dt.date(first, second, third) if iso else dt.date(third, second, first)
    except ValueError:
        raise UnreadableError(f"{column.expected}; there is no such day") from None


def _number(text: str, column: Column) -> float:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise UnreadableError(column.expected)
    value = float(text)
    if math.isinf(value):
        raise UnreadableError(column.expected)
    return _positive_zero(value)


def _whole(text: str, column: Column) -> int:
    value = _number(text, column)
    if value != int(value):
        raise UnreadableError(column.expected)
    return int(value)


def _choice(text: str, column: Column) -> str:
    if text in column.choices:
        return text
    raise UnreadableError(column.expected + suggestion(text, column.choices))


_FROM_TEXT: dict[Kind, Callable[[str, Column], object]] = {
    Kind.TEXT: _text,
    Kind.NAME: _text,
    Kind.YEAR: _text,
    Kind.MONTH: _date,
    Kind.DATE: _date,
    Kind.SHARE: _number,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.CHOICE: _choice,
}


def suggestion(text: str, known: Iterable[str]) -> str:
    """Return `` (did you mean ...?)`` with the known word nearest to `text`, or nothing."""
    near = difflib.get_close_matches(text[:60].strip().lower().replace(" ", "_"), list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def number_text(value: int | float) -> str:
    """Return a number as it is written in files: no ``.0`` where it is whole, else as short as exact."""
    if isinstance(value, int):
        return str(value)
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST else repr(value)


def shown(value: object) -> str | None:
    """Return a raw value as text for a fault, never of unbounded size; None for a blank."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value[:200]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return "a very large number"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "something else"


def _positive_zero(value: float) -> float:
    return value + 0.0
