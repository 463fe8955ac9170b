"""Tables in a terminal, ruled by rich. A narrow terminal breaks labels and heads between words, never a figure."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table as Ruled
from rich.text import Text

from reports.table import Table
from reports.text import inert


def print_lines(lines: Iterable[str]) -> None:
    """Print lines, broken between words at the width of the terminal; no markup."""
    console = Console()
    for line in lines:
        console.print(Text(inert(line)))


def print_table(table: Table) -> None:
    """Print a table; the user's text is printed as it is, without markup."""
    console = Console()
    console.print(Text(inert(table.title), style="bold"))
    if table.rows:
        # Not cropped: a table of more figures than the terminal is wide runs over rather than lose them.
        console.print(_ruled(table), crop=False)
    for remark in table.remarks:
        console.print(Text(remark, style="italic"))


def _ruled(table: Table) -> Ruled:
    ruled = Ruled()
    for i, head in enumerate(table.head):
        cells = [inert(row[i]) for row in table.rows]
        ruled.add_column(
            Text(inert(head)),
            justify="left" if i in table.left else "right",
            min_width=_narrowest(head, cells, whole=i not in table.left),
            overflow="fold",
        )
    for row in table.rows:
        ruled.add_row(*(Text(inert(cell)) for cell in row))
    return ruled


def _narrowest(head: str, cells: list[str], *, whole: bool) -> int:
    """Return the least width of a column: that of its longest word, and of its longest cell if kept `whole`."""
    kept = cells if whole else [word for cell in cells for word in cell.split()]
    return max(map(len, [*kept, *inert(head).split(), ""]))
