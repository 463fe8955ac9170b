"""The screen of robust commitments, from figures made by hand."""

import json
from dataclasses import replace

from models.robust import Bracket, Compared, InScenario, Played, RobustResult, Taken
from models.stress import Spread
from reports.robust import headline, robust_bytes, tables
from reports.table import plain

BLOCK = Taken("block", "beds", "2022-04-01", 4)
HOME = Taken("home", "own", "2023-04-01", 1)


def compared(name: str, cost: float, *taken: Taken, played: Played | None = None) -> Compared:
    """Return commitments that cost so many pounds in every scenario."""
    return Compared(name, taken, cost, cost, cost, cost, 0.0, played)


def result(**changes: object) -> RobustResult:
    """Return a result: the robust commitments are four beds, those of the path a home."""
    made = RobustResult(
        status="optimal",
        method="extensive",
        objective_gbp=1000.0,
        bound_gbp=990.0,
        gap=0.01,
        tail_share=0.1,
        cvar=None,
        weight=0.0,
        shortfall_gbp=250_000.0,
        path_child_years=100.0,
        mean_child_years=104.0,
        stochastic_solution=Bracket(50.0, 60.0),
        perfect_information=Bracket(7.0, 7.0),
        plans=(compared("robust", 1000.0, BLOCK), compared("deterministic", 1050.0, HOME)),
        scenarios=tuple(InScenario(1 / 12, 90.0 + i, 1000.0 - i, 0.0) for i in range(12)),
        futures=0,
        seed=3,
        seconds={"total": 12.0},
        instance_sha256="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_headline() -> None:
    """What is least, what is proven, what both values are."""
    said = "\n".join(headline(result()))
    assert "12 scenarios of demand, seed 3; least is the expected cost, penalties beside." in said
    assert "no commitments are better by more than 10 pounds, 1.000 % of 1,000 pounds; 12 seconds in all." in said
    assert "104 child-years in the mean of the scenarios, 100 on the demand path" in said
    assert "would cost between 50 and 60 pounds more." in said
    assert "would save 7 pounds: no forecast is worth more." in said


def test_headline_with_a_tail() -> None:
    """Both weights and the share of the futures."""
    said = headline(result(cvar=0.9, weight=0.3))[0]
    assert "least is expected cost, weight 0.7, and the mean of the dearest 10 % of futures, weight 0.3" in said


def test_tables() -> None:
    """Commitments side by side, a dash where one has none; ten scenarios and how many are left out."""
    commitments, plans, scenarios = (plain(table) for table in tables(result()))
    assert [line.split() for line in commitments.splitlines()[3:5]] == [
        ["block", "contract:", "beds", "2022-04-01", "4", "-"],
        ["open", "own", "home:", "own", "2023-04-01", "-", "1"],
    ]
    assert "plan of the demand path" in plans
    assert "250,000 pounds a child-year" in plans
    assert "and 2 cheaper ones" in scenarios


def test_played_out() -> None:
    """Mean, bad end, difference and its standard error."""
    cost, more = Spread(900.0, 800.0, 890.0, 1200.0, 5.0), Spread(-4.0, -9.0, -4.0, 1.0, 2.0)
    plans = (compared("robust", 1.0, played=Played(cost, more)), compared("today", 2.0, played=Played(cost, more)))
    table = plain(tables(result(plans=plans, futures=50))[2])
    assert "50 futures with whole children" in table
    assert ["do", "nothing", "900", "1,200", "-4", "2"] in [line.split() for line in table.splitlines()]


def test_the_file_is_what_json_prints() -> None:
    """One object with every field; brackets and plans nested."""
    found = json.loads(robust_bytes(result()))
    assert found["stochastic_solution"] == {"low_gbp": 50.0, "high_gbp": 60.0}
    assert found["plans"][0]["commitments"] == [{"kind": "block", "id": "beds", "start": "2022-04-01", "size": 4}]
