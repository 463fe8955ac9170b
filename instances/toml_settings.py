"""The settings, `instance.toml` or the sheet `instance`, each fault with its dotted key and line."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from instances.columns import Column, columns_of, field_order, value_column
from instances.convert import UnreadableError, convert, shown, suggestion
from instances.csv_table import NotATableError, decode
from instances.draft import FaultList
from instances.rows import column_named, own_words
from models.faults import Fault, printable
from models.instance import Settings

MOST_BYTES = 1024 * 1024
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HEADER = re.compile(r"""\s*(\[\[?)\s*([A-Za-z0-9_./"'\s-]+?)\s*\]\]?\s*(?:#.*)?$""")
_KEY = re.compile(r"""\s*([A-Za-z0-9_./"'-]+)\s*=""")
_QUOTES = str.maketrans("", "", "\"' \t")


def parse_toml(data: bytes, what: str = "settings") -> tuple[dict[str, object], dict[str, int]]:
    """Return the content of a TOML file and the line of each key as far as it can be told.

    Args:
        data: the bytes of the file.
        what: what the file should hold, for a fault.

    Raises:
        NotATableError: if the bytes are not TOML in UTF-8; says where.
    """
    if len(data) > MOST_BYTES:
        raise NotATableError("a settings file of at most 1 MB")
    text = decode(data)
    if not text.strip():
        raise NotATableError(f"{what}; the file is empty")
    try:
        return tomllib.loads(text), key_lines(text)
    except RecursionError:
        raise NotATableError("TOML that is not nested so deep") from None
    except ValueError as problem:
        raise _broken(str(problem), text) from None


def _broken(problem: str, text: str) -> NotATableError:
    place = _PLACE.search(problem)
    what = printable(problem[: place.start()] if place else problem, 120)
    if place is None:
        return NotATableError(f"a TOML file ({what})")
    if place[1] is None:
        return NotATableError(f"a TOML file ({what} at its end)", text.count("\n") + 1)
    return NotATableError(f"a TOML file ({what} at column {place[2]})", int(place[1]))


def key_lines(text: str) -> dict[str, int]:
    """Return the line of each dotted key, quotation marks left out, items of lists counted from 1.

    A quick look at the lines, good enough to point at a place: keys inside strings may mislead it.
    """
    lines: dict[str, int] = {}
    prefix = ""
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            prefix = header[2].translate(_QUOTES) + "."
            if header[1] == "[[":
                counts[prefix] = counts.get(prefix, 0) + 1
                prefix += f"{counts[prefix]}."
            lines.setdefault(prefix[:-1], number)
        elif key := _KEY.match(line):
            lines.setdefault(prefix + key[1].translate(_QUOTES), number)
    return lines


def read_settings(
    file: str, data: Mapping[str, object], lines: Mapping[str, int], faults: FaultList
) -> dict[str, object]:
    """Return the sections of the settings that are sound, by name; what is not goes into `faults`."""
    return _Reading(file, lines, faults).fields(Settings, data, "")


def changed_section(
    section: BaseModel,
    name: str,
    values: Mapping[str, object],
    places: Mapping[str, tuple[str, int | None]],
    faults: FaultList,
) -> BaseModel | None:
    """Return a section of the settings with other values, None if one of them has a fault.

    Args:
        section: the section as it is.
        name: its name.
        values: setting to raw value.
        places: setting to the file and line in which its value is written.
        faults: where faults go.
    """
    model = type(section)
    hints = get_type_hints(model, include_extras=True)
    found = {field: getattr(section, field) for field in model.model_fields}
    reading = _Reading("", {}, faults)
    before = faults.count
    for field, value in values.items():
        file, row = places[field]
        reading = _Reading(file, {} if row is None else {f"{name}.{field}": row}, faults)
        found[field] = reading.value(model, field, hints[field], value, f"{name}.")
    if faults.count > before:
        return None
    try:
        return model.model_validate(found)
    except ValidationError as problem:
        reading.invalid(model, problem, dict(values), name)
        return None


class _Reading:
    """The settings being read."""

    def __init__(self, file: str, lines: Mapping[str, int], faults: FaultList) -> None:
        self.file = file
        self.lines = lines
        self.faults = faults

    def fault(self, expected: str, key: str, value: object = None) -> None:
        place = key
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        self.faults.add(Fault(self.file, expected, self.lines.get(place), key, shown(value)))

    def fields(self, model: type[BaseModel], data: Mapping[str, object], prefix: str) -> dict[str, object]:
        """Return the fields of `model` that can be read from `data`."""
        hints = get_type_hints(model, include_extras=True)
        known = field_order(model)
        missing = [name for name in known if name not in data]
        for key in data:
            if key not in hints:
                hint = suggestion(key, missing or known)
                self.fault(f"a setting that exists{hint}", prefix + printable(key))
        for name in missing:
            self.fault("this setting; it is missing", prefix + name)
        values: dict[str, object] = {}
        for name in known:
            if name in data and (found := self.value(model, name, hints[name], data[name], prefix)) is not None:
                values[name] = found
        return values

    def value(self, model: type[BaseModel], name: str, annotation: Any, value: object, prefix: str) -> object:
        """Return one field's value, None if it has a fault."""
        key = prefix + name
        if get_origin(annotation) is tuple:
            return self.items(get_args(annotation)[0], value, key)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.model(annotation, value, key)
        return self.scalar(columns_of(model)[name], value, key)

    def scalar(self, column: Column, value: object, key: str) -> object:
        """Return a single value, None if it has a fault."""
        try:
            return convert(value, column)
        except UnreadableError as problem:
            self.fault(str(problem), key, value)
            return None

    def items(self, item: Any, value: object, key: str) -> tuple[object, ...] | None:
        """Return a list, also one written as text with commas; None if anything in it has a fault."""
        if value is None or isinstance(value, str):
            value = value.split(",") if value else []
        if not isinstance(value, list):
            self.fault("a list", key, value)
            return None
        found = [self.item(item, entry, f"{key}.{place}") for place, entry in enumerate(value, start=1)]
        return None if None in found else tuple(found)

    def item(self, item: Any, value: object, key: str) -> object:
        if isinstance(item, type) and issubclass(item, BaseModel):
            return self.model(item, value, key)
        return self.scalar(value_column(key, item), value, key)

    def model(self, model: type[BaseModel], value: object, key: str) -> BaseModel | None:
        """Return a section, None if anything in it has a fault."""
        if not isinstance(value, dict):
            self.fault("a section with settings of its own", key, value)
            return None
        before = self.faults.count
        values = self.fields(model, value, key + ".")
        try:
            built = model.model_validate(values)
        except ValidationError as problem:
            self.invalid(model, problem, value, key)
            return None
        return built if self.faults.count == before else None

    def invalid(self, model: type[BaseModel], problem: ValidationError, value: dict[str, object], key: str) -> None:
        for error in problem.errors(include_url=False, include_input=False):
            if error["type"] == "missing":
                continue
            own = own_words(error)
            name = str(error["loc"][0]) if error["loc"] else column_named(own or "", model.model_fields)
            place = key if name is None else f"{key}.{name}"
            self.fault(own or _should_be(model, error), place, value.get(name or ""))


def _should_be(model: type[BaseModel], error: ErrorDetails) -> str:
    if error["type"] == "too_short":
        return "at least one item"
    return columns_of(model)[str(error["loc"][0])].expected
