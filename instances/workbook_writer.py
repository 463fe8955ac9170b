"""Writing an instance as an Excel workbook, text as text."""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from instances.columns import columns_of
from instances.convert import number_text
from instances.workbook import SETTINGS_SHEET
from instances.writer import plain_settings
from models.faults import Fault, InputError, printable
from models.instance import Instance
from models.tables import MAY_BE_MISSING, TABLES


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
    sheet.append([stored_cell(sheet, column, bold=True) for column in header])
    for row in rows:
        sheet.append([stored_cell(sheet, value) for value in row])


def stored_cell(sheet: WriteOnlyWorksheet, value: Any, *, bold: bool = False) -> Cell | None:
    """Return a cell; text is stored as text, whatever it looks like, and numbers to the last bit."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float):
        cell = Cell(sheet, row=1, column=1, value=number_text(value))
        cell.data_type = "n"
        return cell
    cell = Cell(sheet, row=1, column=1, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell
