"""Figures of the summary by hand."""

import pytest

from audit.simulate import simulate
from audit.summary import base_budgets, children_at_year_ends, full_year_effect, sums_by_year
from models.plan import LedgerKind, LedgerLine
from models.tables import Budget, FixedLine
from tests.audit import small
from tests.audit.small import admit, instance, months


def test_children_on_31_march_are_those_of_the_last_month_of_the_year() -> None:
    """2 children, 10 % leaving a month: 2 x 0.9^12, and 2 x 0.9^24; one admitted in month 13 is in the second."""
    town = instance(
        settings=small.settings(financial_years=2),
        transitions=small.transitions(("kids", "kids", 0.9)),
        entries=small.entries(("kids", 13, 1.0)),
    )
    played = simulate(town, "middle", [admit("kids", "gap", 13, 1.0)], months(13))
    assert played.stock[13, 1, 0] == 1.0
    played = simulate(town, "middle", [admit("kids", "spot", 13, 1.0)], months(24))
    assert children_at_year_ends(town, played) == pytest.approx(
        {
            ("2024/25", "residential"): 2 * 0.9**12,
            ("2025/26", "residential"): 2 * 0.9**24 + 0.9**11,
            ("2024/25", "gap"): 0.0,
            ("2025/26", "gap"): 0.0,
        }
    )


def test_fixed_children_are_a_constant_share_of_the_pool() -> None:
    """Pool of 3 today, one of them unplaced; 3 x 0.9^12 at the end, and so of 2 secure and 1 at home with parents."""
    town = instance(
        transitions=small.transitions(("kids", "kids", 0.9)),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 2.0),
            ("kids", None, "unknown", 0, 1.0),
            ("kids", None, "secure", 5, 2.0),
            ("kids", None, "parents", 5, 1.0),
        ),
    )
    played = simulate(town, "middle", [admit("kids", "spot", 1, 0.9)], months(12))
    assert children_at_year_ends(town, played) == pytest.approx(
        {
            ("2024/25", "residential"): 3 * 0.9**12,
            ("2024/25", "gap"): 0.0,
            ("2024/25", "secure"): 2 * 0.9**12,
            ("2024/25", "parents"): 0.9**12,
        }
    )


def test_offers_of_one_provision_are_added() -> None:
    """Two spot offers with 2 and 1 children."""
    town = instance(
        offers=(small.offer("spot"), small.offer("other"), small.offer("gap", "gap")),
        offer_prices=small.prices(("spot", "low", 700.0), ("other", "low", 700.0)),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 2.0), ("kids", "other", "residential", 5, 1.0)
        ),
    )
    played = simulate(town, "middle", (), months(12))
    assert children_at_year_ends(town, played)["2024/25", "residential"] == 3.0


def budget(head: str, year: str, gross: float, income: float) -> Budget:
    """Return a budget row."""
    return Budget(source="test", budget_head=head, financial_year=year, gross_gbp=gross, income_gbp=income)


BUDGETS = (
    budget("placements", "2024/25", 100_000.0, 4000.0),
    budget("fostering", "2024/25", 20_000.0, 0.0),
    budget("placements", "2025/26", 110_000.0, 5000.0),
    budget("placements", "2026/27", 9e9 / 9, 0.0),
)


def test_base_budgets_are_net_of_income_over_all_heads() -> None:
    """116,000 and 105,000; 2026/27 is not planned."""
    town = instance(budgets=BUDGETS, settings=small.settings(financial_years=2))
    assert base_budgets(town) == {"2024/25": 116_000.0, "2025/26": 105_000.0}


def test_full_year_effect() -> None:
    """2 x 700 x 52 in spot, 0.5 x 2,100 x 52 in gap, fixed lines 30,000, less the first year's 116,000.

    72,800 + 54,600 + 30,000 - 116,000; the unplaced child has no price, and prices are those of the base.
    """
    town = instance(
        budgets=BUDGETS,
        settings=small.settings(financial_years=2, price_base="2023/24"),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 2.0),
            ("kids", "gap", "gap", 0, 0.5),
            ("kids", None, "unknown", 0, 1.0),
            ("kids", None, "secure", 5, 2.0),
        ),
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head",
            ("secure_beds", "secure", 24_000.0, "residential", "welfare"),
            ("allowances", "none", 6000.0, "residential", "welfare"),
        ),
    )
    assert full_year_effect(town) == pytest.approx(41_400.0)


def test_without_a_budget_of_the_first_year_there_is_no_effect() -> None:
    """No budget at all, and one of the second year only."""
    assert full_year_effect(instance()) is None
    later = instance(budgets=BUDGETS[2:3], settings=small.settings(financial_years=2))
    assert full_year_effect(later) is None


def test_sums_are_exact_and_by_kind() -> None:
    """0.1 + 0.2 is 0.30; capital stays out; a year that is not reported too."""

    def line(amount: float, kind: LedgerKind = "revenue", year: str = "2024/25") -> LedgerLine:
        return LedgerLine(
            financial_year=year,
            authority="smalltown",
            budget_head="placements",
            line="fees",
            kind=kind,
            id="spot",
            amount_gbp=amount,
        )

    lines = [line(0.1), line(0.2), line(5.0, "capital"), line(-0.05, "income"), line(9.0, year="2030/31")]
    assert sums_by_year(instance(), lines, {"revenue"}) == {"2024/25": 0.3}
    assert sums_by_year(instance(), lines, {"revenue", "income", "financing"}) == {"2024/25": 0.25}
