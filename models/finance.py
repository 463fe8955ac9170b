"""Tables of money and of recorded figures: budgets, income, uplifts, what was published."""

from typing import ClassVar, Literal

from pydantic import Field

from models.fields import Amount, FixedProvision, Id, Pounds, PricePath, Rate, Row, SignedPounds, Text, Year


class AuthorityRow(Row):
    """One of several authorities that plan together; without rows there is the one of the settings alone."""

    KEY: ClassVar = ("authority",)
    authority: Id = Field(description="short name of the authority, used in the ledger")
    name: Text = Field(description="name of the authority in words")


class FixedLine(Row):
    """Something counted or paid that the plan does not choose."""

    KEY: ClassVar = ("line",)
    line: Id = Field(description="name of the line")
    provision: FixedProvision = Field(description="provision; none for a cost without children")
    gbp_per_year: Pounds = Field(description="cost a year at the price base")
    uplift: Id = Field(description="row name in the table uplifts that moves its price")
    budget_head: Id = Field(description="budget head it is charged to")
    authority: Id | None = Field(default=None, description="authority that pays; blank: that of instance.toml")


class Budget(Row):
    """The base budget that the plan is held against."""

    KEY: ClassVar = ("budget_head", "financial_year")
    budget_head: Id = Field(description="budget head")
    financial_year: Year = Field(description="financial year")
    gross_gbp: SignedPounds = Field(
        description="gross budget, nominal; of a first year that began before the plan what is left, below 0 where "
        "more than the budget is spent"
    )
    income_gbp: Pounds = Field(description="income budget, nominal; of such a year what is left")
    authority: Id | None = Field(
        default=None, description="authority whose budget it is; blank: that of instance.toml"
    )


class Income(Row):
    """Grant and contributions expected."""

    KEY: ClassVar = ("income", "financial_year")
    income: Id = Field(description="name of the income")
    financial_year: Year = Field(description="financial year")
    budget_head: Id = Field(description="budget head it is credited to")
    amount_gbp: Pounds = Field(
        description="income, nominal; of a first year that began before the plan, that of the months planned"
    )
    authority: Id | None = Field(default=None, description="authority that receives it; blank: that of instance.toml")


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
