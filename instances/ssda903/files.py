"""The files a return comes in: folders walked, zip archives read in memory, one file at a time."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from instances.csv_table import NotATableError
from instances.draft import FaultList
from instances.ssda903.quality import Quality
from instances.zip_guard import ARCHIVES, ZIP_TROUBLE, swells
from models.faults import Fault, printable

FORMS = (".csv", ".txt", ".xlsx", ".xml")
MOST_UNPACKED = 1024**3
MOST_BYTES = 50 * 1024 * 1024
_MOST_MEMBERS = 5_000
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Member:
    """One file of a return: its name as the user knows it, its suffix in small letters, its bytes."""

    name: str
    suffix: str
    data: bytes


def members(paths: Sequence[Path], quality: Quality, faults: FaultList) -> Iterator[Member]:
    """Yield every file that may hold a table, in order of name; what is not read goes into `quality` or `faults`."""
    for path in paths:
        name = printable(str(path), _LONGEST_NAME)
        try:
            if path.is_dir():
                yield from _folder(path, quality, faults)
            elif path.is_file():
                yield from _file(path, name, faults)
            else:
                faults.add(Fault(name, "a folder, zip, CSV, Excel or XML file; there is no such thing"))
        except OSError as problem:
            faults.add(Fault(name, f"a file or folder that can be read ({problem.strerror})"))


def _folder(folder: Path, quality: Quality, faults: FaultList) -> Iterator[Member]:
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or _is_litter(path.relative_to(folder).parts):
            continue
        name = printable(str(path), _LONGEST_NAME)
        if path.suffix.lower() in (*FORMS, ".zip"):
            yield from _file(path, name, faults)
        else:
            quality.whole("noted", "not read: neither CSV, Excel, XML nor zip", name)


def _file(path: Path, name: str, faults: FaultList) -> Iterator[Member]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        yield from _archive(path, name, faults)
    elif suffix not in FORMS:
        faults.add(Fault(name, "a folder, or a file that ends in .zip, .csv, .txt, .xlsx or .xml"))
    elif path.stat().st_size > MOST_BYTES:
        faults.add(Fault(name, "a file of at most 50 MB"))
    else:
        yield Member(name, suffix, path.read_bytes())


def _archive(path: Path, name: str, faults: FaultList) -> Iterator[Member]:
    """Yield the members of a zip archive; nothing is ever unpacked to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [member for member in archive.infolist() if not member.is_dir()]
            kept = [member for member in inside if not _is_litter(PurePosixPath(member.filename).parts)]
            _refuse(inside, path.stat().st_size)
            for member in sorted(kept, key=lambda found: found.filename):
                shown = printable(f"{name}/{member.filename}", _LONGEST_NAME)
                suffix = PurePosixPath(member.filename).suffix.lower()
                if suffix in FORMS:
                    yield Member(shown, suffix, archive.read(member))
                else:
                    faults.add(Fault(shown, "only CSV and XML files in a zip; take this one out"))
    except NotATableError as problem:
        faults.add(Fault(name, str(problem)))
    except ZIP_TROUBLE:
        faults.add(Fault(name, "a zip archive; this file is damaged or something else"))


def _refuse(inside: list[zipfile.ZipInfo], packed: int) -> None:
    if len(inside) > _MOST_MEMBERS or sum(member.file_size for member in inside) > MOST_UNPACKED:
        raise NotATableError("a zip of at most 1 GB and 5,000 files once unpacked")
    if swells(inside, packed):
        raise NotATableError("a zip of ordinary tables; this one unpacks to over 200 times its size")
    for member in inside:
        if member.flag_bits & 1:
            raise NotATableError("a zip without a password")
        if member.filename.lower().endswith(ARCHIVES):
            raise NotATableError("a zip without archives or workbooks inside it; unpack it first")
        if member.file_size > MOST_BYTES:
            raise NotATableError("a zip whose files have at most 50 MB each")


def _is_litter(parts: tuple[str, ...]) -> bool:
    """Return whether a file is what an operating system or Excel leaves lying about."""
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)
