"""Changing the tiny instance in one place and reading it again."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from instances.reader import LoadedInstance, load
from models.faults import Fault, InputError
from tests.instances.full import full_files
from tests.instances.tiny import tiny_files, write_files

Files = dict[str, str]
Rows = list[list[str]]


def with_rows(files: Files, table: str, change: Callable[[Rows], Rows | None]) -> Files:
    """Return `files` with the rows of a table, header first, changed in place or replaced."""
    rows = list(csv.reader(io.StringIO(files[f"{table}.csv"])))
    changed = change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows if changed is None else changed)
    return {**files, f"{table}.csv": out.getvalue()}


def with_cell(files: Files, table: str, row: int, column: str, value: str) -> Files:
    """Return `files` with one cell changed; `row` counts lines, the header being 1."""

    def change(rows: Rows) -> None:
        rows[row - 1][rows[0].index(column)] = value

    return with_rows(files, table, change)


def with_row(files: Files, table: str, **values: str) -> Files:
    """Return `files` with a row more; columns not given are blank, `source` is filled in."""

    def change(rows: Rows) -> None:
        given = {"source": "a document", **values}
        rows.append([given.get(name, "") for name in rows[0]])

    return with_rows(files, table, change)


def without_row(files: Files, table: str, row: int) -> Files:
    """Return `files` with line `row` of a table left out."""
    return with_rows(files, table, lambda rows: rows[: row - 1] + rows[row:])


def with_text(files: Files, name: str, old: str, new: str) -> Files:
    """Return `files` with `old`, which must be there, replaced in the file `name`."""
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


def read(folder: Path, files: Mapping[str, str | bytes]) -> LoadedInstance:
    """Write files to a folder and load it."""
    return load(write_files(folder, dict(files)))


def faults_of(folder: Path, files: Mapping[str, str | bytes]) -> list[Fault]:
    """Return the faults of an instance, none if it is sound."""
    try:
        read(folder, files)
    except InputError as error:
        return list(error.faults)
    return []


def only_fault(folder: Path, files: Mapping[str, str | bytes]) -> str:
    """Return the single fault of an instance as it is printed."""
    found = [str(fault) for fault in faults_of(folder, files)]
    assert len(found) == 1, found
    return found[0]


def cell_fault(folder: Path, table: str, row: int, column: str, value: str) -> str:
    """Return the single fault of the tiny instance with one cell changed."""
    return only_fault(folder, with_cell(tiny_files(), table, row, column, value))


def full_faults(folder: Path, *cells: tuple[str, int, str, str]) -> list[str]:
    """Return the faults of the full instance with some cells changed: table, row, column, value of each."""
    files = full_files()
    for table, row, column, value in cells:
        files = with_cell(files, table, row, column, value)
    return [str(fault) for fault in faults_of(folder, files)]
