"""What today's supply costs a year at the price base: children, running blocks, homes, fixed lines."""

import numpy as np

from audit.arrays import weekly_prices
from audit.contracts import beds_there, emergency_beds, tier_of
from audit.fit import places_and_beds
from models.calendar import add_months
from models.instance import Instance
from models.tables import Block, Home

WEEKS_PER_YEAR = 52


def supply_today_gbp(instance: Instance) -> float:
    """Return pounds for 52 weeks of what is bought by the week, and for a year of homes and fixed lines."""
    offers = {row.offer: p for p, row in enumerate(instance.offers)}
    cohorts = {row.cohort: g for g, row in enumerate(instance.cohorts)}
    today = np.zeros((len(offers), len(cohorts)))
    for row in instance.placements_today:
        if row.offer is not None:
            today[offers[row.offer], cohorts[row.cohort]] += row.children
    used = (today * places_and_beds(instance)[1]).sum(axis=1)
    weekly = float((today * weekly_prices(instance)).sum())
    weekly += sum(_block(instance, block, float(used[offers[block.offer]])) for block in instance.blocks)
    weekly += sum(
        service.staying_put_today * service.staying_put_gbp_per_week
        for service in instance.fostering
        if service.staying_put_months
    )
    homes = sum(_open(instance, home) * home.running_gbp_per_year for home in instance.homes)
    return weekly * WEEKS_PER_YEAR + homes + sum(line.gbp_per_year for line in instance.fixed_lines)


def _block(instance: Instance, block: Block, used: float) -> float:
    """Return pounds a week for the beds of a running block that are paid for today; 0 for one not taken yet."""
    tier = None if block.beds_today is None else tier_of(instance, block.block, block.beds_today)
    if tier is None or block.beds_today is None:
        return 0.0
    start = instance.calendar.month_of(block.start_from)
    there = beds_there(instance, block, block.beds_today, start, 0)
    kept = emergency_beds(block, there) * block.guarantee_share
    return max(block.guarantee_share * there, used + kept) * tier.gbp_per_bed_per_week


def _open(instance: Instance, home: Home) -> int:
    """Return the homes open at the base date, those decided before the plan and live by then included."""
    found = home.homes_today
    for row in instance.commitments_made:
        if (row.kind, row.id) == ("home", home.home):
            live = add_months(row.start, home.lead_months) if row.live_from is None else row.live_from
            found += row.size * (live < instance.calendar.start)
    return found
