"""Checks of programmes, step-down pathways and policies of every measure."""

from pathlib import Path

import pytest

from models.rules import AT_LEAST
from tests.instances.editing import faults_of, full_faults, only_fault, with_cell, with_row, with_rows
from tests.instances.full import POLICIES, full_files
from tests.instances.tiny import tiny_files

NOBODY = "a measure that some offer meets: "


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "expected"),
    [
        (
            *("programmes", 3, "effect_share", "0.11"),
            "at most 0.1 for reunifies: a share of settled children a month",
        ),
        ("programmes", 4, "service", "other", "a name that stands in the table fostering"),
        (
            *("programmes", 2, "service", "own_fostering"),
            "a fostering service for retains_carers, and blank for other effects",
        ),
        ("programmes", 2, "term_months", "0", "a term of at least 1 month"),
        ("programmes", 2, "lag_months", "36", "fewer months than the term, 36: else it ends before it has an effect"),
        ("programmes", 2, "need", "medium", "a name that stands in the table needs"),
        ("programmes", 2, "budget_head", "prog", "a name that stands in the table budgets"),
        (
            "programmes",
            2,
            "age_to",
            "10",
            "ages that contain all or nothing of a cohort; this cuts low_child (0 to 1",
        ),
        (
            "programmes",
            2,
            "age_from",
            "3",
            "ages that contain all or nothing of a cohort; this cuts low_child (0 to ",
        ),
        ("programmes", 2, "evidence", "good", "one of strong, moderate, weak, none"),
        ("step_downs", 2, "trial_cohort", "high_child", "another cohort than the one that children leave"),
        ("step_downs", 2, "trial_cohort", "north_child", "a cohort of the authority of high_child"),
        ("step_downs", 2, "trial_cohort", "nobody", "a name that stands in the table cohorts, column cohort"),
        ("step_downs", 2, "cohort", "low_child", "a cohort that some residential offer takes"),
        ("step_downs", 2, "cohort", "nobody", "a name that stands in the table cohorts"),
        ("step_downs", 2, "readiness_monthly_share", "0.2", "a share from 0 to 0.1, written 0.25 for 25 %"),
        ("step_downs", 2, "start_from", "2025-04-01", "a month of the horizon, up to 2025-03-01"),
        ("policies", 15, "budget_head", "west", "a name that stands in the table budgets"),
        ("policies", 8, "level", "5", "at most 4, the emergency_beds of all blocks and homes that there can be"),
        (
            *("policies", 16, "budget_head", "agency_head"),
            "budget_head is given for revenue_gbp only",
        ),
        ("policies", 4, "among", "family", "among is all for every measure but share_within_ring and at_a_distance"),
        ("policies", 4, "level", "1.2", "level is a share, at most 1"),
    ],
)
def test_one_wrong_cell(tmp_path: Path, table: str, row: int, column: str, value: str, expected: str) -> None:
    """One fault, at the cell, with what is expected."""
    (told,) = full_faults(tmp_path, (table, row, column, value))
    assert told.startswith(f"{table}.csv, row {row}, {column}: found '{value}': {expected}")


def test_a_programme_for_carers_names_their_service(tmp_path: Path) -> None:
    """Which of several services it serves is not guessed."""
    (told,) = full_faults(tmp_path, ("programmes", 4, "service", ""))
    assert (
        told == "programmes.csv, row 4, service: a fostering service for retains_carers, and blank for other effects"
    )


def test_a_tenth_a_month_may_go_home(tmp_path: Path) -> None:
    """0.1 is allowed; shares of entries may be more."""
    assert not full_faults(tmp_path, ("programmes", 3, "effect_share", "0.1"), ("programmes", 2, "effect_share", "1"))


def test_a_programme_starts_in_the_horizon(tmp_path: Path) -> None:
    """In a month of decision: April, July, October, January."""
    cells = (("programmes", 2, "start_from", "2024-05-01"), ("programmes", 2, "start_to", "2024-06-01"))
    (told,) = full_faults(tmp_path / "a", *cells)
    assert told.startswith(
        "programmes.csv, row 2, start_from: found '2024-05-01': a start inside the horizon: no mon"
    )
    (told,) = full_faults(tmp_path / "b", ("programmes", 2, "start_from", "2024-11-01"))
    assert told == "programmes.csv, row 2, start_to: found '2024-10-01': a month on or after start_from, 2024-11-01"


def test_a_programme_reaches_somebody(tmp_path: Path) -> None:
    """Northshire has children of 0 to 15 only."""
    cells = (("programmes", 2, "authority", "northshire"), ("programmes", 2, "age_from", "16"))
    assert full_faults(tmp_path, *cells) == [
        "programmes.csv, row 2, age_from: found '16 to 17': "
        "ages that, with need and authority, contain some cohort: this reaches nobody"
    ]


def test_a_programme_has_a_price_index(tmp_path: Path) -> None:
    """Its key stands in uplifts, with every path and year."""
    told = full_faults(tmp_path, ("programmes", 2, "uplift", "ifa_index"))
    assert told[0].startswith(
        "programmes.csv, row 2, uplift: found 'ifa_index': a name that stands in the table uplif"
    )
    assert len([fault for fault in told if "a row for ifa_index, prices" in fault]) == 3


def test_children_who_are_released_have_stayed(tmp_path: Path) -> None:
    """A cohort that loses a fifth of its children a month has no settled ones to speak of."""
    assert not full_faults(tmp_path / "a", ("transitions", 4, "monthly_share", "0.8"))
    assert full_faults(tmp_path / "b", ("transitions", 4, "monthly_share", "0.79")) == [
        "step_downs.csv, row 2, cohort: found 'high_child': "
        "a cohort that keeps at least 0.8 of its children a month (table transitions)"
    ]


def test_children_on_trial_have_a_place(tmp_path: Path) -> None:
    """The only offer with their skill is another authority's."""
    files = with_cell(full_files(), "offers", 2, "authority", "northshire")
    files = with_rows(files, "placements_today", lambda rows: [row for row in rows if "fostering" not in row])
    assert only_fault(tmp_path, files) == (
        "step_downs.csv, row 2, trial_cohort: found 'trial_child': "
        "a cohort that some offer takes: nobody takes children on trial"
    )


def test_a_pathway_has_one_limit(tmp_path: Path) -> None:
    """Two rows of a pathway, 4 and 5 children a year."""
    row = {"pathway": "to_family", "cohort": "high_teen", "trial_cohort": "low_teen", "start_from": "2024-07-01"}
    row |= {"readiness_monthly_share": "0.01", "release_gbp": "3000"}
    assert not faults_of(tmp_path / "a", with_row(full_files(), "step_downs", **row, max_per_year="4"))
    assert only_fault(tmp_path / "b", with_row(full_files(), "step_downs", **row, max_per_year="5")) == (
        "step_downs.csv, row 3, max_per_year: found '5': 4, as in the pathway's first row"
    )


def test_a_policy_keeps_what_it_speaks_of(tmp_path: Path) -> None:
    """Ring, group, authority and budget head are those of its first row."""
    files = full_files()
    for column, value, expected in (
        ("ring", "adjoining", "in_authority"),
        ("among", "family", "residential"),
        ("authority", "northshire", "blank"),
    ):
        row = {"policy": "near_home", "measure": "share_within_ring", "ring": "in_authority", "among": "residential"}
        row |= {"financial_year": "2023/24", "level": "0.4", "strength": "off", column: value}
        told = [str(fault) for fault in faults_of(tmp_path / column, with_row(files, "policies", **row))]
        assert told == [
            "policies.csv, row 17, financial_year: found '2023/24': a planned year, 2024/25 to 2024/25",
            f"policies.csv, row 17, {column}: found '{value}': {expected}, as in the policy's first row",
        ]


MEETS = {
    "share_within_ring": NOBODY + "none lies within the ring in_authority of a cohort it takes",
    "family_share": NOBODY + "there is none of foster families",
    "in_house_share_of_fostering": NOBODY + "there is none of in-house fostering or connected carers",
    "framework_share": NOBODY + "there is none of route framework",
    "siblings_together_share": "a measure of somebody: no cohort has a group_size above 1",
    "provider_share": "a measure of some offer: there is none of route framework, spot or block",
}


@pytest.mark.parametrize("measure", sorted(MEETS))
@pytest.mark.parametrize("strength", ["hard", "off"])
def test_a_policy_of_something_absent(tmp_path: Path, measure: str, strength: str) -> None:
    """In an instance of supported accommodation, bought directly far away, only; a policy that is off is let be."""
    files = _only_supported()
    row = {"policy": "p", "measure": measure, "financial_year": "2024/25", "level": "0.5", "strength": strength}
    if measure == "share_within_ring":
        row["ring"] = "in_authority"
    told = [str(fault) for fault in faults_of(tmp_path, with_row(files, "policies", **row))]
    start = f"policies.csv, row 2, measure: found '{measure}': "
    assert told == ([start + MEETS[measure]] if strength == "hard" else [])


def test_a_floor_of_nothing_asks_nothing(tmp_path: Path) -> None:
    """A share of at least 0 is always met."""
    row = {"policy": "p", "measure": "family_share", "financial_year": "2024/25", "level": "0", "strength": "hard"}
    assert not faults_of(tmp_path, with_row(_only_supported(), "policies", **row))


def _only_supported() -> dict[str, str]:
    """Return the tiny instance with no offers but supported accommodation in Northshire, and gap."""
    files = tiny_files()
    files = with_rows(files, "offers", lambda rows: [rows[0], rows[6], rows[7]])
    files = with_cell(files, "offers", 2, "route", "direct")
    files = with_cell(files, "offers", 2, "placed_in", "northshire")
    for table in ("offer_prices", "disruption"):
        files = with_rows(files, table, lambda rows: [row for row in rows if row[0] in ("offer", "supported", "gap")])
    files = with_rows(files, "placements_today", lambda rows: [rows[0], rows[3], rows[5], rows[6]])
    empty = ("blocks", "block_tiers", "homes", "fostering", "policies")
    return {**files, **{f"{name}.csv": files[f"{name}.csv"].partition("\n")[0] + "\n" for name in empty}}


def test_every_measure_is_tried(tmp_path: Path) -> None:
    """The full instance has a policy of each, and what is at least or at most is known of each."""
    measures = [measure for _, measure, *_ in POLICIES]
    assert len(set(measures)) == len(measures) == 15
    assert set(measures) > AT_LEAST
    assert not faults_of(tmp_path, full_files())
