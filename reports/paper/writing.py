"""Writing the files of a paper into a folder."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reports.plan_folder import PlanFolderError


def file_name(kind: str, *, public: bool) -> str:
    """Return the name of a file: the public one has its own, so that no exempt one is published by mistake."""
    return f"{'public-paper' if public else 'paper'}.{kind}"


def check_folder(folder: Path, names: list[str], *, force: bool) -> None:
    """Refuse a folder in which a file is in the way, or that is none.

    Raises:
        PlanFolderError: naming what is in the way.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise PlanFolderError(f"{folder} is no folder")
        present = [name for name in names if os.path.lexists(folder / name)]
    except (OSError, ValueError) as error:
        raise PlanFolderError(f"{folder} cannot be written (not a name for a folder)") from error
    if present and not force:
        raise PlanFolderError(f"{folder / present[0]} exists already; give another folder, or --force to replace it")


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files, each to a temporary name first.

    Raises:
        PlanFolderError: if one cannot be written, for example because Word or Excel holds it open.
    """
    for name, content in files.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(folder / name, content)
        except OSError as error:
            reason = error.strerror or "the system refused"
            raise PlanFolderError(f"{folder / name} cannot be written ({reason}); is it open?") from error


def _write(path: Path, content: bytes) -> None:
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(fresh).chmod(0o644)
        Path(fresh).replace(path)
    finally:
        Path(fresh).unlink(missing_ok=True)
