"""Which table of the return a raw table is: told by its columns, never by its name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from instances.csv_table import NotATableError
from instances.draft import FaultList
from instances.ssda903.categories import blank, stacked
from instances.ssda903.files import members
from instances.ssda903.forms import RawTable, read_form
from instances.ssda903.layout import EPISODE_MAY, EPISODE_MUST, HEADER_MUST, UASC_MUST
from instances.ssda903.quality import Lines, Quality
from models.faults import Fault, printable

_HEADER_SIGNS = frozenset({"SEX", "ETHNIC", "UPN", "MOTHER", "MC_DOB"})
_OWN_EPISODE_COLUMNS = frozenset((*EPISODE_MUST, *EPISODE_MAY, "REASON_PLACE_CHANGE")) - {
    "CHILD",
    "LA",
    "YEAR",
    "URN",
}
_NEARLY = 4
_OTHER_TABLES = {
    "REVIEW": "reviews",
    "MISSING": "missing episodes",
    "MIS_START": "missing episodes",
    "SDQ_SCORE": "OC2",
    "IN_TOUCH": "OC3",
    "DATE_INT": "AD1",
    "DATE_PLACED": "placed for adoption",
    "PREV_PERM": "previous permanence",
    "SW_ID": "social workers",
    "DOLO_START": "deprivation of liberty orders",
}
_CONSEQUENCES = {
    "LS": "legal status is not known: short breaks cannot be left out",
    "CIN": "category of need is not known: the need level comes from the placement alone",
    "PLACE_PROVIDER": "the provider is not known: foster placements are unmapped",
    "REC": "the reason for ending is not known: an ending without a readable day counts as open",
}


@dataclass
class Pile:
    """One table of all files, row on row.

    Attributes:
        frame: a column of categories for each column wanted.
        files: for each row, the place of its file in `names`.
        lines: for each row, its line in its file.
        names: the files.
    """

    frame: pd.DataFrame
    files: Lines
    lines: Lines
    names: list[str]

    def __len__(self) -> int:
        return len(self.frame)


@dataclass
class Tables:
    """What was read: episodes, headers, and unaccompanied children."""

    episodes: list[RawTable] = field(default_factory=list)
    headers: list[RawTable] = field(default_factory=list)
    uasc: list[RawTable] = field(default_factory=list)


def read_tables(paths: Sequence[Path], quality: Quality, faults: FaultList) -> Tables:
    """Read every table of the return that the paths hold; each file that cannot be read is a fault."""
    tables = Tables()
    for member in members(paths, quality, faults):
        try:
            for raw in read_form(member):
                _sort_in(raw, tables, quality, faults)
        except NotATableError as problem:
            faults.add(Fault(member.name, str(problem), problem.line))
    if not faults.count:
        _tell_missing(tables, paths, faults)
    return tables


def _tell_missing(tables: Tables, paths: Sequence[Path], faults: FaultList) -> None:
    where = printable(str(paths[0])) if len(paths) == 1 else "the files given"
    if not any(len(raw.lines) for raw in tables.episodes):
        columns = ", ".join(EPISODE_MUST)
        faults.add(Fault(where, f"a table of episodes with the columns {columns}; there is none with rows"))
    if not any(len(raw.lines) for raw in tables.headers):
        expected = "a header table with the columns CHILD, DOB and SEX or ETHNIC; there is none with rows"
        faults.add(Fault(where, f"{expected}, and without birthdays there are no ages"))


def _sort_in(raw: RawTable, tables: Tables, quality: Quality, faults: FaultList) -> None:
    columns = set(raw.frame.columns)
    if len(columns & _OWN_EPISODE_COLUMNS) >= _NEARLY:
        missing = [name for name in EPISODE_MUST if name not in columns]
        if missing:
            faults.add(Fault(raw.file, f"a table of episodes; it lacks the columns {', '.join(missing)}", 1))
            return
        for name, consequence in _CONSEQUENCES.items():
            if name not in columns:
                quality.whole("noted", f"no column {name}: {consequence}", raw.file, len(raw.lines))
        tables.episodes.append(raw)
    elif columns.issuperset(UASC_MUST):
        tables.uasc.append(raw)
    elif columns.issuperset(HEADER_MUST) and columns & _HEADER_SIGNS:
        tables.headers.append(raw)
    else:
        _not_used(raw, columns, quality)
        return
    quality.rows("dropped", "more or fewer cells than the header has columns", raw.file, raw.ragged)


def _not_used(raw: RawTable, columns: set[str], quality: Quality) -> None:
    for sign, name in _OTHER_TABLES.items():
        if sign in columns and "CHILD" in columns:
            quality.whole("noted", f"not used: the table {name} of the return", raw.file, len(raw.lines))
            return
    quality.whole("noted", "not used: the columns are those of no table of the return", raw.file, len(raw.lines))


def pile(raws: Sequence[RawTable], columns: Iterable[str]) -> Pile:
    """Put tables on one another, with the columns wanted; one that a table lacks is blank, text in capitals."""
    names = [raw.file for raw in raws]
    sizes = [len(raw.lines) for raw in raws]
    frame = pd.DataFrame({name: _column(raws, name) for name in columns})
    lines = np.concatenate([raw.lines for raw in raws]) if raws else np.zeros(0, dtype=np.int64)
    return Pile(frame, np.repeat(np.arange(len(raws)), sizes), lines, names)


def _column(raws: Sequence[RawTable], name: str) -> pd.Categorical:
    columns = [raw.frame[name].array if name in raw.frame else blank(len(raw.lines)) for raw in raws]
    # Identifiers may differ in small and large letters only, where a platform has replaced them by others.
    return stacked(columns, capitals=name != "CHILD")
