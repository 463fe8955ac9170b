"""Scenarios of a tree: split by the count, shared out over the branches, probabilities kept."""

import numpy as np
import pytest

from optimiser.robust.branches import branched_scenarios, fewest_scenarios, shared_out, split
from optimiser.robust.scenarios import pool_in
from tests.optimiser.cases import compiled
from tests.optimiser.rich import rich


def test_split_into_even_parts() -> None:
    """Seven counts in three parts: the two lowest, the next two, the three highest."""
    counts = np.array([5.0, 1.0, 7.0, 3.0, 2.0, 6.0, 4.0])
    assert split(counts, 3).tolist() == [2, 0, 2, 1, 0, 2, 1]


def test_equal_counts_are_not_told_apart() -> None:
    """Two ones would be parted in the middle: they go together, and no part is empty."""
    assert split(np.array([1.0, 1.0, 2.0, 3.0]), 4).tolist() == [0, 0, 1, 2]
    assert split(np.full(5, 2.0), 3).tolist() == [0] * 5


def test_scenarios_are_shared_out() -> None:
    """Two each, then where most share one; never more than there are."""
    assert shared_out(np.array([7, 7, 5]), 6).tolist() == [2, 2, 2]
    assert shared_out(np.array([9, 2, 5]), 8).tolist() == [4, 2, 2]
    assert shared_out(np.array([9, 1, 2]), 6).tolist() == [3, 1, 2]
    assert shared_out(np.array([2, 0, 1]), 9).tolist() == [2, 0, 1]


def test_fewest_scenarios_leave_two_a_branch_beside_the_tail() -> None:
    """Three quarters of eight are six, two for each of three branches; of twenty-four eighteen."""
    assert [fewest_scenarios(branches) for branches in (2, 3, 9)] == [6, 8, 24]
    for seed in range(8):
        _, branch = branched_scenarios(compiled(rich()), 8, 0.1, seed, month=6, branches=3, prices=True)
        assert min(np.bincount(branch)) >= 2


def test_branches_keep_probabilities_and_the_tail() -> None:
    """Eight scenarios of twenty futures: branches of 6, 7 and 7; the two of the tail stay as they are."""
    problem = compiled(rich())
    found, branch = branched_scenarios(problem, 8, 0.1, 3, month=6, branches=3, prices=True)
    assert len(found) == 8
    chance = np.array([scenario.probability for scenario in found])
    assert [chance[branch == b].sum() for b in range(3)] == pytest.approx([0.3, 0.35, 0.35])
    assert min(np.bincount(branch)) >= 2
    dearest = sorted(found, key=lambda s: -s.child_years)[:2]
    assert [s.probability for s in dearest] == pytest.approx([0.05, 0.05])
    counts = np.array([pool_in(problem, scenario)[6] for scenario in found])
    assert all(counts[branch == b].max() < counts[branch == b + 1].min() for b in range(2))


def test_as_many_scenarios_as_futures() -> None:
    """A tail of half: nothing is reduced, every future keeps its probability."""
    problem = compiled(rich())
    found, branch = branched_scenarios(problem, 6, 0.5, 3, month=6, branches=2, prices=False)
    assert [scenario.probability for scenario in found] == pytest.approx([1 / 6] * 6)
    assert np.bincount(branch).tolist() == [3, 3]
