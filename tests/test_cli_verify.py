"""`verify` on a plan that was edited: refused with 5, or told as a fault with 2; never confirmed."""

import csv
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from models.plan import Plan
from tests.reports.planned import one_object, plan_folder, run

EDITED = ("admissions", "tail_admissions", "occupancy", "commitments", "ledger", "scorecard", "baseline_admissions")
"""Tables that have rows in the tiny instance's plan."""

HOSTILE = [
    *("", "nan", "inf", "-inf", "1e400", "1e308", "-1e300", "9" * 30, "9" * 5000, "0x1f", "1_000", "1,5", "=1+1"),
    *("0001-01-01", "9999-12-31", "2024-02-30", "\x1b[31mred", "x" * 100_000, "a\nb", "[bold]", "true", "2024/25"),
]


def table(plan: Path, name: str) -> list[list[str]]:
    """Return the cells of a table of a plan."""
    with (plan / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.reader(stream))


def rewrite(plan: Path, name: str, rows: list[list[str]]) -> None:
    """Write a table of a plan."""
    with (plan / f"{name}.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def not_confirmed(result: Result) -> None:
    """Assert that a plan was refused or could not be read, cleanly."""
    assert result.exit_code in (2, 5), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output
    if result.exit_code == 5:
        assert "REFUSED" in result.stdout
        assert "The plan is refused: " in result.stdout
    else:
        assert result.stdout == ""
        assert result.stderr.splitlines()[-1].endswith("found; the plan cannot be checked")
        assert all(len(line) < 700 for line in result.stderr.splitlines())


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A sound plan, to be edited."""
    return plan_folder(tmp_path / "plan")


def other(cell: str) -> str:
    """Return another value of the same kind as a cell's."""
    for convert in (int, float):
        try:
            return str(convert(cell) + 1)
        except ValueError:
            continue
    others = {
        "": "1.0",
        "True": "False",
        "2024-04-01": "2024-05-01",
        "2024/25": "2025/26",
        "revenue": "income",
        "block": "home",
    }
    return others.get(cell, "2024-04-01" if cell[:2] == "20" else "fostering" if cell != "fostering" else "home")


@pytest.mark.parametrize("name", EDITED)
def test_every_column_of_every_table_counts(tmp_path: Path, plan: Path, name: str) -> None:
    """One cell of the first row changed to another value of its kind."""
    rows = table(plan, name)
    for column, cell in enumerate(rows[1]):
        changed = [list(row) for row in rows]
        changed[1][column] = "2023-03-31" if rows[0][column] == "end" and not cell else other(cell)
        rewrite(plan, name, changed)
        result = run("verify", plan)
        not_confirmed(result)
        if column == len(rows[1]) - 1:
            assert result.exit_code == 5
    rewrite(plan, name, rows)
    assert run("verify", plan).exit_code == 0


@pytest.mark.parametrize("name", EDITED)
def test_rows_left_out_or_given_twice(plan: Path, name: str) -> None:
    """The last one."""
    rows = table(plan, name)
    for changed in (rows[:-1], [*rows, rows[-1]]):
        rewrite(plan, name, changed)
        not_confirmed(run("verify", plan))


def test_a_gap_that_is_none(plan: Path) -> None:
    """A row of children without a placement, where the plan has none."""
    rewrite(plan, "gap", [*table(plan, "gap"), ["low", "0", "15", "tinyton", "2024-04-01", "1.0"]])
    assert run("verify", plan).exit_code == 5


@pytest.mark.parametrize("name", EDITED)
def test_hostile_cells(plan: Path, name: str) -> None:
    """Figures that are none, dates that are none, text without end, control characters, in every column."""
    rows = table(plan, name)
    for column in range(len(rows[0])):
        for value in HOSTILE:
            if value == rows[1][column]:
                continue
            changed = [list(row) for row in rows]
            changed[1][column] = value
            rewrite(plan, name, changed)
            result = run("verify", plan)
            if (rows[0][column], value) != ("met", "true"):
                not_confirmed(result)


def test_a_fault_names_file_row_column_value_and_what_is_expected(plan: Path) -> None:
    """Like those of an instance."""
    rows = table(plan, "ledger")
    rows[1][rows[0].index("amount_gbp")] = "£10"
    rows[2][rows[0].index("kind")] = "profit"
    rows[3] = rows[3][:-1]
    rewrite(plan, "ledger", rows)
    assert run("verify", plan).stderr.splitlines() == [
        "ledger.csv, row 2, amount_gbp: found '£10': a number",
        "ledger.csv, row 3, kind: found 'profit': one of 'revenue', 'capital', 'income' or 'financing'",
        "ledger.csv, row 4: found '6 cells': 7 cells",
        "3 faults found; the plan cannot be checked",
    ]


@pytest.mark.parametrize("name", Plan.TABLES)
def test_tables_that_are_missing_or_garbled(plan: Path, name: str) -> None:
    """Absent, empty, with a column more, one less, in another order, in another encoding, binary, a folder."""
    path = plan / f"{name}.csv"
    head, *rows = path.read_text().splitlines(keepends=True)
    columns = head.strip().split(",")
    path.unlink()
    assert f"{name}.csv: this file of a plan; it is missing" in run("verify", plan).stderr
    for content in (
        b"",
        (head.strip() + ",extra\n" + "".join(rows)).encode(),
        (",".join(columns[:-1]) + "\n").encode(),
        (",".join(reversed(columns)) + "\n").encode(),
        (head + "".join(rows)).encode("utf-16"),
        head.encode() + b"\xff\xfe\x00\x00\n",
        b'"' + b"x" * 200_000,
        bytes(range(256)) * 10,
    ):
        path.write_bytes(content)
        not_confirmed(run("verify", plan))
    path.unlink()
    path.mkdir()
    not_confirmed(run("verify", plan))


def test_excels_mark_and_line_ends_are_no_fault(plan: Path) -> None:
    """A table opened and saved as CSV UTF-8 is the same table."""
    path = plan / "ledger.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("verify", plan).exit_code == 0


def edit_summary(plan: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change `plan.json`."""
    found = json.loads((plan / "plan.json").read_text())
    change(found)
    (plan / "plan.json").write_text(json.dumps(found))


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["certificate"].update(objective_gbp=1.0),
        lambda s: s["certificate"].update(bound_gbp=s["certificate"]["bound_gbp"] * 0.9),
        lambda s: s["certificate"].update(gap=0.5),
        lambda s: s["certificate"].update(gap_gbp=1000.0),
        lambda s: s["certificate"].update(instance_sha256="0" * 64),
        lambda s: s["certificate"].update(instance_sha256="\x1b[31m" + "x" * 100_000),
        lambda s: s["commitments"][0].update(commitment_gbp=1.0),
        lambda s: s["commitments"][0].update(guaranteed_gbp=1.0),
        lambda s: s["commitments"][0].update(size=9),
        lambda s: s["commitments"][0].update(size=10**30),
        lambda s: s["commitments"].pop(),
        lambda s: s["cost_gbp_by_year"].update({"2024/25": 1.0}),
        lambda s: s["cost_gbp_by_year"].update({"2025/26": 1.0}),
        lambda s: s["cost_gbp_by_year"].clear(),
        lambda s: s["net_cost_gbp_by_year"].update({"2024/25": 1.0}),
        lambda s: s["baseline_gbp_by_year"].update({"2024/25": 1.0}),
        lambda s: s["base_budget_gbp_by_year"].update({"2024/25": 1.0}),
        lambda s: s.update(full_year_effect_gbp=1.0),
        lambda s: s["children_at_year_end"]["2024/25"].update(ifa=1.0),
        lambda s: s["scorecard"][0].update(achieved=0.9),
        lambda s: s["scorecard"][0].update(met=False),
        lambda s: s["scorecard"][0].update(target=0.1),
        lambda s: s["gap_child_weeks_by_year"].update({"2024/25": 5.0}),
        lambda s: s.update(moves_per_child_year=0.1),
        lambda s: s["objective_groups_gbp"].update(fees=1.0),
        lambda s: s.update(authority="elsewhere"),
        lambda s: s.update(demand="lots"),
        lambda s: s.update(prices="high"),
        lambda s: s.update(kind="do_nothing"),
        lambda s: s.update(kind="optimised_no_new_commitments"),
        lambda s: s["certificate"].update(status="simulated"),
    ],
)
def test_every_figure_of_the_summary_counts(plan: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """One edited: refused, in words and in JSON."""
    edit_summary(plan, change)
    result = run("verify", plan)
    not_confirmed(result)
    if result.exit_code == 5:
        found = one_object(run("verify", plan, "--json").stdout)
        assert found["ok"] is False
        assert any(not check["ok"] for check in found["checks"])


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "null", "1", '"x"', "{", '{"format": 1}', "[" * 100_000, '{"a":' * 50_000, "\x00\x01"),
        *('{"format": "placement sufficiency plan 1"}', '{"format": "placement sufficiency plan 2"}'),
    ],
)
def test_a_summary_that_is_none(plan: Path, text: str) -> None:
    """Of another kind, nested without end, binary."""
    (plan / "plan.json").write_text(text)
    not_confirmed(run("verify", plan))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"moves_per_child_year": ', '"moves_per_child_year": NaN, "x": '),
        ('"moves_per_child_year": ', '"moves_per_child_year": 1e999, "x": '),
        ('"moves_per_child_year": ', '"moves_per_child_year": -Infinity, "x": '),
        ('"moves_per_child_year": ', '"moves_per_child_year": 0.1, "moves_per_child_year": '),
        ('"moves_per_child_year": ', '"\\u001b[31m": 1, "moves_per_child_year": '),
        ('"seed": 0', '"seed": ' + "9" * 4000),
        ('"seed": 0', '"seed": ' + "9" * 5000),
        ('"demand": "middle"', '"demand": ["middle"]'),
        ('"demand": "middle"', '"demand": "\\ud800"'),
        ('"start": "2024', '"start": "9999'),
        ('"start": "2024', '"start": "0000'),
    ],
)
def test_hostile_values_in_the_summary(plan: Path, old: str, new: str) -> None:
    """No number, a name twice, more digits than a figure has, a date that cannot be."""
    text = (plan / "plan.json").read_text()
    assert old in text
    (plan / "plan.json").write_text(text.replace(old, new, 1))
    not_confirmed(run("verify", plan))


def test_a_summary_in_another_encoding(plan: Path) -> None:
    """Not read as something else."""
    (plan / "plan.json").write_bytes((plan / "plan.json").read_text().encode("utf-16"))
    not_confirmed(run("verify", plan))


@pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")
def test_a_pipe_instead_of_a_file_does_not_hang(plan: Path) -> None:
    """It is no file."""
    (plan / "plan.json").unlink()
    os.mkfifo(plan / "plan.json")
    not_confirmed(run("verify", plan))


@pytest.mark.parametrize("reference", ["nowhere", "", "plan/plan.json", "plan/instance", "x" * 300, "\x1b[31m"])
def test_what_is_no_plan(plan: Path, monkeypatch: pytest.MonkeyPatch, reference: str) -> None:
    """Nothing there, a file, the instance."""
    monkeypatch.chdir(plan.parent)
    not_confirmed(run("verify", reference))


def test_the_instance_beside_the_plan_counts(plan: Path) -> None:
    """Its hash is that of the certificate: a price changed by a pound is refused."""
    prices = plan / "instance" / "offer_prices.csv"
    prices.write_text(prices.read_text().replace("fostering,low,450", "fostering,low,451"))
    result = run("verify", plan)
    assert result.exit_code == 5
    assert "REFUSED  instance: the plan was made for " in result.stdout


def test_a_note_in_the_instance_counts_too(plan: Path) -> None:
    """Every word is part of the hash."""
    settings = plan / "instance" / "instance.toml"
    settings.write_text(settings.read_text().replace("Tinyshire Council", "Tinyshire City Council"))
    assert run("verify", plan).exit_code == 5


def test_a_fault_in_the_instance_beside_the_plan(plan: Path) -> None:
    """Told like any fault of an instance."""
    prices = plan / "instance" / "offer_prices.csv"
    prices.write_text(prices.read_text().replace("fostering,low,450", "fostering,low,dear"))
    result = run("verify", plan)
    not_confirmed(result)
    assert "offer_prices.csv, row 2, gbp_per_week: found 'dear'" in result.stderr


def test_a_plan_without_its_instance(plan: Path) -> None:
    """Cannot be checked."""
    (plan / "instance").rename(plan / "elsewhere")
    not_confirmed(run("verify", plan))


def test_very_many_faults_are_cut(plan: Path) -> None:
    """Twenty of a file and how many more."""
    head, *rows = table(plan, "occupancy")
    rewrite(plan, "occupancy", [head, *([*row[:-1], "x"] for row in rows)])
    lines = run("verify", plan).stderr.splitlines()
    assert len(lines) == 22
    assert lines[-2] == f"occupancy.csv: {len(rows) - 20} more faults"
