"""What a row of a cost file says, whatever its layout; nothing in it tells who the child is."""

import datetime as dt
from dataclasses import dataclass

from models.calendar import FinancialYear
from models.fields import Provision, Route

NEED_LEVEL = "Need level"
"""A column that neither layout has, and that a council may add: need levels of its instance."""


@dataclass(frozen=True)
class CostLine:
    """A placement and what it cost.

    Attributes:
        file: file, and sheet if there are several.
        row: line in the file.
        provision: kind of provision; None for a row that gives no price, `reason` then says why.
        route: how it was bought; None where the file does not say.
        urn: Ofsted's number; "" where there is none.
        gbp: pounds: over the weeks, or of one week where the file gives weekly costs.
        weeks: weeks that the pounds are for.
        need: need level as the instance names it; "" where the file does not say.
        reason: why the row gives no price.
    """

    file: str
    row: int
    provision: Provision | None
    route: Route | None
    urn: str
    gbp: float
    weeks: float
    need: str = ""
    reason: str = ""


@dataclass(frozen=True)
class HomeCost:
    """What one of the council's own homes cost over some weeks, whoever lived in it."""

    file: str
    row: int
    urn: str
    gbp: float
    weeks: float


@dataclass(frozen=True)
class CostFile:
    """A cost file as read.

    Attributes:
        layout: title of the layout.
        weekly: whether amounts are of one week; else of the year so far.
        until: day up to which costs ran, or of the census; None where the file does not tell.
        assumed: whether that day was read off the dates in the file.
        lines: rows of placements.
        homes: rows of own homes.
        repeated: file and line of rows that repeat an earlier one, and their pounds.
        remarks: what the reader should look at.
    """

    layout: str
    weekly: bool
    until: dt.date | None
    assumed: bool
    lines: tuple[CostLine, ...]
    homes: tuple[HomeCost, ...]
    repeated: tuple[CostLine, ...]
    remarks: tuple[str, ...]

    @property
    def year(self) -> FinancialYear | None:
        """Financial year of the prices."""
        return None if self.until is None else FinancialYear.of(self.until)
