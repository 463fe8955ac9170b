"""The command `explain`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import (
    Changes,
    Output,
    Paths,
    Search,
    change_options,
    output_options,
    path_options,
    search_options,
)
from commands.output import DONE, INTERRUPTED, RELAXED, STOPPED, emit, show_lines, show_tables, user_faults

if TYPE_CHECKING:
    from models.explanation import InstanceExplanation
    from models.instance import Instance
    from models.plan import Plan


@click.command(short_help="Say why a plan is as it is, or why there is none.")
@click.argument("instance_or_plan", metavar="INSTANCE|PLAN")
@change_options
@path_options
@search_options
@output_options
def explain(instance_or_plan: str, changes: Changes, paths: Paths, search: Search, output: Output) -> None:
    """Explain a written PLAN: what its commitments, policies and places are worth, and from which demand each pays.

    Of an INSTANCE: whether its hard policies can be met; if not, which clash, by how much, and what would help.

    \b
    Example:  sufficiency explain plans/first
    """
    from reports.plan_reading import is_plan

    if is_plan(Path(instance_or_plan)):
        _explain_plan(Path(instance_or_plan), changes, paths, search, output)
    else:
        _explain_instance(instance_or_plan, changes, paths, search, output)


def _explain_plan(folder: Path, changes: Changes, paths: Paths, search: Search, output: Output) -> None:
    from commands.interruption import Interruption
    from commands.progress import ProgressLine
    from optimiser.explain.plan import explain_plan
    from reports.explain import plan_headline, plan_tables
    from reports.plain import plain_values

    with user_faults("nothing was explained"):
        instance, plan = _read(folder, changes, paths)
    with Interruption() as interruption:
        progress = ProgressLine(interruption, quiet=output.quiet or output.as_json)
        try:
            found = explain_plan(
                instance, plan, gap=search.gap, time_limit=search.time_limit, seed=search.seed, progress=progress
            )
        finally:
            progress.close()
    if output.as_json:
        emit(plain_values(found))
    elif not output.quiet:
        show_lines(plan_headline(found))
        show_tables(plan_tables(instance, plan, found))
    raise SystemExit(_code(complete=found.complete, interrupted=found.interrupted))


def _read(folder: Path, changes: Changes, paths: Paths) -> tuple["Instance", "Plan"]:
    """Return a plan of `solve` and its instance.

    Raises:
        InputError: if there is none, or if something is laid over it.
    """
    from commands.written import read_written
    from models.faults import Fault, InputError

    if changes != Changes() or paths != Paths(None, None):
        expected = "no --with, --set, --demand or --prices beside a plan: it is explained as it was made"
        raise InputError([Fault(str(folder), expected)])
    loaded, plan = read_written(folder)
    if plan.summary.kind != "plan":
        raise InputError([Fault(str(folder), "a plan of `solve`; this is a baseline, which chooses no commitments")])
    return loaded.instance, plan


def _explain_instance(reference: str, changes: Changes, paths: Paths, search: Search, output: Output) -> None:
    from commands.interruption import Interruption
    from commands.planning import load_instance
    from commands.progress import ProgressLine
    from optimiser.explain.instance import explain_instance
    from reports.explain import clash_lines, instance_lines, instance_tables
    from reports.plain import plain_values

    with user_faults():
        loaded = load_instance(reference, paths.demand, changes)
    silent = output.quiet or output.as_json
    shown: list[str] = []
    with Interruption() as interruption:
        progress = ProgressLine(interruption, quiet=silent)

        def tell(known: "InstanceExplanation") -> None:
            progress.close()
            shown.extend(clash_lines(loaded.instance, known))
            show_lines(shown)

        try:
            found = explain_instance(
                loaded.instance,
                paths.demand,
                paths.prices,
                time_limit=search.time_limit,
                seed=search.seed,
                progress=progress,
                told=None if silent else tell,
            )
        finally:
            progress.close()
    if output.as_json:
        emit(plain_values(found))
    elif not output.quiet:
        show_lines(instance_lines(loaded.instance, found)[len(shown) :])
        show_tables(instance_tables(loaded.instance, found))
    code = _code(complete=found.complete, interrupted=found.interrupted)
    raise SystemExit(RELAXED if code == DONE and not found.possible else code)


def _code(*, complete: bool, interrupted: bool) -> int:
    if interrupted:
        return INTERRUPTED
    return DONE if complete else STOPPED
