"""Budget monitoring: what the council's ledger says, and how it stands against budget and plan."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from models.fields import Amount, FixedProvision, Id, MonthOfYear, Note, Provision, Row, SignedPounds
from models.plan import CommitmentKind


class Actual(Row):
    """A budget head's spending on a provision up to the end of a period, and its forecast for the year."""

    KEY: ClassVar = ("period", "budget_head", "provision")
    period: MonthOfYear = Field(description="accounting period, 1 for April to 12 for March; 10 ends in January")
    budget_head: Id = Field(description="budget head, as in the plan's instance")
    provision: Provision | FixedProvision = Field(description="provision; none for a cost without children")
    actual_to_date_gbp: SignedPounds = Field(description="spent from 1 April to the end of the period, net of income")
    forecast_gbp: SignedPounds = Field(description="forecast outturn of the year, net of income")
    children: Amount = Field(description="children at the end of the period")
    average_children: Amount = Field(description="average children from 1 April to the end of the period")
    source: Note = Field(default="", description="where the figure comes from")


@dataclass(frozen=True)
class Position:
    """A budget head in a period, pounds.

    Attributes:
        budget_head: the head.
        net_budget_gbp: gross less income budget of the year; None where the instance has none.
        planned_gbp: what the plan charges to it in the year, net of income, capital left out.
        planned_to_date_gbp: the same up to the end of the period.
        actual_to_date_gbp: as reported.
        forecast_gbp: as reported.
        variance_gbp: forecast less net budget; above 0 is an overspend.
        movement_gbp: forecast less that of the last period reported before; None if there is none.
        straight_line_gbp: actual to date, carried on to the end of the year at the same monthly rate.
    """

    budget_head: str
    net_budget_gbp: float | None
    planned_gbp: float
    planned_to_date_gbp: float
    actual_to_date_gbp: float
    forecast_gbp: float
    variance_gbp: float | None
    movement_gbp: float | None
    straight_line_gbp: float


@dataclass(frozen=True)
class Split:
    """Why a provision's spending to date differs from the plan, pounds to the penny.

    `variance_gbp` is `volume_gbp` + `mix_gbp` + `price_gbp` + `other_gbp`; docs/monitoring.md has the formulas.

    Attributes:
        budget_head: the head.
        provision: the provision.
        reported: whether the actuals have a row for it; without one it counts as nothing.
        planned_children: average to date in the plan.
        actual_children: average to date as reported.
        planned_gbp: cost to date in the plan.
        actual_gbp: as reported.
        variance_gbp: actual less planned.
        volume_gbp: from more or fewer children in all.
        mix_gbp: from another share of them in this provision.
        price_gbp: from another price for a child.
        other_gbp: of costs without children.
    """

    budget_head: str
    provision: str
    reported: bool
    planned_children: float
    actual_children: float
    planned_gbp: float
    actual_gbp: float
    variance_gbp: float
    volume_gbp: float
    mix_gbp: float
    price_gbp: float
    other_gbp: float


@dataclass(frozen=True)
class Delivery:
    """A commitment of the plan: whether it should have children by now, and how many its provision has.

    `planned_children` and `actual_children` are of the whole provision at the end of the period; None for a
    programme, and `actual_children` also where the actuals have no row for the provision.
    """

    kind: CommitmentKind
    id: str
    size: int
    start: dt.date
    live_from: dt.date
    due: bool
    provision: str | None
    planned_children: float | None
    actual_children: float | None


@dataclass(frozen=True)
class Monitoring:
    """The report of a period.

    Attributes:
        financial_year: the year.
        period: accounting period, 1 to 12.
        period_end: its last day.
        earlier_period: the period that movements are taken from; None if there is none.
        positions: by budget head; heads without actuals are in `without_actuals`.
        splits: by budget head and provision.
        deliveries: by commitment.
        without_actuals: budget heads of budget or plan that no row of the period names.
    """

    financial_year: str
    period: int
    period_end: dt.date
    earlier_period: int | None
    positions: tuple[Position, ...]
    splits: tuple[Split, ...]
    deliveries: tuple[Delivery, ...]
    without_actuals: tuple[str, ...]
