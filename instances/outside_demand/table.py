"""A file of another model as a header and rows, from CSV or from the first sheet of a workbook."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from instances.columns import Column, value_column
from instances.convert import UnreadableError, convert, shown
from instances.csv_table import MOST_BYTES, NotATableError, read_csv
from instances.draft import FaultList
from instances.workbook import is_workbook, sheets_of
from models.faults import Fault, InputError, printable
from models.fields import Amount
from models.projections import MappedColumn, OutsidePath

DAY = value_column("day", dt.date)
CHILDREN = value_column("children", Amount)


@dataclass(frozen=True)
class OutsideTable:
    """Header and rows as found; each row with its line, the header being line 1."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[object, ...]], ...]

    def name(self, place: int) -> str:
        """Return the head of a column as faults name it."""
        return printable(self.header[place]) or ("first column" if place == 0 else "without a name")

    def value(self, row: int, place: int, column: Column, faults: FaultList) -> object:
        """Return a cell as its column wants it; a fault and None where it cannot be read."""
        line, cells = self.rows[row]
        cell = cells[place] if place < len(cells) else None
        try:
            found = convert(cell, column)
            if isinstance(found, float) and not (column.low or 0.0) <= found <= (column.high or found):
                raise UnreadableError(column.expected)
        except UnreadableError as problem:
            faults.add(Fault(self.file, str(problem), line, self.name(place), shown(cell)))
            return None
        return found


def read_table(path: Path) -> OutsideTable:
    """Return header and rows, blank rows left out.

    Raises:
        InputError: if it is no table of text, or has no rows.
    """
    file = printable(path.name)
    try:
        lines = _workbook(path) if is_workbook(path) else _csv(path)
    except NotATableError as problem:
        raise InputError([Fault(file, str(problem), problem.line)]) from None
    except OSError as problem:
        raise InputError([Fault(file, f"a file that can be read ({problem.strerror})")]) from None
    filled = [(number, tuple(cells)) for number, cells in lines if any(cell not in (None, "") for cell in cells)]
    if len(filled) < 2:
        raise InputError([Fault(file, "a header and at least one row below it")])
    header = tuple("" if cell is None else str(cell).strip() for cell in filled[0][1])
    return OutsideTable(file, header, tuple(filled[1:]))


def _csv(path: Path) -> list[tuple[int, list[object]]]:
    with path.open("rb") as stream:
        raw = read_csv(stream.read(MOST_BYTES + 1))
    return [(1, raw.header), *raw.rows]


def _workbook(path: Path) -> list[tuple[int, list[object]]]:
    sheets = sheets_of(path)
    if len(sheets) != 1:
        raise NotATableError(f"a workbook with one sheet; this one has {len(sheets)}")
    return next(iter(sheets.values()))


def add_up(
    table: OutsideTable,
    format_name: str,
    day: int,
    counted: list[int],
    columns: tuple[MappedColumn, ...],
    remarks: tuple[str, ...],
    faults: FaultList,
) -> OutsidePath | None:
    """Return the path of the sums of some columns by day; None, with faults, where a cell cannot be read.

    Days must ascend.
    """
    if not table.rows:
        faults.add(Fault(table.file, "at least one row with a projection"))
    if not counted and not faults.count:
        faults.add(Fault(table.file, "at least one column of children in care", 1))
    days: list[dt.date] = []
    children: list[float] = []
    for row, (line, cells) in enumerate(table.rows):
        if any(cell not in (None, "") for cell in cells[len(table.header) :]):
            faults.add(Fault(table.file, f"at most {len(table.header)} values, as many as the header has", line))
        found = table.value(row, day, DAY, faults)
        values = [table.value(row, place, CHILDREN, faults) for place in counted]
        if isinstance(found, dt.date) and days and found <= days[-1]:
            text = f"a day after {days[-1]}, the row before"
            faults.add(Fault(table.file, text, line, table.name(day), str(found)))
        if isinstance(found, dt.date):
            days.append(found)
        children.append(sum(value for value in values if isinstance(value, float)))
    if faults.count:
        return None
    return OutsidePath(table.file, format_name, tuple(days), np.array(children), columns, remarks)
