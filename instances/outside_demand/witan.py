"""The summary that witan.cic writes: a row per week with quantiles of all children in care, medians of their parts.

The medians of placements and of ages do not add up to the median of all children; only the latter is used.
"""

from instances.convert import suggestion
from instances.draft import FaultList
from instances.outside_demand.table import OutsideTable, add_up
from instances.outside_demand.witan_codes import PLACEMENTS
from models.faults import Fault, printable
from models.projections import MappedColumn, OutsidePath

FORMAT = "witan.cic projection"
OLDEST = 17

DAY, CENTRAL = "Date", "CiC Median"
BAND = ("CiC Lower CI", "CiC Lower Quartile", "CiC Upper Quartile", "CiC Upper CI")
NOT_DEMAND = (
    "Actual",
    "Cost",
    "Cost Lower CI",
    "Cost Lower Quartile",
    "Cost Median",
    "Cost Upper Quartile",
    "Cost Upper CI",
)


def recognised(header: tuple[str, ...]) -> bool:
    """Return whether a header is of this format."""
    return DAY in header and CENTRAL in header


def read(table: OutsideTable, faults: FaultList) -> OutsidePath | None:
    """Return the path of the medians, None if there are faults; rows of the past, without a median, are left out."""
    columns = []
    for name in table.header:
        meaning = _meaning(name)
        if meaning is None:
            known = (DAY, CENTRAL, *BAND, *NOT_DEMAND, *PLACEMENTS)
            text = f"a column of witan.cic's projection{suggestion(name, known)}"
            faults.add(Fault(table.file, text, 1, printable(name) or "without a name"))
        else:
            columns.append(MappedColumn(name, meaning))
    central = table.header.index(CENTRAL)
    future = OutsideTable(
        table.file,
        table.header,
        tuple(row for row in table.rows if row[1][central : central + 1] not in ((), ("",), (None,))),
    )
    past = len(table.rows) - len(future.rows)
    remarks = ["its own band is not read: it does not hold the drift of rates between years"]
    if past:
        remarks.append(f"{past} rows of the past, without a median, are left out")
    return add_up(future, FORMAT, table.header.index(DAY), [central], tuple(columns), tuple(remarks), faults)


def _meaning(name: str) -> str | None:
    if name in (DAY, CENTRAL):
        return "day" if name == DAY else "counted: all children in care, median of the simulations"
    if name in BAND or name in NOT_DEMAND:
        return "not used: " + ("quantile of all children in care" if name in BAND else "past count or cost")
    code, _, age = name.partition("-")
    if code in PLACEMENTS and (not age or _is_age(age)):
        return f"in the count of all children: {PLACEMENTS[code]}{age and f', age {age}'}"
    return f"in the count of all children: age {name}" if _is_age(name) else None


def _is_age(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= OLDEST
