"""The data-quality report: every row dropped, repaired or unmapped, by file and row, without its values."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

Action = Literal["dropped", "repaired", "unmapped", "noted"]
Lines = npt.NDArray[np.int64]

COLUMNS = ("action", "what", "file", "rows", "row_numbers")


@dataclass(frozen=True)
class Finding:
    """What was done to some rows of a file, or to the file as a whole.

    Attributes:
        action: dropped, repaired, unmapped (kept, but as `unknown`), or noted (kept as it is).
        what: what was found and done, without any value of a row.
        file: file, or file and sheet.
        count: rows, or children where `what` says so.
        lines: the rows, the header being row 1; empty for a finding of the whole file.
    """

    action: Action
    what: str
    file: str
    count: int
    lines: tuple[int, ...]

    @property
    def ranges(self) -> str:
        """The rows as text: ``2-4, 9``."""
        if not self.lines:
            return ""
        breaks = [place for place, (one, two) in enumerate(pairwise(self.lines), start=1) if two != one + 1]
        runs = np.split(np.array(self.lines), breaks)
        return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


class Quality:
    """Findings, in the order in which they were made."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def whole(self, action: Action, what: str, file: str, count: int = 0) -> None:
        """Take a finding of a whole file, or of no file in particular."""
        self.findings.append(Finding(action, what, file, count, ()))

    def rows(self, action: Action, what: str, file: str, lines: Lines) -> None:
        """Take a finding of some rows of one file."""
        if len(lines):
            ordered = tuple(np.unique(lines).tolist())
            self.findings.append(Finding(action, what, file, len(lines), ordered))

    def by_file(self, action: Action, what: str, names: Sequence[str], files: Lines, lines: Lines) -> None:
        """Take a finding of rows of several files; `files` are places in `names`."""
        for file in np.unique(files):
            self.rows(action, what, names[file], lines[files == file])

    def totals(self) -> dict[tuple[Action, str], int]:
        """Return how many rows each kind of finding has, all files together."""
        added: dict[tuple[Action, str], int] = {}
        for found in self.findings:
            key = (found.action, found.what)
            added[key] = added.get(key, 0) + found.count
        return added

    def count(self, action: Action) -> int:
        """Return how many rows one action was taken on."""
        return sum(found.count for found in self.findings if found.action == action)

    def as_csv(self) -> str:
        """Return the report as CSV text."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self._cells())
        return out.getvalue()

    def _cells(self) -> Iterator[list[object]]:
        for found in self.findings:
            yield [found.action, found.what, found.file, found.count or "", found.ranges]
