"""Market prices in scenarios: the stress test's law, on fees and on blocks alike."""

from dataclasses import replace

import numpy as np
import pytest

from models.instance import Instance
from models.plan import Commitment
from optimiser.commitments import options_of
from optimiser.plan import do_nothing
from optimiser.problem import Problem
from optimiser.robust.prices import market_share, price_level, repriced, sampled_rises
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.draws import PRICES, draw_prices, stream
from optimiser.stress.lateness import Supply
from optimiser.stress.money import Cashier
from optimiser.stress.play import Months
from tests.optimiser.cases import block, children, compiled, one_cohort, tier
from tests.oracles.small import flat_uplifts, offer, settings

SPOT, CARERS = offer("spot"), offer("carers", "in_house_fostering", "in_house")
BEDS = offer("block", "block_residential", "block")
RISES = np.array([0.0, 0.04, -0.02])
YEARS = ("2023/24", "2024/25")


def dearer(uplift: float = 0.05, **terms: object) -> Instance:
    """Return three years, prices up by 5 % a year: six children on the market, three in house; a block of 2 beds."""
    offers = (offer("gap", "gap", "gap"), SPOT, CARERS, BEDS)
    return one_cohort(
        {SPOT: 700.0, CARERS: 350.0, BEDS: 0.0},
        placements_today=(children(6, SPOT), children(3, CARERS)),
        settings=settings(financial_years=3, monthly_periods=36),
        uplifts=flat_uplifts(offers, uplift, YEARS),
        blocks=(block(term_months=60, **terms),),
        block_tiers=(tier(2, 2, 700.0),),
    )


def bed_price(problem: Problem, month: int) -> float:
    """Return pounds per week of a bed of the block that starts in April 2022."""
    option = next(option for option in options_of(problem) if option.kind == "block")
    return float(option.bed_price[month] / problem.calendar.weeks[month])


def test_market_prices_rise_more_and_own_ones_do_not() -> None:
    """1.05 x 1.04, then 1.05 x 0.98, and in the tail the path's 1.05 again; in house 1.05 each year; moves too."""
    problem = compiled(dearer())
    there = repriced(problem, RISES)
    levels = [1.0, 1.092, 1.092 * 1.029, 1.092 * 1.029 * 1.05]
    assert there.index["residential"][[12, 13, 25, 37]] == pytest.approx(levels)
    assert np.array_equal(there.index["in_house_fostering"], problem.index["in_house_fostering"])
    assert np.array_equal(there.index["moves"], problem.index["moves"])
    assert np.array_equal(repriced(problem, 0.0 * RISES).index["residential"], problem.index["residential"])


def test_a_review_follows_the_market_up_to_its_cap() -> None:
    """9.2 % is held at 8 %; then 2.9 % as it is."""
    problem = repriced(compiled(dearer(review="index", review_month=4, review_cap_share=0.08)), RISES)
    assert [bed_price(problem, m) for m in (12, 13, 25)] == pytest.approx([700.0, 756.0, 756.0 * 1.029])


@pytest.mark.parametrize("cap", [None, 0.08])
def test_blocks_cost_what_they_cost_in_the_stress_test(cap: float | None) -> None:
    """Two vacant beds: month by month the same price as the stress test bills for the same rises, capped or not."""
    made = dearer(review="index", review_month=4, review_cap_share=cap)
    problem = compiled(made)
    plan = do_nothing(made, None, None, "")
    taken = Commitment(kind="block", id="beds", start=problem.calendar.start, size=2)
    cashier = Cashier(problem, plan.model_copy(update={"commitments": (taken,)}))
    empty = np.zeros((len(problem.offers), 37))
    nobody = Months(empty, empty, empty, empty, empty, empty[0], empty[0])
    bill = cashier.bill(nobody, Supply(empty, empty, {}), RISES)
    there = repriced(problem, RISES)
    weekly = np.array([0.0, *(2.0 * bed_price(there, month) for month in range(1, 37))])
    assert bill.void_gbp == pytest.approx([weekly @ problem.calendar.weeks[:37]])


def test_rises_follow_the_law_of_the_stress_test_in_futures_of_their_own() -> None:
    """The first year known, a spread of 3 points, and not the numbers that the stress test draws from that seed."""
    problem = compiled(dearer())
    drawn = sampled_rises(problem, 400, 7)
    assert np.array_equal(drawn[:, 0], np.zeros(400))
    assert drawn[:, 1:].std() == pytest.approx(Assumptions().price_spread, rel=0.1)
    assert np.array_equal(drawn[:50], sampled_rises(problem, 50, 7))
    played = draw_prices(3, Assumptions(), stream(7, 0, PRICES))
    assert drawn[0, 1] != played[1]


def test_price_level_by_hand() -> None:
    """1, 1.04, 1.04 x 0.98, and the tail as the year before it."""
    assert price_level(RISES) == pytest.approx([1.0, 1.04, 1.0192, 1.0192])


def test_the_markets_part_of_todays_fees() -> None:
    """6 x 700 of 6 x 700 + 3 x 350; all of it where nobody is placed."""
    problem = compiled(dearer())
    assert market_share(problem) == pytest.approx(4200.0 / 5250.0)
    assert market_share(replace(problem, today=())) == 1.0
