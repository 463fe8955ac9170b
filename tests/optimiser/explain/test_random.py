"""What must hold of every explanation, on random instances with every kind of supply."""

import pytest

import optimiser.explain.worth
from optimiser.explain.instance import explain_instance
from optimiser.explain.plan import explain_plan
from optimiser.explain.worth import Worth, worth_of_each
from optimiser.plan import Run
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session, SolverError
from tests.oracles.sample import SAMPLE, drawn, solved

POUND = 1.0


def room(objective: float) -> float:
    """Return by how much a proven optimum may be off."""
    return POUND + 1e-6 * abs(objective)


@pytest.mark.parametrize("number", [0, 3, 7, 11])
def test_an_optimum_cannot_be_bettered(number: int) -> None:
    """Nothing is cheaper without what was taken, or with what was not; planned again saves no less than kept."""
    planning = drawn(number)
    run = Run(planning, None, None, 0.0, None, 0, "", "plan", None)
    plan = run.solve().plan
    assert run.searched is not None
    made, solution, status = run.searched
    for option, worth in solution.worth.items():
        assert solution.values[made.units[option]] > 0.5
        assert worth.without >= solution.objective - room(solution.objective)
    found = explain_plan(planning, plan, gap=0.0)
    assert found.complete
    assert found.objective_gbp == pytest.approx(solution.objective, rel=1e-5)
    for choice in found.choices:
        assert choice.cost_gbp is None or choice.cost_gbp >= -room(solution.objective)
    again = {item.policy: item.cost_gbp for item in found.resolved}
    for cost in found.policies:
        assert again[cost.policy] >= cost.cost_gbp - 5.0 * room(solution.objective)
    assert explain_instance(planning, None, None).possible == (status != "relaxed")


def test_a_commitment_that_the_solver_fails_on_has_no_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others have theirs, and the plan is not lost."""
    run = Run(drawn(3), None, None, 0.0, None, 0, "", "plan", None)
    run.solve()
    assert run.searched is not None
    made, solution, _ = run.searched
    units = solution.values[made.units].round()
    whole = worth_of_each(Session(made, 0, Progress(), float("inf"), Interrupts()), units)
    failing = next(iter(whole))
    real, turn = optimiser.explain.worth._worth, iter(whole)

    def worth(*curves: object) -> Worth:
        if next(turn) == failing:
            raise SolverError("no")
        return real(*curves)  # type: ignore[arg-type]

    monkeypatch.setattr(optimiser.explain.worth, "_worth", worth)
    left = worth_of_each(Session(made, 0, Progress(), float("inf"), Interrupts()), units)
    assert list(left) == [*whole][1:]


@pytest.mark.slow
def test_hard_policies_can_be_met_where_the_stock_form_meets_them() -> None:
    """Whatever it takes to see that: parts that cannot, a plan that misses nothing, or a bound."""
    hard = [n for n in range(SAMPLE) if any(policy.strength == "hard" for policy in drawn(n).policies)]
    met = {n: explain_instance(drawn(n), None, None).possible for n in hard}
    assert met == {n: solved(n).feasible for n in hard}
    assert set(met.values()) == {True, False}
