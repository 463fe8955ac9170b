"""Pieces of the search by themselves: what is closed, what is tried, where it stops."""

import numpy as np
import pytest

from models.instance import Instance
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session
from optimiser.solve import Root, Search, Solution
from tests.optimiser.cases import block, children, formulated, one_cohort, plain, tier
from tests.optimiser.test_solve import BLOCK, contested
from tests.oracles.small import offer


def root(units: list[float], reduced: list[float], objective: float = 1000.0) -> Root:
    """Return a root."""
    return Root(np.array(units), np.array(reduced), objective)


def test_commitments_are_closed_by_what_they_cost_beyond_the_plan_in_hand() -> None:
    """The plan costs 100 more than the root: units at 60 each leave room for one, at 40 for two, at 200 for none."""
    lower, upper = np.zeros(5), np.full(5, 3.0)
    found = root([0, 0, 0, 0, 1.5], [60, 40, 200, 0, 500]).closed(lower, upper, 1100.0)
    assert found[0].tolist() == [0] * 5
    # Reduced cost nothing says nothing; one that is not at its bound is left as it is.
    assert found[1].tolist() == [1, 2, 0, 3, 3]
    assert upper.tolist() == [3] * 5


def test_commitments_at_their_most_are_closed_from_below() -> None:
    """Giving up a unit costs 60, 40, 200."""
    found = root([3, 3, 3], [-60, -40, -200]).closed(np.zeros(3), np.full(3, 3.0), 1100.0)
    assert found[0].tolist() == [2, 1, 3]
    assert found[1].tolist() == [3, 3, 3]


def test_a_pound_of_room_is_left() -> None:
    """A unit that costs the distance to the plan, to the pound, is not closed: it might tie."""
    found = root([0, 0], [100.9, 101.5]).closed(np.zeros(2), np.ones(2), 1100.0)
    assert found[1].tolist() == [1, 0]


def test_without_a_plan_nothing_is_closed() -> None:
    """Infinite distance."""
    lower, upper = np.zeros(1), np.ones(1)
    found = root([0], [1e9]).closed(lower, upper, np.inf)
    assert (found[0].tolist(), found[1].tolist()) == ([0], [1])


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [(200.0, 190.0, 0.05), (200.0, 200.0, 0.0), (200.0, 201.0, 0.0), (-200.0, -210.0, 0.05), (0.0, 0.0, 0.0)],
)
def test_gap_of_a_solution(objective: float, bound: float, gap: float) -> None:
    """A share of the objective, never negative; the sign of the objective does not matter."""
    assert Solution(objective=objective, bound=bound).gap == pytest.approx(gap)


def test_gap_without_a_plan_or_a_bound_is_infinite() -> None:
    """Nothing is proven."""
    assert Solution().gap == np.inf
    assert Solution(objective=1.0).gap == np.inf
    assert Solution(bound=1.0).gap == np.inf


def searching(planning: Instance) -> Search:
    """Return a search of an instance in which nothing is done yet."""
    return Search(Session(formulated(planning), 0, Progress(), np.inf, Interrupts()), 0.0)


def twins(first: float, second: float) -> Instance:
    """Return two blocks of one bed, `a` and `b`, for one child, at prices a week; spot is dear."""
    names = ("a", "b")
    offers = [offer(f"block_{name}", "block_residential", "block") for name in names]
    return one_cohort(
        {offer("spot"): 3500, **dict.fromkeys(offers, 0.0)},
        placements_today=(children(1),),
        blocks=tuple(block(f"block_{name}", block=name) for name in names),
        block_tiers=(tier(1, 1, first, "a"), tier(1, 1, second, "b")),
    )


def test_a_plan_that_is_tried_is_taken_if_it_is_better() -> None:
    """Nothing: 716 days of spot at 500; then block a at 100 a day; then b at 200, which is not better."""
    search = searching(twins(700, 1400))
    for units, pounds in (([0, 0], 358_000.0), ([1, 0], 73_100.0), ([0, 1], 73_100.0)):
        search.attempt(np.array(units, dtype=np.float64))
        assert search.solution.objective == pytest.approx(pounds)
        assert search.polished


def test_what_cannot_be_is_not_taken() -> None:
    """Two blocks of one name at once."""
    search = searching(
        one_cohort(
            {offer("spot"): 7000, BLOCK: 0.0},
            placements_today=(children(1),),
            blocks=(block(),),
            block_tiers=(tier(1, 2, 700),),
        )
    )
    search.attempt(np.ones(2))
    assert search.solution.outcome == "no_plan"


def test_within_a_pound_the_earlier_name_is_better() -> None:
    """Block a and b at the same price: a, whichever is tried first; at two pounds less in all, b."""
    for order in (([1, 0], [0, 1]), ([0, 1], [1, 0])):
        search = searching(twins(700, 700))
        for units in order:
            search.attempt(np.array(units, dtype=np.float64))
        assert search.solution.values[search.units] == pytest.approx([1, 0])
    cheaper = 700 - 7 * 2 / 731
    search = searching(twins(700, cheaper))
    for units in ([1, 0], [0, 1]):
        search.attempt(np.array(units, dtype=np.float64))
    assert search.solution.values[search.units] == pytest.approx([0, 1])


def test_within_a_pound_fewer_commitments_are_better() -> None:
    """A free second block adds nothing."""
    search = searching(twins(700, 0))
    search.attempt(np.array([1.0, 1.0]))
    both = search.solution.objective
    assert both == pytest.approx(73_100.0)
    free = searching(twins(0, 0))
    free.attempt(np.array([1.0, 1.0]))
    free.attempt(np.array([0.0, 1.0]))
    assert free.solution.values[free.units] == pytest.approx([0, 1])


def test_pounds_instead_of_a_gap() -> None:
    """A search that is content within a million pounds ends with its first plan."""
    planning = contested(3)
    content = Search(Session(formulated(planning), 0, Progress(), np.inf, Interrupts()), 0.0, within_gbp=1e6)
    content.run()
    assert content.solution.outcome == "optimal"
    assert content.solution.gap > 0.0


def test_nodes_can_be_limited() -> None:
    """Stopped at the root of the tree: the bound is a bound, the plan a plan."""
    planning = contested(3)
    true = plain(formulated(planning)).objective
    search = searching(planning)
    root = search.root()
    assert root is not None
    search.round_off(root.units)
    search.search(root, 1)
    assert search.solution.bound <= true * (1 + 1e-8)
    assert true <= search.solution.objective * (1 + 1e-8)
