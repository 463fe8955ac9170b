"""A wheel built from the clone, installed in an empty environment, plans as the clone does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOLVE = ("solve", "sefton-2022", "--demand", "low", "--gap", "0.02", "--no-explain", "--json")


def run(*command: object, cwd: Path = ROOT) -> str:
    """Run a command and return its output; fail with what it said."""
    found = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.mark.slow
def test_wheel_gives_the_same_plan(tmp_path: Path) -> None:
    """Same objective, commitments and costs, outside the clone and without its development tools."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "empty")
    python = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    installed = json.loads(run(python, "-m", "cli", *SOLVE, cwd=tmp_path))
    clone = json.loads(run(sys.executable, "-m", "cli", *SOLVE))
    for key in ("commitments", "cost_gbp_by_year", "baseline_gbp_by_year", "scorecard", "children_at_year_end"):
        assert installed[key] == clone[key], key
    assert installed["certificate"]["objective_gbp"] == pytest.approx(clone["certificate"]["objective_gbp"], rel=1e-9)
    assert installed["certificate"]["instance_sha256"] == clone["certificate"]["instance_sha256"]
