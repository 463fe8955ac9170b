"""Commitments made before the plan: optimiser, both oracles and the verifier agree on what they do and cost."""

from functools import cache

import pytest

from audit.verify import verify
from models.plan import Plan
from optimiser.plan import do_nothing, solve
from tests.oracles.enumeration import enumerate_best
from tests.oracles.random_made import committed, numbers
from tests.oracles.result import in_order
from tests.oracles.sample import SAME
from tests.oracles.stock_form import solve_stock_form
from tests.oracles.written import replayed

SHA = "0" * 64


@cache
def planned(number: int) -> Plan:
    """Return the optimiser's plan for an instance of the sample with commitments made before it."""
    return solve(committed(number), gap=0.0, instance_sha256=SHA, explain=False)


@pytest.mark.parametrize("number", numbers()[::3])
def test_optimum_is_that_of_the_stock_form(number: int) -> None:
    """The two exact forms have one optimum, and the plan lists what was committed to before."""
    exact = solve_stock_form(committed(number))
    if exact.feasible:
        found = planned(number).summary.certificate.objective_gbp
        assert found == pytest.approx(exact.objective, rel=SAME)
    listed = {(row.kind, row.id, row.start, row.size) for row in planned(number).commitments}
    assert {(row.kind, row.id, row.start, row.size) for row in committed(number).commitments_made} <= listed


@pytest.mark.parametrize("number", numbers()[1::8])
def test_commitments_are_among_the_best_of_all_sets(number: int) -> None:
    """Every set tried one by one, what was committed to before in each of them: none is better."""
    best = enumerate_best(committed(number))
    chosen = in_order(list(planned(number).commitments))
    if best.feasible:
        assert best.objectives[chosen] == pytest.approx(best.objective, rel=SAME)
        assert planned(number).summary.certificate.objective_gbp == pytest.approx(best.objective, rel=SAME)


@pytest.mark.parametrize("number", numbers()[::3])
def test_groups_are_what_the_plan_costs_played_out(number: int) -> None:
    """Each group of the objective is what the plan, played out, costs by the oracle's accounts."""
    plan, planning = planned(number), committed(number)
    expected = replayed(planning, plan).groups
    groups = plan.summary.objective_groups_gbp
    for name in {*groups, *expected}:
        assert groups.get(name, 0.0) == pytest.approx(
            expected.get(name, 0.0), abs=SAME * plan.summary.certificate.objective_gbp
        ), name


@pytest.mark.parametrize("number", numbers()[::3])
def test_verify_accepts_plan_and_baseline(number: int) -> None:
    """The verifier works it all out again; both baselines have what was committed to before, too."""
    nothing = do_nothing(committed(number), instance_sha256=SHA)
    kind = "optimised_no_new_commitments"
    no_new = solve(committed(number), gap=0.0, instance_sha256=SHA, explain=False, kind=kind)
    for plan in (planned(number), nothing, no_new):
        verification = verify(committed(number), SHA, plan)
        assert verification.ok, [check for check in verification.checks if not check.ok]
    listed = {(row.kind, row.id, row.start, row.size) for row in nothing.commitments}
    assert {(row.kind, row.id, row.start, row.size) for row in committed(number).commitments_made} <= listed
