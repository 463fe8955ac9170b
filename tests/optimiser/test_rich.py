"""Every kind of supply at once: the model and the written plan say the same, whatever end a contract has."""

from dataclasses import replace

import numpy as np
import pytest

from optimiser.commitments import Decisions, decided, options_of
from optimiser.donothing import simulate
from optimiser.formulation import Formulation, formulate
from optimiser.objective import accounts
from optimiser.paid_beds import payments
from optimiser.plan import decisions_in, solve
from optimiser.problem import Floats, Problem
from optimiser.solve import Solution
from optimiser.summary import group_values
from optimiser.trajectory import Trajectory, admitted_by, trajectory
from tests.optimiser.cases import compiled, plain
from tests.optimiser.rich import rich

CALENDARS = [(0, 3), (6, 6), *(pytest.param(n, 1, marks=pytest.mark.slow) for n in (12, 6))]
RUNNING_ENDS = 4


def with_end(monthly: int, every: int, number: int) -> Formulation:
    """Return the programme with one of the ends of the running contract."""
    made = formulate(compiled(rich(monthly, every)))
    running = [i for i, option in enumerate(made.options) if option.running]
    assert len(running) == RUNNING_ENDS
    made.model.fix(made.units[running], np.eye(RUNNING_ENDS)[number])
    return made


def followed(made: Formulation, values: Floats) -> tuple[Problem, Trajectory, Decisions]:
    """Return the decided problem, the trajectory and the decisions of a solution."""
    decisions = decisions_in(made, Solution(values=values))
    problem = decided(made.problem, decisions)
    return problem, trajectory(problem, admitted_by(problem, made.blocks, values)), decisions


@pytest.mark.parametrize(("monthly", "every"), CALENDARS)
@pytest.mark.parametrize("number", range(RUNNING_ENDS))
def test_columns_cost_what_the_children_cost_with_any_end(monthly: int, every: int, number: int) -> None:
    """Group by group; and at every period end all children in care are in an offer, within its limit."""
    made = with_end(monthly, every, number)
    values = plain(made).values
    problem, path, decisions = followed(made, values)
    assert group_values(made.costs, values) == {
        group: pytest.approx(pounds, abs=0.05)
        for group, pounds in accounts(problem, path, decisions, np.ones(problem.months + 1)).items()
    }
    count = path.stock[:, 0].sum(axis=0) + problem.unplaced_today
    for month in range(1, problem.months + 1):
        count = count @ problem.transitions + problem.entries[month]
        if any(period.last == month for period in problem.calendar.periods):
            assert path.stock[:, month].sum(axis=0) == pytest.approx(count, abs=1e-6)


@pytest.mark.parametrize("number", range(RUNNING_ENDS))
def test_an_end_chosen_costs_what_the_same_end_given_costs(number: int) -> None:
    """With the contract's end known from the start there is one lane, and no difference to count."""
    made = with_end(0, 3, number)
    options = options_of(made.problem)
    running = [i for i, option in enumerate(options) if option.running]
    end = options[running[number]].empties
    offer = options[running[number]].offer
    assert end is not None
    lanes = tuple(lane for lane in made.problem.lanes if lane.offer != offer or lane.end == end)
    ends = tuple(end if p == offer else old for p, old in enumerate(made.problem.today_end))
    given = formulate(replace(made.problem, lanes=lanes, today_end=ends))
    given.model.fix(given.units[running], np.eye(RUNNING_ENDS)[number])
    assert plain(made).objective == pytest.approx(plain(given).objective, rel=1e-7)


def test_the_best_end_is_chosen() -> None:
    """The optimum is the least of those of the ends."""
    free = plain(formulate(compiled(rich(0, 3)))).objective
    assert free == pytest.approx(min(plain(with_end(0, 3, n)).objective for n in range(RUNNING_ENDS)))


def test_voids_of_a_period_are_never_below_nothing() -> None:
    """Whatever is guaranteed, kept and sold."""
    made = formulate(compiled(rich(0, 3)))
    problem, path, decisions = followed(made, plain(made).values)
    for option, _ in decisions.taken():
        if option.kind == "block":
            paid = payments(problem, path, option)
            for first, last in path.periods:
                void = option.guaranteed + paid.excess - option.kept_paid - paid.used.sum(axis=0)
                assert void[first : last + 1].sum() >= -1e-6


def test_the_stages_of_the_search_agree_with_one_call() -> None:
    """A whole plan, areas and all."""
    found = solve(rich(12, 3), gap=0.0).summary.certificate.objective_gbp
    assert found == pytest.approx(plain(formulate(compiled(rich(12, 3)))).objective, rel=1e-7)


def test_nothing_is_sold_without_new_commitments() -> None:
    """In the second baseline; the plan itself sells."""
    lines = {
        kind: solve(rich(12, 6), gap=1e-4, kind=kind).ledger for kind in ("plan", "optimised_no_new_commitments")
    }
    sold = {kind: {x.id for x in found if x.line == "void_sales"} for kind, found in lines.items()}
    assert sold["plan"] >= {"old", "own"}
    assert sold["optimised_no_new_commitments"] == set()


def test_do_nothing_keeps_running_blocks_to_their_term_and_homes_of_today() -> None:
    """The term ends in month 9: the residents are in spot at its end; the home of today is still used."""
    problem = compiled(rich())
    path, decisions = simulate(problem)
    assert [(o.id, o.end, o.is_break) for o, _ in decisions.taken() if o.kind == "block"] == [("old", 9, False)]
    block, home = problem.offer_index("running"), problem.offer_index("home")
    assert path.stock[block, 8].sum() > 0
    assert path.stock[block, 9:].sum() == 0
    assert not path.admitted[8:, block].any()
    assert path.admitted[:, home].sum() > 0
    assert not path.admitted[:, problem.offer_index("new")].any()


def test_authorities_pay_for_their_own_children_and_share_the_rest() -> None:
    """The shared block's voids and one-off costs in proportion 3 to 1; another authority's children are its own."""
    plan = solve(rich(0, 1), gap=1e-4)
    lines = {(x.authority, x.line, x.id): x.amount_gbp for x in plan.ledger}
    for line in ("mobilisation", "emergency_kept"):
        assert lines["test", line, "fresh"] == pytest.approx(3 * lines["other", line, "fresh"], abs=0.02)
    assert ("other", "fees", "carers") in lines
    assert ("other", "voids", "old") not in lines
    by_authority = plan.summary.cost_gbp_by_authority
    assert sum(costs["2022/23"] for costs in by_authority.values()) == pytest.approx(
        plan.summary.cost_gbp_by_year["2022/23"]
    )
    assert min(costs["2022/23"] for costs in by_authority.values()) > 0
