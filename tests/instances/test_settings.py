"""Faults of instance.toml: each with its line, its dotted key and what is expected."""

from pathlib import Path

import pytest

from instances.toml_settings import key_lines
from tests.instances.editing import faults_of, only_fault, read, with_text
from tests.instances.tiny import tiny_files


def _only(folder: Path, old: str, new: str) -> str:
    return only_fault(folder, with_text(tiny_files(), "instance.toml", old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "move_gbp = 1500.0",
            "move_gbp = -1",
            "instance.toml, row 13, money.move_gbp: found '-1': "
            "a number from 0 to 1,000,000,000, written 1234.50 without commas, £ or %",
        ),
        ("move_gbp = 1500.0", "move_gbp = nan", "row 13, money.move_gbp: found 'nan': a number from 0"),
        ("move_gbp = 1500.0", "move_gbp = inf", "row 13, money.move_gbp: found 'inf': a number from 0"),
        ("move_gbp = 1500.0", "move_gbp = true", "row 13, money.move_gbp: found 'true': a number from 0"),
        ("move_gbp = 1500.0", "move_gbp = [1]", "row 13, money.move_gbp: found 'a list': a number from 0"),
        ("move_gbp = 1500.0", "move_gbp = '£1500'", "row 13, money.move_gbp: found '£1500': a number from 0"),
        (
            "move_gbp = 1500.0",
            "move_gbp = 0x" + "f" * 9000,
            "money.move_gbp: found 'a very large number': a number",
        ),
        ("move_gbp = 1500.0\n", "", "row 11, money.move_gbp: this setting; it is missing"),
        (
            "interest_rate = 0.05",
            "interest_rate = -0.1",
            "money.interest_rate: found '-0.1': a rate of at least 0",
        ),
        (
            'price_base = "2023/24"',
            'price_base = "2023"',
            "row 12, money.price_base: found '2023': a financial year is",
        ),
        (
            'price_base = "2023/24"',
            'price_base = "2025/26"',
            "money.price_base: found '2025/26': a year not after 2024/25, in which the horizon starts",
        ),
        ('price_base = "2023/24"', 'price_base = "1066/67"', "and at most ten years before"),
        ("start = 2024-04-01", "start = 2024-04-02", "start is the first of a month"),
        (
            "start = 2024-04-01",
            "start = 9999-04-01",
            "calendar.start: found '9999-04-01': start lies in the years 2000 to 2100",
        ),
        ("start = 2024-04-01", "start = 2024-04-01T09:00:00", "it has a time of day"),
        ("start = 2024-04-01", "start = 12:30:00", "row 6, calendar.start: found '12:30:00': a date written"),
        (
            "monthly_periods = 6",
            "monthly_periods = 5",
            "monthly_periods: found '5': monthly_periods is a multiple of 3 within the horizon",
        ),
        ("monthly_periods = 6", "monthly_periods = 24", "a multiple of 3 within the horizon"),
        (
            "decision_every_months = 3",
            "decision_every_months = 5",
            "decision_every_months: found '5': decision_every_months is 1, 3, 6 or 12",
        ),
        ("financial_years = 1", "financial_years = 6", "a whole number from 1 to 5"),
        ("financial_years = 1", "financial_years = 1.5", "a whole number from 1 to 5"),
        (
            'demand = "middle"',
            'demand = "midle"',
            "defaults.demand: found 'midle': a demand path of the table entries (did you mean middle?)",
        ),
        (
            'prices = "central"',
            'prices = "centre"',
            "one of low, central, high (did you mean central?)",
        ),
        ('name = "Tinyshire Council"', 'name = ""', "authority.name: text of at most"),
        ('name = "Tinyshire Council"', 'name = "=cmd()"', "text that does not begin with = + - @"),
        ('"not_graded"]', '"splendid"]', "row 19, quality.accepted_grades.4: found 'splendid': one of"),
        (
            '["good", "outstanding", "none", "not_graded"]',
            "[]",
            "quality.accepted_grades: found 'a list': at least one item",
        ),
        ('["good", "outstanding", "none", "not_graded"]', "3", "quality.accepted_grades: found '3': a list"),
        ("[quality]", "[qualities]", "quality"),
        ('licence = "Open Government', 'license = "Open Government', "(did you mean licence?)"),
        ("[[sources]]", "[sources]", "sources: found 'a table': a list"),
    ],
)
def test_a_wrong_setting_names_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """Every fault is of the settings; one says what is expected."""
    found = faults_of(tmp_path, with_text(tiny_files(), "instance.toml", old, new))
    assert {fault.file for fault in found} == {"instance.toml"}
    assert any(expected in str(fault) for fault in found)


def test_unknown_and_missing_settings(tmp_path: Path) -> None:
    """A misspelt key is unknown, with a hint, and the right one is missing; sections likewise."""
    files = with_text(tiny_files(), "instance.toml", "move_gbp", "moves_gbp")
    assert [str(fault) for fault in faults_of(tmp_path, files)] == [
        "instance.toml, row 11, money.move_gbp: this setting; it is missing",
        "instance.toml, row 13, money.moves_gbp: a setting that exists (did you mean move_gbp?)",
    ]


def test_a_section_that_is_a_value(tmp_path: Path) -> None:
    """A section written as a value is one fault."""
    files = with_text(tiny_files(), "instance.toml", '[authority]\nid = "tinyshire"\nname', "authority")
    expected = "found 'Tinyshire Council': a section with settings of its own"
    assert only_fault(tmp_path, files) == f"instance.toml, row 1, authority: {expected}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "instance.toml: settings; the file is empty"),
        (b"a = \n", "instance.toml, row 1: a TOML file (Invalid value at column 5)"),
        (b"a = 1\na = 2\n", "instance.toml, row 2: a TOML file (Cannot overwrite a value at column 6)"),
        (b'a = "x', "instance.toml, row 1: a TOML file (Unterminated string at its end)"),
        (b'a = "\xa312"', "UTF-8 text; this file is Latin-1 or Windows-1252"),
        ("[a]\n".encode("utf-16"), "UTF-8 text; this file is UTF-16"),
        (b"a = " + b"[" * 100_000, "TOML that is not nested so deep"),
        (b"a = " + b"9" * 10_000, "a TOML file ("),
        (b"x" * 2_000_000, "a settings file of at most 1 MB"),
        (b"a = 2024-13-45\n", "a TOML file ("),
    ],
)
def test_what_is_no_toml_is_one_fault(tmp_path: Path, content: bytes, expected: str) -> None:
    """Broken TOML names line and column; other encodings say what to do."""
    fault = only_fault(tmp_path, {**tiny_files(), "instance.toml": content})
    assert expected in fault
    assert len(fault) < 400


def test_settings_may_be_written_loosely(tmp_path: Path) -> None:
    """Dates as text, whole pounds, CRLF and comments change neither instance nor hash."""
    plain = read(tmp_path / "a", tiny_files())
    files = with_text(tiny_files(), "instance.toml", "2024-04-01", '"01/04/2024"  # base')
    files = with_text(files, "instance.toml", "1500.0", "1_500")
    crlf = {**files, "instance.toml": "\ufeff" + files["instance.toml"].replace("\n", "\r\n")}
    other = read(tmp_path / "b", crlf)
    assert other == type(other)(plain.instance, plain.sha256, "b")


def test_lines_of_keys() -> None:
    """Keys are counted within their section, items of lists from 1."""
    lines = key_lines("a = 1\n\n[b]\nc = 2 # note\n[[d]]\ne = 3\n[[ d ]]\n  e = 4\n")
    assert lines == {"a": 1, "b": 3, "b.c": 4, "d.1": 5, "d.1.e": 6, "d.2": 7, "d.2.e": 8}
