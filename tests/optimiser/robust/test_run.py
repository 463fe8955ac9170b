"""From an instance to robust commitments: figures that add up, brackets, the plan on the demand path."""

from dataclasses import replace

import numpy as np
import pytest

from audit.verify import verify
from models.robust import Bracket
from optimiser.commitments import options_of, todays_units
from optimiser.plan import NoPlanError
from optimiser.progress import Progress
from optimiser.robust.compare import perfect_information, stochastic_solution
from optimiser.robust.rules import half_of_stock
from optimiser.robust.run import Asked, Robust, _Robust, solve_robust
from optimiser.robust.search import Searched, search
from optimiser.robust.two_stage import Risk
from optimiser.spread import HERE
from tests.optimiser.cases import block, children, compiled, one_cohort, tier
from tests.optimiser.rich import rich
from tests.optimiser.robust.cases import HOME, SPOT, TAIL, child_or_not
from tests.oracles.small import offer


@pytest.fixture(scope="module")
def found() -> Robust:
    """Three scenarios for every kind of supply, solved to the end, and ten futures played."""
    return solve_robust(rich(every=3), Asked(3, futures=10, gap=0.0))


def test_the_plan_has_the_robust_commitments_and_passes_the_re_check(found: Robust) -> None:
    """Placed anew on the demand path, and bounded by the plan of least cost there."""
    robust = found.result.plans[0]
    planned = [(c.kind, c.id, c.start.isoformat(), c.size) for c in found.plan.commitments]
    assert planned == [(t.kind, t.id, t.start, t.size) for t in robust.commitments]
    assert verify(rich(every=3), "", found.plan).ok
    proof = found.plan.summary.certificate
    assert proof.bound_gbp is not None
    assert proof.gap == pytest.approx((proof.objective_gbp - proof.bound_gbp) / proof.objective_gbp)
    assert proof.status == ("optimal" if proof.gap <= 1e-8 else "feasible")


def test_no_plan_compared_is_better(found: Robust) -> None:
    """They were given to the search; the value of the stochastic solution is the distance of the second."""
    result = found.result
    names = [plan.name for plan in result.plans]
    assert names == ["robust", "deterministic", "today", "half_of_stock"]
    best, deterministic, *_ = result.plans
    assert all(plan.objective_gbp >= best.objective_gbp for plan in result.plans)
    assert result.status == "optimal"
    assert result.stochastic_solution.low_gbp == pytest.approx(
        deterministic.objective_gbp - best.objective_gbp, abs=0.01
    )
    assert 0.0 <= result.perfect_information.low_gbp <= result.perfect_information.high_gbp


def test_the_figures_add_up(found: Robust) -> None:
    """The objective is expected cost and penalties, and these are the scenarios' by their probabilities."""
    result, best = found.result, found.result.plans[0]
    assert best.objective_gbp == pytest.approx(best.expected_gbp + best.penalties_gbp)
    assert best.expected_gbp == pytest.approx(sum(s.probability * s.cost_gbp for s in result.scenarios))
    assert sum(s.probability for s in result.scenarios) == pytest.approx(1.0)
    assert result.mean_child_years == pytest.approx(sum(s.probability * s.child_years for s in result.scenarios))
    assert best.worst_gbp == result.scenarios[0].cost_gbp
    assert best.expected_gbp <= best.tail_gbp <= best.worst_gbp


def test_plans_are_played_in_the_same_futures(found: Robust) -> None:
    """What a plan costs more than the robust one is the difference of the means; of the robust one nothing."""
    played = {plan.name: plan.played for plan in found.result.plans}
    robust = played["robust"]
    assert robust is not None
    assert robust.more_gbp.mean == 0.0
    for one in played.values():
        assert one is not None
        assert one.more_gbp.mean == pytest.approx(one.cost_gbp.mean - robust.cost_gbp.mean)


def test_the_time_is_over_before_there_is_anything() -> None:
    """No result rather than a poor one."""
    with pytest.raises(NoPlanError, match="no plan"):
        solve_robust(rich(), Asked(3, time_limit=1e-6))


def searched(chance: float) -> Searched:
    """Return the search of the child that comes with a chance; the plan of its coming is given, then none."""
    return search(child_or_not(chance), [np.ones(1), np.zeros(1)], "extensive", 0.0)


def test_the_value_of_the_stochastic_solution_by_hand() -> None:
    """At 0.3 the home that pays for the child costs 24,000 + 0.3 x 32,050 where the market costs 0.3 x 103,650."""
    found = searched(0.3)
    value = HOME + 0.3 * TAIL - 0.3 * (SPOT + TAIL)
    assert value == pytest.approx(2_520.0)
    bracket = stochastic_solution(found, found.given[0])
    assert (bracket.low_gbp, bracket.high_gbp) == pytest.approx((value, value))
    wide = replace(found, bound=found.bound - 100.0)
    assert stochastic_solution(wide, found.given[0]).high_gbp == pytest.approx(value + 100.0)
    assert stochastic_solution(found, found.best) == Bracket(0.0, found.best.objective - found.bound)


def test_the_value_of_perfect_information_by_hand() -> None:
    """Who knows pays 0.3 x 56,050 for the child with the home, and nothing without: 31,095 - 16,815."""
    bracket = perfect_information(searched(0.3))
    assert (bracket.low_gbp, bracket.high_gbp) == pytest.approx((14_280.0, 14_280.0))


def test_with_a_tail_the_figures_are_of_the_same_objective() -> None:
    """Decomposed: weight 0.5 on the mean of the dearest 0.3."""
    found = solve_robust(rich(), Asked(4, risk=Risk(0.7, 0.5), method="benders", gap=0.0)).result
    best = found.plans[0]
    assert found.method == "benders"
    assert found.cvar == 0.7
    assert best.objective_gbp == pytest.approx(
        0.5 * best.expected_gbp + 0.5 * best.tail_gbp + best.penalties_gbp, rel=1e-6
    )
    assert found.perfect_information.low_gbp <= found.perfect_information.high_gbp


def test_half_of_todays_stock_by_hand() -> None:
    """Seven children in homes of the market: 3.5 beds, of sizes 1 to 4 and 8 the third; none for too few."""
    spot, beds = offer("spot"), offer("block", "block_residential", "block")
    given = {
        "placements_today": (children(7, spot),),
        "blocks": (block(),),
        "block_tiers": (tier(1, 4, 700), tier(8, 8, 600)),
    }
    problem = compiled(one_cohort({spot: 700, beds: 0}, **given))
    taken = np.flatnonzero(half_of_stock(problem))
    assert [options_of(problem)[i].beds for i in taken] == [3]
    few = compiled(one_cohort({spot: 700, beds: 0}, **{**given, "placements_today": (children(0.9, spot),)}))
    assert np.array_equal(half_of_stock(few), todays_units(few, options_of(few)))


def test_what_was_found_is_planned_though_the_time_is_over() -> None:
    """The children of given commitments are placed beyond the time limit."""
    problem = compiled(rich())
    robust = _Robust(rich(), Asked(2, time_limit=1e-6), "", Progress(), HERE)
    made = robust._plan(todays_units(problem, options_of(problem))).plan
    assert verify(rich(), "", made).ok
