"""A plan as an Excel workbook: one table a sheet, headers in row 1, numbers as numbers, notes on the first sheet."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from models.plan import CommitmentSummary, Plan
from reports.costs import KINDS, cost_lines
from reports.words import in_order, words

Value = str | int | float | dt.date | None
_HEADER = PatternFill("solid", fgColor="FF1F3864")
_WHITE = Font(name="Calibri", bold=True, color="FFFFFFFF")
_FORMATS = (
    ("gbp", "#,##0.00"),
    ("share", "0.0%"),
    ("children", "#,##0.00"),
    ("beds", "#,##0.00"),
    ("level", "#,##0.000"),
)
_ABOUT = {
    "admissions": "Children who start in an offer during a period, expected numbers.",
    "occupancy": "Average children of a home area in an offer over a period, and the beds they use.",
    "effects": "What programmes and pathways do in a period, expected numbers.",
    "ledger": "Every line of cost and income by financial year, nominal pounds; income and grants are below 0.",
    "gap": "Average children without a sufficient placement.",
}


@dataclass(frozen=True)
class SheetTable:
    """A sheet: its name, what it says, column heads and rows; `formats` by column head, `gbp` and the like."""

    name: str
    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    formats: dict[str, str] = field(default_factory=dict)


def workbook_bytes(plan: Plan) -> bytes:
    """Return the workbook of a plan."""
    tables = [_costs(plan), _children(plan), _commitments(plan), _scorecard(plan), *_plan_tables(plan)]
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title = f"Placement plan, {plan.summary.authority}"
    _contents(workbook.create_sheet("contents"), plan, tables)
    for table in tables:
        _fill(workbook.create_sheet(table.name), table)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _costs(plan: Plan) -> SheetTable:
    years = list(plan.summary.cost_gbp_by_year)
    rows: list[list[Value]] = [
        [name, *(by_year.get(year) for year in years), sum(by_year.get(year, 0.0) for year in years)]
        for name, by_year in cost_lines(plan)
    ]
    about = "Revenue by financial year, nominal pounds, against do-nothing and the base budget (blank: none given)."
    head = [*years, "total"]
    return SheetTable("costs", about, ["line", *head], rows, dict.fromkeys(head, "gbp"))


def _children(plan: Plan) -> SheetTable:
    by_year = plan.summary.children_at_year_end
    provisions = in_order(name for year in by_year.values() for name in year)
    rows: list[list[Value]] = [[words(name), *(f.get(name, 0.0) for f in by_year.values())] for name in provisions]
    head = [f"31 March {int(year[:4]) + 1}" for year in by_year]
    about = "Children in care on 31 March by provision, expected numbers."
    return SheetTable("children", about, ["provision", *head], rows, dict.fromkeys(head, "children"))


def _commitments(plan: Plan) -> SheetTable:
    head = list(CommitmentSummary.model_fields)
    rows = [[getattr(row, name) for name in head] for row in plan.summary.commitments]
    about = "What the council binds itself to: sizes, dates, nominal pounds over the full term."
    return SheetTable("commitments", about, head, rows)


def _scorecard(plan: Plan) -> SheetTable:
    rows: list[list[Value]] = [
        [row.policy, row.year, row.target, row.achieved, "yes" if row.met else "no", row.shadow_price_gbp]
        for row in plan.scorecard
    ]
    about = "Each policy by financial year: what is asked, what the plan reaches, what the last unit costs."
    head = ["policy", "year", "target", "achieved", "met", "shadow_price_gbp"]
    return SheetTable("scorecard", about, head, rows, dict.fromkeys(["target", "achieved"], "level"))


def _plan_tables(plan: Plan) -> list[SheetTable]:
    found = []
    for name, about in _ABOUT.items():
        head = list(Plan.TABLES[name].model_fields)
        rows = [[getattr(row, column) for column in head] for row in getattr(plan, name)]
        found.append(SheetTable(name, about, head, rows))
    return found


def _contents(sheet: Worksheet, plan: Plan, tables: Sequence[SheetTable]) -> None:
    summary = plan.summary
    found = summary.certificate
    lines: list[Sequence[Value]] = [
        [f"Placement plan of {words(summary.authority).capitalize()}: {KINDS[summary.kind]}"],
        [f"Demand path {summary.demand}, price path {summary.prices}; status {found.status}."],
        ["Children are expected numbers. Pounds are nominal. Blank cells: no such figure."],
        ["This workbook is for reading. The plan is plan.json and the CSV files beside it, which verify checks."],
        [f"SHA-256 of the instance: {found.instance_sha256}"],
        [],
        ["sheet", "what it holds", "rows"],
    ]
    lines += [[table.name, table.about, len(table.rows)] for table in tables]
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            _put(sheet, number, place, value)
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    for place in range(1, 4):
        _head(cast(Cell, sheet.cell(7, place)))
    for number, table in enumerate(tables, start=8):
        sheet.cell(number, 1).hyperlink = f"#'{table.name}'!A1"
        sheet.cell(number, 1).font = Font(name="Calibri", underline="single", color="FF0563C1")
    for letter, width in zip("ABC", (20, 100, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    _page(sheet)


def _fill(sheet: Worksheet, table: SheetTable) -> None:
    for place, name in enumerate(table.head, start=1):
        _head(_put(sheet, 1, place, name), right=isinstance(_first(table, place), int | float))
        texts = [name, *(str(row[place - 1] or "") for row in table.rows)]
        longest = max(map(len, texts)) if isinstance(_first(table, place), str) else len(name)
        sheet.column_dimensions[get_column_letter(place)].width = max(14, min(60, longest + 3))
    for number, row in enumerate(table.rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = _put(sheet, number, place, value)
            if isinstance(value, float):
                cell.number_format = _format(table, table.head[place - 1])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.head))}{len(table.rows) + 1}"
    sheet.print_title_rows = "1:1"
    _page(sheet)


def _page(sheet: Worksheet) -> None:
    """Print on landscape A4, as wide as the sheet."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _first(table: SheetTable, place: int) -> Value:
    return next((row[place - 1] for row in table.rows if row[place - 1] is not None), None)


def _format(table: SheetTable, name: str) -> str:
    kind = table.formats.get(name, name)
    return next((number for word, number in _FORMATS if word in kind), "General")


def _head(cell: Cell, *, right: bool = False) -> None:
    cell.font, cell.fill = _WHITE, _HEADER
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if right else None)


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Store a value: text as text, whatever it looks like; numbers and dates as such."""
    cell = cast(Cell, sheet.cell(row, column))
    if value is None:
        return cell
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    return cell
