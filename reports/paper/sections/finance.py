"""Revenue: cost by year, the bridge, the lines for the MTFS, what is avoided."""

from reports.paper.avoided import avoided_grid
from reports.paper.bridge_table import bridge_grid, steps
from reports.paper.document import Block, OpenBox, Section
from reports.paper.facts import Facts
from reports.paper.mtfs import mtfs_grid
from reports.paper.pictures import bridge_picture, cost_picture
from reports.paper.revenue import against_grid, revenue_grid


def finance(facts: Facts) -> Section:
    """Return the section; what the commitments avoid and cost apart is exempt."""
    revenue, against, bridge = revenue_grid(facts), against_grid(facts), bridge_grid(facts)
    blocks: list[Block] = [
        revenue,
        against,
        cost_picture(against),
        bridge,
        bridge_picture(bridge, [step.key for step in steps(facts)]),
        mtfs_grid(facts),
    ]
    if not facts.public:
        blocks.append(avoided_grid(facts))
    blocks.append(OpenBox("finance", "Comments of the chief finance officer (section 151), with their reference."))
    return Section("finance", "Financial implications: revenue", blocks)
