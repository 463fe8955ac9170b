"""The plan folder: what is written is read back equal, and reading says what is wrong."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from instances.reader import load
from instances.writer import canonical_files
from models.faults import InputError
from models.plan import Kind, Plan
from reports.plan_folder import PlanFolderError, check_destination, plan_files, summary_values, write_plan
from reports.plan_reading import INSTANCE, is_plan, read_plan
from tests.reports.handmade import plan_folder, plan_of, relaxed_plan
from tests.reports.planned import names, tiny


@pytest.mark.parametrize("kind", ["plan", "do_nothing", "optimised_no_new_commitments"])
def test_round_trip(tmp_path: Path, kind: Kind) -> None:
    """Every figure, date and blank comes back as it was, to the last bit; so does the instance."""
    write_plan(plan_of(kind), canonical_files(tiny().instance), tmp_path / "plan", force=False)
    assert read_plan(tmp_path / "plan") == plan_of(kind)
    assert load(tmp_path / "plan" / INSTANCE).sha256 == tiny().sha256
    assert is_plan(tmp_path / "plan")


def test_round_trip_of_a_relaxed_plan(tmp_path: Path) -> None:
    """Shadow prices and missed rows too."""
    write_plan(relaxed_plan(), {}, tmp_path / "plan", force=False)
    assert read_plan(tmp_path / "plan") == relaxed_plan()
    assert any(not line.met for line in relaxed_plan().scorecard)


def test_the_same_plan_is_the_same_bytes() -> None:
    """So that two runs can be compared as files."""
    assert plan_files(plan_of()) == plan_files(plan_of())


def test_files_are_plain() -> None:
    """UTF-8, Unix line ends, JSON without NaN, a table for each, even an empty one with its head."""
    files = plan_files(plan_of())
    assert files.keys() == {"plan.json", *(f"{name}.csv" for name in Plan.TABLES)}
    for name, content in files.items():
        assert content.endswith(b"\n")
        assert b"\r" not in content
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode())))
            assert len({len(row) for row in rows}) == 1
    assert json.loads(files["plan.json"]) == summary_values(plan_of().summary)
    assert files["gap.csv"] == b"need,age_from,age_to,home_area,period_start,children\n"


def test_a_summary_without_blank_figures_has_them_null() -> None:
    """None in the model is null in JSON: do-nothing proves no bound."""
    certificate = summary_values(plan_of("do_nothing").summary)["certificate"]
    assert isinstance(certificate, dict)
    assert certificate["bound_gbp"] is None
    assert certificate["status"] == "simulated"


def test_is_plan(tmp_path: Path) -> None:
    """Only with our mark."""
    assert not is_plan(tmp_path)
    assert not is_plan(tmp_path / "nowhere")
    plan = plan_folder(tmp_path / "plan")
    assert is_plan(plan)
    assert not is_plan(plan / "plan.json")
    (plan / "plan.json").write_text('{"format": "another"}')
    assert not is_plan(plan)


def test_what_is_no_plan_is_one_fault(tmp_path: Path) -> None:
    """With the path that was looked for."""
    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 'plan.json'}: this file of a plan; it is missing")):
        read_plan(tmp_path)


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    """In the tables and in the summary."""
    plan = plan_folder(tmp_path / "plan")
    (plan / "gap.csv").unlink()
    (plan / "ledger.csv").write_text("x\n")
    found = json.loads((plan / "plan.json").read_text())
    found["certificate"]["seed"] = "none"
    found["extra"] = 1
    del found["demand"]
    (plan / "plan.json").write_text(json.dumps(found))
    with pytest.raises(InputError, match="missing") as caught:
        read_plan(plan)
    assert [str(fault) for fault in caught.value.faults] == [
        "ledger.csv, row 1: the columns financial_year,authority,budget_head,line,kind,id,amount_gbp",
        "gap.csv: this file of a plan; it is missing",
        "plan.json, demand: a value; it is missing",
        "plan.json, certificate.seed: a whole number",
        "plan.json, extra: no such name",
    ]


def test_a_date_or_figure_beyond_all_sense_is_a_fault(tmp_path: Path) -> None:
    """In the summary; in tables likewise."""
    plan = plan_folder(tmp_path / "plan")
    text = (plan / "plan.json").read_text().replace('"live_from": "2024', '"live_from": "1024')
    (plan / "plan.json").write_text(text)
    cells = (plan / "commitments.csv").read_text().replace("2024-", "1024-")
    (plan / "commitments.csv").write_text(cells)
    with pytest.raises(InputError, match="a date from 2000 to 2100") as caught:
        read_plan(plan)
    assert {fault.file for fault in caught.value.faults} == {"plan.json", "commitments.csv"}


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan has none such."""
    plan = plan_folder(tmp_path / "plan")
    monkeypatch.setattr("reports.plan_reading.MOST_BYTES", 1_000_000)
    (plan / "gap.csv").write_bytes(b"x" * 1_000_001)
    with pytest.raises(InputError, match=r"gap\.csv: a file of at most 1 million bytes"):
        read_plan(plan)


def test_a_destination_is_probed_without_a_trace(tmp_path: Path) -> None:
    """Nothing is left by the probe, and no parent is made yet."""
    check_destination(tmp_path / "deep" / "plan", force=False)
    assert names(tmp_path) == []
    with pytest.raises(PlanFolderError, match="exists already"):
        check_destination(tmp_path, force=False)


def test_a_plan_can_be_written_as_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--out . --force` inside a plan."""
    monkeypatch.chdir(plan_folder(tmp_path / "plan"))
    write_plan(plan_of(), {}, Path(), force=True)
    assert names(tmp_path) == ["plan"]
    assert read_plan(tmp_path / "plan") == plan_of()
