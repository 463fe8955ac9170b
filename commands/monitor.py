"""The command `monitor`."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Output, output_options
from commands.output import DONE, emit, show_lines, show_tables, user_faults
from commands.written import read_written

if TYPE_CHECKING:
    from models.instance import Instance


@click.command(short_help="Hold a year's actuals against budget and plan.")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--actuals",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="The council's actuals; the last period in it is reported (docs/monitoring.md).",
)
@click.option("--year", metavar="2024/25", help="Financial year of the actuals; without it the plan's first.")
@output_options
def monitor(plan: Path, actuals: Path, year: str | None, output: Output) -> None:
    """Hold actuals against the budget and a written PLAN: forecast, variance and why, commitments delivered.

    \b
    Example:  sufficiency monitor plans/first --actuals P10.csv
    """
    from audit.monitoring import monitoring, net_budgets
    from instances.actuals import read_actuals
    from reports.monitoring import headline, tables

    with user_faults("nothing can be reported"):
        loaded, made = read_written(plan)
        number = _year_number(loaded.instance, year)
        name = str(loaded.instance.calendar.years[number])
        heads = {line.budget_head for line in made.ledger} | net_budgets(loaded.instance, name).keys()
        rows = read_actuals(actuals, frozenset(heads | {offer.budget_head for offer in loaded.instance.offers}))
    found = monitoring(loaded.instance, made, rows, number)
    if output.as_json:
        emit(json.loads(json.dumps(dataclasses.asdict(found), default=str)))
    elif not output.quiet:
        show_lines(headline(found))
        show_tables(tables(found))
    raise SystemExit(DONE)


def _year_number(instance: "Instance", year: str | None) -> int:
    """Return the number of a financial year of the plan, 0 for the first.

    Raises:
        InputError: if the plan has no such year.
    """
    from models.faults import Fault, InputError

    years = [str(known) for known in instance.calendar.years]
    if year is None:
        return 0
    if year not in years:
        raise InputError([Fault("--year", f"a year of the plan: {', '.join(years)}", value=year)])
    return years.index(year)
