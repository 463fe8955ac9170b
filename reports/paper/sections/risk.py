"""Risk and sensitivity: what stress, block-size test and frontier found, where they were run."""

from collections.abc import Mapping
from typing import Any

from reports.charts.stress_fan import stress_fan_chart
from reports.paper.block_sizes import sizes_tried
from reports.paper.document import Block, Cell, Figure, Grid, OpenBox, Paragraph, Picture, Section
from reports.paper.facts import Facts
from reports.paper.levels import levels_tried
from reports.paper.wording import gbp, spread


def risk(facts: Facts) -> Section:
    """Return the section; a command that was not run leaves a box that names it."""
    results = facts.results
    blocks: list[Block] = [
        *(
            [OpenBox("stress", "Run the command stress with --json and give its file with --stress.")]
            if results.stress is None
            else _stress(facts, results.stress)
        ),
        *_block_sizes(facts, results.blocks),
        *(
            [OpenBox("frontier", "Run the command frontier with --json and give its file with --frontier.")]
            if results.frontier is None
            else levels_tried(facts, results.frontier)
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
        f"{gbp(cost['p95'])}.{'' if facts.public else _beside_plan(facts, cost['p50'])}"
    )
    years = found["by_year"]
    # The plan's revenue beside its gross cost would tell the financing, and so the price, of few homes.
    ours = [] if facts.public else ["this plan"]
    grid = Grid(
        key="stress",
        title="Stress test: revenue by year over all futures",
        head=["year", *ours, "1 in 20 below", "middle", "1 in 20 above", "chance above the base budget"],
        rows=[
            [
                y["financial_year"],
                *(Figure(y["planned_gbp"], "gbp") for _ in ours),
                *spread(y["cost_gbp"]),
                _chance(y["budget_breach_share"]),
            ]
            for y in years
        ],
        unit="pounds; share of futures",
        price_base=facts.nominal,
        source=f"stress test of this plan, {found['futures']:,} futures",
        notes=["Revenue without the financing of homes, before income. Chances are shares of the futures played."],
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


def _beside_plan(facts: Facts, middle: float) -> str:
    """Return how far the middle of the futures is from the plan's own revenue, as a sentence."""
    planned = sum(facts.plan.summary.cost_gbp_by_year.values())
    side = "above" if middle > planned else "below"
    return (
        f" The plan's own, of expected children on its demand path, is {gbp(planned)}: the middle is "
        f"{gbp(abs(middle - planned))} {side} it. Both are without the financing of homes."
    )


def _chance(share: float | None) -> Cell:
    return "no budget" if share is None else Figure(share, "share")


def _block_sizes(facts: Facts, found: Mapping[str, Any] | None) -> list[Block]:
    if found is None:
        return [OpenBox("blocks", "Run the command blocks with --json and give its file with --blocks.")]
    return sizes_tried(facts, found)
