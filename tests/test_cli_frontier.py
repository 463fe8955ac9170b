"""The command `frontier`: its tables, its JSON, its faults, its exit codes."""

import sys
from pathlib import Path

import pytest

from instances.writer import write_folder
from tests.oracles.random_part import part
from tests.reports.planned import one_object, press_ctrl_c_at, run, written


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder: near_home, soft, and few_moves, off."""
    return written(tmp_path / "tiny")


def test_json(tiny: Path) -> None:
    """One object; costs do not fall as the level rises; the level is kept."""
    result = run("frontier", tiny, "--policy", "near_home", "--levels", "0.5:0.6:0.05", "--gap", "0", "--json")
    assert result.exit_code == 0
    found = one_object(result.stdout)
    points = found["points"]
    assert [point["levels"]["near_home"] for point in points] == [0.5, 0.55, 0.6]
    costs = [point["cost_gbp"] for point in points]
    assert costs == sorted(costs)
    for point in points:
        assert all(value >= point["levels"]["near_home"] - 1e-6 for value in point["reached"]["near_home"].values())
        assert point["bound_gbp"] <= point["cost_gbp"]
    assert found["policies"] == ["near_home"]


def test_screen(tiny: Path) -> None:
    """Levels as percentages, the price of a point, and that nothing is stressed."""
    result = run("frontier", tiny, "--policy", "near_home", "--levels", "0.5,0.6", "--gap", "0")
    assert result.exit_code == 0
    assert "cost against near home; expected children, not stressed" in result.stdout
    assert "for one percentage point" in result.stdout
    assert "50.0 %" in result.stdout


def test_a_grid(tiny: Path) -> None:
    """Two policies, three points by two."""
    given = ("--policy", "near_home", "--levels", "0.5,0.6", "--policy", "few_moves", "--levels", "0.9,0.8,0.7")
    result = run("frontier", tiny, *given, "--gap", "0.01")
    assert "Cost by the levels of both" in result.stdout
    found = one_object(run("frontier", tiny, *given, "--gap", "0.01", "--json").stdout)
    assert len(found["points"]) == 6
    assert found["jump_level"] is None


def test_a_level_beyond_reach(tiny: Path) -> None:
    """It says so; the others are there. If none can be reached the code is 3."""
    result = run("frontier", tiny, "--policy", "few_moves", "--levels", "0.01,5", "--gap", "0")
    assert result.exit_code == 0
    assert "hard policies cannot be met" in result.stdout
    assert run("frontier", tiny, "--policy", "few_moves", "--levels", "0.01", "--quiet").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--policy", "nothing", "--levels", "0.5"), "a policy of the instance: near_home, few_moves"),
        (("--policy", "near_home", "--levels", "50:60:5"), "shares from 0 to 1"),
        (("--policy", "few_moves", "--levels", "-1"), "levels of 0 or more"),
        (("--policy", "near_home", "--levels", "0.5", "--year", "2030/31"), "a year that the policy near_home has"),
        (("--policy", "near_home", "--levels", "0.5", "--levels", "0.6"), "each with its --levels"),
        (
            ("--policy", "near_home", "--policy", "near_home", "--levels", "0.5", "--levels", "1"),
            "two different ones",
        ),
    ],
)
def test_faults_of_the_user(tiny: Path, arguments: tuple[str, ...], says: str) -> None:
    """One line each, code 2."""
    result = run("frontier", tiny, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


def test_no_time(tiny: Path) -> None:
    """Code 4."""
    result = run("frontier", tiny, "--policy", "near_home", "--levels", "0.5", "--time-limit", "0.000001", "--json")
    assert result.exit_code == 4
    assert one_object(result.stdout)["points"][0]["status"] == "no_plan"


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_ctrl_c_prints_what_there_is(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code 130; the first level has its bound and plan."""
    press_ctrl_c_at(monkeypatch, "near_home 0.6 (2 of 2")
    result = run("frontier", tiny, "--policy", "near_home", "--levels", "0.5,0.6", "--gap", "0", "--json")
    assert result.exit_code == 130
    found = one_object(result.stdout)
    assert found["interrupted"]
    assert found["points"][0]["cost_gbp"] is not None
    assert found["points"][1]["status"] == "no_plan"


def test_help_has_an_example() -> None:
    """As every command's."""
    assert "Example:  sufficiency frontier" in run("frontier", "--help").stdout


def test_pounds_of_a_part_of_a_year_are_asked_for_by_year(tmp_path: Path) -> None:
    """A level of a whole year is none for the months left of one: the year has to be named."""
    # Begins in October 2022, with a policy on revenue in both years.
    write_folder(part(5), tmp_path / "part")
    asked = ("frontier", tmp_path / "part", "--policy", "revenue_gbp", "--levels", "9000000", "--gap", "0.05")
    refused = run(*asked)
    assert refused.exit_code == 2
    assert "--year: a year, as of 2022/23 only a part is planned: pounds of a whole year" in refused.stderr
    assert run(*asked, "--year", "2023/24").exit_code == 0
