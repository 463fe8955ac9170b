"""What `solve` and `baseline` share: reading the instance, running the optimiser, checking, writing, printing."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from audit.verify import Verification, verify
from commands.interruption import Interruption
from commands.options import Changes, Destination, Output, Paths, Search
from commands.output import (
    DONE,
    INTERRUPTED,
    NOTHING_WRITTEN,
    RELAXED,
    STOPPED,
    emit,
    fail,
    say,
    show_lines,
    show_tables,
    user_faults,
)
from commands.progress import ProgressLine
from instances.reader import LoadedInstance, load
from instances.writer import canonical_files
from models.faults import Fault, InputError
from models.plan import Plan
from optimiser.plan import NoPlanError, Run, versions
from reports.plan_folder import check_destination, summary_values, write_plan
from reports.plan_reading import INSTANCE, is_plan
from reports.screen import headline, tables

NO_CHANGES = Changes()
NOTHING_BESIDE: Mapping[str, bytes] = MappingProxyType({})


def load_instance(reference: str, demand: str | None = None, changes: Changes = NO_CHANGES) -> LoadedInstance:
    """Read an instance, lay the changes over it and check that it has the demand path.

    Raises:
        InputError: with every fault found.
    """
    if is_plan(Path(reference)):
        expected = f"an instance; this is a plan, made for the instance in its folder {INSTANCE}"
        raise InputError([Fault(reference, expected)])
    loaded = load(reference, changes.overlays, changes.settings)
    paths = loaded.instance.demand_paths
    if demand is not None and demand not in paths:
        raise InputError([Fault("--demand", f"one of the paths of the instance: {', '.join(paths)}", value=demand)])
    return loaded


def prepare(reference: str, paths: Paths, destination: Destination, changes: Changes = NO_CHANGES) -> LoadedInstance:
    """Read the instance and refuse a destination that is in the way, before any work is done; exits with 2."""
    with user_faults():
        if destination.out is not None:
            check_destination(destination.out, force=destination.force)
        return load_instance(reference, paths.demand, changes)


def search_plan(
    loaded: LoadedInstance,
    kind: Any,
    paths: Paths,
    search: Search,
    output: Output,
    interruption: Interruption,
    mps: Path | None = None,
    *,
    explain: bool = True,
) -> Plan:
    """Solve with progress on stderr; exits with 4 or 130 if there is no plan."""
    progress = ProgressLine(interruption, quiet=output.quiet or output.as_json)
    try:
        run = Run(
            loaded.instance,
            paths.demand,
            paths.prices,
            search.gap,
            search.time_limit,
            search.seed,
            loaded.sha256,
            kind,
            progress,
            explain=explain,
        )
        found = run.solve(mps)
    except NoPlanError as error:
        progress.close()
        no_plan(loaded, search, output, interrupted=error.interrupted)
    finally:
        progress.close()
    interruption.requested |= found.interrupted
    interruption.plan_exists = True
    return found.plan


def no_plan(loaded: LoadedInstance, search: Search, output: Output, *, interrupted: bool) -> NoReturn:
    """Tell that there is no plan, and exit."""
    if output.as_json:
        nothing = dict.fromkeys(("objective_gbp", "bound_gbp", "gap", "gap_gbp"))
        certificate = {
            "status": "no_plan",
            **nothing,
            "seconds": {},
            "versions": versions(),
            "instance_sha256": loaded.sha256,
            "seed": search.seed,
        }
        emit({"certificate": certificate})
    if interrupted:
        fail(f"Status: no_plan; interrupted before there was a plan; {NOTHING_WRITTEN}", INTERRUPTED)
    limit = "" if search.time_limit is None else f" within {search.time_limit:g} seconds"
    fail(f"Status: no_plan; no plan was found{limit}; {NOTHING_WRITTEN}", STOPPED)


def finish(
    loaded: LoadedInstance, plan: Plan, destination: Destination, output: Output, interruption: Interruption
) -> None:
    """Re-check, write and print a plan; exits with the code of its status.

    Raises:
        RuntimeError: if the re-check refuses the plan, which is then not written: a bug of the optimiser.
    """
    verification = checked(loaded, plan)
    plan = with_changes(loaded, plan)
    write(loaded, plan, destination)
    if output.as_json:
        emit(summary_values(plan.summary))
    elif not output.quiet:
        show_lines(headline(loaded.instance, plan, verification, loaded.overlays))
        show_tables(tables(loaded.instance, plan))
        written = "Nothing was written; give --out FOLDER to keep the plan."
        show_lines(["", f"Written to {destination.out}" if destination.out is not None else written])
    raise SystemExit(INTERRUPTED if interruption.requested else exit_code(plan))


def with_changes(loaded: LoadedInstance, plan: Plan) -> Plan:
    """Return the plan with the overlays and single values that were laid over its instance; files by name alone."""
    names = tuple(Path(name).name for name in loaded.overlay_names)
    summary = plan.summary.model_copy(update={"overlays": names, "set_values": loaded.set_values})
    return plan.model_copy(update={"summary": summary})


def checked(loaded: LoadedInstance, plan: Plan) -> Verification:
    """Re-check a plan.

    Raises:
        RuntimeError: if the re-check refuses it.
    """
    verification = verify(loaded.instance, loaded.sha256, plan)
    if not verification.ok:
        for check in verification.checks:
            if not check.ok:
                say(f"re-check {check.name}: {check.detail}")
        raise RuntimeError("the independent re-check refuses the optimiser's plan: this is a bug, please report it")
    return verification


def write(
    loaded: LoadedInstance, plan: Plan, destination: Destination, beside: Mapping[str, bytes] = NOTHING_BESIDE
) -> None:
    """Write a plan where it is asked for, and files `beside` its own by name; exits with 2 if that cannot be."""
    if destination.out is not None:
        with user_faults():
            files = canonical_files(loaded.instance)
            write_plan(plan, files, destination.out, force=destination.force, beside=beside)


def exit_code(plan: Plan) -> int:
    """Return the exit code of a plan's status."""
    return {"relaxed": RELAXED, "feasible": STOPPED}.get(plan.summary.certificate.status, DONE)


@contextmanager
def whole_file(path: Path | None) -> Iterator[Path | None]:
    """Give a temporary name beside `path`; what was written there is renamed at the end, unless Ctrl-C came."""
    if path is None:
        yield None
        return
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        fail(f"--mps {path} cannot be written ({error.strerror})")
    temporary = Path(name)
    try:
        try:
            yield temporary
        except KeyboardInterrupt:
            temporary.unlink()
            raise
    finally:
        if temporary.exists() and temporary.stat().st_size:
            temporary.chmod(0o644)
            temporary.replace(path)
        temporary.unlink(missing_ok=True)
