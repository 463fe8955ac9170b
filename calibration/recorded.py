"""Counts that the documents record: children, starts and ceases by age, and rates that follow from them."""

import datetime as dt

import numpy as np
import numpy.typing as npt

from calibration.sources import AGE_TABLES
from models.tables import History

Vector = npt.NDArray[np.float64]

START = dt.date(2022, 4, 1)
HORIZON_MONTHS = 36

CHILDREN_TODAY = 619
POOL_TODAY = 518
"""619 less the 101 children whom the accommodation table does not list (with parents, adoption, secure)."""
PATHS = {"published": 770.0, "middle": 729.0, "low": 659.0}
"""Children looked after on 31 March 2025 by demand path: the council's trend line; the line through 436 in
February 2017 and 619; starts less ceases of April 2021 to January 2022 carried on."""

BANDS = ((0, 4), (5, 9), (10, 15), (16, 17))
TODAY_BY_BAND = (144, 155, 221, 99)
"""The 619 by age band: age shares of the 616 children of January 2022, largest remainders."""
OTHER_BY_BAND = (37, 25, 33, 6)
"""The 101 of the fixed line by age band; assumed."""

PERIODS = (
    (dt.date(2018, 3, 31), 12),
    (dt.date(2019, 3, 31), 12),
    (dt.date(2020, 3, 31), 12),
    (dt.date(2021, 3, 31), 12),
    (dt.date(2022, 1, 31), 10),
)
"""Ends and lengths in months of the columns below."""
PERIOD_BANDS = ((0, 0), (1, 4), (5, 9), (10, 15), (16, 17))
COUNTS = {
    "looked_after": (
        (19, 87, 116, 181, 77),
        (31, 95, 122, 198, 81),
        (23, 118, 146, 192, 87),
        (28, 129, 145, 221, 90),
        (28, 115, 154, 220, 99),
    ),
    "starts": (
        (31, 41, 39, 65, 9),
        (42, 39, 32, 49, 15),
        (34, 45, 40, 35, 13),
        (42, 41, 37, 40, 19),
        (40, 29, 27, 38, 22),
    ),
    "ceases": (
        (8, 31, 22, 37, 66),
        (7, 29, 24, 22, 51),
        (8, 37, 17, 17, 50),
        (7, 34, 21, 14, 57),
        (10, 42, 18, 26, 49),
    ),
}
"""Children by measure, period and age (`PERIOD_BANDS`)."""
YEARS_2019_TO_2021 = slice(1, 4)


def banded(measure: str) -> Vector:
    """Return counts by period and planning age band (under 1 and 1 to 4 together)."""
    counts = np.array(COUNTS[measure], dtype=float)
    return np.column_stack([counts[:, 0] + counts[:, 1], counts[:, 2:]])


def average_children() -> Vector:
    """Return child-years in care by band, years 2019 to 2021: means of the counts at both ends."""
    stock = banded("looked_after")
    years: Vector = ((stock[0:3] + stock[1:4]) / 2).sum(axis=0)
    return years


def yearly_exit_rates() -> Vector:
    """Return children ceasing a year over average children, by band; 2019 to 2021, 18th birthdays too."""
    rates: Vector = banded("ceases")[YEARS_2019_TO_2021].sum(axis=0) / average_children()
    return rates


def yearly_ageing_rates() -> Vector:
    """Return the share of a band that passes into the next one a year, years 2019 to 2021; 0 for the last.

    What a band gained beyond its starts less ceases came from the band below, less what it passed on itself.
    Solved from the oldest band down.
    """
    stock = banded("looked_after")
    flows = (banded("starts") - banded("ceases"))[YEARS_2019_TO_2021].sum(axis=0)
    gained = stock[3] - stock[0] - flows
    passed_on = np.zeros(len(BANDS))
    for band in range(len(BANDS) - 2, -1, -1):
        passed_on[band] = gained[band + 1] + passed_on[band + 1]
    return passed_on / average_children()


def entry_age_shares() -> Vector:
    """Return the ages of children who enter the pool, as shares.

    Starts of the years 2019 to 2021 and of April 2021 to January 2022, less the part of each band that is
    placed with parents, for adoption and so on (as many as today).
    """
    in_pool = 1.0 - np.array(OTHER_BY_BAND) / np.array(TODAY_BY_BAND)
    starts = banded("starts")[1:].sum(axis=0) * in_pool
    shares: Vector = starts / starts.sum()
    return shares


def history_rows() -> list[History]:
    """Return counts, starts and ceases by age, 2018 to January 2022."""
    return [
        History.model_validate(
            {
                "measure": measure,
                "period_end": end,
                "period_months": 0 if measure == "looked_after" else months,
                "age_from": low,
                "age_to": high,
                "children": float(count),
                "source": AGE_TABLES,
                "note": "years read as ending 31 March; the last column as April 2021 to January 2022",
            }
        )
        for measure, columns in COUNTS.items()
        for (end, months), counts in zip(PERIODS, columns, strict=True)
        for (low, high), count in zip(PERIOD_BANDS, counts, strict=True)
    ]
