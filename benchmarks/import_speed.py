"""How long ten years of a large council's return take to import, against pandas reading and sorting the same files.

Run:  .venv/bin/python -m benchmarks.import_speed [EPISODES] [REPEATS]

Made-up returns of `tests/instances/ssda903/returns.py`. What pandas does: read every table, turn its days into days,
put the tables on one another, sort by child and day. What the import does: everything, the base read, the instance
written and checked. Both in one process, turn and turn about, best of the repeats.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from instances.reader import load
from instances.ssda903.importer import Request, import_return
from instances.ssda903.output import write_import
from tests.instances.ssda903.returns import council, write_years

FIRST, LAST = 2015, 2024
_EPISODES_PER_CHILD = 4.1


def read_and_sort(folder: Path) -> int:
    """Read the return with pandas and sort it; return its rows."""
    parts = [pd.read_csv(path, dtype=str) for path in sorted(folder.rglob("episodes.csv"))]
    headers = [pd.read_csv(path, dtype=str) for path in sorted(folder.rglob("header.csv"))]
    episodes, header = pd.concat(parts), pd.concat(headers)
    for name in ("DECOM", "DEC"):
        episodes[name] = pd.to_datetime(episodes[name], format="%d/%m/%Y")
    header["DOB"] = pd.to_datetime(header["DOB"], format="%d/%m/%Y")
    header.sort_values(["CHILD", "DOB"])
    return len(episodes.sort_values(["CHILD", "DECOM"]))


def whole_import(folder: Path) -> int:
    """Import the return to a new folder; return the children in care on the last 31 March."""
    with tempfile.TemporaryDirectory() as out:
        imported = import_return(Request((folder,), load("sefton-2022"), True))
        write_import(imported, Path(out) / "council")
    return imported.ends[-1].children


def best(work: Callable[[Path], int], folder: Path) -> tuple[float, int]:
    """Return seconds and result of one run."""
    began = time.perf_counter()
    result = work(folder)
    return time.perf_counter() - began, result


def main(episodes: int, repeats: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = council(1, round(episodes / _EPISODES_PER_CHILD), FIRST, LAST)
        write_years(folder, made, range(FIRST, LAST + 1))
        runs = [(best(read_and_sort, folder), best(whole_import, folder)) for _ in range(repeats)]
    pandas, imported = (min(run[side][0] for run in runs) for side in (0, 1))
    rows, children = runs[0][0][1], runs[0][1][1]
    print(f"{rows:,} rows of episodes in {LAST - FIRST + 1} returns, {children:,} children in care at the end")
    print(f"pandas, read and sort  {pandas:6.2f} s")
    print(f"import ssda903         {imported:6.2f} s   {imported / pandas:.2f} times")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(given[0] if given else 100_000, given[1] if len(given) > 1 else 5)
