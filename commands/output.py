"""What every command prints through: faults on stderr, tables or one JSON object on stdout."""

import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from reports.text import inert

if TYPE_CHECKING:
    from commands.options import Output
    from models.faults import Fault
    from models.merging import MergeReport
    from reports.table import Table

DONE, BAD_INPUT, RELAXED, STOPPED, REFUSED, INTERRUPTED = 0, 2, 3, 4, 5, 130

NOTHING_WRITTEN = "nothing was written"


def utf8_streams() -> None:
    """Print UTF-8 everywhere, also on Windows; what it cannot write becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal; one that was closed is none."""
    return stream is not None and stream.isatty()


def say(line: str) -> None:
    """Print a line on stderr, control characters written out."""
    click.echo(inert(line), err=True)


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Print a message of one line on stderr and exit."""
    say(message)
    raise SystemExit(code)


def emit(values: Mapping[str, object]) -> None:
    """Print one JSON object on stdout."""
    click.echo(json.dumps(values, allow_nan=False))


def show_lines(lines: Iterable[str]) -> None:
    """Print lines on stdout: broken between words in a terminal, never when piped."""
    if is_terminal(sys.stdout):
        from reports.terminal import print_lines

        print_lines(lines)
        return
    for line in lines:
        click.echo(inert(line))


def show_tables(tables: Iterable["Table"]) -> None:
    """Print tables, each after a blank line: ruled in a terminal, plain and never wrapped or cut when piped."""
    from reports.table import plain

    for table in tables:
        click.echo()
        if is_terminal(sys.stdout):
            from reports.terminal import print_table

            print_table(table)
        else:
            click.echo(plain(table))


def show_merge(report: "MergeReport", folder: Path, output: "Output") -> None:
    """Print what became of a file that was merged into an instance folder."""
    from reports.merging import merge_tables, merge_values

    if output.as_json:
        emit({"directory": str(folder), **merge_values(report)})
    elif not output.quiet:
        show_tables(merge_tables(report))
        merged = any(report.counts[outcome] for outcome in ("added", "updated", "unchanged"))
        look = f"Merged into {folder}; look it over with:  sufficiency check {shlex.quote(str(folder))}"
        show_lines(["", look if merged else f"No row was merged; {folder} is as it was."])


@contextmanager
def user_faults(closing: str = NOTHING_WRITTEN, *, as_json: bool = False) -> Iterator[None]:
    """Turn faults of the user's data into lines and exit code 2; anything else is a bug with a traceback.

    Args:
        closing: what the last line says after the number of faults.
        as_json: whether the faults are also printed as a JSON object on stdout.
    """
    from models.faults import InputError
    from reports.plan_folder import PlanFolderError

    try:
        yield
    except InputError as error:
        if as_json:
            emit({"ok": False, "faults": [_fault_values(fault) for fault in error.faults]})
        _tell(error.faults, closing)
    except PlanFolderError as error:
        fail(f"{error}; {NOTHING_WRITTEN}")


def _tell(faults: tuple["Fault", ...], closing: str) -> NoReturn:
    from instances.findings import printed_faults

    for line in printed_faults(faults):
        say(line)
    fail(f"{len(faults):,} fault{'' if len(faults) == 1 else 's'} found; {closing}")


def _fault_values(fault: "Fault") -> dict[str, object]:
    return {
        "file": fault.file,
        "row": fault.row,
        "column": fault.column,
        "cell": fault.cell,
        "value": fault.value,
        "expected": fault.expected,
    }
