"""Offers on the screen: marginal beside full unit cost, and those with more children today than they take."""

from models.instance import Instance
from models.plan import Plan
from reports.table import Table, children, pounds
from reports.words import words


def unit_cost_table(instance: Instance) -> Table | None:
    """Marginal and full unit cost of each offer and need that gives both; None where none does."""
    rows = [
        [words(row.offer), words(row.need), pounds(row.gbp_per_week), pounds(row.full_gbp_per_week)]
        for row in instance.offer_prices
        if row.full_gbp_per_week is not None
    ]
    if not rows:
        return None
    title = f"Unit cost (pounds per child per week at {instance.settings.money.price_base} prices)"
    foot = (
        "Marginal: what one child more or less changes, which the plan counts. Full: with overheads, which no child "
        "more or less changes and which are not in the plan's cost."
    )
    return Table(title, ["offer", "need", "marginal", "full"], rows, left=frozenset({0, 1}), foot=foot)


def over_capacity_table(plan: Plan) -> Table | None:
    """Offers that hold more of today's children than they take; None where there are none."""
    found = plan.summary.over_capacity_today
    if not found:
        return None
    rows = [[words(item.offer), children(item.children), f"{item.until:%b %Y}"] for item in found]
    head = ["offer", "children", "until"]
    foot = "Those of today stay; nobody is added until the offer has room again."
    return Table("Offers over their capacity today", head, rows, foot=foot)
