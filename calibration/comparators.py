"""Published figures of England, the North West, statistical neighbours and Sefton, for the paper's scorecard."""

import datetime as dt

from calibration.sources import DFE_2019, DFE_2019_ALL, DFE_2021, DFE_2021_ALL, STABILITY, STRATEGY
from models.tables import Comparator

MARCH_2019, MARCH_2021 = dt.date(2019, 3, 31), dt.date(2021, 3, 31)
ENGLAND, NORTH_WEST = ("england", None), ("region", "North West")
SEFTON, NEIGHBOURS = ("named", "Sefton"), ("statistical_neighbours", None)
RATE_2021 = f"{STRATEGY}, rate of children looked after per 10,000 under 18"

type Whose = tuple[str, str | None]
"""Kind of area, and its name where there are several."""

ALL_2019 = {ENGLAND: 78_150, NORTH_WEST: 14_660, SEFTON: 527}
COUNTED_2019 = {
    "placed_in_authority": ({ENGLAND: 45_940, NORTH_WEST: 9_080, SEFTON: 311}, "placement location"),
    "placed_within_20_miles": ({ENGLAND: 57_230, NORTH_WEST: 12_140, SEFTON: 486}, "distance from home"),
    "foster_placements": ({ENGLAND: 56_160, NORTH_WEST: 9_860, SEFTON: 345}, "placement"),
    "homes_and_semi_independent": ({ENGLAND: 9_500, NORTH_WEST: 1_650, SEFTON: 53}, "placement"),
}
"""Measure to counts by area and the part of the underlying data that they stand in."""
COUNTED_2021 = {
    "three_or_more_placements": {ENGLAND: (7_400, 80_780), NORTH_WEST: (1_210, 15_240), SEFTON: (54, 613)},
    "same_placement_two_years": {ENGLAND: (20_000, 28_640), NORTH_WEST: (4_380, 6_160), SEFTON: (189, 247)},
}
"""Measure to counts and their base by area."""
RATES = {
    ENGLAND: (67.0, "DfE's 2025 release, with residents as estimated after the 2021 census, gives 69"),
    NORTH_WEST: (97.0, "DfE's 2025 release, with residents as estimated after the 2021 census, gives 98"),
    SEFTON: (113.0, "DfE's 2025 release, with residents as estimated after the 2021 census, gives 116"),
    NEIGHBOURS: (88.7, "the strategy does not name the statistical neighbours"),
}
_ROUNDED = "; DfE rounds totals of England and of regions to 10"


def comparator_rows() -> list[Comparator]:
    """Return every figure, the latest that the documents give for each measure."""
    rows = [
        _row(measure, area, MARCH_2019, count / ALL_2019[area], f"{_title_2019(area)}, {part}", _told(count, area))
        for measure, (counts, part) in COUNTED_2019.items()
        for area, count in counts.items()
    ]
    rows += [
        _row(
            measure,
            area,
            MARCH_2021,
            part / whole,
            DFE_2021 if area == SEFTON else DFE_2021_ALL,
            f"{part:,} of {whole:,} children",
        )
        for measure, counted in COUNTED_2021.items()
        for area, (part, whole) in counted.items()
    ]
    note = "70.8 % is printed; the strategy does not name the statistical neighbours"
    rows.append(_row("same_placement_two_years", NEIGHBOURS, MARCH_2021, 0.708, STABILITY, note))
    return rows + [
        _row("looked_after_rate", area, MARCH_2021, rate, RATE_2021, told) for area, (rate, told) in RATES.items()
    ]


def _title_2019(area: Whose) -> str:
    return DFE_2019 if area == SEFTON else DFE_2019_ALL


def _told(count: int, area: Whose) -> str:
    rounded = "" if area == SEFTON else _ROUNDED
    return f"{count:,} of {ALL_2019[area]:,} children, those with parents and placed for adoption included{rounded}"


def _row(measure: str, area: Whose, day: dt.date, value: float, source: str, note: str) -> Comparator:
    kind, name = area
    unit = "per_10000" if measure == "looked_after_rate" else "share"
    values = {"measure": measure, "area": kind, "name": name, "day": day, "unit": unit, "source": source}
    return Comparator.model_validate({**values, "value": round(value, 3), "note": note})
