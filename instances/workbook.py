"""Reading an instance from a workbook: a sheet per table, and a sheet `instance` of keys and values."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from instances.convert import CellError, shown, suggestion
from instances.csv_table import NotATableError, RawTable
from instances.draft import Draft, DraftTable, FaultList, SheetPlaces, absent_table
from instances.examples import is_example
from instances.rows import read_rows
from instances.toml_settings import read_settings
from instances.zip_guard import MOST_BYTES, guard
from models.faults import Fault, printable
from models.tables import MAY_BE_MISSING, TABLES

SETTINGS_SHEET = "instance"
READ_ME, LISTS, FAULTS = "read_me", "lists", "faults"
IGNORED_SHEETS = frozenset({READ_ME, LISTS, FAULTS})
MOST_CELLS = 1_000_000
_DEEPEST_KEY = 4
_OPENPYXL_TROUBLE = (
    *(InvalidFileException, SyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, MemoryError),
)
"""What openpyxl raises for a damaged file, depending on where the damage is and which XML parser it finds: both
kinds of parse error are syntax errors."""

_ESCAPED = re.compile(r"_x005F(_x[0-9A-Fa-f]{4}_)")
"""An escaped underscore: openpyxl takes it out of shared text only."""

Sheet = list[tuple[int, list[object]]]


def is_workbook(path: Path) -> bool:
    """Return whether `path` is a file named as an Excel workbook."""
    return path.suffix.lower() == ".xlsx" and path.is_file()


def read_workbook(path: Path, faults: FaultList) -> Draft:
    """Return an instance as far as a workbook can be read; what cannot goes into `faults`."""
    draft = Draft(sheet_name(SETTINGS_SHEET), {}, {name: DraftTable(sheet_name(name)) for name in TABLES})
    try:
        sheets = sheets_of(path)
    except NotATableError as problem:
        faults.add(Fault(printable(path.name), str(problem)))
        return draft
    known = [SETTINGS_SHEET, *TABLES]
    if not set(known) & set(sheets):
        expected = "a workbook with a sheet instance and a sheet for each table; this one has none of them"
        faults.add(Fault(printable(path.name), expected))
        return draft
    _tell_of_sheets(sheets, known, faults)
    if SETTINGS_SHEET in sheets:
        draft.sections = _settings(sheets[SETTINGS_SHEET], draft.settings_file, faults)
    for name in TABLES:
        if name in sheets:
            draft.tables[name] = _table(name, sheets[name], faults)
        elif name in MAY_BE_MISSING:
            draft.tables[name] = absent_table(name, sheet_name(name))
    return draft


def _tell_of_sheets(sheets: dict[str, Sheet], known: list[str], faults: FaultList) -> None:
    for name in sheets:
        if name not in known:
            hint = suggestion(name, [table for table in known if table not in sheets] or known)
            faults.add(Fault(printable(sheet_name(name)), f"a table of an instance{hint}"))
    for name in known:
        if name not in sheets and name not in MAY_BE_MISSING:
            faults.add(Fault(sheet_name(name), "this sheet; it is missing"))


def sheet_name(table: str) -> str:
    """Return how faults name the sheet of a table."""
    return f"sheet {table}"


def _table(name: str, sheet: Sheet, faults: FaultList) -> DraftTable:
    file = sheet_name(name)
    if not sheet:
        faults.add(Fault(file, "a table with a header; the sheet is empty"))
        return DraftTable(file)
    header = _trimmed(sheet[0][1])
    faults.sheets[file] = SheetPlaces(name, letters(header))
    rows = ((number, cells + [None] * (len(header) - len(cells))) for number, cells in sheet[1:])
    own = ((number, cells) for number, cells in rows if not is_example(name, header, cells))
    return read_rows(name, file, RawTable(header, own), faults)


def letters(header: list[object]) -> dict[str, str]:
    """Return the letter of each column of a sheet by its name in the header, the first where a name is repeated."""
    named = [(str(name).strip(), get_column_letter(place)) for place, name in enumerate(header, start=1)]
    return dict(reversed([(name, letter) for name, letter in named if name]))


def _trimmed(cells: list[object]) -> list[object]:
    end = len(cells)
    while end and cells[end - 1] in (None, ""):
        end -= 1
    return cells[:end]


def sheets_of(path: Path) -> dict[str, Sheet]:
    """Return the cells of every visible sheet of a workbook file by its name in small letters.

    Raises:
        NotATableError: if it cannot be read, or is no plain workbook within the limits.
    """
    try:
        with path.open("rb") as stream:
            return read_sheets(stream.read(MOST_BYTES + 1))
    except OSError:
        raise NotATableError("a file that may be read; close it where it is open") from None


def read_sheets(data: bytes) -> dict[str, Sheet]:
    """Return the cells of every visible sheet of a workbook by its name in small letters, rows with their numbers.

    Raises:
        NotATableError: if it is no plain workbook within the limits; says why.
    """
    formulas = guard(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = _values(_open(data, data_only=True))
            if formulas:
                _mark_formulas(_open(data, data_only=False), sheets)
    except NotATableError:
        raise
    except _OPENPYXL_TROUBLE:
        raise NotATableError("a workbook saved as .xlsx; this file is damaged or something else") from None
    return sheets


def open_whole(path: Path) -> Workbook:
    """Return a workbook as it stands, to be changed and written elsewhere: styles, notes, formulas and all.

    Raises:
        NotATableError: if it cannot be read, or is no plain workbook within the limits.
    """
    sheets_of(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(path, keep_links=False)
    except _OPENPYXL_TROUBLE:
        raise NotATableError("a workbook saved as .xlsx; this file is damaged or something else") from None


def _open(data: bytes, *, data_only: bool) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)


def _visible(workbook: Workbook) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    for sheet in workbook.worksheets:
        name = sheet.title.strip().lower()
        if name not in IGNORED_SHEETS and sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            yield name, sheet.iter_rows()


def _values(workbook: Workbook) -> dict[str, Sheet]:
    found: dict[str, Sheet] = {}
    cells = 0
    for name, rows in _visible(workbook):
        if name in found:
            raise NotATableError(f"sheets with names of their own; two are called {printable(name)}")
        found[name] = sheet = []
        for number, row in enumerate(rows, start=1):
            cells += len(row) + 1
            if cells > MOST_CELLS:
                raise NotATableError("a workbook of at most 1,000,000 cells")
            if row:
                sheet.append((number, [_value(cell) for cell in row]))
    return found


def _value(cell: object) -> object:
    value: object = getattr(cell, "value", None)
    if isinstance(value, str):
        value = _ESCAPED.sub(r"\1", value)
    return CellError(value) if getattr(cell, "data_type", "n") == "e" else value


def _mark_formulas(workbook: Workbook, sheets: dict[str, Sheet]) -> None:
    """Put an error where a formula has no stored value, which otherwise looks like a blank cell."""
    for name, rows in _visible(workbook):
        values = dict(sheets[name])
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if getattr(cell, "data_type", "n") == "f" and values[number][place] is None:
                    values[number][place] = CellError("a formula")


def _settings(sheet: Sheet, file: str, faults: FaultList) -> dict[str, object]:
    header = [str(cell or "").strip().lower() for cell in (sheet[0][1] if sheet else [])]
    if "key" not in header or "value" not in header:
        faults.add(Fault(file, "a header in row 1 with the columns key, value", 1))
        return {}
    key_at, value_at = header.index("key"), header.index("value")
    tree: dict[str, object] = {}
    lines: dict[str, int] = {}
    faults.sheets[file] = SheetPlaces(SETTINGS_SHEET, letters(list(header)), lines)
    for number, cells in sheet[1:]:
        padded = [*cells, *[None] * len(header)]
        key, value = str(padded[key_at] or "").strip(), padded[value_at]
        if not key and value is None:
            continue
        if not _grow(tree, key.split("."), value):
            faults.add(Fault(file, "a setting that exists, each once", number, "key", shown(key)))
        lines.setdefault(key, number)
    content = {name: _lists(branch) for name, branch in tree.items()}
    return read_settings(file, content, lines, faults)


def _grow(tree: dict[str, object], parts: list[str], value: object) -> bool:
    """Set a value at a dotted key; return whether there was room for it."""
    if len(parts) > _DEEPEST_KEY:
        return False
    for part in parts[:-1]:
        branch = tree.setdefault(part, {})
        if not isinstance(branch, dict):
            return False
        tree = branch
    if parts[-1] in tree:
        return False
    tree[parts[-1]] = value
    return True


def _lists(branch: object) -> object:
    """Return a branch with items numbered 1, 2, 3 as a list."""
    if not isinstance(branch, dict):
        return branch
    items = {name: _lists(value) for name, value in branch.items()}
    if list(items) == [str(place) for place in range(1, len(items) + 1)]:
        return list(items.values())
    return items
