"""The command `check`."""

import math

import click

from commands.options import Changes, Output, Paths, change_options, output_options, path_options
from commands.output import INTERRUPTED, emit, fail, show_lines, show_tables, user_faults


@click.command(short_help="Check an instance: every fault at once.")
@click.argument("instance")
@change_options
@path_options
@output_options
def check(instance: str, changes: Changes, paths: Paths, output: Output) -> None:
    """Check INSTANCE: every fault at once, assumptions counted, calibration, best reachable policy levels.

    \b
    Example:  sufficiency check my-council
    """
    from commands.planning import load_instance

    with user_faults(as_json=output.as_json):
        loaded = load_instance(instance, paths.demand, changes)
    from instances.findings import findings
    from optimiser.calibrate import calibration
    from optimiser.reach import reach
    from reports.checking import check_dictionary, check_tables

    found = findings(loaded.instance)
    calibrated = calibration(loaded.instance)
    reached = reach(loaded.instance, paths.demand, paths.prices)
    if not all(math.isfinite(item.best) for item in reached):
        # Ctrl-C ends the search for a level without a bound on it.
        fail("Interrupted before the best reachable levels were known", INTERRUPTED)
    if output.as_json:
        emit(check_dictionary(found, calibrated, reached))
    elif not output.quiet:
        over = f" with {'; '.join(loaded.overlays)}" if loaded.overlays else ""
        show_lines([f"{loaded.name}{over}: no fault found; SHA-256 {loaded.sha256}"])
        asked = (paths.demand, paths.prices)
        show_tables(check_tables(loaded.instance, asked, found, calibrated, reached))
