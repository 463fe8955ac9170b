"""What an overlay changes in an instance, as read and not yet applied."""

from collections.abc import Mapping
from dataclasses import dataclass

from instances.convert import shown
from models.faults import Fault, printable


@dataclass(frozen=True)
class Place:
    """Where something of an overlay is written: file (or option), line if there is one, key."""

    file: str
    row: int | None
    key: str

    def fault(self, expected: str, value: object = None) -> Fault:
        """Return a fault of this place."""
        return Fault(self.file, expected, self.row, printable(self.key, 120), shown(value))

    def __str__(self) -> str:
        return self.file if self.row is None else f"{self.file}, row {self.row}"


@dataclass(frozen=True)
class Assignment:
    """A value for one key, such as ``policies.locality.2024/25.level`` or ``money.move_gbp``."""

    key: str
    value: object
    place: Place


@dataclass(frozen=True)
class Removal:
    """Rows of a table whose key begins with `parts`, dotted."""

    table: str
    parts: str
    place: Place


@dataclass(frozen=True)
class Addition:
    """A row for a table: column to raw value."""

    table: str
    values: Mapping[str, object]
    place: Place


@dataclass(frozen=True)
class Overlay:
    """What one file, or the options `--set` together, change in an instance.

    Attributes:
        name: how the screen and notes call it.
        source: source of the values set, as in every table.
        note: remark on them.
    """

    name: str
    source: str
    note: str
    assignments: tuple[Assignment, ...] = ()
    removals: tuple[Removal, ...] = ()
    additions: tuple[Addition, ...] = ()
