"""Checks of several authorities, of who takes whom, and of what ends: successors and closures."""

from pathlib import Path

import pytest

from tests.instances.editing import faults_of, full_faults, only_fault, with_cell, with_row
from tests.instances.full import full_files
from tests.instances.tiny import tiny_files

OPEN = "an offer that does not end itself; "
UNKNOWN = "the authority of the settings, tinyshire, or one of the table authorities"
ONLY_PLACES = "an offer of spot, framework or direct places; those of blocks, homes, services and gap do not close"


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "expected"),
    [
        ("programmes", 2, "authority", "tinyshir", UNKNOWN + " (did you mean tinyshire?)"),
        ("fixed_lines", 2, "authority", "west", UNKNOWN),
        ("budgets", 3, "authority", "west", UNKNOWN),
        ("income", 2, "authority", "west", UNKNOWN),
        ("policies", 2, "authority", "west", UNKNOWN),
        (
            *("transitions", 10, "to_cohort", "north_child"),
            "a cohort of tinyshire, the authority of trial_child; this is one of northshire",
        ),
        ("offers", 8, "authority", "tinyshire", "blank: the table offer_shares says who uses this offer"),
        (
            *("offers", 8, "unit_beds", "3"),
            "blank: its units are those of the block, home or service that supplies it",
        ),
        ("offers", 3, "largest_group", "0", "a whole number from 1 to 60, or blank"),
        ("offer_prices", 2, "full_gbp_per_week", "400", "at least gbp_per_week, 450: overheads are on top of it"),
        (
            *("cohorts", 7, "solo", "yes"),
            "no for a group: who lives alone is not together with brothers and sisters",
        ),
        ("cohorts", 2, "split_allowed", "yes", "no for single children, whose group_size is 1"),
        ("cohorts", 2, "split_allowed", "maybe", "one of yes, no, or blank for no"),
        ("cohorts", 2, "bed_use", "0.5", "a number from 1 to 10, written 1234.50 without commas, £ or %, or blank f"),
        ("offers", 4, "successor", "home_spot", "another offer than the one that ends"),
        ("offers", 4, "successor", "gap", "an offer with sufficient placements, or blank; gap is not one"),
        ("offers", 4, "successor", "ifa_north", OPEN + "ifa_north has a live_to or closures"),
        ("offers", 4, "successor", "block_offer", OPEN + "block_offer ends with the contract of its block"),
        ("offers", 4, "successor", "nowhere", "a name that stands in the table offers, column offer"),
        ("offers", 3, "successor", "fostering", "blank where live_to is blank: the offer stays open"),
        ("blocks", 2, "successor", "block_offer", "another offer than the one that ends"),
        ("blocks", 2, "successor", "running_offer", OPEN + "running_offer ends with the contract of its block"),
        ("closures", 2, "successor", "ifa_north", "another offer than the one that ends"),
        ("closures", 2, "successor", "elsewhere", "a name that stands in the table offers, column offer"),
        ("closures", 2, "offer", "own_home", ONLY_PLACES),
        ("closures", 2, "offer", "fostering", ONLY_PLACES),
        ("closures", 2, "offer", "running_offer", ONLY_PLACES),
        ("closures", 2, "offer", "gap", ONLY_PLACES),
        ("closures", 2, "closing_share", "0", "a share above 0"),
        (
            *("closures", 2, "month", "2024-03-01"),
            "a month of the plan or of the year after it, 2024-04-01 to 2026-03-01",
        ),
        ("closures", 3, "month", "2026-04-01", "a month of the plan or of the year after it"),
    ],
)
def test_one_wrong_cell(tmp_path: Path, table: str, row: int, column: str, value: str, expected: str) -> None:
    """One fault, at the cell, with what is expected."""
    told = full_faults(tmp_path, (table, row, column, value))
    start = f"{table}.csv, row {row}, {column}: found '{value}': {expected}"
    mine = [fault for fault in told if fault.startswith(start)]
    assert len(mine) == 1, told
    assert len(told) == 1 or value in ("fostering", "own_home", "running_offer"), told


def test_an_authority_without_a_table(tmp_path: Path) -> None:
    """The authority of the settings may be named although there is no table; another one may not."""
    assert not faults_of(tmp_path / "a", _with_authority("tinyshire"))
    assert only_fault(tmp_path / "b", _with_authority("northshire")) == (
        f"cohorts.csv, row 2, authority: found 'northshire': {UNKNOWN} (did you mean tinyshire?)"
    )


def _with_authority(name: str) -> dict[str, str]:
    lines = tiny_files()["cohorts.csv"].splitlines()
    rows = [f"{line},{name if number == 1 else ''}" for number, line in enumerate(lines[1:], start=1)]
    moves = [
        line for line in tiny_files()["transitions.csv"].splitlines() if not line.startswith("low_child,low_teen")
    ]
    return {
        **tiny_files(),
        "cohorts.csv": "\n".join([lines[0] + ",authority", *rows]) + "\n",
        "transitions.csv": "\n".join(moves) + "\n",
    }


@pytest.mark.parametrize(("share", "sound"), [("0.75", True), ("0.7500000000001", True), ("0.7", False)])
def test_shares_of_an_offer_add_to_one(tmp_path: Path, share: str, sound: bool) -> None:
    """0.75 and 0.25; a rounding error is forgiven."""
    told = full_faults(tmp_path, ("offer_shares", 2, "share", share))
    expected = (
        "offer_shares.csv, row 3, share: found '0.25': "
        "shares of an offer that add to 1; those of own_home add to 0.95"
    )
    assert told == ([] if sound else [expected])


def test_shares_of_an_offer_that_nobody_supplies(tmp_path: Path) -> None:
    """Places bought one by one have no voids to share."""
    files = with_row(full_files(), "offer_shares", offer="supported", authority="tinyshire", share="1")
    assert only_fault(tmp_path, files) == (
        "offer_shares.csv, row 4, offer: found 'supported': "
        "an offer that a block, own home or fostering service supplies"
    )


def test_children_today_are_where_they_may_be(tmp_path: Path) -> None:
    """By skill, by size of their group, by authority."""
    start = "placements_today.csv, row "
    told = full_faults(tmp_path / "a", ("placements_today", 3, "cohort", "trial_child"))
    assert told == [
        start + "3, cohort: found 'trial_child': a cohort whose skill, step_down, is among the skills of ifa_north"
    ]
    told = full_faults(tmp_path / "b", ("cohorts", 7, "split_allowed", "no"))
    assert told == [start + "10, cohort: found 'brothers': a cohort of a group_size that fostering takes, at most 1"]
    told = full_faults(tmp_path / "c", ("offers", 3, "authority", "tinyshire"))
    assert told == [start + "11, cohort: found 'north_child': a cohort of an authority that may use ifa_north"]


def test_somebody_of_each_authority_is_planned_for(tmp_path: Path) -> None:
    """Fixed children are a share of those in the pool of their authority: of none they would be no number."""
    cells = (("placements_today", 11, "provision", "secure"), ("placements_today", 11, "offer", ""))
    assert full_faults(tmp_path, *cells) == [
        "placements_today.csv, children: found 'northshire': "
        "at least one child outside the fixed lines, of each authority with children on them"
    ]


def test_skills_are_names(tmp_path: Path) -> None:
    """Separated by spaces; a comma makes another word of it, which nobody then finds."""
    told = full_faults(tmp_path, ("offers", 2, "skills", "step_down, night"))
    expected = "offers.csv, row 2, skills: found 'step_down, night': names of small letters, digits and _ with spaces"
    assert told[0] == "cohorts.csv, row 6, skill: found 'step_down': a skill that some offer has"
    assert told[1].startswith(expected)


def test_a_skill_that_no_offer_has(tmp_path: Path) -> None:
    """A spelling that differs leaves the cohort without a place."""
    told = full_faults(tmp_path, ("cohorts", 6, "skill", "step_downs"))
    assert told[0] == "cohorts.csv, row 6, skill: found 'step_downs': a skill that some offer has"


def test_a_group_that_nobody_takes(tmp_path: Path) -> None:
    """Five who may not be split, where every offer for them takes fewer."""
    files = with_cell(full_files(), "cohorts", 7, "group_size", "5")
    files = with_cell(files, "cohorts", 7, "split_allowed", "no")
    files = with_cell(files, "placements_today", 10, "cohort", "low_child")
    files = with_cell(files, "placements_today", 10, "months_in_placement", "5")
    assert not faults_of(tmp_path / "a", files)
    files = with_cell(files, "offers", 3, "largest_group", "4")
    files = with_cell(files, "offers", 9, "largest_group", "4")
    assert only_fault(tmp_path / "b", files) == (
        "cohorts.csv, row 7, group_size: found '5': "
        "a size that some offer takes, together or split: nobody takes this group"
    )


def test_an_offer_that_takes_nobody(tmp_path: Path) -> None:
    """Its only authority has no child of its needs."""
    assert full_faults(tmp_path, ("offers", 6, "authority", "northshire")) == [
        "offers.csv, row 6, offer: found 'block_offer': "
        "an offer that takes some cohort, by ages, needs with a price, skills, group size and authority"
    ]


def test_cohorts_alike_in_all_but_one(tmp_path: Path) -> None:
    """Same need, ages and home area are fine with another skill, group, authority or solo; without, a fault."""
    assert not full_faults(tmp_path / "a")
    told = full_faults(tmp_path / "b", ("cohorts", 7, "group_size", ""), ("cohorts", 7, "split_allowed", ""))
    assert any(
        fault.startswith("cohorts.csv, row 7, age_from: found '0 to 15': ages that no other cohort") for fault in told
    )
    told = full_faults(tmp_path / "c", ("cohorts", 8, "solo", ""))
    assert any(fault.startswith("cohorts.csv, row 8, age_from") for fault in told)


def test_a_successor_is_open_by_then(tmp_path: Path) -> None:
    """Residents of January 2025 cannot go on to what opens in March; nor to what closes itself."""
    assert full_faults(tmp_path / "a", ("offers", 5, "live_from", "2025-03-01")) == [
        "offers.csv, row 4, successor: found 'home_framework': "
        "an offer that is open by then, 2025-01-31; home_framework opens on 2025-03-01"
    ]
    told = full_faults(tmp_path / "b", ("offers", 5, "live_to", "2025-03-01"))
    assert [fault.split(": ")[0] for fault in told] == [
        "offers.csv, row 4, successor",
        "blocks.csv, row 2, successor",
    ]


def test_a_part_closes_before_the_whole(tmp_path: Path) -> None:
    """An offer that ends in October has no part to close in October."""
    assert full_faults(tmp_path, ("offers", 3, "live_to", "2024-10-31")) == [
        "closures.csv, row 2, month: found '2024-10-01': a month before that of the offer's live_to, 2024-10-31"
    ]


def test_an_authority_without_cohorts(tmp_path: Path) -> None:
    """Nothing would be planned for it; the authority of the settings may stand in the table."""
    files = with_row(full_files(), "authorities", authority="westshire", name="Westshire")
    assert only_fault(tmp_path / "west", files).endswith(
        "authority: found 'westshire': an authority that a row of the table cohorts names; "
        "without cohorts nothing is planned for it"
    )
