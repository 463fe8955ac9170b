"""Reading a plan folder back, however it was edited: every fault at once, or a plan."""

import csv
import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.faults import Fault, InputError
from models.fields import Frozen
from models.plan import Plan, Summary

SUMMARY = "plan.json"
INSTANCE = "instance"
MARK = "placement sufficiency plan 1"

MOST_BYTES = 50_000_000
"""Largest file of a plan that is read."""
MOST = 1e12
"""Largest figure that a plan may hold, pounds or children: what is larger is a fault, not a figure."""
_YEARS = range(2000, 2101)
_DEEPEST = 8

_EXPECTED = {
    "missing": "a value; it is missing",
    "extra_forbidden": "no such name",
    "string_pattern_mismatch": "a name of small letters, digits and _",
    "string_too_long": "a shorter name",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_type": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "date_from_datetime_parsing": "a date written 2024-04-01",
    "date_parsing": "a date written 2024-04-01",
    "date_type": "a date written 2024-04-01",
    "value_error": "a financial year, written 2024/25",
}
"""Kinds of error of pydantic to what was expected, in words."""


class _UnreadableError(ValueError):
    """A file of the plan is not what it should be; the message says what was expected."""


def is_plan(folder: Path) -> bool:
    """Return whether a folder holds a plan of this tool."""
    try:
        return _summary_values(folder).get("format") == MARK
    except _UnreadableError:
        return False


def read_plan(folder: Path) -> Plan:
    """Read a plan folder.

    Raises:
        InputError: with every fault found, if it is not a plan folder or a file of it cannot be read.
    """
    try:
        found = _summary_values(folder)
    except _UnreadableError as error:
        raise InputError([Fault(str(folder / SUMMARY), str(error))]) from error
    if found.pop("format", None) != MARK:
        expected = f'"format": "{MARK}"; this was not written by this tool'
        raise InputError([Fault(str(folder / SUMMARY), expected)])
    faults: list[Fault] = []
    tables = {name: _read_table(folder / f"{name}.csv", row, faults) for name, row in Plan.TABLES.items()}
    summary = _read_summary(found, faults)
    if summary is None or faults:
        raise InputError(faults)
    return Plan.model_validate({"summary": summary, **tables})


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _UnreadableError("this file of a plan; it is missing")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise _UnreadableError(f"a file that can be read ({error.strerror})") from error
    if len(data) > MOST_BYTES:
        raise _UnreadableError(f"a file of at most {MOST_BYTES // 1_000_000} million bytes")
    return data


def _summary_values(folder: Path) -> dict[str, Any]:
    """Return the object in `plan.json`: finite numbers, no name twice, not nested without end."""
    data = _bytes(folder / SUMMARY)
    try:
        found = json.loads(
            data.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_once, parse_float=_finite
        )
        if isinstance(found, dict) and _depth(found) <= _DEEPEST:
            return found
    except _UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise _UnreadableError("a JSON object as this tool writes it") from error
    raise _UnreadableError("a JSON object as this tool writes it")


def _refuse_constant(name: str) -> float:
    raise _UnreadableError(f"numbers; {name} is none")


def _finite(text: str) -> float:
    value = float(text)
    if abs(value) > MOST:
        raise _UnreadableError(f"numbers of at most {MOST:,.0f}")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise _UnreadableError(f"each name once; {twice!r} stands twice")
    return found


def _depth(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(_depth, inside), default=0)


def _read_summary(found: dict[str, Any], faults: list[Fault]) -> Summary | None:
    try:
        # From JSON text, so that dates and tuples are read from what JSON has for them.
        summary = Summary.model_validate_json(json.dumps(found))
    except ValidationError as error:
        faults += [
            Fault(SUMMARY, _expected(problem), column=".".join(map(str, problem["loc"])))
            for problem in error.errors(include_url=False)
        ]
        return None
    outside = [where for where, value in _leaves(summary.model_dump(), "") if not _is_sane(value)]
    faults += [Fault(SUMMARY, _SANE, column=where) for where in outside]
    return summary


_SANE = f"a figure up to {MOST:,.0f}, or a date from {_YEARS[0]} to {_YEARS[-1]}"


def _leaves(value: object, where: str) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [leaf for name, part in value.items() for leaf in _leaves(part, f"{where}.{name}".lstrip("."))]
    if isinstance(value, list | tuple):
        return [leaf for i, part in enumerate(value) for leaf in _leaves(part, f"{where}.{i}")]
    return [(where, value)]


def _is_sane(value: object) -> bool:
    if isinstance(value, dt.date):
        return value.year in _YEARS
    return not isinstance(value, int | float) or abs(value) <= MOST


def _read_table(path: Path, row: type[Frozen], faults: list[Fault]) -> tuple[Frozen, ...]:
    try:
        lines = list(csv.reader(io.StringIO(_bytes(path).decode("utf-8-sig"), newline="")))
    except _UnreadableError as error:
        faults.append(Fault(path.name, str(error)))
        return ()
    except (ValueError, csv.Error):
        faults.append(Fault(path.name, "a CSV file in UTF-8, as this tool writes it"))
        return ()
    columns = list(row.model_fields)
    if not lines or lines[0] != columns:
        faults.append(Fault(path.name, f"the columns {','.join(columns)}", row=1))
        return ()
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        found = _read_row(path.name, number, dict(zip(columns, cells, strict=False)), len(cells), row, faults)
        if found is not None:
            rows.append(found)
    return tuple(rows)


def _read_row(
    file: str, number: int, cells: dict[str, str], count: int, row: type[Frozen], faults: list[Fault]
) -> Frozen | None:
    if count != len(row.model_fields):
        faults.append(Fault(file, f"{len(row.model_fields)} cells", row=number, value=f"{count} cells"))
        return None
    try:
        found = row.model_validate_strings({column: cell for column, cell in cells.items() if cell})
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            column = str(problem["loc"][0])
            faults.append(Fault(file, _expected(problem), number, column, cells.get(column)))
        return None
    outside = [column for column in row.model_fields if not _is_sane(getattr(found, column))]
    faults += [Fault(file, _SANE, number, column, cells[column]) for column in outside]
    return None if outside else found


def _expected(problem: ErrorDetails) -> str:
    """Return what was expected where pydantic found an error, in words."""
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "literal_error":
        return f"one of {context['expected']}"
    if kind == "greater_than_equal":
        return f"at least {context['ge']:g}"
    return _EXPECTED.get(kind) or problem["msg"]
