"""The tree: hand-solved, against brute force, and between deciding everything now and knowing everything."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from optimiser.areas import merge_areas
from optimiser.problem import Floats
from optimiser.robust.benders import Benders
from optimiser.robust.search import Method, search, with_risk
from optimiser.robust.tree import Tree
from optimiser.robust.two_stage import Risk, TwoStage
from optimiser.solve import optimise
from tests.optimiser.cases import block, compiled, entering, home, one_cohort, tier
from tests.optimiser.rich import rich
from tests.optimiser.robust.cases import child_or_not, maybe_a_child, scenarios, today, two_stage
from tests.oracles.random_instances import random_instance
from tests.oracles.small import MONTHS, offer, settings

METHODS: tuple[Method, ...] = ("extensive", "benders")


def later(two: TwoStage, month: int) -> np.ndarray:
    """Return whether each option is decided from a month on."""
    return np.array([option.month >= month and not option.running for option in two.options], dtype=np.bool_)


def least(tree: Tree, two: TwoStage, start: Floats, method: Method = "extensive") -> float:
    """Return the proven optimum of a tree."""
    found = search(tree.programme(two), [tree.everywhere(start)], method, 0.0)
    assert found.bound == pytest.approx(found.best.objective, rel=1e-6)
    return found.best.objective


def three(two_homes: bool = True) -> TwoStage:
    """Return nobody, one child or three, and a home that may be decided in April or in October."""
    made = maybe_a_child(
        homes=(home(max_homes=2),),
        settings=settings(decision_every_months=6, max_homes_opened_per_year=2 if two_homes else 1),
    )
    problem = compiled(made)
    return two_stage(problem, scenarios(problem, [0.0, 1.0, 3.0], [0.2, 0.5, 0.3]))


def test_columns_by_hand() -> None:
    """Two options shared and one in each of two branches."""
    tree = Tree(np.array([False, True, False]), np.array([0, 1, 1]))
    assert (tree.branches, tree.width) == (2, 4)
    assert tree.columns(0).tolist() == [0, 2, 1]
    assert tree.columns(1).tolist() == [0, 3, 1]
    assert tree.everywhere(np.array([5.0, 6.0, 7.0])).tolist() == [5.0, 7.0, 6.0, 6.0]


def test_knowing_whether_the_child_comes() -> None:
    """At 0.3 nobody opens the home now; who waits opens it only for the child, which is perfect information here."""
    two = child_or_not(0.3)
    tree = Tree(np.array([True]), np.array([0, 1]))
    found = search(tree.programme(two), [tree.everywhere(np.zeros(1))], "extensive", 0.0)
    assert found.given[0].objective == pytest.approx(31_095.0)
    assert found.best.objective == pytest.approx(16_815.0)
    assert found.best.first == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("two_homes", [True, False])
def test_no_other_tree_costs_less(method: Method, two_homes: bool) -> None:
    """Every choice of homes in April and, for the lowest count and the others, in October, priced one by one."""
    two = three(two_homes)
    limit = 2 if two_homes else 1
    tree = Tree(later(two, 7), np.array([0, 1, 1]))
    assert tree.late.tolist() == [False, True]
    prices = Benders(two, 0.0)
    cost = {
        (now, then): [cut.value for cut in prices.price(np.array([now, then], dtype=float)).placed]
        for now, then in product(range(limit + 1), repeat=2)
        if now + then <= limit
    }
    every = [
        float(two.probability @ [cost[now, low][0], cost[now, high][1], cost[now, high][2]])
        for now, low, high in product(range(limit + 1), repeat=3)
        if (now, low) in cost and (now, high) in cost
    ]
    assert least(tree, two, np.zeros(2), method) == pytest.approx(min(every))


def test_a_block_is_taken_once_along_every_branch() -> None:
    """In April or in October, not both; the branches may differ."""
    made = one_cohort(
        {offer("spot"): 700.0, offer("block", "block_residential", "block"): 0.0},
        entries=(entering(1),),
        blocks=(block(start_from=MONTHS[0], start_to=MONTHS[6]),),
        block_tiers=(tier(1, 2, 350.0),),
        settings=settings(decision_every_months=6),
    )
    problem = compiled(made)
    two = two_stage(problem, scenarios(problem, [0.0, 1.0, 2.0], [0.2, 0.4, 0.4]))
    tree = Tree(later(two, 7), np.array([0, 1, 2]))
    assert 0 < tree.late.sum() < len(tree.late)
    rows = tree.programme(two).own.matrix.toarray()
    assert rows.shape == (3, tree.width)
    for branch, row in enumerate(rows):
        assert np.flatnonzero(row).tolist() == sorted(tree.columns(branch).tolist())


@pytest.mark.parametrize("seed", [1, 2])
def test_between_deciding_now_and_knowing_everything(seed: int) -> None:
    """One branch is no waiting; finer counts never cost more; all told apart at the start is perfect information."""
    problem = merge_areas(compiled(random_instance(np.random.default_rng(seed)))).problem
    two = two_stage(problem, scenarios(problem, [0.5, 1.0, 1.8], [0.3, 0.4, 0.3]))
    start = today(problem)
    now = search(two, [start], "extensive", 0.0).best
    units = now.first
    late = later(two, 2)
    costs = [least(Tree(late, np.array(branch)), two, units) for branch in ([0, 0, 0], [0, 1, 1], [0, 1, 2])]
    everything = Tree(np.ones(len(late), dtype=np.bool_), np.arange(3))
    costs.append(least(everything, two, units))
    assert costs[0] == pytest.approx(now.objective, rel=1e-6)
    assert all(b <= a * (1 + 1e-7) for a, b in pairwise(costs))
    alone = [optimise(two.part(s), gap=0.0).objective for s in range(3)]
    assert costs[-1] == pytest.approx(float(two.probability @ alone), rel=1e-6)


@pytest.mark.slow
def test_both_methods_agree_on_a_tree() -> None:
    """With every kind of supply, and with the tail counted; waiting is worth something here."""
    problem = merge_areas(compiled(rich())).problem
    two = two_stage(problem, scenarios(problem, [0.6, 1.0, 1.8], [0.3, 0.4, 0.3]))
    tree = Tree(later(two, 7), np.array([0, 1, 1]))
    assert tree.late.any()
    one, other = (least(tree, two, today(problem), method) for method in METHODS)
    assert one == pytest.approx(other, rel=1e-6)
    assert one < search(two, [today(problem)], "benders", 0.0).best.objective - 1.0
    feared = with_risk(two.blocks, two.probability, Risk(0.7, 0.5), today(problem))
    one, other = (least(tree, feared, today(problem), method) for method in METHODS)
    assert one == pytest.approx(other, rel=1e-6)


def test_scenarios_of_a_branch_share_their_commitments() -> None:
    """Each scenario's cost in the tree is that of its branch's commitments without the tree."""
    two = three()
    tree = Tree(later(two, 7), np.array([0, 1, 1]))
    best = search(tree.programme(two), [tree.everywhere(np.zeros(2))], "extensive", 0.0).best
    prices = Benders(replace(two), 0.0)
    for scenario, branch in enumerate(tree.branch.tolist()):
        units = np.round(best.first[tree.columns(branch)])
        assert prices.price(units).placed[scenario].value == pytest.approx(best.placed[scenario].value)
