"""Counts of the past that projections by reason and by type of placement need: who left why, who lived where."""

import csv
import datetime as dt
import io
from collections import Counter
from importlib import resources

import numpy as np

from instances.ssda903.dates import Days, day_of, last_of_march
from instances.ssda903.episodes import coded
from instances.ssda903.lives import Lives
from instances.ssda903.mapping import PROVISIONS
from instances.ssda903.measures import leavers
from instances.ssda903.quality import Quality
from models.calendar import MONTHS_PER_YEAR
from models.tables import CeasesByReason, PlacementHistory

NOT_RECORDED = "not_recorded"
"""Reason of a child who left without a code of leaving: the return of the next year just does not hold it."""
_PACKAGED = "reason_mapping.csv"


def reason_mapping() -> str:
    """Return the table from codes of REC to reasons, as text; codes that share a reason stand in one cell."""
    return (resources.files(__package__) / _PACKAGED).read_text(encoding="utf-8")


def placement_history(found: Lives, source: str) -> tuple[PlacementHistory, ...]:
    """Return the children of each 31 March by provision; a provision seen on any day has a row on every one."""
    days = found.episodes.years.marches
    counts = {day: _by_provision(found, day) for day in days}
    seen = [place for place in range(len(PROVISIONS)) if any(count[place] for count in counts.values())]
    note = "by import/placement_mapping.csv"
    return tuple(
        PlacementHistory(
            type=PROVISIONS[place], day=day_of(day), children=float(counts[day][place]), source=source, note=note
        )
        for day in days
        if counts[day].any()
        for place in seen
    )


def _by_provision(found: Lives, day: int) -> Days:
    rows = found.on(day)
    provision, _, _ = found.classified(rows, found.ages(rows, np.full(len(rows), day)))
    return np.bincount(provision, minlength=len(PROVISIONS))


def ceases_by_reason(found: Lives, source: str, quality: Quality) -> tuple[CeasesByReason, ...]:
    """Return the children who left in each year that a return covers, each by the code of its last episode.

    They are those of `ceases` in the history: a child that left twice in a year counts once. Leavers without a code
    of leaving are `NOT_RECORDED`, and reported.
    """
    reasons = _reasons(found)
    counts: dict[int, Counter[str]] = {}
    unknown = np.zeros(len(found.frame), dtype=bool)
    for year in sorted(found.episodes.years.covered):
        rows = leavers(found, last_of_march(year - 1), last_of_march(year))
        counts[year] = Counter(reasons[rows].tolist())
        unknown[rows[reasons[rows] == NOT_RECORDED]] = True
    what = "REC of a child who left is no code of leaving: the reason is not_recorded"
    found.episodes.tell(quality, "unmapped", what, unknown)
    seen = sorted({reason for count in counts.values() for reason in count})
    return tuple(
        CeasesByReason(
            reason=reason,
            period_end=dt.date(year, 3, 31),
            period_months=MONTHS_PER_YEAR,
            children=float(count[reason]),
            source=source,
            note="by import/reason_mapping.csv",
        )
        for year, count in counts.items()
        for reason in seen
    )


def _reasons(found: Lives) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return the reason of each row's REC."""
    reasons = np.full(len(found.frame), NOT_RECORDED, dtype=object)
    for rule in csv.DictReader(io.StringIO(reason_mapping())):
        reasons[coded(found.frame, "REC", frozenset(rule["rec"].split()))] = rule["reason"]
    return reasons
