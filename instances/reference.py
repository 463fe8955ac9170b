"""The table reference, `docs/tables.md`, written from the models."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from instances.columns import Column, Kind, columns_of, value_column
from instances.rows import key_columns
from models.instance import Settings
from models.tables import MAY_BE_EMPTY, MAY_BE_MISSING, TABLES

_HEAD = """\
# Table reference

Written from the models by `instances/reference.py`; do not edit it by hand.

An instance is a folder with `instance.toml` and one CSV file for each table below, or an Excel workbook with
a sheet for each table and a sheet `instance` with the columns `key` and `value`. Every table must be there,
unless it says that it may be left out; those marked so may have a header only. Columns may stand in any order.
A column marked *optional* may be left out, and a cell of it left blank: either way it has the value that is said
for a blank, and the instance is the same, with the same hash. What a fault looks like and how to mend it is in
[bad-input.md](bad-input.md); how to lay other figures over an instance without changing its files, in
[overlays.md](overlays.md).

Dates are written 2024-04-01 or 01/04/2024, financial years 2024/25, numbers with digits and a point only
(1234.50), shares between 0 and 1 (0.25 for 25 %). Amounts of money are pounds. The columns marked *key*,
taken together, may have the same values in one row only.
"""
_UNITS = (
    (r"^people$", "people"),
    (r"gbp_per_bed_per_week$|^void_sale_gbp", "£ per bed per week"),
    (r"gbp_per_week$", "£ per child per week"),
    (r"gbp_per_year$", "£ per year"),
    (r"gbp_per_unit$", "£ per unit"),
    (r"(^|_)gbp$", "£"),
    (r"monthly_share$", "share a month"),
    (r"per_year_share$", "share a year"),
    (r"(^|_)share$", "share"),
    (r"_rate$", "share a year"),
    (r"_years$", "years"),
    (r"^age_", "years"),
    (r"(^|_)months(_|$)|^monthly_periods$", "months"),
    (r"^(recorded|low|high)$", "as the measure"),
    (r"^beds|_beds$", "beds"),
    (r"children$|^group_size$|^largest_group$", "children"),
    (r"^max_per_year$", "children a year"),
    (r"^households_", "households"),
    (r"^approvals_", "households a year"),
    (r"^places_per_household$|^staying_put_today$|^bed_use$", "places"),
    (r"^staying_put_starts_per_year$", "young people a year"),
    (r"^places_per_year$", "children or households a year"),
    (r"^contract_year$", "year of the contract"),
    (r"^review_month$", "month of the year"),
    (r"^level$|^value$", "as its meaning says"),
    (r"homes", "homes"),
    (r"^left$", "homes, households or children"),
)


def tables_page() -> str:
    """Return the whole page in Markdown."""
    parts = [_HEAD, "\n".join(_settings_section())]
    parts += ["\n".join(_table_section(name)) for name in TABLES]
    return "\n".join(parts)


def unit_of(column: str) -> str:
    """Return the unit that a column's name carries, empty where it has none."""
    return next((unit for pattern, unit in _UNITS if re.search(pattern, column)), "")


@dataclass(frozen=True)
class SettingEntry:
    """A setting, for whoever explains it.

    Attributes:
        key: dotted name; items of a list of tables numbered from 1.
        column: what a value is; None for a list.
        meaning: what it says.
        values: what it may be, in words.
    """

    key: str
    column: Column | None
    meaning: str
    values: str


def setting_entries() -> Iterator[SettingEntry]:
    """Yield every setting in the order of the file; the first item stands for all of a list of tables."""
    for section, annotation in get_type_hints(Settings).items():
        if section not in Settings.model_fields:
            continue
        listed = get_origin(annotation) is tuple
        model = get_args(annotation)[0] if listed else annotation
        prefix = f"{section}.1" if listed else section
        for name, hint in get_type_hints(model, include_extras=True).items():
            if name in model.model_fields:
                yield _setting_entry(model, f"{prefix}.{name}", name, hint)


def _setting_entry(model: type[BaseModel], key: str, name: str, hint: Any) -> SettingEntry:
    meaning = model.model_fields[name].description or ""
    if get_origin(hint) is tuple:
        return SettingEntry(key, None, meaning, f"a list, each {value_column(name, get_args(hint)[0]).expected}")
    column = columns_of(model)[name]
    return SettingEntry(key, column, meaning, values_of(column))


def _settings_section() -> Iterator[str]:
    yield "## instance.toml\n"
    yield "| setting | unit | meaning | values |"
    yield "|---|---|---|---|"
    for entry in setting_entries():
        unit = unit_of(entry.key.rpartition(".")[2])
        yield f"| `{entry.key}` | {unit} | {entry.meaning} | {_escaped(entry.values)} |"
    yield ""


def _table_section(name: str) -> Iterator[str]:
    model = TABLES[name]
    yield f"## {name}\n"
    yield inspect.cleandoc(model.__doc__ or "")
    if name in MAY_BE_MISSING:
        yield "\nMay be left out, or have a header only."
    elif name in MAY_BE_EMPTY:
        yield "\nMay have a header only."
    yield "\n| column | unit | meaning | values |"
    yield "|---|---|---|---|"
    for column in columns_of(model).values():
        key = ", *key*" if column.name in key_columns(model) else ", *optional*" if column.may_be_missing else ""
        yield f"| `{column.name}`{key} | {unit_of(column.name)} | {column.meaning} | {_escaped(values_of(column))} |"
    yield ""


def values_of(column: Column) -> str:
    """Return what a cell of a column may hold, in words for a reader of the reference."""
    words = column.expected
    if column.kind in (Kind.SHARE, Kind.NUMBER):
        words = words.split(", written")[0] + column.blank_words
    elif column.kind is Kind.TEXT:
        words = "text" + column.blank_words
    elif column.kind is Kind.NAME:
        words = "a name" + column.blank_words
    return words


def _escaped(words: str) -> str:
    return words.replace("|", "\\|")
