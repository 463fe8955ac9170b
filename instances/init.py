"""Copying an instance to a new folder, to be edited there."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from instances.reader import load, locate
from instances.workbook import is_workbook
from instances.writer import write_folder
from models.faults import Fault, InputError, printable

OVERLAYS = "overlays"
_COPIED = {".toml", ".csv", ".md"}


def copy_instance(reference: str | Path, destination: Path) -> None:
    """Copy an instance, overlays too, to a folder that does not exist or is empty.

    A packaged instance or a folder is copied as it is, faults and all; a workbook is read and written as a
    folder. Nothing is left behind if it fails.

    Raises:
        InputError: if `reference` names nothing, a workbook has faults, or the folder cannot be written.
    """
    source = locate(reference)
    refuse_occupied(destination)
    if is_workbook(source):
        instance = load(source).instance
        move_in(destination, lambda folder: write_folder(instance, folder))
    else:
        move_in(destination, lambda folder: _copy_files(source, folder))


def refuse_occupied(destination: Path) -> None:
    """Refuse a destination that is in the way.

    Raises:
        InputError: if it exists and is no empty folder.
    """
    if destination.is_symlink() or (destination.exists() and not _is_empty_folder(destination)):
        raise _unwritable(destination, "a folder that does not exist yet, or is empty")


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _copy_files(source: Path, folder: Path) -> None:
    overlays = source / OVERLAYS
    for path in (*source.iterdir(), *(overlays.glob("*.toml") if overlays.is_dir() else ())):
        if path.is_file() and path.suffix in _COPIED and not path.name.startswith((".", "~")):
            target = folder / path.relative_to(source)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)


def move_in(destination: Path, write: Callable[[Path], None]) -> None:
    """Write into a folder beside `destination`, then give it that name, or move its files into an empty folder.

    Raises:
        InputError: if it cannot be written; nothing is left behind.
    """
    destination = destination.resolve()
    temporary = destination.parent / f".{destination.name}.{os.getpid()}.new"
    try:
        temporary.mkdir(parents=True)
        write(temporary)
        if destination.exists():
            # The folder may be the one the user stands in, so it is filled and not replaced.
            for path in temporary.iterdir():
                path.rename(destination / path.name)
        else:
            temporary.rename(destination)
    except OSError as problem:
        raise _unwritable(destination, f"a folder that can be written ({problem.strerror})") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _unwritable(destination: Path, expected: str) -> InputError:
    return InputError([Fault(printable(str(destination)), expected)])
