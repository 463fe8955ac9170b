"""Simulated episodes that witan.cic writes (`projection-episodes.csv`): a row per child's placement and simulation.

Children in care are counted at each month end in each simulation, and the median over simulations taken. The file
holds past children beside simulated ones: no value of it but the placement's code is ever shown.
"""

import datetime as dt
from collections.abc import Iterable

import numpy as np

from instances.columns import Column, Kind
from instances.convert import UnreadableError, convert, suggestion
from instances.draft import FaultList
from instances.outside_demand.table import DAY, OutsideTable
from instances.outside_demand.witan_codes import PLACEMENTS
from models.calendar import add_months
from models.faults import Fault, printable
from models.projections import Floats, MappedColumn, OutsidePath

FORMAT = "witan.cic simulated episodes"

SIMULATION, PLACEMENT, START, END = "Simulation", "Placement", "Start", "End"
USED = {
    SIMULATION: "simulation, over which the median is taken",
    PLACEMENT: "counted: all children in care, whatever the placement",
    START: "first day of an episode",
    END: "last day of an episode",
}
NOT_USED = frozenset(
    {"ID", "Episode", "Birth Year", "Admission Age", "Birthday", "Offset", "Provenance", "Placement Sequence"}
    | {"Placement Pathway", "Period Start", "Period Duration", "Period End", "Period Offset"}
    | {"Match Offset", "Matched ID", "Matched Offset"}
)
_TEXT = Column("simulation", Kind.TEXT, False, "", False, None, None, (), "", "the number of a simulation", "")


def recognised(header: tuple[str, ...]) -> bool:
    """Return whether a header is of this format."""
    return set(USED) <= set(header)


def read(table: OutsideTable, faults: FaultList) -> OutsidePath | None:
    """Return the medians at month ends, None if there are faults.

    The last month end is the last one by which some child has started: later the file holds no newcomers.
    """
    columns = _columns(table, faults)
    cells = {name: [_cell(table, row, name, faults) for row in range(len(table.rows))] for name in USED}
    _placements(table, cells[PLACEMENT], faults)
    if faults.count:
        return None
    starts, ends = (np.array([_ordinal(day) for day in cells[name]]) for name in (START, END))
    days = _month_ends(dt.date.fromordinal(int(starts.min())), dt.date.fromordinal(int(starts.max())))
    if not days:
        faults.add(Fault(table.file, "episodes that start over more than a month"))
        return None
    _, simulation = np.unique(np.array(cells[SIMULATION], dtype=str), return_inverse=True)
    counts = [_counts(simulation, (starts <= day.toordinal()) & (ends >= day.toordinal())) for day in days]
    remarks = (f"{simulation.max() + 1} simulations; counted to {days[-1]}, for no child starts a month later",)
    return OutsidePath(table.file, FORMAT, days, np.median(np.array(counts), axis=1), columns, remarks)


def _columns(table: OutsideTable, faults: FaultList) -> tuple[MappedColumn, ...]:
    columns = []
    for name in table.header:
        if name not in USED and name not in NOT_USED:
            known = (*USED, *sorted(NOT_USED))
            text = f"a column of witan.cic's episodes{suggestion(name, known)}"
            faults.add(Fault(table.file, text, 1, printable(name) or "without a name"))
        columns.append(MappedColumn(name, USED.get(name, "not used")))
    return tuple(columns)


def _cell(table: OutsideTable, row: int, name: str, faults: FaultList) -> object:
    """Return a cell; where it cannot be read a fault without its value, which may be a child's."""
    line, cells = table.rows[row]
    place = table.header.index(name)
    column = DAY if name in (START, END) else _TEXT
    try:
        return convert(cells[place] if place < len(cells) else None, column)
    except UnreadableError as problem:
        faults.add(Fault(table.file, str(problem), line, name))
        return None


def _placements(table: OutsideTable, codes: Iterable[object], faults: FaultList) -> None:
    """Tell of each unknown code once, with the first row that has it."""
    told: set[object] = set()
    for (line, _), code in zip(table.rows, codes, strict=True):
        if code is not None and code not in PLACEMENTS and code not in told:
            told.add(code)
            text = f"a placement as witan.cic codes it: {', '.join(PLACEMENTS)}"
            faults.add(Fault(table.file, text, line, PLACEMENT, printable(str(code), 10)))


def _ordinal(day: object) -> int:
    return day.toordinal() if isinstance(day, dt.date) else 0


def _month_ends(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    found = []
    day = add_months(first, 1) - dt.timedelta(days=1)
    while day <= last:
        found.append(day)
        day = add_months(day, 2) - dt.timedelta(days=1)
    return tuple(found)


def _counts(simulation: np.ndarray, present: np.ndarray) -> Floats:
    """Return children present in each simulation."""
    return np.bincount(simulation[present], minlength=int(simulation.max()) + 1).astype(float)
