"""Tables that demand is projected from, beside `history`: residents, types of placement and reasons in the past."""

import datetime as dt
from typing import ClassVar

from pydantic import Field

from models.children import AgedRow
from models.fields import Amount, Id, Months, Row


class Population(AgedRow):
    """Resident children, past and projected, for the rate of children in care per resident child."""

    KEY: ClassVar = ("home_area", "age_from", "age_to", "day")
    home_area: Id | None = Field(description="home area, from the table cohorts; blank: the whole authority")
    day: dt.date = Field(description="day of the estimate or projection, such as 30 June")
    people: Amount = Field(description="resident children of these ages")


class PlacementHistory(Row):
    """Past counts of children in care by type of placement, which `demand --backtest` holds out."""

    KEY: ClassVar = ("type", "day")
    type: Id = Field(description="type of placement, the same names on every day")
    day: dt.date = Field(description="day of the count; the types of a day make up all children in care")
    children: Amount = Field(description="children in placements of the type")


class CeasesByReason(Row):
    """Children who ceased to be looked after, by reason."""

    KEY: ClassVar = ("reason", "period_end")
    reason: Id = Field(description="reason, such as adopted or special_guardianship")
    period_end: dt.date = Field(description="last day of the period")
    period_months: Months = Field(description="length of the period in months")
    children: Amount = Field(description="children who ceased")
