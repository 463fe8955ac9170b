"""Where today's 619 children live: by offer, need, age band, home area and months in placement."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from calibration.children import HOME_AREA_SHARES, NEEDS, Vector, cells, cohort_id
from calibration.lines import LINES
from calibration.sources import ASSUMED, IN_USE
from models.tables import PlacementToday

ByNeed = Mapping[str, tuple[int, int, int, int]]
"""Children by need, in the four age bands."""

PLACED: dict[str, ByNeed] = {
    "inhouse_mainstream": {"core": (28, 31, 30, 6), "enhanced": (7, 9, 13, 3)},
    "connected_borough": {"core": (26, 22, 16, 3), "enhanced": (5, 5, 6, 1)},
    "connected_region": {"core": (12, 9, 6, 2), "enhanced": (2, 2, 2, 1)},
    "ifa_borough": {"core": (4, 6, 6, 1), "enhanced": (2, 4, 6, 1)},
    "ifa_region": {"core": (8, 12, 12, 2), "enhanced": (7, 12, 18, 6)},
    "ifa_adjoining": {"core": (1, 2, 3, 0), "enhanced": (1, 2, 4, 1)},
    "ifa_specialist": {"complex": (2, 5, 12, 2)},
    "ifa_spot": {"core": (1, 0, 0, 0), "enhanced": (0, 2, 2, 0)},
    "ifa_weak": {"core": (1, 1, 0, 0), "enhanced": (0, 0, 1, 0)},
    "res_north_framework": {"enhanced": (0, 0, 2, 1), "complex": (0, 1, 3, 2)},
    "res_south_framework": {"enhanced": (0, 0, 1, 0), "complex": (0, 1, 5, 0)},
    "res_borough_spot": {"complex": (0, 0, 1, 0), "intensive": (0, 0, 2, 1)},
    "res_borough_weak": {"enhanced": (0, 0, 1, 1), "complex": (0, 0, 3, 0)},
    "res_region_framework": {"enhanced": (0, 0, 3, 1), "complex": (0, 2, 8, 3)},
    "res_region_spot": {"complex": (0, 0, 0, 1), "intensive": (0, 0, 2, 1)},
    "res_adjoining_framework": {"enhanced": (0, 0, 2, 0), "complex": (0, 0, 7, 0)},
    "res_distance_framework": {"intensive": (0, 2, 5, 0)},
    "res_distance_spot": {"intensive": (0, 0, 2, 1)},
    "res_region_weak": {"enhanced": (0, 0, 1, 1), "complex": (0, 0, 2, 0)},
    "res_distance_weak": {"complex": (0, 0, 1, 0)},
    "sails_borough": {"core": (0, 0, 0, 4), "enhanced": (0, 0, 0, 8)},
    "sails_region": {"core": (0, 0, 0, 3), "enhanced": (0, 0, 0, 5)},
    "sails_framework": {"core": (0, 0, 0, 1), "enhanced": (0, 0, 0, 2)},
    "sails_high_support": {"complex": (0, 0, 0, 8)},
    "lodgings": {"core": (0, 0, 0, 12), "enhanced": (0, 0, 0, 8)},
}
"""Children by offer."""

OTHER: ByNeed = {"core": (26, 16, 19, 3), "enhanced": (8, 7, 10, 2), "complex": (3, 2, 4, 1)}
"""The 101 children of the fixed line."""

MONTHS_SPREAD: dict[str, dict[int, float]] = {
    "family": {1: 0.12, 6: 0.21, 18: 0.27, 42: 0.40},
    "residential": {1: 0.18, 6: 0.30, 18: 0.35, 42: 0.17},
    "supported": {1: 0.24, 6: 0.38, 18: 0.38},
    "fixed": {6: 0.35, 18: 0.65},
}
"""Shares of today's children by whole months in the present placement, by kind of placement."""


class _Deal[Value: (str, int)]:
    """Deals values so that at every point of the deal their shares are as near to those wanted as can be."""

    def __init__(self, shares: Mapping[Value, float]) -> None:
        self._shares: Mapping[Value, float] = shares
        self._credit: dict[Value, float] = dict.fromkeys(shares, 0.0)

    def next(self) -> Value:
        """Return the value with the largest claim."""
        for value, share in self._shares.items():
            self._credit[value] += share
        dealt: Value = max(self._credit, key=lambda value: round(self._credit[value], 9))
        self._credit[dealt] -= 1.0
        return dealt


def children_by_cell() -> Vector:
    """Return the pool by need and age band, areas together."""
    totals: Counter[tuple[str, int]] = Counter()
    for by_need in PLACED.values():
        for need, counts in by_need.items():
            totals.update({(need, band): count for band, count in enumerate(counts)})
    return np.array([totals[cell] for cell in cells()], dtype=float)


def placed_in(beginnings: str | tuple[str, ...]) -> list[str]:
    """Return the offers with children today whose names begin so."""
    return [offer for offer in PLACED if offer.startswith(beginnings)]


def placed_by_need(offer: str) -> dict[str, int]:
    """Return the children of an offer today, by need."""
    return {need: sum(counts) for need, counts in PLACED[offer].items()}


def placement_rows() -> list[PlacementToday]:
    """Return every child in care today; whole children, adding to 619."""
    areas = _Deal(HOME_AREA_SHARES)
    months = {kind: _Deal(spread) for kind, spread in MONTHS_SPREAD.items()}
    rows = []
    for offer, by_need in [*PLACED.items(), (None, OTHER)]:
        dealt: Counter[tuple[str, int, str, int]] = Counter()
        for need, counts in by_need.items():
            for band, count in enumerate(counts):
                for _ in range(count):
                    dealt[need, band, areas.next(), months[_kind(offer)].next()] += 1
        rows += [_row(offer, key, dealt[key]) for key in sorted(dealt, key=_table_order)]
    return rows


def _kind(offer: str | None) -> str:
    if offer is None:
        return "fixed"
    if offer.startswith(("inhouse", "connected", "ifa")):
        return "family"
    return "residential" if offer.startswith("res") else "supported"


def _table_order(key: tuple[str, int, str, int]) -> tuple[int, int, int, int]:
    need, band, area, months = key
    return NEEDS.index(need), band, list(HOME_AREA_SHARES).index(area), months


def _row(offer: str | None, key: tuple[str, int, str, int], children: int) -> PlacementToday:
    need, band, area, months = key
    if offer is None:
        note = "101 children not in the accommodation table (619 less 518); need, age and area assumed"
    else:
        note = f"total of the type from {IN_USE}; line, need, age, area and months assumed"
    return PlacementToday.model_validate(
        {
            "cohort": cohort_id(need, band, area),
            "offer": offer,
            "provision": "other" if offer is None else LINES[offer].provision,
            "months_in_placement": months,
            "children": float(children),
            "source": ASSUMED,
            "note": note,
        }
    )
