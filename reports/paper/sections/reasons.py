"""Why the commitments are recommended, in figures."""

from reports.paper.beside import beside_grid
from reports.paper.bridge import total
from reports.paper.document import Block, OpenBox, Paragraph, Points, Section
from reports.paper.facts import Facts
from reports.paper.growth import cheaper, is_all_growth
from reports.paper.measures import duty_grid, policies_grid
from reports.paper.others import gap_weeks
from reports.paper.people import rings_grid
from reports.paper.pictures import rings_picture
from reports.paper.wording import counted, gbp, year_end
from reports.policies import missed
from reports.table import percent

_NEIGHBOURS = OpenBox(
    "neighbours",
    "The same measures for England and for statistical neighbours: the table comparators of the instance holds none.",
)


def reasons(facts: Facts) -> Section:
    """Return the reasons, the scorecard against the duty, and how near home children live."""
    rings, policies, beside = rings_grid(facts), policies_grid(facts), beside_grid(facts)
    blocks: list[Block] = [Points(_figures(facts))]
    blocks.append(
        OpenBox("reasons", "Reasons beyond the figures: council plan, strategy, what children and carers say.")
    )
    blocks += [
        Paragraph(
            "The scorecard measures the plan against what the sufficiency duty asks for, beside doing nothing."
        ),
        duty_grid(facts),
        *([] if policies is None else [policies]),
        _NEIGHBOURS if beside is None else beside,
        rings,
        rings_picture(rings),
    ]
    return Section("reasons", "Reasons for the recommendations", blocks)


def _figures(facts: Facts) -> list[str]:
    summary = facts.plan.summary
    last = facts.years[-1]
    today = sum(row.children for row in facts.instance.placements_today)
    then = sum(summary.children_at_year_end[last].values())
    fewer = total(cheaper(facts))
    found = [
        f"{counted(today, 'child is', 'children are')} in care at the start of the plan; "
        f"{counted(then, 'is', 'are')} expected on {year_end(last)} "
        f"(demand path '{summary.demand}')."
    ]
    if fewer > 0:
        found.append(
            f"The plan avoids growth of {gbp(fewer)} over {facts.span} against carrying on as today."
            if is_all_growth(facts)
            else f"The plan costs {gbp(fewer)} less over {facts.span} than carrying on as today."
        )
    weeks = gap_weeks(facts, facts.made)
    found.append(
        "In the plan every child has a sufficient placement."
        if round(weeks) == 0
        else f"The plan leaves {counted(weeks, 'child-week', 'child-weeks')} without a sufficient placement."
    )
    if facts.plan.scorecard:
        met, asked = sum(line.met for line in facts.plan.scorecard), len(facts.plan.scorecard)
        levels = f"all {asked}" if met == asked > 1 else f"{met} of the {asked}"
        found.append(f"It meets {levels} yearly levels of the council's policies.")
    found += [f"It misses {sentence}." for sentence in missed(facts.instance, facts.plan)]
    proof = summary.certificate
    if proof.gap is not None:
        found.append(
            f"It is proven to cost at most {percent(proof.gap, 2)} more than the cheapest plan under the same rules "
            "(present value, with penalties and the year after the plan)."
        )
    return found
