"""The command `frontier`."""

import dataclasses
from typing import TYPE_CHECKING

import click

from commands.options import (
    Changes,
    Output,
    Paths,
    Search,
    Spreading,
    change_options,
    output_options,
    path_options,
    search_options,
    spreading_options,
)
from commands.ranges import Numbers
from commands.spreading import hands_of

if TYPE_CHECKING:
    from models.instance import Instance
    from optimiser.sweep.levels import Held


@click.command(short_help="What each level of a policy costs.")
@click.argument("instance")
@click.option(
    "--policy",
    "policies",
    required=True,
    multiple=True,
    metavar="NAME",
    help="Policy; given twice: a grid.",
)
@click.option(
    "--levels",
    required=True,
    multiple=True,
    type=Numbers(),
    metavar="A:B:STEP",
    help="Levels, both ends included, such as 0.55:0.7:0.05; once for each policy.",
)
@click.option("--year", metavar="YEAR", help="Hold the level in this financial year alone; otherwise in all.")
@spreading_options(1, "Processes")
@change_options
@path_options
@search_options
@output_options
def frontier(
    instance: str,
    policies: tuple[str, ...],
    levels: tuple[tuple[float, ...], ...],
    year: str | None,
    spreading: Spreading,
    changes: Changes,
    paths: Paths,
    search: Search,
    output: Output,
) -> None:
    """Show what each level of a policy of INSTANCE costs: for each, everything is planned again.

    \b
    Example:  sufficiency frontier sefton-2022 --policy locality --levels 0.59:0.65:0.02
    """
    from commands.interruption import Interruption
    from commands.output import emit, show_lines, show_tables, user_faults
    from commands.planning import load_instance
    from commands.sweeping import exit_code, sweep
    from optimiser.sweep.frontiers import frontier as solve_frontier
    from optimiser.sweep.live import Paths as LivePaths
    from reports.frontier import headline, tables

    with Interruption() as interruption:
        with user_faults():
            own = load_instance(instance, paths.demand, changes).instance
            held = _held(own, policies, levels, year)
        chosen = LivePaths(paths.demand, paths.prices)
        with hands_of(spreading, "processes") as hands:
            result = sweep(
                lambda effort: solve_frontier(own, held, chosen, effort, hands), search, output, interruption
            )
    if output.as_json:
        emit(dataclasses.asdict(result))
    elif not output.quiet:
        show_lines(headline(own, result))
        show_tables(tables(result))
    raise SystemExit(exit_code((point.status for point in result.points), interrupted=result.interrupted))


def _held(
    instance: "Instance", policies: tuple[str, ...], levels: tuple[tuple[float, ...], ...], year: str | None
) -> tuple["Held", ...]:
    """Return the policies to hold.

    Raises:
        InputError: with everything that does not fit the instance.
    """
    from models.faults import Fault, InputError
    from models.rules import IN_POUNDS
    from optimiser.sweep.levels import Held

    faults = []
    if len(policies) != len(levels) or len(policies) > 2 or len(set(policies)) != len(policies):
        expected = "one policy, or two different ones, each with its --levels"
        faults.append(Fault("--policy", expected, value=", ".join(policies)))
    for name, asked in zip(policies, levels, strict=False):
        rows = [row for row in instance.policies if row.policy == name]
        names = ", ".join(dict.fromkeys(row.policy for row in instance.policies)) or "it has none"
        if not rows:
            faults.append(Fault("--policy", f"a policy of the instance: {names}", value=name))
        elif year is not None and year not in {row.financial_year for row in rows}:
            years = ", ".join(row.financial_year for row in rows)
            faults.append(Fault("--year", f"a year that the policy {name} has: {years}", value=year))
        elif year is None and rows[0].measure in IN_POUNDS and instance.calendar.elapsed_months:
            part = instance.calendar.years[0]
            expected = f"a year, as of {part} only a part is planned: pounds of a whole year are no level for it"
            faults.append(Fault("--year", expected))
        elif min(asked) < 0.0 or (rows[0].is_share and max(asked) > 1.0):
            expected = "shares from 0 to 1" if rows[0].is_share else "levels of 0 or more"
            faults.append(Fault("--levels", expected, value=", ".join(f"{level:g}" for level in asked)))
    if faults:
        raise InputError(faults)
    return tuple(Held(name, asked, year) for name, asked in zip(policies, levels, strict=True))
