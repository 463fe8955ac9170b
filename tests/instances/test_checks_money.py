"""Checks across rows: uplifts, deflators, budgets, income, policies, published figures."""

from pathlib import Path

import pytest

from tests.instances.editing import (
    cell_fault,
    faults_of,
    only_fault,
    with_cell,
    with_row,
    with_text,
    without_row,
)
from tests.instances.tiny import PROVISIONS, tiny_files


@pytest.mark.parametrize("key", PROVISIONS)
@pytest.mark.parametrize(("place", "path"), [(0, "low"), (1, "central"), (2, "high")])
def test_every_index_has_every_path_and_year(tmp_path: Path, key: str, place: int, path: str) -> None:
    """Provisions in use, moves, gap and the indices of fixed lines need low, central and high."""
    files = without_row(tiny_files(), "uplifts", 2 + 3 * PROVISIONS.index(key) + place)
    assert only_fault(tmp_path, files) == (
        f"uplifts.csv, uplift: found '{key}': a row for {key}, prices {path}, in each of 2024/25; missing"
    )


def test_uplifts_start_the_year_after_the_price_base(tmp_path: Path) -> None:
    """With prices of 2022/23 the year 2023/24 is missing, of each index and path."""
    files = with_text(tiny_files(), "instance.toml", '"2023/24"', '"2022/23"')
    told = faults_of(tmp_path, files)
    assert len(told) == 3 * len(PROVISIONS)
    assert all("in each of 2023/24; missing" in str(fault) for fault in told)


def test_prices_of_the_first_year_need_no_uplift(tmp_path: Path) -> None:
    """With the price base in the only planned year the table may miss indices."""
    files = with_text(tiny_files(), "instance.toml", '"2023/24"', '"2024/25"')
    assert not faults_of(tmp_path, without_row(files, "uplifts", 2))


def test_later_uplifts_leave_no_hole(tmp_path: Path) -> None:
    """Years after the plan may be given, without leaving one out."""
    row = {"uplift": "ifa", "prices": "low", "uplift_share": "0.01"}
    files = with_row(tiny_files(), "uplifts", **row, financial_year="2025/26")
    assert not faults_of(tmp_path / "a", files)
    files = with_row(tiny_files(), "uplifts", **row, financial_year="2026/27")
    assert "prices low, in each of 2025/26; missing" in only_fault(tmp_path / "b", files)


def test_deflators_cover_the_plan(tmp_path: Path) -> None:
    """A planned year without a deflator is a fault; so is one that makes discounting negative."""
    fault = cell_fault(tmp_path / "a", "deflators", 2, "financial_year", "2023/24")
    assert fault == "deflators.csv, financial_year: a row in each of 2024/25; missing"
    fault = cell_fault(tmp_path / "b", "deflators", 2, "deflator_share", "-0.04")
    assert fault == (
        "deflators.csv, row 2, deflator_share: found '-0.04': "
        "a share of at least -0.0338: below, the discount rate is negative"
    )


@pytest.mark.parametrize(
    ("table", "column", "key"),
    [
        ("budgets", "budget_head", "fostering_head"),
        ("income", "income", "uasc_grant"),
        ("policies", "policy", "near_home"),
    ],
)
def test_yearly_rows_cover_the_plan(tmp_path: Path, table: str, column: str, key: str) -> None:
    """Budgets, income and policies have a row for each planned year."""
    files = with_cell(tiny_files(), table, 2, "financial_year", "2025/26")
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    assert told[0] == f"{table}.csv, {column}: found '{key}': a row for {key} in each of 2024/25; missing"


def test_policies_lie_in_the_planned_years(tmp_path: Path) -> None:
    """A year outside the plan is a fault of its row."""
    row = {"policy": "few_moves", "measure": "moves_per_child_year", "level": "1", "strength": "off"}
    files = with_row(tiny_files(), "policies", **row, financial_year="2025/26")
    assert only_fault(tmp_path, files) == (
        "policies.csv, row 4, financial_year: found '2025/26': a planned year, 2024/25 to 2024/25"
    )


def test_a_policy_keeps_its_measure(tmp_path: Path) -> None:
    """One name is one measure in all years."""
    files = with_text(tiny_files(), "instance.toml", "financial_years = 1", "financial_years = 2")
    row = {"policy": "near_home", "measure": "moves_per_child_year", "level": "1", "strength": "off"}
    files = with_row(files, "policies", **row, financial_year="2025/26")
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    expected = "found 'moves_per_child_year': share_within_ring, as in the policy's first row"
    assert f"policies.csv, row 4, measure: {expected}" in told


def test_no_policy_asks_for_nowhere(tmp_path: Path) -> None:
    """The ring nowhere is gap's."""
    fault = cell_fault(tmp_path, "policies", 2, "ring", "nowhere")
    assert fault.endswith("found 'nowhere': a ring where children live; nowhere is only for the offer gap")


def test_recorded_figures(tmp_path: Path) -> None:
    """A range has its low end below its high end; an uplift belongs to a cost base."""
    fault = cell_fault(tmp_path / "a", "calibration", 2, "low", "0.7")
    assert fault == "calibration.csv, row 2, high: found '0.6': at least low, 0.7"
    fault = cell_fault(tmp_path / "b", "published", 2, "uplift_share", "")
    assert fault.endswith("row 2, uplift_share: a share for item cost_base, and blank for other items")
    fault = cell_fault(tmp_path / "c", "published", 2, "item", "children_now")
    assert fault.endswith("found '0.03': a share for item cost_base, and blank for other items")
