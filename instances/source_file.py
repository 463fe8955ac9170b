"""Files in other people's layouts: sheets of cells, the header found by the names it must have.

Faults found here never show what stands in a cell: the file may hold children's data, and in a damaged file
any value may stand in any column.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from instances.convert import CellError, number_text
from instances.csv_table import MOST_BYTES, NotATableError, read_csv
from instances.workbook import is_workbook, read_sheets
from models.faults import Fault, InputError, printable

_HEADER_WITHIN = 15
_SPACES = re.compile(r"\s+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})

Cells = list[object]
Lines = list[tuple[int, Cells]]
Synonyms = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SourceSheet:
    """A sheet, or a CSV file, as found.

    Attributes:
        name: name in small letters; empty for a CSV file.
        file: how faults name it.
        lines: line numbers and cells; blank lines left out.
    """

    name: str
    file: str
    lines: Lines


@dataclass(frozen=True)
class SourceRow:
    """A row below a header: text by the field that its column stands for.

    Attributes:
        file: how faults name the file.
        line: line in the file.
        texts: text by field, trimmed; a field whose column is not there is missing.
        cells: every cell as text, to tell repeated rows.
    """

    file: str
    line: int
    texts: dict[str, str]
    cells: tuple[str, ...]

    def text(self, field: str) -> str:
        """Return the text of a field, "" where blank or not there."""
        return self.texts.get(field, "")

    def fault(self, field: str, expected: str) -> Fault:
        """Return a fault of this row that does not show the value."""
        return Fault(self.file, expected, self.line, field)


@dataclass(frozen=True)
class SourceTable:
    """Rows under one header.

    Attributes:
        fields: fields that the header has.
        rows: rows, those without any text left out.
        faults: rows that do not fit the header, and columns that stand twice.
    """

    fields: frozenset[str]
    rows: tuple[SourceRow, ...]
    faults: tuple[Fault, ...]


def read_source(path: Path) -> tuple[list[SourceSheet], list[str]]:
    """Return the sheets of a workbook or the one of a CSV file, and remarks.

    Raises:
        InputError: if the file is neither, or cannot be read.
    """
    name = printable(path.name)
    try:
        if is_workbook(path):
            sheets = read_sheets(_data(path))
            return [SourceSheet(key, f"{name}, sheet {printable(key)}", lines) for key, lines in sheets.items()], []
        return _read_csv(path, name)
    except NotATableError as problem:
        raise InputError([Fault(name, str(problem), problem.line)]) from None
    except OSError as problem:
        raise InputError([Fault(name, f"a file that can be read ({problem.strerror})")]) from None


def _data(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _read_csv(path: Path, name: str) -> tuple[list[SourceSheet], list[str]]:
    data = _data(path)
    raw = read_csv(data)
    lines: Lines = [(1, raw.header), *raw.rows]
    whole = data.endswith((b"\n", b"\r"))
    remark = f"{name}: the last line has no line end; if the file was cut short, rows are missing"
    return [SourceSheet("", name, [(line, cells) for line, cells in lines if any(cells)])], [] if whole else [remark]


def find_table(sheet: SourceSheet, synonyms: Synonyms, needed: tuple[str, ...]) -> SourceTable | None:
    """Return the rows under the first header that has every needed field, None if there is none near the top.

    Args:
        sheet: where to look.
        synonyms: names of the column of each field in small letters, the preferred one first; ~ before one that
            may be part of a longer head.
        needed: fields without which a line is no header.
    """
    for place, (line, cells) in enumerate(sheet.lines[:_HEADER_WITHIN]):
        header = [header_name(cell) for cell in cells]
        columns = _columns(header, synonyms)
        if set(needed) <= set(columns):
            faults = list(_doubled(sheet, line, header, columns))
            rows = list(_rows(sheet, sheet.lines[place + 1 :], len(header), columns, faults))
            return SourceTable(frozenset(columns), tuple(rows), tuple(faults))
    return None


def header_name(cell: object) -> str:
    """Return a column's name as it is compared: small letters, single spaces, straight apostrophes."""
    text = cell if isinstance(cell, str) else ""
    return _SPACES.sub(" ", text.translate(_APOSTROPHES)).strip().lower()


def _columns(header: list[str], synonyms: Synonyms) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, names in synonyms.items():
        places = (place for name in names for place, head in enumerate(header) if _is_named(head, name))
        place = next(places, None)
        if place is not None:
            found[field] = place
    return found


def _is_named(head: str, name: str) -> bool:
    """Return whether a column has a name; one that begins with ~ may stand anywhere in the head."""
    return name[1:] in head if name.startswith("~") else name == head


def _doubled(sheet: SourceSheet, line: int, header: list[str], columns: dict[str, int]) -> Iterator[Fault]:
    times = Counter(header)
    for field, column in columns.items():
        if times[header[column]] > 1:
            yield Fault(sheet.file, "each column once", line, field)


def _rows(
    sheet: SourceSheet, lines: Lines, width: int, columns: dict[str, int], faults: list[Fault]
) -> Iterator[SourceRow]:
    for line, cells in lines:
        try:
            texts = [cell_text(cell) for cell in cells]
        except ValueError as problem:
            faults.append(Fault(sheet.file, str(problem), line))
            continue
        while len(texts) > width and not texts[-1]:
            texts.pop()
        if sheet.name:
            texts += [""] * (width - len(texts))
        if not any(texts):
            continue
        if len(texts) != width:
            expected = f"{width} values, as many as the header has columns; found {len(texts)}"
            faults.append(Fault(sheet.file, expected, line))
            continue
        yield SourceRow(sheet.file, line, {field: texts[at] for field, at in columns.items()}, tuple(texts))


def cell_text(cell: object) -> str:
    """Return a cell as text: numbers without a needless .0, dates in ISO form.

    Raises:
        ValueError: for an Excel error or a formula without a stored value.
    """
    if isinstance(cell, CellError):
        raise ValueError("values; a cell of this row holds an Excel error or a formula without a value")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return _SPACES.sub(" ", str(cell).translate(_APOSTROPHES)).strip()
