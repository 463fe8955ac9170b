"""Checks of past counts, residents, placements by type and reasons."""

from pathlib import Path

from tests.instances.editing import cell_fault, faults_of, only_fault, with_cell, with_row, without_row
from tests.instances.tiny import tiny_files


def test_past_counts_that_overlap_in_age(tmp_path: Path) -> None:
    """The same day counted for all ages and for some; another day or measure is another count."""
    sound = {"measure": "looked_after", "period_months": "0", "children": "12", "age_from": "5", "age_to": "9"}
    fault = only_fault(tmp_path / "same", with_row(tiny_files(), "history", **sound, period_end="2024-03-31"))
    assert fault == (
        "history.csv, row 4, age_from: found '5 to 9': ages that no other row of this measure and day has; "
        "0 to 17 has some"
    )
    assert not faults_of(tmp_path / "other", with_row(tiny_files(), "history", **sound, period_end="2023-03-31"))


def test_residents_that_overlap_in_age(tmp_path: Path) -> None:
    """The same area and day."""
    more = {"home_area": "tinyton", "people": "90", "age_from": "16", "age_to": "17"}
    fault = only_fault(tmp_path / "same", with_row(tiny_files(), "population", **more, day="2023-06-30"))
    assert fault.startswith("population.csv, row 4, age_from: found '16 to 17': ages that no other row of this area")
    assert not faults_of(tmp_path / "other", with_row(tiny_files(), "population", **more, day="2024-06-30"))


def test_residents_of_an_unknown_area(tmp_path: Path) -> None:
    """It is no home area of a cohort."""
    files = with_cell(tiny_files(), "population", 2, "home_area", "northshire")
    assert only_fault(tmp_path, files) == (
        "population.csv, row 2, home_area: found 'northshire': a home area of the table cohorts, or blank for the "
        "whole authority"
    )


def test_residents_of_areas_and_of_the_whole(tmp_path: Path) -> None:
    """Would count a child twice; all blank is sound."""
    files = with_cell(tiny_files(), "population", 3, "home_area", "")
    assert only_fault(tmp_path / "mixed", files) == (
        "population.csv, row 3, home_area: a home area, as other rows of the table have; or blank in every row"
    )
    assert not faults_of(tmp_path / "blank", with_cell(files, "population", 2, "home_area", ""))


def test_no_residents(tmp_path: Path) -> None:
    """A rate per nobody."""
    assert "row 2, people: found '0': more than 0 resident children" in cell_fault(
        tmp_path, "population", 2, "people", "0"
    )


def test_a_type_of_placement_without_a_count(tmp_path: Path) -> None:
    """Each day has every type; a type of nobody is written 0."""
    assert only_fault(tmp_path, without_row(tiny_files(), "placement_history", 4)) == (
        "placement_history.csv, type: found 'family': a row for type family and day 2024-03-31, as for the other "
        "types; it is missing"
    )


def test_reasons_of_no_period(tmp_path: Path) -> None:
    """A flow has a length."""
    assert "row 2, period_months: found '0': the months of the period, at least 1" in cell_fault(
        tmp_path, "ceases_by_reason", 2, "period_months", "0"
    )
