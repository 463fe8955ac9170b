"""A year of today's supply, and fixed children of several authorities, by hand."""

from typing import Any

import pytest

from audit.simulate import simulate
from audit.summary import children_at_year_ends, full_year_effect
from audit.today import supply_today_gbp
from models.tables import AuthorityRow, Budget, FixedLine
from tests.audit import small
from tests.audit.small import instance, months
from tests.audit.test_limits import supplied

NOBODY: dict[str, Any] = {"homes": (), "fostering": (), "blocks": ()}


def test_children_are_counted_at_their_price_for_52_weeks() -> None:
    """2 at 700; a fixed line of 100."""
    line = small.rows(FixedLine, "line provision gbp_per_year uplift budget_head", ("x", "none", 100.0, "moves", "y"))
    assert supply_today_gbp(instance(fixed_lines=line)) == pytest.approx(2 * 700 * 52 + 100)


def block(**changes: Any) -> dict[str, Any]:
    """Return a block of 5 beds at 700 that runs since month -5, with 2 children in it today."""
    running = {"start_from": small.month(-5), "start_to": small.month(-5), "beds_today": 5, "emergency_beds": 1}
    return {
        "blocks": (small.block(**(running | changes)),),
        "placements_today": small.today(("kids", "lodge", "block_residential", 5, 2.0)),
        "offer_prices": small.prices(("lodge", "low", 70.0)),
    }


@pytest.mark.parametrize(
    ("guarantee", "paid"),
    [
        (1.0, 5.0),
        # 2.5 guaranteed; 2 used and a half kept
        (0.5, 2.5),
        # 1 guaranteed; 2 used and 0.2 kept
        (0.2, 2.2),
    ],
)
def test_beds_of_a_running_block_are_paid_as_today(guarantee: float, paid: float) -> None:
    """And 70 a week extra for each child."""
    town = supplied(**(NOBODY | block(guarantee_share=guarantee)))
    assert supply_today_gbp(town) == pytest.approx(52 * (paid * 700 + 2 * 70))


def test_a_block_that_is_not_running_costs_nothing_today() -> None:
    """Only the children who are in its offer."""
    town = supplied(**(NOBODY | block(beds_today=None)))
    assert supply_today_gbp(town) == pytest.approx(52 * 2 * 70)


def test_homes_of_today_and_those_who_stay_put() -> None:
    """2 homes at 600,000 a year; 3 at 210 a week."""
    put = {"staying_put_today": 3.0, "staying_put_months": 12, "staying_put_gbp_per_week": 210.0}
    town = supplied(blocks=(), homes=(small.home(homes_today=2),), fostering=(small.fostering(**put),))
    assert supply_today_gbp(town) == pytest.approx(1_200_000 + 52 * 630)
    budget = small.rows(Budget, "budget_head financial_year gross_gbp income_gbp", ("x", "2024/25", 1e6, 1e5))
    effect = full_year_effect(town.model_copy(update={"budgets": budget}))
    assert effect == pytest.approx(1_200_000 + 52 * 630 - 900_000)


def test_fixed_children_follow_the_pool_of_their_own_authority() -> None:
    """Smalltown: 2 in the pool stay 2, so its 1 in secure care. Hillshire: of 4 a half is left; so of its 3 too."""
    hill = small.cohorts(("hill", "low", 10, 15, "town"))[0].model_copy(update={"authority": "hillshire"})
    town = instance(
        authorities=small.rows(AuthorityRow, "authority name", ("smalltown", "S"), ("hillshire", "H")),
        cohorts=(*small.cohorts(("kids", "low", 10, 15, "town")), hill),
        transitions=small.transitions(("kids", "kids", 1.0), ("hill", "hill", 0.5 ** (1 / 12))),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 2.0),
            ("hill", "spot", "residential", 5, 4.0),
            ("kids", None, "secure", 5, 1.0),
            ("hill", None, "secure", 5, 3.0),
        ),
    )
    found = children_at_year_ends(town, simulate(town, "middle", (), months(12)))
    assert found["2024/25", "secure"] == pytest.approx(1 + 1.5)
    assert found["2024/25", "residential"] == pytest.approx(4.0)
