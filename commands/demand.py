"""The command `demand`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Output, output_options
from commands.output import NOTHING_WRITTEN, emit, fail, show_lines, show_tables, user_faults

if TYPE_CHECKING:
    from models.projections import Fan
    from optimiser.problem import Problem

METHODS = ("published", "no_change", "population_rate", "flow", "flow_by_reason", "trend_last", "trend_fitted")


@click.command(short_help="Project children in care, and try methods on past years.")
@click.argument("instance")
@click.option(
    "--method",
    type=click.Choice(METHODS),
    help="How to project; else the first of flow, population_rate and no_change that can.",
)
@click.option("--demand", metavar="PATH", help="Demand path for --method published, and for the mix of entries.")
@click.option(
    "--from",
    "outside",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the projection of the D2I demand model or of witan.cic, CSV or .xlsx.",
)
@click.option(
    "--backtest", is_flag=True, help="Hold out the last one to four years: errors and bands of every method."
)
@click.option("--futures", type=click.IntRange(0, 10_000), default=0, metavar="N", help="Also sample N futures.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Seed of the futures.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the projection as rows of the table entries: central, low and high as new demand paths.",
)
@output_options
def demand(
    instance: str,
    method: str | None,
    demand: str | None,
    outside: Path | None,
    backtest: bool,
    futures: int,
    seed: int,
    out: Path | None,
    output: Output,
) -> None:
    """Project the children in care of INSTANCE, with a low and a high line, from its past counts.

    \b
    Example:  sufficiency demand sefton-2022 --backtest
    """
    if method is not None and outside is not None:
        fail("--method and --from ask for different projections; give one of them")
    if out is not None and os.path.lexists(out):
        fail(f"--out {out}: there is such a file or folder already; {NOTHING_WRITTEN}")
    from commands.planning import load_instance
    from instances.outside_demand.read import read_outside
    from optimiser.projection.record import NotEnoughHistoryError
    from optimiser.projection.survey import Asked, survey
    from reports.demand import demand_dictionary, demand_tables, headline

    with user_faults(as_json=output.as_json):
        loaded = load_instance(instance, demand)
        path = None if outside is None else read_outside(outside)
        asked = Asked(method, demand, path, backtest, futures, seed)
        try:
            found, problem = survey(loaded.instance, asked)
        except NotEnoughHistoryError as lacking:
            fail(f"--method {method} needs {lacking}; {NOTHING_WRITTEN}")
        if out is not None:
            _write(out, problem, found.chosen)
    if output.as_json:
        emit(demand_dictionary(found))
    elif not output.quiet:
        show_lines(headline(found))
        show_tables(demand_tables(found))
        if out is not None:
            show_lines(["", f"Written to {out}: rows for the table entries"])


def _write(out: Path, problem: "Problem", chosen: "Fan") -> None:
    """Write the paths of a projection as rows of `entries`, whole or not at all."""
    from instances.writer import table_bytes
    from models.tables import Entry
    from optimiser.projection.survey import entry_rows

    data = table_bytes(Entry, entry_rows(problem, chosen))
    try:
        with out.open("xb") as stream:
            stream.write(data)
    except OSError as error:
        fail(f"--out {out} cannot be written ({error.strerror}); {NOTHING_WRITTEN}")
