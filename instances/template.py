"""The template: an instance's workbook with notes, units, drop-downs, checks on entry and a page to read first."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from instances.columns import Column, Kind, columns_of
from instances.examples import example_row
from instances.reference import setting_entries, unit_of, values_of
from instances.rows import key_columns
from instances.template_lists import Lists, add_rules
from instances.template_pages import read_me_rows
from instances.workbook import LISTS, READ_ME, SETTINGS_SHEET
from instances.workbook_writer import flat_settings, save, stored_cell
from instances.writer import plain_settings
from models.instance import Instance
from models.tables import TABLES

_REQUIRED = PatternFill("solid", fgColor="FF1F3864")
_OPTIONAL = PatternFill("solid", fgColor="FF7F7F7F")
_EXAMPLE = PatternFill("solid", fgColor="FFEDEDED")
_WHITE = Font(bold=True, color="FFFFFFFF")
_GREY = Font(italic=True, color="FF595959")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_SETTINGS_HEADER = ("key", "value", "example", "unit", "meaning", "what it may be")
_EXAMPLES = {
    **{"authority.id": "tinyshire", "authority.name": "Tinyshire Council", "calendar.start": "2024-04-01"},
    **{"calendar.financial_years": 3, "calendar.monthly_periods": 12, "calendar.decision_every_months": 3},
    **{"money.price_base": "2023/24", "money.move_gbp": 1500, "money.gap_penalty_gbp_per_week": 20000},
    **{"money.interest_rate": 0.05, "money.max_homes_opened_per_year": 2, "defaults.demand": "middle"},
    **{"quality.accepted_grades": "outstanding, good, not_graded", "defaults.prices": "central"},
    **{"sources.1.title": "Tinyshire sufficiency strategy 2024", "sources.1.published": "March 2024"},
    **{"sources.1.licence": "Open Government Licence v3.0", "setting_notes.1.setting": "money.move_gbp"},
    **{"setting_notes.1.source": "assumption", "setting_notes.1.note": "two days of a social worker's time"},
}


def write_template(path: Path, instance: Instance | None = None) -> None:
    """Write the template; filled with an instance, or blank with an example row on every sheet.

    The workbook reader reads either as it stands. A table without rows has the example row, which is not read.

    Raises:
        InputError: if the file cannot be written, for example because Excel holds it open.
    """
    workbook = Workbook(write_only=True)
    _read_me(workbook, instance)
    lists = Lists()
    _settings(workbook, instance, lists)
    for name in TABLES:
        _table(workbook, name, instance, lists)
    _lists(workbook, lists)
    save(workbook, path)


def _read_me(workbook: Workbook, instance: Instance | None) -> None:
    sheet: WriteOnlyWorksheet = workbook.create_sheet(READ_ME)
    for letter, width in zip("ABCDE", (22, 30, 24, 70, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in read_me_rows(None if instance is None else instance.settings.authority.name):
        cells = [stored_cell(sheet, value) for value in row.values]
        for cell in cells:
            if cell is not None and row.heading:
                cell.font = Font(bold=True, size=14 if len(row.values) == 1 else 11)
            elif cell is not None and len(row.values) > 1:
                cell.alignment = _WRAPPED
        sheet.append(cells)


def _settings(workbook: Workbook, instance: Instance | None, lists: Lists) -> None:
    sheet: WriteOnlyWorksheet = workbook.create_sheet(SETTINGS_SHEET)
    _layout(sheet, (36, 44, 32, 22, 60, 60))
    sheet.append([_header(sheet, name, required=name in ("key", "value")) for name in _SETTINGS_HEADER])
    entries = {entry.key: entry for entry in setting_entries()}
    for number, (key, value) in enumerate(_setting_values(instance), start=2):
        entry = entries.get(".".join("1" if part.isdigit() else part for part in key.split(".")))
        meaning, values = ("", "") if entry is None else (entry.meaning, entry.values)
        shown = [key, value, _EXAMPLES.get(key), unit_of(key.rpartition(".")[2]), meaning, values]
        cells = [stored_cell(sheet, item) for item in shown]
        for cell in cells[2:]:
            if cell is not None:
                cell.font, cell.alignment = _GREY, _WRAPPED
        sheet.append(cells)
        if entry is not None and entry.column is not None:
            add_rules(sheet, entry.column, f"B{number}", lists)


def _setting_values(instance: Instance | None) -> Iterator[list[object]]:
    if instance is None:
        yield from ([entry.key, None] for entry in setting_entries())
    else:
        yield from flat_settings(plain_settings(instance.settings))


def _table(workbook: Workbook, name: str, instance: Instance | None, lists: Lists) -> None:
    sheet: WriteOnlyWorksheet = workbook.create_sheet(name)
    columns = list(columns_of(TABLES[name]).values())
    rows = () if instance is None else instance.rows(name)
    _layout(sheet, [_width(column) for column in columns])
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        if column.kind in (Kind.TEXT, Kind.NAME, Kind.YEAR, Kind.CHOICE):
            sheet.column_dimensions[letter].number_format = "@"
        elif column.kind in (Kind.MONTH, Kind.DATE):
            sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"
        add_rules(sheet, column, f"{letter}2:{letter}{max(5_000, len(rows) + 1_000)}", lists, name)
    sheet.append([_column_header(sheet, name, column) for column in columns])
    for row in rows:
        sheet.append([stored_cell(sheet, getattr(row, column.name)) for column in columns])
    if not rows:
        sheet.append(_example_cells(sheet, name, columns))


def _example_cells(sheet: WriteOnlyWorksheet, name: str, columns: Sequence[Column]) -> list[object]:
    example = example_row(name)
    cells = [stored_cell(sheet, example[column.name]) for column in columns]
    for cell in cells:
        if cell is not None:
            cell.font, cell.fill = _GREY, _EXAMPLE
    return list(cells)


def _column_header(sheet: WriteOnlyWorksheet, table: str, column: Column) -> object:
    cell = _header(sheet, column.name, required=not column.blank)
    key = "Rows are told apart by it.\n" if column.name in key_columns(TABLES[table]) else ""
    unit = unit_of(column.name)
    words = f"{column.meaning}\n{key}{f'Unit: {unit}' + chr(10) if unit else ''}What it may be: {values_of(column)}"
    cell.comment = Comment(words, "sufficiency", width=380, height=60 + 20 * (len(words) // 50 + 2))
    return cell


def _header(sheet: WriteOnlyWorksheet, name: str, *, required: bool) -> object:
    cell = stored_cell(sheet, name)
    cell.font, cell.fill = _WHITE, _REQUIRED if required else _OPTIONAL
    return cell


def _layout(sheet: WriteOnlyWorksheet, widths: Sequence[float]) -> None:
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _width(column: Column) -> float:
    if column.name in ("source", "note", "description"):
        return 50
    return max(len(column.name) + 3, 26 if column.kind in (Kind.NAME, Kind.CHOICE) else 12)


def _lists(workbook: Workbook, lists: Lists) -> None:
    sheet: WriteOnlyWorksheet = workbook.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for row in lists.rows():
        sheet.append([stored_cell(sheet, word) for word in row])
