"""Placements by provision over time, with the places there are: the table and its chart."""

import math

import numpy as np

from audit.limits import capacity_limits
from models.calendar import MONTHS_PER_YEAR
from reports.charts.placements import CHILDREN, PLACES, placements_chart
from reports.paper.document import Cell, Figure, Grid, Picture
from reports.paper.facts import Facts
from reports.paper.people import SEEN, forecast, today_cells
from reports.paper.wording import listed, sentence
from reports.words import in_order, words


def over_time_grid(facts: Facts) -> Grid:
    """Return children and places by provision: at the base date, then every half year (for the public, year ends)."""
    step = MONTHS_PER_YEAR if facts.public else MONTHS_PER_YEAR // 2
    calendar = facts.instance.calendar
    ends = range(1, calendar.horizon_months + 1)
    months = [0, *(month for month in ends if (calendar.elapsed_months + month) % step == 0)]
    children, places = _children(facts), _places(facts)
    names = [name for name in in_order(children) if children[name][months].max() >= SEEN]
    today, none = today_cells(facts), Figure(0.0, "whole")
    rows: list[list[Cell]] = []
    for name in names:
        label = sentence(words(name))
        later = [forecast(facts, float(children[name][month])) for month in months[1:]]
        rows.append([f"{label}: {CHILDREN}", today.get(name, none), *later])
        if places[name] is not None:
            rows.append([f"{label}: {PLACES}", *(_place(facts, places[name], month) for month in months)])
    return Grid(
        key="over_time",
        title="Children by provision over time, and places where they are limited",
        head=["", *(_day(facts, month) for month in months)],
        rows=rows,
        unit="children and places at the end of the month",
        price_base="no prices",
        source=facts.source,
        notes=["Places at most: none are shown where a provision has no limit, or more children today than places."],
    )


def _day(facts: Facts, month: int) -> str:
    return f"{facts.instance.calendar.first_day(month):%b %Y}"


def _place(facts: Facts, places: np.ndarray | None, month: int) -> Cell:
    return "" if places is None or math.isinf(places[month]) else forecast(facts, float(places[month]))


def _children(facts: Facts) -> dict[str, np.ndarray]:
    """Return (M + 1,), children at the end of each month, by provision."""
    horizon = facts.instance.calendar.horizon_months
    stock = facts.made.simulation.stock[: horizon + 1].sum(axis=2)
    found: dict[str, np.ndarray] = {}
    for p, offer in enumerate(facts.instance.offers):
        found[offer.provision] = found.get(offer.provision, np.zeros(horizon + 1)) + stock[:, p]
    return found


def _places(facts: Facts) -> dict[str, np.ndarray | None]:
    """Return (M + 1,), places of each provision; None where an offer of it has no limit in any month."""
    simulation = facts.made.simulation
    limits = capacity_limits(facts.instance, simulation, facts.made.pledges)
    found: dict[str, np.ndarray] = {}
    for p, offer in enumerate(facts.instance.offers):
        found[offer.provision] = found.get(offer.provision, 0.0) + limits[:, p]
    return {name: None if np.isinf(amounts[1:]).all() else amounts for name, amounts in found.items()}


def over_time_picture(grid: Grid) -> Picture:
    """Return the chart of the table."""
    rows = [
        {
            "provision": label.rpartition(":")[0],
            "day": _iso(day),
            "what": label.rpartition(": ")[2],
            "number": c.value,
        }
        for label, cells in ((str(row[0]), row[1:]) for row in grid.rows)
        for day, c in zip(grid.head[1:], cells, strict=True)
        if isinstance(c, Figure)
    ]
    first, last = grid.head[1], grid.head[-1]
    ends = [f"{row[0]} {row[1]} to {row[-1]}" for row in grid.rows if str(row[0]).endswith(CHILDREN)]
    alt = f"Small charts by provision, {first} to {last}: {listed(ends)}."
    return Picture("over_time_chart", grid.title, alt, placements_chart(rows), grid)


def _iso(day: str) -> str:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    name, year = day.split()
    return f"{year}-{months.index(name) + 1:02d}-01"
