"""The workbook of a plan: figures of plan.json and the tables as numbers, one table a sheet; opens elsewhere too."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from models.plan import Plan
from reports.plan_workbook import workbook_bytes
from tests.office import needs_calc, resaved
from tests.reports.planned import plan_folder, plan_of, relaxed_plan, run

SHEETS = ["contents", "costs", "children", "commitments", "scorecard"]


def _opened(plan: Plan) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(plan)))


def _cells(workbook: Workbook, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in workbook[sheet].iter_rows()]


def test_sheets_and_headers() -> None:
    """The contents name every sheet with its rows; each table has its header in row 1 and a filter."""
    workbook = _opened(plan_of())
    assert workbook.sheetnames == [*SHEETS, "admissions", "occupancy", "effects", "ledger", "gap"]
    listed = {str(row[0]): row[2] for row in _cells(workbook, "contents")[7:]}
    assert listed == {name: len(_cells(workbook, name)) - 1 for name in workbook.sheetnames[1:]}
    assert _cells(workbook, "ledger")[0][:3] == ["financial_year", "authority", "budget_head"]
    assert all(workbook[name].auto_filter.ref for name in workbook.sheetnames[1:])


def test_figures_are_numbers() -> None:
    """Those of plan.json, to the last bit."""
    plan = plan_of()
    workbook = _opened(plan)
    costs = {str(row[0]): row[1:] for row in _cells(workbook, "costs")[1:]}
    assert costs["this plan"][:-1] == list(plan.summary.cost_gbp_by_year.values())
    assert costs["do nothing"][:-1] == list(plan.summary.baseline_gbp_by_year.values())
    assert all(row[-1] == pytest.approx(sum(row[:-1])) for row in costs.values())
    assert "capital net of grant (not revenue)" in costs
    ledger = _cells(workbook, "ledger")[1:]
    assert [row[-1] for row in ledger] == [line.amount_gbp for line in plan.ledger]
    assert workbook["ledger"]["G2"].number_format == "#,##0.00"
    ends = sum(float(str(row[1])) for row in _cells(workbook, "children")[1:])
    assert ends == pytest.approx(sum(plan.summary.children_at_year_end["2024/25"].values()))
    assert _cells(workbook, "children")[0] == ["provision", "31 March 2025"]


def test_policies_that_are_not_met() -> None:
    """In words; levels with three decimals."""
    workbook = _opened(relaxed_plan())
    rows = _cells(workbook, "scorecard")
    assert {row[4] for row in rows[1:]} == {"no"}
    assert workbook["scorecard"]["D2"].number_format == "#,##0.000"


def test_a_plan_without_commitments_has_the_sheet() -> None:
    """With its header only."""
    plan = plan_of("do_nothing")
    bare = plan.model_copy(update={"summary": plan.summary.model_copy(update={"commitments": ()})})
    assert _cells(_opened(bare), "commitments")[0][:4] == ["kind", "id", "start", "live_from"]


def test_it_lies_beside_the_tables(tmp_path: Path) -> None:
    """And neither verify nor a replacement minds it."""
    folder = plan_folder(tmp_path / "plan")
    assert (folder / "plan.xlsx").is_file()
    assert run("verify", folder, "--quiet").exit_code == 0


@needs_calc
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    """Every sheet with every cell, saved again."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(workbook_bytes(plan_of()))
    (tmp_path / "saved").mkdir()
    again = openpyxl.load_workbook(resaved(path, tmp_path / "saved"))
    before = openpyxl.load_workbook(path)
    assert again.sheetnames == before.sheetnames
    assert _cells(again, "ledger") == _cells(before, "ledger")
