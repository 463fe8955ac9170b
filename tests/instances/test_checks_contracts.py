"""Checks of block contracts, homes and fostering: each fault with its row, its value and what is expected."""

from pathlib import Path

import pytest

from tests.instances.editing import Files, faults_of, full_faults, only_fault, with_cell, with_row, with_rows
from tests.instances.full import full_files

Cell = tuple[str, int, str, str]


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "expected"),
    [
        ("blocks", 2, "unit_beds", "9", "a number of which some size of its tiers, 2 to 8 beds, is a multiple"),
        ("blocks", 2, "emergency_beds", "2", "fewer than the smallest size of the block, 2 beds"),
        ("blocks", 3, "emergency_beds", "3", "fewer than the smallest size of the block, 3 beds"),
        ("blocks", 3, "beds_today", "5", "beds inside its tiers, 2 to 4, and a multiple of unit_beds, 1"),
        ("blocks", 3, "unit_beds", "2", None),
        ("blocks", 3, "start_to", "2023-02-01", "the same as start_from, 2023-01-01: the block already runs, with b"),
        ("blocks", 2, "extension_months", "", None),
        ("blocks", 2, "extensions", "", None),
        ("blocks", 2, "break_after_months", "36", "months inside the term, 1 to 35, or blank"),
        ("blocks", 2, "break_after_months", "0", "months inside the term, 1 to 35, or blank"),
        ("blocks", 2, "break_after_months", "", None),
        ("blocks", 2, "review_cap_share", "0.005", "at least review_collar_share, 0.01"),
        ("blocks", 3, "review_cap_share", "0.03", "blank where review is fixed: the price is not reviewed"),
        ("blocks", 3, "review_collar_share", "0.03", "blank where review is fixed: the price is not reviewed"),
        ("blocks", 2, "void_sale_gbp_per_week", "4300", "less than the block's lowest price, 4300: else an empty be"),
        ("blocks", 2, "void_sale_beds", "", None),
        ("blocks", 2, "void_sale_gbp_per_week", "", None),
        ("blocks", 2, "guarantee_share", "1.1", "a share from 0 to 1, written 0.25 for 25 %, or blank for 1"),
        ("blocks", 2, "review_month", "13", "a whole number from 1 to 12, or blank for 4"),
        ("blocks", 2, "term_months", "0", None),
        ("block_ramps", 2, "beds_share", "0", "a share above 0"),
        ("block_ramps", 3, "beds_share", "0.4", "at least the share of the year before, 0.5"),
        ("block_ramps", 3, "contract_year", "3", "years 1, 2, 3 and so on; 2 is missing"),
        ("block_ramps", 2, "block", "block_x", None),
        ("homes", 2, "emergency_beds", "3", "fewer than the beds of the home, 3"),
        ("homes", 2, "pre_opening_months", "0", "at least 1 month"),
        ("homes", 2, "pre_opening_months", "7", "at most the lead time, 6 months from the decision to the first ch"),
        ("homes", 2, "void_sale_beds", "0", None),
        ("homes", 2, "void_sale_gbp_per_week", "0", None),
        ("homes", 2, "delivery", "charity", "one of own, relaunched, cic, acquired, trading_company, or blank for"),
        ("homes", 2, "mrp_method", "straight", "one of annuity, equal_instalments, or blank for annuity"),
        ("fostering", 2, "staying_put_months", "0", "at least 1 month, as young people stay put with their carers"),
    ],
)
def test_one_wrong_cell(tmp_path: Path, table: str, row: int, column: str, value: str, expected: str | None) -> None:
    """One fault, at the cell; where another column is at fault, the test below says which."""
    told = full_faults(tmp_path, (table, row, column, value))
    if expected is None:
        assert told
        return
    assert len(told) == 1, told
    assert told[0].startswith(f"{table}.csv, row {row}, {column}: found '{value}': {expected}")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            ("blocks", 2, "extension_months", ""),
            "blocks.csv, row 2, extension_months: found '0': a number above 0: extensions and extension_months go",
        ),
        (
            ("blocks", 2, "extensions", ""),
            "blocks.csv, row 2, extensions: found '0': a number above 0: extensions and extension_months go together",
        ),
        (
            ("blocks", 2, "break_after_months", ""),
            "blocks.csv, row 2, termination_gbp: found '10000': 0 or blank where break_after_months is blank",
        ),
        (
            ("blocks", 2, "void_sale_beds", ""),
            "blocks.csv, row 2, void_sale_beds: found '0': a number above 0: void_sale_beds and void_sale_gbp_per",
        ),
        (
            ("blocks", 2, "void_sale_gbp_per_week", ""),
            "blocks.csv, row 2, void_sale_gbp_per_week: found '0': a number above 0",
        ),
        (("homes", 2, "void_sale_beds", "0"), "homes.csv, row 2, void_sale_beds: found '0': a number above 0"),
        (("blocks", 3, "unit_beds", "2"), "blocks.csv, row 3, beds_today: found '3': beds inside its tiers, 2 to 4"),
        (
            ("block_ramps", 2, "block", "block_x"),
            "block_ramps.csv, row 2, block: found 'block_x': a name that stands in the table blocks (did you mean",
        ),
    ],
)
def test_the_other_column_is_at_fault(tmp_path: Path, cell: Cell, expected: str) -> None:
    """What goes together is told at the column that is missing or too much."""
    told = full_faults(tmp_path, cell)
    assert told[0].startswith(expected), told


def test_a_running_block_has_started_and_not_ended(tmp_path: Path) -> None:
    """Started in January 2023 for 15 months it ends in March 2024, a month too early; 16 reach April."""
    told = full_faults(tmp_path / "a", ("blocks", 3, "term_months", "15"))
    assert told == [
        "blocks.csv, row 3, term_months: found '15': "
        "a term that, with extensions, runs to 2024-04-01 or later: the block already runs"
    ]
    assert not full_faults(tmp_path / "b", ("blocks", 3, "term_months", "16"))
    options = (("blocks", 3, "extensions", "1"), ("blocks", 3, "extension_months", "1"))
    assert not full_faults(tmp_path / "c", ("blocks", 3, "term_months", "15"), *options)
    april = (("blocks", 3, "start_from", "2024-04-01"), ("blocks", 3, "start_to", "2024-04-01"))
    assert full_faults(tmp_path / "d", *april) == [
        "blocks.csv, row 3, start_from: found '2024-04-01': "
        "a month before 2024-04-01, as the block already runs, with beds_today"
    ]
    march = (("blocks", 3, "start_from", "2024-03-01"), ("blocks", 3, "start_to", "2024-03-01"))
    assert not full_faults(tmp_path / "e", *march)


def test_a_start_after_the_horizon(tmp_path: Path) -> None:
    """A block that is still a choice starts in a month of decision of the horizon."""
    late = (("blocks", 2, "start_from", "2025-04-01"), ("blocks", 2, "start_to", "2026-04-01"))
    (fault,) = full_faults(tmp_path, *late)
    assert fault.startswith("blocks.csv, row 2, start_from: found '2025-04-01': a start inside the horizon: no month")


def test_a_gap_between_tiers_and_a_tier_of_another_block(tmp_path: Path) -> None:
    """Told at the tier above."""
    assert full_faults(tmp_path, ("block_tiers", 3, "beds_from", "6")) == [
        "block_tiers.csv, row 3, beds_from: found '6': 5, so that tiers follow without gap or overlap"
    ]


def test_two_tables_that_supply_one_offer(tmp_path: Path) -> None:
    """A second block on an offer."""
    told = full_faults(tmp_path, ("blocks", 3, "offer", "block_offer"))
    assert (
        "blocks.csv, row 3, offer: found 'block_offer': an offer that no other block, home or service supplies"
        in (told)
    )


def test_ramps_are_given_once_a_year(tmp_path: Path) -> None:
    """Year 1 twice is a row twice; the first year given must be the first."""
    assert full_faults(tmp_path / "a", ("block_ramps", 3, "contract_year", "1")) == [
        "block_ramps.csv, row 3, block: found 'block_c 1': one row for each block, contract_year; row 2 has the same"
    ]
    assert full_faults(tmp_path / "b", ("block_ramps", 2, "contract_year", "3")) == [
        "block_ramps.csv, row 2, beds_share: found '0.5': at least the share of the year before, 0.75",
        "block_ramps.csv, row 3, contract_year: found '2': years 1, 2, 3 and so on; 1 is missing",
    ]


@pytest.mark.parametrize(
    ("column", "value", "told_at"),
    [
        ("works_months", "7", "works_months"),
        ("approval_months", "5", "approval_months"),
        ("registration_months", "5", "registration_months"),
        ("slippage_months", "6", "slippage_months"),
    ],
)
def test_the_parts_of_a_lead_time_add(tmp_path: Path, column: str, value: str, told_at: str) -> None:
    """1 + 3 + 1 + 1 months are in time; 10 are not, and the longest part is named with the sum."""
    (fault,) = full_faults(tmp_path, ("homes", 2, column, value))
    assert fault.startswith(
        f"homes.csv, row 2, {told_at}: found '{value}': a lead time whose first child comes within"
    )
    assert "months together" in fault


def test_homes_that_are_only_kept(tmp_path: Path) -> None:
    """With max_homes 0 nothing is decided, and no lead time is judged."""
    assert not full_faults(tmp_path, ("homes", 2, "max_homes", "0"), ("homes", 2, "works_months", "36"))


def test_a_cost_before_opening_of_nothing_may_take_any_time(tmp_path: Path) -> None:
    """Without pre_opening_gbp the months say nothing."""
    assert not full_faults(tmp_path, ("homes", 2, "pre_opening_gbp", "0"), ("homes", 2, "pre_opening_months", "9"))


def test_nobody_stays_put(tmp_path: Path) -> None:
    """0 months with nobody there is no fault; nor is a service without the columns."""
    nobody = [("fostering", 2, f"staying_put_{name}", "0") for name in ("today", "starts_per_year", "months")]
    assert not full_faults(tmp_path, *nobody)


def test_a_home_that_can_serve_nobody(tmp_path: Path) -> None:
    """A home for a need that none of its ages has."""
    files: Files = with_row(
        full_files(), "needs", need="rare", rank="3", escalation_share="0", description="a rare need"
    )
    files = with_row(files, "offer_prices", offer="gap", need="rare", gbp_per_week="1")
    files = with_rows(
        files,
        "placements_today",
        lambda rows: [row for row in rows if "own_home" not in row],
    )
    files = with_cell(files, "offer_prices", 9, "need", "rare")
    files = with_cell(files, "disruption", 9, "need", "rare")
    files = with_cell(files, "disruption", 19, "need", "rare")
    assert only_fault(tmp_path, files) == (
        "offers.csv, row 8, offer: found 'own_home': "
        "an offer that takes some cohort, by ages, needs with a price, skills, group size and authority"
    )


def test_prices_on_a_block_are_extras(tmp_path: Path) -> None:
    """A part-guaranteed block has a price for each child beside that of its beds."""
    assert not faults_of(tmp_path, with_cell(full_files(), "offer_prices", 8, "gbp_per_week", "900"))
