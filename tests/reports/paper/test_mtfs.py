"""MTFS lines: increments, one-off apart from recurring, brackets for cashable reductions alone."""

import dataclasses
from decimal import Decimal

import pytest

from reports.paper.avoided import avoided_grid
from reports.paper.document import Figure, Points
from reports.paper.growth import growth_avoided, is_all_growth
from reports.paper.mtfs import MtfsLine, increments, mtfs_grid, mtfs_lines
from reports.paper.revenue import against_grid
from reports.paper.sections.reasons import reasons
from tests.reports.paper.samples import YEAR, changed, facts, grid, pounds


def test_increments_are_changes_on_the_year_before() -> None:
    """10, 25, 25: 10 on the base budget, 15 more, nothing more."""
    by_year = {"2024/25": Decimal(10), "2025/26": Decimal(25), "2026/27": Decimal(25)}
    assert list(increments(by_year).values()) == [Decimal(10), Decimal(15), Decimal(0)]


def test_a_one_off_goes_out_again() -> None:
    """20 in the first year only: 20, then -20."""
    once = MtfsLine("C1", "Set-up", "one-off", {"2024/25": Decimal(20), "2025/26": Decimal(0)})
    assert list(once.increments().values()) == [Decimal(20), Decimal(-20)]


def test_one_off_and_recurring_cost_of_a_commitment_stand_apart() -> None:
    """The home: 193,125 running, 82,400 before opening; carers are recruited once."""
    found = {(item.description, item.nature): item.by_year for item in mtfs_lines(facts())}
    assert found["Open own home: small home", "recurring"] == pounds("193125.00")
    assert found["Open own home: small home", "one-off"] == pounds("82400.00")
    assert found["Recruit carers: own fostering", "one-off"] == pounds("74160.00")
    assert ("Recruit carers: own fostering", "recurring") not in found


def test_references_are_unique_and_say_what_they_are() -> None:
    """G for growth, C for commitments, I for income."""
    references = [item.reference for item in mtfs_lines(facts())]
    assert references == ["G1", "G2", "G3", "G4", "G5", "C1", "C2", "C3", "I1"]


def test_the_lines_add_up_to_the_change_of_the_pressure() -> None:
    """2,541,696.66 net less 3,300,000 budget: 758,303 pounds below it."""
    total = next(cells for cells in grid("mtfs").rows if str(cells[1]).startswith("Change of the pressure"))
    assert str(total[3]) == "-758,303"


def test_only_a_reduction_of_the_base_budget_stands_in_brackets() -> None:
    """The plan is 758,303 below the budget: that stands in brackets, and no negative growth does."""
    kinds = {str(cells[0]): {cell.kind for cell in cells if isinstance(cell, Figure)} for cells in grid("mtfs").rows}
    assert kinds.pop("S1") == {"saving"}
    assert all("saving" not in found for found in kinds.values())
    assert "(758,303)" in {str(cell) for cells in grid("mtfs").rows for cell in cells}


def test_no_brackets_where_the_plan_is_above_the_base_budget() -> None:
    """A plan of four million grows: growth avoided is no saving."""
    found = mtfs_grid(changed(facts(), net_cost_gbp_by_year={YEAR: 4_000_000.0}))
    assert not [cell for cells in found.rows for cell in cells if isinstance(cell, Figure) and cell.kind == "saving"]


def test_growth_avoided_is_a_column_of_its_own() -> None:
    """Net 3,500,000 if nothing is done, 3,350,000 planned, base 3,300,000: 150,000, in the row of the total alone."""
    found = changed(facts(), net_cost_gbp_by_year={YEAR: 3_350_000.0}, baseline_gbp_by_year={YEAR: 3_600_000.0})
    column = [cells[-1] for cells in mtfs_grid(found).rows]
    assert [str(cell) for cell in column if cell != ""] == ["150,000"]


@pytest.mark.parametrize(
    ("nothing", "plan", "avoided", "all_of_it"),
    [
        (3_600_000, 3_350_000, 150_000, True),
        (3_600_000, 3_200_000, 200_000, False),
        (3_300_000, 3_100_000, 0, False),
        (3_300_000, 3_400_000, -100_000, False),
        (3_400_000, 3_450_000, -150_000, True),
    ],
)
def test_only_what_lies_above_the_base_budget_is_growth(
    nothing: float, plan: float, avoided: float, all_of_it: bool
) -> None:
    """Base 3,300,000 net and 100,000 income: do-nothing is 100,000 less net; growth of each side above the base."""
    found = changed(facts(), net_cost_gbp_by_year={YEAR: plan}, baseline_gbp_by_year={YEAR: nothing})
    assert growth_avoided(found) == {YEAR: avoided}
    assert is_all_growth(found) is all_of_it


def test_what_is_a_saving_is_not_called_growth_avoided() -> None:
    """The tiny plan and do-nothing are both below the base budget: 3,212,910.82 less 2,641,696.66 is no growth."""
    last = against_grid(facts()).rows[-1]
    assert [str(cell) for cell in last[:2]] == ["Cost less than do nothing (below 0: more)", "571,214"]
    assert str(avoided_grid(facts()).rows[-1][0]) == "Net cost less than do nothing"
    text = [item for block in reasons(facts()).blocks if isinstance(block, Points) for item in block.items]
    assert "The plan costs £571,214 less over 2024/25 than carrying on as today." in text
    dear = changed(facts(), net_cost_gbp_by_year={YEAR: 3.4e6}, baseline_gbp_by_year={YEAR: 4e6})
    assert str(against_grid(dear).rows[-1][0]).startswith("Growth avoided")


def test_part_year_and_full_year_effect() -> None:
    """One year only: the home's part-year cost, and that the full year lies after the plan."""
    home = next(cells for cells in grid("mtfs").rows if str(cells[1]) == "Open own home: small home")
    assert [str(cell) for cell in home[-3:]] == ["193,125", "after the plan", ""]


def test_public_lines_do_not_split_commitments() -> None:
    """Recurring apart from one-off would tell the price of what is merged."""
    natures = {item.nature for item in mtfs_lines(dataclasses.replace(facts(), public=True))}
    assert natures == {"recurring", "recurring and one-off"}
