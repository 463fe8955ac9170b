"""Every table of an instance, declared once.

Reader, checker, workbook and reference page all come from these classes: a field is a column, its description
the meaning, its type the range, and `KEY` the columns that make a row unique. Column names carry the unit.
"""

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from models.fields import (
    Age,
    Amount,
    Beds,
    Count,
    FixedProvision,
    Grade,
    Id,
    Month,
    Months,
    Pounds,
    PricePath,
    Provision,
    Rate,
    Ring,
    Route,
    Row,
    Share,
    SignedPounds,
    Text,
    Year,
)

MAX_BLOCK_BEDS = 60
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


class Offer(AgedRow):
    """One line of supply."""

    KEY: ClassVar = ("offer",)
    offer: Id = Field(description="name of the offer")
    provision: Provision = Field(description="kind of provision")
    route: Route = Field(description="how it is bought")
    provider: Id = Field(description="provider, lot or service")
    placed_in: Id = Field(description="area it lies in, from the table areas")
    grade: Grade = Field(description="Ofsted grade, or the supported-accommodation equivalent")
    capacity_children: Amount | None = Field(
        description="children at most at one time; blank: no limit, or set by blocks, homes or fostering"
    )
    live_from: dt.date | None = Field(description="first day; blank: already open")
    live_to: dt.date | None = Field(description="last day, after which residents have moved; blank: stays open")
    budget_head: Id = Field(description="budget head its cost is charged to")


class OfferPrice(Row):
    """Weekly price of an offer for a need; a need without a row cannot be placed there."""

    KEY: ClassVar = ("offer", "need")
    offer: Id = Field(description="offer")
    need: Id = Field(description="need level it takes")
    gbp_per_week: Pounds = Field(
        description="pounds per child per week at the price base; 0 where paid by bed or home"
    )


class Disruption(Row):
    """Monthly chance that a placement ends early, by months since admission."""

    KEY: ClassVar = ("offer", "need", "months_from")
    offer: Id = Field(description="offer")
    need: Id = Field(description="need level")
    months_from: Months = Field(
        description="whole months since admission from which the chance holds; the first row of a pair is 0"
    )
    monthly_share: Share = Field(description="chance a month of an unplanned end")


class Block(Row):
    """A block contract on offer: beds paid whether used or not."""

    KEY: ClassVar = ("block",)
    block: Id = Field(description="name of the block")
    offer: Id = Field(description="offer that the block supplies; no other supply shares it")
    start_from: Month = Field(description="earliest start")
    start_to: Month = Field(description="latest start")
    term_months: Months = Field(description="months from start to end of term")
    mobilisation_gbp: Pounds = Field(description="one-off cost at the start, price base")


class BlockTier(Row):
    """Price of a block by number of beds; the tier's price holds for all beds."""

    KEY: ClassVar = ("block", "beds_from")
    block: Id = Field(description="block")
    beds_from: Beds = Field(description="fewest beds of the tier")
    beds_to: Beds = Field(description="most beds of the tier")
    gbp_per_bed_per_week: Pounds = Field(description="pounds per bed per week, price base")


class Home(Row):
    """A type of children's home that the council may open and run itself."""

    KEY: ClassVar = ("home",)
    home: Id = Field(description="name of the type")
    offer: Id = Field(description="offer that such homes supply; no other supply shares it")
    beds: Beds = Field(description="beds in one home")
    max_homes: Count = Field(description="homes of the type at most")
    decision_from: Month = Field(description="earliest decision")
    lead_months: Months = Field(description="months from decision to first child")
    capital_gbp: Pounds = Field(description="purchase and refurbishment of one home, price base")
    grant_share: Share = Field(description="share of capital met by grant")
    asset_life_years: Beds = Field(description="years over which capital is repaid (MRP)")
    pre_opening_gbp: Pounds = Field(description="running cost before the first child, one home, price base")
    running_gbp_per_year: Pounds = Field(description="running cost of one open home a year, price base")


class Fostering(Row):
    """An in-house fostering service: households, recruitment, attrition."""

    KEY: ClassVar = ("service",)
    service: Id = Field(description="name of the service")
    offer: Id = Field(description="offer that its households supply; no other supply shares it")
    households_today: Amount = Field(description="approved households at the base date")
    approvals_per_year_today: Count = Field(description="approvals a year at today's rate")
    approvals_per_year_max: Count = Field(description="approvals a year at most")
    attrition_per_year_share: Share = Field(description="share of households that leave in a year")
    places_per_household: Amount = Field(description="approved places per household")
    fill_share: Share = Field(description="share of approved places that can be filled")
    approval_gbp: Pounds = Field(description="full cost of one approval, price base")
    lead_months: Months = Field(description="months from the decision to recruit to the first child")


class OccupancyLimit(Row):
    """Practical occupancy of a home or block by its number of beds."""

    KEY: ClassVar = ("beds",)
    beds: Beds = Field(description="beds")
    practical_share: Share = Field(description="share of beds that can be filled on average")


class FixedLine(Row):
    """Something counted or paid that the plan does not choose."""

    KEY: ClassVar = ("line",)
    line: Id = Field(description="name of the line")
    provision: FixedProvision = Field(description="provision; none for a cost without children")
    gbp_per_year: Pounds = Field(description="cost a year at the price base")
    uplift: Id = Field(description="row name in the table uplifts that moves its price")
    budget_head: Id = Field(description="budget head it is charged to")


class Budget(Row):
    """The base budget that the plan is held against."""

    KEY: ClassVar = ("budget_head", "financial_year")
    budget_head: Id = Field(description="budget head")
    financial_year: Year = Field(description="financial year")
    gross_gbp: Pounds = Field(description="gross budget, nominal")
    income_gbp: Pounds = Field(description="income budget, nominal")


class Income(Row):
    """Grant and contributions expected."""

    KEY: ClassVar = ("income", "financial_year")
    income: Id = Field(description="name of the income")
    financial_year: Year = Field(description="financial year")
    budget_head: Id = Field(description="budget head it is credited to")
    amount_gbp: Pounds = Field(description="income, nominal")


class Uplift(Row):
    """Price uplift on 1 April, by provision (or other price index), price path and year."""

    KEY: ClassVar = ("uplift", "prices", "financial_year")
    uplift: Id = Field(description="provision, fixed line's index, moves or gap")
    prices: PricePath = Field(description="price path")
    financial_year: Year = Field(description="year at whose start prices rise")
    uplift_share: Rate = Field(description="rise as a share of the year before")


class Deflator(Row):
    """General inflation, which turns the real discount rate into a nominal one."""

    KEY: ClassVar = ("financial_year",)
    financial_year: Year = Field(description="financial year")
    deflator_share: Rate = Field(description="GDP deflator, change on the year before")


class Policy(Row):
    """A rule the plan must keep, by year."""

    KEY: ClassVar = ("policy", "financial_year")
    policy: Id = Field(description="name of the policy")
    measure: Literal["share_within_ring", "moves_per_child_year"] = Field(description="what is measured")
    ring: Ring | None = Field(description="for share_within_ring: this ring or nearer; else blank")
    financial_year: Year = Field(description="financial year")
    level: Amount = Field(
        description="share at least (share_within_ring), or moves a child-year at most (moves_per_child_year)"
    )
    strength: Literal["hard", "soft", "off"] = Field(description="hard: must hold; soft: may be bought")
    gbp_per_unit: Pounds | None = Field(
        description="soft only: penalty per child-year (share_within_ring) or per move short of the level"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "Policy":
        if (self.measure == "share_within_ring") == (self.ring is None):
            raise ValueError("ring is given for share_within_ring and blank for other measures")
        if self.measure == "share_within_ring" and self.level > 1:
            raise ValueError("level is a share, at most 1")
        if (self.strength == "soft") == (self.gbp_per_unit is None):
            raise ValueError("gbp_per_unit is given for a soft policy and blank for others")
        return self


class Published(Row):
    """A figure of the council's own published projection, which `baseline --published` reproduces."""

    KEY: ClassVar = ("item", "line")
    item: Literal["cost_base", "untyped_cost", "children_now", "children_projected", "rounding"] = Field(
        description="what the figure is"
    )
    line: Id = Field(description="placement type, or total")
    value: SignedPounds = Field(description="pounds, or children")
    uplift_share: Rate | None = Field(description="cost_base only: uplift a year; else blank")


class Calibration(Row):
    """A recorded figure that the instance's own behaviour is shown beside."""

    KEY: ClassVar = ("measure",)
    measure: Id = Field(description="what is measured, as the calibration table of check names it")
    recorded: Amount = Field(description="recorded figure")
    low: Amount = Field(description="low end of the range accepted")
    high: Amount = Field(description="high end of the range accepted")


TABLES: dict[str, type[Row]] = {
    "needs": Need,
    "areas": Area,
    "cohorts": Cohort,
    "transitions": Transition,
    "entries": Entry,
    "history": History,
    "placements_today": PlacementToday,
    "offers": Offer,
    "offer_prices": OfferPrice,
    "disruption": Disruption,
    "blocks": Block,
    "block_tiers": BlockTier,
    "homes": Home,
    "fostering": Fostering,
    "occupancy_limits": OccupancyLimit,
    "fixed_lines": FixedLine,
    "budgets": Budget,
    "income": Income,
    "uplifts": Uplift,
    "deflators": Deflator,
    "policies": Policy,
    "published": Published,
    "calibration": Calibration,
}
"""Table name to row class, in the order in which a person would read them."""

MAY_BE_EMPTY = frozenset(
    {"history", "blocks", "block_tiers", "homes", "fostering", "fixed_lines", "income", "policies"}
    | {"published", "calibration", "budgets"}
)


def key_of(row: Row) -> tuple[object, ...]:
    """Return the values of the key columns of `row`."""
    return tuple(getattr(row, name) for name in type(row).KEY)  # type: ignore[attr-defined]
