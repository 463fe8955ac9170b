"""What an import of the return tells its user: counts only, nothing of any one child."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class QualityLine:
    """How many rows one thing was done to."""

    action: str
    what: str
    rows: int


@dataclass(frozen=True)
class MarchCount:
    """DfE's counts of one 31 March; None where the returns do not tell.

    Attributes:
        day: the 31 March.
        children: children looked after.
        per_10000: the same per 10,000 children of the area.
        moved_often: share with three or more placements in the year.
        settled: share of under-16s in care for 2.5 years or more who have been in one placement for 2 years or more.
        inside: share placed in the authority.
        near: share placed within 20 miles of home.
    """

    day: dt.date
    children: int
    per_10000: float | None
    moved_often: float | None
    settled: float | None
    inside: float | None
    near: float | None


@dataclass(frozen=True)
class ImportSummary:
    """An import in numbers.

    Attributes:
        base_date: the last 31 March.
        children: children in care on it.
        provisions: children by provision on it.
        marches: counts of each 31 March.
        quality: what was done to rows of the return.
    """

    base_date: dt.date
    children: int
    provisions: dict[str, int]
    marches: tuple[MarchCount, ...]
    quality: tuple[QualityLine, ...]
