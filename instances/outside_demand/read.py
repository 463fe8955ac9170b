"""Reading a file of another model, whichever of the known formats it has."""

from pathlib import Path

from instances.draft import FaultList
from instances.outside_demand import d2i, witan, witan_episodes
from instances.outside_demand.table import read_table
from models.faults import Fault, InputError
from models.projections import OutsidePath

FORMATS = (
    (witan.recognised, witan.read),
    (witan_episodes.recognised, witan_episodes.read),
    (d2i.recognised, d2i.read),
)
"""Whether a header is of a format, and how to read it."""


def read_outside(path: Path) -> OutsidePath:
    """Return the children in care that another model projects.

    Args:
        path: a CSV file or workbook as the D2I demand model or witan.cic writes it.

    Raises:
        InputError: with every fault found: an unknown format, column, age or placement, a cell that cannot be read.
    """
    table, faults = read_table(path), FaultList()
    for recognised, read in FORMATS:
        if recognised(table.header):
            found = read(table, faults)
            faults.raise_any([table.file])
            if found is not None:
                return found
    text = (
        "columns of the D2I demand model (days, then for example ('TEN_TO_SIXTEEN', 'FOSTERING') or 10 to 16 - "
        f"Fostering) or of witan.cic ({witan.DAY}, {witan.CENTRAL} and others; or its episodes)"
    )
    raise InputError([Fault(table.file, text, 1, value=",".join(table.header)[:200])])
