"""The command `monitor`: what it prints, what it leaves out and says so, what it refuses."""

from pathlib import Path

import pytest

from tests.reports.planned import one_object, plan_folder, run

HEADER = "period,budget_head,provision,actual_to_date_gbp,forecast_gbp,children,average_children\n"
NINE = "9,agency_head,residential,1500000,2100000,4,4.2\n9,agency_head,ifa,400000,520000,8,8\n"
TEN = "10,agency_head,residential,1700000,2150000,5,4.3\n10,agency_head,ifa,450000,540000,8,8.1\n"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance's plan."""
    return plan_folder(tmp_path_factory.mktemp("monitored") / "plan")


def _file(folder: Path, text: str) -> Path:
    path = folder / "P10.csv"
    path.write_text(text)
    return path


def test_the_last_period_is_reported(plan: Path, tmp_path: Path) -> None:
    """Budget 2,900,000 (3,000,000 less income), forecast 2,690,000, 70,000 more than in period 9."""
    result = run("monitor", plan, "--actuals", _file(tmp_path, HEADER + TEN + NINE))
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "Budget monitoring 2024/25, period 10 (to 31 January 2025).",
        "Spent to date 2,150,000 pounds; forecast outturn 2,690,000 pounds. That is 210,000 under the net budget "
        "of the heads that have one.",
    ]
    assert "No actuals were given for fostering head: they are in no figure below." in lines[2]
    (head,) = (line.split() for line in lines if line.startswith("  agency head ") and "2,900,000" in line)
    assert head[2] == "2,900,000"
    assert head[4:] == ["2,150,000", "2,690,000", "-210,000", "70,000", "2,580,000"]
    assert "Movement: change of the forecast, since period 9." in result.stdout
    assert "Planned, but without a row in the actuals, and taken as nothing:" in result.stdout
    assert "  open own home: small home" in result.stdout
    assert "1 home " in result.stdout


def test_json_adds_up(plan: Path, tmp_path: Path) -> None:
    """The parts of every row make its variance; the plan to date is under that of the year."""
    found = one_object(run("monitor", plan, "--actuals", _file(tmp_path, HEADER + TEN), "--json").stdout)
    assert (found["financial_year"], found["period"], found["period_end"]) == ("2024/25", 10, "2025-01-31")
    assert found["earlier_period"] is None
    for row in found["splits"]:
        parts = sum(row[part] for part in ("volume_gbp", "mix_gbp", "price_gbp", "other_gbp"))
        assert round(parts - row["variance_gbp"], 2) == 0
    (position,) = found["positions"]
    assert position["movement_gbp"] is None
    assert 0 < position["planned_to_date_gbp"] < position["planned_gbp"]
    assert {row["kind"] for row in found["deliveries"]} <= {"block", "home", "fostering", "programme"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADER, "P10.csv: at least one row below the header"),
        (HEADER + TEN.replace("10,", "13,", 1), "P10.csv, row 2, period: found '13': a whole number from 1 to 12"),
        (
            HEADER + TEN.replace("agency_head", "agency", 1),
            "P10.csv, row 2, budget_head: found 'agency': a budget head of the plan: agency_head, fostering_head",
        ),
        (HEADER + TEN + TEN, "P10.csv, row 4, period: found '10 agency_head residential': one row for each period"),
        (
            HEADER.replace("children", "kids", 1) + TEN,
            "P10.csv, row 1, kids: a column of this table",
        ),
        (HEADER + TEN.replace("ifa", "ifas"), "P10.csv, row 3, provision: found 'ifas': one of in_house_fostering"),
        ("", "P10.csv: a header in row 1; it is blank, or the file is empty"),
    ],
)
def test_faults_of_the_actuals(plan: Path, tmp_path: Path, text: str, expected: str) -> None:
    """Each with its place; exit code 2."""
    result = run("monitor", plan, "--actuals", _file(tmp_path, text))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert any(expected in line for line in result.stderr.splitlines()), result.stderr


def test_a_year_the_plan_has_not(plan: Path, tmp_path: Path) -> None:
    """The years it has are named; so is a file that is not there."""
    actuals = _file(tmp_path, HEADER + TEN)
    result = run("monitor", plan, "--actuals", actuals, "--year", "2030/31")
    assert result.exit_code == 2
    assert "--year: found '2030/31': a year of the plan: 2024/25" in result.stderr
    result = run("monitor", plan, "--actuals", tmp_path / "none.csv")
    assert result.exit_code == 2
    assert "none.csv: a file that can be read (No such file or directory)" in result.stderr
