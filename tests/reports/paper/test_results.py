"""What other commands printed, read back, and what is wrong with other files."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.faults import InputError
from reports.paper.results import read_results
from tests.reports.paper.samples import BLOCKS, FRONTIER, STRESS
from tests.reports.planned import plan_of

SUMMARY = plan_of().summary


def written(folder: Path, name: str, content: Any) -> Path:
    """A JSON file."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_files_not_given_are_no_results() -> None:
    """None of the three."""
    found = read_results(SUMMARY, None, None, None)
    assert (found.stress, found.blocks, found.frontier) == (None, None, None)


def test_results_are_read(tmp_path: Path) -> None:
    """What the commands print beside is ignored."""
    stress = written(tmp_path, "stress", {**STRESS, "seed": 0, "seconds": 1.0})
    found = read_results(SUMMARY, stress, written(tmp_path, "b", BLOCKS), written(tmp_path, "f", FRONTIER))
    assert found.stress is not None
    assert found.stress["futures"] == 1000
    assert found.blocks is not None
    assert found.blocks["best_beds"] == 3
    assert found.frontier is not None
    assert found.frontier["policies"] == ("near_home",)


def test_a_stress_test_of_another_plan_is_refused(tmp_path: Path) -> None:
    """Its planned revenue is two pounds off."""
    year = {**STRESS["by_year"][0], "planned_gbp": 2_641_698.66}  # type: ignore[index,dict-item]
    with pytest.raises(InputError, match=r"stress\.json, by_year: the stress test of this plan"):
        read_results(SUMMARY, written(tmp_path, "stress", {**STRESS, "by_year": [year]}), None, None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "what the command blocks prints with --json"),
        ("not json", "what the command blocks prints with --json"),
        ('{"block": "block_c", "points": [], "best_beds": 1}', "points"),
        ('{"block": "block_c", "points": [{"beds": 1e999}], "best_beds": 1}', r"points\.0\.beds"),
    ],
    ids=["list", "no json", "no points", "infinite"],
)
def test_a_file_that_is_none_of_theirs_is_named(tmp_path: Path, content: str, said: str) -> None:
    """With the place where it is wrong."""
    path = tmp_path / "blocks.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_results(SUMMARY, None, path, None)


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    """All three at once."""
    with pytest.raises(InputError) as error:
        read_results(SUMMARY, *(tmp_path / name for name in ("a", "b", "c")))
    assert len(error.value.faults) == 3
