"""A start inside a financial year: optimiser, both oracles and the verifier agree on the months left and after."""

from functools import cache
from pathlib import Path

import pytest

from audit.verify import verify
from instances.reader import load
from instances.writer import write_folder
from models.plan import Plan
from optimiser.plan import do_nothing, solve
from tests.oracles.enumeration import enumerate_best
from tests.oracles.random_part import MONTHS_PASSED, PARTS, part
from tests.oracles.result import in_order
from tests.oracles.sample import SAME, one_relaxation
from tests.oracles.stock_form import solve_stock_form
from tests.oracles.written import replayed

SHA = "0" * 64
SOME = range(0, MONTHS_PASSED, 2)
REST = [number for number in range(PARTS) if number not in SOME]


@cache
def planned(number: int) -> Plan:
    """Return the optimiser's plan for an instance of the sample."""
    return solve(part(number), gap=0.0, instance_sha256=SHA, explain=False)


def objective(plan: Plan) -> float:
    """Return the objective of a plan."""
    return plan.summary.certificate.objective_gbp


def assert_best(number: int) -> None:
    """Assert that the optimum is that of the stock form, and that the verifier finds nothing in any plan."""
    plan, exact = planned(number), solve_stock_form(part(number))
    assert exact.feasible == (plan.summary.certificate.status != "relaxed")
    if exact.feasible or one_relaxation(part(number)):
        assert objective(plan) == pytest.approx(exact.objective, rel=SAME if exact.feasible else 10 * SAME)
    for made in (plan, do_nothing(part(number), instance_sha256=SHA)):
        verification = verify(part(number), SHA, made)
        assert verification.ok, [check for check in verification.checks if not check.ok]


@pytest.mark.parametrize("number", SOME)
def test_optimum_is_that_of_the_stock_form(number: int) -> None:
    """The two exact forms have one optimum, whichever month the plan begins in."""
    assert_best(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", REST)
def test_optimum_is_that_of_the_stock_form_on_a_larger_sample(number: int) -> None:
    """The same on more instances."""
    assert_best(number)


@pytest.mark.parametrize("number", SOME[::2])
def test_commitments_are_among_the_best_of_all_sets(number: int) -> None:
    """Every set tried one by one, within what is left of the year: none is better."""
    best = enumerate_best(part(number))
    if best.feasible:
        assert best.objectives[in_order(list(planned(number).commitments))] == pytest.approx(best.objective, rel=SAME)
        assert objective(planned(number)) == pytest.approx(best.objective, rel=SAME)


@pytest.mark.parametrize("number", SOME)
def test_groups_are_what_the_plan_costs_played_out(number: int) -> None:
    """Each group of the objective is what the plan, played out, costs by the oracle's accounts."""
    plan, planning = planned(number), part(number)
    expected = replayed(planning, plan).groups
    for name, gbp in plan.summary.objective_groups_gbp.items():
        assert gbp == pytest.approx(expected.get(name, 0.0), abs=SAME * objective(plan)), name


@pytest.mark.parametrize("number", SOME[::2])
def test_sample_is_accepted_by_the_check(number: int, tmp_path: Path) -> None:
    """What the oracles are asked is what a council could ask: written out and read, it is the same."""
    write_folder(part(number), tmp_path / "part")
    assert load(tmp_path / "part").instance == part(number)


def test_sample_has_everything_that_a_part_year_changes() -> None:
    """Limits of which some is left, programmes that run, policies of children, of pounds and soft, income."""
    every = [part(number) for number in range(PARTS)]
    assert {row.limit for planning in every for row in planning.left_of_year} == {
        "homes",
        "fostering",
        "step_down",
        "programme",
    }
    assert {row.measure for planning in every for row in planning.policies} >= {
        "residential_children",
        "gap_children",
        "emergency_places",
        "revenue_gbp",
        "capital_gbp",
        "moves_per_child_year",
    }
    assert {row.strength for planning in every for row in planning.policies} == {"off", "soft", "hard"} - {"off"}
    assert any(planning.income for planning in every)
    assert any(row.live_to for planning in every for row in planning.offers)
