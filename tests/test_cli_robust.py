"""The command `robust`: what it prints, writes and refuses."""

import json
from pathlib import Path

import pytest

from tests.reports.planned import names, one_object, run, tight, written


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


def test_the_screen(tiny: Path) -> None:
    """Headline, commitments, plans, scenarios; nothing is written."""
    result = run("robust", tiny, "--scenarios", 3)
    assert result.exit_code == 0, result.output
    assert (
        "3 scenarios of demand and market prices, seed 0; least is the expected cost, penalties beside."
        in result.stdout
    )
    assert "Status: optimal" in result.stdout
    assert "block half of today's stock" in result.stdout
    assert "Played out" not in result.stdout
    assert result.stdout.endswith("Nothing was written; give --out FOLDER to keep the plan.\n")


def test_a_written_plan(tiny: Path, tmp_path: Path) -> None:
    """The folder passes verify, holds robust.json, and may be replaced."""
    out = tmp_path / "plan"
    result = run("robust", tiny, "--scenarios", 2, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    found = one_object(result.stdout)
    assert one_object((out / "robust.json").read_text().replace("\n", " ").rstrip() + "\n") == found
    assert "plan.json" in names(out)
    assert run("verify", out, "--quiet").exit_code == 0
    assert run("solve", tiny, "--out", out, "--force", "--quiet").exit_code == 0
    assert "robust.json" not in names(out)


def test_the_tail_needs_scenarios(tiny: Path, tmp_path: Path) -> None:
    """Ten over 1 - A; a weight needs a tail."""
    few = run("robust", tiny, "--scenarios", 19, "--cvar", "0.5", "--out", tmp_path / "plan")
    assert few.exit_code == 2
    assert few.stderr == "--scenarios 19 is too few for --cvar 0.5; give at least 20; nothing was written\n"
    alone = run("robust", tiny, "--scenarios", 19, "--weight", "0.5")
    assert alone.exit_code == 2
    assert alone.stderr == "--weight is that of --cvar, which is not given; nothing was written\n"
    assert not (tmp_path / "plan").exists()


def test_the_tail_counts(tiny: Path) -> None:
    """Level and weight are said, both methods agree, and half of the scenarios are the tail."""
    found = {
        method: one_object(
            run(
                *("robust", tiny, "--scenarios", 20, "--cvar", "0.5", "--weight", "0.3", "--gap", 0),
                *("--method", method, "--json"),
            ).stdout
        )
        for method in ("extensive", "benders")
    }
    assert found["extensive"]["objective_gbp"] == pytest.approx(found["benders"]["objective_gbp"], rel=1e-6)
    assert (found["benders"]["cvar"], found["benders"]["weight"]) == (0.5, 0.3)
    assert len(found["benders"]["scenarios"]) == 20


def test_hard_policies_that_cannot_be_met(tmp_path: Path) -> None:
    """Code 3 as for solve; in the scenarios they cost penalties at their price."""
    result = run("robust", written(tmp_path / "tight", tight()), "--scenarios", 2, "--json")
    assert result.exit_code == 3
    dear = one_object(result.stdout)["plans"][0]["penalties_gbp"]
    cheap = run("robust", tmp_path / "tight", "--scenarios", 2, "--json", "--shortfall-price", 1)
    assert 0.0 <= one_object(cheap.stdout)["plans"][0]["penalties_gbp"] < dear


def test_no_time(tiny: Path) -> None:
    """Code 4 and one line."""
    result = run("robust", tiny, "--scenarios", 2, "--time-limit", "0.000001")
    assert result.exit_code == 4
    assert result.stderr == "Status: no_plan; no plan was found within 1e-06 seconds; nothing was written\n"


def test_futures_are_played(tiny: Path) -> None:
    """Four plans in the same futures."""
    result = run("robust", tiny, "--scenarios", 2, "--futures", 5)
    assert result.exit_code == 0, result.output
    assert "Played out (pounds)" in result.stdout
    assert "do nothing" in result.stdout


def test_scenarios_are_decomposed(tiny: Path) -> None:
    """Unless a method is named."""
    assert one_object(run("robust", tiny, "--scenarios", 3, "--json").stdout)["method"] == "benders"
    named = run("robust", tiny, "--scenarios", 3, "--json", "--method", "extensive")
    assert one_object(named.stdout)["method"] == "extensive"


def test_waiting_for_the_count(tiny: Path, tmp_path: Path) -> None:
    """What is added for each result of the count; never dearer than deciding everything now."""
    out = tmp_path / "plan"
    result = run("robust", tiny, "--scenarios", 6, "--branches", 2, "--wait", "2024-07", "--out", out)
    assert result.exit_code == 0, result.output
    assert "Deciding what can wait once children are counted on 30 June 2024 saves" in result.stdout
    assert "Waiting for the count of children on 30 June 2024" in result.stdout
    found = json.loads((out / "robust.json").read_text())
    waiting = found["waiting"]
    assert waiting["objective_gbp"] <= found["objective_gbp"] + 0.01
    assert len(waiting["branches"]) == 2
    assert found["sampled_prices"] is True


def test_waiting_needs_a_month_and_scenarios(tiny: Path, tmp_path: Path) -> None:
    """After the start and within the horizon; two scenarios a branch; nothing of it without --wait."""
    out = ("--out", tmp_path / "plan")
    for month in ("2024-04", "2025-04"):
        refused = run("robust", tiny, "--scenarios", 8, "--wait", month, *out)
        assert refused.exit_code == 2
        assert "--wait" in refused.stderr
        assert "a month from 2024-05 to 2025-03, after the start and within the horizon" in refused.stderr
    few = run("robust", tiny, "--scenarios", 7, "--wait", "2024-07", *out)
    assert few.exit_code == 2
    assert few.stderr == ("--scenarios 7 is too few for 3 branches of --wait; give at least 8; nothing was written\n")
    alone = run("robust", tiny, "--scenarios", 8, "--notice", 3, *out)
    assert alone.exit_code == 2
    assert alone.stderr == "--branches and --notice are those of --wait, which is not given; nothing was written\n"
    assert not (tmp_path / "plan").exists()


def test_prices_of_the_path(tiny: Path) -> None:
    """No scenario has other ones."""
    values = one_object(run("robust", tiny, "--scenarios", 2, "--path-prices", "--json").stdout)
    assert values["sampled_prices"] is False
    assert [scenario["price_level"] for scenario in values["scenarios"]] == [1.0, 1.0]
