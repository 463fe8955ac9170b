"""The policies: what the plan must keep, or may buy its way out of."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from models.fields import Id, Level, Pounds, Ring, Row, Year

Measure = Literal[
    "share_within_ring",
    "family_share",
    "in_house_share_of_fostering",
    "framework_share",
    "siblings_together_share",
    "emergency_places",
    "moves_per_child_year",
    "at_a_distance_share",
    "residential_share",
    "residential_children",
    "provider_share",
    "lower_grade_share",
    "gap_children",
    "revenue_gbp",
    "capital_gbp",
]
"""What a policy may speak of; docs/mathematics.md, section 7, defines each."""

AT_LEAST = frozenset(
    {"share_within_ring", "family_share", "in_house_share_of_fostering", "framework_share"}
    | {"siblings_together_share", "emergency_places"}
)
"""Measures whose level is a floor; that of the others is a ceiling."""
IN_POUNDS = frozenset({"revenue_gbp", "capital_gbp"})
IN_CHILDREN = frozenset({"emergency_places", "residential_children", "gap_children"})


class Policy(Row):
    """A rule the plan must keep, by year."""

    KEY: ClassVar = ("policy", "financial_year")
    policy: Id = Field(description="name of the policy")
    measure: Measure = Field(description="what is measured")
    ring: Ring | None = Field(description="for share_within_ring: this ring or nearer; else blank")
    financial_year: Year = Field(description="financial year")
    level: Level = Field(
        description="floor or ceiling in the unit of the measure: share, moves a child-year, children, places, "
        "pounds (of a first year that began before the plan: of the months planned)"
    )
    strength: Literal["hard", "soft", "off"] = Field(description="hard: must hold; soft: may be bought")
    gbp_per_unit: Pounds | None = Field(
        description="soft only: penalty per child-year (shares, children, places), move or pound short of the level"
    )
    among: Literal["all", "family", "residential", "supported", "new_admissions"] = Field(
        default="all",
        description="for share_within_ring and at_a_distance_share: whom the share is of; for other measures all",
    )
    authority: Id | None = Field(default=None, description="authority that it holds for; blank: all together")
    budget_head: Id | None = Field(default=None, description="revenue_gbp: this budget head alone; blank: all")

    @model_validator(mode="after")
    def _fits_together(self) -> "Policy":
        if (self.measure == "share_within_ring") == (self.ring is None):
            raise ValueError("ring is given for share_within_ring and blank for other measures")
        if self.is_share and self.level > 1:
            raise ValueError("level is a share, at most 1")
        if self.among != "all" and self.measure not in ("share_within_ring", "at_a_distance_share"):
            raise ValueError("among is all for every measure but share_within_ring and at_a_distance_share")
        if self.budget_head is not None and self.measure != "revenue_gbp":
            raise ValueError("budget_head is given for revenue_gbp only")
        if (self.strength == "soft") == (self.gbp_per_unit is None):
            raise ValueError("gbp_per_unit is given for a soft policy and blank for others")
        return self

    @property
    def is_floor(self) -> bool:
        """Whether the level is the least allowed; else it is the most."""
        return self.measure in AT_LEAST

    @property
    def is_share(self) -> bool:
        """Whether the level is a share."""
        return self.measure not in IN_POUNDS | IN_CHILDREN and self.measure != "moves_per_child_year"
