"""The command `blocks`."""

import dataclasses
import datetime as dt
import itertools
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
from commands.output import fail
from commands.ranges import Beds, MonthStart, Numbers
from commands.spreading import hands_of

if TYPE_CHECKING:
    from instances.reader import LoadedInstance
    from models.instance import Instance
    from optimiser.sweep.blocks import Terms


@click.command(short_help="What each size of a block contract would cost and save.")
@click.argument("instance")
@click.option("--block", required=True, metavar="ID", help="Block of the instance; one that does not run yet.")
@click.option("--beds", required=True, type=Beds(), metavar="A:B", help="Sizes, both ends included, such as 0:12.")
@click.option("--start", type=MonthStart(), metavar="MONTH", help="Start, such as 2023-01; otherwise the best one.")
@click.option(
    "--price", "bed_prices", type=Numbers(), metavar="A:B:STEP", help="Pounds per bed and week to try, price base."
)
@click.option(
    "--guarantee", "guarantees", type=Numbers(), metavar="G,G", help="Shares of the beds guaranteed to try."
)
@click.option(
    "--finer/--no-finer",
    default=True,
    show_default=True,
    help="Search each size further, towards 10,000 pounds between plan and bound.",
)
@click.option(
    "--every-path/--no-every-path",
    default=True,
    show_default=True,
    help="Show every size on all demand and price paths, with regret.",
)
@click.option(
    "--futures",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Also play the plan of every size out in so many futures, as the command stress does.",
)
@spreading_options(1, "Processes")
@change_options
@path_options
@search_options
@output_options
def blocks(
    instance: str,
    block: str,
    beds: tuple[int, ...],
    start: dt.date | None,
    bed_prices: tuple[float, ...] | None,
    guarantees: tuple[float, ...] | None,
    finer: bool,
    every_path: bool,
    futures: int,
    spreading: Spreading,
    changes: Changes,
    paths: Paths,
    search: Search,
    output: Output,
) -> None:
    """Test the sizes of a block contract of INSTANCE: for each, everything else is planned again.

    Each size with its cost, its saving against no block and between what it lies, void beds, occupancy and what the
    council is bound to. Expected children, not stressed, unless --futures is given.

    \b
    Example:  sufficiency blocks sefton-2022 --block block_foster --beds 0:12
    """
    if futures == 1:
        fail("--futures is 0 for none, or at least 2: one future says nothing of the others; nothing was written")
    from commands.interruption import Interruption
    from commands.output import emit, show_lines, show_tables, user_faults
    from commands.planning import checked
    from commands.sweeping import exit_code, sweep
    from optimiser.sweep.blocks import Asked, size_test
    from optimiser.sweep.live import Paths as LivePaths
    from reports.blocks import headline, tables

    with Interruption() as interruption:
        with user_faults():
            loaded, terms = _terms(instance, block, paths, changes, bed_prices, guarantees)
            month = _month(terms[0].instance, block, start)
        asked = Asked(block, beds, month, LivePaths(paths.demand, paths.prices), finer, every_path, futures)
        with hands_of(spreading, "processes") as hands:
            tested = sweep(lambda effort: size_test(asked, terms, effort, hands), search, output, interruption)
        interruption.plan_exists = True
        for number, plan in tested.best:
            checked(loaded[number], plan)
    result = tested.result
    if output.as_json:
        emit(dataclasses.asdict(result))
    elif not output.quiet:
        show_lines(headline(terms[0].instance, result))
        show_tables(tables(result))
    points = [point.status for curve in result.curves for point in curve.points if point.available]
    raise SystemExit(exit_code(points, interrupted=result.interrupted or interruption.requested))


def _terms(
    reference: str,
    block: str,
    paths: Paths,
    changes: Changes,
    prices: tuple[float, ...] | None,
    guarantees: tuple[float, ...] | None,
) -> tuple[list["LoadedInstance"], list["Terms"]]:
    """Return the instance at every price and guarantee, each checked as any instance is, as read and as terms.

    Raises:
        InputError: if the block cannot be tested, or an instance has faults.
    """
    from commands.planning import load_instance
    from models.faults import Fault, InputError
    from optimiser.sweep.blocks import Terms

    own = load_instance(reference, paths.demand, changes)
    found = {row.block: row for row in own.instance.blocks}
    if block not in found:
        expected = f"a block of the instance: {', '.join(found) or 'it has none'}"
        raise InputError([Fault("--block", expected, value=block)])
    if found[block].beds_today is not None:
        raise InputError([Fault("--block", "a block that does not run yet; this one is no choice", value=block)])
    loaded, terms = [], []
    for price, guarantee in itertools.product(prices or [None], guarantees or [None]):
        keys: tuple[str, ...] = () if guarantee is None else (f"blocks.{block}.guarantee_share={guarantee!r}",)
        if price is not None:
            tiers = [tier.beds_from for tier in own.instance.block_tiers if tier.block == block]
            keys += tuple(f"block_tiers.{block}.{first}.gbp_per_bed_per_week={price!r}" for first in tiers)
        cell = Changes(changes.overlays, changes.settings + keys)
        loaded.append(load_instance(reference, paths.demand, cell) if keys else own)
        terms.append(Terms(loaded[-1].instance, price, guarantee, loaded[-1].sha256))
    return loaded, terms


def _month(instance: "Instance", block: str, start: dt.date | None) -> int | None:
    """Return the month of a start.

    Raises:
        InputError: if the block cannot start then.
    """
    from models.faults import Fault, InputError
    from optimiser.lanes import contract_starts

    if start is None:
        return None
    row = next(row for row in instance.blocks if row.block == block)
    months = contract_starts(instance, row, instance.calendar)
    month = instance.calendar.month_of(start)
    if month not in months:
        named = ", ".join(f"{instance.calendar.first_day(m):%Y-%m}" for m in months)
        raise InputError([Fault("--start", f"a month in which {block} may start: {named}", value=f"{start:%Y-%m}")])
    return month
