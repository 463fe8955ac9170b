"""Writing an instance as an Excel workbook, text as text."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.columns import columns_of
from instances.convert import number_text
from instances.workbook import SETTINGS_SHEET
from instances.writer import plain_settings
from models.faults import Fault, InputError, printable
from models.instance import Instance
from models.tables import MAY_BE_MISSING, TABLES

_ESCAPE = re.compile(r"(_x[0-9A-Fa-f]{4}_)")
"""What spreadsheets take for a character code; with an escape of the underscore it stays what it is."""


def write_workbook(instance: Instance, path: Path) -> None:
    """Write an instance as a workbook: a sheet `instance` of keys and values, then a sheet per table.

    Raises:
        InputError: if the file cannot be written, for example because Excel holds it open.
    """
    workbook = Workbook(write_only=True)
    settings = flat_settings(plain_settings(instance.settings))
    _sheet(workbook, SETTINGS_SHEET, ["key", "value"], settings)
    for name, model in TABLES.items():
        if name in MAY_BE_MISSING and not instance.rows(name):
            continue
        columns = list(columns_of(model))
        rows = ([getattr(row, column) for column in columns] for row in instance.rows(name))
        _sheet(workbook, name, columns, rows)
    save(workbook, path)


def save(workbook: Workbook, path: Path) -> None:
    """Write a workbook to a file, whole or not at all.

    Raises:
        InputError: if the file cannot be written, for example because Excel holds it open.
    """
    out = io.BytesIO()
    workbook.save(out)
    try:
        path.write_bytes(out.getvalue())
    except OSError as problem:
        expected = f"a file that can be written ({problem.strerror}); is it open in Excel?"
        raise InputError([Fault(printable(str(path)), expected)]) from None


def refuse_file(path: Path, *, force: bool) -> None:
    """Refuse a name that a workbook cannot be written to.

    Raises:
        InputError: if it does not end in .xlsx, its folder is not there, or it exists and may not be replaced.
    """
    expected = None
    if path.suffix.lower() != ".xlsx":
        expected = "a file whose name ends in .xlsx"
    elif not path.parent.is_dir():
        expected = "a file in a folder that exists"
    elif path.is_dir() or (path.exists() and not force):
        expected = "a file that does not exist yet; --force replaces one that does"
    if expected is not None:
        raise InputError([Fault(printable(str(path)), expected)])


def flat_settings(content: Mapping[str, object], prefix: str = "") -> Iterator[list[object]]:
    """Yield key and value of each setting, keys dotted, items of lists of tables numbered from 1."""
    for name, value in content.items():
        key = prefix + name
        if isinstance(value, dict):
            yield from flat_settings(value, f"{key}.")
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            numbered = {str(place): item for place, item in enumerate(value, start=1)}
            yield from flat_settings(numbered, f"{key}.")
        else:
            yield [key, ", ".join(map(str, value)) if isinstance(value, list) else value]


def _sheet(workbook: Workbook, name: str, header: list[str], rows: Iterable[list[object]]) -> None:
    sheet: WriteOnlyWorksheet = workbook.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append([_stored_cell(sheet, column, bold=True) for column in header])
    for row in rows:
        sheet.append([_stored_cell(sheet, value) for value in row])


def put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Store a value in a cell of a sheet, as `store` does; return the cell."""
    cell = cast(Cell, sheet.cell(row, column))
    store(cell, value)
    return cell


def store(cell: Cell, value: Any) -> None:
    """Store a value: text as text, whatever it looks like; numbers as numbers; nothing for a blank.

    A number of more than 15 digits is stored as text, which is read to the last bit: LibreOffice cuts numbers
    to 15 digits when it saves.
    """
    if value is None or value == "":
        return
    if isinstance(value, int | float):
        cell.value = number_text(value)
        cell.data_type = "n" if float(f"{value:.15g}") == value else "s"
    elif isinstance(value, str):
        cell.value = _ESCAPE.sub(r"_x005F\1", value)
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"


def print_by_width(sheet: Worksheet) -> None:
    """Let a sheet print on landscape pages as wide as it is, its header on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _stored_cell(sheet: WriteOnlyWorksheet, value: object, *, bold: bool = False) -> Cell | None:
    if value is None or value == "":
        return None
    cell = Cell(sheet, row=1, column=1)
    store(cell, value)
    if bold:
        cell.font = Font(name="Calibri", bold=True)
    return cell
