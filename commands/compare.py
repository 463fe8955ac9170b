"""The command `compare`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Output, output_options
from commands.output import DONE, emit, show_tables, user_faults

if TYPE_CHECKING:
    from models.instance import Instance
    from models.plan import Plan

FEWEST = 2


@click.command(short_help="Put written plans side by side and say why they differ.")
@click.argument("plans", nargs=-1, required=True, metavar="PLAN PLAN...", type=click.Path(path_type=Path))
@output_options
def compare(plans: tuple[Path, ...], output: Output) -> None:
    """Put two or more written PLANs side by side; say why the revenue of each differs from that of the first.

    \b
    Example:  sufficiency compare plans/first plans/middle
    """
    from reports.compare import compared_dictionary, difference_table, side_by_side
    from reports.effects import compared
    from reports.plain import plain_values
    from reports.plan_folder import summary_values

    if len(plans) < FEWEST:
        raise click.BadParameter("give two plans or more", param_hint="'PLAN PLAN...'")
    with user_faults("nothing was compared"):
        instances, made = _read(plans)
    names = _names(plans)
    found = [
        compared((instances[0], instances[i]), (made[0], made[i]), (names[0], names[i])) for i in range(1, len(made))
    ]
    if output.as_json:
        sides = [summary_values(plan.summary) for plan in made]
        emit(compared_dictionary(names, sides, list(map(plain_values, found))))
    elif not output.quiet:
        show_tables([*side_by_side(names, instances, made), *map(difference_table, found)])
    raise SystemExit(DONE)


def _read(folders: tuple[Path, ...]) -> tuple[list["Instance"], list["Plan"]]:
    """Return instances and plans.

    Raises:
        InputError: with every fault of the plans, or if their years differ.
    """
    from commands.written import read_written
    from models.faults import Fault, InputError

    faults: list[Fault] = []
    read = []
    for folder in folders:
        try:
            loaded, plan = read_written(folder)
            read.append((loaded.instance, plan))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    years = [_spans(instance) for instance, _ in read]
    expected = f"a plan of {', '.join(years[0])}, as the first"
    faults = [
        Fault(str(folder), expected, value=", ".join(mine))
        for folder, mine in zip(folders, years, strict=True)
        if mine != years[0]
    ]
    if faults:
        raise InputError(faults)
    return [instance for instance, _ in read], [plan for _, plan in read]


def _spans(instance: "Instance") -> list[str]:
    """Return the financial years of a plan, a part of one with the month from which it is planned."""
    start, years = instance.settings.calendar.start, list(map(str, instance.calendar.years))
    return [f"{years[0]} from {start:%B}", *years[1:]] if instance.calendar.elapsed_months else years


def _names(folders: tuple[Path, ...]) -> list[str]:
    """Return the names of the folders; their paths where two have the same name."""
    names = [folder.name for folder in folders]
    return names if len(set(names)) == len(names) else [str(folder) for folder in folders]
