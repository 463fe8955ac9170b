"""What a column is, read off the models: kind of value, range, choices, what to say it should hold."""

import datetime as dt
import inspect
import types
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models.fields import Id, Month, Note, Rate, Share, SlowShare, Year


class Kind(StrEnum):
    """Kinds of value, as the reader tells them apart."""

    TEXT = "text"
    NAME = "name"
    YEAR = "financial year"
    MONTH = "month"
    DATE = "date"
    SHARE = "share"
    NUMBER = "number"
    WHOLE = "whole number"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """A column of a table or a key of the settings.

    Attributes:
        name: as written in the header.
        kind: kind of value.
        blank: whether it may be left blank.
        default: what a blank becomes.
        may_be_missing: whether a table may leave the column out, which is as if all its cells were blank.
        low: least number allowed, None where there is no limit.
        high: greatest number allowed.
        choices: the words allowed, for `Kind.CHOICE`.
        meaning: what it says, for the reference page.
        wanted: what a value should be, in plain English.
        blank_words: what a blank stands for, as the end of a sentence; empty where a value is required.
    """

    name: str
    kind: Kind
    blank: bool
    default: object
    may_be_missing: bool
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    meaning: str
    wanted: str
    blank_words: str

    @property
    def expected(self) -> str:
        """What a cell should hold, in plain English, for a fault."""
        return self.wanted + self.blank_words


@cache
def columns_of(model: type[BaseModel]) -> dict[str, Column]:
    """Return the columns of a table by name in canonical order: its own, ages, then source and note."""
    hints = get_type_hints(model, include_extras=True)
    return {name: _column(name, hints[name], model.model_fields[name]) for name in field_order(model)}


def field_order(model: type[BaseModel]) -> list[str]:
    """Return the fields of `model`, those of the class itself before those it inherits."""
    order = [name for base in model.__mro__ for name in inspect.get_annotations(base)]
    return [name for name in dict.fromkeys(order) if name in model.model_fields]


def value_column(name: str, annotation: Any) -> Column:
    """Return a column for a bare annotation, such as the item type of a list in the settings."""
    return _column(name, annotation, FieldInfo())


def _column(name: str, annotation: Any, field: FieldInfo) -> Column:
    parts = _alternatives(annotation)
    optional = type(None) in parts
    solid = [part for part in parts if part is not type(None)]
    kind = _kind(solid[0])
    choices = tuple(word for part in solid for word in get_args(part)) if kind is Kind.CHOICE else ()
    low, high = _limits([*_metadata(solid[0]), *field.metadata])
    given = None if field.is_required() else field.default
    blank = optional or solid[0] == Note or given is not None
    return Column(
        name=name,
        kind=kind,
        blank=blank,
        default=None if optional else given if given is not None else "",
        may_be_missing=not field.is_required(),
        low=low,
        high=high,
        choices=choices,
        meaning=field.description or "",
        wanted=_expected(kind, low, high, choices),
        blank_words=_blank_words(blank, given),
    )


def _blank_words(blank: bool, given: object) -> str:
    if not blank:
        return ""
    if given in (None, ""):
        return ", or blank"
    return f", or blank for {given:g}" if isinstance(given, int | float) else f", or blank for {given}"


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _base(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _kind(annotation: Any) -> Kind:
    named = {Id: Kind.NAME, Year: Kind.YEAR, Month: Kind.MONTH}
    named |= dict.fromkeys((Share, SlowShare, Rate), Kind.SHARE)
    for alias, kind in named.items():
        if annotation == alias:
            return kind
    if get_origin(annotation) is Literal:
        return Kind.CHOICE
    return {str: Kind.TEXT, int: Kind.WHOLE, float: Kind.NUMBER, dt.date: Kind.DATE}[_base(annotation)]


def _metadata(annotation: Any) -> list[object]:
    found: list[object] = []
    for item in get_args(annotation)[1:] if get_origin(annotation) is Annotated else ():
        found += item.metadata if isinstance(item, FieldInfo) else [item]
    return found


def _limits(metadata: list[object]) -> tuple[float | None, float | None]:
    low = high = None
    for item in metadata:
        if isinstance(item, annotated_types.Ge):
            low = float(item.ge)  # type: ignore[arg-type]
        elif isinstance(item, annotated_types.Le):
            high = float(item.le)  # type: ignore[arg-type]
    return low, high


def _expected(kind: Kind, low: float | None, high: float | None, choices: tuple[str, ...]) -> str:
    span = "" if low is None or high is None else f" from {low:,.10g} to {high:,.10g}"
    return {
        Kind.TEXT: "text of at most 2,000 characters, without control characters, not beginning with = + - @",
        Kind.NAME: "a name of small letters, digits and _ that begins with a letter, at most 60 characters",
        Kind.YEAR: "a financial year written 2024/25",
        Kind.MONTH: "the first of a month, written 2024-04-01 or 01/04/2024",
        Kind.DATE: "a date written 2024-04-01 or 01/04/2024",
        Kind.SHARE: f"a share{span}, written 0.25 for 25 %",
        Kind.NUMBER: f"a number{span}, written 1234.50 without commas, £ or %",
        Kind.WHOLE: f"a whole number{span}",
        Kind.CHOICE: "one of " + ", ".join(choices),
    }[kind]
