"""Checks of a first year that is a part of one: what is left of every yearly limit is said, and nothing else."""

from collections.abc import Iterator

from instances.convert import suggestion
from instances.draft import Draft
from models.calendar import PlanningCalendar
from models.faults import Fault
from models.instance import MoneySettings
from models.tables import Budget, CommitmentMade, Fostering, Home, LeftOfYear, Programme, StepDown

_Key = tuple[str, str | None]

_READ = (Home, Fostering, StepDown, Programme, CommitmentMade)


def left_of_year(draft: Draft) -> Iterator[Fault]:
    """Yield faults of rows that no limit asks for, of limits without a row, and of more left than a year allows."""
    calendar = draft.calendar
    if calendar is None or not all(draft.whole(model) for model in _READ):
        return
    most = _limits(draft, calendar) if calendar.elapsed_months else {}
    given: set[_Key] = set()
    for line, row in draft.sound(LeftOfYear):
        key = (row.limit, row.id)
        given.add(key)
        if not calendar.elapsed_months:
            text = f"no row: the plan begins on {calendar.start}, and its first year has all of its limits"
            yield draft.fault(LeftOfYear, text, line, "limit", row.limit)
        elif key not in most:
            yield draft.fault(LeftOfYear, _wanted(most, row), line, "id", row.id)
        else:
            yield from _number(draft, line, row, most[key])
    if draft.whole(LeftOfYear):
        for limit, name in (key for key in most if key not in given):
            text = f"a row for {limit}{'' if name is None else ' ' + name}: what is left of it from {calendar.start}"
            yield draft.fault(LeftOfYear, f"{text} to the end of {calendar.years[0]}; missing", None, "limit")


def _limits(draft: Draft, calendar: PlanningCalendar) -> dict[_Key, float]:
    """Return the yearly limit of everything of which a part may be used up before the plan."""
    money = draft.section("money", MoneySettings)
    found: dict[_Key, float] = {}
    if money is not None and draft.rows(Home):
        found["homes", None] = money.max_homes_opened_per_year
    found |= {("fostering", row.service): row.approvals_per_year_max for row in draft.rows(Fostering)}
    found |= {("step_down", row.pathway): row.max_per_year for row in draft.rows(StepDown)}
    running = {row.id for row in draft.rows(CommitmentMade) if row.kind == "programme" and row.start < calendar.start}
    for programme in draft.rows(Programme):
        if programme.effect == "averts_entries" and programme.programme in running:
            found["programme", programme.programme] = programme.places_per_year
    return found


def _wanted(most: dict[_Key, float], row: LeftOfYear) -> str:
    if row.limit == "homes":
        return "no row, as there are no homes" if ("homes", None) not in most else "blank: homes of all types"
    names = [str(name) for limit, name in most if limit == row.limit]
    asked = {
        "fostering": "a service of the table fostering",
        "step_down": "a pathway of the table step_downs",
        "programme": "a programme that averts entries and has begun (table commitments_made)",
    }
    return asked[row.limit] + (suggestion(row.id, names) if row.id else "")


def _number(draft: Draft, line: int, row: LeftOfYear, most: float) -> Iterator[Fault]:
    if row.left > most:
        yield draft.fault(LeftOfYear, f"at most the limit of the whole year, {most:g}", line, "left", row.left)
    elif row.limit in ("homes", "fostering") and row.left != int(row.left):
        yield draft.fault(LeftOfYear, "whole homes or households", line, "left", row.left)


def budgets_left(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each budget below 0, but in a part year, of which more than the budget may be spent."""
    calendar = draft.calendar
    if calendar is None:
        return
    part = str(calendar.years[0]) if calendar.elapsed_months else None
    for line, row in draft.sound(Budget):
        if row.gross_gbp < 0 and row.financial_year != part:
            text = "a number of at least 0 (below 0 only for what is left of a first year that began before the plan)"
            yield draft.fault(Budget, text, line, "gross_gbp", row.gross_gbp)
