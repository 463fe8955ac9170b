"""`monitor --replan`: the plan it writes, the changes it prints, what it refuses."""

from pathlib import Path

import pytest

from instances.reader import load
from instances.writer import table_bytes
from models.tables import PlacementToday
from reports.plan_reading import read_plan
from tests.instances.editing import with_cell
from tests.instances.tiny import tiny_files
from tests.reports.planned import one_object, plan_folder, run

HEADER = "period,budget_head,provision,actual_to_date_gbp,forecast_gbp,children,average_children\n"
TWELVE = "12,agency_head,residential,2100000,2150000,5,4.3\n12,agency_head,ifa,500000,540000,8,8.1\n"
ANEW = ("--replan", "--years", "1", "--gap", "0", "--no-explain")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance's plan."""
    return plan_folder(tmp_path_factory.mktemp("replanned") / "plan")


def actuals(folder: Path, text: str = HEADER + TWELVE) -> Path:
    """Write a file of actuals."""
    path = folder / "P12.csv"
    path.write_text(text)
    return path


def test_the_next_year_is_planned_from_where_this_one_ends(plan: Path, tmp_path: Path) -> None:
    """Children as counted, rows marked, commitments made, a plan that verifies."""
    out = tmp_path / "next"
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *ANEW, "--out", out)
    assert result.exit_code == 0, result.stderr
    before = read_plan(plan)
    following = load(out / "instance").instance
    assert [str(year) for year in following.calendar.years] == ["2025/26"]
    # The plan's residential offer closed in January: the five counted there are placed anew, like entries.
    for provision, children, basis in (
        ("ifa", 8.0, "8 children counted on 2025-03-31"),
        ("unknown", 5.0, "in no offer that the plan expects somebody in"),
    ):
        rows = [row for row in following.placements_today if row.provision == provision]
        assert sum(row.children for row in rows) == pytest.approx(children)
        assert all(row.source == "assumption" and basis in row.note for row in rows)
    made = {(row.kind, row.id, row.start, row.size) for row in following.commitments_made}
    assert made == {(row.kind, row.id, row.start, row.size) for row in before.commitments}
    assert {row.month.year for row in following.entries} == {2025, 2026}
    assert all("repeated from" in row.note for row in following.entries)
    assert run("verify", out).exit_code == 0
    for text in (
        "Planned anew from 01 April 2025: 2025/26 to 2025/26.",
        "Commitments still open",
        "Cost by financial",
    ):
        assert text in result.stdout
    assert "months of 2024/25 after period" not in result.stdout


def test_mid_year_says_what_the_months_left_are(plan: Path, tmp_path: Path) -> None:
    """Period 10: the months left follow the plan before."""
    text = (HEADER + TWELVE).replace("12,", "10,")
    result = run("monitor", plan, "--actuals", actuals(tmp_path, text), *ANEW)
    assert result.exit_code == 0, result.stderr
    assert "The months of 2024/25 after period 10 are those of the plan before" in result.stdout
    assert "Nothing was written; give --out FOLDER to keep the plan." in result.stdout


def test_json_has_report_plan_and_changes(plan: Path, tmp_path: Path) -> None:
    """One object; every commitment of the new plan that was not made before is added."""
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *ANEW, "--json")
    found = one_object(result.stdout)
    assert found["period"] == 12
    changes = found["replan"]["changes"]
    assert changes["start"] == "2025-04-01"
    assert {row["change"] for row in changes["commitments"]} <= {"added"}
    new = [row for row in found["replan"]["plan"]["commitments"] if row["start"] >= "2025-04-01"]
    assert len(new) == len(changes["commitments"])


def test_children_may_be_given(plan: Path, tmp_path: Path) -> None:
    """The table as read takes the place of what was expected."""
    before = load(plan / "instance").instance
    rows = tuple(row for row in before.placements_today if row.offer != "home_spot")
    given = tmp_path / "today.csv"
    given.write_bytes(table_bytes(PlacementToday, rows))
    out = tmp_path / "next"
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *ANEW, "--placements", given, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert load(out / "instance").instance.placements_today == rows
    assert ", as given." in result.stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--replan",), "--years: a number of years to plan: the plan has none after 2024/25"),
        (("--years", "1"), "Invalid value for '--years': needs --replan"),
        ((*ANEW, "--placements", "none.csv"), "none.csv: a file that can be read (No such file or directory)"),
    ],
)
def test_refusals(plan: Path, tmp_path: Path, options: tuple[str, ...], expected: str) -> None:
    """Exit code 2, and the option named."""
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *options)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_placements_of_another_day_are_refused(plan: Path, tmp_path: Path) -> None:
    """A file of children is that of 31 March."""
    text = (HEADER + TWELVE).replace("12,", "10,")
    given = actuals(tmp_path, text)
    result = run("monitor", plan, "--actuals", given, *ANEW, "--placements", given)
    assert result.exit_code == 2
    assert "--placements: actuals of period 12, not 10: the children of a file are those of 31 March" in result.stderr


def test_faults_of_given_placements_are_told(plan: Path, tmp_path: Path) -> None:
    """As faults of the table that they become."""
    files = with_cell(tiny_files(), "placements_today", 2, "cohort", "nobody")
    given = tmp_path / "today.csv"
    given.write_text(files["placements_today.csv"])
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *ANEW, "--placements", given)
    assert result.exit_code == 2
    assert "placements_today.csv, row 2, cohort: found 'nobody'" in result.stderr
