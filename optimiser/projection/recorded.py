"""The record of an instance: its tables of history, population and reasons as arrays.

The last count is that of the base date, everybody in `placements_today`. Counts whose ages do not make up 0 to 17
exactly once are left out and reported.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.instance import Instance
from models.tables import AgedRow, Population
from optimiser.projection.record import ALL_AGES, Band, Floats, Flow, People, ReasonFlow, Record, scaled

Ages = dict[Band, float]
"""Children by age band."""

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Recorded:
    """A record, and what was left out of it, in words."""

    record: Record
    remarks: tuple[str, ...]


def base_day(instance: Instance) -> dt.date:
    """Return the base date, 31 March before the horizon."""
    return instance.calendar.start - dt.timedelta(days=1)


def recorded(instance: Instance) -> Recorded:
    """Return the record of an instance, up to its base date."""
    base = base_day(instance)
    remarks: list[str] = []
    stocks = _tiled(instance, "looked_after", base, remarks)
    today = sum(row.children for row in instance.placements_today)
    earlier = sum(stocks.get((base, 0), {}).values())
    if earlier and earlier != today:
        remarks.append(
            f"history counts {earlier:g} children on {base}, placements_today {today:g}: the latter is used"
        )
    counts = {day: sum(ages.values()) for (day, _), ages in stocks.items() if day < base}
    flows, bands = _flows(instance, base, stocks, remarks)
    days = (*sorted(counts), base)
    children = np.array([*(counts[day] for day in days[:-1]), today])
    return Recorded(
        Record(
            days=days,
            children=children,
            bands=bands,
            stock=_ages_today(stocks, bands, today),
            flows=flows,
            reasons=_reasons(instance, base),
            people=_people(instance, remarks),
        ),
        tuple(remarks),
    )


def _tiled(instance: Instance, measure: str, base: dt.date, remarks: list[str]) -> dict[tuple[dt.date, int], Ages]:
    """Return children by age for each period end and length of a measure, where the ages make up 0 to 17."""
    found: dict[tuple[dt.date, int], Ages] = defaultdict(dict)
    for row in instance.history:
        if row.measure == measure and row.period_end <= base:
            found[row.period_end, row.period_months][row.age_from, row.age_to] = row.children
    whole = {}
    for (end, months), ages in sorted(found.items()):
        if _tiles(ages):
            whole[end, months] = dict(sorted(ages.items()))
        else:
            remarks.append(f"history, {measure} of {end}: ages do not make up 0 to 17 once each; left out")
    return whole


def _tiles(bands: Iterable[Band]) -> bool:
    ordered = sorted(bands)
    joined = all(one[1] + 1 == other[0] for one, other in pairwise(ordered))
    return joined and ordered[0][0] == ALL_AGES[0] and ordered[-1][1] == ALL_AGES[1]


def _flows(
    instance: Instance, base: dt.date, stocks: dict[tuple[dt.date, int], Ages], remarks: list[str]
) -> tuple[tuple[Flow, ...], tuple[Band, ...]]:
    """Return the periods by the ages of the latest one; all ages together where counts by age are lacking."""
    starts = _tiled(instance, "starts", base, remarks)
    ceases = _tiled(instance, "ceases", base, remarks)
    both = [period for period in starts if period in ceases]
    if not both:
        return (), (ALL_AGES,)
    latest = tuple(starts[both[-1]])
    for bands in (latest, (ALL_AGES,)):
        if flows := _flows_by(bands, both, starts, ceases, stocks):
            return flows, bands
    return (), (ALL_AGES,)


def _flows_by(
    bands: tuple[Band, ...],
    periods: list[tuple[dt.date, int]],
    starts: dict[tuple[dt.date, int], Ages],
    ceases: dict[tuple[dt.date, int], Ages],
    stocks: dict[tuple[dt.date, int], Ages],
) -> tuple[Flow, ...]:
    flows = []
    for end, months in periods:
        start = period_start(end, months)
        parts = [
            _by(bands, ages)
            for ages in (starts[end, months], ceases[end, months], stocks.get((start, 0)), stocks.get((end, 0)))
        ]
        if all(part is not None for part in parts):
            flows.append(Flow(start, end, *parts))  # type: ignore[arg-type]
    return tuple(flows)


def _by(bands: tuple[Band, ...], ages: Ages | None) -> Floats | None:
    if ages is None:
        return None
    if bands == (ALL_AGES,):
        return np.array([sum(ages.values())])
    return np.array([ages[band] for band in bands]) if tuple(ages) == bands else None


def period_start(end: dt.date, months: int) -> dt.date:
    """Return the last day of the month that lies `months` before the month of `end`."""
    index = end.year * 12 + end.month - months
    return dt.date(index // 12, index % 12 + 1, 1) - dt.timedelta(days=1)


def _ages_today(stocks: dict[tuple[dt.date, int], Ages], bands: tuple[Band, ...], today: float) -> Floats | None:
    """Return today's children by age in the proportions of the last count by those ages."""
    for key in sorted(stocks, reverse=True):
        found = _by(bands, stocks[key])
        if found is not None:
            return scaled(found, today)
    return None


def _reasons(instance: Instance, base: dt.date) -> tuple[ReasonFlow, ...]:
    periods: dict[tuple[dt.date, int], dict[str, float]] = defaultdict(dict)
    for row in instance.ceases_by_reason:
        if row.period_end <= base:
            periods[row.period_end, row.period_months][row.reason] = row.children
    return tuple(
        ReasonFlow(period_start(end, months), end, reasons) for (end, months), reasons in sorted(periods.items())
    )


def _people(instance: Instance, remarks: list[str]) -> tuple[People, ...]:
    """Return resident children by group, each with its share of today's children by age and home area.

    None if the groups leave some of today's children out: then no rate of all of them is known.
    """
    groups: dict[tuple[str | None, int, int], list[Population]] = defaultdict(list)
    for row in instance.population:
        groups[row.home_area, row.age_from, row.age_to].append(row)
    inside = {key: _children_in(instance, *key) for key in groups}
    total = sum(row.children for row in instance.placements_today)
    if groups and abs(sum(inside.values()) - total) > _TOLERANCE * total:
        remarks.append(
            f"population: its ages and areas hold {sum(inside.values()):g} of {total:g} children in care, where each "
            "must be in one group; left out"
        )
        return ()
    found = []
    for key, rows in groups.items():
        rows.sort(key=lambda row: row.day)
        days = tuple(row.day for row in rows)
        found.append(People(inside[key] / total, days, np.array([row.people for row in rows])))
    return tuple(found)


def _children_in(instance: Instance, home_area: str | None, age_from: int, age_to: int) -> float:
    """Return today's children of a group; a cohort that lies across two ages is divided by years of age."""
    cohorts = {cohort.cohort: cohort for cohort in instance.cohorts}
    children = 0.0
    for row in instance.placements_today:
        cohort = cohorts[row.cohort]
        if home_area in (None, cohort.home_area):
            children += row.children * _overlap(cohort, age_from, age_to)
    return children


def _overlap(cohort: AgedRow, age_from: int, age_to: int) -> float:
    years = min(cohort.age_to, age_to) - max(cohort.age_from, age_from) + 1
    return max(years, 0) / (cohort.age_to - cohort.age_from + 1)
