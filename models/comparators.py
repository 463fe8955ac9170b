"""Published figures of England, the region, statistical neighbours and named authorities, shown beside a plan."""

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from models.fields import Amount, Row, Text

ComparatorMeasure = Literal[
    "placed_in_authority",
    "placed_within_20_miles",
    "foster_placements",
    "homes_and_semi_independent",
    "three_or_more_placements",
    "same_placement_two_years",
    "looked_after_rate",
]
"""As DfE's statistics of children looked after define them; all are of children, on or up to 31 March."""
PER_10_000 = frozenset({"looked_after_rate"})
"""Measures that are no share but children per 10,000 residents aged 0 to 17."""
NAMED_KINDS = frozenset({"region", "named"})
"""Kinds of area of which there are several, so that a row names its own."""


class Comparator(Row):
    """A published figure that the budget paper shows beside the plan; no plan depends on it."""

    KEY: ClassVar = ("measure", "area", "name", "day")
    measure: ComparatorMeasure = Field(description="what is measured, as DfE defines it")
    area: Literal["england", "region", "statistical_neighbours", "named"] = Field(
        description="whose figure; named: an authority, the council itself too"
    )
    name: Text | None = Field(description="name of the region or authority; blank for the others")
    day: dt.date = Field(description="day of the count, or last day of the year measured, such as 31 March 2021")
    value: Amount = Field(description="the figure, in the unit of the row")
    unit: Literal["share", "per_10000"] = Field(
        description="share: 0 to 1; per_10000: children per 10,000 residents aged 0 to 17, for looked_after_rate"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "Comparator":
        if (self.area in NAMED_KINDS) == (self.name is None):
            raise ValueError("name is given for region and named, and blank for england and statistical_neighbours")
        if (self.measure in PER_10_000) != (self.unit == "per_10000"):
            raise ValueError("unit is per_10000 for looked_after_rate and share for other measures")
        if self.unit == "share" and self.value > 1:
            raise ValueError("value is a share, at most 1: 0.59 for 59 %")
        return self
