"""The command `alternatives`."""

import dataclasses
from pathlib import Path
from typing import Any

import click

from commands.options import (
    Changes,
    Destination,
    Finite,
    Output,
    Paths,
    Search,
    change_options,
    destination_options,
    output_options,
    path_options,
    search_options,
)
from commands.output import DONE, INTERRUPTED, STOPPED, emit, show_lines, show_tables, user_faults

MOST_WITHIN = 0.5


class Percentage(Finite):
    """A share of the cost, written 1% or 0.01."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share."""
        if isinstance(value, str) and value.rstrip().endswith("%"):
            try:
                value = float(value.rstrip().removesuffix("%")) / 100.0
            except ValueError:
                self.fail(f"{value!r} is not a share such as 1% or 0.01.", param, ctx)
        return super().convert(value, param, ctx)


@click.command(short_help="Find other sets of commitments at nearly the same cost.")
@click.argument("instance")
@click.option(
    "--within",
    type=Percentage(0.0, MOST_WITHIN),
    default="1%",
    show_default=True,
    metavar="1%",
    help="How much dearer an alternative may be than the best plan, as 1% or 0.01; at most 50%.",
)
@click.option(
    "--number", type=click.IntRange(1, 10), default=3, show_default=True, help="How many alternatives to look for."
)
@destination_options
@change_options
@path_options
@search_options
@output_options
def alternatives(
    instance: str,
    within: float,
    number: int,
    destination: Destination,
    changes: Changes,
    paths: Paths,
    search: Search,
    output: Output,
) -> None:
    """Find sets of commitments as different as can be from the best plan of INSTANCE, at nearly its cost.

    With --out each becomes a plan of its own in that folder: best, alternative_1, alternative_2 and so on.

    \b
    Example:  sufficiency alternatives sefton-2022 --within 1%
    """
    from commands.interruption import Interruption
    from commands.planning import checked, load_instance, no_plan, write
    from commands.progress import ProgressLine
    from optimiser.explain.alternatives import alternatives as find
    from optimiser.plan import NoPlanError, Run
    from reports.alternatives import alternatives_lines, alternatives_names
    from reports.compare import side_by_side
    from reports.plan_folder import check_destination, summary_values

    folders = _folders(destination, number)
    with user_faults():
        for folder in folders:
            check_destination(folder, force=destination.force)
        loaded = load_instance(instance, paths.demand, changes)
    with Interruption() as interruption:
        progress = ProgressLine(interruption, quiet=output.quiet or output.as_json)
        run = Run(
            loaded.instance,
            paths.demand,
            paths.prices,
            search.gap,
            search.time_limit,
            search.seed,
            loaded.sha256,
            "plan",
            progress,
            explain=False,
        )
        try:
            found = find(run, within, number)
        except NoPlanError as error:
            progress.close()
            no_plan(loaded, search, output, interrupted=error.interrupted)
        finally:
            progress.close()
    for plan in found.plans:
        checked(loaded, plan)
    written = list(zip(found.plans, folders, strict=False))
    for plan, folder in written:
        write(loaded, plan, Destination(folder, destination.force))
    names = alternatives_names(len(found.plans))
    if output.as_json:
        sides = [summary_values(plan.summary) for plan in found.plans]
        rest = {name: value for name, value in dataclasses.asdict(found).items() if name != "plans"}
        emit({"within": within, "plans": sides, **rest})
    elif not output.quiet:
        show_lines(alternatives_lines(found.plans, found.distances, found.proven, within, complete=found.complete))
        show_tables(side_by_side(names, [loaded.instance] * len(names), found.plans))
        show_lines([f"Written to {folder}" for _, folder in written])
    raise SystemExit(INTERRUPTED if found.interrupted else DONE if found.complete else STOPPED)


def _folders(destination: Destination, number: int) -> list[Path]:
    """Return where each plan is to be written; none where none is."""
    from reports.alternatives import alternatives_names

    if destination.out is None:
        return []
    return [destination.out / name.replace(" ", "_") for name in alternatives_names(number + 1)]
