"""Cohorts, their movement from month to month, and the children who enter care, Sefton 2022."""

from itertools import product

import numpy as np
import numpy.typing as npt

from calibration import recorded
from calibration.recorded import BANDS, CHILDREN_TODAY, PATHS, POOL_TODAY
from calibration.sources import AGE_TABLES, ASSUMED
from models.calendar import MONTHS_PER_YEAR, add_months
from models.tables import Area, Cohort, Entry, Need, Transition

Vector = npt.NDArray[np.float64]
Cell = tuple[str, int]
"""Need level and position of the age band."""

NEEDS = ("core", "enhanced", "complex", "intensive")
IMPOSSIBLE = {("intensive", 0)}
NEED_TEXT = {
    "core": "needs that a foster carer or a supported-lodgings host meets with ordinary support",
    "enhanced": "emotional or behavioural needs beyond that: an experienced carer, or a staffed home",
    "complex": "complex emotional, mental health or behavioural needs: a specialist carer or a staffed home",
    "intensive": "highest needs: two or more staff to a child, therapeutic or nearly solo care",
}
HOME_AREA_SHARES = {"north": 0.27, "central": 0.18, "south": 0.55}
PLACES_BEYOND = {
    "sefton": "in_authority",
    "city_region": "within_20_miles",
    "adjoining": "adjoining",
    "distance": "at_a_distance",
    "none_found": "nowhere",
}
"""Places that are no home area, and their ring from any of them."""

# Yearly chance of a change of need that is no breakdown: one level up, one level down.
DRIFT_UP = {"core": 0.020, "enhanced": 0.020, "complex": 0.020}
DRIFT_DOWN = {"enhanced": 0.060, "complex": 0.080, "intensive": 0.120}
ESCALATION = {"core": 0.12, "enhanced": 0.12, "complex": 0.10, "intensive": 0.0}

ENTRY_NEED_SHARES = (
    {"core": 0.70, "enhanced": 0.26, "complex": 0.04},
    {"core": 0.58, "enhanced": 0.32, "complex": 0.09, "intensive": 0.01},
    {"core": 0.40, "enhanced": 0.38, "complex": 0.18, "intensive": 0.04},
    {"core": 0.40, "enhanced": 0.40, "complex": 0.17, "intensive": 0.03},
)
"""Need on entry, by age band."""

MIX_NOTE = "set so that the mix of need stays near today's; no document counts needs"


def cells() -> list[Cell]:
    """Return the possible pairs of need and age band, in table order."""
    pairs = product(NEEDS, range(len(BANDS)))
    return [pair for pair in pairs if pair not in IMPOSSIBLE]


def cohort_id(need: str, band: int, area: str) -> str:
    """Name a cohort, for example ``core_0_4_north``."""
    low, high = BANDS[band]
    return f"{need}_{low}_{high}_{area}"


def need_rows() -> list[Need]:
    """Return the levels of need."""
    return [
        Need(
            need=need,
            rank=rank,
            escalation_share=ESCALATION[need],
            description=NEED_TEXT[need],
            source=ASSUMED,
            note=f"four levels assumed; escalation share {MIX_NOTE}",
        )
        for rank, need in enumerate(NEEDS, start=1)
    ]


def area_rows() -> list[Area]:
    """Return the rings: three home areas, the borough at large, and four places beyond it."""
    note = (
        "north is Southport and Formby, central Crosby and Maghull, south Bootle, Litherland and "
        "Netherton; no document gives homes or distances; the borough is under 20 miles long"
    )
    rows = []
    for home, place in product(HOME_AREA_SHARES, (*HOME_AREA_SHARES, *PLACES_BEYOND)):
        ring = "home_area" if place == home else PLACES_BEYOND.get(place, "in_authority")
        rows.append(
            Area.model_validate(
                {"home_area": home, "placed_in": place, "ring": ring, "source": ASSUMED, "note": note}
            )
        )
    return rows


def cohort_rows() -> list[Cohort]:
    """Return the 45 cohorts."""
    return [
        Cohort(
            cohort=cohort_id(need, band, area),
            need=need,
            age_from=BANDS[band][0],
            age_to=BANDS[band][1],
            home_area=area,
            source=ASSUMED,
            note="need level x age band x home area; intensive need under 5 left out",
        )
        for need, band in cells()
        for area in HOME_AREA_SHARES
    ]


def monthly_moves(need: str, band: int) -> dict[Cell, float]:
    """Return where a child of a cell is a month later, itself last; the shortfall from 1 leaves care."""
    chances: dict[Cell, float] = {}
    rank = NEEDS.index(need)
    if need in DRIFT_UP and (NEEDS[rank + 1], band) not in IMPOSSIBLE:
        chances[NEEDS[rank + 1], band] = _monthly(DRIFT_UP[need])
    if need in DRIFT_DOWN:
        chances[NEEDS[rank - 1], band] = _monthly(DRIFT_DOWN[need])
    if band + 1 < len(BANDS):
        chances[need, band + 1] = _monthly(recorded.yearly_ageing_rates()[band])
    leaving = _monthly(recorded.yearly_exit_rates()[band])
    chances[need, band] = round(1.0 - leaving - sum(chances.values()), 6)
    return chances


def _monthly(yearly: float) -> float:
    return round(float(yearly) / MONTHS_PER_YEAR, 6)


def transition_rows() -> list[Transition]:
    """Return R: the same in every home area, and never from one area to another."""
    return [
        _transition(cell, to_cell, area, share)
        for cell in cells()
        for to_cell, share in monthly_moves(*cell).items()
        for area in HOME_AREA_SHARES
    ]


def _transition(cell: Cell, to_cell: Cell, area: str, share: float) -> Transition:
    if cell[0] != to_cell[0]:
        source, note = ASSUMED, f"slow change of need besides breakdowns, {MIX_NOTE}"
    elif cell == to_cell:
        source = AGE_TABLES
        note = "1 less ceases over average children 2019 to 2021, less ageing and the assumed change of need"
    else:
        source = AGE_TABLES
        note = "into the next age band: what counts, starts and ceases of 2019 to 2021 leave over"
    return Transition(
        cohort=cohort_id(*cell, area),
        to_cohort=cohort_id(*to_cell, area),
        monthly_share=share,
        source=source,
        note=note,
    )


def matrix() -> Vector:
    """Return R over the cells (one home area; all are alike)."""
    place = {cell: i for i, cell in enumerate(cells())}
    chances = np.zeros((len(place), len(place)))
    for cell, i in place.items():
        for to_cell, share in monthly_moves(*cell).items():
            chances[i, place[to_cell]] = share
    return chances


def entry_shares() -> Vector:
    """Return how entries divide over the cells, areas together."""
    ages = recorded.entry_age_shares()
    return np.array([ages[band] * ENTRY_NEED_SHARES[band].get(need, 0.0) for need, band in cells()])


def pool_target(demand: str, month: int) -> float:
    """Return the pool at the end of month `month`: 518 of 619 of a straight line to 31 March 2025."""
    total = CHILDREN_TODAY + (PATHS[demand] - CHILDREN_TODAY) * month / recorded.HORIZON_MONTHS
    return total * POOL_TODAY / CHILDREN_TODAY


def entry_rows(pool: Vector) -> list[Entry]:
    """Return entries that keep the pool on every path at every month end.

    Exits depend on age alone, so that the pool does not depend on where children are placed.

    Args:
        pool: children of the pool today by cell (areas together), adding to 518.
    """
    chances, shares = matrix(), entry_shares()
    rows = []
    for demand in PATHS:
        stock = pool
        for month in range(1, recorded.HORIZON_MONTHS + 1):
            stock = stock @ chances
            entering = (pool_target(demand, month) - stock.sum()) * shares
            stock = stock + entering
            rows += _month_of_entries(demand, month, entering)
    return rows


def _month_of_entries(demand: str, month: int, entering: Vector) -> list[Entry]:
    return [
        Entry(
            cohort=cohort_id(need, band, area),
            demand=demand,
            month=add_months(recorded.START, month - 1),
            children=round(float(children) * part, 8),
            source=ASSUMED,
            note=f"keeps the pool on the straight line to {PATHS[demand]:.0f} children in March 2025; age "
            "as in starts 2019 to January 2022; need and home area assumed",
        )
        for (need, band), children in zip(cells(), entering, strict=True)
        for area, part in HOME_AREA_SHARES.items()
    ]
