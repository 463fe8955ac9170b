"""The command line: parse, call, print. Each command imports what it needs, so that --help is quick."""

import json
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from instances.reader import LoadedInstance
    from models.plan import Plan
    from reports.table import Table

DONE, BAD_INPUT, RELAXED, STOPPED, REFUSED, INTERRUPTED = 0, 2, 3, 4, 5, 130

Command = Callable[..., Any]


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """Print a message, one fault a line, on stderr and exit."""
    click.echo(message, err=True)
    raise SystemExit(code)


@contextmanager
def user_faults() -> "Iterator[None]":
    """Turn faults of the user's data into messages and exit code 2; anything else is a bug with a traceback."""
    from models.faults import InputError
    from reports.plan_folder import PlanFolderError

    try:
        yield
    except InputError as error:
        from instances.findings import printed_faults

        for line in printed_faults(error.faults):
            click.echo(line, err=True)
        fail(f"{len(error.faults)} fault{'s' if len(error.faults) != 1 else ''} found; nothing was written")
    except PlanFolderError as error:
        fail(str(error))


def solving_options(command: Command) -> Command:
    """Options of every command that solves."""
    for option in reversed(
        (
            click.option("--demand", metavar="PATH", help="Demand path, such as published, middle or low."),
            click.option("--prices", type=click.Choice(["low", "central", "high"]), help="Price path."),
            click.option(
                "--gap",
                type=click.FloatRange(0.0, 1.0),
                default=0.001,
                show_default=True,
                help="Share of the cost within which the plan is proven best.",
            ),
            click.option(
                "--time-limit",
                type=click.FloatRange(0.1),
                metavar="SECONDS",
                help="Stop the search after this long.",
            ),
            click.option(
                "--seed",
                type=click.IntRange(0, 2**31 - 1),
                default=0,
                show_default=True,
                help="Solver's seed.",
            ),
        )
    ):
        command = option(command)
    return command


def output_options(command: Command) -> Command:
    """Options of every command that prints."""
    command = click.option("--quiet", is_flag=True, help="Print nothing but faults.")(command)
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="placement-sufficiency", prog_name="sufficiency")
def main() -> None:
    """Plan sufficient placements for looked-after children at least cost.

    Start with:  sufficiency solve sefton-2022
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
@click.argument("instance")
@click.option("--out", type=click.Path(path_type=str), metavar="PLAN", help="Folder to write the plan to.")
@click.option("--force", is_flag=True, help="Replace an existing plan in --out.")
@click.option(
    "--mps",
    type=click.Path(path_type=str),
    metavar="FILE",
    help="Write the model, as solved, for other solvers.",
)
@solving_options
@output_options
def solve(
    instance: str,
    out: str | None,
    force: bool,
    mps: str | None,
    demand: str | None,
    prices: Any,
    gap: float,
    time_limit: float | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find, check and print the plan of least cost for INSTANCE (a packaged name, a folder or a workbook).

    Example:  sufficiency solve sefton-2022 --demand middle --out plans/middle
    """
    from pathlib import Path

    from reports.plan_folder import check_destination

    with user_faults():
        loaded = load_instance(instance, demand)
        if out is not None:
            check_destination(Path(out), force=force)
        if mps is not None and not Path(mps).parent.is_dir():
            fail(f"--mps {mps}: the folder does not exist")
    plan, interrupted = run_solver(
        loaded, "plan", demand, prices, gap, time_limit, seed, None if mps is None else Path(mps), quiet
    )
    show_and_write(loaded, plan, out, force, as_json, quiet)
    raise SystemExit(INTERRUPTED if interrupted else exit_code(plan))


def load_instance(reference: str, demand: str | None) -> "LoadedInstance":
    """Read an instance and check that it has the demand path.

    Raises:
        InputError: with every fault found.
    """
    from instances.reader import load
    from models.faults import Fault, InputError

    loaded = load(reference)
    paths = loaded.instance.demand_paths
    if demand is not None and demand not in paths:
        raise InputError([Fault("--demand", f"one of the paths of the instance: {', '.join(paths)}", value=demand)])
    return loaded


def run_solver(
    loaded: "LoadedInstance",
    kind: Any,
    demand: str | None,
    prices: Any,
    gap: float,
    time_limit: float | None,
    seed: int,
    mps: Any,
    quiet: bool,
) -> "tuple[Plan, bool]":
    """Solve with progress on stderr; exits with 4 or 130 if there is no plan."""
    from optimiser.plan import NoPlanError, Run

    progress = make_progress(quiet)
    try:
        run = Run(loaded.instance, demand, prices, gap, time_limit, seed, loaded.sha256, kind, progress)
        found = run.solve(mps)
    except NoPlanError as error:
        progress.close()
        if error.interrupted:
            fail("Interrupted before there was a plan; nothing was written", INTERRUPTED)
        fail(f"Status: no_plan; no plan within {time_limit:g} seconds; nothing was written", STOPPED)
    progress.close()
    return found.plan, found.interrupted


def make_progress(quiet: bool) -> Any:
    """Return progress on stderr; silent when asked or when stderr is not a terminal."""
    from optimiser.progress import Progress

    class Line(Progress):
        """One line that is written over."""

        shown = not quiet and sys.stderr.isatty()
        stage = ""

        def on_stage(self, stage: str) -> None:
            self.stage = stage
            self.write(stage + " ...")

        def on_bound(self, seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
            best = "none yet" if objective_gbp is None else f"{objective_gbp:,.0f}"
            bound = "none yet" if bound_gbp is None else f"{bound_gbp:,.0f}"
            self.write(f"{self.stage}: {seconds:.0f} s, best plan {best}, bound {bound} pounds")

        def write(self, text: str) -> None:
            """Write over the line."""
            if self.shown:
                click.echo(f"\r\x1b[2K{text}", err=True, nl=False)

        def close(self) -> None:
            """Clear the line."""
            self.write("")

    return Line()


def show_and_write(
    loaded: "LoadedInstance", plan: "Plan", out: str | None, force: bool, as_json: bool, quiet: bool
) -> None:
    """Verify, write and print a plan."""
    from pathlib import Path

    from audit.verify import verify as recheck
    from instances.writer import canonical_files
    from reports.plan_folder import write_plan
    from reports.screen import headline, tables

    verification = recheck(loaded.instance, loaded.sha256, plan)
    if out is not None:
        with user_faults():
            write_plan(plan, canonical_files(loaded.instance), Path(out), force=force)
    if as_json:
        click.echo(json.dumps(plan.summary.model_dump(mode="json"), allow_nan=False))
    elif not quiet:
        for line in headline(loaded.instance.settings.authority.name, plan, verification):
            click.echo(line)
        for table in tables(loaded.instance, plan):
            show(table)
        click.echo(
            f"\nWritten to {out}" if out is not None else "\nNothing was written; give --out FOLDER to keep the plan."
        )
    if not verification.ok:
        for check in verification.checks:
            if not check.ok:
                click.echo(f"re-check {check.name}: {check.detail}", err=True)
        raise RuntimeError("the independent re-check refuses the optimiser's plan: this is a bug, please report it")


def show(table: "Table") -> None:
    """Print a table: ruled in a terminal, plain and never wrapped or cut when piped."""
    click.echo()
    if not sys.stdout.isatty():
        from reports.table import plain

        click.echo(plain(table))
        return
    from reports.terminal import print_table

    print_table(table)


def exit_code(plan: "Plan") -> int:
    """Return the exit code of a plan's status."""
    return {"relaxed": RELAXED, "feasible": STOPPED}.get(plan.summary.certificate.status, DONE)


@main.command()
@click.argument("instance")
@click.option("--optimised", is_flag=True, help="Best plan without new commitments, instead of do-nothing.")
@click.option("--published", is_flag=True, help="The council's own published projection.")
@click.option("--out", type=click.Path(path_type=str), metavar="PLAN", help="Folder to write the baseline to.")
@click.option("--force", is_flag=True, help="Replace an existing plan in --out.")
@solving_options
@output_options
def baseline(
    instance: str,
    optimised: bool,
    published: bool,
    out: str | None,
    force: bool,
    demand: str | None,
    prices: Any,
    gap: float,
    time_limit: float | None,
    seed: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """Print what plans of INSTANCE are measured against: do-nothing by default.

    Example:  sufficiency baseline sefton-2022 --published
    """
    from pathlib import Path

    from reports.plan_folder import check_destination

    if optimised and published:
        fail("--optimised and --published ask for different baselines; give one of them")
    with user_faults():
        loaded = load_instance(instance, demand)
        if out is not None:
            check_destination(Path(out), force=force)
    if published:
        if out is not None:
            fail("--out does not go with --published: the council's projection is no plan")
        show_published(loaded, as_json, quiet)
        return
    interrupted = False
    if optimised:
        kind = "optimised_no_new_commitments"
        plan, interrupted = run_solver(loaded, kind, demand, prices, gap, time_limit, seed, None, quiet)
    else:
        from optimiser.plan import do_nothing

        plan = do_nothing(loaded.instance, demand, prices, loaded.sha256)
    show_and_write(loaded, plan, out, force, as_json, quiet)
    raise SystemExit(INTERRUPTED if interrupted else exit_code(plan))


def show_published(loaded: "LoadedInstance", as_json: bool, quiet: bool) -> None:
    """Print the council's own projection."""
    from optimiser.published import published_projection
    from reports.published import published_dictionary, published_tables

    projection = published_projection(loaded.instance)
    if projection is None:
        fail(f"{loaded.name} has no published projection (table published)")
    if as_json:
        click.echo(json.dumps(published_dictionary(projection), allow_nan=False))
    elif not quiet:
        for table in published_tables(projection):
            show(table)


@main.command()
@click.argument("instance")
@click.option("--demand", metavar="PATH", help="Demand path for the best reachable levels.")
@click.option("--prices", type=click.Choice(["low", "central", "high"]), help="Price path.")
@output_options
def check(instance: str, demand: str | None, prices: Any, as_json: bool, quiet: bool) -> None:
    """Check INSTANCE: every fault at once, assumptions counted, calibration, best reachable policy levels.

    Example:  sufficiency check my-council
    """
    with user_faults():
        loaded = load_instance(instance, demand)
    from instances.findings import findings
    from optimiser.calibrate import calibration
    from optimiser.reach import reach
    from reports.checking import check_dictionary, check_tables

    found = findings(loaded.instance)
    calibrated = calibration(loaded.instance)
    reached = reach(loaded.instance, demand, prices)
    if as_json:
        click.echo(json.dumps(check_dictionary(found, calibrated, reached), allow_nan=False))
    elif not quiet:
        click.echo(f"{loaded.name}: no fault found; SHA-256 {loaded.sha256}")
        for table in check_tables(found, calibrated, reached):
            show(table)


@main.command()
@click.argument("plan", type=click.Path(path_type=str))
@output_options
def verify(plan: str, as_json: bool, quiet: bool) -> None:
    """Re-check every row and every pound of a written PLAN, without the optimiser.

    Example:  sufficiency verify plans/middle
    """
    from pathlib import Path

    from audit.verify import verify as recheck
    from instances.reader import load
    from reports.plan_folder import INSTANCE, read_plan

    with user_faults():
        written = read_plan(Path(plan))
        loaded = load(Path(plan) / INSTANCE)
    result = recheck(loaded.instance, loaded.sha256, written)
    if as_json:
        checks = [{"name": c.name, "ok": c.ok, "worst": c.worst, "detail": c.detail} for c in result.checks]
        click.echo(json.dumps({"ok": result.ok, "checks": checks}, allow_nan=False))
    elif not quiet:
        for c in result.checks:
            click.echo(f"{'ok     ' if c.ok else 'REFUSED'}  {c.name}: {c.detail}")
        click.echo("The plan is confirmed." if result.ok else "The plan is refused.")
    raise SystemExit(DONE if result.ok else REFUSED)


@main.command()
@click.argument("directory", type=click.Path(path_type=str))
@click.option("--from", "origin", default="sefton-2022", show_default=True, metavar="INSTANCE", help="What to copy.")
@output_options
def init(directory: str, origin: str, as_json: bool, quiet: bool) -> None:
    """Copy an instance to DIRECTORY as the start of one's own; a workbook becomes a folder.

    Example:  sufficiency init my-council --from sefton-2022
    """
    from pathlib import Path

    from instances.init import copy_instance

    with user_faults():
        copy_instance(origin, Path(directory))
    if as_json:
        click.echo(json.dumps({"directory": directory, "from": origin}))
    elif not quiet:
        click.echo(f"{directory} is a copy of {origin}. Edit its files, then:  sufficiency check {directory}")


if __name__ == "__main__":
    main()
