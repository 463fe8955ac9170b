"""A table as a reader sees it: title, column heads, rows of text."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Text ready to print; the first column is left-aligned, the others right-aligned unless named in `left`.

    Attributes:
        title: what the table says, with its unit.
        head: column heads.
        rows: cells.
        left: positions of further left-aligned columns.
        foot: a remark below the table; empty for none.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: frozenset[int] = frozenset({0})
    foot: str = ""


def plain(table: Table) -> str:
    """Return the table as aligned plain text, never wrapped or cut."""
    cells = [list(table.head), *map(list, table.rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.head))]
    lines = [table.title]
    for number, row in enumerate(cells):
        line = "  ".join(
            cell.ljust(width) if i in table.left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  " + line.rstrip())
        if number == 0:
            lines.append("  " + "  ".join("-" * width for width in widths))
    if table.foot:
        lines.append("  " + table.foot)
    return "\n".join(lines)


def pounds(amount: float) -> str:
    """Return whole pounds with thousands separators, such as 1,234 or -1,234."""
    return f"{amount:,.0f}" if round(amount) else "0"


def percent(share: float, digits: int = 1) -> str:
    """Return a share as a percentage, such as 61.0 %."""
    return f"{100 * share:.{digits}f} %"


def children(count: float) -> str:
    """Return expected children with one decimal."""
    return f"{count:,.1f}"
