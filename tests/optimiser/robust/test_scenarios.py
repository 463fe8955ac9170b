"""Scenarios: sampled, reduced with their probabilities, the tail never merged."""

import numpy as np
import pytest

from optimiser.robust.reduction import forward_selection, reduced
from optimiser.robust.scenarios import certain, sampled_scenarios
from optimiser.robust.two_stage import tail_mean
from tests.optimiser.cases import compiled
from tests.optimiser.rich import rich


def test_forward_selection_by_hand() -> None:
    """Of 0, 1, 2 and 10 first 1 (distances 1 + 0 + 1 + 9), then 10, which leaves 1 + 0 + 1."""
    assert forward_selection(np.array([[0.0], [1.0], [2.0], [10.0]]), 2).tolist() == [1, 3]


def test_probabilities_go_to_the_nearest() -> None:
    """The worst future, 20, stays alone; 0, 1 and 2 are 1's, and 10 is its own."""
    points = np.array([[0.0], [1.0], [2.0], [10.0], [20.0]])
    kept, probability = reduced(points, np.array([4, 3, 2, 1, 0]), 1, 3)
    assert kept.tolist() == [4, 1, 3]
    assert probability == pytest.approx([0.2, 0.6, 0.2])


def test_nothing_is_reduced_where_all_are_kept() -> None:
    """Every future with the same probability."""
    kept, probability = reduced(np.arange(4.0)[:, None], np.arange(4)[::-1], 2, 4)
    assert kept.tolist() == [0, 1, 2, 3]
    assert probability == pytest.approx([0.25] * 4)


def test_the_tail_is_half_of_the_scenarios_and_unmerged() -> None:
    """Twenty scenarios of a tail of a tenth: a hundred futures, of which the ten worst keep a hundredth each."""
    problem = compiled(rich())
    found = sampled_scenarios(problem, 20, 0.1, 3)
    assert len(found) == 20
    assert sum(s.probability for s in found) == pytest.approx(1.0)
    by_size = sorted(found, key=lambda s: -s.child_years)
    assert [s.probability for s in by_size[:10]] == pytest.approx([0.01] * 10)


def test_the_same_seed_is_the_same_scenarios() -> None:
    """And another seed is not."""
    problem = compiled(rich())
    one, same, other = ([s.child_years for s in sampled_scenarios(problem, 4, 0.1, seed)] for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_certain_scenario_changes_nothing() -> None:
    """Its problem has the entries and transitions of the demand path, and its child-years are the path's."""
    problem = compiled(rich())
    there = certain(problem).apply(problem)
    assert np.array_equal(there.entries, problem.entries)
    assert np.array_equal(there.transitions, problem.transitions)


def test_a_higher_hazard_of_leaving_shortens_stays() -> None:
    """Who stays with 0.92 a month (0.9 and 0.02 to another cohort) stays with 0.92 squared at twice the hazard."""
    problem = compiled(rich())
    scenario = certain(problem)
    twice = type(scenario)(1.0, scenario.entry, 2.0, 0.0).apply(problem)
    assert twice.transitions[0].sum() == pytest.approx(0.92**2)
    assert twice.transitions[0, 0] / twice.transitions[0].sum() == pytest.approx(0.9 / 0.92)


def test_tail_mean_by_hand() -> None:
    """The worst 0.3 of 100 (0.2), 50 (0.3) and 10 (0.5): (0.2 x 100 + 0.1 x 50) / 0.3."""
    cash, probability = np.array([10.0, 100.0, 50.0]), np.array([0.5, 0.2, 0.3])
    assert tail_mean(cash, probability, 0.7) == pytest.approx(25.0 / 0.3)
    assert tail_mean(cash, probability, 0.0) == pytest.approx(40.0)
