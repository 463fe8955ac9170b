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
from reports.paper.document import Figure, Grid, Picture, shown
from reports.paper.facts import Facts
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


def number(row: Sequence[object], column: int) -> float:
    """Return the figure in a cell.

    Raises:
        TypeError: if the cell holds text.
    """
    cell = row[column]
    if not isinstance(cell, Figure):
        raise TypeError(f"no figure in column {column}")
    return cell.value


def cost_picture(against: Grid, revenue: Grid) -> Picture:
    """Return base budget, plan and do-nothing by year."""
    years = list(against.head[1:-1])
    named = {str(row[0]): row for row in (*revenue.rows, *against.rows)}
    series = {"base budget": "Base budget, net of income", "this plan": str(against.rows[1][0])}
    series["do nothing"] = str(against.rows[0][0])
    kept = {what: named[label] for what, label in series.items() if label in named}
    rows = [
        {"year": year, "what": what, "million": number(row, i) / 1e6}
        for i, year in enumerate(years, start=1)
        for what, row in kept.items()
    ]
    last = [f"{what} {shown(row[len(years)])}" for what, row in kept.items()]
    alt = f"Bars by financial year. In {years[-1]}, in pounds: {listed(last)}."
    data = Grid(
        key="cost_chart",
        title="Cost by year against do nothing and the base budget",
        head=["", *years],
        rows=[[sentence(what), *row[1:-1]] for what, row in kept.items()],
        unit=against.unit,
        price_base=against.price_base,
        source=against.source,
    )
    return Picture("cost", data.title, alt, cost_chart(rows), data)


def bridge_picture(grid: Grid, keys: Sequence[str]) -> Picture:
    """Return the bridge of the last year.

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


def gap_picture(grid: Grid) -> Picture | None:
    """Return where places are short by need and age, all areas and kinds together; None where none are."""
    if not grid.rows:
        return None
    needs = list(dict.fromkeys(str(row[0]) for row in grid.rows))
    ages = sorted({str(row[1]) for row in grid.rows}, key=lambda age: int(age.split()[0]))
    digits = 0 if isinstance(grid.rows[0][4], Figure) and grid.rows[0][4].kind == "whole" else 1
    sums = {(need, age): 0.0 for need in needs for age in ages}
    for row in grid.rows:
        sums[str(row[0]), str(row[1])] += round(number(row, 4), digits)
    rows = [{"need": need, "age": age, "places": places} for (need, age), places in sums.items()]
    top = sorted(sums.items(), key=lambda item: -item[1])[:3]
    alt = "Places short by need and age; most: " + listed(f"{n}, {a}: {places:.0f}" for (n, a), places in top)
    data = Grid(
        key="gap_map",
        title="Places short by need and age, all home areas together",
        head=["need", *(f"age {age}" for age in ages)],
        rows=[[need, *(Figure(sums[need, age], "whole") for age in ages)] for need in needs],
        unit=grid.unit,
        price_base=grid.price_base,
        source=grid.source,
    )
    return Picture("gap_map_chart", data.title, f"{alt}.", gap_map_chart(rows), data)
