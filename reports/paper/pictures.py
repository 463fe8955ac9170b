"""The charts of the paper, each drawn from the table behind it: what that table leaves out no chart can tell."""

import datetime as dt
from collections.abc import Sequence

from models.plan import CommitmentSummary
from reports.charts.bridge import bridge_chart
from reports.charts.cost import cost_chart
from reports.charts.gap_map import gap_map_chart
from reports.charts.rings import rings_chart
from reports.charts.timeline import BEFORE, RUNS, timeline_chart
from reports.commitments import commitment_words, size_words
from reports.paper.document import Cell, Figure, Grid, Picture, shown
from reports.paper.facts import Facts
from reports.paper.people import AWAY, MISSING
from reports.paper.wording import listed, sentence

LABELS = {
    "full_year": "Full-year effect of today",
    "demand": "Demand",
    "price": "Price",
    "cross": "Demand and price together",
    "mix": "Mix and what is left",
    "base": "Base budget",
    "income": "Income",
    "plan": "Plan, net",
}
PENNY = 0.01
_SERIES = ("base budget", "this plan", "do nothing")
"""Rows of the cost by year as the chart names them; the first is missing where there is no budget."""


def number(row: Sequence[object], column: int) -> float:
    """Return the figure in a cell.

    Raises:
        TypeError: if the cell holds text.
    """
    cell = row[column]
    if not isinstance(cell, Figure):
        raise TypeError(f"no figure in column {column}")
    return cell.value


def cost_picture(against: Grid) -> Picture:
    """Return base budget, plan and do-nothing by year; the last row of the table, their difference, is not drawn."""
    years = list(against.head[1:-1])
    drawn = against.rows[:-1]
    kept = dict(zip(_SERIES[-len(drawn) :], drawn, strict=True))
    rows = [
        {"year": year, "what": what, "million": number(row, i) / 1e6}
        for i, year in enumerate(years, start=1)
        for what, row in kept.items()
    ]
    last = [f"{what} {shown(row[len(years)])}" for what, row in kept.items()]
    alt = f"Bars by financial year. In {years[-1]}, in pounds: {listed(last)}."
    return Picture("cost", against.title, alt, cost_chart(rows), against, in_text=True)


def bridge_picture(grid: Grid, keys: Sequence[str]) -> Picture:
    """Return the bridge of the last year; a step of less than a penny is not drawn.

    Args:
        grid: the bridge.
        keys: the kind of step of each of its rows.
    """
    year, column = grid.head[-2], len(grid.head) - 2
    steps = [
        (
            LABELS.get(key, sentence(str(row[0]))) if key != "commitment" else sentence(str(row[0])),
            number(row, column),
        )
        for key, row in zip(keys, grid.rows, strict=True)
    ]
    steps = [step for i, step in enumerate(steps) if i in (0, len(steps) - 1) or abs(step[1]) >= PENNY]
    alt = f"Steps of {year} from {steps[0][1]:,.0f} pounds base budget to {steps[-1][1]:,.0f} pounds: " + listed(
        f"{label} {amount:+,.0f}" for label, amount in steps[1:-1]
    )
    title = f"Bridge from base budget to plan, {year}"
    return Picture("bridge_chart", title, f"{alt}.", bridge_chart(steps), grid, in_text=True)


def timeline_picture(facts: Facts, grid: Grid) -> Picture | None:
    """Return when commitments are decided, open and end; None without commitments."""
    if not facts.new:
        return None
    last = facts.instance.calendar.first_day(facts.instance.calendar.horizon_months + 1)
    rows = [phase for item in facts.new for phase in _phases(item, last)]
    alt = "Bars over time: " + "; ".join(
        f"{commitment_words(item.kind, item.id)}, {size_words(item)}, from {item.start:%b %Y}, first children "
        f"{item.live_from:%b %Y}" + ("" if item.end is None else f", to {item.end:%b %Y}")
        for item in facts.new
    )
    return Picture("timeline", "Commitments over time", f"{alt}.", timeline_chart(rows), grid, in_text=True)


def _phases(item: CommitmentSummary, last: dt.date) -> list[dict[str, object]]:
    name = f"{sentence(commitment_words(item.kind, item.id))}, {item.size}, {item.start:%b %y}"
    spans = ((BEFORE, item.start, item.live_from), (RUNS, item.live_from, item.end or last))
    return [
        {"commitment": name, "phase": phase, "from": str(first), "to": str(until)}
        for phase, first, until in spans
        if first < until
    ]


def rings_picture(grid: Grid) -> Picture:
    """Return how near home children live under the plan."""
    parts = [(str(row[0]), number(row, 2)) for row in grid.rows]
    alt = "Ring of shares under this plan: " + listed(f"{label} {100 * share:.1f} %" for label, share in parts)
    return Picture("rings_chart", grid.title, f"{alt}.", rings_chart(parts), grid, in_text=True)


def gap_pictures(grid: Grid) -> list[Picture]:
    """Return a map by need and age for each thing that places are short of, all home areas together.

    One pair of need and age is no map: the table says it.
    """
    found = {what: [row for row in grid.rows if row[3] == what] for what in (MISSING, AWAY)}
    return [_gap_map(grid, what, rows) for what, rows in found.items() if len({tuple(row[:2]) for row in rows}) > 1]


def _gap_map(grid: Grid, what: str, found: Sequence[Sequence[Cell]]) -> Picture:
    """Return the map of one of them; figures are rounded as in the table before they are added up, and once after."""
    needs = list(dict.fromkeys(str(row[0]) for row in found))
    ages = sorted({str(row[1]) for row in found}, key=lambda age: int(age.split()[0]))
    digits = 0 if isinstance(found[0][4], Figure) and found[0][4].kind == "whole" else 1
    sums = {(need, age): 0.0 for need in needs for age in ages}
    for row in found:
        sums[str(row[0]), str(row[1])] += round(number(row, 4), digits)
    whole = {key: float(round(places)) for key, places in sums.items()}
    rows = [{"need": need, "age": age, "places": places} for (need, age), places in whole.items()]
    top = sorted(whole.items(), key=lambda item: -item[1])[:3]
    alt = "Places short by need and age; most: " + listed(f"{n}, {a}: {places:.0f}" for (n, a), places in top)
    data = Grid(
        key=_MAPS[what],
        title=f"Places by need and age, all home areas together: {what}",
        head=["need", *(f"age {age}" for age in ages)],
        rows=[[need, *(Figure(whole[need, age], "whole") for age in ages)] for need in needs],
        unit=f"{grid.unit}, of each home area",
        price_base=grid.price_base,
        source=grid.source,
        notes=["Home areas are added up, each in the month in which its need is greatest."],
    )
    return Picture(f"{data.key}_chart", data.title, f"{alt}.", gap_map_chart(rows), data)


_MAPS = {MISSING: "gap_map_missing", AWAY: "gap_map"}
