"""A table as a reader sees it: title, column heads, rows of text, a remark."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.text import inert


@dataclass(frozen=True)
class Table:
    """Text ready to print; the first column is left-aligned, the others right-aligned unless named in `left`.

    Attributes:
        title: what the table says, with its unit.
        head: column heads.
        rows: cells; without rows only title and foot are printed.
        left: positions of further left-aligned columns.
        foot: remarks below the table, one a line; empty for none.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: frozenset[int] = frozenset({0})
    foot: str = ""

    @property
    def remarks(self) -> list[str]:
        """Lines below the table."""
        return [inert(line) for line in self.foot.splitlines()]


def plain(table: Table) -> str:
    """Return the table as aligned plain text, never wrapped or cut, one row a line."""
    lines = [inert(table.title), *_ruled(table), *(f"  {remark}" for remark in table.remarks)]
    return "\n".join(lines)


def _ruled(table: Table) -> list[str]:
    if not table.rows:
        return []
    cells = [[inert(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in (cells[0], ["-" * width for width in widths], *cells[1:]):
        aligned = [
            cell.ljust(width) if i in table.left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(aligned)).rstrip())
    return lines


def pounds(amount: float) -> str:
    """Return whole pounds with thousands separators, such as 1,234 or -1,234."""
    return figure(amount, 0)


def known_pounds(amount: float | None) -> str:
    """Return an amount of pounds, or a dash where it is not known."""
    return "-" if amount is None else pounds(amount)


def known_total(amounts: Sequence[float | None]) -> str:
    """Return the sum of amounts of pounds, or a dash where one of them is not known."""
    return known_pounds(None if None in amounts else sum(amount or 0.0 for amount in amounts))


def percent(share: float, digits: int = 1) -> str:
    """Return a share as a percentage, such as 61.0 %."""
    return f"{figure(100 * share, digits)} %"


def children(count: float) -> str:
    """Return expected children with one decimal."""
    return figure(count, 1)


def rate(value: float) -> str:
    """Return moves per child and year, three decimals."""
    return figure(value, 3)


def figure(value: float, digits: int) -> str:
    """Return a number with thousands separators and some decimals; what rounds to nothing has no sign."""
    shown = f"{value:,.{digits}f}"
    return shown if any(digit in shown for digit in "123456789") else shown.removeprefix("-")
