"""An instance's folder as a workbook, faults and all: what can be read as numbers or dates is, the rest is text."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from instances.columns import columns_of
from instances.convert import UnreadableError, convert
from instances.csv_table import MOST_BYTES, NotATableError, RawTable, read_csv
from instances.draft import SheetPlaces
from instances.toml_settings import parse_toml
from instances.workbook import SETTINGS_SHEET, letters
from instances.workbook_writer import flat_settings, put
from instances.writer import SETTINGS_FILE
from models.tables import TABLES

_SHEET_OF_SETTINGS = ["key", "value"]


def folder_workbook(folder: Path) -> tuple[Workbook, dict[str, SheetPlaces]]:
    """Return a folder's files as sheets, and where the columns of each stand, by file.

    A file that is missing or no table has no sheet; nor has a table file a row that is no row of text.
    """
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    places = {SETTINGS_FILE: _settings(workbook.create_sheet(SETTINGS_SHEET), folder / SETTINGS_FILE)}
    for name in TABLES:
        path = folder / f"{name}.csv"
        if path.is_file():
            places[path.name] = _table(workbook.create_sheet(name), name, path)
    return workbook, places


def _settings(sheet: Worksheet, path: Path) -> SheetPlaces:
    _header(sheet, _SHEET_OF_SETTINGS)
    rows: dict[str, int] = {}
    for number, (key, value) in enumerate(_flat(path), start=2):
        rows[str(key)] = number
        _put(sheet, number, [key, value])
    return SheetPlaces(SETTINGS_SHEET, {"key": "A", "value": "B"}, rows)


def _flat(path: Path) -> list[list[object]]:
    try:
        return list(flat_settings(parse_toml(path.read_bytes()[: MOST_BYTES + 1])[0]))
    except (NotATableError, OSError):
        return []


def _table(sheet: Worksheet, name: str, path: Path) -> SheetPlaces:
    try:
        raw = read_csv(path.read_bytes()[: MOST_BYTES + 1])
        _header(sheet, raw.header)
        _rows(sheet, name, raw)
    except (NotATableError, OSError):
        return SheetPlaces(name, {})
    return SheetPlaces(name, letters(raw.header))


def _rows(sheet: Worksheet, name: str, raw: RawTable) -> None:
    columns = columns_of(TABLES[name])
    known = [columns.get(str(header or "").strip()) for header in raw.header]
    for number, cells in raw.rows:
        shown = list(cells)
        for place, (column, cell) in enumerate(zip(known, cells, strict=False)):
            if column is not None and cell not in (None, ""):
                try:
                    shown[place] = convert(cell, column)
                except UnreadableError:
                    shown[place] = cell
        _put(sheet, number, shown)


def _header(sheet: Worksheet, names: list[object] | list[str]) -> None:
    _put(sheet, 1, list(names))
    for cell in sheet[1]:
        cell.font = Font(name="Calibri", bold=True)
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, values: list[object]) -> None:
    for place, value in enumerate(values, start=1):
        put(sheet, row, place, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value)
