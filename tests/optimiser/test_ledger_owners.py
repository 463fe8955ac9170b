"""Who pays: children's authorities for what they use, owners for the rest."""

import numpy as np
import pytest

from models.instance import Instance
from optimiser.commitments import Decisions, options_of
from optimiser.layout import PaidBeds
from optimiser.ledger import ledger
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import GAP, block, compiled, home, service, tier
from tests.oracles.small import cohort, instance, offer, priced, row

HOME = offer("home", "internal_home", "home")
BLOCK = offer("block", "block_residential", "block")
CARERS = offer("carers", "in_house_fostering", "in_house")


def owned() -> Instance:
    """Return a shared block of four beds at 100 a day: one kept, one child of each of two authorities."""
    theirs = cohort("theirs").model_copy(update={"authority": "other"})
    offers = [GAP, BLOCK, HOME.model_copy(update={"authority": "other"}), CARERS]
    return instance(
        offers,
        [cohort("ours"), theirs],
        authorities=(row("authorities", authority="other", name="Other"),),
        offer_shares=(
            row("offer_shares", offer="block", authority="test", share=0.75),
            row("offer_shares", offer="block", authority="other", share=0.25),
        ),
        blocks=(block(emergency_beds=1, mobilisation_gbp=400.0, break_after_months=6, termination_gbp=800.0),),
        block_tiers=(tier(4, 4, 700),),
        homes=(home(homes_today=1, max_homes=0),),
        fostering=(
            service(
                approvals_per_year_max=0,
                staying_put_today=1.0,
                staying_put_starts_per_year=1.2,
                staying_put_months=10,
            ).model_copy(update={"staying_put_gbp_per_week": 70.0}),
        ),
        offer_prices=priced({o.offer: {"low": 0.0} for o in offers}),
    )


def test_who_pays_for_what_nobody_uses() -> None:
    """Each its child's bed; voids, the bed kept and one-off cost 3 to 1; the home its owner, else the settings'.

    Six months of 183 days: 18,300 a bed. The child leaves at the end of September: the average of that month is half.
    """
    problem = compiled(owned())
    options = options_of(problem)
    units = np.array([float(o.is_break) for o in options])
    stock = np.zeros((4, 25, 2))
    stock[1, :6] = 1.0
    path = Trajectory(stock, np.zeros((2, 4, 25)), np.zeros((0, 0, 0)), ())
    lines = {
        (x.authority, x.line): x.amount_gbp
        for x in ledger(problem, path, Decisions(options, units))
        if x.financial_year == "2022/23"
    }
    used = 100 * (153 + 15)
    void = 100 * (183 * 3) - 2 * used
    assert lines == {
        ("test", "block_used"): pytest.approx(used),
        ("other", "block_used"): pytest.approx(used),
        ("test", "emergency_kept"): pytest.approx(18_300 * 0.75),
        ("other", "emergency_kept"): pytest.approx(18_300 * 0.25),
        ("test", "voids"): pytest.approx(void * 0.75),
        ("other", "voids"): pytest.approx(void * 0.25),
        ("test", "mobilisation"): 300,
        ("other", "mobilisation"): 100,
        ("test", "termination"): 600,
        ("other", "termination"): 200,
        ("other", "home_running"): 12_000,
        ("test", "staying_put"): 3650,
    }


def test_beds_sold_are_income_of_the_owners() -> None:
    """Two beds at 10 a day for April's 30 days: 600 less, 3 to 1."""
    problem = compiled(owned())
    april = np.where(np.arange(25) == 1, 300.0, 0.0)
    beds = PaidBeds(0, "block", "beds", 1, 0, april, 1.0, ())
    nothing = Decisions((), np.zeros(0), ((beds, 2.0),))
    empty = Trajectory(np.zeros((4, 25, 2)), np.zeros((2, 4, 25)), np.zeros((0, 0, 0)), ())
    sold = [(x.authority, x.kind, x.amount_gbp) for x in ledger(problem, empty, nothing) if x.line == "void_sales"]
    assert sold == [("other", "income", -150), ("test", "income", -450)]
