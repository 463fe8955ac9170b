"""Merging into an instance folder: read again, changed, checked as a whole, and only then written."""

import os
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

import tomli_w

from instances.init import copy_instance
from instances.reader import load
from instances.workbook import is_workbook
from instances.writer import SETTINGS_FILE, canonical_files, plain_settings
from models.faults import Fault, InputError, printable
from models.instance import Instance
from models.merging import MergeReport

Merge = Callable[[Instance], tuple[Instance, MergeReport]]


def merge_into(folder: Path, merge: Merge) -> MergeReport:
    """Change an instance folder by `merge`; on any fault it stays as it was.

    Only the tables that differ are written: each to a temporary name, then all moved in; if one cannot be, those
    already moved are put back.

    Raises:
        InputError: if the folder is no sound instance, what would be written is none, or it cannot be written.
    """
    if is_workbook(folder):
        expected = "a folder; make one of the workbook with: sufficiency init DIR --from WORKBOOK"
        raise InputError([Fault(printable(str(folder)), expected)])
    before = load(folder).instance
    after, report = merge(before)
    old, new = canonical_files(before), canonical_files(after)
    changed = {name: content for name, content in new.items() if content != old[name]}
    if SETTINGS_FILE in changed:
        changed[SETTINGS_FILE] = _settings((folder / SETTINGS_FILE).read_bytes(), before, after)
    _check(folder, changed)
    _move_in(folder, changed)
    return report


def _settings(written: bytes, before: Instance, after: Instance) -> bytes:
    """Return the settings with new sources at the end, the rest as the user wrote it; else in canonical form."""
    known = {source.title for source in before.settings.sources}
    more = [plain_settings(source) for source in after.settings.sources if source.title not in known]
    longer = written.rstrip() + b"\n\n" + tomli_w.dumps({"sources": more}).encode()
    try:
        found = tomllib.loads(longer.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError:
        found = {}
    whole = canonical_files(after)[SETTINGS_FILE]
    return longer if found.get("sources") == tomllib.loads(whole.decode())["sources"] else whole


def _check(folder: Path, changed: dict[str, bytes]) -> None:
    """Read the folder as it would be."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "merged"
        copy_instance(folder, copy)
        for name, content in changed.items():
            (copy / name).write_bytes(content)
        load(copy)


def _move_in(folder: Path, changed: dict[str, bytes]) -> None:
    """Put files in the place of those of the same name, all or none."""
    fresh = {name: folder / f".{name}.{os.getpid()}.new" for name in changed}
    kept = {name: (folder / name).read_bytes() for name in changed}
    moved: list[str] = []
    try:
        for name, path in fresh.items():
            path.write_bytes(changed[name])
        for name, path in fresh.items():
            path.replace(folder / name)
            moved.append(name)
        kept.clear()
    except OSError as problem:
        expected = f"files that can be written ({problem.strerror}); is one of them open in Excel?"
        raise InputError([Fault(printable(str(folder)), expected)]) from None
    finally:
        for name in moved:
            if name in kept:
                (folder / name).write_bytes(kept[name])
        for path in fresh.values():
            path.unlink(missing_ok=True)
