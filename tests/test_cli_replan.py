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
        "Planned anew from 1 April 2025: 2025/26 to 2025/26.",
        "Commitments still open",
        "Cost by financial",
    ):
        assert text in result.stdout
    assert "months of 2024/25 after period" not in result.stdout


TEN = (HEADER + TWELVE).replace("12,", "10,")
"""Actuals of period 10, to January."""
INSIDE = ("--replan", "--years", "2", "--gap", "0", "--no-explain")


@pytest.fixture(scope="module")
def inside(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The plan made anew from February, and what was printed."""
    folder = tmp_path_factory.mktemp("inside")
    out = folder / "next"
    result = run("monitor", plan, "--actuals", actuals(folder, TEN), *INSIDE, "--out", out)
    assert result.exit_code == 0, result.stderr
    return out, result.stdout


def test_the_months_left_are_planned_from_where_the_period_ends(plan: Path, inside: tuple[Path, str]) -> None:
    """Two months of the running year; limits less what the plan decided; a plan that verifies."""
    out, printed = inside
    following = load(out / "instance").instance
    assert [str(year) for year in following.calendar.years] == ["2024/25", "2025/26"]
    assert (following.settings.calendar.start.isoformat(), following.calendar.horizon_months) == ("2025-02-01", 14)
    assert sum(row.children for row in following.placements_today if row.provision == "ifa") == pytest.approx(8.0)
    assert all("counted on 2025-01-31" in r.note for r in following.placements_today if r.provision == "ifa")
    before = read_plan(plan).commitments
    decided = {kind: sum(row.size for row in before if row.kind == kind) for kind in ("home", "fostering")}
    left = {row.limit: row.left for row in following.left_of_year}
    assert left == {"homes": 2 - decided["home"], "fostering": 6 - decided["fostering"]}
    assert run("verify", out).exit_code == 0
    assert "Planned anew from 1 February 2025: the months left of 2024/25 to 2025/26." in printed
    assert "2024/25: before of all months planned then, now of the months left." in printed


def test_the_running_year_is_to_date_and_left(plan: Path, tmp_path: Path) -> None:
    """Net budget 2,900,000, spent 2,600,000: what is left of the budget is in the new instance, by head."""
    result = run("monitor", plan, "--actuals", actuals(tmp_path, TEN), *INSIDE, "--json")
    found = one_object(result.stdout)["replan"]
    (agency,) = [row for row in found["changes"]["running_year"] if row["budget_head"] == "agency_head"]
    assert (agency["net_budget_gbp"], agency["actual_to_date_gbp"]) == (2_900_000, 2_600_000)
    assert agency["forecast_gbp"] == pytest.approx(2_600_000 + agency["left_now_gbp"])
    assert agency["variance_gbp"] == pytest.approx(agency["forecast_gbp"] - 2_900_000)
    assert found["plan"]["net_cost_gbp_by_year"]["2024/25"] == pytest.approx(
        sum(row["left_now_gbp"] for row in found["changes"]["running_year"])
    )
    (other,) = [row for row in found["changes"]["running_year"] if row["budget_head"] == "fostering_head"]
    assert (other["actual_to_date_gbp"], other["forecast_gbp"], other["variance_gbp"]) == (None, None, None)
    assert found["plan"]["base_budget_gbp_by_year"]["2024/25"] == pytest.approx(
        300_000 + other["net_budget_gbp"] - (read_spent(plan, "fostering_head") - other["left_before_gbp"])
    )


def read_spent(plan: Path, head: str) -> float:
    """Return what a plan charges to a head in all."""
    mine = [line for line in read_plan(plan).ledger if line.budget_head == head and line.kind != "capital"]
    return sum(line.amount_gbp for line in mine)


def test_a_plan_from_february_is_held_against_what_was_spent_since(inside: tuple[Path, str], tmp_path: Path) -> None:
    """Period 12 less period 10: 2,350,000 - 2,100,000 and 600,000 - 500,000, against 300,000 left of the budget."""
    rows = "12,agency_head,residential,2350000,2350000,5,4.5\n12,agency_head,ifa,600000,600000,10,8.25\n"
    result = run("monitor", inside[0], "--actuals", actuals(tmp_path, TEN + rows), "--json")
    assert result.exit_code == 0, result.stderr
    (position,) = one_object(result.stdout)["positions"]
    names = ("net_budget_gbp", "actual_to_date_gbp", "forecast_gbp", "variance_gbp", "straight_line_gbp")
    assert [position[name] for name in names] == pytest.approx([300_000, 350_000, 350_000, 50_000, 350_000])
    ifa = next(row for row in one_object(result.stdout)["splits"] if row["provision"] == "ifa")
    # 12 x 8.25 - 10 x 8.1 are 18 child-months in two months.
    assert ifa["actual_children"] == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEN, "P12.csv, period: found '10': actuals of a period after 10: the plan begins on 2025-02-01"),
        (HEADER + TWELVE, "P12.csv, period: rows of period 10 too, from which on it counts: the plan begins on"),
    ],
)
def test_a_plan_from_february_needs_both_periods(
    inside: tuple[Path, str], tmp_path: Path, text: str, expected: str
) -> None:
    """What was spent before it began is taken off."""
    result = run("monitor", inside[0], "--actuals", actuals(tmp_path, text))
    assert result.exit_code == 2
    assert expected in result.stderr


def test_what_is_of_whole_years_is_refused(plan: Path, inside: tuple[Path, str]) -> None:
    """Plans of other months are not compared; the screen says which months the first year has."""
    result = run("compare", plan, inside[0])
    assert result.exit_code == 2
    assert "found '2024/25 from February, 2025/26': a plan of 2024/25, as the first" in result.stderr
    published = run("baseline", inside[0] / "instance", "--published")
    assert published.exit_code == 2
    assert "projection is of whole financial years, and instance begins on 2025-02-01" in published.stderr
    shown = run("baseline", inside[0] / "instance").stdout
    assert "2024/25 is planned from February 2025 on: its figures are of these months" in shown
    assert "31 Jan 2025  2025  2026" in shown


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
        (("--replan", "--years", "6"), "Invalid value for '--years': 6 is not in the range 1<=x<=5"),
        (("--years", "1"), "Invalid value for '--years': needs --replan"),
        ((*ANEW, "--placements", "none.csv"), "none.csv: a file that can be read (No such file or directory)"),
    ],
)
def test_refusals(plan: Path, tmp_path: Path, options: tuple[str, ...], expected: str) -> None:
    """Exit code 2, and the option named."""
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *options)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_children_may_be_given_at_any_period(plan: Path, inside: tuple[Path, str], tmp_path: Path) -> None:
    """Those of 31 January, whole children, in the place of what was expected."""
    expected = load(inside[0] / "instance").instance.placements_today
    rows = tuple(
        row.model_copy(update={"children": 1.0, "source": "case system", "note": ""}) for row in expected[:20]
    )
    given = tmp_path / "today.csv"
    given.write_bytes(table_bytes(PlacementToday, rows))
    out = tmp_path / "next"
    result = run("monitor", plan, "--actuals", actuals(tmp_path, TEN), *INSIDE, "--placements", given, "--out", out)
    assert result.exit_code == 0, result.stderr
    assert load(out / "instance").instance.placements_today == rows
    assert "Children at the start: 20.0, as given." in result.stdout


@pytest.mark.parametrize("years", [(), ("--years", "1")])
def test_the_rest_of_a_year_alone_is_refused(plan: Path, tmp_path: Path, years: tuple[str, ...]) -> None:
    """The tail repeats a whole year, and there is none after the plan's last."""
    result = run("monitor", plan, "--actuals", actuals(tmp_path, TEN), "--replan", *years)
    assert result.exit_code == 2
    assert "2 or more, the rest of 2024/25 being one: a whole year has to follow" in result.stderr


def test_faults_of_given_placements_are_told(plan: Path, tmp_path: Path) -> None:
    """As faults of the file that was given."""
    files = with_cell(tiny_files(), "placements_today", 2, "cohort", "nobody")
    given = tmp_path / "today.csv"
    given.write_text(files["placements_today.csv"])
    result = run("monitor", plan, "--actuals", actuals(tmp_path), *ANEW, "--placements", given)
    assert result.exit_code == 2
    assert result.stderr.startswith("today.csv, row 2, cohort: found 'nobody'")
