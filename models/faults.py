"""Faults in a user's data: where, what was found, what was expected."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Attributes:
        file: file or sheet as the user knows it, e.g. ``offers.csv``.
        row: line in the file, the header being line 1; None if the fault is of the whole file.
        column: column name or dotted key; None if the fault is of the whole row or file.
        value: what was found, as text (already shortened); None if nothing was.
        expected: what would have been right, as a short sentence.
        cell: sheet and cell of a workbook, e.g. ``offers!C7``; None in other files, and for no single cell.
    """

    file: str
    expected: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        place = self.file if self.cell is None else self.cell
        if self.row is not None and self.cell is None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        found = "" if self.value is None else f": found {printable(self.value)!r}"
        return f"{place}{found}: {self.expected}"


class InputError(Exception):
    """The user's data cannot be planned with; carries every fault found, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        if not faults:
            raise ValueError("an InputError needs at least one fault")
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def printable(text: str, limit: int = 60) -> str:
    """Return `text` without control characters, cut to `limit` characters, safe to print."""
    clean = "".join(character if character.isprintable() else "?" for character in text[:limit])
    return clean if len(text) <= limit else clean[: limit - 1] + "…"
