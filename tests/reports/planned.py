"""The tiny instance and its plan, and the command line run on them."""

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import main
from commands.progress import ProgressLine
from instances.reader import LoadedInstance, load
from instances.writer import canonical_files
from models.plan import Kind, Plan
from optimiser.plan import do_nothing, solve
from reports.plan_folder import write_plan
from tests.instances.editing import with_cell
from tests.instances.tiny import tiny_files, write_files

Files = dict[str, str]

TINY = tiny_files()
"""The tiny instance: one policy, soft; one that is off."""


def tight() -> Files:
    """Return the tiny instance with two hard policies that nothing can meet: 99 % in the authority, 0.2 moves."""
    files = with_cell(tiny_files(), "policies", 2, "level", "0.99")
    files = with_cell(files, "policies", 2, "strength", "hard")
    files = with_cell(files, "policies", 2, "gbp_per_unit", "")
    files = with_cell(files, "policies", 3, "level", "0.2")
    return with_cell(files, "policies", 3, "strength", "hard")


def written(folder: Path, files: Mapping[str, str] = TINY) -> Path:
    """Write an instance into a folder; return the folder."""
    return write_files(folder, dict(files))


def _loaded(files: Files) -> LoadedInstance:
    with tempfile.TemporaryDirectory() as folder:
        return load(write_files(Path(folder), files))


@cache
def tiny() -> LoadedInstance:
    """The tiny instance as read."""
    return _loaded(TINY)


@cache
def tight_instance() -> LoadedInstance:
    """The instance whose hard policies cannot be met, as read."""
    return _loaded(tight())


@cache
def plan_of(kind: Kind = "plan") -> Plan:
    """The tiny instance's plan or baseline."""
    loaded = tiny()
    if kind == "do_nothing":
        return do_nothing(loaded.instance, None, None, loaded.sha256)
    return solve(loaded.instance, gap=0.0, instance_sha256=loaded.sha256, kind=kind)


@cache
def relaxed_plan() -> Plan:
    """The plan of smallest relaxation where hard policies cannot be met."""
    loaded = tight_instance()
    return solve(loaded.instance, instance_sha256=loaded.sha256)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    kept = tempfile.TemporaryDirectory(prefix="planned-")
    write_plan(plan_of(), canonical_files(tiny().instance), Path(kept.name) / "plan", force=False)
    return kept


def plan_folder(folder: Path) -> Path:
    """Write the tiny instance's plan into a new folder; return the folder."""
    shutil.copytree(Path(_folder().name) / "plan", folder)
    return folder


def run(*arguments: str | Path) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def one_object(text: str) -> dict[str, Any]:
    """Return the one JSON object that a text consists of; NaN and infinities fail."""

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    assert text.endswith("\n")
    assert text.count("\n") == 1
    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    assert isinstance(found, dict)
    return found


def names(folder: Path) -> list[str]:
    """Return the names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def press_ctrl_c_at(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """Have Ctrl-C pressed when a stage begins whose name begins so."""

    def on_stage(_progress: ProgressLine, name: str) -> None:
        if name.startswith(stage):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(ProgressLine, "on_stage", on_stage)
