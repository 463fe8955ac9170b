"""Need and projection: children in care so far and to come, and where places are short."""

from reports.paper.document import Block, OpenBox, Paragraph, Section
from reports.paper.facts import Facts
from reports.paper.over_time import over_time_grid, over_time_picture
from reports.paper.people import history_grid, placements_grid, sufficiency_grid
from reports.paper.pictures import gap_pictures


def need(facts: Facts) -> Section:
    """Return the section."""
    history, gap = history_grid(facts), sufficiency_grid(facts)
    blocks: list[Block] = [
        Paragraph(
            f"The plan counts expected children on the demand path '{facts.plan.summary.demand}' of the instance; "
            "real children arrive whole and in runs."
        )
    ]
    if history is not None:
        blocks.append(history)
    blocks += [placements_grid(facts), over_time_picture(over_time_grid(facts))]
    if gap.rows:
        blocks += [gap, *gap_pictures(gap)]
    else:
        blocks.append(Paragraph("No line of need is short of half a place or more."))
    blocks.append(OpenBox("need", "What lies behind the numbers locally: referrals, providers, schools, health."))
    return Section("need", "Need and projection", blocks)
