"""Places at the base date, and places that children take up, worked out by hand."""

from pathlib import Path

import pytest

from instances.capacity import capacity_today, places_taken
from instances.findings import findings
from models.instance import Instance
from tests.instances.editing import read, with_cell, with_row
from tests.instances.full import full_files


def full(folder: Path, *cells: tuple[str, int, str, str]) -> Instance:
    """Return the full instance with some cells changed."""
    files = full_files()
    for table, row, column, value in cells:
        files = with_cell(files, table, row, column, value)
    return read(folder, files).instance


def test_places_of_each_kind_of_supply(tmp_path: Path) -> None:
    """Occupancy: 2 beds 0.68, 4 beds 0.81, so 3 beds 0.745 and fewer than 2 beds 0.68."""
    places = capacity_today(full(tmp_path))
    assert places["ifa_north"] == 20
    # 3 beds x 0.745; a block that is still a choice has no beds yet.
    assert places["running_offer"] == pytest.approx(2.235)
    assert places["block_offer"] == 0
    # One home of 3 beds, one kept: 2 x 0.68.
    assert places["own_home"] == pytest.approx(1.36)
    # 8 households x 1.6 x 0.8 less one place held.
    assert places["fostering"] == pytest.approx(9.24)
    assert "gap" not in places


def test_a_running_block_on_its_way_up(tmp_path: Path) -> None:
    """Started in January 2023, at the base date in its second year: half of 3 beds, rounded up, is 2, one kept."""
    files = with_row(full_files(), "block_ramps", block="running_block", contract_year="1", beds_share="0.3")
    files = with_row(files, "block_ramps", block="running_block", contract_year="2", beds_share="0.5")
    files = with_cell(files, "blocks", 3, "emergency_beds", "1")
    assert capacity_today(read(tmp_path, files).instance)["running_offer"] == pytest.approx(0.68)


def test_nobody_stays_put_in_more_places_than_there_are(tmp_path: Path) -> None:
    """Never below 0."""
    assert capacity_today(full(tmp_path, ("fostering", 2, "staying_put_today", "50")))["fostering"] == 0


def test_places_that_a_child_takes(tmp_path: Path) -> None:
    """A cohort's bed_use; a child who lives alone takes its unit."""
    instance = full(tmp_path, ("cohorts", 8, "age_from", "16"))
    taken = places_taken(instance)
    cohorts = {cohort.cohort: cohort for cohort in instance.cohorts}
    assert taken("ifa_north", cohorts["high_child"]) == 1.5
    alone = cohorts["solo_teen"]
    assert taken("supported", alone) == 2
    assert taken("ifa_north", alone) == 1
    # Units of 2 beds of a block of at most 8, one kept: occupancy of 7 beds is 0.81 + 3/8 of 0.12 = 0.855.
    assert taken("block_offer", alone) == pytest.approx(1.71)
    assert taken("own_home", alone) == pytest.approx(1.36)
    assert taken("fostering", alone) == pytest.approx(1.28)
    assert taken("gap", alone) == 1


def test_places_decide_whether_an_offer_is_full(tmp_path: Path) -> None:
    """2 children of 1.5 places in 2.235, 2 of them in 1.36: both are over; 12 in 9.24 places of fostering too."""
    found = {item.offer: item for item in findings(full(tmp_path)).excess}
    assert set(found) == {"running_offer", "own_home", "fostering"}
    assert (found["running_offer"].children, found["running_offer"].places) == (2, 3)
