"""The command `check`."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commands.options import Changes, Output, Paths, change_options, output_options, path_options
from commands.output import INTERRUPTED, NOTHING_WRITTEN, emit, fail, show_lines, show_tables, user_faults


@click.command(short_help="Check an instance: every fault at once.")
@click.argument("instance")
@click.option(
    "--mark",
    type=click.Path(path_type=Path),
    metavar="COPY.xlsx",
    help="Write a copy as a workbook in which every faulty cell is coloured and says what is wrong.",
)
@click.option("--force", is_flag=True, help="Replace COPY.xlsx if it exists.")
@click.option("--fast", is_flag=True, help="Leave out the best reachable policy levels, which have to be solved for.")
@change_options
@path_options
@output_options
def check(
    instance: str, mark: Path | None, force: bool, fast: bool, changes: Changes, paths: Paths, output: Output
) -> None:
    """Check INSTANCE: every fault at once, assumptions counted, calibration, best reachable policy levels.

    \b
    Example:  sufficiency check my-council
              sufficiency check my-council.xlsx --mark marked.xlsx --fast
    """
    from commands.planning import load_instance

    with user_faults(as_json=output.as_json):
        if mark is not None:
            _refuse_mark(instance, mark, force=force)
    copied = NOTHING_WRITTEN if mark is None else f"they are marked in {mark}"
    with user_faults(copied, as_json=output.as_json), marked(instance, mark):
        loaded = load_instance(instance, paths.demand, changes)
    from instances.findings import findings
    from optimiser.calibrate import calibration
    from optimiser.reach import reach
    from reports.checking import check_dictionary, check_tables

    found = findings(loaded.instance)
    calibrated = calibration(loaded.instance)
    reached = None if fast else reach(loaded.instance, paths.demand, paths.prices)
    if reached is not None and not all(math.isfinite(item.best) for item in reached):
        # Ctrl-C ends the search for a level without a bound on it.
        fail("Interrupted before the best reachable levels were known", INTERRUPTED)
    if output.as_json:
        emit(check_dictionary(found, calibrated, reached))
    elif not output.quiet:
        over = f" with {'; '.join(loaded.overlays)}" if loaded.overlays else ""
        show_lines([f"{loaded.name}{over}: no fault found; SHA-256 {loaded.sha256}"])
        asked = (paths.demand, paths.prices)
        show_tables(check_tables(loaded.instance, asked, found, calibrated, reached))
        if reached is None:
            show_lines(["", "Not checked: which policy levels can be reached (--fast)."])


def _refuse_mark(instance: str, mark: Path, *, force: bool) -> None:
    """Refuse a copy that cannot be written, or would take the place of what is checked.

    Raises:
        InputError: says why.
    """
    from instances.workbook_writer import refuse_file
    from models.faults import Fault, InputError

    if mark.exists() and Path(instance).exists() and mark.samefile(instance):
        raise InputError([Fault("--mark", "another name than that of the workbook that is checked", value=str(mark))])
    refuse_file(mark, force=force)


@contextmanager
def marked(instance: str, mark: Path | None) -> Iterator[None]:
    """Write the copy of an instance once it has been read: with the faults found, if there were any.

    Raises:
        InputError: with the faults, or what is wrong with an instance that no copy can be made of.
    """
    from instances.marking import write_marked
    from instances.reader import locate
    from models.faults import InputError

    try:
        yield
    except InputError as error:
        if mark is not None:
            write_marked(locate(instance), error.faults, mark)
        raise
    if mark is not None:
        write_marked(locate(instance), (), mark)
