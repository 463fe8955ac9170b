"""Every size when demand comes out otherwise: who is sorry by how much.

Spot costs 200 pounds a day, a bed 1,000 / 7; a child of April is there 716 days, a bed 731.
"""

import pytest

from models.sweeps import PathCost
from optimiser.sweep.regret import least_regret, worst_regrets
from tests.optimiser.cases import children, entering, policy
from tests.optimiser.sweep.cases import sized, two_children

BED, SPOT = 731 * 1000 / 7, 716 * 200.0


def found(**tables: object) -> dict[tuple[str, int], PathCost]:
    """Return path costs at central prices by demand and size; nobody or two children come in April."""
    entries = (entering(2, 1, demand="middle"), entering(0, 1, demand="low"))
    planning = two_children(placements_today=(children(0),), entries=entries, **tables)
    result = sized(planning, range(3), every_path=True)
    return {(c.demand, c.beds): c for c in result.paths if c.prices == "central"}


def test_costs_on_every_path() -> None:
    """The beds are paid whoever comes; who comes in the tail goes to spot with any size, as beds are full."""
    costs = found()
    tail = costs["middle", 0].cost_gbp - 2 * SPOT
    assert tail > 0.0
    assert [costs["middle", n].cost_gbp - tail for n in (1, 2)] == pytest.approx([SPOT + BED, 2 * BED])
    assert [costs["low", n].cost_gbp for n in range(3)] == pytest.approx([0.0, BED, 2 * BED])


def test_regret_is_against_the_cheapest_size_of_the_path() -> None:
    """With two children two beds are right, with nobody none."""
    costs = found()
    assert [costs["middle", n].regret_gbp for n in range(3)] == pytest.approx([2 * (SPOT - BED), SPOT - BED, 0.0])
    assert [costs["low", n].regret_gbp for n in range(3)] == pytest.approx([0.0, BED, 2 * BED])


def test_every_demand_and_price_path_is_there() -> None:
    """Two of demand, three of prices, three sizes."""
    entries = (entering(2, 1, demand="middle"), entering(0, 1, demand="low"))
    planning = two_children(placements_today=(children(0),), entries=entries)
    assert len(sized(planning, range(3), every_path=True).paths) == 2 * 3 * 3


def test_the_size_that_loses_least_at_worst() -> None:
    """No bed regrets 77,543 at worst, one 104,429, two 208,857."""
    assert least_regret(worst_regrets(found().values())) == 0


def test_a_path_that_breaks_a_hard_policy_has_no_cost() -> None:
    """At most 125,000 pounds a year: with two children no beds break it, with nobody they do not."""
    cap = policy(125_000.0, None, measure="revenue_gbp", policy="budget")
    costs = found(policies=(cap,))
    assert ("middle", 0) not in costs
    assert costs["middle", 1].cost_gbp == pytest.approx(found()["middle", 1].cost_gbp)


def test_worst_regret_needs_a_plan_on_every_path() -> None:
    """Unknown once, unknown at worst; otherwise the largest."""
    rows = [("a", 0, 5.0), ("a", 2, None), ("b", 0, 7.0), ("b", 2, 0.0)]
    costs = [PathCost(demand, "central", beds, 1.0, regret) for demand, beds, regret in rows]
    assert worst_regrets(costs) == {0: 7.0, 2: None}
    assert least_regret({0: 7.0, 2: None}) == 0
    assert least_regret({2: None}) is None


def test_within_a_pound_the_smaller_size_loses_least() -> None:
    """6.5 and 7 are tied."""
    assert least_regret({0: 7.0, 2: 6.5}) == 0
    assert least_regret({0: 8.0, 2: 6.5}) == 2
