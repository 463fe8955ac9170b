"""Reading an instance: from a packaged name, a folder or a workbook; every fault at once."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from instances.check import check_draft
from instances.convert import suggestion
from instances.csv_table import MOST_BYTES, NotATableError, read_csv
from instances.draft import Draft, DraftTable, FaultList, absent_table
from instances.overlay_files import command_line, read_overlays
from instances.overlaying import apply_overlays
from instances.rows import read_rows
from instances.toml_settings import parse_toml, read_settings
from instances.workbook import is_workbook, read_workbook
from instances.writer import SETTINGS_FILE, instance_sha256
from models.faults import Fault, InputError, printable
from models.instance import Instance, Settings
from models.tables import MAY_BE_MISSING, TABLES

PACKAGED = Path(__file__).parent


@dataclass(frozen=True)
class LoadedInstance:
    """An instance as read.

    Attributes:
        instance: the planning problem, free of faults.
        sha256: hash over its canonical files, the same for folder and workbook.
        name: packaged name, or name of the folder or workbook.
        overlay_names: overlays laid over it, by name or as the path given.
        set_values: single values set, each KEY=VALUE.
    """

    instance: Instance
    sha256: str
    name: str
    overlay_names: tuple[str, ...] = ()
    set_values: tuple[str, ...] = ()

    @property
    def overlays(self) -> tuple[str, ...]:
        """What was laid over it, in words."""
        return (*(f"overlay {name}" for name in self.overlay_names), *self.set_values)


def packaged_names() -> list[str]:
    """Return the names of the instances that come with the package."""
    return sorted(path.parent.name for path in PACKAGED.glob(f"*/{SETTINGS_FILE}"))


def load(reference: str | Path, overlays: Sequence[str] = (), settings: Sequence[str] = ()) -> LoadedInstance:
    """Read an instance, lay overlays over it, and check the result.

    Args:
        reference: a packaged name such as ``sefton-2022``, a folder, or an ``.xlsx`` workbook; a `Path` is
            never a packaged name.
        overlays: names of overlays in the folder ``overlays`` beside the instance's files, or paths that end in
            ``.toml``.
        settings: single values, each written ``KEY=VALUE``; docs/overlays.md tells the keys.

    Raises:
        InputError: with every fault found.
    """
    path = locate(reference)
    faults = FaultList()
    draft = read_workbook(path, faults) if is_workbook(path) else _read_folder(path, faults)
    found = read_overlays(path.parent if is_workbook(path) else path, overlays, faults)
    if (given := command_line(settings, faults)) is not None:
        found.append(given)
    apply_overlays(draft, found, faults)
    for fault in check_draft(draft):
        faults.add(fault)
    faults.raise_any([draft.settings_file, *(table.file for table in draft.tables.values())])
    instance = _assemble(draft)
    name = path.stem if is_workbook(path) else path.name
    return LoadedInstance(instance, instance_sha256(instance), name, tuple(overlays), tuple(settings))


def locate(reference: str | Path) -> Path:
    """Return the folder or workbook that `reference` names.

    Raises:
        InputError: if it names nothing, or both a packaged instance and a local path.
    """
    text = str(reference)
    shown, there = printable(text), _exists(text)
    if isinstance(reference, str) and text in packaged_names():
        if there:
            raise _refused(shown, f"one instance; this is a packaged name and a path here: write ./{shown}")
        return PACKAGED / text
    if not there:
        names = ", ".join(packaged_names()) or "none"
        expected = f"a folder, an .xlsx workbook or a packaged name ({names}); there is no such thing"
        raise _refused(shown, expected)
    path = Path(text)
    if not path.is_dir() and not is_workbook(path):
        raise _refused(shown, "a folder with instance.toml, or a workbook saved as .xlsx")
    return path if path.name else path.resolve()


def _refused(file: str, expected: str) -> InputError:
    return InputError([Fault(file, expected)])


def _exists(path: str | Path) -> bool:
    """Return whether `path` exists; False, where `Path.exists` may raise, for names that cannot be."""
    return os.path.exists(path)  # noqa: PTH110


def _read_folder(folder: Path, faults: FaultList) -> Draft:
    draft = Draft(SETTINGS_FILE)
    if not any(_exists(folder / name) for name in (SETTINGS_FILE, *(f"{table}.csv" for table in TABLES))):
        expected = "an instance: instance.toml and its tables as CSV files; this folder has none of them"
        raise _refused(printable(str(folder)), expected)
    _refuse_unknown_tables(folder, faults)
    if (data := _bytes(folder, SETTINGS_FILE, faults)) is not None:
        try:
            content, lines = parse_toml(data)
            draft.sections = read_settings(SETTINGS_FILE, content, lines, faults)
        except NotATableError as problem:
            faults.add(Fault(SETTINGS_FILE, str(problem), problem.line))
    for name in TABLES:
        draft.tables[name] = _read_table(folder, name, faults)
    return draft


def _read_table(folder: Path, name: str, faults: FaultList) -> DraftTable:
    file = f"{name}.csv"
    if name in MAY_BE_MISSING and not _exists(folder / file):
        return absent_table(name, file)
    data = _bytes(folder, file, faults)
    if data is None:
        return DraftTable(file)
    try:
        return read_rows(name, file, read_csv(data), faults)
    except NotATableError as problem:
        faults.add(Fault(file, str(problem), problem.line))
        return DraftTable(file)


def _bytes(folder: Path, file: str, faults: FaultList) -> bytes | None:
    path = folder / file
    try:
        if path.is_file():
            with path.open("rb") as stream:
                return stream.read(MOST_BYTES + 1)
        expected = "this file; it is missing"
    except PermissionError:
        expected = "a file that may be read; close it where it is open, or ask for access"
    except OSError as problem:
        expected = f"a file that can be read ({errno.errorcode.get(problem.errno or 0, 'unknown trouble')})"
    faults.add(Fault(file, expected))
    return None


def _refuse_unknown_tables(folder: Path, faults: FaultList) -> None:
    for path in sorted(folder.glob("*.[cC][sS][vV]")):
        if path.name.removesuffix(".csv") not in TABLES:
            hint = suggestion(path.stem, TABLES)
            faults.add(Fault(printable(path.name), f"a table of an instance{hint}"))


def _assemble(draft: Draft) -> Instance:
    settings = Settings.model_validate(draft.sections)
    tables = {name: tuple(line.row for line in table.lines) for name, table in draft.tables.items()}
    return Instance.model_validate({"settings": settings, **tables})
