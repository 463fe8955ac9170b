"""Reading a council's actuals for budget monitoring: a CSV file, several periods in it if wanted."""

from pathlib import Path

from instances.csv_table import MOST_BYTES, NotATableError, read_csv
from instances.draft import FaultList
from instances.rows import RowReading
from models.faults import Fault, InputError, printable
from models.monitoring import Actual


def read_actuals(path: Path, heads: frozenset[str]) -> tuple[Actual, ...]:
    """Return the rows of a file of actuals.

    Args:
        path: the file.
        heads: budget heads that the plan or its budget knows.

    Raises:
        InputError: with every fault found.
    """
    file = printable(path.name)
    faults = FaultList()
    try:
        with path.open("rb") as stream:
            raw = read_csv(stream.read(MOST_BYTES + 1))
    except NotATableError as problem:
        raise InputError([Fault(file, str(problem), problem.line)]) from None
    except OSError as problem:
        raise InputError([Fault(file, f"a file that can be read ({problem.strerror})")]) from None
    table = RowReading(Actual, file, faults).read(raw)
    found = []
    for line in table.lines:
        if not isinstance(line.row, Actual):
            continue
        found.append(line.row)
        if line.row.budget_head not in heads:
            expected = f"a budget head of the plan: {', '.join(sorted(heads))}"
            faults.add(Fault(file, expected, line.number, "budget_head", line.row.budget_head))
    if not table.lines and not faults.count:
        faults.add(Fault(file, "at least one row below the header"))
    faults.raise_any([file])
    return tuple(found)
