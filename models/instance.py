"""A planning problem: settings and tables, as read and checked."""

import datetime as dt
from functools import cached_property

from pydantic import Field, model_validator

from models.calendar import FinancialYear, PlanningCalendar
from models.fields import ASSUMPTION, Frozen, Grade, Id, Pounds, PricePath, Rate, Row, Text, Year
from models.tables import (
    TABLES,
    Area,
    Block,
    BlockTier,
    Budget,
    Calibration,
    Cohort,
    Deflator,
    Disruption,
    Entry,
    FixedLine,
    Fostering,
    History,
    Home,
    Income,
    Need,
    OccupancyLimit,
    Offer,
    OfferPrice,
    PlacementToday,
    Policy,
    Published,
    Transition,
    Uplift,
)


class Authority(Frozen):
    """Who plans."""

    id: Id
    name: Text


class CalendarSettings(Frozen):
    """Horizon and planning periods; see `PlanningCalendar`."""

    start: dt.date
    financial_years: int = Field(ge=1, le=5)
    monthly_periods: int = Field(ge=0, le=60)
    decision_every_months: int = Field(ge=1, le=12)

    @model_validator(mode="after")
    def _is_a_calendar(self) -> "CalendarSettings":
        self.planning()
        return self

    def planning(self) -> PlanningCalendar:
        """Return the planning calendar."""
        return PlanningCalendar(
            self.start, self.financial_years, self.monthly_periods, self.decision_every_months
        )


class MoneySettings(Frozen):
    """Price base, costs of moves and gap, financing.

    Attributes:
        price_base: financial year at whose prices the tables are written.
        move_gbp: cost of one care move (travel, social-work time, emergency introduction), price base.
        gap_penalty_gbp_per_week: charged in the objective, never in the ledger, for each child-week without
            a sufficient placement; beside the gap's cash price.
        interest_rate: yearly interest on capital that the council borrows.
        max_homes_opened_per_year: homes of all types that may be decided in a financial year.
    """

    price_base: Year
    move_gbp: Pounds
    gap_penalty_gbp_per_week: Pounds
    interest_rate: Rate
    max_homes_opened_per_year: int = Field(ge=0, le=100)


class QualitySettings(Frozen):
    """Grades that a new placement may have; settled children stay whatever the grade."""

    accepted_grades: tuple[Grade, ...] = Field(min_length=1)


class Defaults(Frozen):
    """Paths used where the command names none."""

    demand: Id
    prices: PricePath


class Source(Frozen):
    """A document or data set that figures were taken from."""

    title: Text
    published: Text
    licence: Text


class SettingNote(Frozen):
    """Where a figure in the settings comes from."""

    setting: Text
    source: Text
    note: Text


class Settings(Frozen):
    """The file `instance.toml`."""

    authority: Authority
    calendar: CalendarSettings
    money: MoneySettings
    quality: QualitySettings
    defaults: Defaults
    sources: tuple[Source, ...]
    setting_notes: tuple[SettingNote, ...]


class Instance(Frozen):
    """Settings and every table of `models.tables.TABLES`, checked row by row and across rows."""

    settings: Settings
    needs: tuple[Need, ...]
    areas: tuple[Area, ...]
    cohorts: tuple[Cohort, ...]
    transitions: tuple[Transition, ...]
    entries: tuple[Entry, ...]
    history: tuple[History, ...]
    placements_today: tuple[PlacementToday, ...]
    offers: tuple[Offer, ...]
    offer_prices: tuple[OfferPrice, ...]
    disruption: tuple[Disruption, ...]
    blocks: tuple[Block, ...]
    block_tiers: tuple[BlockTier, ...]
    homes: tuple[Home, ...]
    fostering: tuple[Fostering, ...]
    occupancy_limits: tuple[OccupancyLimit, ...]
    fixed_lines: tuple[FixedLine, ...]
    budgets: tuple[Budget, ...]
    income: tuple[Income, ...]
    uplifts: tuple[Uplift, ...]
    deflators: tuple[Deflator, ...]
    policies: tuple[Policy, ...]
    published: tuple[Published, ...]
    calibration: tuple[Calibration, ...]

    @property
    def calendar(self) -> PlanningCalendar:
        """The planning calendar."""
        return self.settings.calendar.planning()

    @property
    def price_base(self) -> FinancialYear:
        """Financial year at whose prices the tables are written."""
        return FinancialYear.parse(self.settings.money.price_base)

    def rows(self, table: str) -> tuple[Row, ...]:
        """Return the rows of a table by its name."""
        found: tuple[Row, ...] = getattr(self, table)
        return found

    @cached_property
    def demand_paths(self) -> tuple[str, ...]:
        """Names of the demand paths, in order of appearance."""
        return tuple(dict.fromkeys(entry.demand for entry in self.entries))

    def assumptions(self) -> dict[str, int]:
        """Return the number of rows marked `assumption`, by table; settings under `instance.toml`."""
        counted = {
            name: sum(row.source == ASSUMPTION for row in self.rows(name)) for name in TABLES
        }
        counted["instance.toml"] = sum(n.source == ASSUMPTION for n in self.settings.setting_notes)
        return {name: count for name, count in counted.items() if count}

