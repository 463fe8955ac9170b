"""The kinds of value a column may hold: ids, shares, pounds, months. Each carries its unit and its range."""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from models.calendar import FinancialYear

ASSUMPTION = "assumption"
EXAMPLE = "example of the template"
"""Source of the example rows that the template shows; no row of an instance may carry it."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


MAX_TEXT = 2_000

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters but tab and newline, line separators, reversals of direction, halves of characters."""


def _plain_text(text: str) -> str:
    """Return `text` with Unix line ends and without spaces at its ends, so that all spellings are one."""
    plain = text.replace("\r\n", "\n").strip(" ")
    if plain.startswith(FORMULA_STARTS):
        raise ValueError("text that does not begin with = + - @, tab or carriage return")
    if _UNPRINTABLE.search(plain):
        raise ValueError("text without control characters")
    return plain


def _some_text(text: str) -> str:
    plain = _plain_text(text)
    if not plain:
        raise ValueError("text, not blank")
    return plain


def _financial_year(text: str) -> str:
    FinancialYear.parse(text)
    return text


def _first_of_month(day: dt.date) -> dt.date:
    if day.day != 1:
        raise ValueError("the first of a month")
    return day


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_some_text)]
Note = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_plain_text)]
Year = Annotated[str, AfterValidator(_financial_year)]
Month = Annotated[dt.date, AfterValidator(_first_of_month)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Rate = Annotated[float, Field(ge=-0.5, le=1, allow_inf_nan=False)]
Pounds = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
SignedPounds = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Age = Annotated[int, Field(ge=0, le=17)]
Level = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Beds = Annotated[int, Field(ge=1, le=60)]
BedUse = Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]
SlowShare = Annotated[float, Field(ge=0, le=0.1, allow_inf_nan=False)]
MonthOfYear = Annotated[int, Field(ge=1, le=12)]
YesNo = Literal["yes", "no"]
Months = Annotated[int, Field(ge=0, le=600)]
Count = Annotated[int, Field(ge=0, le=10_000)]

Provision = Literal[
    "in_house_fostering",
    "connected_carers",
    "ifa",
    "residential",
    "block_residential",
    "block_fostering",
    "block_16plus",
    "internal_home",
    "supported_accommodation",
    "gap",
]
FixedProvision = Literal["secure", "health", "parents", "adoption", "other", "none"]
UNKNOWN_PROVISION = "unknown"
FAMILY_PROVISIONS = frozenset({"in_house_fostering", "connected_carers", "ifa", "block_fostering"})
RESIDENTIAL_PROVISIONS = frozenset({"residential", "block_residential", "internal_home"})
SUPPORTED_PROVISIONS = frozenset({"supported_accommodation", "block_16plus"})

Route = Literal["in_house", "framework", "spot", "direct", "block", "home", "gap"]
Ring = Literal["home_area", "in_authority", "within_20_miles", "adjoining", "at_a_distance", "nowhere"]
RINGS: tuple[Ring, ...] = (
    "home_area",
    "in_authority",
    "within_20_miles",
    "adjoining",
    "at_a_distance",
    "nowhere",
)
"""Near to far; `nowhere` is the ring of `gap`, which counts as outside every other."""

Grade = Literal[
    "outstanding",
    "good",
    "requires_improvement",
    "inadequate",
    "consistently_strong",
    "inconsistent",
    "serious_weaknesses",
    "not_graded",
    "awaiting_first_inspection",
    "none",
]
PricePath = Literal["low", "central", "high"]
PRICE_PATHS: tuple[PricePath, ...] = ("low", "central", "high")


class Frozen(BaseModel):
    """Base of every model: strict, immutable, unknown fields refused, values kept out of messages."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class Row(Frozen):
    """A row of a table; says where its figures come from.

    `source` names a document's title and table, or is `assumption`; then `note` gives the basis.
    """

    source: Text = Field(description="document title and table, or assumption")
    note: Note = Field(default="", description="remark; for an assumption, its basis")

    @field_validator("source")
    @classmethod
    def _no_example(cls, source: str) -> str:
        if source == EXAMPLE:
            raise ValueError("where the figures come from; this row is marked as the template's example")
        return source

    @model_validator(mode="after")
    def _assumption_has_a_basis(self) -> "Row":
        if self.source == ASSUMPTION and not self.note.strip():
            raise ValueError("a row marked assumption gives its basis in note")
        return self
