"""The folder a plan is written to: `plan.json`, its CSV tables, a copy of the instance."""

import csv
import io
import json
import shutil
import tempfile
from pathlib import Path

from pydantic import ValidationError

from models.fields import Frozen
from models.plan import Plan, Summary

SUMMARY = "plan.json"
INSTANCE = "instance"
MARK = "placement sufficiency plan 1"


class PlanFolderError(Exception):
    """A plan folder cannot be written or read; the message is for the user."""


def plan_files(plan: Plan) -> dict[str, bytes]:
    """Return every file of the plan by its name, without the instance."""
    summary = {"format": MARK, **plan.summary.model_dump(mode="json")}
    files = {SUMMARY: (json.dumps(summary, indent=2, allow_nan=False) + "\n").encode()}
    for name, row in Plan.TABLES.items():
        files[f"{name}.csv"] = _csv(list(row.model_fields), getattr(plan, name))
    return files


def _csv(columns: list[str], rows: tuple[Frozen, ...]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        values = row.model_dump(mode="json")
        writer.writerow(["" if values[c] is None else values[c] for c in columns])
    return text.getvalue().encode()


def check_destination(folder: Path, *, force: bool) -> None:
    """Refuse a destination that is in the way.

    Raises:
        PlanFolderError: if it exists, unless `force` is given and it holds a plan of ours.
    """
    if not folder.exists():
        return
    if not force:
        raise PlanFolderError(f"{folder} exists already; give another name, or --force to replace a plan")
    if not _is_ours(folder):
        raise PlanFolderError(f"{folder} does not hold a plan of this tool and is left alone")


def _is_ours(folder: Path) -> bool:
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("format") == MARK


def write_plan(plan: Plan, instance_files: dict[str, bytes], folder: Path, *, force: bool) -> None:
    """Write a plan folder: to a temporary name, old one moved aside, new one moved in, old one removed last.

    Raises:
        PlanFolderError: if the folder is in the way, or a file of it is held open by another program.
    """
    check_destination(folder, force=force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        _fill(fresh, plan, instance_files)
        fresh.chmod(0o755)
        aside = fresh.with_name(fresh.name + "-old")
        if folder.exists():
            folder.rename(aside)
        fresh.rename(folder)
        if aside.exists():
            shutil.rmtree(aside)
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise PlanFolderError(f"{folder} cannot be written ({reason}); is a file of it open in Excel?") from error


def _fill(folder: Path, plan: Plan, instance_files: dict[str, bytes]) -> None:
    for name, content in plan_files(plan).items():
        (folder / name).write_bytes(content)
    for name, content in instance_files.items():
        target = folder / INSTANCE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def read_plan(folder: Path) -> Plan:
    """Read a plan folder.

    Raises:
        PlanFolderError: with one line per fault, if it is not a plan folder or a file of it cannot be read.
    """
    try:
        found = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlanFolderError(f"{folder} is no plan folder: {SUMMARY} is missing or unreadable") from error
    if not isinstance(found, dict) or found.pop("format", None) != MARK:
        raise PlanFolderError(f"{folder / SUMMARY}: not written by this tool")
    faults: list[str] = []
    tables = {name: _read_table(folder / f"{name}.csv", row, faults) for name, row in Plan.TABLES.items()}
    try:
        summary = Summary.model_validate_json(json.dumps(found))
    except ValidationError as error:
        faults += [f"{SUMMARY}, {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    if faults:
        raise PlanFolderError("\n".join(faults))
    return Plan.model_validate({"summary": summary, **tables})


def _read_table(path: Path, row: type[Frozen], faults: list[str]) -> tuple[Frozen, ...]:
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error):
        faults.append(f"{path.name}: missing or unreadable")
        return ()
    columns = list(row.model_fields)
    if not lines or lines[0] != columns:
        faults.append(f"{path.name}, row 1: the columns are {','.join(columns)}")
        return ()
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(columns):
            faults.append(f"{path.name}, row {number}: {len(columns)} cells are expected")
            continue
        try:
            values = {column: cell for column, cell in zip(columns, line, strict=True) if cell}
            rows.append(row.model_validate_strings(values))
        except ValidationError as error:
            faults += [f"{path.name}, row {number}, {e['loc'][0]}: {e['msg']}" for e in error.errors()]
    return tuple(rows)
