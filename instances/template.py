"""The template: an instance's workbook with notes, units, drop-downs, checks on entry and a page to read first."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from instances.columns import Column, Kind, columns_of
from instances.examples import example_row
from instances.reference import setting_entries, unit_of, values_of
from instances.rows import key_columns
from instances.template_lists import Lists, add_rules
from instances.template_pages import read_me_rows
from instances.workbook import LISTS, READ_ME, SETTINGS_SHEET
from instances.workbook_writer import flat_settings, print_by_width, put, save
from instances.writer import plain_settings
from models.fields import Row
from models.instance import Instance
from models.tables import TABLES

_REQUIRED = PatternFill("solid", fgColor="FF1F3864")
_OPTIONAL = PatternFill("solid", fgColor="FF7F7F7F")
_EXAMPLE = PatternFill("solid", fgColor="FFEDEDED")
_WHITE = Font(name="Calibri", bold=True, color="FFFFFFFF")
_GREY = Font(name="Calibri", italic=True, color="FF595959")
_WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
_FORMATS = {
    **dict.fromkeys((Kind.TEXT, Kind.NAME, Kind.YEAR, Kind.CHOICE), "@"),
    **dict.fromkeys((Kind.MONTH, Kind.DATE), "yyyy-mm-dd"),
}
_SETTINGS_HEADER = ("key", "value", "example", "unit", "meaning", "what it may be")
_EXAMPLES = {
    "authority.id": "tinyshire",
    "authority.name": "Tinyshire Council",
    "calendar.start": "2024-04-01",
    "calendar.financial_years": 3,
    "calendar.monthly_periods": 12,
    "calendar.decision_every_months": 3,
    "money.price_base": "2023/24",
    "money.move_gbp": 1500,
    "money.gap_penalty_gbp_per_week": 20000,
    "money.interest_rate": 0.05,
    "money.max_homes_opened_per_year": 2,
    "defaults.demand": "middle",
    "quality.accepted_grades": "outstanding, good, not_graded",
    "defaults.prices": "central",
    "sources.1.title": "Tinyshire sufficiency strategy 2024",
    "sources.1.published": "March 2024",
    "sources.1.licence": "Open Government Licence v3.0",
    "setting_notes.1.setting": "money.move_gbp",
    "setting_notes.1.source": "assumption",
    "setting_notes.1.note": "two days of a social worker's time",
}


def write_template(path: Path, instance: Instance | None = None) -> None:
    """Write the template; filled with an instance, or blank with an example row on every sheet.

    The workbook reader reads either as it stands. A table without rows has the example row, which is not read.

    Raises:
        InputError: if the file cannot be written, for example because Excel holds it open.
    """
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    _read_me(workbook.create_sheet(READ_ME), instance)
    lists = Lists()
    _settings(workbook.create_sheet(SETTINGS_SHEET), instance, lists)
    for name in TABLES:
        _table(workbook.create_sheet(name), name, () if instance is None else instance.rows(name), lists)
    _lists(workbook.create_sheet(LISTS), lists)
    save(workbook, path)


def _read_me(sheet: Worksheet, instance: Instance | None) -> None:
    _widths(sheet, (22, 30, 24, 70, 70))
    print_by_width(sheet)
    for number, row in enumerate(read_me_rows(None if instance is None else instance.settings.authority.name), 1):
        for place, value in enumerate(row.values, start=1):
            cell = put(sheet, number, place, value)
            if row.heading:
                cell.font = Font(name="Calibri", bold=True, size=14 if len(row.values) == 1 else 11)
            if len(row.values) > 1:
                cell.alignment = _WRAPPED
        if len(row.values) > 1:
            _height(sheet, number, row.values[3:], 70)


def _settings(sheet: Worksheet, instance: Instance | None, lists: Lists) -> None:
    _widths(sheet, (36, 44, 32, 22, 60, 60))
    sheet.freeze_panes = "A2"
    print_by_width(sheet)
    for place, name in enumerate(_SETTINGS_HEADER, start=1):
        _header(sheet, place, name, required=place <= 2)
    entries = {entry.key: entry for entry in setting_entries()}
    for number, (key, value) in enumerate(_setting_values(instance), start=2):
        entry = entries.get(".".join("1" if part.isdigit() else part for part in key.split(".")))
        meaning, values = ("", "") if entry is None else (entry.meaning, entry.values)
        put(sheet, number, 1, key).alignment = _WRAPPED
        put(sheet, number, 2, value).alignment = _WRAPPED
        shown = (_EXAMPLES.get(key), unit_of(key.rpartition(".")[2]), meaning, values)
        for place, words in enumerate(shown, start=3):
            cell = put(sheet, number, place, words)
            cell.font, cell.alignment = _GREY, _WRAPPED
        _height(sheet, number, (meaning, values), 60)
        if entry is not None and entry.column is not None:
            add_rules(sheet, entry.column, f"B{number}", lists)


def _setting_values(instance: Instance | None) -> Iterator[tuple[str, object]]:
    if instance is None:
        yield from ((entry.key, None) for entry in setting_entries())
    else:
        yield from ((str(key), value) for key, value in flat_settings(plain_settings(instance.settings)))


def _table(sheet: Worksheet, name: str, rows: Sequence[Row], lists: Lists) -> None:
    sheet.freeze_panes = "A2"
    print_by_width(sheet)
    columns = list(columns_of(TABLES[name]).values())
    _widths(sheet, [_width(column) for column in columns])
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        if column.kind in _FORMATS:
            sheet.column_dimensions[letter].number_format = _FORMATS[column.kind]
        add_rules(sheet, column, f"{letter}2:{letter}{max(5_000, len(rows) + 1_000)}", lists, name)
        _column_header(sheet, place, name, column)
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            put(sheet, number, place, getattr(row, column.name))
    if not rows:
        for place, value in enumerate(example_row(name).values(), start=1):
            cell = put(sheet, 2, place, value)
            cell.font, cell.fill = _GREY, _EXAMPLE


def _column_header(sheet: Worksheet, place: int, table: str, column: Column) -> None:
    cell = _header(sheet, place, column.name, required=not column.blank)
    lines = [column.meaning]
    if column.name in key_columns(TABLES[table]):
        lines.append("Rows are told apart by it.")
    if unit := unit_of(column.name):
        lines.append(f"Unit: {unit}")
    lines.append(f"What it may be: {values_of(column)}")
    height = 60 + 20 * sum(len(line) // 50 + 1 for line in lines)
    cell.comment = Comment("\n".join(lines), "sufficiency", width=380, height=height)


def _header(sheet: Worksheet, place: int, name: str, *, required: bool) -> Cell:
    cell = put(sheet, 1, place, name)
    cell.font, cell.fill = _WHITE, _REQUIRED if required else _OPTIONAL
    return cell


def _widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _height(sheet: Worksheet, row: int, texts: Sequence[str], width: int) -> None:
    """Make a row as high as its longest text in cells of a width, in characters: programs do not do it alone."""
    lines = max(-(-len(text) // (width - 6)) for text in texts)
    sheet.row_dimensions[row].height = 15 * max(1, lines)


def _width(column: Column) -> float:
    if column.name in ("source", "note", "description"):
        return 50
    return max(len(column.name) + 3, 26 if column.kind in (Kind.NAME, Kind.CHOICE) else 12)


def _lists(sheet: Worksheet, lists: Lists) -> None:
    sheet.sheet_state = "hidden"
    for number, row in enumerate(lists.rows(), start=1):
        for place, word in enumerate(row, start=1):
            put(sheet, number, place, word)
