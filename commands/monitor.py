"""The command `monitor`."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import (
    Destination,
    Output,
    Search,
    destination_options,
    output_options,
    search_options,
)
from commands.output import DONE, INTERRUPTED, emit, show_lines, show_tables, user_faults
from commands.written import read_written

if TYPE_CHECKING:
    from commands.replanning import Replanning
    from instances.reader import LoadedInstance
    from models.instance import Instance
    from models.monitoring import Actual, Monitoring
    from models.plan import Plan


@click.command(short_help="Hold a year's actuals against budget and plan, and plan anew.")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--actuals",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="The council's actuals; the last period in it is reported (docs/monitoring.md).",
)
@click.option("--year", metavar="2024/25", help="Financial year of the actuals; without it the plan's first.")
@click.option(
    "--replan", "again", is_flag=True, help="Then plan the months left of the year, and the years after it, anew."
)
@click.option(
    "--placements",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="With --replan: the children on the last day of the period, a table placements_today; without it, as "
    "planned, scaled to the actuals.",
)
@click.option(
    "--years",
    type=click.IntRange(1, 5),
    help="With --replan: financial years to plan, the rest of the running one being one; else those left.",
)
@click.option("--no-explain", is_flag=True, help="With --replan: leave out from where each commitment pays.")
@destination_options
@search_options
@output_options
def monitor(
    plan: Path,
    actuals: Path,
    year: str | None,
    again: bool,
    placements: Path | None,
    years: int | None,
    no_explain: bool,
    destination: Destination,
    search: Search,
    output: Output,
) -> None:
    """Hold actuals against the budget and a written PLAN: forecast, variance and why, commitments delivered.

    \b
    Example:  sufficiency monitor plans/first --actuals P10.csv
              sufficiency monitor plans/first --actuals P10.csv --replan --placements today.csv --out plans/next
    """
    from audit.monitoring import monitoring, net_budgets
    from commands.interruption import Interruption
    from commands.replanning import Replanning, replan
    from instances.actuals import read_actuals

    _only_with_replan(again, {"--placements": placements, "--years": years, "--out": destination.out})
    with user_faults("nothing can be reported"):
        loaded, made = read_written(plan)
        number = _year_number(loaded.instance, year)
        name = str(loaded.instance.calendar.years[number])
        heads = {line.budget_head for line in made.ledger} | net_budgets(loaded.instance, name).keys()
        rows = read_actuals(actuals, frozenset(heads | {offer.budget_head for offer in loaded.instance.offers}))
        rows = _since_start(loaded.instance, number, rows, actuals)
    found = monitoring(loaded.instance, made, rows, number)
    if not again:
        _show(found, output)
        raise SystemExit(DONE)
    from commands.planning import exit_code

    asked = Replanning(placements, years, not no_explain, destination, search)
    with Interruption() as interruption:
        anew = replan((loaded, made), rows, number, asked, output, interruption)
        _show_anew(found, (loaded.instance, made), anew, asked, output)
    raise SystemExit(INTERRUPTED if interruption.requested else exit_code(anew[1]))


def _since_start(instance: "Instance", year: int, rows: tuple["Actual", ...], file: Path) -> tuple["Actual", ...]:
    """Return the rows as they are; of a year that began before the plan, what was spent since.

    Raises:
        InputError: if the rows have no period after the plan's start, or not the one that ends on the day before.
    """
    from audit.monitoring import since_start
    from models.faults import Fault, InputError, printable

    passed = instance.calendar.elapsed_months if year == 0 else 0
    periods = {row.period for row in rows}
    if not passed:
        return rows
    begins = f"the plan begins on {instance.settings.calendar.start}"
    if max(periods) <= passed:
        expected = f"actuals of a period after {passed}: {begins}"
        raise InputError([Fault(printable(file.name), expected, None, "period", str(max(periods)))])
    if passed not in periods:
        expected = f"rows of period {passed} too, from which on it counts: {begins}"
        raise InputError([Fault(printable(file.name), expected, None, "period")])
    return since_start(rows, passed)


def _only_with_replan(again: bool, given: dict[str, object]) -> None:
    for name, value in given.items():
        if value is not None and not again:
            raise click.BadParameter("needs --replan", param_hint=f"'{name}'")


def _show(found: "Monitoring", output: Output) -> None:
    from reports.monitoring import headline, tables

    if output.as_json:
        emit(_plain(found))
    elif not output.quiet:
        show_lines(headline(found))
        show_tables(tables(found))


def _plain(found: "Monitoring") -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(dataclasses.asdict(found), default=str))
    return plain


def _show_anew(
    found: "Monitoring",
    before: tuple["Instance", "Plan"],
    anew: tuple["LoadedInstance", "Plan"],
    asked: "Replanning",
    output: Output,
) -> None:
    """Print the variance report, then the plan made anew against the plan before."""
    from audit.outturn import outturns
    from reports.plan_folder import summary_values
    from reports.replanning import changes, replan_lines, replan_tables, replan_values

    instances, plans = (before[0], anew[0].instance), (before[1], anew[1])
    moved = changes(*plans, instances[1])
    year = outturns(found, before, plans[1]) if instances[1].calendar.elapsed_months else ()
    if output.as_json:
        changed = replan_values(instances, plans, moved, year)
        emit({**_plain(found), "replan": {"plan": summary_values(plans[1].summary), "changes": changed}})
        return
    if output.quiet:
        return
    _show(found, output)
    show_lines(["", *replan_lines(instances[1], given=asked.placements is not None)])
    show_tables(replan_tables(instances, plans, moved, year))
    written = "Nothing was written; give --out FOLDER to keep the plan."
    show_lines(["", written if asked.destination.out is None else f"Written to {asked.destination.out}"])


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
