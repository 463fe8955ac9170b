"""Cells that overlays set: the row is checked again as a whole, and says where its figures come from."""

from dataclasses import dataclass

from instances.columns import Column
from instances.convert import UnreadableError, convert
from instances.draft import DraftTable, FaultList, Line
from instances.overlay import Overlay, Place
from instances.provenance import source_and_note
from instances.rows import RowReading
from models.fields import Row


@dataclass(frozen=True)
class CellChange:
    """A value for a column of a line."""

    column: Column
    value: object
    place: Place
    overlay: Overlay


def changed_line(
    table: DraftTable, model: type[Row], line: Line, changes: list[CellChange], faults: FaultList
) -> Line:
    """Return a line with the values set, and where they come from, checked as one row."""
    values = dict(line.values)
    before = faults.count
    for change in changes:
        name = change.column.name
        table.elsewhere[line.number, name] = (change.place.file, change.place.row, change.place.key)
        try:
            values[name] = convert(change.value, change.column)
        except UnreadableError as problem:
            faults.add(change.place.fault(str(problem), change.value))
    if line.row is None or faults.count > before:
        return Line(line.number, values, None)
    by = {change.column.name: change.overlay for change in changes}
    if not by.keys() & {"source", "note"} and all(overlay.source for overlay in by.values()):
        values["source"], values["note"] = source_and_note(line.row.source, line.row.note, by)
    raw = {change.column.name: change.value for change in changes}
    return _ChangedRow(model, changes, faults).checked(line.number, values, raw)


class _ChangedRow(RowReading):
    """A row of which overlays set some values: its faults stand where they are set."""

    def __init__(self, model: type[Row], changes: list[CellChange], faults: FaultList) -> None:
        super().__init__(model, "", faults)
        self.changes = {change.column.name: change for change in changes}

    def fault(self, expected: str, _line: int, column: str | None = None, _value: str | None = None) -> None:
        """Tell a fault at the value set, the first of them where the column is another."""
        change = self.changes.get(column or "") or next(iter(self.changes.values()))
        self.faults.add(change.place.fault(expected, change.value))
