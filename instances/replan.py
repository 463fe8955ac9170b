"""The instance of the years left of a plan: its commitments as made, its children where they are by then."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from instances.replan_children import placements
from instances.replan_supply import supply
from instances.replan_years import yearly
from models.calendar import FinancialYear
from models.instance import Instance
from models.monitoring import Actual
from models.plan import Plan
from models.replanning import Expected
from models.tables import TABLES


@dataclass(frozen=True)
class Turn:
    """When a plan is made anew.

    Attributes:
        first: first financial year that it plans.
        years: how many.
        reported: last day of the period that actuals were given for.
    """

    first: FinancialYear
    years: int
    reported: dt.date

    @property
    def start(self) -> dt.date:
        """First day planned."""
        return dt.date(self.first.start, 4, 1)


def next_instance(
    instance: Instance, plan: Plan, turn: Turn, expected: Expected, at_report: Expected, actuals: Iterable[Actual]
) -> Instance:
    """Return the instance of the years that a plan has left, not checked yet.

    Args:
        instance: the instance that the plan was made for.
        plan: the plan.
        turn: from when.
        expected: what the plan expects on the day before.
        at_report: what it expected at the end of the period that the actuals are of.
        actuals: rows of that period.
    """
    old = instance.settings.calendar
    months = 12 * turn.years
    calendar = old.model_copy(
        update={
            "start": turn.start,
            "financial_years": turn.years,
            "monthly_periods": min(old.monthly_periods, months),
        }
    )
    settings = instance.settings.model_copy(update={"calendar": calendar})
    counted: dict[str, float] = {}
    for row in actuals:
        counted[row.provision] = counted.get(row.provision, 0.0) + row.children
    changed: Mapping[str, object] = {
        "settings": settings,
        **yearly(instance, turn.first, turn.years),
        "placements_today": placements(instance, turn.reported, expected, at_report, counted),
    }
    return without_orphans(supply(instance.model_copy(update=changed), plan, expected))


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
