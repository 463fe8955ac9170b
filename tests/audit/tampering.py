"""How to change one figure of a plan, and what a refusal must say."""

from collections.abc import Callable
from typing import Any, Literal

from audit.checks import Check
from audit.verify import verify
from models.fields import Frozen
from models.plan import Kind, Plan
from tests.audit import county, town
from tests.audit.writing import HASH

type Change = Callable[[Plan], Plan]


type Place = Literal["town", "county"]


def failures(kind: Kind, change: Change, place: Place = "town") -> dict[str, Check]:
    """Return the failing checks of the plan of a place after a change."""
    instance, plan = (town.town(), town.plan(kind)) if place == "town" else (county.county(), county.plan(kind))
    found = verify(instance, HASH, change(plan))
    return {check.name: check for check in found.checks if not check.ok}


def replaced(rows: tuple[Any, ...], number: int, **changes: Any) -> tuple[Any, ...]:
    """Return the rows with fields of one of them changed, unchecked."""
    changed: Frozen = rows[number].model_copy(update=changes)
    number %= len(rows)
    return (*rows[:number], changed, *rows[number + 1 :])


def row(table: str, number: int, **changes: Any) -> Change:
    """Return a change of one row of a table."""
    return lambda plan: plan.model_copy(update={table: replaced(getattr(plan, table), number, **changes)})


def scaled(table: str, number: int, field: str, factor: float) -> Change:
    """Return a change of one number of a table by a factor."""
    return lambda plan: row(table, number, **{field: getattr(getattr(plan, table)[number], field) * factor})(plan)


def without(table: str, number: int) -> Change:
    """Return a change that leaves a row out."""
    return lambda plan: plan.model_copy(
        update={table: tuple(r for r in getattr(plan, table) if r != getattr(plan, table)[number])}
    )


def added(table: str, *rows: Any) -> Change:
    """Return a change that adds rows."""
    return lambda plan: plan.model_copy(update={table: (*getattr(plan, table), *rows)})


def twice(table: str, number: int) -> Change:
    """Return a change that writes a row twice."""
    return lambda plan: added(table, getattr(plan, table)[number])(plan)


def summary(**changes: Any) -> Change:
    """Return a change of fields of the summary."""
    return lambda plan: plan.model_copy(update={"summary": plan.summary.model_copy(update=changes)})


def certificate(**changes: Any) -> Change:
    """Return a change of fields of the certificate."""
    return lambda plan: summary(certificate=plan.summary.certificate.model_copy(update=changes))(plan)


def entry(field: str, key: str, change: Callable[[float], float]) -> Change:
    """Return a change of one entry of a mapping of the summary."""

    def apply(plan: Plan) -> Plan:
        held = getattr(plan.summary, field)
        return summary(**{field: {**held, key: change(held[key])}})(plan)

    return apply


def refused(check: str, change: Change, words: str = "", kind: Kind = "plan", place: Place = "town") -> None:
    """Assert that the change fails the check, saying `words`."""
    found = failures(kind, change, place)
    assert check in found, sorted(found)
    assert words in found[check].detail
