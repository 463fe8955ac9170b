"""The bridge, worked out by hand for the tiny instance, and that it adds up whatever the ledger says."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import LedgerLine
from reports.paper.bridge import Step, bridge, child_weeks, commitment_steps, contracts_of
from reports.paper.bridge_table import bridge_grid, is_exact, steps
from reports.paper.document import Figure, Grid
from reports.paper.facts import Results, exact, facts_of
from reports.paper.pictures import bridge_picture
from tests.audit.county import county
from tests.audit.county import plan as county_plan
from tests.reports.paper.samples import YEAR, changed, commitment, facts, line, pounds


def step(key: str) -> Step:
    """A step of the tiny instance's bridge by its key; of commitments the first."""
    return next(found for found in bridge(facts()) if found.key == key)


def test_base_budget_is_gross_less_income() -> None:
    """400,000 and 3,000,000 gross, 100,000 income: 3,300,000."""
    assert step("base").by_year == pounds("3300000.00")


def test_full_year_effect_is_a_year_of_today_less_the_budget() -> None:
    """10 at 450, 6 at 900, 3 at 1,200, 4 at 5,500: 35,500 a week, 1,846,000 a year; 300,000 fixed; less budget."""
    assert step("full_year").by_year == pounds("-1154000.00")


def test_price_is_the_rise_of_todays_cost() -> None:
    """Everything rises by 3 %: of 1,846,000 and 300,000 that is 64,380."""
    assert step("price").by_year == pounds("64380.00")


def test_demand_is_the_change_of_child_weeks_at_todays_average_cost() -> None:
    """Child-weeks over 23 children's 52 weeks, less 1, of 1,846,000 pounds."""
    found = facts()
    weeks = child_weeks(found, found.nothing.simulation, YEAR)
    expected = 1_846_000 * (weeks / (23 * 52) - 1)
    assert float(step("demand").by_year[YEAR]) == pytest.approx(expected, abs=0.01)
    assert float(step("cross").by_year[YEAR]) == pytest.approx(0.03 * expected, abs=0.01)


def test_child_weeks_are_average_children_by_days_over_seven() -> None:
    """A year of 365 days has 365 / 7 weeks: the average over months, weighted by days."""
    found = facts()
    average = found.nothing.simulation.average[1:13].sum(axis=(1, 2))
    days = [30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31]
    by_hand = sum(children * number / 7 for children, number in zip(average, days, strict=True))
    assert child_weeks(found, found.nothing.simulation, YEAR) == pytest.approx(by_hand)


def test_commitments_stand_with_what_the_ledger_pays_for_them() -> None:
    """The home: 193,125 to run and 82,400 before opening; six households recruited: 74,160."""
    found = {item.id: item.by_year for item in commitment_steps(facts())}
    assert found == {"small_home": pounds("275525.00"), "own_fostering": pounds("74160.00")}


def test_income_is_negative_and_the_plan_is_net() -> None:
    """100,000 of grant; the plan's 2,641,696.66 less that."""
    assert step("income").by_year == pounds("-100000.00")
    assert step("plan").by_year == pounds("2541696.66")


def test_mix_is_what_is_left() -> None:
    """Plan less every other step; nothing else is a remainder."""
    others = [found for found in bridge(facts()) if found.key not in ("mix", "plan")]
    assert step("mix").by_year[YEAR] == Decimal("2541696.66") - sum(found.by_year[YEAR] for found in others)


@pytest.mark.parametrize("public", [False, True])
def test_steps_add_up_to_the_penny(public: bool) -> None:
    """Base budget and steps make the plan, also where steps are merged."""
    assert is_exact(facts(public=public))


PENCE = st.integers(-(10**11), 10**11).map(lambda amount: amount / 100)


@given(net=PENCE, running=PENCE, income=PENCE)
def test_steps_add_up_whatever_the_ledger_says(net: float, running: float, income: float) -> None:
    """For any amounts in whole pence."""
    ledger: list[LedgerLine] = [
        line("home_running", "revenue", "small_home", running),
        line("income", "income", "uasc_grant", income),
    ]
    found = changed(facts(), ledger=ledger, net_cost_gbp_by_year={YEAR: net})
    assert is_exact(found)
    assert bridge(found)[-1].by_year == exact({YEAR: net})


def test_a_block_already_running_is_no_step() -> None:
    """It started before the plan and belongs to today's supply."""
    running = commitment("block", "block_c", 3, start=dt.date(2023, 4, 1))
    found = changed(facts(), commitments=(running,), ledger=[line("block_used", "revenue", "block_c", 5.0)])
    assert commitment_steps(found) == []


def test_a_commitment_does_not_take_the_fees_of_an_offer_of_its_name() -> None:
    """Fees of the offer `fostering` are no cost of a service that is also called `fostering`."""
    found = changed(
        facts(),
        commitments=(commitment("fostering", "fostering", 2),),
        ledger=[line("fees", "revenue", "fostering", 900.0), line("recruitment", "revenue", "fostering", 24.0)],
    )
    assert [item.by_year for item in commitment_steps(found)] == [pounds("24.00")]


def test_contracts_behind_a_commitment() -> None:
    """Two homes are two contracts, a block one in each year it runs, carers none."""
    items = (
        commitment("home", "small_home", 2),
        commitment("block", "block_c", 4, end=dt.date(2027, 3, 31)),
        commitment("block", "block_c", 2, live_from=dt.date(2025, 4, 1)),
        commitment("fostering", "own_fostering", 5),
    )
    found = changed(facts(), commitments=items)
    assert len(contracts_of(found, "home", "small_home")[YEAR]) == 2
    assert len(contracts_of(found, "block", "block_c")[YEAR]) == 1
    assert contracts_of(found, "fostering", "own_fostering") == {}


def test_the_table_shows_pence_and_its_total() -> None:
    """One year, and all years."""
    found = bridge_grid(facts())
    assert list(found.head) == ["", YEAR, "all years"]
    assert [str(cell) for cell in found.rows[0][1:]] == ["3,300,000.00", "3,300,000.00"]
    assert found.unit == "pounds and pence"


def test_steps_of_nothing_are_not_drawn() -> None:
    """Base 10, demand 0, mix 2, plan 12: three bars, and the words name no step of nothing; the table keeps it."""
    rows = [("Base", 10e6), ("Demand", 0.0), ("Mix", 2e6), ("Plan", 12e6)]
    cells = [[name, Figure(value, "pence"), Figure(value, "pence")] for name, value in rows]
    table = Grid("bridge", "Bridge", ["", YEAR, "all years"], cells, "pounds", "nominal", "here")
    drawn = bridge_picture(table, ["base", "demand", "mix", "plan"])
    (found,) = drawn.spec["datasets"].values()
    assert [row["label"] for row in found] == ["Base budget", "Mix and what is left", "Plan, net"]
    assert "Demand" not in drawn.alt
    assert drawn.data is table


def test_public_steps_hide_a_single_home_in_the_mix() -> None:
    """One home is one contract: its cost and the mix are one step, carers stand alone."""
    labels = [found.label for found in steps(facts(public=True))]
    assert "mix and commitments together" in labels
    assert not [label for label in labels if "small home" in label]
    assert [label for label in labels if "own fostering" in label]


def test_a_year_without_a_budget_carries_on_that_of_the_year_before() -> None:
    """The county has a budget for its first year only; the table says what was done."""
    found = facts_of(county(), county_plan(), Results(), public=False)
    first, second = bridge(found)[0].by_year.values()
    assert first == second == Decimal("2850000.00")
    assert is_exact(found)
    assert (
        "No base budget in the instance for 2025/26: that of the year before is carried on."
        in bridge_grid(found).notes
    )


def test_homes_open_today_are_no_new_commitment() -> None:
    """600,000 a year: the house of today is no commitment; the new one runs 7 months and costs 30,000 to open."""
    found = facts_of(county(), county_plan(), Results(), public=False)
    home = next(item for item in commitment_steps(found) if item.id == "house_type")
    assert home.by_year["2024/25"] == Decimal("380000.00")
