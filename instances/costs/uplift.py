"""Prices of one year at the prices of another, by the instance's own central uplifts."""

from dataclasses import dataclass

from models.calendar import FinancialYear
from models.faults import Fault, InputError
from models.instance import Instance


@dataclass(frozen=True)
class Conversion:
    """What turns a price of the file into one of the price base.

    Attributes:
        factor: multiplies the price of the file.
        note: how it was found, for the row's note; empty where the years are the same.
    """

    factor: float
    note: str


def conversion(instance: Instance, provision: str, year: FinancialYear | None) -> Conversion:
    """Return the conversion of prices of `year` to the price base of the instance.

    Uplifts of years that the instance does not give are those of the nearest year that it does.

    Raises:
        InputError: if the years differ and the instance gives no uplift of the provision at all.
    """
    base = instance.price_base
    if year is None or year == base:
        return Conversion(1.0, "")
    rates = {
        FinancialYear.parse(row.financial_year): row.uplift_share
        for row in instance.uplifts
        if row.uplift == provision and row.prices == "central"
    }
    if not rates:
        expected = f"central uplifts of {provision}: the file's prices are of {year}, the instance's of {base}"
        raise InputError([Fault("uplifts.csv", expected)])
    steps = [base + step for step in range(1, year - base + 1)] or [year + step for step in range(1, base - year + 1)]
    factor = 1.0
    carried = False
    for step in steps:
        near = min(rates, key=lambda known: abs(known - step))
        carried |= near != step
        factor *= 1 + rates[near]
    told = f"{year} prices to {base} by the central uplifts"
    note = f"{told}, the nearest year's where there is none" if carried else told
    return Conversion(1 / factor if year > base else factor, note)
