"""The provider list's layouts: which columns mean what, and what a row says of a provider."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from instances.source_file import SourceRow, SourceSheet, SourceTable, find_table, read_source
from instances.source_values import DATE_EXPECTED, is_urn, plain_urn, read_date, read_whole
from models.faults import Fault, InputError, printable
from models.fields import Grade

COLUMNS = {
    "URN": ("urn", "setting urn", "unique reference number", "unique reference number (urn)"),
    "Local authority": ("setting local authority", "local authority", "provider local authority"),
    "Provider type": ("provider type", "provision type"),
    "Provider subtype": ("provider subtype", "provision subtype"),
    "Sector": ("sector", "provider sector"),
    "Registration status": ("registration status", "provider status"),
    "Registration date": ("registration date", "date registered"),
    "Closed date": ("deregistration date", "closed date", "date closed"),
    "Placement code": ("placement code", "provider placement code"),
    "Placement provider code": ("placement provider code", "provider code"),
    "Setting postcode": ("setting address postcode", "setting postcode", "postcode"),
    "Overall effectiveness": (
        "overall effectiveness",
        "latest overall effectiveness grade from last full inspection",
        "overall experiences and progress of children and young people",
        "latest inspection outcome",
        "inspection outcome",
    ),
    "Number of registered places": ("number of registered places", "max users", "maximum number of users", "places"),
    "Maximum fostering places": ("maximum fostering places",),
    "Capacity": ("capacity", "total capacity"),
    "Setting category": ("setting category", "accommodation category"),
}
"""Names of each column over the years, in small letters, the preferred one first."""

_NEEDED = ("URN", "Local authority")
_SUPPORTED_SHEET = "sa "
_LATEST_PLACES = 5_000
_NOT_YET = ("", "not yet inspected", "no inspection", "not inspected", "none", "null")
_GRADES: tuple[tuple[str, Grade], ...] = (
    ("outstanding", "outstanding"),
    ("good", "good"),
    ("requires improvement", "requires_improvement"),
    ("adequate", "requires_improvement"),
    ("inadequate", "inadequate"),
    ("consistently strong", "consistently_strong"),
    ("inconsistent", "inconsistent"),
    ("serious", "serious_weaknesses"),
)
_CLOSED = frozenset({"closed", "resigned", "cancelled", "deregistered", "inactive", "suspended", "proposed"})


class Kind(StrEnum):
    """What a provider is to an authority that looks for placements; the value says why others are left out."""

    HOME = "children's home"
    AGENCY = "independent fostering agency"
    SUPPORTED = "supported accommodation"
    FOSTERING_SERVICE = "council's fostering service: its figures stand in the table fostering"
    SECURE = "secure children's home: counted and not chosen"
    SHORT_BREAKS = "short breaks only: not for children who live away from home"
    OTHER = "kind of provider that the plan does not place with"


@dataclass(frozen=True)
class Provider:
    """A row of the list.

    Attributes:
        row: where it stands.
        urn: Ofsted's number.
        authority: local authority as written.
        postcode: postcode of the setting as written; may be blank.
        kind: what it is.
        own: whether a local authority runs it.
        grade: grade or outcome; None where the list gives none yet.
        places: registered places; None where the list gives none.
        closed: whether the list says that it is closed, suspended, or not open yet.
        registered: day of registration, if given.
    """

    row: SourceRow
    urn: str
    authority: str
    postcode: str
    kind: Kind
    own: bool
    grade: Grade | None
    places: int | None
    closed: bool
    registered: dt.date | None


@dataclass(frozen=True)
class ProviderList:
    """The list as read: its layout, every provider, remarks on sheets that were not read."""

    layout: str
    providers: tuple[Provider, ...]
    remarks: tuple[str, ...]


def read_providers(path: Path) -> ProviderList:
    """Read a provider list, a workbook or one sheet of it as CSV.

    Raises:
        InputError: with every fault found.
    """
    sheets, remarks = read_source(path)
    tables = [(sheet, find_table(sheet, COLUMNS, _NEEDED)) for sheet in sheets]
    found = [(sheet, table) for sheet, table in tables if table is not None and _lists_providers(sheet, table)]
    if not found:
        expected = "a provider list: columns URN, Local authority and Provider type or Placement code in one sheet"
        raise InputError([Fault(printable(path.name), expected)])
    addresses = _addresses(sheets)
    faults: list[Fault] = []
    providers: list[Provider] = []
    for sheet, table in found:
        faults += table.faults
        supported = _is_supported(sheet, table)
        for row in table.rows:
            provider = _provider(row, supported, faults)
            if provider is not None:
                providers.append(replace(provider, postcode=provider.postcode or addresses.get(provider.urn, "")))
    if faults:
        raise InputError(faults)
    read = {sheet.name for sheet, _ in found}
    unread = [f"sheet {printable(sheet.name)} lists no providers and was not read" for sheet in sheets]
    remarks += [text for sheet, text in zip(sheets, unread, strict=True) if sheet.name not in read]
    return ProviderList(_layout(found), tuple(providers), tuple(remarks))


def _lists_providers(sheet: SourceSheet, table: SourceTable) -> bool:
    return _is_supported(sheet, table) or bool({"Provider type", "Placement code"} & table.fields)


def _is_supported(sheet: SourceSheet, table: SourceTable) -> bool:
    return "Setting category" in table.fields or sheet.name.startswith(_SUPPORTED_SHEET)


def _layout(found: list[tuple[SourceSheet, SourceTable]]) -> str:
    if any(_is_supported(sheet, table) for sheet, table in found):
        return "2025"
    combined = len(found) == 1 and "Provider type" in found[0][1].fields
    return "2024" if combined else "2023"


def _addresses(sheets: list[SourceSheet]) -> dict[str, str]:
    """Return postcodes by number from a sheet of addresses only, as the lists of 2023 have."""
    found: dict[str, str] = {}
    for sheet in sheets:
        table = find_table(sheet, COLUMNS, ("URN", "Setting postcode"))
        if table is not None and "Local authority" not in table.fields:
            found |= {plain_urn(row.text("URN")): row.text("Setting postcode") for row in table.rows}
    return found


def _provider(row: SourceRow, supported: bool, faults: list[Fault]) -> Provider | None:
    """Return what a row says; None if it has a fault."""
    before = len(faults)
    faults += _faults(row)
    if len(faults) > before:
        return None
    own = row.text("Sector").lower().startswith("local authority") or row.text("Placement provider code") == "PR1"
    return Provider(
        row=row,
        urn=plain_urn(row.text("URN")),
        authority=row.text("Local authority"),
        postcode=row.text("Setting postcode"),
        kind=Kind.SUPPORTED if supported else _kind(row, own),
        own=own,
        grade=grade_of(row.text("Overall effectiveness")),
        places=read_whole(_places(row)),
        closed=bool(row.text("Closed date")) or row.text("Registration status").lower() in _CLOSED,
        registered=read_date(row.text("Registration date")),
    )


def _faults(row: SourceRow) -> Iterator[Fault]:
    if not is_urn(plain_urn(row.text("URN"))):
        yield row.fault("URN", "Ofsted's number, such as SC012345 or 2512345")
    if not row.text("Local authority"):
        yield row.fault("Local authority", "the name of a local authority; it is blank")
    for column in ("Registration date", "Closed date"):
        if row.text(column) and read_date(row.text(column)) is None:
            yield row.fault(column, f"{DATE_EXPECTED}, or blank")
    places = _places(row)
    if (places and (read_whole(places) or 0) > _LATEST_PLACES) or (places and read_whole(places) is None):
        yield row.fault("Number of registered places", f"a whole number up to {_LATEST_PLACES:,}, or blank")
    grade = row.text("Overall effectiveness")
    if grade.lower() not in _NOT_YET and grade_of(grade) is None:
        yield row.fault("Overall effectiveness", "a grade such as Good, or an outcome such as Consistently strong")


def _places(row: SourceRow) -> str:
    columns = ("Number of registered places", "Maximum fostering places", "Capacity")
    return next((row.text(column) for column in columns if row.text(column)), "")


def grade_of(text: str) -> Grade | None:
    """Return the grade that a text names, None for one not yet given or not known."""
    words = text.lower()
    return next((grade for start, grade in _GRADES if words.startswith(start)), None)


def _kind(row: SourceRow, own: bool) -> Kind:
    named = f"{row.text('Provider type')} {row.text('Provider subtype')}".lower().replace("-", " ")
    if named.strip():
        return _kind_named(named, own)
    codes = {code.strip().upper() for code in row.text("Placement code").replace("/", ",").split(",")}
    if codes & {"K3", "H5"}:
        return Kind.SUPPORTED
    if "K2" in codes:
        return Kind.HOME
    if any(code.startswith("U") for code in codes):
        return Kind.FOSTERING_SERVICE if own else Kind.AGENCY
    return Kind.SECURE if "K1" in codes else Kind.OTHER


def _kind_named(named: str, own: bool) -> Kind:
    if "foster" in named:
        return Kind.FOSTERING_SERVICE if own or "local authority" in named else Kind.AGENCY
    if "supported accommodation" in named:
        return Kind.SUPPORTED
    if named.startswith(("children's home", "childrens home")):
        if "secure" in named:
            return Kind.SECURE
        return Kind.SHORT_BREAKS if "short break" in named else Kind.HOME
    return Kind.OTHER
