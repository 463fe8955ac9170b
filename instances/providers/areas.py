"""Where a provider lies, in the areas of an instance."""

import re
from collections.abc import Mapping
from pathlib import Path

from instances.csv_table import NotATableError, read_csv
from instances.source_file import header_name
from models.faults import Fault, InputError, printable
from models.instance import Instance

UNKNOWN_AREA = "unknown"
_OTHERS = re.compile(r"[^a-z0-9]+")
_STYLE = re.compile(
    r"^(the|city|county|borough|london_borough|royal_borough)_of_"
    r"|_(metropolitan|borough|city|county|district|council|unitary|of|the|and)(?=_|$)"
)


class Areas:
    """The areas of an instance in which an offer may lie, and the names that lead to them."""

    def __init__(self, instance: Instance, given: Mapping[str, str] | None = None) -> None:
        self.known = {area.placed_in for area in instance.areas if area.ring != "nowhere"}
        self.given = {slug(code): area for code, area in (given or {}).items()}
        authority = instance.settings.authority
        self.own = {authority.id, slug(authority.name), plain_name(authority.name)}
        self.own_area = authority.id

    def is_own(self, authority: str) -> bool:
        """Return whether a local authority is the instance's."""
        return slug(authority) in self.own or plain_name(authority) in self.own

    def find(self, authority: str, postcode: str) -> str | None:
        """Return the area of a provider: by postcode district, then by local authority; None if not known."""
        district = slug(postcode.split(" ")[0]) if " " in postcode else slug(postcode[:-3])
        for name in (district, slug(authority), plain_name(authority)):
            area = self.given.get(name, name)
            if name and area in self.known:
                return area
        if self.is_own(authority) and self.own_area in self.known:
            return self.own_area
        return UNKNOWN_AREA if UNKNOWN_AREA in self.known else None


def slug(text: str) -> str:
    """Return a name in small letters, digits and _, as names in an instance are written."""
    return _OTHERS.sub("_", text.lower()).strip("_")


def plain_name(text: str) -> str:
    """Return the name of an authority without its style: Sefton for Sefton Metropolitan Borough Council."""
    return _STYLE.sub("", slug(text)).strip("_")


def read_area_names(path: Path, instance: Instance) -> dict[str, str]:
    """Return the area by name of local authority or postcode district, from a CSV file with columns code and area.

    Raises:
        InputError: with every fault of the file.
    """
    name = printable(path.name)
    try:
        raw = read_csv(path.read_bytes())
        header = [header_name(cell) for cell in raw.header]
        if not {"code", "area"} <= set(header):
            raise InputError([Fault(name, "a header with the columns code and area", 1)])
        rows = [(line, [str(cell).strip() for cell in cells]) for line, cells in raw.rows]
    except NotATableError as problem:
        raise InputError([Fault(name, str(problem), problem.line)]) from None
    except OSError as problem:
        raise InputError([Fault(name, f"a file that can be read ({problem.strerror})")]) from None
    known = {area.placed_in for area in instance.areas if area.ring != "nowhere"}
    return _checked(name, header, [(line, cells) for line, cells in rows if any(cells)], known)


def _checked(name: str, header: list[str], rows: list[tuple[int, list[str]]], known: set[str]) -> dict[str, str]:
    faults: list[Fault] = []
    found: dict[str, str] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            faults.append(Fault(name, f"{len(header)} values, as many as the header has columns", line))
            continue
        code, area = cells[header.index("code")], cells[header.index("area")]
        if not slug(code):
            faults.append(Fault(name, "a local authority or a postcode district", line, "code"))
        elif area not in known:
            expected = f"an area in column placed_in of the table areas: {', '.join(sorted(known))}"
            faults.append(Fault(name, expected, line, "area", area))
        elif found.setdefault(code, area) != area:
            faults.append(Fault(name, "each code once", line, "code", code))
    if faults:
        raise InputError(faults)
    return found
