"""What the cabinet is asked to decide."""

from decimal import Decimal

from reports.paper.committed import budget_heads, commitments_grid, guaranteed, maximum
from reports.paper.document import Block, OpenBox, Paragraph, Points, Section
from reports.paper.facts import Facts, of_kinds
from reports.paper.pictures import timeline_picture
from reports.paper.sections.capital import may_tell_capital
from reports.paper.wording import gbp, listed


def recommendations(facts: Facts) -> Section:
    """Return the recommendations, with the commitments in a table and over time."""
    grid = commitments_grid(facts)
    blocks: list[Block] = [Paragraph("Cabinet is recommended to:"), Points(_items(facts), numbered=True)]
    blocks.append(
        OpenBox(
            "recommendations",
            "Recommendations beyond the figures: route of procurement, to whom awards are delegated and with whom "
            "they consult, and when cabinet hears of progress.",
        )
    )
    if facts.new:
        picture = timeline_picture(facts, grid)
        blocks += [grid, *([] if picture is None else [picture])]
    return Section("recommendations", "Recommendations", blocks)


def _items(facts: Facts) -> list[str]:
    if not facts.new:
        return [f"Note that the plan for {facts.span} needs no new commitment.", _note(facts)]
    capital = sum(of_kinds(facts, "capital").values(), Decimal(0))
    items = [_commit(facts)]
    if capital and may_tell_capital(facts):
        items.append(f"Approve capital of {gbp(capital)} net of grant over {facts.span} for the council's own homes.")
    elif capital:
        items.append("Approve the capital for the council's own homes given in the exempt appendix.")
    return [*items, _note(facts)]


def _commit(facts: Facts) -> str:
    most, least = maximum(facts), guaranteed(facts)
    heads = budget_heads(facts)
    met = f" to be met from {_of_budget(heads)}" if heads else ""
    if most is None:
        return f"Approve the commitments in the table below, up to the amount in the exempt appendix,{met}."
    sure = (
        "the guaranteed part of which is in the exempt appendix"
        if least is None
        else f"of it {gbp(least)} guaranteed"
    )
    return (
        f"Approve the commitments in the table below up to a maximum of {gbp(most)} over their full term with every "
        f"extension, {sure},{met}."
    )


def _of_budget(heads: list[str]) -> str:
    return f"the {'budget' if len(heads) == 1 else 'budgets'} for {listed(heads)}"


def _note(facts: Facts) -> str:
    net = facts.plan.summary.net_cost_gbp_by_year
    costs = listed(f"{gbp(amount)} in {_months(facts, year)}" for year, amount in net.items())
    return f"Note that placements are expected to cost, net, {costs}."


def _months(facts: Facts, year: str) -> str:
    whole = facts.part(year) == 1.0
    return year if whole else f"{year} from {facts.instance.settings.calendar.start:%B} on"
