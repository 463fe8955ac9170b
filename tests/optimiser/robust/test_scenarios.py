"""Scenarios: sampled, reduced with their probabilities, the tail never merged."""

from dataclasses import replace

import numpy as np
import pytest

from optimiser.problem import Problem
from optimiser.robust.prices import price_level
from optimiser.robust.reduction import forward_selection, reduced
from optimiser.robust.scenarios import by_year, certain, pool_in, sampled_futures, sampled_scenarios
from optimiser.robust.two_stage import tail_mean
from tests.optimiser.cases import children, compiled, entering, moving, one_cohort
from tests.optimiser.rich import rich
from tests.oracles.small import offer, settings


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


def three_years() -> Problem:
    """Return a problem of three years in which demand and prices vary; half of today's fees is the market's."""
    spot, carers = offer("spot"), offer("carers", "in_house_fostering", "in_house")
    made = one_cohort(
        {spot: 700.0, carers: 350.0},
        placements_today=(children(1, spot), children(2, carers)),
        entries=tuple(entering(1, month) for month in range(1, 25)),
        transitions=moving({("child", "child"): 0.9}),
        settings=settings(financial_years=3, monthly_periods=36),
    )
    return compiled(made)


def test_the_tail_is_that_of_children_times_prices() -> None:
    """Half is the market's: in the order of children x (1 + level) / 2 over the years, not of child-years."""
    problem = three_years()
    futures = sampled_futures(problem, 50, 1, prices=True)
    level = np.array([price_level(s.rises) for s in futures.each if s.rises is not None])
    cost = (by_year(problem.calendar, futures.pool) * (1.0 + level) / 2.0).sum(axis=1)
    assert futures.dearest_first.tolist() == np.argsort(-cost).tolist()
    assert futures.dearest_first.tolist() != np.argsort([-s.child_years for s in futures.each]).tolist()


def test_sampled_prices_leave_the_children_as_they_are() -> None:
    """The same futures of demand with and without; without, the tail is that of the most child-years."""
    problem = three_years()
    with_prices, without = (sampled_futures(problem, 30, 1, prices=prices) for prices in (True, False))
    assert [s.child_years for s in with_prices.each] == [s.child_years for s in without.each]
    assert [s.prices for s in without.each] == [1.0] * 30
    assert len({s.prices for s in with_prices.each}) == 30
    assert without.dearest_first[0] == np.argmax([s.child_years for s in without.each])


def test_a_per_cent_of_prices_is_as_far_as_a_per_cent_of_children() -> None:
    """Prices stand beside the children of each year as half of the path's children, times the level."""
    problem = three_years()
    futures = sampled_futures(problem, 2, 1, prices=True)
    path = by_year(problem.calendar, pool_in(problem, certain(problem)))
    level = np.array([price_level(s.rises) for s in futures.each if s.rises is not None])
    assert futures.points[:, 4:] == pytest.approx(path / 2.0 * level)
    each = [by_year(problem.calendar, pool_in(problem, s)) for s in futures.each]
    assert futures.points[:, :4] == pytest.approx(np.array(each))


def test_a_scenario_has_its_own_prices() -> None:
    """Applied, the market's index is the path's times the scenario's level; the children are the same."""
    problem = three_years()
    scenario = replace(certain(problem), rises=np.array([0.0, 0.1, 0.0]))
    there = scenario.apply(problem)
    assert there.index["residential"][[12, 13, 36]] == pytest.approx([1.0, 1.1, 1.1])
    assert np.array_equal(there.entries, problem.entries)
    assert scenario.prices == pytest.approx(3.2 / 3.0)
