"""The command `stress`."""

import dataclasses
from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import DONE, emit, show_lines, show_tables, user_faults


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
@click.option("--jobs", type=click.IntRange(1, 256), default=2, show_default=True, help="Threads; results are the same.")
@output_options
def stress(plan: Path, futures: int, seed: int, against: Path | None, jobs: int, output: Output) -> None:
    """Play a written PLAN out with whole children: late homes, full beds, empty beds, bad luck.

    \b
    Example:  sufficiency stress plans/first --futures 10000
    """
    from optimiser.stress.assumptions import Assumptions
    from optimiser.stress.result import stress_result
    from optimiser.stress.run import StressTest
    from reports.stress import headline, tables

    with user_faults("the plan cannot be played"):
        instance, made = _read(plan)
        other = None if against is None else _read(against)
        if other is not None:
            _refuse_other_children(plan, made, against, other[1])
    assumed = Assumptions()
    found = StressTest(instance, made, assumed, seed).run(futures, jobs)
    compared = None if other is None else StressTest(*other, assumed, seed).run(futures, jobs)
    result = stress_result(instance, made, found, seed, "manage", compared)
    if output.as_json:
        emit(dataclasses.asdict(result))
    elif not output.quiet:
        show_lines(headline(result))
        show_tables(tables(result))
    raise SystemExit(DONE)
