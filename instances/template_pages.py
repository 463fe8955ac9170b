"""The page of the template that is read first: what to do, how cells are written, every column of every sheet."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from instances.columns import columns_of
from instances.reference import unit_of, values_of
from instances.workbook import SETTINGS_SHEET
from models.fields import EXAMPLE
from models.tables import MAY_BE_EMPTY, TABLES

_WORDS = f"""\
How to fill it
1. Fill the sheet {SETTINGS_SHEET}: a value for every key. The columns beside it explain; only key and value are read.
2. Fill the sheets from left to right: a name has to stand in its own table before others can use it.
3. Write your rows below the example row, then delete the example. Left as it is, the example is not read; \
changed, it is a fault until its source says where your figures come from.
4. A sheet marked 'may stay empty' below may have no rows but the example.
5. Check it:  sufficiency check FILE.xlsx --mark COPY.xlsx  writes a copy in which every faulty cell is coloured.
6. Plan from it:  sufficiency solve FILE.xlsx --out PLAN
How cells are written
Dates: 2024-04-01 or 01/04/2024. Financial years: 2024/25. Shares: 0.25 for 25 %. Money: pounds, digits and a point.
Names: small letters, digits and _, beginning with a letter. Text that begins with = + - @ is refused.
source: the title of the document and its table, or the word assumption; then note gives the basis.
Headers: dark blue columns need a value in every row; grey ones may be left blank. Point at a header to read its note.
The sheets read_me, lists and faults are not read. Leave the names of the sheets and columns as they are.
"""


@dataclass(frozen=True)
class PageRow:
    """A row of the page; `heading` where it stands out."""

    values: tuple[str, ...]
    heading: bool = False


def read_me_rows(authority: str | None) -> Iterator[PageRow]:
    """Yield the page's rows: instructions, then a row for each column of each sheet."""
    whose = "a council's own figures" if authority is None else authority
    yield PageRow((f"Placement sufficiency: {whose}",), heading=True)
    for line in _WORDS.splitlines():
        if line.startswith("How "):
            yield PageRow(())
        yield PageRow((line,), heading=line.startswith("How "))
    yield PageRow(())
    yield PageRow(("Every sheet and column",), heading=True)
    yield PageRow(("sheet", "column", "unit", "meaning", "what it may be"), heading=True)
    for name, model in TABLES.items():
        empty = " May stay empty." if name in MAY_BE_EMPTY else ""
        about = " ".join(inspect.cleandoc(model.__doc__ or "").split())
        yield PageRow((name, "", "", _plain(about + empty), ""), heading=True)
        for column in columns_of(model).values():
            yield PageRow((name, column.name, unit_of(column.name), _plain(column.meaning), values_of(column)))
    yield PageRow((f"Rows whose source is '{EXAMPLE}' are examples.",))


def _plain(text: str) -> str:
    """Return a text without the marks that the documentation sets names in."""
    return text.replace("`", "")
