"""The ONS Postcode Directory, read for the postcodes of the return only, and the user's table of areas."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.csv_table import NotATableError, read_csv
from models.faults import Fault, InputError, printable

_CHUNK = 200_000
_COLUMNS = {
    "postcode": re.compile(r"pcds|pcd8|pcd7|pcd2|pcd"),
    "east": re.compile(r"oseast1m|east1m"),
    "north": re.compile(r"osnrth1m|north1m"),
    "authority": re.compile(r"oslaua|laua|lad\d\dcd"),
    "ward": re.compile(r"osward|ward|wd\d\dcd"),
    "lsoa": re.compile(r"lsoa\d\d(?:cd)?"),
}
_AREA_COLUMNS = ("lsoa", "ward", "authority")
"""Smallest first: a code of a small area goes before one of a large area that it lies in."""
_AREA_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_TROUBLE = (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError, ValueError)


@dataclass(frozen=True)
class Directory:
    """Where some postcodes lie.

    Attributes:
        east: metres east on the OS grid, by place in the list asked for; not a number where unknown.
        north: metres north.
        areas: codes of LSOA, ward and local authority as far as the file has them, "" where unknown.
    """

    east: npt.NDArray[np.float64]
    north: npt.NDArray[np.float64]
    areas: dict[str, npt.NDArray[np.object_]]


def squeezed(words: pd.Index) -> pd.Index:
    """Return postcodes in capitals without spaces, the form in which they are compared."""
    return pd.Index([str(word).upper().replace(" ", "") for word in words], dtype=object)


def read_directory(path: Path, wanted: Sequence[str]) -> Directory:
    """Look some postcodes, in the form of `squeezed`, up in the ONS Postcode Directory.

    Raises:
        InputError: if the file cannot be read or lacks a column.
    """
    name = printable(path.name)
    try:
        columns = _columns(path, name)
        found = _look_up(path, columns, frozenset(wanted))
    except _TROUBLE:
        raise InputError(
            [Fault(name, "the ONS Postcode Directory as one CSV file; this is something else")]
        ) from None
    except OSError as problem:
        raise InputError([Fault(name, f"a file that can be read ({problem.strerror})")]) from None
    found = found.drop_duplicates("postcode").set_index("postcode").reindex(list(wanted))
    places = {key: pd.to_numeric(found[key], errors="coerce").to_numpy(dtype=float) for key in ("east", "north")}
    areas = {key: found[key].fillna("").to_numpy(dtype=object) for key in _AREA_COLUMNS if key in found}
    return Directory(places["east"], places["north"], areas)


def _columns(path: Path, name: str) -> dict[str, str]:
    """Return the columns of the file by what they hold."""
    header = pd.read_csv(path, nrows=0).columns
    found: dict[str, str] = {}
    for key, pattern in _COLUMNS.items():
        matches = [column for column in header if pattern.fullmatch(str(column).strip().lower())]
        if matches:
            found[matches[0]] = key
    missing = [key for key in ("postcode", "east", "north", "authority") if key not in found.values()]
    if missing:
        expected = "the ONS Postcode Directory with columns such as pcds, oseast1m, osnrth1m and oslaua"
        raise InputError([Fault(name, f"{expected}; those for {', '.join(missing)} are missing", 1)])
    return found


def _look_up(path: Path, columns: dict[str, str], wanted: frozenset[str]) -> pd.DataFrame:
    parts = [pd.DataFrame(columns=list(columns.values()), dtype=object)]
    for chunk in pd.read_csv(path, usecols=list(columns), dtype=str, chunksize=_CHUNK):
        chunk = chunk.rename(columns=columns)
        chunk["postcode"] = chunk["postcode"].str.upper().str.replace(" ", "", regex=False)
        parts.append(chunk[chunk["postcode"].isin(wanted)].astype(object))
    return pd.concat(parts, ignore_index=True)


def read_areas(path: Path) -> dict[str, str]:
    """Return the area of each ONS code (local authority, ward or LSOA) from a CSV file with columns code and area.

    Raises:
        InputError: with every fault of the file.
    """
    name = printable(path.name)
    try:
        raw = read_csv(path.read_bytes())
        header = [str(cell).strip().lower() for cell in raw.header]
        if not {"code", "area"} <= set(header):
            raise InputError([Fault(name, "a header with the columns code and area", 1)])
        rows = [(line, [str(cell).strip() for cell in cells]) for line, cells in raw.rows]
    except NotATableError as problem:
        raise InputError([Fault(name, str(problem), problem.line)]) from None
    except OSError as problem:
        raise InputError([Fault(name, f"a file that can be read ({problem.strerror})")]) from None
    return _areas(name, header, [(line, cells) for line, cells in rows if any(cells)])


def _areas(name: str, header: list[str], rows: list[tuple[int, list[str]]]) -> dict[str, str]:
    faults: list[Fault] = []
    found: dict[str, str] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            faults.append(Fault(name, f"{len(header)} values, as many as the header has columns", line))
            continue
        code, area = cells[header.index("code")].upper(), cells[header.index("area")]
        if not _AREA_NAME.fullmatch(area):
            text = "a name of small letters, digits and _ that begins with a letter, at most 30 characters"
            faults.append(Fault(name, text, line, "area", area))
        elif found.setdefault(code, area) != area:
            faults.append(Fault(name, "each code once", line, "code", code))
    if not rows:
        faults.append(Fault(name, "at least one row below the header"))
    if faults:
        raise InputError(faults)
    return found
