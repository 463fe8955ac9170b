"""What the cabinet is asked to decide."""

from decimal import Decimal

from audit.summary import base_budgets
from reports.paper.bridge import base_by_year
from reports.paper.committed import budget_heads, commitments_grid, guaranteed, maximum
from reports.paper.document import Block, OpenBox, Paragraph, Points, Section
from reports.paper.facts import Facts, exact, of_kinds
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
        blocks += [*([] if picture is None else [picture]), grid]
    return Section("recommendations", "Recommendations", blocks)


def _items(facts: Facts) -> list[str]:
    if not facts.new:
        return [f"Note that the plan for {facts.span} needs no new commitment.", _note(facts), *_pressure(facts)]
    capital = sum(of_kinds(facts, "capital").values(), Decimal(0))
    items = [_commit(facts)]
    within = (
        "" if any(row.kind == "home" for row in facts.instance.commitments_made) else ", which is part of this sum"
    )
    if capital and may_tell_capital(facts):
        items.append(
            f"Approve capital of {gbp(capital)} net of grant over {facts.span} for the council's own homes{within}."
        )
    elif capital:
        items.append(f"Approve the capital for the council's own homes given in the exempt appendix{within}.")
    return [*items, _note(facts), *_pressure(facts)]


def _commit(facts: Facts) -> str:
    most, least = maximum(facts), guaranteed(facts)
    heads = budget_heads(facts)
    met = f" to be met from {_of_budget(heads)}" if heads else ""
    if most is None:
        return f"Approve the commitments in table 1, up to the amount in the exempt appendix,{met}."
    sure = (
        "the guaranteed part of which is in the exempt appendix"
        if least is None
        else f"of which {gbp(least)} is guaranteed"
    )
    return (
        f"Approve the commitments in table 1 up to a maximum of {gbp(most)} over their full term with every "
        f"extension, {sure},{met}."
    )


def _of_budget(heads: list[str]) -> str:
    return f"the {'budget' if len(heads) == 1 else 'budgets'} for {listed(heads)}"


def _note(facts: Facts) -> str:
    net = facts.plan.summary.net_cost_gbp_by_year
    costs = listed(f"{gbp(amount)} in {_months(facts, year)}" for year, amount in net.items())
    return f"Note that placements are expected to cost, net of income, {costs}."


def _pressure(facts: Facts) -> list[str]:
    """Return how net cost and base budget differ; nothing where the instance holds no budget."""
    if not base_budgets(facts.instance):
        return []
    base, net = base_by_year(facts), exact(facts.plan.summary.net_cost_gbp_by_year)
    over = {year: net[year] - base[year] for year in facts.years}
    told = listed(
        f"{gbp(abs(n))} {'more' if n > 0 else 'less'} in {_months(facts, year)}" for year, n in over.items()
    )
    asked = "Provide in the medium-term financial strategy for" if max(over.values()) > 0 else "Note"
    return [f"{asked} the difference to the base budget, net of income: {told}."]


def _months(facts: Facts, year: str) -> str:
    whole = facts.part(year) == 1.0
    return year if whole else f"{year} from {facts.instance.settings.calendar.start:%B} on"
