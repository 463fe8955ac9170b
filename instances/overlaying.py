"""Overlays to an instance while it is read: rows removed, rows added, values set; clashes are faults.

All overlays work together, in no order: what one of them adds another may not set again, and what one removes
another may not set. The checks across rows see the result.
"""

from collections import defaultdict
from collections.abc import Iterable

from instances.columns import columns_of
from instances.convert import UnreadableError, convert, suggestion
from instances.draft import Draft, FaultList, Line
from instances.overlay import Addition, Assignment, Overlay, Place, Removal
from instances.overlay_cells import CellChange, changed_line
from instances.overlay_files import SET_OPTION
from instances.overlay_settings import SECTIONS, SettingChange, change_settings
from instances.rows import RowReading, key_columns
from instances.writer import cell_text
from models.tables import MAY_BE_EMPTY, TABLES, Policy

Key = tuple[object, ...]
_POLICY_COLUMN = "level"
"""What a key that names a policy and a year sets."""


def apply_overlays(draft: Draft, overlays: Iterable[Overlay], faults: FaultList) -> None:
    """Change `draft` as the overlays say; faults of keys, values and clashes go into `faults`."""
    # By name, so that the order in which they are given makes no difference to the result or its hash.
    found = sorted(overlays, key=lambda overlay: (overlay.name == SET_OPTION, overlay.name))
    applying = _Applying(draft, faults)
    for overlay in found:
        for removal in overlay.removals:
            applying.remove(removal)
    for overlay in found:
        for addition in overlay.additions:
            applying.add(addition)
    for overlay in found:
        for assignment in sorted(overlay.assignments, key=lambda assignment: assignment.key):
            applying.take(assignment, overlay)
    applying.finish()


class _Applying:
    """Overlays being applied: what is claimed, removed and to be changed so far."""

    def __init__(self, draft: Draft, faults: FaultList) -> None:
        self.draft = draft
        self.faults = faults
        self.claims: dict[tuple[str, Key, str], Place] = {}
        self.removed: dict[tuple[str, Key], Place] = {}
        self.cells: dict[tuple[str, int], list[CellChange]] = defaultdict(list)
        self.settings: list[SettingChange] = []
        self.lines: dict[str, dict[Key, int]] = {}

    def remove(self, removal: Removal) -> None:
        """Take out the rows whose key begins as the removal says."""
        table = self.draft.tables[removal.table]
        parts = removal.parts.split(".")
        names = key_columns(TABLES[removal.table])
        if len(parts) > len(names):
            expected = f"at most {len(names)} parts between dots: {', '.join(names)}"
            self.faults.add(removal.place.fault(expected, removal.parts))
            return
        wanted = self.key(removal.table, parts, removal.place, removal.parts)
        if wanted is None or not table.columns:
            return
        gone = [line for line in table.lines if _key(line, names)[: len(parts)] == wanted]
        table.lines = [line for line in table.lines if _key(line, names)[: len(parts)] != wanted]
        for line in gone:
            self.removed[removal.table, _key(line, names)] = removal.place
        earlier = any(table == removal.table and key[: len(parts)] == wanted for table, key in self.removed)
        if not gone and not earlier:
            self.faults.add(removal.place.fault(f"a row of the table {removal.table}", removal.parts))

    def add(self, addition: Addition) -> None:
        """Put a row at the end of its table."""
        table = self.draft.tables[addition.table]
        if not table.columns:
            return
        line = self.read_row(addition)
        number = 1 + max((line.number for line in table.lines), default=1)
        names = key_columns(TABLES[addition.table])
        key = _key(line, names)
        for other in table.lines:
            if line.row is not None and _key(other, names) == key:
                file, row, _ = table.place(other.number, None)
                expected = f"one row for each {', '.join(names)}; {file}, row {row} has the same"
                self.faults.add(addition.place.fault(expected, _dotted(key)))
        table.lines.append(Line(number, line.values, line.row))
        table.elsewhere[number, None] = (addition.place.file, addition.place.row, None)
        for column in addition.values:
            self.claims[addition.table, key, column] = addition.place

    def read_row(self, addition: Addition) -> Line:
        """Return the row of an addition as far as it can be read."""
        place = addition.place
        reading = RowReading(TABLES[addition.table], place.file, self.faults)
        for name in addition.values:
            if name not in reading.known:
                hint = suggestion(name, reading.known)
                self.faults.add(Place(place.file, place.row, name).fault(f"a column of this table{hint}"))
        for name, column in reading.known.items():
            if name not in addition.values and not column.may_be_missing:
                self.faults.add(Place(place.file, place.row, name).fault("this column; it is missing"))
        reading.choose(list(addition.values))
        return reading.line(place.row or 0, list(addition.values.values()))

    def take(self, assignment: Assignment, overlay: Overlay) -> None:
        """Note a value to be set, if its key names something that is there and nobody else sets."""
        head, *rest = assignment.key.split(".")
        if head in SECTIONS:
            self.take_setting(head, ".".join(rest), assignment, overlay)
        elif head in TABLES:
            self.take_cell(head, rest, assignment, overlay)
        else:
            hint = suggestion(head, [*TABLES, *SECTIONS])
            expected = f"a table, or a section of the settings, before the first dot{hint}"
            self.faults.add(assignment.place.fault(expected, assignment.value))

    def take_setting(self, section: str, name: str, assignment: Assignment, overlay: Overlay) -> None:
        known = SECTIONS[section].model_fields
        if name not in known:
            expected = f"a setting of {section}: {', '.join(known)}{suggestion(name, known)}"
            self.faults.add(assignment.place.fault(expected, assignment.value))
        elif self.claim(section, (), name, assignment.place):
            self.settings.append(SettingChange(section, name, assignment.value, assignment.place, overlay))

    def take_cell(self, table: str, rest: list[str], assignment: Assignment, overlay: Overlay) -> None:
        names = key_columns(TABLES[table])
        if TABLES[table] is Policy and len(rest) == len(names):
            rest = [*rest, _POLICY_COLUMN]
        place, value = assignment.place, assignment.value
        if len(rest) != len(names) + 1:
            pattern = ".".join([table, *(name.upper() for name in names), "COLUMN"])
            self.faults.add(place.fault(f"a key like {pattern}", value))
            return
        *parts, name = rest
        free = {known: column for known, column in columns_of(TABLES[table]).items() if known not in names}
        if name not in free:
            expected = f"a column of the table {table} that is not part of its key{suggestion(name, free)}"
            self.faults.add(place.fault(expected, value))
            return
        key = self.key(table, parts, place, value)
        if key is None or (number := self.line_of(table, key, place, value)) is None:
            return
        if self.claim(table, key, name, place):
            self.cells[table, number].append(CellChange(free[name], value, place, overlay))

    def key(self, table: str, parts: list[str], place: Place, value: object) -> Key | None:
        """Return the parts of a key as values of their columns, None with a fault if one is none."""
        columns = columns_of(TABLES[table])
        names = key_columns(TABLES[table])
        found: list[object] = []
        for part, name in zip(parts, names, strict=False):
            try:
                found.append(convert(part, columns[name]))
            except UnreadableError as problem:
                self.faults.add(place.fault(f"in the place of {name}, {problem}", value))
                return None
        return tuple(found)

    def line_of(self, table: str, key: Key, place: Place, value: object) -> int | None:
        """Return the line of the row with a key, None with a fault if there is none."""
        names = key_columns(TABLES[table])
        if table not in self.lines:
            lines = self.draft.tables[table].lines
            self.lines[table] = {_key(line, names): line.number for line in lines}
        found = self.lines[table].get(key)
        if found is None and (table, key) in self.removed:
            self.faults.add(place.fault(f"a row that stays; {self.removed[table, key]} removes it", value))
        elif found is None and self.draft.complete(TABLES[table], *names):
            hint = suggestion(_dotted(key), map(_dotted, self.lines[table]))
            self.faults.add(place.fault(f"a key of a row that stands in the table {table}{hint}", value))
        return found

    def claim(self, table: str, key: Key, column: str, place: Place) -> bool:
        """Return whether nobody else sets this; a clash is a fault."""
        earlier = self.claims.setdefault((table, key, column), place)
        if earlier is not place:
            self.faults.add(place.fault(f"a key that is set once; {earlier} sets it too"))
        return earlier is place

    def finish(self) -> None:
        """Set the values noted; a table that needs rows is not left without."""
        for name, place in {table: place for (table, _), place in self.removed.items()}.items():
            if not self.draft.tables[name].lines and name not in MAY_BE_EMPTY:
                self.faults.add(place.fault("at least one row left in the table"))
        for (name, number), changes in self.cells.items():
            table = self.draft.tables[name]
            at = next(place for place, line in enumerate(table.lines) if line.number == number)
            table.lines[at] = changed_line(table, TABLES[name], table.lines[at], changes, self.faults)
        change_settings(self.draft, self.settings, self.faults)


def _key(line: Line, names: tuple[str, ...]) -> Key:
    return tuple(line.values.get(name) for name in names)


def _dotted(key: Key) -> str:
    return ".".join(map(cell_text, key))
