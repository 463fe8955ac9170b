"""Offers that hold more of today's children than their capacity allows, recomputed and compared."""

import numpy as np

from audit.checks import TOLERANCE, Check, compared, listed
from audit.limits import own_capacity
from audit.pledges import Pledge
from audit.simulate import run_off
from models.instance import Instance
from models.plan import Excess, Plan


def over_capacity_today(instance: Instance, plan: Plan, pledges: tuple[Pledge, ...]) -> tuple[Excess, ...]:
    """Return the offers whose residents of today take up more places than there are, and until when."""
    calendar = instance.calendar
    left = run_off(instance, plan.commitments, calendar.all_months)
    own = own_capacity(instance, calendar.all_months, pledges)
    found = []
    for p, offer in enumerate(instance.offers):
        over = float(left[0, p] - own[0, p])
        if over > TOLERANCE:
            within = np.flatnonzero(left[1:, p] <= own[1:, p] + TOLERANCE)
            month = int(within[0]) + 1 if len(within) else calendar.all_months + 1
            found.append(Excess(offer=offer.offer, children=over, until=calendar.first_day(month)))
    return tuple(found)


def check_over_capacity(instance: Instance, plan: Plan, pledges: tuple[Pledge, ...]) -> Check:
    """Check the offers over capacity, by how much, and until when."""
    right = over_capacity_today(instance, plan, pledges)
    stated = plan.summary.over_capacity_today
    days = {row.offer: row.until for row in right}
    late = [
        f"offer {row.offer}: until {row.until}, recomputed {days[row.offer]}"
        for row in stated
        if row.offer in days and row.until != days[row.offer]
    ]
    if late:
        return listed("over_capacity_today", late)
    return compared(
        "over_capacity_today",
        [(row.offer, row.children) for row in stated],
        {row.offer: row.children for row in right},
        lambda offer: f"offer {offer}",
    )
