"""The frontier in the paper: what each level of a policy costs."""

from collections.abc import Mapping
from typing import Any

from reports.charts.frontier import frontier_chart
from reports.measures import level_text
from reports.paper.document import Block, Figure, Grid, Paragraph, Picture
from reports.paper.facts import Facts
from reports.paper.wording import PRESENT_VALUE, listed
from reports.words import words


def levels_tried(facts: Facts, found: Mapping[str, Any]) -> list[Block]:
    """Return the cost of each level; of one policy as a chart too."""
    points = [point for point in found["points"] if point["cost_gbp"] is not None]
    policies = [str(policy) for policy in found["policies"]]
    if not points:
        return [Paragraph(f"No level of {listed(map(words, policies))} that was tried can be reached.")]
    grid = Grid(
        key="frontier",
        title=f"What each level costs: {listed(map(words, policies))}",
        head=[*(f"level of {words(policy)}" for policy in policies), "cost"],
        rows=[
            [*(_level(facts, name, p["levels"]) for name in policies), Figure(p["cost_gbp"], "gbp")] for p in points
        ],
        unit="pounds over all years, with penalties and the year after the plan",
        price_base=PRESENT_VALUE,
        source="command frontier on this instance",
    )
    told = Paragraph(f"What each level of {listed(map(words, policies))} costs, everything else planned again:")
    if len(policies) > 1:
        return [told, grid]
    rows = [{"level": point["levels"][policies[0]], "million": point["cost_gbp"] / 1e6} for point in points]
    ends = [f"{row['million']:,.2f} million pounds at {cells[0]}" for row, cells in zip(rows, grid.rows, strict=True)]
    alt = f"Line of cost by level: {ends[0]} to {ends[-1]}."
    drawn = frontier_chart(rows, shares=_is_share(facts, policies[0]))
    return [told, grid, Picture("frontier_chart", grid.title, alt, drawn, grid, in_text=True)]


def _is_share(facts: Facts, name: str) -> bool:
    return any(policy.is_share for policy in facts.instance.policies if policy.policy == name)


def _level(facts: Facts, name: str, levels: Mapping[str, float]) -> str:
    """Return a level of a policy as its measure is shown; as it is where the instance has no such policy."""
    policy = next((policy for policy in facts.instance.policies if policy.policy == name), None)
    return f"{levels[name]:g}" if policy is None else level_text(policy, levels[name])
