"""The folder a plan is written to: `plan.json`, its CSV tables, a workbook of them, a copy of the instance."""

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from models.fields import Frozen
from models.plan import Plan, Summary
from reports.plan_reading import INSTANCE, MARK, SUMMARY, is_plan

WORKBOOK = "plan.xlsx"
"""The plan for reading in Excel; never read back."""
ROBUST = "robust.json"
"""What `robust` writes beside a plan: nothing of the plan itself."""

_SYSTEM_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}


class PlanFolderError(Exception):
    """A plan folder cannot be written; the message, one line, is for the user."""


def plan_files(plan: Plan) -> dict[str, bytes]:
    """Return every file of the plan by its name, without the instance."""
    files = {SUMMARY: (json.dumps(summary_values(plan.summary), indent=2, allow_nan=False) + "\n").encode()}
    for name, row in Plan.TABLES.items():
        files[f"{name}.csv"] = _csv(list(row.model_fields), getattr(plan, name))
    return files


def summary_values(summary: Summary) -> dict[str, object]:
    """Return what `plan.json` holds, and `--json` prints, as plain values."""
    return {"format": MARK, **summary.model_dump(mode="json")}


def _csv(columns: list[str], rows: tuple[Frozen, ...]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        values = row.model_dump(mode="json")
        writer.writerow(["" if values[c] is None else values[c] for c in columns])
    return text.getvalue().encode()


def check_destination(folder: Path, *, force: bool) -> None:
    """Refuse a destination that is in the way or cannot be written, before any work is done.

    Raises:
        PlanFolderError: if it exists, unless `force` is given and it holds a plan of ours and nothing else; or if
            nothing can be written there.
    """
    try:
        if _exists(folder):
            _check_replaceable(folder, force=force)
        Path(tempfile.mkdtemp(prefix=_prefix(folder), dir=_nearest_folder(folder))).rmdir()
    except (OSError, ValueError) as error:
        raise _refused(folder, error) from error


def _exists(folder: Path) -> bool:
    """Return whether something has this name, a dangling link too; names that cannot be raise OSError."""
    try:
        folder.lstat()
    except FileNotFoundError:
        return False
    return True


def _check_replaceable(folder: Path, *, force: bool) -> None:
    if not force:
        raise PlanFolderError(f"{folder} exists already; give another name, or --force to replace a plan")
    if folder.is_symlink() or not is_plan(folder):
        raise PlanFolderError(f"{folder} does not hold a plan of this tool and is left alone")
    ours = {SUMMARY, INSTANCE, WORKBOOK, ROBUST, *(f"{name}.csv" for name in Plan.TABLES)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours | _SYSTEM_FILES)
    if others:
        raise PlanFolderError(
            f"{folder} holds more than a plan ({others[0]}) and is left alone; move that away first"
        )


def _prefix(folder: Path) -> str:
    """Return how temporary names beside `folder` begin."""
    return f".{_whole(folder).name[:40]}-"


def _whole(folder: Path) -> Path:
    """Return the full path, links not followed: `.` and a slash at the end have no name of their own."""
    return Path(os.path.abspath(folder))  # noqa: PTH100


def _nearest_folder(folder: Path) -> Path:
    """Return the closest parent that exists."""
    return next(parent for parent in _whole(folder).parents if os.path.lexists(parent))


def _refused(folder: Path, error: Exception) -> PlanFolderError:
    reason = error.strerror if isinstance(error, OSError) else "not a name for a folder"
    return PlanFolderError(f"{folder} cannot be written ({reason or 'the system refused'})")


def write_plan(
    plan: Plan,
    instance_files: dict[str, bytes],
    folder: Path,
    *,
    force: bool,
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Write a plan folder: to a temporary name, old one moved aside, new one moved in, old one removed last.

    Whatever goes wrong, Ctrl-C included, no temporary name is left and an old plan stays as it was.

    Args:
        plan: the plan.
        instance_files: files of the instance by name.
        folder: where to.
        force: whether an old plan there may be replaced.
        beside: further files by name.

    Raises:
        PlanFolderError: if the folder is in the way, or a file of it is held open by another program.
    """
    from reports.plan_workbook import workbook_bytes

    check_destination(folder, force=force)
    target = _whole(folder)
    made = [parent for parent in target.parents if not parent.exists()]
    fresh = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
        (fresh / WORKBOOK).write_bytes(workbook_bytes(plan))
        _fill(fresh, {**plan_files(plan), **beside}, instance_files)
        fresh.chmod(0o755)
        _move_in(fresh, target)
    except OSError as error:
        refusal = _refused(folder, error)
        hint = "; is a file of it open in Excel?" if target.exists() else ""
        raise PlanFolderError(f"{refusal}{hint}") from error
    finally:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        if not target.exists():
            _remove_empty(made)


def _fill(folder: Path, files: Mapping[str, bytes], instance_files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for name, content in instance_files.items():
        target = folder / INSTANCE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _move_in(fresh: Path, target: Path) -> None:
    aside = fresh.with_name(f"{fresh.name}-old")
    try:
        if target.exists():
            target.rename(aside)
        fresh.rename(target)
    finally:
        if aside.exists() and not target.exists():
            aside.rename(target)
        shutil.rmtree(aside, ignore_errors=True)


def _remove_empty(folders: list[Path]) -> None:
    """Remove the parents that were made for a plan that was not written, innermost first."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
