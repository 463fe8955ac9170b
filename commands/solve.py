"""The command `solve`."""

from pathlib import Path

import click

from commands.options import (
    Changes,
    Destination,
    Output,
    Paths,
    Search,
    change_options,
    destination_options,
    output_options,
    path_options,
    search_options,
)


@click.command(short_help="Find, check and print the plan of least cost.")
@click.argument("instance")
@destination_options
@click.option(
    "--mps",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the model, as solved, for other solvers.",
)
@click.option("--no-explain", is_flag=True, help="Leave out from which occupancy and demand each commitment pays.")
@change_options
@path_options
@search_options
@output_options
def solve(
    instance: str,
    destination: Destination,
    mps: Path | None,
    no_explain: bool,
    changes: Changes,
    paths: Paths,
    search: Search,
    output: Output,
) -> None:
    """Find, check and print the plan of least cost for INSTANCE (a packaged name, a folder or a workbook).

    \b
    Example:  sufficiency solve sefton-2022 --demand middle --out plans/middle
    """
    from commands.interruption import Interruption
    from commands.planning import finish, prepare, search_plan, whole_file

    _check_mps(mps, destination.out)
    with Interruption() as interruption:
        loaded = prepare(instance, paths, destination, changes)
        with whole_file(mps) as model:
            plan = search_plan(loaded, "plan", paths, search, output, interruption, model, explain=not no_explain)
        finish(loaded, plan, destination, output, interruption)


def _check_mps(mps: Path | None, out: Path | None) -> None:
    """Refuse an MPS file that cannot be, or that lies where the plan is to be written."""
    if mps is None:
        return
    if not mps.parent.is_dir():
        raise click.BadParameter(f"{mps}: the folder does not exist", param_hint="'--mps'")
    if out is not None and mps.absolute().is_relative_to(out.absolute()):
        raise click.BadParameter(f"{mps} lies in --out; give another place", param_hint="'--mps'")
