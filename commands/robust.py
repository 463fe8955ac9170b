"""The command `robust`."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from commands.options import (
    Changes,
    Destination,
    Finite,
    Output,
    Paths,
    Search,
    Spreading,
    change_options,
    destination_options,
    output_options,
    path_options,
    search_options,
    spreading_options,
)
from commands.output import DONE, INTERRUPTED, RELAXED, STOPPED, emit, fail, show_lines, show_tables
from commands.ranges import MonthStart
from commands.spreading import hands_of

if TYPE_CHECKING:
    from commands.interruption import Interruption
    from instances.reader import LoadedInstance
    from models.instance import Instance
    from optimiser.robust.run import Asked, Robust
    from optimiser.robust.waiting import Wait
    from optimiser.spread import Hands

BRANCHES = 3
"""Results of the count that are told apart unless said otherwise."""
SCENARIOS_IN_TAIL = 10
"""Scenarios that the tail would have at least if all were equally likely."""


@click.command(short_help="Find commitments that hold up in many futures.")
@click.argument("instance")
@click.option(
    "--scenarios",
    type=click.IntRange(2, 1000),
    required=True,
    metavar="N",
    help="Scenarios of demand and market prices, 2 to 1000.",
)
@click.option(
    "--cvar",
    type=Finite(0.5, 0.99),
    metavar="A",
    help="Count the mean of the dearest 1 - A of the futures too, such as 0.9; needs 10 / (1 - A) scenarios.",
)
@click.option(
    "--weight",
    type=Finite(0.0, 1.0, min_open=True),
    metavar="W",
    help="Weight of that mean beside the expected cost's 1 - W; 0.5 unless given.",
)
@click.option(
    "--shortfall-price",
    type=Finite(0.0, 1e9, min_open=True),
    default=250_000.0,
    show_default=True,
    metavar="POUNDS",
    help="Price of one child-year, move, child or place by which a hard policy is missed.",
)
@click.option(
    "--method",
    type=click.Choice(["extensive", "benders"]),
    default="benders",
    show_default=True,
    help="All scenarios in one programme, or decomposed.",
)
@click.option(
    "--futures",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Also play the plans out in so many futures, as the command stress does.",
)
@click.option(
    "--sampled-prices/--path-prices",
    default=True,
    show_default=True,
    help="Vary market prices over the scenarios as the command stress does, or keep those of the path.",
)
@click.option(
    "--wait",
    type=MonthStart(),
    metavar="MONTH",
    help="Decide what is decided from this month on, such as 2023-04, once children are counted the day before.",
)
@click.option(
    "--branches",
    type=click.IntRange(2, 9),
    metavar="N",
    help="With --wait: results of the count that are told apart, 2 to 9; 3 unless given.",
)
@click.option(
    "--notice",
    type=click.IntRange(0, 60),
    metavar="MONTHS",
    help="With --wait: months before its start by which a block or programme has to be decided; 0 unless given.",
)
@destination_options
@change_options
@path_options
@search_options
@spreading_options(1, "Processes")
@output_options
def robust(
    instance: str,
    scenarios: int,
    cvar: float | None,
    weight: float | None,
    shortfall_price: float,
    method: Any,
    futures: int,
    sampled_prices: bool,
    wait: dt.date | None,
    branches: int | None,
    notice: int | None,
    destination: Destination,
    changes: Changes,
    paths: Paths,
    search: Search,
    spreading: Spreading,
    output: Output,
) -> None:
    """Find commitments for INSTANCE that do well in many futures of demand and prices.

    Commitments are decided once; children are placed in each scenario when it is known, every policy elastic at a
    price. --out writes the plan with these commitments on the demand path, and robust.json beside it. --wait says
    besides what to commit to now, and what once the count of children is known.

    \b
    Example:  sufficiency robust sefton-2022 --scenarios 20 --gap 0.005 --out plans/robust
              sufficiency robust sefton-2022 --scenarios 8 --wait 2023-04
    """
    _check_tail(scenarios, cvar, weight)
    _check_branches(scenarios, wait, branches, notice)
    hired = hands_of(spreading, "processes")
    from commands.interruption import Interruption
    from commands.planning import prepare
    from optimiser.robust.run import Asked
    from optimiser.robust.two_stage import Risk

    risk = None if cvar is None else Risk(cvar, 0.5 if weight is None else weight)
    asked = Asked(
        scenarios=scenarios,
        risk=risk,
        shortfall_gbp=shortfall_price,
        futures=futures,
        method=method,
        demand=paths.demand,
        prices=paths.prices,
        gap=search.gap,
        time_limit=search.time_limit,
        seed=search.seed,
        sampled_prices=sampled_prices,
    )
    with Interruption() as interruption:
        loaded = prepare(instance, paths, destination, changes)
        asked = replace(asked, wait=_wait(loaded.instance, wait, branches, notice))
        with hired as hands:
            found = _search(loaded, asked, search, output, interruption, hands)
        interruption.requested |= found.interrupted
        _finish(loaded, found, destination, output, interruption)


def _check_tail(scenarios: int, cvar: float | None, weight: float | None) -> None:
    """Refuse a weight without a tail, and a tail of too few scenarios."""
    if cvar is None:
        if weight is not None:
            fail("--weight is that of --cvar, which is not given; nothing was written")
        return
    least = round(SCENARIOS_IN_TAIL / (1.0 - cvar))
    if scenarios < least:
        fail(f"--scenarios {scenarios} is too few for --cvar {cvar:g}; give at least {least}; nothing was written")


def _check_branches(scenarios: int, wait: dt.date | None, branches: int | None, notice: int | None) -> None:
    """Refuse branches without waiting, and branches of too few scenarios."""
    if wait is None:
        if branches is not None or notice is not None:
            fail("--branches and --notice are those of --wait, which is not given; nothing was written")
        return
    from optimiser.robust.branches import fewest_scenarios

    least = fewest_scenarios(branches or BRANCHES)
    if scenarios < least:
        few = f"--scenarios {scenarios} is too few for {branches or BRANCHES} branches of --wait"
        fail(f"{few}; give at least {least}; nothing was written")


def _wait(instance: "Instance", month: dt.date | None, branches: int | None, notice: int | None) -> "Wait | None":
    """Return what waits; exits with 2 if children cannot be counted within the horizon before the month."""
    from commands.output import user_faults
    from models.faults import Fault, InputError
    from optimiser.robust.waiting import Wait

    if month is None:
        return None
    calendar = instance.calendar
    number = calendar.month_of(month)
    with user_faults():
        if not 2 <= number <= calendar.horizon_months:
            first, last = calendar.first_day(2), calendar.first_day(calendar.horizon_months)
            expected = f"a month from {first:%Y-%m} to {last:%Y-%m}, after the start and within the horizon"
            raise InputError([Fault("--wait", expected, value=f"{month:%Y-%m}")])
    return Wait(number, branches or BRANCHES, notice or 0)


def _search(
    loaded: "LoadedInstance",
    asked: "Asked",
    search: Search,
    output: Output,
    interruption: "Interruption",
    hands: "Hands",
) -> "Robust":
    """Search with progress on stderr; exits with 4 or 130 if there is nothing to show."""
    from commands.planning import no_plan
    from commands.progress import ProgressLine
    from optimiser.plan import NoPlanError
    from optimiser.robust.run import solve_robust

    progress = ProgressLine(interruption, quiet=output.quiet or output.as_json)
    try:
        return solve_robust(loaded.instance, asked, instance_sha256=loaded.sha256, progress=progress, hands=hands)
    except NoPlanError as error:
        progress.close()
        no_plan(loaded, search, output, interrupted=error.interrupted)
    finally:
        progress.close()


def _finish(
    loaded: "LoadedInstance", found: "Robust", destination: Destination, output: Output, interruption: "Interruption"
) -> None:
    """Re-check, write and print; exits with the code of the status."""
    from commands.planning import checked, with_changes, write
    from reports.plan_folder import ROBUST
    from reports.robust import headline, robust_bytes, robust_values, tables

    checked(loaded, found.plan)
    write(loaded, with_changes(loaded, found.plan), destination, {ROBUST: robust_bytes(found.result)})
    if output.as_json:
        emit(robust_values(found.result))
    elif not output.quiet:
        show_lines(headline(found.result))
        show_tables(tables(found.result))
        written = "Nothing was written; give --out FOLDER to keep the plan."
        show_lines(["", f"Written to {destination.out}" if destination.out is not None else written])
    raise SystemExit(INTERRUPTED if interruption.requested else _code(found))


def _code(found: "Robust") -> int:
    if found.plan.summary.certificate.status == "relaxed":
        return RELAXED
    waiting = found.result.waiting
    proven = found.result.status == "optimal" and (waiting is None or waiting.status == "optimal")
    return DONE if proven else STOPPED
