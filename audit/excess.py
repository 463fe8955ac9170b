"""Offers that hold more of today's children than their capacity allows, recomputed and compared."""

import numpy as np

from audit.checks import TOLERANCE, Check, compared, listed
from audit.contracts import last_day
from audit.limits import own_capacity
from audit.pledges import Pledge
from audit.simulate import run_off
from models.instance import Instance
from models.plan import Excess, Plan


def over_capacity_today(instance: Instance, plan: Plan, pledges: tuple[Pledge, ...]) -> tuple[Excess, ...]:
    """Return the offers whose residents of today take up more places than there are in the reported years.

    `children` is the largest excess at a month end, in places; `until` the last day of the last such month.
    """
    calendar = instance.calendar
    months = calendar.horizon_months
    over = run_off(instance, plan.commitments, months) - own_capacity(instance, months, pledges)
    found = []
    for p, offer in enumerate(instance.offers):
        late = np.flatnonzero(over[1:, p] > TOLERANCE)
        if len(late):
            last = last_day(calendar, int(late[-1]) + 1)
            found.append(Excess(offer=offer.offer, children=float(over[1:, p].max()), until=last))
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
