"""The command `blocks`: its tables, its JSON, its faults, its exit codes."""

import sys
from pathlib import Path

import pytest

from tests.instances.editing import with_cell
from tests.instances.tiny import tiny_files
from tests.reports.planned import one_object, press_ctrl_c_at, run, tight, written

FAST = ("--no-every-path", "--no-finer", "--gap", "0")
CONTRACT = {
    "beds",
    "available",
    "cost_gbp",
    "saving_gbp",
    "saving_low_gbp",
    "saving_high_gbp",
    "void_cost_gbp",
    "occupancy",
    "commitment_gbp",
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder: block_c in sizes from 2 to 8."""
    return written(tmp_path / "tiny")


def test_json(tiny: Path) -> None:
    """One object with the agreed keys; sizes that cannot be had say so; no block has no occupancy."""
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0:4", *FAST, "--json")
    assert result.exit_code == 0
    found = one_object(result.stdout)
    assert {"block", "points", "best_beds", "indistinguishable_beds", "seconds"} <= set(found)
    assert found["block"] == "block_c"
    assert [point["beds"] for point in found["points"]] == [0, 1, 2, 3, 4]
    assert [point["available"] for point in found["points"]] == [True, False, True, True, True]
    assert all(set(point) >= CONTRACT for point in found["points"])
    assert found["points"][0]["occupancy"] is None
    assert found["points"][1]["cost_gbp"] is None
    assert found["best_beds"] in found["indistinguishable_beds"]
    assert isinstance(found["seconds"], float)


def test_screen(tiny: Path) -> None:
    """What is asked is said, and that it is not stressed, in every title that shows money."""
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0:3", "--no-finer", "--gap", "0")
    assert result.exit_code == 0
    assert "sizes of the block contract 'block_c'" in result.stdout
    assert result.stdout.count("expected children, not stressed") >= 5
    assert "Best size: " in result.stdout
    assert "not on offer" in result.stdout
    assert "Loses least at worst over all paths: " in result.stdout


def test_best_size_is_that_of_the_plan(tiny: Path) -> None:
    """The plan chooses the size that the curve finds best, at the same cost."""
    plan = one_object(run("solve", tiny, "--gap", "0", "--json").stdout)
    curve = one_object(run("blocks", tiny, "--block", "block_c", "--beds", "0:8", *FAST, "--json").stdout)
    taken = [line["size"] for line in plan["commitments"] if line["id"] == "block_c"]
    assert curve["best_beds"] == (taken[0] if taken else 0)
    cost = min(point["cost_gbp"] for point in curve["points"] if point["available"])
    assert cost == pytest.approx(plan["certificate"]["objective_gbp"], rel=1e-8)


def test_prices_and_guarantees(tiny: Path) -> None:
    """A grid of two by two; the price is that of every size."""
    grid = ("--price", "4000:4500:500", "--guarantee", "0.85,1")
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0,2", *grid, *FAST, "--json")
    curves = one_object(result.stdout)["curves"]
    terms = [(curve["price_gbp_per_week"], curve["guarantee_share"]) for curve in curves]
    assert terms == [(4000.0, 0.85), (4000.0, 1.0), (4500.0, 0.85), (4500.0, 1.0)]
    costs = [curve["points"][1]["cost_gbp"] for curve in curves]
    assert costs[0] <= costs[1] <= costs[3]
    assert costs[0] <= costs[2] <= costs[3]
    assert {curve["points"][1]["price_gbp_per_week"] for curve in curves} == {4000.0, 4500.0}
    shown = run("blocks", tiny, "--block", "block_c", "--beds", "0,2", *grid, *FAST).stdout
    assert "Saving by price and guarantee" in shown


def test_a_start(tiny: Path) -> None:
    """The contract starts when it is told to."""
    result = run("blocks", tiny, "--block", "block_c", "--beds", "2", "--start", "2024-10", *FAST, "--json")
    assert one_object(result.stdout)["points"][1]["start"] == "2024-10-01"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--block", "nobody", "--beds", "0:2"), "--block: found 'nobody': a block of the instance: block_c"),
        (("--block", "block_c", "--beds", "2", "--start", "2023-01"), "a month in which block_c may start: 2024-04"),
        (("--block", "block_c", "--beds", "2", "--guarantee", "1.5"), "blocks.block_c.guarantee_share"),
        (("--block", "block_c", "--beds", "2", "--demand", "none"), "--demand"),
    ],
)
def test_faults_of_the_user(tiny: Path, arguments: tuple[str, ...], says: str) -> None:
    """One line each, code 2."""
    result = run("blocks", tiny, *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("beds", ["x", "2:0", "-1:3"])
def test_sizes_that_are_none(tiny: Path, beds: str) -> None:
    """Click's own message, code 2."""
    assert run("blocks", tiny, "--block", "block_c", "--beds", beds).exit_code == 2


def test_a_running_block_is_no_choice(tmp_path: Path) -> None:
    """It has its size."""
    files = with_cell(tiny_files(), "blocks", 2, "start_from", "2023-04-01")
    files = with_cell(files, "blocks", 2, "start_to", "2023-04-01")
    head, row = files["blocks.csv"].splitlines()[:2]
    files["blocks.csv"] = f"{head},beds_today\n{row},3\n"
    result = run("blocks", written(tmp_path / "running", files), "--block", "block_c", "--beds", "0:2")
    assert result.exit_code == 2
    assert "a block that does not run yet" in result.stderr


def test_hard_policies_that_no_size_can_meet(tmp_path: Path) -> None:
    """Code 3; every size says so."""
    result = run("blocks", written(tmp_path / "tight", tight()), "--block", "block_c", "--beds", "0,2", *FAST)
    assert result.exit_code == 3
    assert "No size has a plan." in result.stdout
    assert "hard policies cannot be met" in result.stdout


def test_no_time(tiny: Path) -> None:
    """Code 4, with what there is."""
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0:2", "--time-limit", "0.000001", "--json")
    assert result.exit_code == 4
    assert {point["status"] for point in one_object(result.stdout)["points"]} == {"no_plan", "unavailable"}


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_ctrl_c_prints_what_there_is(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code 130; the sizes solved before are there."""
    press_ctrl_c_at(monkeypatch, "3 beds (3 of")
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0,2,3,4", *FAST, "--json")
    assert result.exit_code == 130
    found = one_object(result.stdout)
    assert found["interrupted"]
    statuses = {point["beds"]: point["status"] for point in found["points"]}
    assert statuses[4] == "no_plan"
    assert found["points"][1]["cost_gbp"] is not None


def test_quiet(tiny: Path) -> None:
    """Nothing but the code."""
    result = run("blocks", tiny, "--block", "block_c", "--beds", "2", *FAST, "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_help_has_an_example() -> None:
    """As every command's."""
    assert "Example:  sufficiency blocks" in run("blocks", "--help").stdout


def test_futures(tiny: Path) -> None:
    """Percentiles, the chance of a loss, and who is named; on the screen the label says how many futures."""
    arguments = ("blocks", tiny, "--block", "block_c", "--beds", "0,2,3", *FAST, "--futures", "40")
    found = one_object(run(*arguments, "--json").stdout)
    assert found["futures"] == 40
    assert [size["beds"] for size in found["stressed"]] == [0, 2, 3]
    for size in found["stressed"]:
        assert size["cost_gbp"]["p5"] <= size["cost_gbp"]["p50"] <= size["cost_gbp"]["p95"]
        assert 0.0 <= size["loses_share"] <= 1.0
    assert found["best_stressed_beds"] in found["level_stressed_beds"]
    assert {"surest_stressed_beds", "least_regret_stressed_beds", "seconds_stressed"} <= set(found)
    shown = run(*arguments).stdout
    assert shown.count("stressed in 40 futures") >= 4
    assert "Cost and saving against no block (pounds, present value; expected children, not stressed)" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_ctrl_c_among_the_futures(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code 130; the curve is whole, and the sizes played before are there."""
    press_ctrl_c_at(monkeypatch, "2 beds: played")
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0,2,3", *FAST, "--futures", "200")
    assert result.exit_code == 130
    assert "Interrupted: what is shown is what there was." in result.stdout
    assert "stressed in 200 futures" in result.stdout


def test_one_future_is_refused(tiny: Path) -> None:
    """It has no spread."""
    result = run("blocks", tiny, "--block", "block_c", "--beds", "0:2", "--futures", "1")
    assert result.exit_code == 2
    assert "at least 2" in result.stderr
