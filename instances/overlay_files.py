"""Overlays as they are written: TOML files beside an instance, and `--set` on the command line."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from instances.convert import shown, suggestion
from instances.csv_table import NotATableError
from instances.draft import FaultList
from instances.overlay import Addition, Assignment, Overlay, Place, Removal
from instances.rows import own_words
from instances.toml_settings import MOST_BYTES, parse_toml
from models.faults import Fault, printable
from models.fields import ASSUMPTION, Text
from models.tables import TABLES

FOLDER = "overlays"
SET_OPTION = "--set"
WITH_OPTION = "--with"
_SECTIONS = ("source", "note", "set", "remove", "add")
_DEEPEST = 10
_TEXT: TypeAdapter[str] = TypeAdapter(Text, config=ConfigDict(strict=True))
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def overlay_names(folder: Path) -> list[str]:
    """Return the names of the overlays that lie beside an instance."""
    return sorted(path.stem for path in (folder / FOLDER).glob("*.toml") if _NAME.fullmatch(path.stem))


def read_overlays(folder: Path, wanted: Sequence[str], faults: FaultList) -> list[Overlay]:
    """Return the overlays asked for, by name or as paths that end in ``.toml``; faults of them into `faults`.

    Args:
        folder: the instance's folder, or that in which its workbook lies.
        wanted: names or paths as given, in order.
        faults: where faults go.
    """
    found: list[Overlay] = []
    told: set[str] = set()
    for text in wanted:
        path = _path(folder, text)
        # Unlike `Path.is_file`, this is False and no error for names that cannot be.
        if path is None or not os.path.isfile(path):  # noqa: PTH113
            faults.add(Fault(WITH_OPTION, _no_such(folder), value=shown(text)))
        elif (real := os.path.realpath(path)) in told:
            faults.add(Fault(WITH_OPTION, "each overlay once", value=shown(text)))
        else:
            told.add(real)
            named = f"{FOLDER}/{path.name}" if _NAME.fullmatch(text) else printable(text)
            found += _read(path, named, faults)
    return found


def _path(folder: Path, text: str) -> Path | None:
    if _NAME.fullmatch(text):
        return folder / FOLDER / f"{text}.toml"
    return Path(text) if text.endswith(".toml") else None


def _no_such(folder: Path) -> str:
    names = overlay_names(folder)
    known = f"an overlay of the instance ({', '.join(names)})" if names else "an overlay; the instance has none"
    return f"{known}, or a file that ends in .toml"


def _read(path: Path, file: str, faults: FaultList) -> Iterator[Overlay]:
    try:
        with path.open("rb") as stream:
            content, lines = parse_toml(stream.read(MOST_BYTES + 1), "an overlay")
    except NotATableError as problem:
        faults.add(Fault(file, str(problem), problem.line))
    except OSError:
        faults.add(Fault(file, "a file that may be read; close it where it is open"))
    else:
        yield _Reading(file, lines, faults).overlay(path.stem, content)


class _Reading:
    """One overlay file being read."""

    def __init__(self, file: str, lines: Mapping[str, int], faults: FaultList) -> None:
        self.file = file
        self.lines = lines
        self.faults = faults

    def place(self, key: str, shown_as: str | None = None) -> Place:
        nearest = key if f"{key}.1" not in self.lines else f"{key}.1"
        while nearest and nearest not in self.lines:
            nearest = nearest.rpartition(".")[0]
        return Place(self.file, self.lines.get(nearest), key if shown_as is None else shown_as)

    def fault(self, expected: str, key: str, value: object = None) -> None:
        self.faults.add(self.place(key).fault(expected, value))

    def overlay(self, name: str, content: Mapping[str, object]) -> Overlay:
        for key in content:
            if key not in _SECTIONS:
                self.fault(f"one of {', '.join(_SECTIONS)}{suggestion(key, _SECTIONS)}", key)
        assignments = tuple(self.assignments(content.get("set", {}), "set"))
        return Overlay(
            name,
            *self.provenance(content, needed=bool(assignments)),
            assignments,
            tuple(self.removals(content.get("remove", {}))),
            tuple(self.additions(content.get("add", {}))),
        )

    def provenance(self, content: Mapping[str, object], *, needed: bool) -> tuple[str, str]:
        """Return source and note of the values set, which must have them as every row must; blank with a fault."""
        source, note = (self.text(key, content.get(key)) for key in ("source", "note"))
        if needed and "source" not in content:
            self.fault("document title and table of the values set, or assumption; it is missing", "source")
        if source == ASSUMPTION and not content.get("note"):
            self.fault("the basis of the values set, which are marked assumption", "note")
        return source, note

    def text(self, key: str, value: object) -> str:
        """Return a text of the file's head; blank with a fault if it is none."""
        if value is None:
            return ""
        try:
            return _TEXT.validate_python(value)
        except ValidationError as problem:
            (error,) = problem.errors(include_url=False, include_input=False)
            self.fault(own_words(error) or "text of at most 2,000 characters", key, value)
            return ""

    def assignments(self, branch: object, prefix: str) -> Iterator[Assignment]:
        """Yield each value set; sections within sections are parts of the key like those with dots."""
        if not isinstance(branch, dict):
            key = prefix.partition(".")[2]
            if key:
                yield Assignment(key, branch, self.place(prefix, key))
            else:
                self.fault("a section of keys and values", prefix, branch)
            return
        if prefix.count(".") > _DEEPEST:
            self.fault("a key of at most 10 parts", prefix)
            return
        for name, value in branch.items():
            yield from self.assignments(value, f"{prefix}.{name}")

    def tables(self, section: str, content: object) -> Iterator[tuple[str, list[object]]]:
        """Yield table and list of a section that holds a list for each table."""
        if not isinstance(content, dict):
            self.fault("a section with a list for each table", section, content)
            return
        for table, listed in content.items():
            key = f"{section}.{table}"
            if table not in TABLES:
                self.fault(f"a table of an instance{suggestion(table, TABLES)}", key)
            elif not isinstance(listed, list):
                self.fault("a list", key, listed)
            else:
                yield table, listed

    def removals(self, content: object) -> Iterator[Removal]:
        for table, listed in self.tables("remove", content):
            key = f"remove.{table}"
            for item in listed:
                if isinstance(item, str) and item:
                    yield Removal(table, item, self.place(key))
                else:
                    self.fault("keys of rows in quotation marks", key, item)

    def additions(self, content: object) -> Iterator[Addition]:
        for table, listed in self.tables("add", content):
            for number, item in enumerate(listed, start=1):
                key = f"add.{table}.{number}"
                if isinstance(item, dict):
                    yield Addition(table, item, self.place(key))
                else:
                    self.fault("a row: columns and values", key, item)


def command_line(settings: Sequence[str], faults: FaultList) -> Overlay | None:
    """Return what the options `--set` change, None if there are none; faults of them into `faults`."""
    if not settings:
        return None
    assignments = []
    for text in settings:
        key, sign, value = text.partition("=")
        key = key.strip()
        if sign and key:
            assignments.append(Assignment(key, value, Place(SET_OPTION, None, key)))
        else:
            expected = "KEY=VALUE, such as policies.locality.2024/25=0.7 or money.move_gbp=1500"
            faults.add(Fault(SET_OPTION, expected, value=shown(text)))
    return Overlay(SET_OPTION, ASSUMPTION, "set on the command line", tuple(assignments))
