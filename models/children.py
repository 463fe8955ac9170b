"""Tables of the children: needs, areas, cohorts, how they change, who is in care today."""

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from models.fields import (
    Age,
    Amount,
    Beds,
    BedUse,
    Count,
    FixedProvision,
    Id,
    Month,
    Months,
    Provision,
    Ring,
    Row,
    Share,
    Text,
    YesNo,
)

COUNTS_ON_A_DAY = frozenset({"looked_after", "population", "looked_after_30_months", "same_placement_24_months"})
"""Measures of the table history that are counts on a day; the others belong to a period."""


class AgedRow(Row):
    """A row that speaks of an age band."""

    age_from: Age = Field(description="youngest age in years, inclusive")
    age_to: Age = Field(description="oldest age in years, inclusive")

    @model_validator(mode="after")
    def _ages_in_order(self) -> "AgedRow":
        if self.age_from > self.age_to:
            raise ValueError("age_from is at most age_to")
        return self


class Need(Row):
    """A level of need, in order of rank."""

    KEY: ClassVar = ("need",)
    need: Id = Field(description="name of the need level")
    rank: Count = Field(description="order, 1 the lowest; a broken-down child may move one rank up")
    escalation_share: Share = Field(description="share of broken-down children who return one need level higher")
    description: Text = Field(description="in words, for the reader")


class Area(Row):
    """How far a placement in one area is from a child's home area."""

    KEY: ClassVar = ("home_area", "placed_in")
    home_area: Id = Field(description="area the child comes from")
    placed_in: Id = Field(description="area the placement lies in")
    ring: Ring = Field(description="how near, as the duty and DfE count it")


class Cohort(AgedRow):
    """Children alike in need, age band and home area; the unit of demand."""

    KEY: ClassVar = ("cohort",)
    cohort: Id = Field(description="name of the cohort")
    need: Id = Field(description="need level, from the table needs")
    home_area: Id = Field(description="area the children come from")
    authority: Id | None = Field(
        default=None, description="authority that looks after them; blank: the authority of instance.toml"
    )
    skill: Id | None = Field(
        default=None,
        description="skill that a placement must have for them, such as disability, parent_and_child or exploitation",
    )
    group_size: Beds = Field(
        default=1,
        description="children who are to live together, such as 2 for pairs of siblings; 1: single children",
    )
    split_allowed: YesNo = Field(
        default="no",
        description="yes: a sibling group may be split where an offer takes no group of its size; splits are counted",
    )
    bed_use: BedUse = Field(
        default=1.0, description="places that one child takes up, such as 2 for a parent with a child"
    )
    solo: YesNo = Field(
        default="no", description="yes: lives alone in a home or household, whose other beds are closed meanwhile"
    )


class Transition(Row):
    """Monthly chance that a child of one cohort is in another a month later.

    A row of the matrix that sums to less than 1 leaves the rest to leaving care.
    """

    KEY: ClassVar = ("cohort", "to_cohort")
    cohort: Id = Field(description="cohort now")
    to_cohort: Id = Field(description="cohort a month later; the same one for staying")
    monthly_share: Share = Field(description="chance a month")


class Entry(Row):
    """Children expected to enter care in a month, by demand path (fixed lines taken out)."""

    KEY: ClassVar = ("cohort", "demand", "month")
    cohort: Id = Field(description="cohort on entry")
    demand: Id = Field(description="demand path, such as published, middle, low")
    month: Month = Field(description="first of the month")
    children: Amount = Field(description="expected number, may be fractional")


class History(AgedRow):
    """Past counts of the authority, for projection and for comparison."""

    KEY: ClassVar = ("measure", "period_end", "age_from", "age_to")
    measure: Literal[
        "looked_after",
        "starts",
        "ceases",
        "population",
        "three_or_more_placements",
        "looked_after_30_months",
        "same_placement_24_months",
    ] = Field(
        description="count on the day, or in the period that ends on it; three_or_more_placements: of those looked "
        "after on the day, with that many in the period; the last two: DfE's long-term stability"
    )
    period_end: dt.date = Field(description="day of the count, or last day of the period")
    period_months: Months = Field(description="length of the period in months; 0 for a count")
    children: Amount = Field(description="children counted")


class PlacementToday(Row):
    """Children in care at the base date, by cohort and offer. Every child is in this table."""

    KEY: ClassVar = ("cohort", "offer", "provision", "months_in_placement")
    cohort: Id = Field(description="cohort today")
    offer: Id | None = Field(description="offer the child is placed in; blank for fixed lines and unknown")
    provision: Provision | FixedProvision | Literal["unknown"] = Field(
        description="provision of the offer, or a fixed line, or unknown"
    )
    months_in_placement: Months = Field(description="whole months in the present placement")
    children: Amount = Field(description="children")
