"""The example row of each table, as the template shows it and the workbook reader knows it again."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from instances.columns import columns_of
from instances.convert import UnreadableError, convert
from models.fields import EXAMPLE
from models.tables import TABLES

NOTE = "write your own rows below and delete this one; left as it is, it is not read"
_FILE = Path(__file__).with_name("examples.toml")


@cache
def _examples() -> Mapping[str, dict[str, object]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def example_row(table: str) -> dict[str, object]:
    """Return the example row of a table by column; None where it is blank."""
    values = {**_examples()[table], "source": EXAMPLE, "note": NOTE}
    return {column: values.get(column) for column in columns_of(TABLES[table])}


def is_example(table: str, header: Sequence[object], cells: Sequence[object]) -> bool:
    """Return whether a row of a sheet is the example of its table, no cell of it changed.

    Such a row is passed over. One that was changed, but for its source, is somebody's own: the model refuses
    it until it has a source of its own.
    """
    names = [str(name or "").strip() for name in header]
    found = dict(zip(names, cells, strict=False))
    if found.get("source") != EXAMPLE or any(cell not in (None, "") for cell in cells[len(names) :]):
        return False
    columns = columns_of(TABLES[table])
    example = example_row(table)
    try:
        return all(
            name in columns and convert(cell, columns[name]) == convert(example[name], columns[name])
            for name, cell in found.items()
            if name or cell not in (None, "")
        )
    except UnreadableError:
        return False
