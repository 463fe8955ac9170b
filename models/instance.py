"""A planning problem: settings and tables, as read and checked."""

import datetime as dt
from functools import cached_property

from pydantic import Field, model_validator

from models.calendar import FinancialYear, PlanningCalendar, calendar_of
from models.fields import ASSUMPTION, Frozen, Grade, Id, Note, Pounds, PricePath, Rate, Row, Text, Year
from models.tables import (
    TABLES,
    Area,
    AuthorityRow,
    Block,
    BlockRamp,
    BlockTier,
    Budget,
    Calibration,
    CeasesByReason,
    Closure,
    Cohort,
    CommitmentMade,
    Comparator,
    Deflator,
    Disruption,
    Entry,
    FixedLine,
    Fostering,
    History,
    Home,
    Income,
    LeftOfYear,
    Need,
    OccupancyLimit,
    Offer,
    OfferPrice,
    OfferShare,
    PlacementHistory,
    PlacementToday,
    Policy,
    Population,
    Programme,
    Published,
    StepDown,
    Transition,
    Uplift,
    YearlyLimit,
)


class Authority(Frozen):
    """Who plans."""

    id: Id = Field(description="short name of the authority, used in the ledger")
    name: Text = Field(description="name of the authority in words")


class CalendarSettings(Frozen):
    """Horizon and planning periods; see `PlanningCalendar`."""

    start: dt.date = Field(
        description="first day of the horizon, a 1 April; or the first of another month, to plan the rest of its "
        "financial year and the years after it (docs/monitoring.md)"
    )
    financial_years: int = Field(
        ge=1, le=5, description="financial years planned, a part of a year at the start being one"
    )
    monthly_periods: int = Field(
        ge=0, le=60, description="months at the start planned one by one, up to the end of a quarter; quarters follow"
    )
    decision_every_months: int = Field(
        ge=1, le=12, description="commitments are decided every 1, 3, 6 or 12 months, counted from April"
    )

    @model_validator(mode="after")
    def _is_a_calendar(self) -> "CalendarSettings":
        self.planning()
        return self

    def planning(self) -> PlanningCalendar:
        """Return the planning calendar."""
        return calendar_of(self.start, self.financial_years, self.monthly_periods, self.decision_every_months)


class MoneySettings(Frozen):
    """Price base, costs of moves and gap, financing."""

    price_base: Year = Field(description="financial year at whose prices the tables are written")
    move_gbp: Pounds = Field(
        description="cost of one care move (travel, social-work time, emergency introduction), price base"
    )
    gap_penalty_gbp_per_week: Pounds = Field(
        description="charged in the objective, never in the ledger, for each child-week without a sufficient "
        "placement; beside the gap's cash price"
    )
    interest_rate: Rate = Field(description="yearly interest on capital that the council borrows")
    max_homes_opened_per_year: int = Field(
        ge=0, le=100, description="homes of all types that may be decided in a financial year"
    )


class QualitySettings(Frozen):
    """Grades that a new placement may have; settled children stay whatever the grade."""

    accepted_grades: tuple[Grade, ...] = Field(
        min_length=1, description="grades in which a child may be newly placed"
    )


class Defaults(Frozen):
    """Paths used where the command names none."""

    demand: Id = Field(description="demand path, from the table entries")
    prices: PricePath = Field(description="price path, from the table uplifts")


class Source(Frozen):
    """A document or data set that figures were taken from."""

    title: Text = Field(description="title, as rows name it in their column source")
    published: Text = Field(description="when it was published")
    licence: Text = Field(description="licence under which its figures may be used")


class SettingNote(Frozen):
    """Where a figure in the settings comes from."""

    setting: Text = Field(description="dotted name of the setting, such as money.move_gbp")
    source: Text = Field(description="document title and table, or assumption")
    note: Note = Field(description="remark; for an assumption, its basis")


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
    authorities: tuple[AuthorityRow, ...] = ()
    offer_shares: tuple[OfferShare, ...] = ()
    closures: tuple[Closure, ...] = ()
    block_ramps: tuple[BlockRamp, ...] = ()
    programmes: tuple[Programme, ...] = ()
    step_downs: tuple[StepDown, ...] = ()
    commitments_made: tuple[CommitmentMade, ...] = ()
    left_of_year: tuple[LeftOfYear, ...] = ()
    population: tuple[Population, ...] = ()
    placement_history: tuple[PlacementHistory, ...] = ()
    ceases_by_reason: tuple[CeasesByReason, ...] = ()
    comparators: tuple[Comparator, ...] = ()

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

    @property
    def authority_names(self) -> dict[str, str]:
        """Short name to name of every authority that plans here, that of the settings first."""
        own = self.settings.authority
        return {own.id: own.name} | {row.authority: row.name for row in self.authorities}

    def authority_of(self, row: Cohort | Budget | Income | FixedLine) -> str:
        """Return the authority of a row; blank stands for that of the settings."""
        return row.authority or self.settings.authority.id

    def left(self, limit: YearlyLimit, name: str | None = None) -> float | None:
        """Return what is left of a yearly limit in the first year; None for the whole limit."""
        return next((row.left for row in self.left_of_year if (row.limit, row.id) == (limit, name)), None)

    @cached_property
    def demand_paths(self) -> tuple[str, ...]:
        """Names of the demand paths, in order of appearance."""
        return tuple(dict.fromkeys(entry.demand for entry in self.entries))

    def assumptions(self) -> dict[str, int]:
        """Return the number of rows marked `assumption`, by table; settings under `instance.toml`."""
        counted = {name: sum(row.source == ASSUMPTION for row in self.rows(name)) for name in TABLES}
        counted["instance.toml"] = sum(n.source == ASSUMPTION for n in self.settings.setting_notes)
        return {name: count for name, count in counted.items() if count}
