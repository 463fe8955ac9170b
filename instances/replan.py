"""The instance of the months left of a plan: its commitments as made, its children where they are by then."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from instances.replan_children import placements
from instances.replan_left import left_of_year, of_months_left
from instances.replan_supply import supply
from instances.replan_years import yearly
from models.calendar import MONTHS_PER_YEAR, FinancialYear
from models.instance import CalendarSettings, Instance
from models.monitoring import Actual
from models.plan import Plan
from models.replanning import Expected, UsedUp
from models.tables import TABLES

_QUARTER = 3


@dataclass(frozen=True)
class Turn:
    """When a plan is made anew.

    Attributes:
        start: first day planned, the first of a month.
        years: financial years planned, the rest of the running one included.
    """

    start: dt.date
    years: int

    @property
    def first(self) -> FinancialYear:
        """First financial year planned, maybe a part of one."""
        return FinancialYear.of(self.start)

    @property
    def counted(self) -> dt.date:
        """The day before, of which actuals and children are."""
        return self.start - dt.timedelta(days=1)


def next_instance(
    instance: Instance, plan: Plan, turn: Turn, expected: Expected, used: UsedUp, actuals: Iterable[Actual]
) -> Instance:
    """Return the instance of the months that a plan has left, not checked yet.

    Args:
        instance: the instance that the plan was made for.
        plan: the plan.
        turn: from when.
        expected: what the plan expects on the day before.
        used: what it has used up by then of the financial year.
        actuals: rows of the period that ends on that day.
    """
    settings = instance.settings.model_copy(update={"calendar": _calendar(instance.settings.calendar, turn)})
    rows = list(actuals)
    counted: dict[str, float] = {}
    for row in rows:
        counted[row.provision] = counted.get(row.provision, 0.0) + row.children
    tables = yearly(instance, turn.first, turn.start, turn.years)
    changed: Mapping[str, object] = {
        "settings": settings,
        **tables,
        "placements_today": placements(instance, turn.counted, expected, counted),
    }
    following = instance.model_copy(update=changed)
    if following.calendar.elapsed_months:
        following = of_months_left(instance, following, used, rows)
    following = without_orphans(supply(following, plan, expected))
    return following.model_copy(update={"left_of_year": left_of_year(instance, following, plan, used)})


def _calendar(old: CalendarSettings, turn: Turn) -> CalendarSettings:
    """Return the new calendar: as many single months as before, or as many more as end with a quarter."""
    passed = (turn.start.month - 4) % MONTHS_PER_YEAR
    single = old.monthly_periods + -(passed + old.monthly_periods) % _QUARTER
    months = MONTHS_PER_YEAR * turn.years - passed
    changed = {"start": turn.start, "financial_years": turn.years, "monthly_periods": min(single, months)}
    return old.model_copy(update=changed)


def without_orphans(instance: Instance) -> Instance:
    """Return the instance without rows of offers that are no more."""
    offers = {row.offer for row in instance.offers}
    changed: dict[str, object] = {}
    for table in TABLES:
        rows = instance.rows(table)
        if table not in ("offers", "blocks", "homes", "fostering") and rows and hasattr(rows[0], "offer"):
            changed[table] = tuple(row for row in rows if getattr(row, "offer") in {None, *offers})  # noqa: B009
    for table in ("offers", "blocks", "closures"):
        rows = changed.get(table, instance.rows(table))  # type: ignore[assignment]
        changed[table] = tuple(
            row if getattr(row, "successor", None) in {None, *offers} else row.model_copy(update={"successor": None})
            for row in rows
        )
    return instance.model_copy(update=changed)
