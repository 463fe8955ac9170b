"""The command `baseline`."""

from typing import TYPE_CHECKING

import click

from commands.options import (
    Changes,
    Destination,
    Output,
    Paths,
    Search,
    change_options,
    destination_options,
    output_options,
    path_options,
    search_options,
)
from commands.output import emit, fail, show_tables

if TYPE_CHECKING:
    from instances.reader import LoadedInstance


@click.command(short_help="Print what plans are measured against.")
@click.argument("instance")
@click.option("--optimised", is_flag=True, help="Best plan without new commitments, instead of do-nothing.")
@click.option("--published", is_flag=True, help="The council's own published projection.")
@destination_options
@change_options
@path_options
@search_options
@output_options
def baseline(
    instance: str,
    optimised: bool,
    published: bool,
    destination: Destination,
    changes: Changes,
    paths: Paths,
    search: Search,
    output: Output,
) -> None:
    """Print what plans of INSTANCE are measured against: do-nothing by default.

    \b
    Example:  sufficiency baseline sefton-2022 --published
    """
    if optimised and published:
        fail("--optimised and --published ask for different baselines; give one of them")
    if published and destination.out is not None:
        fail("--out does not go with --published: the council's projection is no plan")
    from commands.interruption import Interruption
    from commands.planning import finish, prepare, search_plan

    with Interruption() as interruption:
        loaded = prepare(instance, paths, destination, changes)
        if published:
            _show_published(loaded, output)
            return
        if optimised:
            plan = search_plan(loaded, "optimised_no_new_commitments", paths, search, output, interruption)
        else:
            from optimiser.plan import do_nothing

            plan = do_nothing(loaded.instance, paths.demand, paths.prices, loaded.sha256)
            interruption.plan_exists = True
        finish(loaded, plan, destination, output, interruption)


def _show_published(loaded: "LoadedInstance", output: Output) -> None:
    """Print the council's own projection."""
    from optimiser.published import published_projection
    from reports.published import published_dictionary, published_tables

    if loaded.instance.calendar.elapsed_months:
        start = loaded.instance.settings.calendar.start
        fail(f"the published projection is of whole financial years, and {loaded.name} begins on {start}")
    projection = published_projection(loaded.instance)
    if projection is None:
        fail(f"{loaded.name} has no published projection: its table published lacks the cost base or the children")
    if output.as_json:
        emit(published_dictionary(projection))
    elif not output.quiet:
        show_tables(published_tables(projection))
