"""The layouts of cost files: S251 child-level placement costs, and the Placements North West census."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from instances.costs.codes import (
    IN_HOUSE_WORDS,
    OWN,
    PLACEMENT_CODES,
    PLATFORMS,
    provision_named,
    provision_of,
    route_named,
)
from instances.costs.lines import NEED_LEVEL, CostFile, CostLine, HomeCost
from instances.source_file import SourceRow, SourceTable, find_table, read_source
from instances.source_values import DATE_EXPECTED, POUNDS_EXPECTED, is_plausible, plain_urn, read_date, read_pounds
from models.calendar import DAYS_PER_WEEK, FinancialYear
from models.faults import Fault, InputError, printable
from models.fields import Route

S251 = "S251 child-level placement costs"
CENSUS = "Placements North West census"

_TOTAL = ("total committed cost accrued in fy to date", "total committed cost accrued fy to date")
S251_COLUMNS = {
    "Child ID": ("child id",),
    "Placement start date": ("placement start date",),
    "Placement end date": ("placement end date",),
    "Placement type": ("placement type",),
    "Provider type": ("provider type",),
    "Procurement platform": ("procurement platform",),
    "Ofsted URN": ("ofsted urn", "urn"),
    "Total committed cost accrued in FY to date": _TOTAL,
    NEED_LEVEL: ("need level",),
}
HOME_COLUMNS = {
    "Asset name": ("asset name",),
    "Ofsted URN": ("ofsted urn", "urn"),
    "Start date": ("start date",),
    "End date": ("end date",),
    "Total committed cost accrued in FY to date": _TOTAL,
}
CENSUS_COLUMNS = {
    "Looked after child?": ("~looked after",),
    "Identifier": ("~identifier",),
    "How the placement was sourced": ("~placement was sourced",),
    "Type of provision": ("~type of provision",),
    "Total weekly cost": ("total weekly cost", "~weekly cost"),
    "Placement start date": ("~placement start",),
    "Provider URN": ("provider ofsted (or equivalent) urn", "provider id", "provider urn"),
    "Establishment URN": ("establishment urn", "establishment registration urn", "~establishment registration urn"),
    NEED_LEVEL: ("need level",),
}
_COST = "Total committed cost accrued in FY to date"
_MOST_STALE_DAYS = 31
_FEWEST_TO_JUDGE = 20


def read_costs(path: Path, until: dt.date | None = None) -> CostFile:
    """Read a cost file, workbook or CSV.

    Args:
        path: the file.
        until: day up to which costs accrued, or of the census; None to take the last 31 March on or after the
            latest date in the file (S251), or the latest start (census).

    Raises:
        InputError: with every fault found; no fault shows what stands in the file.
    """
    if until is not None and not is_plausible(until):
        raise InputError([Fault("--to-date", "a day from 1900 to 2100", value=str(until))])
    sheets, remarks = read_source(path)
    faults: list[Fault] = []
    for sheet in sheets:
        if (census := find_table(sheet, CENSUS_COLUMNS, _CENSUS_NEEDED)) is not None:
            return _census(census, until, remarks, faults)
    costs = [table for sheet in sheets if (table := find_table(sheet, S251_COLUMNS, _S251_NEEDED)) is not None]
    homes = [table for sheet in sheets if (table := find_table(sheet, HOME_COLUMNS, tuple(HOME_COLUMNS))) is not None]
    if not costs and not homes:
        expected = (
            f"{S251} (columns {', '.join(_S251_NEEDED)}) or a {CENSUS} (columns {', '.join(_CENSUS_NEEDED)}); "
            "there is no such header in the first rows"
        )
        raise InputError([Fault(printable(path.name), expected)])
    return _s251(costs, homes, until, remarks, faults)


_S251_NEEDED = ("Child ID", "Placement start date", "Placement type", "Provider type", _COST)
_CENSUS_NEEDED = ("Identifier", "How the placement was sourced", "Type of provision", "Total weekly cost")


def _s251(
    costs: list[SourceTable], homes: list[SourceTable], until: dt.date | None, remarks: list[str], faults: list[Fault]
) -> CostFile:
    faults += [fault for table in (*costs, *homes) for fault in table.faults]
    rows, repeated = _once(row for table in costs for row in table.rows)
    home_rows, repeated_homes = _once(row for table in homes for row in table.rows)
    faults += [fault for row in rows for fault in _s251_faults(row)]
    faults += [fault for row in home_rows for fault in _dated(row, "Start date", "End date", required=True)]
    faults += [fault for row in (*home_rows, *repeated_homes) for fault in _costed(row, _COST)]
    faults += _contradicting(rows, ("Child ID", "Placement start date", "Placement type", "Ofsted URN"))
    days = [*_days(rows, "Placement start date", "Placement end date"), *_days(home_rows, "Start date", "End date")]
    end = until or _year_end(days)
    faults += [
        row.fault(column, f"a day up to {end}, the day up to which costs ran")
        for row, column in [*((r, "Placement start date") for r in rows), *((r, "Start date") for r in home_rows)]
        if end is not None and (day := read_date(row.text(column))) is not None and day > end
    ]
    if faults:
        raise InputError(faults)
    if end is None:
        raise InputError([Fault(S251, "at least one row with a date")])
    return CostFile(
        layout=S251,
        weekly=False,
        until=end,
        assumed=until is None,
        lines=tuple(_s251_line(row, end) for row in rows),
        homes=tuple(_home(row, end) for row in home_rows),
        repeated=tuple(_repeat(row, _COST) for row in (*repeated, *repeated_homes)),
        remarks=(*remarks, *_until_remarks(days, end, assumed=until is None)),
    )


def _s251_faults(row: SourceRow) -> Iterator[Fault]:
    if not row.text("Child ID"):
        yield row.fault("Child ID", "an identifier; it is blank")
    place = row.text("Placement type").upper()
    if place and place not in PLACEMENT_CODES:
        yield row.fault("Placement type", "a placement code of the SSDA903 return, such as K2")
    if row.text("Provider type").upper() not in _PROVIDER_TYPES:
        yield row.fault("Provider type", "PR0 to PR5, or blank")
    if row.text("Procurement platform").lower() not in PLATFORMS:
        yield row.fault("Procurement platform", "Framework, Spot, Block, or blank")
    yield from _dated(row, "Placement start date", "Placement end date")
    yield from _costed(row, _COST)


_PROVIDER_TYPES = frozenset({"", "PR0", "PR1", "PR2", "PR3", "PR4", "PR5"})


def _dated(row: SourceRow, start: str, end: str, *, required: bool = False) -> Iterator[Fault]:
    first, last = read_date(row.text(start)), read_date(row.text(end))
    if first is None:
        yield row.fault(start, DATE_EXPECTED)
    if last is None and (row.text(end) or required):
        yield row.fault(end, DATE_EXPECTED if required else f"{DATE_EXPECTED}, or blank")
    if first is not None and last is not None and last < first:
        yield row.fault(end, f"a day on or after {start}")


def _costed(row: SourceRow, column: str) -> Iterator[Fault]:
    if read_pounds(row.text(column)) is None:
        yield row.fault(column, POUNDS_EXPECTED)


def _once(rows: Iterator[SourceRow]) -> tuple[list[SourceRow], list[SourceRow]]:
    """Return rows, and those that repeat an earlier one cell for cell."""
    seen: set[tuple[str, ...]] = set()
    kept: list[SourceRow] = []
    repeated: list[SourceRow] = []
    for row in rows:
        (repeated if row.cells in seen else kept).append(row)
        seen.add(row.cells)
    return kept, repeated


def _contradicting(rows: list[SourceRow], columns: tuple[str, ...]) -> Iterator[Fault]:
    """Yield a fault for each row of a placement that stands above with other values."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        earlier = first.setdefault(tuple(row.text(column).upper() for column in columns), row.line)
        if earlier != row.line:
            yield row.fault(columns[0], f"each placement once; row {earlier} is of the same with other values")


def _days(rows: list[SourceRow], *columns: str) -> list[dt.date]:
    found = (read_date(row.text(column)) for row in rows for column in columns)
    return [day for day in found if day is not None]


def _year_end(days: list[dt.date]) -> dt.date | None:
    """Return the 31 March on or after the latest day."""
    return dt.date(FinancialYear.of(max(days)).start + 1, 3, 31) if days else None


def _until_remarks(days: list[dt.date], end: dt.date, *, assumed: bool) -> Iterator[str]:
    if not assumed:
        return
    yield f"costs are read as those of 1 April {end.year - 1} to {end}; give --to-date if the file was made earlier"
    stale = (end - max(days)).days
    if stale > _MOST_STALE_DAYS and len(days) >= _FEWEST_TO_JUDGE:
        yield f"no date in the file lies in the last {stale} days before {end}: it was probably made earlier"


def _s251_line(row: SourceRow, end: dt.date) -> CostLine:
    provider = row.text("Provider type").upper()
    provision, reason = provision_of(row.text("Placement type").upper(), provider)
    route = PLATFORMS[row.text("Procurement platform").lower()]
    if provider == OWN or provision == "connected_carers":
        route = "in_house"
    weeks = _weeks(row, "Placement start date", "Placement end date", end)
    if provision is None and not reason:
        reason = "placement type blank: the provision cannot be told"
    if provision is not None and not weeks:
        reason = f"no day between 1 April {end.year - (end.month < 4)} and {end}"
    urn = plain_urn(row.text("Ofsted URN"))
    gbp = read_pounds(row.text(_COST)) or 0.0
    return CostLine(row.file, row.line, provision, route, urn, gbp, weeks, _need(row), reason)


def _need(row: SourceRow) -> str:
    return row.text(NEED_LEVEL).lower().replace(" ", "_")


def _weeks(row: SourceRow, start: str, ended: str, end: dt.date) -> float:
    """Return the weeks of a placement in the financial year up to `end`; the day of leaving is not paid."""
    first = dt.date(FinancialYear.of(end).start, 4, 1)
    begin, leave = read_date(row.text(start)), read_date(row.text(ended))
    after = end + dt.timedelta(days=1)
    days = (min(leave or after, after) - max(begin or first, first)).days
    return max(0, days) / DAYS_PER_WEEK


def _home(row: SourceRow, end: dt.date) -> HomeCost:
    """Return an own home's cost; its last day is paid."""
    begin, last = read_date(row.text("Start date")), read_date(row.text("End date"))
    first = dt.date(FinancialYear.of(end).start, 4, 1)
    days = (min(last or end, end) - max(begin or first, first)).days + 1
    gbp = read_pounds(row.text(_COST)) or 0.0
    return HomeCost(row.file, row.line, plain_urn(row.text("Ofsted URN")), gbp, max(0, days) / DAYS_PER_WEEK)


def _repeat(row: SourceRow, column: str) -> CostLine:
    reason = "the same row stands above; counted once"
    return CostLine(row.file, row.line, None, None, "", read_pounds(row.text(column)) or 0.0, 0.0, reason=reason)


def _census(table: SourceTable, until: dt.date | None, remarks: list[str], faults: list[Fault]) -> CostFile:
    rows, repeated = _once(iter(table.rows))
    faults += table.faults
    faults += [fault for row in rows for fault in _census_faults(row)]
    if faults:
        raise InputError(faults)
    starts = _days(rows, "Placement start date")
    end = until or (max(starts) if starts else None)
    if until is None:
        told = f"a census of {end}, its latest start" if end else "of the price base: the file has no date"
        remarks = [*remarks, f"weekly costs are read as those {told}; give --to-date to say otherwise"]
    return CostFile(
        layout=CENSUS,
        weekly=True,
        until=end,
        assumed=until is None,
        lines=tuple(_census_line(row) for row in rows),
        homes=(),
        repeated=tuple(_repeat(row, "Total weekly cost") for row in repeated),
        remarks=tuple(remarks),
    )


def _census_faults(row: SourceRow) -> Iterator[Fault]:
    if not row.text("Identifier"):
        yield row.fault("Identifier", "an identifier; it is blank")
    if provision_named(row.text("Type of provision")) == (None, ""):
        yield row.fault("Type of provision", "a type of the census, such as Residential - Mainstream")
    if route_named(row.text("How the placement was sourced")) == (None, ""):
        yield row.fault("How the placement was sourced", "words of the census, such as Direct Award / Off Framework")
    if row.text("Placement start date") and read_date(row.text("Placement start date")) is None:
        yield row.fault("Placement start date", f"{DATE_EXPECTED}, or blank")
    yield from _costed(row, "Total weekly cost")


def _census_line(row: SourceRow) -> CostLine:
    kind = row.text("Type of provision")
    provision, reason = provision_named(kind)
    bought, against = route_named(row.text("How the placement was sourced"))
    route: Route | None = "in_house" if IN_HOUSE_WORDS in kind.lower() else bought
    looked_after = row.text("Looked after child?").lower()
    if "post 18" in looked_after or looked_after in ("no", "n", "0"):
        against = "past 18 or not looked after"
    agency, home = row.text("Provider URN"), row.text("Establishment URN")
    urn = plain_urn(agency or home if provision == "ifa" else home or agency)
    gbp = read_pounds(row.text("Total weekly cost")) or 0.0
    return CostLine(row.file, row.line, provision, route, urn, gbp, 1.0, _need(row), reason or against)
