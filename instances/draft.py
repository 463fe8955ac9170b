"""An instance while it is read: sound rows, what could be read of faulty ones, and the faults so far."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import BaseModel

from instances.convert import shown
from models.calendar import FinancialYear, PlanningCalendar
from models.faults import Fault, InputError, printable
from models.fields import Row
from models.instance import CalendarSettings, Defaults, MoneySettings
from models.tables import TABLES

R = TypeVar("R", bound=Row)
S = TypeVar("S", bound=BaseModel)

MOST_FAULTS = 1_000
"""Faults kept for one file; a file with more is not read to its end."""

_NAME_OF = {model: name for name, model in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: where it stands, the values that could be read, and the row if all could."""

    number: int
    values: dict[str, object]
    row: Row | None


@dataclass
class DraftTable:
    """A table as read.

    Attributes:
        file: file or sheet.
        columns: those found; a table that could not be read has none.
        lines: its rows.
        elsewhere: line and column, None for all columns of the line, to file, row and key of the overlay that
            wrote the cell or row.
    """

    file: str
    columns: frozenset[str] = frozenset()
    lines: list[Line] = field(default_factory=list)
    elsewhere: dict[tuple[int, str | None], tuple[str, int | None, str | None]] = field(default_factory=dict)

    def place(self, line: int | None, column: str | None) -> tuple[str, int | None, str | None]:
        """Return file, row and column or key of a cell, as the user finds it."""
        if line is None:
            return self.file, line, column
        return self.elsewhere.get((line, column)) or self._of_line(line, column)

    def _of_line(self, line: int, column: str | None) -> tuple[str, int | None, str | None]:
        file, row, _ = self.elsewhere.get((line, None), (self.file, line, None))
        return file, row, column


@dataclass
class SheetPlaces:
    """Where the values of a sheet stand, so that faults can name the cell.

    Attributes:
        name: the sheet.
        letters: letter of each column by its name in the header.
        rows: row of each key, for the sheet of the settings; its values stand in one column.
    """

    name: str
    letters: dict[str, str]
    rows: dict[str, int] = field(default_factory=dict)

    def located(self, fault: Fault) -> Fault:
        """Return a fault with its cell, if it is of one."""
        row = fault.row or self.rows.get(fault.column or "")
        letter = self.letters.get(fault.column or "")
        if letter is None and fault.column is not None and self.rows:
            letter = self.letters["value"]
        return replace(fault, row=row, cell=f"{self.name}!{letter}{row}") if row and letter else fault


class FaultList:
    """Faults by file, in order of reading; past `MOST_FAULTS` in a file they are counted, not kept.

    The reader stops in a file that is full; what the checks find there is still counted.
    """

    def __init__(self) -> None:
        self.sheets: dict[str, SheetPlaces] = {}
        """Where the columns of each sheet stand, by the file that faults name; empty but for workbooks."""
        self._kept: dict[str, list[Fault]] = {}
        self._more: Counter[str] = Counter()

    def add(self, fault: Fault) -> None:
        """Take one fault."""
        kept = self._kept.setdefault(fault.file, [])
        if fault.file in self.sheets:
            fault = self.sheets[fault.file].located(fault)
        if len(kept) < MOST_FAULTS:
            kept.append(fault)
        else:
            self._more[fault.file] += 1

    def full(self, file: str) -> bool:
        """Return whether a file has so many faults that it is not worth reading on."""
        return len(self._kept.get(file, ())) >= MOST_FAULTS

    @property
    def count(self) -> int:
        """Faults kept so far."""
        return sum(map(len, self._kept.values()))

    def raise_any(self, files: list[str]) -> None:
        """Raise what was found, files in the order given and others after them, rows in order.

        Raises:
            InputError: if there is any fault.
        """
        order = {name: place for place, name in enumerate(dict.fromkeys([*files, *self._kept]))}
        found: list[Fault] = []
        for name in sorted(self._kept, key=lambda file: order[file]):
            found += sorted(self._kept[name], key=lambda fault: fault.row or 0)
            if self.full(name):
                more = f"at least {self._more[name]:,} more faults" if self._more[name] else "perhaps more faults"
                found.append(Fault(name, f"{more}, not listed here; mend these first"))
        if found:
            raise InputError(found)


def absent_table(name: str, file: str) -> DraftTable:
    """Return a table that an instance may leave out: sound, and without rows."""
    return DraftTable(file, frozenset(TABLES[name].model_fields))


@dataclass
class Draft:
    """Settings and tables as far as they could be read; what the checks across rows look at."""

    settings_file: str
    sections: dict[str, object] = field(default_factory=dict)
    tables: dict[str, DraftTable] = field(default_factory=dict)
    settings_elsewhere: dict[str, tuple[str, int | None]] = field(default_factory=dict)

    def section(self, name: str, model: type[S]) -> S | None:
        """Return a section of the settings, None if it has a fault."""
        found = self.sections.get(name)
        return found if isinstance(found, model) else None

    @property
    def calendar(self) -> PlanningCalendar | None:
        """The planning calendar, None if its settings have a fault."""
        found = self.section("calendar", CalendarSettings)
        return None if found is None else found.planning()

    @property
    def price_base(self) -> FinancialYear | None:
        """Year of the tables' prices, None if the money settings have a fault."""
        found = self.section("money", MoneySettings)
        return None if found is None else FinancialYear.parse(found.price_base)

    @property
    def default_demand(self) -> str | None:
        """Demand path planned with by default."""
        found = self.section("defaults", Defaults)
        return None if found is None else found.demand

    def sound(self, model: type[R]) -> Iterator[tuple[int, R]]:
        """Yield line number and row of each sound row of a table."""
        for line in self.tables[_NAME_OF[model]].lines:
            if isinstance(line.row, model):
                yield line.number, line.row

    def rows(self, model: type[R]) -> list[R]:
        """Return the sound rows of a table."""
        return [row for _, row in self.sound(model)]

    def lines(self, model: type[Row]) -> list[Line]:
        """Return every row of a table, faulty ones included."""
        return self.tables[_NAME_OF[model]].lines

    def known(self, model: type[Row], column: str) -> frozenset[object] | None:
        """Return what stands in a column, faulty rows included; None if a whole row could not be read."""
        table = self.tables[_NAME_OF[model]]
        if column not in table.columns or not all(line.values for line in table.lines):
            return None
        return frozenset(line.values[column] for line in table.lines if column in line.values)

    def whole(self, model: type[Row]) -> bool:
        """Return whether a table could be read and every row of it is sound."""
        table = self.tables[_NAME_OF[model]]
        return bool(table.columns) and all(line.row is not None for line in table.lines)

    def complete(self, model: type[Row], *columns: str) -> bool:
        """Return whether every row of a table could be read in `columns`: only then can a row be missing."""
        table = self.tables[_NAME_OF[model]]
        return table.columns.issuperset(columns) and all(
            name in line.values for line in table.lines for name in columns
        )

    def fault(
        self,
        model: type[Row],
        expected: str,
        line: int | None = None,
        column: str | None = None,
        value: object = None,
    ) -> Fault:
        """Return a fault of a table."""
        file, row, name = self.tables[_NAME_OF[model]].place(line, column)
        return Fault(file, expected, row, name, _found(value))

    def settings_fault(self, expected: str, key: str, value: object = None) -> Fault:
        """Return a fault of the settings."""
        file, row = self.settings_elsewhere.get(key, (self.settings_file, None))
        return Fault(file, expected, row, key, _found(value))


def _found(value: object) -> str | None:
    if value is None or isinstance(value, str | int | float | dt.date):
        return shown(value)
    return printable(str(value))
