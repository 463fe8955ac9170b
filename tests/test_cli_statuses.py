"""Exit codes beyond 0 and 2: a hard policy that cannot be met, the time limit, a bug, a fault nobody foresaw."""

from pathlib import Path

import pytest

import commands.planning
import optimiser.solve
from audit.checks import Check
from audit.verify import Verification
from tests.reports.planned import names, one_object, run, tight, written


def never(_search: object) -> bool:
    """Stand in for `good enough`: the search never is."""
    return False


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


def test_hard_policies_that_cannot_be_met(tmp_path: Path) -> None:
    """Code 3; the plan is written, its missed rows are not met, and the screen says by how much and when."""
    folder = written(tmp_path / "tight", tight())
    result = run("solve", folder, "--out", tmp_path / "plan")
    assert result.exit_code == 3
    assert "Status: relaxed" in result.stdout
    assert "The hard policies cannot all be met." in result.stdout
    assert "  near home in 2024/25: at least 99.0 % asked (share of children in the authority), 7" in result.stdout
    assert "percentage points short" in result.stdout
    assert "  few moves in 2024/25: at most 0.200 asked (care moves per child-year), 0.4" in result.stdout
    assert "moves too many" in result.stdout
    assert "NOT MET" in result.stdout
    assert run("verify", tmp_path / "plan", "--quiet").exit_code == 0


def test_relaxed_in_json(tmp_path: Path) -> None:
    """Status and rows."""
    result = run("solve", written(tmp_path / "tight", tight()), "--json")
    assert result.exit_code == 3
    found = one_object(result.stdout)
    assert found["certificate"]["status"] == "relaxed"
    assert [line["met"] for line in found["scorecard"]] == [False, False]


def test_the_optimised_baseline_may_be_relaxed_too(tmp_path: Path) -> None:
    """The same code."""
    assert run("baseline", "--optimised", written(tmp_path / "tight", tight()), "--quiet").exit_code == 3


def test_do_nothing_keeps_no_policies(tmp_path: Path) -> None:
    """It is what it is: code 0."""
    assert run("baseline", written(tmp_path / "tight", tight()), "--quiet").exit_code == 0


def test_a_search_that_is_stopped_keeps_its_plan(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code 4, status feasible, the plan written with its gap and sound."""
    monkeypatch.setattr(optimiser.solve.Search, "good_enough", never)
    result = run("solve", tiny, "--out", tmp_path / "plan", "--time-limit", "60")
    assert result.exit_code == 4
    assert "Status: feasible" in result.stdout
    assert "Stopped before the asked gap was proven" in result.stdout
    assert run("verify", tmp_path / "plan", "--quiet").exit_code == 0


def test_feasible_in_json(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objective and bound are both there."""
    monkeypatch.setattr(optimiser.solve.Search, "good_enough", never)
    result = run("solve", tiny, "--json")
    assert result.exit_code == 4
    certificate = one_object(result.stdout)["certificate"]
    assert certificate["status"] == "feasible"
    assert certificate["gap"] is not None


@pytest.mark.parametrize("command", [("solve",), ("baseline", "--optimised")])
def test_no_plan_within_the_time(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A council's model within a tenth of a second: code 4, status no_plan, no folder."""
    result = run(*command, "sefton-2022", "--time-limit", "0.1", "--out", tmp_path / "plan", "--json")
    assert result.exit_code == 4
    assert one_object(result.stdout)["certificate"]["status"] == "no_plan"
    assert result.stderr == "Status: no_plan; no plan was found within 0.1 seconds; nothing was written\n"
    assert names(tmp_path) == []


def test_a_plan_that_the_re_check_refuses_is_a_bug(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code 1 with a traceback; the failed checks are named; such a plan is not written."""
    bad = Verification(False, (Check("ledger", False, 1.0, "a pound is missing"),))
    monkeypatch.setattr(commands.planning, "verify", lambda *_: bad)
    result = run("solve", tiny, "--out", tmp_path / "plan", "--json")
    assert result.exit_code == 1
    assert isinstance(result.exception, RuntimeError)
    assert result.stderr == "re-check ledger: a pound is missing\n"
    assert result.stdout == ""
    assert names(tmp_path) == ["tiny"]
