"""The block-size test in the paper: what each size saves, of expected children and with whole ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.charts.block_curve import block_curve_chart
from reports.commitments import commitment_words
from reports.paper.document import Block, Cell, Figure, Grid, Paragraph, Picture
from reports.paper.facts import Facts
from reports.paper.wording import PRESENT_VALUE, gbp, spread
from reports.sweeps import NOT_STRESSED, stressed_in


def sizes_tried(facts: Facts, found: Mapping[str, Any]) -> list[Block]:
    """Return the block-size test; what a size saves tells its price: the public only hears that it was run."""
    name = commitment_words("block", str(found["block"]))
    if facts.public:
        return [Paragraph(f"Sizes were tested of: {name}. What each saves is in the exempt appendix.")]
    points = [point for point in found["points"] if point["available"] and point["saving_gbp"] is not None]
    if not points:
        return [Paragraph(f"No size that was tried has a plan: {name}.")]
    grid = Grid(
        key="block_curve",
        title=f"Block-size test: {name} ({NOT_STRESSED})",
        head=["beds", "cost", "avoided", "avoided, low", "avoided, high", "voids", "occupancy"],
        rows=[_point(point) for point in points],
        unit="pounds over all years, with penalties and the year after the plan; voids nominal; share of beds",
        price_base=PRESENT_VALUE,
        source="command blocks on this instance",
        notes=["Avoided: against no block. Low and high: what it is proven to be at least and at most."],
    )
    rows = [
        {"beds": p["beds"], **{new: p[old] / 1e3 for new, old in _SAVED.items() if p[old] is not None}}
        for p in points
    ]
    best = _best(points, found["best_beds"])
    alt = f"Curve of cost avoided by number of beds, {points[0]['beds']} to {points[-1]['beds']}. {best}"
    picture = Picture("block_curve_chart", grid.title, alt, block_curve_chart(rows, _PROVEN), grid, in_text=True)
    if not found["stressed"]:
        return [Paragraph(f"{best} This is for {NOT_STRESSED}."), grid, picture]
    told = f"{best} This is for expected children; the table after it plays every size out with whole ones."
    return [Paragraph(told), grid, picture, *_played(facts, name, found)]


def _played(facts: Facts, name: str, found: Mapping[str, Any]) -> list[Block]:
    """Return the sizes in the futures in which all were played."""
    sizes = found["stressed"]
    grid = Grid(
        key="block_stressed",
        title=f"Block-size test with whole children: {name} ({stressed_in(found['futures'])})",
        head=["beds", *_COST, "avoided", *_AVOIDED, "chance that it loses money"],
        rows=[
            [
                str(size["beds"]),
                *spread(size["cost_gbp"]),
                *(Figure(size["saving_gbp"][key], "gbp") for key in ("mean", "standard_error", "p5", "p95")),
                Figure(size["loses_share"], "share"),
            ]
            for size in sizes
        ],
        unit="pounds over the reported years; share of futures",
        price_base=facts.nominal,
        source=f"command blocks on this instance, {found['futures']:,} futures",
        notes=["Avoided: on average over the futures, against no block in the same future."],
    )
    keys = {"saving": "mean", "low": "p5", "high": "p95"}
    rows = [{"beds": s["beds"], **{new: s["saving_gbp"][old] / 1e3 for new, old in keys.items()}} for s in sizes]
    alt = f"Curve of cost avoided on average by number of beds, {sizes[0]['beds']} to {sizes[-1]['beds']}."
    return [
        grid,
        Picture("block_stressed_chart", grid.title, alt, block_curve_chart(rows, _LIKELY), grid, in_text=True),
    ]


def _best(points: Sequence[Mapping[str, Any]], beds: int | None) -> str:
    """Return the best size and what it avoids, in a sentence."""
    point = next((point for point in points if point["beds"] == beds), None)
    if beds is None or point is None:
        return "No size has a plan."
    if not beds:
        return "Best size: 0 beds; no block costs least."
    low, high = (point[name] for name in ("saving_low_gbp", "saving_high_gbp"))
    between = "" if low is None or high is None else f", proven to lie between {gbp(low)} and {gbp(high)}"
    size = f"{beds} bed{'' if beds == 1 else 's'}"
    return f"Best size: {size}. It avoids {gbp(point['saving_gbp'])} against no block{between}."


_PROVEN = "Line: cost avoided. Band: what it is proven to be at least and at most."
_LIKELY = "Line: the mean of the futures. Band: nine in ten of them."
_COST = ("cost, 1 in 20 below", "cost, middle", "cost, 1 in 20 above")
_AVOIDED = ("standard error", "avoided, 1 in 20 below", "avoided, 1 in 20 above")
_SAVED = {"saving": "saving_gbp", "low": "saving_low_gbp", "high": "saving_high_gbp"}


def _point(point: Mapping[str, Any]) -> Sequence[Cell]:
    money = ("cost_gbp", "saving_gbp", "saving_low_gbp", "saving_high_gbp", "void_cost_gbp")
    occupancy = point["occupancy"]
    return [
        str(point["beds"]),
        *("" if point[name] is None else Figure(point[name], "gbp") for name in money),
        "" if occupancy is None else Figure(occupancy, "share"),
    ]
