"""Waiting for a count: what waits, what it is worth, what is said of each result."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from models.robust import Bracket, Taken, Waiting
from optimiser.commitments import options_of
from optimiser.robust.recourse import Watch
from optimiser.robust.run import Asked, Robust, solve_robust
from optimiser.robust.search import Searched, search
from optimiser.robust.waiting import Wait, Waited, edges, in_care, search_tree, tree_of, value_of_waiting
from tests.optimiser.cases import children, compiled
from tests.optimiser.rich import rich
from tests.optimiser.robust.cases import SPOT, TAIL, maybe_a_child, scenarios, two_stage
from tests.oracles.small import offer, settings

PROBLEM = compiled(maybe_a_child(settings=settings(decision_every_months=1, max_homes_opened_per_year=1)))
FUTURES = scenarios(PROBLEM, [0.0, 1.0], [0.7, 0.3])
WAIT = Wait(month=2)
BRANCH = np.array([0, 1])


def nothing_waits() -> Searched:
    """Return the search that decides everything now: no home, 31,095 pounds."""
    two = two_stage(PROBLEM, FUTURES)
    return search(two, [np.zeros(len(two.options))], "extensive", 0.0)


def result(found: Searched, watch: Watch | None = None) -> Waiting:
    """Return what is said of waiting until the end of April."""
    tree = tree_of(found, WAIT, BRANCH)
    later = search_tree(found, tree, "extensive", 0.0, seed=0, watch=watch or Watch())
    return Waited(PROBLEM, FUTURES, WAIT, tree, found, later).result(0.0)


def test_the_home_waits_for_the_child() -> None:
    """One comes in April or nobody: counted on 30 April, the last home on offer opens in March if one came.

    It is too late for that child, but not for the one of the tail, for 13 months of 1,000 pounds instead of 32,050.
    Opened whoever comes it would cost 0.3 x 71,600 + 13,000 = 34,480, so without waiting the market takes both.
    """
    found = nothing_waits()
    assert found.best.objective == pytest.approx(0.3 * (SPOT + TAIL))
    said = result(found)
    assert said.status == "optimal"
    assert said.objective_gbp == pytest.approx(0.3 * (SPOT + 13_000.0))
    assert (said.value.low_gbp, said.value.high_gbp, said.found_gbp) == pytest.approx((5_715.0,) * 3)
    assert [branch.commitments for branch in said.branches] == [(), (Taken("home", "own", "2023-03-01", 1),)]
    assert said.commitments == ()
    assert said.counted_on == "2022-04-30"
    assert said.path_children == pytest.approx(1.0)
    assert [(b.children_above, b.children_to, b.children) for b in said.branches] == [(None, 0, 0.0), (0, None, 1.0)]
    assert [b.probability for b in said.branches] == pytest.approx([0.7, 0.3])
    assert [b.expected_gbp for b in said.branches] == pytest.approx([0.0, SPOT + 13_000.0], abs=0.01)


def test_what_waits() -> None:
    """Starts and decisions from the month on; blocks and programmes only after their notice, running ones never."""
    options = options_of(compiled(rich()))
    wait = Wait(month=4, notice=1)
    late = {(option.kind, option.month) for option in options if wait.late(option)}
    assert {month for kind, month in late if kind == "block"} == {5}
    assert min(month for kind, month in late if kind == "home") == 4
    assert min(month for kind, month in late if kind == "fostering") == 4
    assert not any(wait.late(option) for option in options if option.running)


def test_the_time_is_over_before_the_tree_is_searched() -> None:
    """What was found without waiting stands in both branches, bounded by perfect information."""
    found = nothing_waits()
    said = result(found, Watch(deadline=0.0))
    assert said.status == "feasible"
    assert said.objective_gbp == found.best.objective
    assert said.bound_gbp == found.foreseen
    assert said.found_gbp == 0.0
    assert said.value == Bracket(0.0, found.best.objective - found.foreseen)
    assert all(branch.commitments == () for branch in said.branches)


def test_the_value_of_waiting_is_a_bracket() -> None:
    """Now between 90 and 100, waiting between 70 and 85: from 5 to 30. Never below nothing."""
    found = nothing_waits()
    now = replace(found, best=replace(found.best, objective=100.0), bound=90.0)
    later = replace(found, best=replace(found.best, objective=85.0), bound=70.0)
    assert value_of_waiting(now, later) == Bracket(5.0, 30.0)
    assert value_of_waiting(replace(now, bound=80.0), later) == Bracket(0.0, 30.0)


def test_edges_are_between_neighbours() -> None:
    """Half way between 610 and 615.5, and between 640 and 650, in whole children."""
    counts = np.array([650.0, 600.0, 610.0, 640.0, 615.5])
    assert edges(counts, np.array([2, 0, 0, 1, 1])) == [612, 645]
    assert edges(counts, np.zeros(5, dtype=np.int64)) == []


def test_children_on_fixed_lines_are_counted() -> None:
    """Two of twelve today are in secure homes: a sixth of the pool's ten comes on top, also when the pool grows."""
    spot = offer("spot")
    secure = children(2).model_copy(update={"provision": "secure"})
    problem = compiled(maybe_a_child(placements_today=(children(9, spot), children(1), secure)))
    assert in_care(problem, np.array([10.0, 15.0])) == pytest.approx([12.0, 18.0])
    assert in_care(problem, np.array([0.0, 5.0])) == pytest.approx([2.0, 7.0])


@pytest.fixture(scope="module")
def waited() -> Robust:
    """Eight scenarios of every kind of supply, counted at the end of September."""
    return solve_robust(rich(), Asked(8, gap=0.001, wait=Wait(month=7)))


@pytest.mark.slow
def test_a_whole_run(waited: Robust) -> None:
    """What is decided before starts before; branches add up; the tree costs no more than deciding everything now."""
    said = waited.result.waiting
    assert said is not None
    assert said.objective_gbp <= waited.result.objective_gbp * (1 + 1e-9)
    assert 0.0 <= said.value.low_gbp <= said.found_gbp + 0.01 <= said.value.high_gbp + 0.02
    count = dt.date.fromisoformat(said.counted_on)
    assert all(dt.date.fromisoformat(taken.start) <= count for taken in said.commitments)
    assert all(dt.date.fromisoformat(taken.start) > count for b in said.branches for taken in b.commitments)
    assert sum(branch.probability for branch in said.branches) == pytest.approx(1.0)
    expected = sum(branch.probability * branch.expected_gbp for branch in said.branches)
    assert expected == pytest.approx(said.objective_gbp)
    assert "waiting" in waited.result.seconds
