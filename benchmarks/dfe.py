"""Records of the English authorities from the Department for Education's files, which are not part of this project.

The folder holds `cla_2019_la_underlying.csv` (Children looked after in England 2019, underlying data by local
authority) and `la_year_to_march_2021.csv` (release of 2025, year to 31 March 2021: columns la_code, la_name, measure,
children).

Starts and ceases of 2016 to 2019 are not in the first file. It has the children looked after at any time in each
year; less the count at the year's start these are who started, less the count at its end who ceased (a child who
does either twice in a year is counted once).
"""

import csv
import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from optimiser.projection.record import Floats, Flow, People, Record

YEARS = range(2015, 2020)
FEWEST = 20
"""Authorities that ever looked after fewer children are left out: their errors are those of single children."""
SAME_BORDERS = frozenset({"North Yorkshire", "Buckinghamshire", "Somerset"})
"""New codes, same borders and names: matched by name. Dorset, Bournemouth and Poole were redrawn in April 2019."""
YEARS_CARRIED_ON = 8


@dataclass(frozen=True)
class Authority:
    """An authority's counts of 31 March and residents at mid-year (2014 to 2018)."""

    name: str
    record: Record
    residents: Floats

    def known_in(self, year: int) -> Record:
        """Return what was known on 31 March of `year`, residents carried on at their mean growth until then."""
        known = self.residents[: year - 2014]
        growth = (known[-1] / known[0]) ** (1 / (len(known) - 1)) if len(known) > 1 else 1.0
        carried_on = known[-1] * growth ** np.arange(1, YEARS_CARRIED_ON + 1)
        days = tuple(dt.date(2014 + i, 6, 30) for i in range(len(known) + YEARS_CARRIED_ON))
        people = (People(1.0, days, np.concatenate([known, carried_on])),)
        return replace(self.record.until(march(year)), people=people)


def march(year: int) -> dt.date:
    """Return 31 March."""
    return dt.date(year, 3, 31)


def read(folder: Path) -> tuple[list[Authority], list[str]]:
    """Return the authorities, and the names of those left out as too small."""
    later = _counts_of_2021(folder / "la_year_to_march_2021.csv")
    found, small = [], []
    with (folder / "cla_2019_la_underlying.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["geog_l"] != "LA":
                continue
            children = np.array([float(row[f"CLA_Mar{year}"]) for year in YEARS])
            if children.min() < FEWEST:
                small.append(row["geog_n"])
                continue
            in_the_year = np.array([float(row[f"CLA_{year}"]) for year in YEARS])
            residents = np.array([float(row[f"CLA_Pop{year - 1}"]) for year in YEARS])
            record = _record(
                children,
                in_the_year,
                later.get(row["geog_n"] if row["geog_n"] in SAME_BORDERS else row["New_geog_code"]),
            )
            found.append(Authority(row["geog_n"], record, residents))
    return found, small


def _counts_of_2021(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [
            row for row in csv.DictReader(stream) if row["measure"].startswith("Children looked after on 31 March")
        ]
    counted = {row["la_code"]: row for row in rows if row["children"].isdigit()}
    named = {row["la_name"]: row for row in counted.values() if row["la_name"] in SAME_BORDERS}
    return {key: float(row["children"]) for key, row in (counted | named).items()}


def _record(children: Floats, in_the_year: Floats, later: float | None) -> Record:
    flows = tuple(
        Flow(
            march(year - 1),
            march(year),
            in_the_year[[i]] - children[[i - 1]],
            in_the_year[[i]] - children[[i]],
            children[[i - 1]],
            children[[i]],
        )
        for i, year in enumerate(YEARS)
        if i > 0
    )
    days = tuple(march(year) for year in YEARS)
    if later is not None:
        days, children = (*days, march(2021)), np.append(children, later)
    return Record(days, children, flows=flows)
