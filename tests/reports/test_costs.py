"""Cost on the screen, with the arithmetic beside."""

from typing import Any

import pytest

from models.plan import LedgerLine, Plan
from reports.costs import authorities_table, cost_table
from reports.table import Table
from tests.reports.handmade import plan_of
from tests.reports.planned import tiny

YEARS = ("2024/25", "2025/26")


def line(kind: Any, amount: float, year: str = "2024/25") -> LedgerLine:
    """A line of the ledger."""
    values = {"authority": "a", "budget_head": "b", "line": "l", "id": "i"}
    return LedgerLine(financial_year=year, kind=kind, amount_gbp=amount, **values)


def plan(*ledger: LedgerLine, **summary: Any) -> Plan:
    """The tiny plan with other figures: 100 and 120 against 150 and 200, a base budget of 90."""
    given = {
        "cost_gbp_by_year": dict(zip(YEARS, (100.0, 120.0), strict=True)),
        "net_cost_gbp_by_year": dict(zip(YEARS, (100.0, 120.0), strict=True)),
        "baseline_gbp_by_year": dict(zip(YEARS, (150.0, 200.0), strict=True)),
        "base_budget_gbp_by_year": dict.fromkeys(YEARS, 90.0),
        "full_year_effect_gbp": None,
        **summary,
    }
    made = plan_of()
    return made.model_copy(update={"summary": made.summary.model_copy(update=given), "ledger": ledger})


def figures(table: Table) -> dict[str, list[str]]:
    """Return the cells of each row by its label."""
    return {row[0]: list(row[1:]) for row in table.rows}


def test_growth_avoided_and_pressure() -> None:
    """Above the base budget: 50 and 80 avoided, 10 and 30 beyond the budget."""
    table = cost_table(plan())
    assert table.head == ["", *YEARS, "total"]
    assert table.foot == ""
    assert figures(table) == {
        "do nothing": ["150", "200", "350"],
        "this plan": ["100", "120", "220"],
        "growth avoided against do nothing": ["50", "80", "130"],
        "base budget, net of income": ["90", "90", "180"],
        "pressure on the base budget": ["10", "30", "40"],
    }


def test_what_lies_below_the_base_budget_is_a_saving() -> None:
    """And the difference from do-nothing is then not called growth avoided: part of it is a saving."""
    found = figures(cost_table(plan(base_budget_gbp_by_year=dict.fromkeys(YEARS, 110.0))))
    assert "growth avoided against do nothing" not in found
    assert found["cost less than do nothing"] == ["50", "80", "130"]
    assert found["pressure on the base budget (below 0: a saving)"] == ["-10", "10", "0"]


def test_a_plan_dearer_than_do_nothing() -> None:
    """Growth is added: 20 more in the first year."""
    found = figures(cost_table(plan(cost_gbp_by_year=dict(zip(YEARS, (170.0, 120.0), strict=True)))))
    assert found["growth avoided against do nothing (below 0: growth added)"] == ["-20", "80", "60"]


def test_without_a_budget() -> None:
    """No pressure is told."""
    found = figures(cost_table(plan(base_budget_gbp_by_year={})))
    assert list(found) == ["do nothing", "this plan", "growth avoided against do nothing"]


def test_financing_income_and_capital() -> None:
    """Financing 7 and income -30 give a net cost, which is what the budget net of income is compared with."""
    lines = (
        line("financing", 7.0, "2025/26"),
        line("income", -30.0),
        line("capital", 400.0),
        line("capital", -200.0),
    )
    net = dict(zip(YEARS, (70.0, 127.0), strict=True))
    budget = dict.fromkeys(YEARS, 60.0)
    found = figures(cost_table(plan(*lines, net_cost_gbp_by_year=net, base_budget_gbp_by_year=budget)))
    assert found["growth avoided against do nothing, before financing"] == ["50", "80", "130"]
    assert found["financing of homes (MRP and interest)"] == ["0", "7", "7"]
    assert found["income (grants and contributions)"] == ["-30", "0", "-30"]
    assert found["net cost, financing and income included"] == ["70", "127", "197"]
    assert found["pressure on the base budget"] == ["10", "67", "77"]
    assert found["capital net of grant (not revenue)"] == ["200", "0", "200"]


def test_income_counts_before_growth_avoided() -> None:
    """150 less income of 30 is still above a net budget of 60, and so is 100: growth avoided."""
    budget = dict.fromkeys(YEARS, 60.0)
    assert "growth avoided against do nothing" in figures(
        cost_table(plan(line("income", -30.0), base_budget_gbp_by_year=budget))
    )
    assert "cost less than do nothing" in figures(
        cost_table(plan(line("income", -50.0), base_budget_gbp_by_year=budget))
    )


def test_do_nothing_is_not_compared_with_itself() -> None:
    """One row of cost."""
    found = figures(cost_table(plan(kind="do_nothing")))
    assert "this plan" not in found
    assert [name for name in found if "do nothing" in name] == ["do nothing"]


@pytest.mark.parametrize(("effect", "words"), [(5000.0, "5,000 pounds a year more"), (-7.0, "7 pounds a year less")])
def test_the_full_year_effect(effect: float, words: str) -> None:
    """In words, the sign too."""
    assert f"{words} than the base budget" in cost_table(plan(full_year_effect_gbp=effect)).foot


def test_the_cost_of_several_authorities() -> None:
    """60 and 40 in the first year, 70 and 50 in the second; names in words, known or not."""
    by_authority = {
        "tinyshire": dict(zip(YEARS, (60.0, 70.0), strict=True)),
        "west_side": dict(zip(YEARS, (40.0, 50.0), strict=True)),
    }
    table = authorities_table(tiny().instance, plan(cost_gbp_by_authority=by_authority))
    assert table.head == ["", *YEARS, "total"]
    assert table.rows == [
        ["Tinyshire Council", "60", "70", "130"],
        ["west side", "40", "50", "90"],
        ["all", "100", "120", "220"],
    ]
