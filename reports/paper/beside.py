"""The plan beside England, the region, neighbours and named authorities, where the instance holds their figures."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from models.calendar import FinancialYear
from models.comparators import Comparator
from models.fields import FAMILY_PROVISIONS, RESIDENTIAL_PROVISIONS, SUPPORTED_PROVISIONS
from models.instance import Instance
from reports.dfe_measures import settled_shares
from reports.paper.document import Cell, Figure, FigureKind, Grid
from reports.paper.facts import Facts
from reports.paper.measures import DUTIES, level

_PER = 10_000
_HOMES = frozenset({*RESIDENTIAL_PROVISIONS, *SUPPORTED_PROVISIONS, "secure"})
_NO_FORECAST = "no forecast"
_AREAS = {"england": "England", "statistical_neighbours": "Statistical neighbours"}
_ORDER = ("england", "region", "statistical_neighbours", "named")

type Whose = tuple[str, str | None]
"""Kind of area, and its name where there are several."""
type Found = Callable[[Facts], Mapping[str, float]]
"""What the plan gives by financial year; a year without a forecast is left out."""


@dataclass(frozen=True)
class Beside:
    """A measure in the paper's words, what the plan gives for it, and how that differs from DfE's definition."""

    name: str
    plan: Found
    differs: str
    kind: FigureKind = "share"


def _ring(ring: str) -> Found:
    """Return the average share of a year that lives in a ring, as the scorecard against the duty has it."""
    duty = next(duty for duty in DUTIES if duty.ring == ring)

    def shares(facts: Facts) -> dict[str, float]:
        found = {year: level(facts, facts.made, duty, year) for year in facts.years}
        return {year: value for year, value in found.items() if value is not None}

    return shares


def _placed(provisions: frozenset[str]) -> Found:
    """Return the share of all children in care on 31 March who are in some provisions."""

    def shares(facts: Facts) -> dict[str, float]:
        ends = facts.plan.summary.children_at_year_end
        return {
            year: sum(n for name, n in end.items() if name in provisions) / sum(end.values())
            for year, end in ends.items()
            if sum(end.values())
        }

    return shares


def _nothing(_: Facts) -> dict[str, float]:
    return {}


def _settled(facts: Facts) -> dict[str, float]:
    by_day = settled_shares(facts.instance, facts.plan)
    ends = {year: FinancialYear.parse(year).start + 1 for year in facts.years}
    return {year: by_day[end] for year, end in ends.items() if end in by_day}


def _rate(facts: Facts) -> dict[str, float]:
    found = {}
    for year, end in facts.plan.summary.children_at_year_end.items():
        people = residents(facts.instance, dt.date(FinancialYear.parse(year).start + 1, 3, 31))
        if people:
            found[year] = sum(end.values()) / people * _PER
    return found


_PLACES = (
    "plan: average of the year over children in provisions that it chooses; others: all children on 31 March, with "
    "those placed with parents, for adoption or in secure units"
)
MEASURES: dict[str, Beside] = {
    "placed_in_authority": Beside("Placed in the authority's area", _ring("in_authority"), _PLACES),
    "placed_within_20_miles": Beside(
        "Placed within 20 miles of home",
        _ring("within_20_miles"),
        f"{_PLACES}; distances not recorded count as further",
    ),
    "foster_placements": Beside(
        "In foster placements, connected carers too",
        _placed(FAMILY_PROVISIONS),
        "as DfE counts: of all children on 31 March",
    ),
    "homes_and_semi_independent": Beside(
        "In children's homes, secure units and semi-independent homes",
        _placed(_HOMES),
        "plan: supported lodgings are among them, which DfE may count elsewhere",
    ),
    "three_or_more_placements": Beside(
        "Three or more placements in the year", _nothing, "the plan counts moves and not who moves"
    ),
    "same_placement_two_years": Beside(
        "Same placement for two years, under 16",
        _settled,
        "plan: of those in care for 2 years or more; others: for 2.5 years or more, those placed for adoption with "
        "their carers too; no forecast before two years have passed",
    ),
    "looked_after_rate": Beside(
        "Looked after per 10,000 aged 0 to 17",
        _rate,
        "as DfE counts; residents between two figures of the instance lie on a straight line",
        "children",
    ),
}
"""Measure of the table comparators to its line, in the order in which they are shown."""


def residents(instance: Instance, day: dt.date) -> float | None:
    """Return residents aged 0 to 17 on a day, between two figures of the table population; None outside of them."""
    people: dict[int, float] = {}
    for row in instance.population:
        people[row.day.toordinal()] = people.get(row.day.toordinal(), 0.0) + row.people
    days = sorted(people)
    if not days or not days[0] <= day.toordinal() <= days[-1]:
        return None
    return float(np.interp(day.toordinal(), days, [people[found] for found in days]))


def beside_grid(facts: Facts) -> Grid | None:
    """Return the plan's years beside the latest figure of each area; None where the instance holds none."""
    latest = _latest(facts.instance)
    if not latest:
        return None
    areas = list(dict.fromkeys(_whose(row) for row in sorted(latest, key=lambda row: _ORDER.index(row.area))))
    days = {(row.measure, row.day) for row in latest}
    lines = [(name, day) for name in MEASURES for day in sorted(day for found, day in days if found == name)]
    rows = [_row(facts, name, day, areas, latest) for name, day in lines]
    shown = dict.fromkeys(name for name, _ in lines)
    return Grid(
        key="beside",
        title="The plan beside England and other areas",
        head=["measure", *facts.years, *(name or _AREAS[area] for area, name in areas)],
        rows=rows,
        unit="share of children; children per 10,000 residents aged 0 to 17",
        price_base="no prices",
        source=f"table comparators ({'; '.join(_documents(facts.instance, latest))}); {facts.source}",
        notes=[
            "Of each area the latest figure that the instance holds, as published; the plan's are forecasts.",
            *(f"{MEASURES[name].name}: {MEASURES[name].differs}." for name in shown),
        ],
    )


def _documents(instance: Instance, rows: list[Comparator]) -> list[str]:
    """Return the listed documents that figures come from, each once; a source that is not listed stands as it is."""
    titles = sorted((source.title for source in instance.settings.sources), key=len)
    found = [next((t for t in titles if row.source.startswith(t)), row.source) for row in rows]
    return list(dict.fromkeys(found))


def _latest(instance: Instance) -> list[Comparator]:
    """Return the latest figure of each measure and area."""
    found: dict[tuple[str, Whose], Comparator] = {}
    for row in sorted(instance.comparators, key=lambda row: row.day):
        found[row.measure, _whose(row)] = row
    return list(found.values())


def _whose(row: Comparator) -> Whose:
    return row.area, row.name


def _row(facts: Facts, name: str, day: dt.date, areas: list[Whose], latest: list[Comparator]) -> list[Cell]:
    measure = MEASURES[name]
    plan = measure.plan(facts)
    theirs = {_whose(row): row.value for row in latest if (row.measure, row.day) == (name, day)}
    return [
        f"{measure.name} (others: {day.day} {day:%B %Y})",
        *(Figure(plan[year], measure.kind) if year in plan else _NO_FORECAST for year in facts.years),
        *(Figure(theirs[area], measure.kind) if area in theirs else "" for area in areas),
    ]
