"""Provider lists and cost files as rows, written as CSV or workbook, and the tiny instance to merge them into."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from instances.reader import load
from models.instance import Instance
from models.tables import Offer
from tests.instances.tiny import tiny_files, write_files

Row = dict[str, object]

LIST_HEADER = (
    *("Local authority", "URN", "Provider type", "Provider subtype", "Sector", "Registration status"),
    *("Registration date", "Deregistration date", "Placement code", "Placement provider code"),
    *("Setting address postcode", "Overall effectiveness", "Number of registered places"),
)
SUPPORTED_HEADER = (
    *("Provider local authority", "Setting local authority", "URN", "Placement provider code", "Setting category"),
    *("Setting address postcode", "Capacity", "Closed date", "Overall effectiveness"),
)
S251_HEADER = (
    *("Child ID", "Date of birth", "Placement start date", "Placement end date", "Placement type"),
    *("Provider type", "Procurement platform", "Ofsted URN", "Home postcode", "Placement postcode"),
    "Total committed cost accrued in FY to date",
)
HOME_HEADER = ("Asset name", "Ofsted URN", "Start date", "End date", "Total committed cost accrued in FY to date")
CENSUS_HEADER = (
    *("Looked after child?", "Placing Authority", "Identifier", "Age", "How the placement was sourced"),
    *("Provider Ofsted (or equivalent) URN", "Establishment URN", "Type of provision", "Total weekly cost"),
    "Placement start date",
)

SECRETS = ("CHILD-0042-SECRET", "13/07/2011", "ZQ9 9ZQ", "SECRETNAME")
"""Identifier, date of birth, postcode and home's name put into cost files; none may ever come out."""


def home(urn: str = "2500001", **changes: object) -> Row:
    """Return a children's home of the provider list: good, four places, in Northshire."""
    return {
        "Local authority": "Northshire",
        "URN": urn,
        "Provider type": "Children's Home",
        "Sector": "Private",
        "Registration status": "Active",
        "Placement code": "K2",
        "Placement provider code": "PR4",
        "Setting address postcode": "ZQ9 9ZQ",
        "Overall effectiveness": "Good",
        "Number of registered places": 4,
        **changes,
    }


def cost(**changes: object) -> Row:
    """Return a row of S251: a child in a spot home for the whole of 2023/24 (366 days), 5,000 pounds a week."""
    return {
        "Child ID": SECRETS[0],
        "Date of birth": SECRETS[1],
        "Placement start date": "01/04/2023",
        "Placement type": "K2",
        "Provider type": "PR4",
        "Procurement platform": "Spot",
        "Ofsted URN": "",
        "Home postcode": SECRETS[2],
        "Placement postcode": SECRETS[2],
        "Total committed cost accrued in FY to date": round(5000 * 366 / 7, 2),
        **changes,
    }


def census(**changes: object) -> Row:
    """Return a row of the census: a child in a framework agency's care, 1,000 pounds a week."""
    return {
        "Looked after child?": "Looked after child (under 18)",
        "Identifier": SECRETS[0],
        "Age": 12,
        "How the placement was sourced": "NW Contract - Fostering FPS or previous",
        "Type of provision": "Fostering - Mainstream",
        "Total weekly cost": 1000,
        "Placement start date": "01/02/2024",
        **changes,
    }


def as_csv(path: Path, header: Sequence[str], rows: Sequence[Row]) -> Path:
    """Write rows as CSV; return the path."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


def as_workbook(path: Path, sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> Path:
    """Write sheets of a header and rows; return the path."""
    book = Workbook(write_only=True)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(header))
        for row in rows:
            sheet.append([row.get(column, "") for column in header])
    book.save(path)
    return path


def tiny_folder(folder: Path) -> Path:
    """Write the tiny instance."""
    return write_files(folder, tiny_files())


def offer(folder: Path, name: str) -> Offer:
    """Return an offer of an instance folder."""
    return next(row for row in load(folder).instance.offers if row.offer == name)


def prices(instance: Instance, name: str) -> dict[str, float]:
    """Return the weekly prices of an offer by need."""
    return {row.need: row.gbp_per_week for row in instance.offer_prices if row.offer == name}


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
