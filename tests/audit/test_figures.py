"""What commitments bind the council to, and how their beds are used, by hand."""

from typing import Any

import pytest

from audit.figures import Binding, Use, binding, use
from audit.prices import Prices
from audit.recompute import Decisions, recompute
from models.instance import Instance
from models.plan import Commitment
from models.tables import BlockRamp
from tests.audit import small
from tests.audit.small import admit, commit, months
from tests.audit.test_limits import supplied

RISING = small.uplifts(block_residential=0.1, internal_home=0.1, moves=0.1)


def long_run(block: dict[str, Any] | None = None, **changes: Any) -> Instance:
    """Return a year and a tail; prices rise by 10 % a year; a block at 100 a bed and day."""
    given: dict[str, Any] = {"uplifts": RISING, "blocks": (small.block(mobilisation_gbp=0.0, **(block or {})),)}
    return supplied(**{**given, **changes})


def bound(town: Instance, commitment: Commitment) -> Binding:
    """Return what the one commitment binds the council to."""
    found = recompute(town, Prices(town, "central"), "middle", Decisions((), (commitment,)), months(12), sells=True)
    return binding(town, Prices(town, "central"), found.pledges[0])


YEAR, NEXT, LATER = 365.0, 365 * 1.1, 365 * 1.21
"""Days of 2024/25, 2025/26 and 2026/27 at their prices."""


def test_a_block_to_its_term() -> None:
    """2 beds for 24 months at 200 a day; the second year lies beyond the horizon."""
    found = bound(long_run(), commit("block", "lodge_block", 1, 2, 24))
    full = 200 * (YEAR + NEXT)
    assert vars(found) == pytest.approx(
        {
            "commitment_gbp": full,
            "guaranteed_gbp": full,
            "maximum_gbp": full,
            "beyond_horizon_gbp": 200 * NEXT,
        }
    )


def test_extensions_are_the_councils_wish() -> None:
    """12 months and two extensions of 12, planned to the first of them; guaranteed is the term."""
    town = long_run({"term_months": 12, "extensions": 2, "extension_months": 12})
    found = bound(town, commit("block", "lodge_block", 1, 2, 24))
    assert vars(found) == pytest.approx(
        {
            "commitment_gbp": 200 * (YEAR + NEXT),
            "guaranteed_gbp": 200 * YEAR,
            "maximum_gbp": 200 * (YEAR + NEXT + LATER),
            "beyond_horizon_gbp": 200 * NEXT,
        }
    )


@pytest.mark.parametrize(("termination", "guaranteed"), [(5000.0, 200 * YEAR + 5000), (1e6, 200 * (YEAR + NEXT))])
def test_a_break_is_the_guarantee_if_it_is_cheaper(termination: float, guaranteed: float) -> None:
    """After 12 of 24 months, at prices of that year."""
    town = long_run({"break_after_months": 12, "termination_gbp": termination})
    found = bound(town, commit("block", "lodge_block", 1, 2, 24))
    assert found.guaranteed_gbp == pytest.approx(guaranteed)
    assert found.commitment_gbp == pytest.approx(200 * (YEAR + NEXT))


def test_a_contract_left_at_its_break_pays_for_it() -> None:
    """After 15 of 24 months: 91 days of 2025/26 at 1.1 and 5,000 x 1.1, both beyond the horizon."""
    town = long_run({"break_after_months": 15, "termination_gbp": 5000.0})
    found = bound(town, commit("block", "lodge_block", 1, 2, 15))
    beyond = 200 * 91 * 1.1 + 5500
    assert found.commitment_gbp == pytest.approx(200 * YEAR + beyond)
    assert found.guaranteed_gbp == pytest.approx(200 * YEAR + beyond)
    assert found.maximum_gbp == pytest.approx(200 * (YEAR + NEXT))
    assert found.beyond_horizon_gbp == pytest.approx(beyond)


def test_guaranteed_beds_the_ramp_and_mobilisation() -> None:
    """4 beds, 2 in the first year, half guaranteed; mobilisation of 1,000 in month 1."""
    ramps = small.rows(BlockRamp, "block contract_year beds_share", ("lodge_block", 1, 0.5))
    town = supplied(uplifts=RISING, blocks=(small.block(guarantee_share=0.5),), block_ramps=ramps)
    found = bound(town, commit("block", "lodge_block", 1, 4, 24))
    assert found.commitment_gbp == pytest.approx(1000 + 200 * YEAR + 400 * NEXT)
    assert found.guaranteed_gbp == pytest.approx(1000 + 100 * YEAR + 200 * NEXT)


def test_a_part_guaranteed_block_with_its_dearest_extra() -> None:
    """10 a day for low need and 20 for high beside 100 a bed: at most 20; the extra follows the index.

    The bed's price is fixed.
    """
    extra = small.prices(("lodge", "low", 70.0), ("lodge", "high", 140.0))
    town = long_run({"review": "fixed"}, offer_prices=extra)
    found = bound(town, commit("block", "lodge_block", 1, 2, 24))
    assert found.commitment_gbp == pytest.approx(200 * 730 + 40 * (YEAR + NEXT))
    assert found.guaranteed_gbp == pytest.approx(200 * 730)
    assert found.maximum_gbp == pytest.approx(found.commitment_gbp)


def test_of_a_running_block_only_what_is_still_to_pay() -> None:
    """From month -11 for 24 months to month 12; a break after 18, in month 6 (183 days), for 500."""
    running = {"beds_today": 2, "start_from": small.month(-11), "start_to": small.month(-11)}
    town = long_run({**running, "break_after_months": 18, "termination_gbp": 500.0})
    found = bound(town, commit("block", "lodge_block", -11, 2, 12))
    assert vars(found) == pytest.approx(
        {
            "commitment_gbp": 200 * YEAR,
            "guaranteed_gbp": 200 * 183 + 500,
            "maximum_gbp": 200 * YEAR,
            "beyond_horizon_gbp": 0.0,
        }
    )


def test_a_home_binds_capital_net_of_grant_and_the_time_before() -> None:
    """500,000 less a fifth and 30,000, all before the first child."""
    assert vars(bound(long_run(), commit("home", "house_type", 1, 1))) == pytest.approx(
        {
            "commitment_gbp": 430_000.0,
            "guaranteed_gbp": 430_000.0,
            "maximum_gbp": 430_000.0,
            "beyond_horizon_gbp": 0.0,
        }
    )


def test_a_programme_over_its_term() -> None:
    """From month 7 for 12 months: 1,000 and 1,200 a month; the half beyond the horizon at 1.1."""
    town = long_run(programmes=(small.programme(term_months=12, setup_gbp=1000.0, gbp_per_year=14_400.0),))
    found = bound(town, commit("programme", "edge", 7, 1))
    total = 1000 + 6 * 1200 + 6 * 1200 * 1.1
    assert vars(found) == pytest.approx(
        {
            "commitment_gbp": total,
            "guaranteed_gbp": total,
            "maximum_gbp": total,
            "beyond_horizon_gbp": 6 * 1200 * 1.1,
        }
    )


def used(town: Instance, *commitments: Commitment, admissions: Any = (), number: int = 0) -> Use:
    """Return how the beds of one of the commitments are used."""
    prices = Prices(town, "central")
    found = recompute(town, prices, "middle", Decisions(admissions, commitments), months(12), sells=True)
    return use(town, prices, found.pledges[number], found.pledges, found.beds)


PRICED = small.prices(("lodge", "low", 0.0), ("house", "low", 0.0))


def test_voids_of_a_block_are_of_the_reported_months_in_which_it_is_there() -> None:
    """5 beds from month 10 for 24 months, 1 for emergencies; 2 children from month 10, on average 1 in it.

    Voids 3, 2, 2 over 31, 28 and 31 days at 100 a bed: 21,100; used 5 of 12.
    """
    town = long_run({"emergency_beds": 1}, offer_prices=PRICED)
    found = used(town, commit("block", "lodge_block", 10, 5, 33), admissions=[admit("kids", "lodge", 10, 2.0)])
    assert found == Use(pytest.approx(7 / 3), pytest.approx(100 * (3 * 31 + 2 * 28 + 2 * 31)), pytest.approx(5 / 12))


def test_voids_of_a_block_that_is_paid_by_use() -> None:
    """Half of 5 beds guaranteed, 2.5; 2 children: half a bed void, though 3 stand empty."""
    town = long_run({"guarantee_share": 0.5}, offer_prices=PRICED)
    found = used(town, commit("block", "lodge_block", 12, 5, 35), admissions=[admit("kids", "lodge", 12, 4.0)])
    assert found == Use(pytest.approx(0.5), pytest.approx(0.5 * 31 * 100), pytest.approx(0.4))


def test_a_block_after_the_reported_years_has_no_use() -> None:
    """A running one that ended before is not on offer; of one from month 10 that is left there are months."""
    town = long_run(block_ramps=small.rows(BlockRamp, "block contract_year beds_share", ("lodge_block", 1, 0.0)))
    assert used(town, commit("block", "lodge_block", 1, 5, 24)) == Use()


def test_households_and_programmes_have_no_beds() -> None:
    """None of the three figures."""
    town = long_run(programmes=(small.programme(),))
    both = (commit("fostering", "recruiting", 1, 2), commit("programme", "edge", 1, 1))
    assert used(town, *both) == used(town, *both, number=1) == Use()


def test_homes_share_the_beds_used_in_proportion_to_their_places() -> None:
    """One of today, one decided in month 1 and live in 4, two more decided in month 7 and live in 10; no ramp.

    4 beds each, 1 for emergencies; 6 children all year (3 on average in April). The second home has a half of them
    in months 4 to 9, 3 of its 3 beds, and a quarter, 1.5, in 10 to 12: 6 x 0 and 3 x 1.5 void. Running 50,000 a
    month for 4 beds: 12,500 a bed. The last two have 3 of 6 beds used.
    """
    town = supplied(
        homes=(small.home(homes_today=1, emergency_beds=1, max_homes=9),),
        offer_prices=PRICED,
        settings=small.settings(max_homes_opened_per_year=9),
    )
    both = (commit("home", "house_type", 1, 1), commit("home", "house_type", 7, 2))
    children = [admit("kids", "house", 1, 6.0)]
    second = used(town, *both, admissions=children)
    assert second == Use(pytest.approx(4.5 / 9), pytest.approx(4.5 * 12_500), pytest.approx(22.5 / 27))
    last = used(town, *both, admissions=children, number=1)
    assert last == Use(pytest.approx(3.0), pytest.approx(3 * 3 * 12_500), pytest.approx(0.5))


def test_a_ramp_takes_a_smaller_part_of_the_use() -> None:
    """One home of today full, one live in month 4 with half of its places in that month: a third of 3 children."""
    town = supplied(homes=(small.home(homes_today=1, ramp_months=1),), offer_prices=PRICED)
    found = used(town, commit("home", "house_type", 1, 1), admissions=[admit("kids", "house", 1, 3.0)])
    assert found.void_beds == pytest.approx((3 + 8 * 2.5) / 9)
    assert found.occupancy_share == pytest.approx((1 + 8 * 1.5) / 36)
