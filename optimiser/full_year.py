"""What today's supply costs in a full year beyond the base budget; docs/mathematics.md, section 5."""

from models.tables import Block, Home
from optimiser.block_prices import beds_there
from optimiser.made import made_of
from optimiser.problem import Problem
from optimiser.summary import base_budget_by_year

WEEKS_IN_COUNCIL_YEAR = 52
"""The documents cost a year at 52 weeks; the full-year effect is stated on their basis."""


def full_year_effect(problem: Problem) -> float | None:
    """Return what today's supply costs in a full year (52 weeks, price base) beyond the first base budget.

    None if the instance has no budget for the first year, or a part of that year is over.
    """
    instance = problem.instance
    if problem.calendar.elapsed_months:
        return None
    budget = base_budget_by_year(instance).get(str(problem.calendar.years[0]))
    if budget is None:
        return None
    weekly = sum(child.children * problem.price[child.offer, child.cohort] for child in problem.today)
    weekly += sum(_block_a_week(problem, block) for block in instance.blocks)
    weekly += sum(s.staying_put_today * s.staying_put_gbp_per_week for s in instance.fostering)
    yearly = sum(line.gbp_per_year for line in instance.fixed_lines)
    yearly += sum(_homes_open(problem, home) * home.running_gbp_per_year for home in instance.homes)
    return float(weekly * WEEKS_IN_COUNCIL_YEAR + yearly - budget)


def _homes_open(problem: Problem, home: Home) -> int:
    """Homes of a type open at the base date, those committed to before the plan included."""
    made = made_of(problem.instance, problem.calendar, "home", home.home)
    return home.homes_today + sum(row.size for row in made if row.live < 1)


def _block_a_week(problem: Problem, block: Block) -> float:
    """Pounds a week for the beds of a running block, with today's residents; nothing for others."""
    if block.beds_today is None:
        return 0.0
    p = problem.offer_index(block.offer)
    used = sum(child.children * problem.beds[p, child.cohort] for child in problem.today if child.offer == p)
    ramps = {r.contract_year: r for r in problem.instance.block_ramps if r.block == block.block}
    there = beds_there(ramps, block.beds_today, problem.calendar.month_of(block.start_from), 0)
    kept = block.emergency_beds if there > block.emergency_beds else 0
    price = next(
        tier.gbp_per_bed_per_week
        for tier in problem.instance.block_tiers
        if tier.block == block.block and tier.beds_from <= block.beds_today <= tier.beds_to
    )
    return float(max(block.guarantee_share * there, used + block.guarantee_share * kept) * price)
