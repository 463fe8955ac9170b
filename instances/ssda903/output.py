"""The imported folder: a sound instance and its companions, written whole or not at all."""

from pathlib import Path

from instances.init import move_in, refuse_occupied
from instances.reader import load
from instances.ssda903.importer import Imported
from instances.writer import write_folder


def write_import(imported: Imported, destination: Path) -> None:
    """Write an imported instance to a folder that does not exist or is empty.

    Raises:
        InputError: if the folder is in the way or cannot be written, or base and return do not fit together.
    """
    refuse_occupied(destination)
    move_in(destination, lambda folder: _write(imported, folder))


def _write(imported: Imported, folder: Path) -> None:
    write_folder(imported.instance, folder)
    load(folder)
    for name, text in imported.companions.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
