"""Programmes and pathways on the screen."""

import datetime as dt
from typing import Any

from models.plan import Effect, LedgerLine, Plan
from reports.programmes import programmes_table
from tests.reports.handmade import APRIL, plan_of, with_summary


def effect(kind: Any, name: str, amount: float, start: dt.date = APRIL) -> Effect:
    """An effect of a programme or pathway in a period."""
    return Effect(kind=kind, id=name, cohort=None, offer=None, period_start=start, amount=amount)


def cost(line: str, name: str, amount: float) -> LedgerLine:
    """A line of the ledger of the first year."""
    values = {"authority": "a", "budget_head": "b", "kind": "revenue", "financial_year": "2024/25"}
    return LedgerLine.model_validate({**values, "line": line, "id": name, "amount_gbp": amount})


def plan(effects: tuple[Effect, ...], *ledger: LedgerLine) -> Plan:
    """A plan of two years with these effects and costs."""
    made = with_summary(plan_of(), cost_gbp_by_year={"2024/25": 1.0, "2025/26": 1.0})
    return made.model_copy(update={"effects": effects, "ledger": ledger})


def test_effects_by_year_and_cost() -> None:
    """1 + 0.5 averted in the first year, 2 in the second; what falls into the tail is not told."""
    effects = (
        effect("averted", "edge_of_care", 1.0),
        effect("averted", "edge_of_care", 0.5, dt.date(2025, 3, 1)),
        effect("averted", "edge_of_care", 2.0, dt.date(2025, 4, 1)),
        effect("averted", "edge_of_care", 9.0, dt.date(2026, 4, 1)),
        effect("released", "to_family", 0.5),
        effect("reunified", "going_home", 0.01),
        effect("retained", "carer_support", 2.0),
    )
    ledger = (
        cost("programme_setup", "edge_of_care", 20_000.0),
        cost("programme", "edge_of_care", 150_000.0),
        cost("step_down", "to_family", 1_500.0),
        cost("programme", "late_starter", 7.0),
        cost("fees", "ifa_north", 1e6),
    )
    table = programmes_table(plan(effects, *ledger))
    assert table is not None
    assert table.head == ["", "effect", "2024/25", "2025/26", "cost (pounds)"]
    assert table.rows == [
        ["edge of care", "children who do not enter care", "1.5", "2.0", "170,000"],
        ["to family", "children who step down to a family", "0.5", "0.0", "1,500"],
        ["carer support", "foster households kept", "2.0", "0.0", "0"],
        ["late starter", "no effect in these years", "", "", "7"],
    ]


def test_without_programmes_there_is_no_table() -> None:
    """Neither effect nor cost."""
    assert programmes_table(plan((), cost("fees", "ifa_north", 5.0))) is None
