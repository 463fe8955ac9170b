"""Tables of what the council may build up itself: homes, foster carers, programmes, step-down."""

from typing import ClassVar, Literal

from pydantic import Field

from models.children import AgedRow
from models.fields import Amount, Beds, Count, Id, Month, Months, Pounds, Row, Share, SlowShare


class Home(Row):
    """A type of children's home that the council may open and run itself."""

    KEY: ClassVar = ("home",)
    home: Id = Field(description="name of the type")
    offer: Id = Field(description="offer that such homes supply; no other supply shares it")
    beds: Beds = Field(description="beds in one home")
    max_homes: Count = Field(description="homes of the type at most")
    decision_from: Month = Field(description="earliest decision")
    works_months: Months = Field(
        description="months of purchase and refurbishment, capital being paid at their start"
    )
    capital_gbp: Pounds = Field(description="purchase and refurbishment of one home, price base")
    grant_share: Share = Field(description="share of capital met by grant")
    asset_life_years: Beds = Field(description="years over which capital is repaid (MRP)")
    pre_opening_gbp: Pounds = Field(description="running cost before the first child, one home, price base")
    running_gbp_per_year: Pounds = Field(description="running cost of one open home a year, price base")
    delivery: Literal["own", "relaunched", "cic", "acquired", "trading_company"] = Field(
        default="own", description="delivery model, for the reader: its terms are those of the row"
    )
    homes_today: Count = Field(default=0, description="homes of the type open at the base date, beside max_homes")
    approval_months: Months = Field(default=0, description="months from the plan's decision to the start of purchase")
    registration_months: Months = Field(default=0, description="months of Ofsted registration after the works")
    slippage_months: Months = Field(default=0, description="months of delay that the plan allows for")
    pre_opening_months: Months = Field(
        default=1, description="months before the first child over which pre_opening_gbp is spent, at least 1"
    )
    ramp_months: Months = Field(default=0, description="months from the first child to full use, in equal steps")
    mrp_method: Literal["annuity", "equal_instalments"] = Field(
        default="annuity", description="how capital is repaid from the year after the home is in use"
    )
    emergency_beds: Count = Field(
        default=0, description="of the beds of one home, kept vacant for emergencies: in the plan not filled"
    )
    void_sale_beds: Amount = Field(
        default=0.0, description="void beds of one home at most that other authorities buy"
    )
    void_sale_gbp_per_week: Pounds = Field(default=0.0, description="pounds a week for a void bed sold, price base")

    @property
    def lead_months(self) -> int:
        """Months from the decision to the first child: approval, works, registration, slippage."""
        return self.approval_months + self.works_months + self.registration_months + self.slippage_months


class Fostering(Row):
    """An in-house fostering service: households, recruitment, attrition."""

    KEY: ClassVar = ("service",)
    service: Id = Field(description="name of the service")
    offer: Id = Field(description="offer that its households supply; no other supply shares it")
    households_today: Amount = Field(description="approved households at the base date")
    approvals_per_year_today: Count = Field(description="approvals a year at today's rate: what do-nothing recruits")
    approvals_per_year_max: Count = Field(
        description="approvals a year at most in a plan; 0: it recruits nobody, whatever today's rate"
    )
    attrition_per_year_share: Share = Field(description="share of households that leave in a year")
    places_per_household: Amount = Field(description="approved places per household")
    fill_share: Share = Field(description="share of approved places that can be filled")
    approval_gbp: Pounds = Field(description="full cost of one approval, price base")
    lead_months: Months = Field(description="months from the decision to recruit to the first child")
    staying_put_today: Amount = Field(
        default=0.0, description="places held at the base date by young people over 18 who stay put with their carers"
    )
    staying_put_starts_per_year: Amount = Field(
        default=0.0, description="young people who begin to stay put in a year"
    )
    staying_put_months: Months = Field(
        default=0, description="months that a young person stays put on average; 0 only if nobody does"
    )
    staying_put_gbp_per_week: Pounds = Field(
        default=0.0, description="pounds a week paid for one who stays put, price base"
    )


class Programme(AgedRow):
    """A programme that keeps children out of care, brings them home, or keeps foster carers.

    Its effect is `effect_share` less the haircut, on children of its needs, ages and authority.
    """

    KEY: ClassVar = ("programme",)
    programme: Id = Field(description="name of the programme")
    effect: Literal["averts_entries", "reunifies", "retains_carers"] = Field(description="what it changes")
    effect_share: Share = Field(
        description="averts_entries: share of entries; reunifies: share of settled children a month, at most 0.1; "
        "retains_carers: share of the households that would leave"
    )
    haircut_share: Share = Field(description="share of the effect that is not counted, for weak evidence")
    evidence: Literal["strong", "moderate", "weak", "none"] = Field(
        description="grade of the evidence for the effect"
    )
    places_per_year: Amount = Field(description="children, or households, that it can serve with success in a year")
    start_from: Month = Field(description="earliest start")
    start_to: Month = Field(description="latest start")
    term_months: Months = Field(description="months that it runs once started")
    lag_months: Months = Field(description="months from the start to the first effect")
    setup_gbp: Pounds = Field(description="one-off cost at the start, price base")
    gbp_per_year: Pounds = Field(description="running cost a year, price base")
    uplift: Id = Field(description="row name in the table uplifts that moves its price")
    budget_head: Id = Field(description="budget head it is charged to")
    need: Id | None = Field(default=None, description="need level of the children; blank: all")
    service: Id | None = Field(default=None, description="retains_carers: the fostering service; else blank")
    authority: Id | None = Field(default=None, description="authority that runs it for its own; blank: for all")


class CommitmentMade(Row):
    """A commitment made before the plan: it binds, and the plan and both baselines take it as given."""

    KEY: ClassVar = ("kind", "id", "start")
    kind: Literal["block", "home", "fostering", "programme"] = Field(description="what was committed to")
    id: Id = Field(description="block, type of home, fostering service or programme")
    start: Month = Field(
        description="month of the decision (homes, households: before the plan's first month) or of the start "
        "(programmes; blocks that are signed and start in the plan's months, else they are in beds_today)"
    )
    size: Beds = Field(description="homes, households, beds of the block; 1 for a programme")
    live_from: Month | None = Field(
        default=None,
        description="homes, households: month of the first child, as it was or is now expected; "
        "blank: start and lead time",
    )


YearlyLimit = Literal["homes", "fostering", "step_down", "programme"]
"""Limits by financial year of which a plan that begins inside one has only what is left."""


class LeftOfYear(Row):
    """What is left of a yearly limit in the first year, for a plan that begins inside a financial year."""

    KEY: ClassVar = ("limit", "id")
    limit: YearlyLimit = Field(
        description="homes: decided in a year, of all types; fostering: approvals of a service; step_down: releases "
        "on a pathway; programme: entries averted by one that runs already"
    )
    id: Id | None = Field(description="service, pathway or programme; blank for homes")
    left: Amount = Field(description="homes, households or children left for the months planned of the first year")


class StepDown(Row):
    """A pathway from residential care to a foster family on trial, for settled children of a cohort."""

    KEY: ClassVar = ("pathway", "cohort")
    pathway: Id = Field(description="name of the pathway")
    cohort: Id = Field(description="cohort of the settled children in residential care")
    trial_cohort: Id = Field(
        description="cohort that a child enters on release; transitions take it on to lower need, or back on failure"
    )
    readiness_monthly_share: SlowShare = Field(description="share of the settled children ready in a month")
    max_per_year: Amount = Field(
        description="children a financial year at most on the pathway, the same in all its rows"
    )
    release_gbp: Pounds = Field(description="cost of preparing one release, beside the move, price base")
    start_from: Month = Field(description="first month with releases")
