"""What today's supply costs in a full year beyond the base budget."""

from typing import Any

import pytest

from models.instance import Instance
from optimiser.full_year import full_year_effect
from tests.optimiser.cases import block, children, compiled, home, month, one_cohort, service, tier
from tests.oracles.small import cohort, offer, row

BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")
BUDGET = (row("budgets", budget_head="h", financial_year="2022/23", gross_gbp=1000.0, income_gbp=100.0),)


def running(residents: float, **changes: Any) -> Instance:
    """Return a block of four beds at 700 pounds a week, running, and children at 70 a week extra in it."""
    given = {"beds_today": 4, "start_from": month(-8), "start_to": month(-8), "term_months": 36}
    return one_cohort(
        {BLOCK: 70},
        blocks=(block(**{**given, **changes}),),
        block_tiers=(tier(4, 4, 700),),
        placements_today=(children(residents, BLOCK),),
        budgets=BUDGET,
    )


@pytest.mark.parametrize(
    ("residents", "changes", "weekly"),
    [
        (1.0, {}, 4 * 700 + 70),
        (1.0, {"guarantee_share": 0.5}, 2 * 700 + 70),
        # Beds kept are paid at the guarantee: 0.5 of one; 3 used and 0.5 are more than the 2 guaranteed.
        (3.0, {"guarantee_share": 0.5, "emergency_beds": 1}, 3.5 * 700 + 210),
    ],
)
def test_beds_of_a_running_block_are_paid(residents: float, changes: dict[str, Any], weekly: float) -> None:
    """Those guaranteed, or those used and kept where that is more, beside the children's extra."""
    assert full_year_effect(compiled(running(residents, **changes))) == pytest.approx(52 * weekly - 900)


def test_beds_are_those_of_todays_contract_year_and_children_take_theirs() -> None:
    """Half the beds in the first year (started month -8): two; a solo child in homes of three takes three."""
    ramp = (row("block_ramps", block="beds", contract_year=1, beds_share=0.5),)
    planning = running(0.5, unit_beds=3).model_copy(update={"block_ramps": ramp})
    assert full_year_effect(compiled(planning)) == pytest.approx(52 * (2 * 700 + 35) - 900)
    solo = planning.model_copy(update={"cohorts": (cohort("child").model_copy(update={"solo": "yes"}),)})
    more = solo.model_copy(update={"placements_today": (children(1, BLOCK),)})
    assert full_year_effect(compiled(more)) == pytest.approx(52 * (3 * 700 + 70) - 900)


def test_a_block_on_offer_is_not_todays() -> None:
    """Nor a home that is to be opened; homes of today are, and young people who stay put."""
    planning = one_cohort(
        {BLOCK: 0, HOME: 0, CARERS: 0},
        blocks=(block(),),
        block_tiers=(tier(4, 4, 700),),
        homes=(home(homes_today=2),),
        fostering=(service(staying_put_today=1.5, staying_put_months=12, staying_put_gbp_per_week=100.0),),
        budgets=BUDGET,
    )
    assert full_year_effect(compiled(planning)) == pytest.approx(24_000 + 52 * 150 - 900)
