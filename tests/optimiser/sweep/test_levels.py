"""Policies held hard at levels, as rows of a live model."""

import numpy as np
import pytest

from models.instance import Instance
from optimiser.sweep.levels import Held, Levels, held_hard
from optimiser.sweep.live import Effort, Live, Paths
from tests.optimiser.cases import children, one_cohort, policy
from tests.oracles.small import offer

HELD = (Held("near_home", (0.5,)), Held("budget", (200_000.0,)))


def planned() -> Instance:
    """Return four children near home or away, a soft share, and a cap on revenue that is off."""
    return one_cohort(
        {offer("spot"): 2100, offer("far", "ifa", "framework", placed_in="away"): 700},
        placements_today=(children(4),),
        policies=(policy(0.5, price=10.0), policy(1e6, None, measure="revenue_gbp", policy="budget", strength="off")),
    )


def live_levels() -> Levels:
    """Return both policies in a live model."""
    return Levels(Live(held_hard(planned(), HELD), Paths(), Effort()), HELD)


def test_policies_become_hard() -> None:
    """Soft and off ones; others and the instance given stay as they are."""
    before = planned()
    assert [row.strength for row in held_hard(before, HELD).policies] == ["hard", "hard"]
    assert [row.strength for row in held_hard(before, HELD[:1]).policies] == ["hard", "off"]
    assert [row.strength for row in before.policies] == ["soft", "off"]
    assert held_hard(before, HELD).policies[0].gbp_per_unit is None


def test_only_the_year_that_is_held() -> None:
    """Another year keeps its price."""
    assert held_hard(planned(), (Held("near_home", (0.5,), "2023/24"),)).policies[0].strength == "soft"


def test_a_share_is_a_new_row_and_pounds_move_a_side() -> None:
    """One row more for the first level, one more for the second; the first is open then."""
    levels = live_levels()
    session = levels.live.session
    first = session.highs.getNumRow()
    for number, level in enumerate((0.25, 0.75), 1):
        levels.settle({"near_home": level, "budget": 200_000.0})
        assert session.highs.getNumRow() == first + number
    upper = np.array(session.highs.getLp().row_upper_)
    assert np.isinf(upper[first])
    assert np.isfinite(upper[first + 1])


@pytest.mark.parametrize("pounds", [150_000.0, 250_000.0])
def test_a_cap_in_pounds_holds(pounds: float) -> None:
    """With costs turned round as much is spent as may be: the level, and no more."""
    levels = live_levels()
    session = levels.live.session
    levels.settle({"near_home": 0.0, "budget": pounds})
    least = levels.live.formulation.model.cost
    session.price_columns(np.arange(len(least)), -least)
    session.run(solve_relaxation=True, solver="simplex")
    # Nobody lives anywhere today: all revenue is of columns, and the side is the level in 100,000 pounds.
    row = next(row for row in levels.rows if row.policy.policy == "budget")
    coefficients, _ = levels.live.formulation.model.row(row.row)
    constant_side = np.array(session.highs.getLp().row_upper_)[row.row]
    assert float(coefficients @ session.values) == pytest.approx(constant_side)
    assert constant_side == pytest.approx(pounds / 1e5)


def test_rows_that_are_held() -> None:
    """By name, and by year where one is named."""
    assert [row.policy.policy for row in live_levels().rows] == ["near_home", "budget"]
    live = Live(held_hard(planned(), HELD), Paths(), Effort())
    assert not Levels(live, (Held("near_home", (0.5,), "2023/24"),)).rows
