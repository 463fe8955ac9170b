"""The stock of a return counted a second time: cell by cell and child by child, by the rules of docs/import.md."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.instances.ssda903.returns import EPISODE, HEADER

Cells = Sequence[str]
CODES = ("RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "REC", "HOME_POST", "PL_POST", "URN")


@dataclass
class Row:
    """An episode that can be used, as plain values."""

    decom: dt.date
    dec: dt.date | None
    year: int
    codes: tuple[str, ...]

    @property
    def rec(self) -> str:
        """Reason for ending."""
        return self.codes[CODES.index("REC")]

    @property
    def order(self) -> tuple[object, ...]:
        """Which of two rows of one day is kept: the greater."""
        return (self.year, self.dec or dt.date.min, self.codes)


def day(text: str) -> dt.date | None:
    """Return a day written dd/mm/yyyy or ISO, None for anything else."""
    uk = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text, re.ASCII)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    if uk is None and iso is None:
        return None
    parts = [int(part) for part in (uk or iso).groups()]  # type: ignore[union-attr]
    if uk:
        parts.reverse()
    try:
        found = dt.date(*parts)
    except ValueError:
        return None
    return found if 1950 <= found.year <= 2100 else None


def birthdays(headers: Sequence[Cells]) -> dict[str, dt.date]:
    """Return each child's birthday: the commonest, of equally common ones the latest."""
    votes: dict[str, Counter[dt.date]] = defaultdict(Counter)
    for cells in headers:
        if len(cells) != len(HEADER):
            continue
        child, born = cells[0].strip(), day(cells[HEADER.index("DOB")].strip())
        if child and born is not None:
            votes[child][born] += 1
    return {child: max(seen, key=lambda born: (seen[born], born)) for child, seen in votes.items()}


def stock(
    returns: dict[int, Sequence[Cells]], headers: Sequence[Cells], marches: Sequence[dt.date]
) -> dict[dt.date, int]:
    """Return children in care on some days.

    Args:
        returns: rows of episodes below the header, by the year in which the return ends.
        headers: rows of every header table.
        marches: the days.
    """
    by_child: dict[str, dict[dt.date, Row]] = defaultdict(dict)
    for year, rows in returns.items():
        for cells in rows:
            _take(cells, year, by_child)
    born = birthdays(headers)
    counts = dict.fromkeys(marches, 0)
    for child, rows in by_child.items():
        spans = _spans(sorted(rows.values(), key=lambda row: row.decom), born.get(child), set(returns), marches[-1])
        for march in marches:
            counts[march] += any(start <= march and (end is None or march < end) for start, end in spans)
    return counts


def _take(cells: Cells, year: int, by_child: dict[str, dict[dt.date, Row]]) -> None:
    if len(cells) != len(EPISODE):
        return
    values = {name: cell.strip().upper() for name, cell in zip(EPISODE, cells, strict=True)}
    child, decom, dec = cells[0].strip(), day(values["DECOM"]), day(values["DEC"])
    if not child or decom is None or values["LS"] in ("V3", "V4"):
        return
    if values["DEC"] and (dec is None or dec < decom):
        if values["REC"].startswith("E"):
            return
        dec = None
    row = Row(decom, dec, year, tuple(values[name] for name in CODES))
    held = by_child[child].get(decom)
    if held is None or row.order > held.order:
        by_child[child][decom] = row


def _spans(
    rows: list[Row], born: dt.date | None, years: set[int], base: dt.date
) -> list[tuple[dt.date, dt.date | None]]:
    """Return first and last days of one child's episodes, in order of the first."""
    if born is not None and (born > rows[0].decom or _aged(born, 25) <= rows[0].decom):
        born = None
    if born is not None:
        adult = _aged(born, 18)
        rows = [row for row in rows if row.decom < adult]
        for row in rows:
            if (row.dec is None or row.dec > adult) and adult <= base:
                row.dec = adult
    found: list[tuple[dt.date, dt.date | None]] = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        found.append((row.decom, _end(row, after, years, base)))
    return found


def _end(row: Row, after: Row | None, years: set[int], base: dt.date) -> dt.date | None:
    closing = dt.date(row.year, 4, 1)
    if row.dec is None:
        lost = row.year + 1 in years and closing - dt.timedelta(days=1) < base
        if lost and (after is None or (after.decom > closing and after.codes[0] == "S")):
            return closing
        return None if after is None else after.decom
    if after is not None and (after.decom < row.dec or (after.decom > row.dec and row.rec == "X1")):
        return after.decom
    return row.dec


def _aged(born: dt.date, age: int) -> dt.date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)
