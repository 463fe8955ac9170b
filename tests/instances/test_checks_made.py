"""Checks of commitments made before the plan."""

from pathlib import Path

import pytest

from tests.instances.editing import faults_of
from tests.instances.full import full_files

HEADER = "kind,id,start,size,live_from,source,note\n"


def with_made(row: str) -> dict[str, str]:
    """Return the full instance, from April 2024, with one commitment made before it."""
    return {**full_files(), "commitments_made.csv": f"{HEADER}{row},minutes,\n"}


@pytest.mark.parametrize(
    "row",
    [
        "home,small_home,2023-12-01,1,2024-06-01",
        "fostering,own_fostering,2024-01-01,3,",
        "programme,edge_of_care,2023-09-01,1,",
        "block,block_c,2024-06-01,8,",
    ],
)
def test_sound_rows(tmp_path: Path, row: str) -> None:
    """One of each kind; dates of the block and programme themselves do not matter then."""
    assert not faults_of(tmp_path, with_made(row))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("home,smal_home,2023-12-01,1,", "id: found 'smal_home': a name that stands in the table homes"),
        ("home,small_home,2024-04-01,1,", "start: found '2024-04-01': a month before 2024-04-01: what is decided"),
        ("home,small_home,2023-12-01,1,2023-11-01", "live_from: found '2023-11-01': a month on or after start"),
        ("home,small_home,2023-12-01,1,2026-01-01", "live_from: found '2026-01-01': a first child within the"),
        ("programme,edge_of_care,2023-09-01,2,", "size: found '2': 1, the programme"),
        ("programme,edge_of_care,2023-09-01,1,2024-05-01", "live_from: found '2024-05-01': blank: a programme"),
        ("programme,edge_of_care,2019-09-01,1,", "start: found '2019-09-01': a start whose term, 36 months, runs to"),
        ("programme,edge_of_care,2026-09-01,1,", "start: found '2026-09-01': a month up to 2025-03-01"),
        ("block,running_block,2024-06-01,3,", "id: found 'running_block': a block without beds_today"),
        ("block,block_c,2024-01-01,8,", "start: found '2024-01-01': a month from 2024-04-01: a block that runs"),
        ("block,block_c,2024-06-01,7,", "size: found '7': beds that its tiers and units have: "),
    ],
)
def test_faults(tmp_path: Path, row: str, expected: str) -> None:
    """Each with its place, and what is expected there."""
    told = list(map(str, faults_of(tmp_path, with_made(row))))
    assert any(f"commitments_made.csv, row 2, {expected}" in fault for fault in told), told


def test_one_row_for_a_block(tmp_path: Path) -> None:
    """A block is signed once."""
    files = with_made("block,block_c,2024-06-01,8,")
    files["commitments_made.csv"] += "block,block_c,2024-07-01,8,,minutes,\n"
    told = list(map(str, faults_of(tmp_path, files)))
    assert any("row 3, id: found 'block_c': one row at most for a block" in fault for fault in told), told
