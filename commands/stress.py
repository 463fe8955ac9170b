"""The command `stress`."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Output, Spreading, output_options, spreading_options
from commands.output import DONE, emit, show_lines, show_tables, user_faults
from commands.spreading import hands_of
from commands.written import read_written

if TYPE_CHECKING:
    from models.instance import Instance
    from models.plan import Plan


@click.command(short_help="Play a plan out with whole children in many futures.")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--futures", type=click.IntRange(2, 1_000_000), default=10_000, show_default=True, help="Futures to play."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Seed of the futures.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="PLAN",
    help="Another plan of the same instance, played on the same futures.",
)
@spreading_options(2, "Threads")
@output_options
def stress(plan: Path, futures: int, seed: int, against: Path | None, spreading: Spreading, output: Output) -> None:
    """Play a written PLAN out with whole children: late homes, full beds, empty beds, bad luck.

    \b
    Example:  sufficiency stress plans/first --futures 10000
    """
    from optimiser.stress.assumptions import Assumptions
    from optimiser.stress.result import stress_result
    from optimiser.stress.run import StressTest
    from reports.stress import headline, tables

    hired = hands_of(spreading, "threads")
    with user_faults("the plan cannot be played"):
        loaded, made = read_written(plan)
        other = None if against is None else read_written(against)
        if other is not None:
            _refuse_other_children(against, (loaded.instance, made), (other[0].instance, other[1]))
    assumed = Assumptions()
    test = StressTest(loaded.instance, made, assumed, seed)
    beside = None if other is None else StressTest(other[0].instance, other[1], assumed, seed)
    with _played_of(futures, output) as progress, hired as hands:
        found = test.run(futures, hands, progress)
        compared = None if beside is None else beside.run(futures, hands, progress)
    result = stress_result(loaded.instance, made, found, seed, "manage", test.demand.rests_on, compared)
    if output.as_json:
        emit(dataclasses.asdict(result))
    elif not output.quiet:
        show_lines(headline(result))
        show_tables(tables(result))
    raise SystemExit(DONE)


@contextmanager
def _played_of(futures: int, output: Output) -> Iterator[Callable[[int], None]]:
    """Give what is to be called with the number of futures played; shown while entered."""
    from commands.interruption import Interruption
    from commands.progress import ProgressLine

    line = ProgressLine(Interruption(), quiet=output.quiet or output.as_json)
    try:
        yield lambda done: line.on_stage(f"played {done:,} of {futures:,} futures")
    finally:
        line.close()


def _refuse_other_children(
    folder: Path | None, one: tuple["Instance", "Plan"], other: tuple["Instance", "Plan"]
) -> None:
    """Refuse to compare plans whose futures would not be the same: other children, demand, prices or years.

    Raises:
        InputError: naming what differs.
    """
    from models.faults import Fault, InputError

    tables = ("cohorts", "transitions", "entries", "placements_today")
    differing = [name for name in tables if one[0].rows(name) != other[0].rows(name)]
    differing += ["calendar"] if one[0].settings.calendar != other[0].settings.calendar else []
    differing += ["demand path"] if one[1].summary.demand != other[1].summary.demand else []
    differing += ["price path"] if one[1].summary.prices != other[1].summary.prices else []
    if differing:
        expected = f"a plan for the same children in the same years; it differs in {', '.join(differing)}"
        raise InputError([Fault(str(folder), expected)])
