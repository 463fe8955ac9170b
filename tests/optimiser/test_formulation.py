"""The programme put together: one optimum whichever way returns are carried, commitments given or chosen."""

import numpy as np
import pytest

from optimiser.formulation import GAP_WEIGHT, SHORTFALL_WEIGHT, Formulation, formulate, least_shortfall
from tests.optimiser.cases import (
    DAYS,
    alike,
    block,
    children,
    compiled,
    formulated,
    one_cohort,
    optimum,
    plain,
    policy,
    tier,
    violation,
)
from tests.oracles.small import offer, settings

BLOCK = offer("block", "block_residential", "block")


@pytest.mark.parametrize("monthly", [12, 6, 0])
def test_by_class_and_by_offer_are_the_same_programme(monthly: int) -> None:
    """Returns carried by class or by each offer: one optimum."""
    problem = compiled(alike(["north"], settings=settings(monthly, move_gbp=500.0)))
    by_class, by_offer = formulate(problem), formulate(problem, by_class=False)
    assert "carried" in by_class.model.families
    assert "carried" not in by_offer.model.families
    assert plain(by_class).objective == pytest.approx(plain(by_offer).objective, rel=1e-9)


def with_block() -> Formulation:
    """Return a programme with two children in spot at 300 a day, or in a block of one or two beds at 100 each."""
    return formulated(
        one_cohort(
            {offer("spot"): 2100, BLOCK: 0},
            placements_today=(children(2),),
            blocks=(block(),),
            block_tiers=(tier(1, 2, 700),),
        )
    )


@pytest.mark.parametrize(
    ("beds", "cost"), [([0, 0], 2 * DAYS * 300), ([1, 0], 73_100 + DAYS * 300), ([0, 1], 146_200)]
)
def test_commitments_may_be_given(beds: list[int], cost: float) -> None:
    """No bed, one, two: 716 days of spot for who has none."""
    made = formulate(with_block().problem, fixed_units=np.array(beds, dtype=np.float64))
    found = plain(made)
    assert found.values[made.units].tolist() == beds
    assert found.objective == pytest.approx(cost)


def test_commitments_are_chosen_if_not_given() -> None:
    """Two beds."""
    made = with_block()
    assert plain(made).objective == pytest.approx(146_200)
    assert made.model.integer[made.units].all()
    assert made.model.integer.sum() == len(made.units) == 2
    assert [option.beds for option in made.options] == [1, 2]


def test_row_families_and_column_groups_have_their_names() -> None:
    """As in docs/mathematics.md; `constant` is the column that holds what no choice changes."""
    made = formulate(
        compiled(
            one_cohort(
                {offer("spot"): 700, offer("other"): 700, BLOCK: 0},
                placements_today=(children(2),),
                blocks=(block(),),
                block_tiers=(tier(1, 2, 700),),
                policies=(policy(0.5),),
            )
        )
    )
    assert list(made.model.families) == ["placed", "carried", "capacity", "commitment_limits", "policy"]
    assert {"commitment", "shortfall", "constant"} <= set(made.model.groups)
    assert made.today.stock.shape == (4, 25, 1)


def test_an_optimum_keeps_every_row() -> None:
    """And a plan that does not is told apart: the helper of these tests."""
    made = with_block()
    values = plain(made).values
    assert violation(made, values) < 1e-7
    broken = values.copy()
    broken[made.units] = 0
    assert violation(made, broken) == pytest.approx(2)


def far_and_moving() -> Formulation:
    """Return a programme whose two hard policies cannot hold: one child settled away, half moving every month."""
    away = offer("away", placed_in="away")
    soft = policy(0.9, "home_area", 100.0, policy="soft_one")
    return formulate(
        compiled(
            one_cohort(
                {away: 700},
                {"away": {0: 0.5}},
                placements_today=(children(1, away),),
                policies=(policy(0.8), policy(2.0, None), soft),
            )
        ),
        allowed_shortfall=np.full(3, np.inf),
    )


def test_least_shortfall_weighs_hard_rows_by_their_level() -> None:
    """0.8 child-years of 0.8 short in one, 4 moves more than 2 in the other: 1 + 2, and nothing for the soft one."""
    made = far_and_moving()
    least_shortfall(made)
    assert plain(made).objective == pytest.approx(3 * SHORTFALL_WEIGHT)
    hard, moves, soft = (made.model.cost[row.slack] for row in made.policies)
    assert (hard, moves, soft) == pytest.approx((SHORTFALL_WEIGHT / 0.8, SHORTFALL_WEIGHT / 2, 0))


def test_least_shortfall_does_not_send_children_through_gap() -> None:
    """A child-year in gap weighs 1,000 short ones; only the reported months count, and nothing else is charged."""
    made = far_and_moving()
    least_shortfall(made)
    cost = {name: made.model.cost[columns] for name, columns in made.model.groups.items()}
    # Admitted in April, a child is in gap for half of April and half of May; in March, for half a month; then not.
    weight = SHORTFALL_WEIGHT * GAP_WEIGHT / 12
    assert cost["admit_0_0"] == pytest.approx([weight])
    assert cost["admit_0_11"] == pytest.approx([weight / 2])
    assert cost["admit_0_12"].tolist() == [0]
    assert not any(cost[name].any() for name in cost if not name.startswith(("admit_0", "shortfall")))


def test_a_level_of_nothing_does_not_divide_by_it() -> None:
    """At most no moves at all: weighed as if it were a hundredth."""
    shaky = offer("shaky")
    planning = one_cohort({shaky: 7}, {"shaky": {0: 0.5}}, placements_today=(children(1, shaky),))
    ruled = planning.model_copy(update={"policies": (policy(0.0, None),)})
    made = formulate(compiled(ruled), allowed_shortfall=np.array([np.inf]))
    least_shortfall(made)
    assert made.model.cost[made.policies[0].slack] == pytest.approx(SHORTFALL_WEIGHT * 100)


def test_shortfall_is_allowed_up_to_what_is_said() -> None:
    """Closed for hard rows: no plan. With 0.8 child-years and 4 moves: there is one."""
    problem = far_and_moving().problem
    assert plain(formulate(problem)).objective == np.inf
    assert plain(formulate(problem, allowed_shortfall=np.array([0.8, 4.0, np.inf]))).objective < np.inf
    assert plain(formulate(problem, allowed_shortfall=np.array([0.8, 3.9, np.inf]))).objective == np.inf


def test_the_optimum_of_an_instance_without_children_is_nothing() -> None:
    """Nobody in care, nobody comes."""
    assert optimum(one_cohort({offer("spot"): 700})) == pytest.approx(0)
