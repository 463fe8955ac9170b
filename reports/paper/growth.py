"""Growth that does not come, told apart from savings: only what lies above the base budget is growth."""

from decimal import Decimal

from reports.paper.bridge import base_by_year
from reports.paper.facts import ByYear, Facts, exact, of_kinds


def growth_avoided(facts: Facts) -> ByYear:
    """Return by how much growth above the base budget is less than if nothing is done; below 0 it is more.

    Both sides are net, do-nothing with the plan's income. What the plan costs less than the base budget is a saving
    and not in it. A year without any base budget so far counts from nothing.
    """
    base, ours = base_by_year(facts), exact(facts.plan.summary.net_cost_gbp_by_year)
    nothing = _nothing_net(facts)
    zero = Decimal(0)
    return {year: max(zero, nothing[year] - base[year]) - max(zero, ours[year] - base[year]) for year in facts.years}


def is_all_growth(facts: Facts) -> bool:
    """Return whether all that the plan costs less than doing nothing is growth avoided, and none of it a saving."""
    return growth_avoided(facts) == cheaper(facts)


def cheaper(facts: Facts) -> ByYear:
    """Return what the plan costs less than doing nothing, financing of homes included."""
    nothing, ours = _nothing_net(facts), exact(facts.plan.summary.net_cost_gbp_by_year)
    return {year: nothing[year] - ours[year] for year in facts.years}


def _nothing_net(facts: Facts) -> ByYear:
    nothing, income = exact(facts.plan.summary.baseline_gbp_by_year), of_kinds(facts, "income")
    return {year: nothing[year] + income[year] for year in facts.years}
