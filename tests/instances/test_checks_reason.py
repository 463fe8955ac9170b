"""Months and dates beyond reason: every such column of every table refuses them, or `check` tells of them."""

import datetime as dt
from pathlib import Path

import pytest

from instances.findings import findings
from models.findings import BeyondPlan
from models.tables import TABLES
from tests.instances.editing import Files, faults_of, full_faults, read, with_cell, without_row
from tests.instances.full import full_files
from tests.instances.tiny import tiny_files

MONTHS = [
    (table, column)
    for table, model in TABLES.items()
    for column in model.model_fields
    if "months" in column.split("_")
]
"""Columns that hold a number of months."""
DAYS = [
    (table, column)
    for table, model in TABLES.items()
    for column, field in model.model_fields.items()
    if str(dt.date) in str(field.annotation) or "datetime.date" in str(field.annotation)
]
OPEN_ENDED = {("offers", "live_to"), ("history", "period_end"), ("ceases_by_reason", "period_end")} | {
    ("placement_history", "day"),
    ("comparators", "day"),
}
"""Where any later day is sound: an offer without an end, and records that a later plan will read."""


def told(folder: Path, files: Files) -> bool:
    """Whether an instance is refused, or something in it is told to reach beyond the plan."""
    return bool(faults_of(folder / "a", files)) or bool(findings(read(folder / "b", files).instance).beyond_plan)


def test_the_columns_are_found() -> None:
    """A table that is renamed must not empty the tests below."""
    assert {("blocks", "term_months"), ("homes", "ramp_months"), ("disruption", "months_from")} <= set(MONTHS)
    assert {("blocks", "start_to"), ("offers", "live_from"), ("commitments_made", "start")} <= set(DAYS)


@pytest.mark.parametrize(("table", "column"), MONTHS)
@pytest.mark.parametrize("months", ["-1", "600"])
def test_no_number_of_months_is_taken_whatever_it_is(tmp_path: Path, table: str, column: str, months: str) -> None:
    """Fifty years, in any column of months: refused, or told by check."""
    assert told(tmp_path, with_cell(full_files(), table, 2, column, months))


@pytest.mark.parametrize(("table", "column"), sorted(set(DAYS) - OPEN_ENDED))
def test_no_day_is_taken_whatever_it_is(tmp_path: Path, table: str, column: str) -> None:
    """A century too late is refused, or told by check."""
    assert told(tmp_path, with_cell(full_files(), table, 2, column, "2124-04-01"))


@pytest.mark.parametrize("day", ["2026-03-31", "2099-12-31", "9999-12-31"])
def test_an_offer_may_stay_open_beyond_the_plan(tmp_path: Path, day: str) -> None:
    """A framework mostly ends after the horizon, and some lists write a last day for no end."""
    assert not told(tmp_path, with_cell(tiny_files(), "offers", 4, "live_to", day))


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("homes", "ramp_months", "37", "at most 36 months: a home fills within three years of its first child"),
        ("fostering", "staying_put_months", "85", "at most 84 months: from 18 to 25 at the longest"),
        ("disruption", "months_from", "216", "at most 215 months: no placement outlasts childhood"),
        ("placements_today", "months_in_placement", "216", "at most 215 months: no placement outlasts childhood"),
        ("blocks", "extensions", "48", "at most 600 months with the term; 612 are fifty years and more"),
        ("commitments_made", "start", "1964-03-01", "a month from 1964-04-01, 60 years before the plan"),
        ("population", "day", "2085-04-01", "a day up to 2085-03-31, 60 years after the horizon"),
    ],
)
def test_what_is_refused_and_what_is_expected(
    tmp_path: Path, table: str, column: str, value: str, expected: str
) -> None:
    """One above the limit, with place, value and limit; the block has a term of 36 and extensions of 12 months."""
    found = [
        line for line in full_faults(tmp_path, (table, 2, column, value)) if line.startswith(f"{table}.csv, row 2")
    ]
    assert found == [f"{table}.csv, row 2, {column}: found '{value}': {expected}"]


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("blocks", 2, "start_to", "2025-02-01"),
        ("blocks", 2, "term_months", "361"),
        ("offers", 4, "live_from", "2025-04-01"),
    ],
)
def test_what_lies_beyond_the_plan_is_told(tmp_path: Path, table: str, row: int, column: str, value: str) -> None:
    """The last decision of the year is taken in January; its last day is 31 March."""
    files = with_cell(tiny_files(), table, row, column, value)
    if column == "live_from":
        files = with_cell(files, table, row, "live_to", "")
        files = without_row(files, "placements_today", 5)
    name = {"blocks": "block_c", "offers": "home_spot"}[table]
    assert BeyondPlan(name, column, value) in findings(read(tmp_path, files).instance).beyond_plan  # type: ignore[arg-type]


def test_a_plan_within_reason_has_nothing_told(tmp_path: Path) -> None:
    """The full instance has every column filled and nothing beyond it."""
    assert findings(read(tmp_path, full_files()).instance).beyond_plan == ()
