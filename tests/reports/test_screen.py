"""The screen: headline, children, gap."""

import datetime as dt
from typing import Any

import pytest

from audit.checks import Check
from audit.verify import Verification
from models.plan import GapLine, Plan
from reports.placements import gap_table, placements_table
from reports.screen import headline, tables
from tests.reports.handmade import EXCESS, plan_of, relaxed_plan, with_summary
from tests.reports.planned import tight_instance, tiny

PASSED = Verification(True, (Check("ledger", True, 0.0, "fine"), Check("gap", True, 0.0, "fine")))


def certified(**certificate: Any) -> Plan:
    """The tiny plan with another certificate."""
    summary = plan_of().summary
    proof = summary.certificate.model_copy(update=certificate)
    return plan_of().model_copy(update={"summary": summary.model_copy(update={"certificate": proof})})


def status(plan: Plan) -> str:
    """The line of the status."""
    return headline(tiny().instance, plan, PASSED)[1]


def test_the_headline() -> None:
    """Who, which years, which paths, how many checks, how long."""
    lines = headline(tiny().instance, certified(seconds={"total": 12.34}), PASSED)
    assert lines[0] == ("Tinyshire Council, 2024/25: plan of least cost; demand path 'middle', price path 'central'")
    assert lines[-1] == "Independent re-check of every row and pound: 2 checks passed; 12.3 seconds in all"


def test_overlays_are_named() -> None:
    """In the first line."""
    lines = headline(tiny().instance, plan_of(), PASSED, ("overlay mixed", "money.move_gbp=7"))
    assert lines[0].endswith("price path 'central'; with overlay mixed; money.move_gbp=7")


def test_several_years_are_a_span() -> None:
    """First to last."""
    summary = plan_of().summary.model_copy(
        update={"cost_gbp_by_year": {"2024/25": 1.0, "2025/26": 1.0, "2026/27": 1.0}}
    )
    plan = plan_of().model_copy(update={"summary": summary})
    assert "Council, 2024/25 to 2026/27: plan" in headline(tiny().instance, plan, PASSED)[0]


def test_an_optimum_within_the_gap() -> None:
    """Of 1,000,000 pounds, 1,000 are not proven: 0.1 %."""
    assert status(certified(objective_gbp=1e6, bound_gbp=999e3, gap=1e-3)) == (
        "Status: optimal to the gap asked; no plan is better by more than 1,000 pounds, 0.100 % of 1,000,000 pounds "
        "(present value, with penalties and the year after the horizon)"
    )


def test_an_optimum_without_a_gap() -> None:
    """None is better."""
    assert status(certified(objective_gbp=1e6, bound_gbp=1e6, gap=0.0)).startswith(
        "Status: optimal; no plan is better; it stands at 1,000,000 pounds"
    )


def test_a_tiny_gap_is_not_shown_as_none() -> None:
    """37 pounds of nine million."""
    assert "37 pounds, less than 0.001 % of" in status(certified(objective_gbp=9e6, bound_gbp=9e6 - 37, gap=37 / 9e6))


def test_a_stopped_search() -> None:
    """With what it means."""
    lines = headline(tiny().instance, certified(status="feasible", objective_gbp=1e6, bound_gbp=8e5, gap=0.2), PASSED)
    assert "Status: feasible; no plan is better by more than 200,000 pounds, 20.0 % of" in lines[1]
    assert lines[2] == "Stopped before the asked gap was proven: the plan can be used, a better one may exist."


def test_nothing_proven() -> None:
    """Said so."""
    assert "nothing is proven" in status(certified(status="feasible", bound_gbp=None, gap=None, gap_gbp=None))


def test_a_relaxed_second_baseline_says_what_it_was_allowed() -> None:
    """It may miss what do-nothing misses, so it does not claim to miss as little as possible."""
    plan = relaxed_plan()
    summary = plan.summary.model_copy(update={"kind": "optimised_no_new_commitments"})
    lines = headline(tight_instance().instance, plan.model_copy(update={"summary": summary}), PASSED)
    assert lines[2].startswith("Without new commitments a hard policy may be missed by as much as do-nothing")


def test_a_relaxed_plan_names_what_it_misses() -> None:
    """Below the status, one a line."""
    lines = headline(tight_instance().instance, relaxed_plan(), PASSED)
    assert lines[1].startswith("Status: relaxed; no plan that misses as little is better")
    assert lines[2] == "The hard policies cannot all be met. This plan misses them by as little as possible:"
    assert lines[3].startswith("  near home in 2024/25: ")
    assert lines[4].startswith("  few moves in 2024/25: ")


def test_failed_checks_are_named() -> None:
    """In place of their number."""
    failed = Verification(False, (Check("ledger", False, 1.0, "a pound"), Check("gap", True, 0.0, "fine")))
    assert "FAILED: ledger;" in headline(tiny().instance, plan_of(), failed)[-1]


def test_children_by_provision() -> None:
    """Today's 25 children by provision; totals add; provisions without children are left out."""
    table = placements_table(tiny().instance, plan_of())
    today = {row[0]: row[1] for row in table.rows}
    assert table.head == ["", "2024", "2025"]
    assert today["in-house fostering"] == "10.0"
    assert today["placement not recorded"] == "1.0"
    assert today["secure placements"] == "1.0"
    assert today["all children in care"] == "25.0"
    assert "no sufficient placement (gap)" not in today
    ends = plan_of().summary.children_at_year_end["2024/25"]
    assert table.rows[-1][2] == f"{sum(ends.values()):.1f}"


def with_gap(*lines: GapLine, weeks: float = 0.0) -> Plan:
    """The tiny plan with a sufficiency gap."""
    summary = plan_of().summary.model_copy(update={"gap_child_weeks_by_year": {"2024/25": weeks}})
    return plan_of().model_copy(update={"summary": summary, "gap": lines})


def gap(need: str, ages: tuple[int, int], start: dt.date, children: float) -> GapLine:
    """A line of the gap."""
    return GapLine(
        need=need, age_from=ages[0], age_to=ages[1], home_area="tinyton", period_start=start, children=children
    )


def test_no_gap() -> None:
    """In words."""
    table = gap_table(tiny().instance, with_gap())
    assert (table.rows, table.foot) == ([], "none: every child has a sufficient placement in this plan")


def test_a_gap_in_average_children() -> None:
    """Two children in April, one month of twelve, and one in the last quarter, three of twelve: 0.17 and 0.25."""
    plan = with_gap(
        gap("high", (0, 15), dt.date(2025, 1, 1), 1.0), gap("low", (16, 17), dt.date(2024, 4, 1), 2.0), weeks=21.7
    )
    table = gap_table(tiny().instance, plan)
    assert table.rows == [
        ["low", "16 to 17", "0.17"],
        ["high", "0 to 15", "0.25"],
        ["all", "", "0.42"],
        ["child-weeks", "", "22"],
    ]


@pytest.mark.parametrize("kind", ["plan", "do_nothing", "optimised_no_new_commitments"])
def test_all_tables(kind: Any) -> None:
    """Those that have a subject: the scorecard only where there is one, authorities only where there are several."""
    found = [table.title for table in tables(tiny().instance, plan_of(kind))]
    assert found[0].startswith("Cost by financial year")
    assert "Cost by authority (revenue, nominal pounds)" not in found
    assert ("Use of what is committed, 2024/25" in found) == (kind != "do_nothing")
    assert "Programmes and step-down" in found
    assert ("Policy scorecard" in found) == (kind != "do_nothing")
    assert found[-1].startswith("Sufficiency gap")


def test_tables_of_several_authorities_and_full_offers() -> None:
    """Two authorities, an offer over its capacity."""
    shared = {"tinyshire": {"2024/25": 1.0}, "northshire": {"2024/25": 2.0}}
    plan = with_summary(plan_of(), cost_gbp_by_authority=shared, over_capacity_today=(EXCESS,))
    found = [table.title for table in tables(tiny().instance, plan)]
    assert found[1] == "Cost by authority (revenue, nominal pounds)"
    assert "Offers over their capacity today" in found
