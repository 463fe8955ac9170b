"""Tables in a terminal, ruled by rich. A narrow terminal breaks labels and heads between words, never a figure."""

from collections.abc import Iterable
from textwrap import wrap

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Ruled
from rich.text import Text

from reports.table import Table
from reports.text import inert

SPACES = 2
"""Columns of the terminal between two columns of a table."""


def print_lines(lines: Iterable[str]) -> None:
    """Print lines, broken between words at the width of the terminal, never within one; no markup."""
    console = Console()
    for line in lines:
        _print_text(console, inert(line))


def _print_text(console: Console, line: str, style: str = "") -> None:
    """Print a line, broken between words only: rich by itself would fold a word longer than the terminal."""
    parts = wrap(line, console.width, break_long_words=False, break_on_hyphens=False, replace_whitespace=False)
    for part in parts or [""]:
        console.print(Text(part, style=style), no_wrap=True, overflow="ignore", crop=False)


def print_table(table: Table) -> None:
    """Print a table; the user's text is printed as it is, without markup.

    Where it is wider than the terminal, heads of figures are broken first, then labels. A table of more figures
    than the terminal is wide runs over rather than lose them.
    """
    console = Console()
    _print_text(console, inert(table.title), "bold")
    if table.rows:
        ruled, least = _ruled(table, console.width)
        Console(width=max(least, console.width)).print(ruled, crop=False)
    for remark in table.remarks:
        _print_text(console, remark, "italic")


def _ruled(table: Table, width: int) -> tuple[Ruled, int]:
    """Return the table, and the least width at which nothing in it is cut."""
    ruled = Ruled(box=SIMPLE_HEAD, padding=(0, SPACES, 0, 0), show_edge=False)
    heads = [inert(head) for head in table.head]
    cells = [[inert(row[i]) for row in table.rows] for i in range(len(heads))]
    natural = [_longest([head, *column]) for head, column in zip(heads, cells, strict=True)]
    least = [_narrowest(heads[i], cells[i], whole=i not in table.left) for i in range(len(heads))]
    narrow = sum(natural) + SPACES * len(natural) > width
    for i, head in enumerate(heads):
        figures = i not in table.left
        ruled.add_column(
            Text(head),
            justify="right" if figures else "left",
            width=least[i] if figures and narrow else None,
            min_width=least[i],
            overflow="fold",
        )
    for row in zip(*cells, strict=True):
        ruled.add_row(*map(Text, row))
    return ruled, sum(least) + SPACES * len(least)


def _narrowest(head: str, cells: list[str], *, whole: bool) -> int:
    """Return the least width of a column: that of its longest word, and of its longest cell if kept `whole`."""
    return _longest([*head.split(), *(cells if whole else [word for cell in cells for word in cell.split()])])


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)
