"""Checks across rows: references, needs, areas, cohorts, demand and children today."""

from pathlib import Path

import pytest

from tests.instances.editing import (
    Files,
    cell_fault,
    faults_of,
    only_fault,
    read,
    with_cell,
    with_row,
    without_row,
)
from tests.instances.tiny import tiny_files


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "target"),
    [
        ("transitions", 5, "to_cohort", "low_teens", "cohorts, column cohort (did you mean low_teen?)"),
        ("entries", 2, "cohort", "low_kid", "cohorts"),
        ("placements_today", 2, "cohort", "somebody", "cohorts"),
        ("placements_today", 2, "offer", "fostring", "offers (did you mean fostering?)"),
        ("offers", 4, "budget_head", "agency_heads", "budgets (did you mean agency_head?)"),
        ("fixed_lines", 2, "budget_head", "nothing", "budgets"),
        ("income", 2, "budget_head", "nothing", "budgets"),
    ],
)
def test_a_name_that_does_not_exist(
    tmp_path: Path, table: str, row: int, column: str, value: str, target: str
) -> None:
    """The row that names it is the fault, with the nearest name."""
    fault = cell_fault(tmp_path, table, row, column, value)
    start = f"{table}.csv, row {row}, {column}: found '{value}': a name that stands in the table {target}"
    assert fault.startswith(start)


@pytest.mark.parametrize(
    ("table", "row", "column", "target"),
    [
        ("cohorts", 2, "need", "needs"),
        ("cohorts", 2, "home_area", "areas"),
        ("offers", 3, "placed_in", "areas"),
        ("offer_prices", 2, "offer", "offers"),
        ("offer_prices", 2, "need", "needs"),
        ("disruption", 2, "offer", "offers"),
        ("disruption", 2, "need", "needs"),
        ("blocks", 2, "offer", "offers"),
        ("block_tiers", 2, "block", "blocks"),
        ("homes", 2, "offer", "offers"),
        ("fostering", 2, "offer", "offers"),
        ("fixed_lines", 2, "uplift", "uplifts"),
    ],
)
def test_a_name_that_does_not_exist_among_other_faults(
    tmp_path: Path, table: str, row: int, column: str, target: str
) -> None:
    """Where the wrong name leaves something else missing, both are told."""
    files = with_cell(tiny_files(), table, row, column, "zzz")
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    expected = f"{table}.csv, row {row}, {column}: found 'zzz': a name that stands in the table {target}"
    assert any(fault.startswith(expected) for fault in told)


def test_budget_heads_are_free_where_there_are_no_budgets(tmp_path: Path) -> None:
    """Without budgets there is nothing to refer to."""
    files = {**tiny_files(), "budgets.csv": tiny_files()["budgets.csv"].partition("\n")[0]}
    assert not faults_of(tmp_path, files)


@pytest.mark.parametrize(("rank", "row", "expected"), [("3", 3, 2), ("1", 3, 2), ("0", 3, 1)])
def test_ranks_are_consecutive(tmp_path: Path, rank: str, row: int, expected: int) -> None:
    """Ranks 1 and 3, twice 1, or 0 and 1 are faults."""
    fault = cell_fault(tmp_path, "needs", 3, "rank", rank)
    assert fault == (
        f"needs.csv, row {row}, rank: found '{rank}': ranks 1, 2, 3 and so on, each once; {expected} is expected here"
    )


def test_areas_are_complete(tmp_path: Path) -> None:
    """A home area without a row to an offer's area is a fault that names both."""
    files = with_row(tiny_files(), "areas", home_area="eastham", placed_in="tinyton", ring="in_authority")
    files = with_row(files, "areas", home_area="eastham", placed_in="nowhere", ring="nowhere")
    files = with_cell(files, "cohorts", 2, "home_area", "eastham")
    assert only_fault(tmp_path, files) == (
        "areas.csv, placed_in: found 'eastham northshire': "
        "a row for home_area eastham and placed_in northshire; it is missing"
    )


def test_cohorts_do_not_overlap(tmp_path: Path) -> None:
    """Two cohorts of one need and home area share no year of age."""
    files = with_row(
        tiny_files(), "cohorts", cohort="mid", need="low", home_area="tinyton", age_from="10", age_to="15"
    )
    assert only_fault(tmp_path, files) == (
        "cohorts.csv, row 6, age_from: found '10 to 15': "
        "ages that no other cohort of this need and home area has; low_child has some"
    )


def test_transitions_add_to_at_most_one(tmp_path: Path) -> None:
    """The row that passes 1 is the fault; a ten-billionth more than 1 is forgiven."""
    fault = cell_fault(tmp_path / "a", "transitions", 6, "monthly_share", "0.031")
    assert fault == (
        "transitions.csv, row 6, monthly_share: found '0.031': "
        "shares of a cohort that add to at most 1; up to here low_child has 1.001"
    )
    files = with_cell(tiny_files(), "transitions", 6, "monthly_share", "0.0300000001")
    assert not faults_of(tmp_path / "b", files)


def test_entries_lie_in_the_horizon(tmp_path: Path) -> None:
    """A month of the year before is a fault of its row."""
    files = with_row(tiny_files(), "entries", cohort="low_teen", demand="middle", month="2024-03-01", children="1")
    assert only_fault(tmp_path, files) == (
        "entries.csv, row 50, month: found '2024-03-01': a month of the horizon, 2024-04-01 to 2025-03-01"
    )


def test_each_demand_path_has_every_month(tmp_path: Path) -> None:
    """A path with one month lacks eleven."""
    files = with_row(tiny_files(), "entries", cohort="low_teen", demand="high", month="2024-04-01", children="1")
    assert only_fault(tmp_path, files) == (
        "entries.csv, month: found 'demand high': "
        "a row for each month of the horizon; 11 missing, the first is 2024-05-01"
    )


def test_history_periods(tmp_path: Path) -> None:
    """A count has no period, a flow has one."""
    fault = cell_fault(tmp_path / "a", "history", 2, "period_months", "12")
    assert fault.startswith("history.csv, row 2, period_months: found '12': 0 for looked_after")
    fault = cell_fault(tmp_path / "b", "history", 3, "period_months", "0")
    assert fault.startswith("history.csv, row 3, period_months: found '0': 0 for looked_after")


@pytest.mark.parametrize("measure", ["population", "looked_after_30_months", "same_placement_24_months"])
def test_dfe_counts_on_a_day(tmp_path: Path, measure: str) -> None:
    """Counts on a day have no period; children with three or more placements have the year in which they had them."""
    row = {"measure": measure, "period_end": "2024-03-31", "children": "40", "age_from": "0", "age_to": "15"}
    files = with_row(tiny_files(), "history", **row, period_months="0")
    moved = {**row, "measure": "three_or_more_placements", "period_months": "12"}
    read(tmp_path / "sound", with_row(files, "history", **moved))
    fault = only_fault(tmp_path / "faulty", with_row(tiny_files(), "history", **row, period_months="12"))
    assert "0 for looked_after and other counts on a day" in fault


@pytest.mark.parametrize(
    ("row", "column", "value", "expected"),
    [
        (2, "provision", "ifa", "in_house_fostering, the provision of fostering in the table offers"),
        (2, "offer", "", "an offer; only adoption, health, other, parents, secure and unknown are without"),
        (6, "offer", "home_spot", "blank where provision is secure"),
        (7, "offer", "home_spot", "blank where provision is unknown"),
        (6, "provision", "none", "an offer; only adoption"),
        (6, "provision", "health", "a provision with a row in the table fixed_lines"),
        (2, "cohort", "high_child", "a need that fostering has a price for; high is outside what the offer"),
        (4, "cohort", "low_child", "a child inside the ages 16 to 17; outside what the offer takes"),
    ],
)
def test_children_today_match_their_offer(tmp_path: Path, row: int, column: str, value: str, expected: str) -> None:
    """Provision, offer and cohort of today's children go together."""
    fault = cell_fault(tmp_path, "placements_today", row, column, value)
    assert fault.startswith(f"placements_today.csv, row {row}, ")
    assert expected in fault


@pytest.mark.parametrize(("column", "value"), [("live_from", "2024-04-01"), ("live_to", "2024-03-31")])
def test_children_today_live_in_open_offers(tmp_path: Path, column: str, value: str) -> None:
    """An offer that opens later or closed before has no children at the base date."""
    assert cell_fault(tmp_path, "offers", 3, column, value) == (
        "placements_today.csv, row 3, offer: found 'ifa_north': "
        "an offer open on 2024-03-31 and after; its live_from or live_to says it is not"
    )


def test_somebody_must_be_there_to_plan_for(tmp_path: Path) -> None:
    """Children in fixed lines alone are nothing to plan for, and no base for their share."""
    files: Files = tiny_files()
    for row in (2, 3, 4, 5, 7):
        files = with_cell(files, "placements_today", row, "children", "0")
    expected = "placements_today.csv, children: at least one child outside the fixed lines"
    assert only_fault(tmp_path, files) == expected


def test_rows_left_out(tmp_path: Path) -> None:
    """A fixed line without children is fine."""
    assert not faults_of(tmp_path, without_row(tiny_files(), "placements_today", 6))
