"""Raw rows to the rows of a table, each fault with its line and column."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from instances.columns import Column, columns_of
from instances.convert import UnreadableError, convert, shown, suggestion
from instances.csv_table import NotATableError, RawTable
from instances.draft import DraftTable, FaultList, Line
from models.faults import Fault, printable
from models.fields import Row
from models.tables import MAY_BE_EMPTY, TABLES, key_of


def read_rows(name: str, file: str, raw: RawTable, faults: FaultList) -> DraftTable:
    """Return table `name` as far as `raw` can be read; what cannot goes into `faults`."""
    reading = RowReading(TABLES[name], file, faults)
    table = reading.read(raw)
    if not table.lines and table.columns and name not in MAY_BE_EMPTY:
        faults.add(Fault(file, "at least one row below the header"))
    return table


class RowReading:
    """One table being read: its columns, in the order of the file, and where faults go."""

    def __init__(self, model: type[Row], file: str, faults: FaultList) -> None:
        self.model = model
        self.file = file
        self.faults = faults
        self.known = columns_of(model)
        self.columns: list[Column | None] = []
        self.unnamed: list[int] = []
        self.absent: dict[str, object] = {}

    def fault(self, expected: str, line: int, column: str | None = None, value: str | None = None) -> None:
        """Tell a fault."""
        self.faults.add(Fault(self.file, expected, line, column, value))

    def read(self, raw: RawTable) -> DraftTable:
        """Return the table as far as it can be read."""
        header = [("" if name is None else str(name)).strip() for name in raw.header]
        if not self.header(header):
            return DraftTable(self.file)
        found = {column.name for column in self.columns if column is not None}
        table = DraftTable(self.file, frozenset(found | self.absent.keys()))
        try:
            for number, cells in raw.rows:
                self.row(number, cells, table.lines)
                if self.faults.full(self.file):
                    return DraftTable(self.file)
        except NotATableError as problem:
            self.fault(str(problem), problem.line or 1, value=problem.found)
            return DraftTable(self.file)
        self.duplicates(table.lines)
        return table

    def header(self, header: list[str]) -> bool:
        """Match the header with the columns; return whether any of it is known."""
        if not set(header) & set(self.known):
            first = ", ".join(self.known)
            self.fault(f"a header in row 1 with the columns {first}", 1, value=",".join(header[:9])[:200])
            return False
        self.choose(header)
        missing = [name for name, column in self.known.items() if name not in header and not column.may_be_missing]
        for name in header:
            if name and name not in self.known:
                hint = suggestion(name, missing or [known for known in self.known if known not in header])
                self.fault(f"a column of this table{hint}", 1, printable(name))
        for name, times in Counter(name for name in header if name in self.known).items():
            if times > 1:
                self.fault("each column once", 1, name)
        for name in missing:
            self.fault("this column; it is missing", 1, name)
        return True

    def choose(self, header: list[str]) -> None:
        """Take the columns of the header; optional ones that it leaves out are as if they were blank."""
        self.columns = [self.known.get(name) for name in header]
        self.unnamed = [place for place, name in enumerate(header) if not name]
        optional = (column for column in self.known.values() if column.may_be_missing)
        self.absent = {column.name: column.default for column in optional if column.name not in header}

    def row(self, number: int, cells: list[object], lines: list[Line]) -> None:
        """Read a row onto the end of `lines`; blank ones are passed over."""
        while len(cells) > len(self.columns) and cells[-1] in (None, ""):
            cells.pop()
        if all(cell is None or cell == "" for cell in cells):
            return
        if len(cells) != len(self.columns):
            self.fault(f"{len(self.columns)} values, as many as the header has columns; found {len(cells)}", number)
            lines.append(Line(number, {}, None))
            return
        for place in self.unnamed:
            if found := shown(cells[place]):
                self.fault("nothing in a column without a name in the header", number, value=found)
        lines.append(self.line(number, cells))

    def line(self, number: int, cells: list[object]) -> Line:
        """Return a row of as many cells as there are columns."""
        values: dict[str, object] = dict(self.absent)
        raw: dict[str, object] = {}
        for column, cell in zip(self.columns, cells, strict=True):
            if column is None or column.name in raw:
                continue
            raw[column.name] = cell
            try:
                values[column.name] = convert(cell, column)
            except UnreadableError as problem:
                self.fault(str(problem), number, column.name, shown(cell))
        return self.checked(number, values, raw)

    def checked(self, number: int, values: dict[str, object], raw: dict[str, object]) -> Line:
        """Return a line of values; the row is there if the model takes them."""
        try:
            row = self.model.model_validate(values)
        except ValidationError as problem:
            for error in problem.errors(include_url=False, include_input=False):
                self.invalid(number, error, values, raw)
            return Line(number, values, None)
        return Line(number, values, row)

    def invalid(self, number: int, error: ErrorDetails, values: dict[str, object], raw: dict[str, object]) -> None:
        """Tell a fault that the model found; a column already told of, or missing, is passed over."""
        if error["type"] == "missing":
            return
        own = own_words(error)
        name = str(error["loc"][0]) if error["loc"] else column_named(own or "", self.known)
        if error["loc"]:
            values.pop(str(name), None)
        expected = own or self.known[str(name)].expected
        self.fault(expected, number, name, shown(raw.get(name or "")))

    def duplicates(self, lines: list[Line]) -> None:
        """Tell of rows with the key of an earlier one."""
        first: dict[tuple[object, ...], int] = {}
        columns = key_columns(self.model)
        for line in lines:
            if line.row is None:
                continue
            earlier = first.setdefault(key_of(line.row), line.number)
            if earlier != line.number:
                value = " ".join(str(getattr(line.row, name)) for name in columns)
                text = f"one row for each {', '.join(columns)}; row {earlier} has the same"
                self.fault(text, line.number, columns[0], value)


@cache
def key_columns(model: type[Row]) -> tuple[str, ...]:
    """Return the columns that make a row of a table unique."""
    names: tuple[str, ...] = model.KEY  # type: ignore[attr-defined]
    return names


def own_words(error: ErrorDetails) -> str | None:
    """Return the sentence of a check written in the models, None for a check of pydantic's own."""
    if error["type"] != "value_error":
        return None
    return str(error["ctx"]["error"])


def column_named(sentence: str, known: Iterable[str]) -> str | None:
    """Return the first column that a sentence names: a fault of a whole row is shown there."""
    columns = set(known)
    return next((word for word in sentence.replace(",", " ").split() if word in columns), None)
