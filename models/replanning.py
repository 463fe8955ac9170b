"""What a plan made anew starts from, and how it differs from the plan before it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from models.plan import CommitmentKind

type Place = tuple[str, str, int]
"""Offer, cohort, whole months since admission."""


@dataclass(frozen=True)
class Expected:
    """What a plan expects at the end of a month.

    Attributes:
        children: by offer, cohort and months since admission.
        unplaced: children in care and in no offer, by cohort.
        fixed_share: authority to its children outside the fixed lines, as a share of those today.
        by_provision: children, those on fixed lines included.
        households: service to households of the base date still there, those kept by programmes included.
        held: service to places held by young people who stay put.
        bed_price: block that runs by then to its price over the tier's at the index of the month.
    """

    children: dict[Place, float]
    unplaced: dict[str, float]
    fixed_share: dict[str, float]
    by_provision: dict[str, float]
    households: dict[str, float]
    held: dict[str, float]
    bed_price: dict[str, float]


Change = Literal["kept", "moved", "resized", "moved and resized", "dropped", "added"]


@dataclass(frozen=True)
class CommitmentChange:
    """A commitment still open when the plan was made anew: what was planned, and what is planned now.

    Dates are of the decision or start; sizes 0 and dates None where there is none.
    """

    kind: CommitmentKind
    id: str
    change: Change
    size_before: int
    size_now: int
    start_before: dt.date | None
    start_now: dt.date | None
    end_before: dt.date | None
    end_now: dt.date | None
