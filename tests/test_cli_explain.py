"""`explain`, `alternatives` and `compare` from the command line: what they print, refuse, and keep when stopped."""

import os
import signal
import sys
from pathlib import Path

import pytest

from commands.progress import ProgressLine
from tests.reports.planned import one_object, run, tight, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plans of the tiny instance: `plan`, `bare` (not explained), `nothing` (a baseline), and the instance `tiny`."""
    made = tmp_path_factory.mktemp("explained")
    tiny = written(made / "tiny")
    assert run("solve", tiny, "--out", made / "plan", "--quiet").exit_code == 0
    assert run("solve", tiny, "--out", made / "bare", "--quiet", "--no-explain").exit_code == 0
    assert run("baseline", tiny, "--out", made / "nothing", "--quiet").exit_code == 0
    return made


def test_solve_says_from_which_demand_commitments_pay(folder: Path) -> None:
    """In JSON beside every commitment; on the screen in a table; `verify` takes the plan."""
    result = run("solve", folder / "tiny", "--json")
    found = one_object(result.stdout)
    assert found["certificate"]["seconds"]["explain"] > 0
    assert {item["pays"] for item in found["commitments"]} == {"above"}
    for item in found["commitments"]:
        assert 0 < item["pays_above_share"] < 1
        assert item["pays_above_children"] > 0
    assert "Demand above which each commitment pays" in run("solve", folder / "tiny").stdout
    assert run("verify", folder / "plan", "--quiet").exit_code == 0


def test_no_explain_leaves_it_out(folder: Path) -> None:
    """No figures, no seconds, no table; the same plan."""
    found = one_object(run("solve", folder / "tiny", "--json", "--no-explain").stdout)
    assert found["certificate"]["seconds"]["explain"] == 0
    for item in found["commitments"]:
        assert (item["pays"], item["pays_above_children"], item["break_even_share"]) == (None, None, None)
    assert "Demand above which" not in run("solve", folder / "tiny", "--no-explain").stdout
    commitments = [(folder / name / "commitments.csv").read_text() for name in ("plan", "bare")]
    assert commitments[0] == commitments[1]
    assert run("verify", folder / "bare", "--quiet").exit_code == 0


def test_a_plan_explained(folder: Path) -> None:
    """Tables of what was taken, what not, policies, places."""
    result = run("explain", folder / "plan")
    assert result.exit_code == 0
    for title in ("What was taken", "What was not taken", "What the policies cost", "What one more place is worth"):
        assert title in result.stdout
    assert "limit reached" in result.stdout
    assert "Stopped" not in result.stdout


def test_a_plan_explained_in_json(folder: Path) -> None:
    """The same figures as `solve` has; nothing else on stdout."""
    result = run("explain", folder / "bare", "--json")
    found = one_object(result.stdout)
    assert found["complete"]
    solved = one_object(run("solve", folder / "tiny", "--json").stdout)
    taken = [choice for choice in found["choices"] if choice["taken"]]
    for choice, item in zip(taken, solved["commitments"], strict=True):
        assert (choice["kind"], choice["id"], choice["start"]) == (item["kind"], item["id"], item["start"])
        assert choice["pays_above_children"] == pytest.approx(item["pays_above_children"], rel=1e-6)
    assert found["objective_gbp"] == pytest.approx(solved["certificate"]["objective_gbp"])
    assert run("explain", folder / "bare", "--quiet").stdout == ""


def test_an_instance_that_can(folder: Path) -> None:
    """Code 0."""
    result = run("explain", folder / "tiny")
    assert result.exit_code == 0
    assert result.stdout.startswith("All hard policies can be met together.")


def test_an_instance_that_cannot(tmp_path: Path) -> None:
    """Code 3, in words; in JSON the relaxations."""
    result = run("explain", written(tmp_path / "tight", tight()))
    assert result.exit_code == 3
    assert "In 2024/25 few moves (care moves per child-year) can be 0.404 at best" in result.stdout
    assert "the target is at most 0.200" in result.stdout
    assert "not enough" in result.stdout
    found = one_object(run("explain", tmp_path / "tight", "--json").stdout)
    assert found["possible"] is False
    assert [item["out_of_reach"] for item in found["relaxations"]] == [True, True]


def test_what_a_plan_is_not_explained_with(folder: Path) -> None:
    """A plan is explained as it was made; a baseline chooses nothing."""
    result = run("explain", folder / "plan", "--prices", "high")
    assert result.exit_code == 2
    assert "explained as it was made" in result.stderr
    result = run("explain", folder / "nothing")
    assert result.exit_code == 2
    assert "this is a baseline" in result.stderr


def test_plans_compared(folder: Path) -> None:
    """Side by side, then why they differ; the effects add up to the difference of revenue."""
    result = run("compare", folder / "nothing", folder / "plan")
    assert result.exit_code == 0
    assert "Why plan differs from nothing" in result.stdout
    found = one_object(run("compare", folder / "nothing", folder / "plan", "--json").stdout)
    assert [plan["name"] for plan in found["plans"]] == ["nothing", "plan"]
    costs = [sum(plan["cost_gbp_by_year"].values()) for plan in found["plans"]]
    total = found["differences"][0]["total"]
    added = sum(total[name] for name in ("volume", "mix", "price", "vacant")) + sum(total["lines"].values())
    assert added == pytest.approx(costs[1] - costs[0], abs=0.01)


def test_plans_of_the_same_name(folder: Path, tmp_path: Path) -> None:
    """Called by their paths."""
    assert run("solve", folder / "tiny", "--out", tmp_path / "plan", "--quiet", "--no-explain").exit_code == 0
    result = run("compare", folder / "plan", tmp_path / "plan")
    assert f"Why {tmp_path / 'plan'} differs from {folder / 'plan'}" in result.stdout


def test_what_cannot_be_compared(folder: Path, tmp_path: Path) -> None:
    """One plan alone; folders that are no plans, each named."""
    assert run("compare", folder / "plan").exit_code == 2
    result = run("compare", folder / "tiny", tmp_path / "none")
    assert result.exit_code == 2
    assert "2 faults found; nothing was compared" in result.stderr


def test_alternatives(folder: Path) -> None:
    """Named, with what they cost more; at most as much dearer as asked."""
    result = run("alternatives", folder / "tiny", "--within", "10%", "--number", "2")
    assert result.exit_code == 0
    assert "alternative 2: " in result.stdout
    found = one_object(run("alternatives", folder / "tiny", "--within", "0.1", "--number", "2", "--json").stdout)
    costs = [plan["certificate"]["objective_gbp"] for plan in found["plans"]]
    assert len(costs) == 3
    assert max(costs) <= 1.1 * costs[0] * (1 + 1e-9)
    assert found["distances"][0] == 0
    assert min(found["distances"][1:]) > 0


def test_every_alternative_is_a_plan_of_its_own(folder: Path, tmp_path: Path) -> None:
    """Written side by side, each passes the re-check; an existing one is refused before any work is done."""
    asked = ("alternatives", folder / "tiny", "--within", "10%", "--number", "1", "--out", tmp_path / "sets")
    result = run(*asked)
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "sets").iterdir()) == ["alternative_1", "best"]
    for name in ("best", "alternative_1"):
        assert run("verify", tmp_path / "sets" / name).exit_code == 0
        assert f"Written to {tmp_path / 'sets' / name}" in result.stdout
    again = run(*asked)
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert run(*asked, "--force", "--quiet").exit_code == 0


@pytest.mark.parametrize("share", ["much", "x%", "70%", "-1%", "nan"])
def test_how_much_dearer(folder: Path, share: str) -> None:
    """A share from 0 to a half."""
    result = run("alternatives", folder / "tiny", "--within", share)
    assert result.exit_code == 2
    assert "--within" in result.stderr


def test_nothing_is_found_in_no_time(folder: Path) -> None:
    """Code 4: an explanation that is not complete says so."""
    result = run("explain", folder / "plan", "--time-limit", "0.000001")
    assert result.exit_code == 4
    assert "Stopped: what follows is not complete." in result.stdout


def stopping_at(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C when a stage begins."""

    def on_stage(_progress: ProgressLine, name: str) -> None:
        if name.startswith(stage):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(ProgressLine, "on_stage", on_stage)


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize(
    ("command", "stage", "shown"),
    [
        (("explain", "plan"), "what each commitment saves: 2", "What was taken"),
        (("explain", "tiny"), "whether the hard", "Stopped before it was known"),
        (("alternatives", "tiny", "--within", "10%"), "alternative 2", "alternative 1: "),
    ],
)
def test_ctrl_c_keeps_what_was_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], stage: str, shown: str
) -> None:
    """Code 130, and what was found until then."""

    stopping_at(stage, monkeypatch)
    result = run(command[0], folder / command[1], *command[2:])
    assert result.exit_code == 130
    assert shown in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize(
    ("stage", "lines"), [("the least shortfall", 1), ("places that would help", 1), ("what clash", 0)]
)
def test_what_clashes_is_said_before_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, lines: int
) -> None:
    """Named once, though stopped later; nothing is named that is not known yet; code 130."""
    stopping_at(stage, monkeypatch)
    result = run("explain", written(tmp_path / "tight", tight()))
    assert result.exit_code == 130
    assert result.stdout.count("The hard policies cannot all be met.") == 1
    assert result.stdout.count("In 2024/25 few moves (care moves per child-year) can be 0.404 at best") == lines
    assert result.stdout.count("Stopped: what follows is not complete.") == 1
