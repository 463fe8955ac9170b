"""The provider list as Ofsted sends it to authorities: one sheet of providers, one of supported accommodation."""

import numpy as np
from openpyxl import Workbook

from instances.synthetic.country import Country
from instances.synthetic.market import GRADES, Kind, Market

PROVIDER_COLUMNS = (
    *("Local authority", "Region", "URN", "Provider type", "Provider subtype", "Sector", "Setting name"),
    *("Registration status", "Registration date", "Deregistration date", "Placement code"),
    *("Placement provider code", "Setting address postcode", "Owner ID", "Owner name", "Overall effectiveness"),
    *("Number of registered places", "Maximum fostering places", "Emotional and behavioural difficulties"),
)
SUPPORTED_COLUMNS = (
    *("Provider local authority", "Setting local authority", "Region", "URN", "Provider name", "Sector"),
    *("Registration status", "Registration date", "Closed date", "Placement provider code", "Setting category"),
    *("Setting address postcode", "Capacity", "Overall effectiveness"),
)
_TYPES = {
    Kind.FOSTERING_SERVICE: ("Local Authority Fostering Agency", "", "U1,U2,U3,U4,U5,U6"),
    Kind.AGENCY: ("Independent Fostering Agency", "", "U1,U2,U3,U4,U5,U6"),
    Kind.OWN_HOME: ("Children's Home", "Children's home", "K2"),
    Kind.HOME: ("Children's Home", "Children's home", "K2"),
}
_OUTCOMES = (
    "Consistently strong service delivery",
    "Consistently strong service delivery",
    "Inconsistent quality of service delivery",
    "Serious or widespread weaknesses",
    "Not yet inspected",
)
"""Outcome of supported accommodation for each of `GRADES`."""

_AGENCY_PLACES = 60


def provider_workbook(country: Country, market: Market) -> Workbook:
    """Return the list in the layout of 2025; names of settings and owners are made up."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Providers")
    sheet.append(list(PROVIDER_COLUMNS))
    for row in np.flatnonzero(market.kind != Kind.SUPPORTED).tolist():
        sheet.append(_provider(country, market, row))
    sheet = book.create_sheet("SA providers")
    sheet.append(list(SUPPORTED_COLUMNS))
    for row in market.of(Kind.SUPPORTED).tolist():
        sheet.append(_supported(country, market, row))
    return book


def _provider(country: Country, market: Market, row: int) -> list[object]:
    kind = Kind(int(market.kind[row]))
    type_name, subtype, codes = _TYPES[kind]
    authority = int(market.authority[row])
    own = kind in (Kind.FOSTERING_SERVICE, Kind.OWN_HOME)
    fostering = kind in (Kind.FOSTERING_SERVICE, Kind.AGENCY)
    return [
        *(country.name(authority), country.region(authority), _number(market.urn[row]), type_name, subtype),
        *("Local Authority" if own else _sector(market, row), f"Synthetic Setting {row + 1:05d}"),
        *("Active", "01/04/2014", "", codes, "PR1" if own else _code(market, row)),
        *(_postcode(country, market, row), f"SYN{row // 3:05d}", f"Synthetic Owner {row // 3:05d}"),
        GRADES[market.grade[row]],
        *("" if fostering else int(market.places[row]), _AGENCY_PLACES if kind is Kind.AGENCY else "", "Y"),
    ]


def _supported(country: Country, market: Market, row: int) -> list[object]:
    name = country.name(int(market.authority[row]))
    return [
        *(name, name, country.region(int(market.authority[row])), _number(market.urn[row])),
        *(f"Synthetic Accommodation {row + 1:05d}", _sector(market, row), "Active", "28/10/2023", ""),
        *(_code(market, row), "Shared or group living", _postcode(country, market, row)),
        *(int(market.places[row]), _OUTCOMES[market.grade[row]]),
    ]


def _number(urn: str) -> object:
    """Return a number as Excel holds it: digits as a number, others as text."""
    return int(urn) if urn.isdigit() else urn


def _sector(market: Market, row: int) -> str:
    return "Voluntary" if market.voluntary[row] else "Private"


def _code(market: Market, row: int) -> str:
    return "PR5" if market.voluntary[row] else "PR4"


def _postcode(country: Country, market: Market, row: int) -> str:
    return str(country.postcodes[market.postcode[row]])
