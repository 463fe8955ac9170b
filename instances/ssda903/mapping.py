"""The visible, editable table from codes and legal status to provision and need; the first row that fits holds."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.convert import suggestion
from instances.csv_table import NotATableError, RawTable, read_csv
from instances.draft import FaultList
from instances.ssda903.dates import Days
from instances.ssda903.episodes import coded
from models.faults import Fault, InputError, printable
from models.fields import UNKNOWN_PROVISION, FixedProvision, Provision

PACKAGED = "placement_mapping.csv"
COLUMNS = ("place", "provider", "cin", "legal_status", "age_from", "age_to", "provision", "need", "note")
ANY, BLANK_CODE = "*", "-"
FIXED: tuple[str, ...] = tuple(name for name in get_args(FixedProvision) if name != "none")
POOL: tuple[str, ...] = tuple(
    name for name in get_args(Provision) if name not in ("gap", "internal_home") and not name.startswith("block_")
)
"""Provisions that the return can tell; blocks and own homes are known to the contract register only."""
PROVISIONS: tuple[str, ...] = (*POOL, *FIXED, UNKNOWN_PROVISION)
UNKNOWN = PROVISIONS.index(UNKNOWN_PROVISION)

_CODE_COLUMNS = {"place": "PLACE", "provider": "PLACE_PROVIDER", "cin": "CIN", "legal_status": "LS"}

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rule:
    """A row of the mapping: the codes it takes by column of the return (none for any), ages, and what it gives."""

    codes: dict[str, frozenset[str]]
    age_from: int
    age_to: int
    provision: str
    need: str


@dataclass(frozen=True)
class Mapping:
    """Rules in order, need levels by rank, and the text of the table for the imported folder."""

    rules: tuple[Rule, ...]
    needs: tuple[str, ...]
    text: str

    @property
    def given_needs(self) -> frozenset[str]:
        """Need levels that some rule gives."""
        return frozenset(rule.need for rule in self.rules)

    def classify(self, frame: pd.DataFrame, ages: Days) -> tuple[Places, Places, npt.NDArray[np.bool_]]:
        """Return provision (place in `PROVISIONS`), need (place in `needs`) and whether a rule took the row.

        Args:
            frame: rows with the columns PLACE, PLACE_PROVIDER, CIN and LS as categories.
            ages: whole years of age, row by row.
        """
        provision = np.full(len(frame), UNKNOWN, dtype=np.int64)
        need = np.zeros(len(frame), dtype=np.int64)
        taken = np.zeros(len(frame), dtype=bool)
        for rule in self.rules:
            fits = ~taken & (ages >= rule.age_from) & (ages <= rule.age_to)
            for column, wanted in rule.codes.items():
                fits &= coded(frame, column, wanted)
            provision[fits] = PROVISIONS.index(rule.provision)
            need[fits] = self.needs.index(rule.need)
            taken |= fits
        return provision, need, taken


def read_mapping(path: Path | None, needs: tuple[str, ...]) -> Mapping:
    """Read the packaged table, or the user's own.

    Args:
        path: the user's table; None for the packaged one.
        needs: need levels of the base, lowest first.

    Raises:
        InputError: with every fault of the table.
    """
    name = PACKAGED if path is None else printable(path.name)
    faults = FaultList()
    try:
        data = (resources.files(__package__) / PACKAGED).read_bytes() if path is None else path.read_bytes()
        rules = tuple(_rules(read_csv(data), name, needs, faults))
    except NotATableError as problem:
        raise InputError([Fault(name, str(problem), problem.line)]) from None
    except OSError as problem:
        raise InputError([Fault(name, f"a file that can be read ({problem.strerror})")]) from None
    faults.raise_any([name])
    return Mapping(rules, needs, _text(data))


def _text(data: bytes) -> str:
    rows = read_csv(data)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.header)
    writer.writerows(cells for _, cells in rows.rows)
    return out.getvalue()


def _rules(raw: RawTable, name: str, needs: tuple[str, ...], faults: FaultList) -> Iterator[Rule]:
    header = [str(cell).strip().lower() for cell in raw.header]
    missing = [column for column in COLUMNS[:-1] if column not in header]
    if missing:
        faults.add(Fault(name, f"the columns {', '.join(COLUMNS)}; {', '.join(missing)} missing", 1))
        return
    for line, cells in raw.rows:
        texts = [str(cell).strip() for cell in cells]
        if not any(texts):
            continue
        if len(texts) != len(header):
            faults.add(Fault(name, f"{len(header)} values, as many as the header has columns", line))
            continue
        row = dict(zip(header, texts, strict=True))
        found = list(_faults_of(row, name, line, needs))
        for fault in found:
            faults.add(fault)
        if not found:
            yield _rule(row)


def _rule(row: dict[str, str]) -> Rule:
    wanted = {
        column: frozenset("" if word == BLANK_CODE else word.upper() for word in row[name].split())
        for name, column in _CODE_COLUMNS.items()
        if row[name] != ANY
    }
    return Rule(wanted, int(row["age_from"]), int(row["age_to"]), row["provision"], row["need"])


def _faults_of(row: dict[str, str], name: str, line: int, needs: tuple[str, ...]) -> Iterator[Fault]:
    for column in _CODE_COLUMNS:
        if not row[column]:
            text = f"codes with spaces between them, {ANY} for any, or {BLANK_CODE} for none recorded"
            yield Fault(name, text, line, column)
    for column in ("age_from", "age_to"):
        if not row[column].isdecimal() or int(row[column]) > 17:
            yield Fault(name, "a whole number from 0 to 17", line, column, row[column])
    yield from _unknown(row, name, line, "provision", PROVISIONS)
    yield from _unknown(row, name, line, "need", needs)


def _unknown(row: dict[str, str], name: str, line: int, column: str, known: Iterable[str]) -> Iterator[Fault]:
    words = tuple(known)
    if row[column] not in words:
        where = "a need level of the base, one of" if column == "need" else "one of"
        other = " (give a table of your own with --mapping)" if name == PACKAGED else ""
        text = f"{where} {', '.join(words)}{suggestion(row[column], words)}{other}"
        yield Fault(name, text, line, column, row[column])
