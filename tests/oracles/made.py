"""Commitments made before the plan: sections 4 and 5, in the enumeration's terms."""

from models.instance import Instance
from models.plan import Commitment
from models.tables import Fostering, Home


def is_made(instance: Instance, commitment: Commitment) -> bool:
    """Whether a commitment was made before the plan."""
    return any(
        (row.kind, row.id, row.start) == (commitment.kind, commitment.id, commitment.start)
        for row in instance.commitments_made
    )


def goes_live(instance: Instance, commitment: Commitment, row: Home | Fostering) -> int:
    """Return the month in which homes or households go live, 0 or less if before the plan."""
    calendar = instance.calendar
    due = calendar.month_of(commitment.start) + row.lead_months
    for made in instance.commitments_made:
        if (made.kind, made.id, made.start) == (commitment.kind, commitment.id, commitment.start) and made.live_from:
            due = calendar.month_of(made.live_from)
    return due if due <= 0 else calendar.live_month(due)
