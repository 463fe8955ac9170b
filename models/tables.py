"""Every table of an instance, declared once.

Reader, checker, workbook and reference page all come from these classes: a field is a column, its description
the meaning, its type the range, and `KEY` the columns that make a row unique. Column names carry the unit. A column
with a default may be left out or left blank. The classes stand by subject in `models.children`, `models.supply`,
`models.own_supply`, `models.finance`, `models.record`, `models.comparators` and `models.rules`.
"""

from models.children import COUNTS_ON_A_DAY, AgedRow, Area, Cohort, Entry, History, Need, PlacementToday, Transition
from models.comparators import Comparator
from models.fields import Row
from models.finance import AuthorityRow, Budget, Calibration, Deflator, FixedLine, Income, Published, Uplift
from models.own_supply import CommitmentMade, Fostering, Home, LeftOfYear, Programme, StepDown, YearlyLimit
from models.record import CeasesByReason, PlacementHistory, Population
from models.rules import AT_LEAST, IN_CHILDREN, IN_POUNDS, Measure, Policy
from models.supply import (
    Block,
    BlockRamp,
    BlockTier,
    Closure,
    Disruption,
    OccupancyLimit,
    Offer,
    OfferPrice,
    OfferShare,
)

__all__ = [
    "AT_LEAST",
    "COUNTS_ON_A_DAY",
    "IN_CHILDREN",
    "IN_POUNDS",
    "MAX_BLOCK_BEDS",
    "MAY_BE_EMPTY",
    "MAY_BE_MISSING",
    "TABLES",
    "AgedRow",
    "Area",
    "AuthorityRow",
    "Block",
    "BlockRamp",
    "BlockTier",
    "Budget",
    "Calibration",
    "CeasesByReason",
    "Closure",
    "Cohort",
    "CommitmentMade",
    "Comparator",
    "Deflator",
    "Disruption",
    "Entry",
    "FixedLine",
    "Fostering",
    "History",
    "Home",
    "Income",
    "LeftOfYear",
    "Measure",
    "Need",
    "OccupancyLimit",
    "Offer",
    "OfferPrice",
    "OfferShare",
    "PlacementHistory",
    "PlacementToday",
    "Policy",
    "Population",
    "Programme",
    "Published",
    "StepDown",
    "Transition",
    "Uplift",
    "YearlyLimit",
    "key_of",
]

MAX_BLOCK_BEDS = 60

TABLES: dict[str, type[Row]] = {
    "authorities": AuthorityRow,
    "needs": Need,
    "areas": Area,
    "cohorts": Cohort,
    "transitions": Transition,
    "entries": Entry,
    "history": History,
    "placements_today": PlacementToday,
    "offers": Offer,
    "offer_shares": OfferShare,
    "closures": Closure,
    "offer_prices": OfferPrice,
    "disruption": Disruption,
    "blocks": Block,
    "block_tiers": BlockTier,
    "block_ramps": BlockRamp,
    "homes": Home,
    "fostering": Fostering,
    "programmes": Programme,
    "step_downs": StepDown,
    "commitments_made": CommitmentMade,
    "left_of_year": LeftOfYear,
    "occupancy_limits": OccupancyLimit,
    "fixed_lines": FixedLine,
    "budgets": Budget,
    "income": Income,
    "uplifts": Uplift,
    "deflators": Deflator,
    "policies": Policy,
    "published": Published,
    "calibration": Calibration,
    "population": Population,
    "placement_history": PlacementHistory,
    "ceases_by_reason": CeasesByReason,
    "comparators": Comparator,
}
"""Table name to row class, in the order in which a person would read them."""

MAY_BE_MISSING = frozenset(
    {"authorities", "offer_shares", "closures", "block_ramps", "programmes", "step_downs", "commitments_made"}
    | {"left_of_year", "population", "placement_history", "ceases_by_reason", "comparators"}
)
"""Tables that an instance without their subject leaves out."""

MAY_BE_EMPTY = MAY_BE_MISSING | frozenset(
    {"history", "blocks", "block_tiers", "homes", "fostering", "fixed_lines", "income", "policies"}
    | {"published", "calibration", "budgets"}
)


def key_of(row: Row) -> tuple[object, ...]:
    """Return the values of the key columns of `row`."""
    return tuple(getattr(row, name) for name in type(row).KEY)  # type: ignore[attr-defined]
