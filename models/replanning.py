"""What a plan made anew starts from, and how it differs from the plan before it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from models.plan import CommitmentKind, LedgerKind

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


type SpentKey = tuple[LedgerKind, str, str]
"""Kind of the ledger, budget head, authority."""


@dataclass(frozen=True)
class UsedUp:
    """What a plan has used up of a financial year by the end of a month.

    Attributes:
        spent_gbp: nominal pounds by kind, head and authority, as the plan charges them; income negative.
        released: children by pathway.
        averted_left: entries that each programme that runs may still avert in the year.
    """

    spent_gbp: dict[SpentKey, float]
    released: dict[str, float]
    averted_left: dict[str, float]


@dataclass(frozen=True)
class Outturn:
    """A budget head in the year that was planned anew from inside it, nominal pounds, net of income.

    Attributes:
        budget_head: the head.
        net_budget_gbp: gross less income budget of the year; None where the instance has none.
        actual_to_date_gbp: as reported, since 1 April or since the plan before began; None without a row.
        left_before_gbp: what the plan before charges to it in the months left, capital left out.
        left_now_gbp: the same of the plan made anew.
        forecast_gbp: actual to date and the months left now.
        variance_gbp: forecast less net budget; above 0 is an overspend.
    """

    budget_head: str
    net_budget_gbp: float | None
    actual_to_date_gbp: float | None
    left_before_gbp: float
    left_now_gbp: float
    forecast_gbp: float | None
    variance_gbp: float | None


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
