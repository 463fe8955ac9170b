"""Overlays on the command line: --with and --set, what is printed, hashed, written and refused."""

import json
from pathlib import Path

import pytest

from instances.reader import load
from tests.instances.tiny import write_files
from tests.reports.planned import names, one_object, run, written

MIXED = (
    'source = "assumption"\nnote = "as agreed"\n[set]\n'
    '"policies.near_home.2024/25" = 0.55\n"homes.small_home.max_homes" = 0\n'
)
SET = "policies.few_moves.2024/25=0.8"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder with an overlay."""
    folder = written(tmp_path / "tiny")
    write_files(folder / "overlays", {"mixed.toml": MIXED})
    return folder


def test_check_names_what_is_laid_over(tiny: Path) -> None:
    """And judges the result: homes are no choice any more, the level asked is the one set."""
    screen = run("check", tiny, "--with", "mixed", "--set", SET).stdout
    hashed = load(tiny, ["mixed"], [SET]).sha256
    assert screen.startswith(f"tiny with overlay mixed; {SET}: no fault found; SHA-256 {hashed}")
    assert "homes to choose from" not in screen
    assert "homes to choose from" in run("check", tiny).stdout
    assert "at least 55.0 %" in screen
    assert one_object(run("check", tiny, "--with", "mixed", "--json").stdout)["assumptions"] == 3


@pytest.mark.parametrize("command", [("check",), ("solve",), ("baseline",), ("baseline", "--optimised")])
def test_faults_of_overlays_end_a_command(tiny: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Every fault at once, exit code 2, nothing written."""
    out = () if command == ("check",) else ("--out", tmp_path / "plan")
    result = run(*command, tiny, "--with", "mixd", "--set", "money.moves_gbp=1", "--set", "x", *out)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "--with: found 'mixd': an overlay of the instance (mixed), or a file that ends in .toml",
        "--set: found 'x': KEY=VALUE, such as policies.locality.2024/25=0.7 or money.move_gbp=1500",
        "--set, money.moves_gbp: found '1': a setting of money: price_base, move_gbp, gap_penalty_gbp_per_week, "
        "interest_rate, max_homes_opened_per_year (did you mean move_gbp?)",
        "3 faults found; nothing was written",
    ]
    assert names(tmp_path) == ["tiny"]


def test_a_plan_holds_the_overlaid_instance(tiny: Path, tmp_path: Path) -> None:
    """The first line names the overlays; hash and copy are those of the result; `verify` needs no overlay."""
    result = run("solve", tiny, "--with", "mixed", "--set", SET, "--out", tmp_path / "plan")
    assert result.exit_code == 0
    assert f"price path 'central'; with overlay mixed; {SET}" in result.stdout.splitlines()[0]
    assert load(tmp_path / "plan" / "instance").sha256 == load(tiny, ["mixed"], [SET]).sha256
    assert run("verify", tmp_path / "plan", "--quiet").exit_code == 0
    written = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert (written["overlays"], written["set_values"]) == (["mixed"], [SET])
    levels = {row.policy: row.level for row in load(tmp_path / "plan" / "instance").instance.policies}
    assert levels == {"near_home": 0.55, "few_moves": 0.8}


def test_init_copies_overlays(tiny: Path, tmp_path: Path) -> None:
    """They work in the copy."""
    assert run("init", tmp_path / "copy", "--from", tiny, "--quiet").exit_code == 0
    assert load(tmp_path / "copy", ["mixed"]).sha256 == load(tiny, ["mixed"]).sha256


@pytest.mark.parametrize("command", ["check", "solve", "baseline"])
def test_the_help_tells_of_overlays(command: str) -> None:
    """Both options, with an example of a key."""
    text = run(command, "--help").stdout
    assert "--with NAME|FILE.toml" in text
    assert "--set KEY=VALUE" in text
    assert "policies.locality.2024/25=0.7" in text
