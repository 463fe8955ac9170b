"""The command `verify`."""

from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import DONE, REFUSED, emit, show_lines, user_faults


@click.command(short_help="Re-check a written plan, without the optimiser.")
@click.argument("plan", type=click.Path(path_type=Path))
@output_options
def verify(plan: Path, output: Output) -> None:
    """Re-check every row and every pound of a written PLAN, without the optimiser.

    \b
    Example:  sufficiency verify plans/middle
    """
    from audit.verify import verify as recheck
    from instances.reader import load
    from reports.plan_reading import INSTANCE, read_plan

    with user_faults("the plan cannot be checked"):
        written = read_plan(plan)
        loaded = load(plan / INSTANCE)
    result = recheck(loaded.instance, loaded.sha256, written)
    if output.as_json:
        checks = [{"name": c.name, "ok": c.ok, "worst": c.worst, "detail": c.detail} for c in result.checks]
        emit({"ok": result.ok, "checks": checks})
    elif not output.quiet:
        show_lines(f"{'ok     ' if c.ok else 'REFUSED'}  {c.name}: {c.detail}" for c in result.checks)
        failed = sum(not c.ok for c in result.checks)
        refused = f"The plan is refused: {failed} of {len(result.checks)} checks fail."
        show_lines(["The plan is confirmed." if result.ok else refused])
    raise SystemExit(DONE if result.ok else REFUSED)
