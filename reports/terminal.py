"""Tables in a terminal, ruled by rich."""

from rich.console import Console
from rich.table import Table as Ruled
from rich.text import Text

from reports.table import Table


def print_table(table: Table) -> None:
    """Print a table; the user's text is printed as it is, without markup."""
    ruled = Ruled(title=Text(table.title), title_justify="left", caption=Text(table.foot), caption_justify="left")
    for i, head in enumerate(table.head):
        ruled.add_column(Text(head), justify="left" if i in table.left else "right", overflow="fold")
    for row in table.rows:
        ruled.add_row(*(Text(cell) for cell in row))
    Console().print(ruled)
