"""Risk and sensitivity: what stress, block-size test and frontier found, where they were run."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.charts.block_curve import block_curve_chart
from reports.charts.frontier import frontier_chart
from reports.charts.stress_fan import stress_fan_chart
from reports.paper.document import Block, Cell, Figure, Grid, OpenBox, Paragraph, Picture, Section
from reports.paper.facts import Facts
from reports.paper.wording import gbp, listed
from reports.sweeps import NOT_STRESSED, stressed_in
from reports.words import words

PRESENT_VALUE = "present value, as the command gives it"
"""Price base of figures that are costs of the objective."""


def risk(facts: Facts) -> Section:
    """Return the section; a command that was not run leaves a box that names it."""
    results = facts.results
    blocks: list[Block] = [
        *(
            [OpenBox("stress", "Run the command stress with --json and give its file with --stress.")]
            if results.stress is None
            else _stress(facts, results.stress)
        ),
        *(_blocks(facts, results.blocks)),
        *(
            [OpenBox("frontier", "Run the command frontier with --json and give its file with --frontier.")]
            if results.frontier is None
            else _frontier(results.frontier)
        ),
        OpenBox(
            "risk", "Risk register: market, registration of homes, staffing, demand; owner and mitigation of each."
        ),
    ]
    return Section("risk", "Risk and sensitivity", blocks)


def _stress(facts: Facts, found: Mapping[str, Any]) -> list[Block]:
    cost = found["cost_gbp"]
    told = Paragraph(
        f"Played out with whole children in {found['futures']:,} futures, revenue over {facts.span} is "
        f"{gbp(cost['p50'])} in the middle; in nine futures of ten it lies between {gbp(cost['p5'])} and "
        f"{gbp(cost['p95'])}."
    )
    years = found["by_year"]
    # The plan's revenue beside its gross cost would tell the financing, and so the price, of few homes.
    ours = [] if facts.public else ["plan"]
    grid = Grid(
        key="stress",
        title="Stress test: revenue by year over all futures",
        head=["year", *ours, "1 in 20 below", "middle", "1 in 20 above", "chance above the base budget"],
        rows=[
            [
                y["financial_year"],
                *(Figure(y["planned_gbp"], "gbp") for _ in ours),
                *_spread(y["cost_gbp"]),
                _chance(y["budget_breach_share"]),
            ]
            for y in years
        ],
        unit="pounds; share of futures",
        price_base=facts.nominal,
        source=f"stress test of this plan, {found['futures']:,} futures",
        notes=["Chances are shares of the futures played."],
    )
    rows = [
        {"year": y["financial_year"], **{name: y["cost_gbp"][name] / 1e6 for name in ("p5", "p50", "p95")}}
        | ({"plan": y["planned_gbp"] / 1e6} if ours else {})
        for y in years
    ]
    last = years[-1]
    alt = (
        f"Fan by year. In {last['financial_year']} the middle is {last['cost_gbp']['p50']:,.0f} pounds, nine in ten "
        f"between {last['cost_gbp']['p5']:,.0f} and {last['cost_gbp']['p95']:,.0f}."
    )
    return [told, grid, Picture("stress_fan", grid.title, alt, stress_fan_chart(rows), grid, in_text=True)]


def _spread(spread: Mapping[str, float]) -> list[Cell]:
    return [Figure(spread[name], "gbp") for name in ("p5", "p50", "p95")]


def _chance(share: float | None) -> Cell:
    return "no budget" if share is None else Figure(share, "share")


def _blocks(facts: Facts, found: Mapping[str, Any] | None) -> list[Block]:
    """Return the block-size test; what a size saves tells its price: the public only hears that it was run."""
    if found is None:
        return [OpenBox("blocks", "Run the command blocks with --json and give its file with --blocks.")]
    name = words(str(found["block"]))
    if facts.public:
        return [Paragraph(f"The size of {name} was tested; what each size saves is in the exempt appendix.")]
    points = [point for point in found["points"] if point["available"] and point["saving_gbp"] is not None]
    grid = Grid(
        key="block_curve",
        title=f"Block-size test: {name} ({NOT_STRESSED})",
        head=["beds", "cost", "avoided", "avoided, low", "avoided, high", "voids", "occupancy"],
        rows=[_point(point) for point in points],
        unit="pounds over all years, voids nominal; share of beds",
        price_base=PRESENT_VALUE,
        source="command blocks on this instance",
    )
    rows = [
        {"beds": p["beds"], **{new: p[old] / 1e3 for new, old in _SAVED.items() if p[old] is not None}}
        for p in points
    ]
    best = "No size has a plan." if found["best_beds"] is None else f"Best size: {found['best_beds']} beds."
    alt = f"Curve of cost avoided by number of beds, {points[0]['beds']} to {points[-1]['beds']}. {best}"
    picture = Picture("block_curve_chart", grid.title, alt, block_curve_chart(rows), grid, in_text=True)
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
                *_spread(size["cost_gbp"]),
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
    return [grid, Picture("block_stressed_chart", grid.title, alt, block_curve_chart(rows), grid, in_text=True)]


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


def _frontier(found: Mapping[str, Any]) -> list[Block]:
    """Return the cost of each level; of one policy as a chart too."""
    points = [point for point in found["points"] if point["cost_gbp"] is not None]
    policies = [str(policy) for policy in found["policies"]]
    if not points:
        return [Paragraph(f"No level of {listed(map(words, policies))} that was tried can be reached.")]
    grid = Grid(
        key="frontier",
        title=f"What each level costs: {listed(map(words, policies))}",
        head=[*(f"level of {words(policy)}" for policy in policies), "cost"],
        rows=[[*(f"{p['levels'][name]:g}" for name in policies), Figure(p["cost_gbp"], "gbp")] for p in points],
        unit="pounds over all years, with penalties and the year after the plan",
        price_base=PRESENT_VALUE,
        source="command frontier on this instance",
    )
    if len(policies) > 1:
        return [grid]
    rows = [{"level": point["levels"][policies[0]], "million": point["cost_gbp"] / 1e6} for point in points]
    ends = [f"{row['million']:,.2f} million pounds at {row['level']:g}" for row in (rows[0], rows[-1])]
    alt = f"Line of cost by level: {' to '.join(ends)}."
    return [grid, Picture("frontier_chart", grid.title, alt, frontier_chart(rows), grid, in_text=True)]
