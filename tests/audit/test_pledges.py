"""Months and amounts of commitments, by hand."""

import math

import pytest

from audit.contracts import tier_of
from audit.figures import binding
from audit.pledges import Pledge, live_month, monthly_charge_gbp, pledges_of
from audit.prices import Prices, present_value
from models.calendar import Period
from models.instance import Instance
from models.plan import Commitment
from tests.audit import small
from tests.audit.small import commit, months
from tests.audit.test_limits import supplied

RISING = small.uplifts(in_house_fostering=0.1, block_residential=0.1, internal_home=0.1)


def pledge(town: Instance, commitment: Commitment) -> Pledge:
    """Return the one commitment as a pledge, months being periods."""
    (made,) = pledges_of(town, Prices(town, "central"), [commitment], months(24))
    return made


def full_term_gbp(town: Instance, made: Pledge) -> float:
    """Return what the commitment binds the council to over its full term."""
    return binding(town, Prices(town, "central"), made).commitment_gbp


def long_run(**changes: object) -> Instance:
    """Return two years in which prices of all supply rise by 10 % on 1 April 2025."""
    given: dict[str, object] = {"settings": small.settings(financial_years=2), "uplifts": RISING}
    return supplied(**{**given, **changes})


QUARTERS = (
    Period(1, 1, True),
    Period(2, 2, True),
    Period(3, 3, True),
    Period(4, 6, True),
    Period(7, 9, True),
)


@pytest.mark.parametrize(
    ("due", "live"), [(1, 1), (3, 3), (4, 4), (5, 7), (6, 7), (7, 7), (8, 10), (9, 10), (12, 12)]
)
def test_live_month_is_the_first_of_a_period(due: int, live: int) -> None:
    """After month 3 periods are quarters; what is due after the last one stays after the horizon, month 9."""
    assert live_month((*QUARTERS, Period(10, 21, False)), due) == live


def test_the_tier_of_a_number_of_beds() -> None:
    """2 to 4 beds at 700, 5 to 8 at 600."""
    town = supplied(block_tiers=small.tiers((2, 4, 700.0), (5, 8, 600.0)))
    assert [getattr(tier_of(town, "lodge_block", n), "gbp_per_bed_per_week", None) for n in (1, 4, 5, 9)] == [
        None,
        700.0,
        600.0,
        None,
    ]


def test_a_block_over_its_term() -> None:
    """3 beds at 700 a week from month 10 for six months: 300 a day over 90 days of 2024/25 and 91 of 2025/26.

    27,000 + 27,300 x 1.1 + mobilisation 1,000 = 58,030.
    """
    town = long_run(blocks=(small.block(term_months=6),))
    made = pledge(town, commit("block", "lodge_block", 10, 3))
    assert (made.decided, made.live, made.last) == (10, 10, 15)
    assert full_term_gbp(town, made) == pytest.approx(58_030.0)


def test_a_term_beyond_the_tail_takes_the_last_uplift_on() -> None:
    """Started in month 22 of 24 for 36 months: 90 days at 1.1, then 1.21, 1.331, and 275 days at 1.4641.

    365 days in 2026/27, 366 in 2027/28 (February 2028), 275 from April to December 2028; 700 a bed and week.
    """
    town = long_run(blocks=(small.block(term_months=36, start_to=small.month(24), mobilisation_gbp=0.0),))
    made = pledge(town, commit("block", "lodge_block", 22, 1))
    by_hand = 100 * (90 * 1.1 + 365 * 1.21 + 366 * 1.331 + 275 * 1.4641)
    assert full_term_gbp(town, made) == pytest.approx(by_hand)


def test_a_home_pays_capital_on_decision_and_opens_with_a_month_in_hand() -> None:
    """Decided in month 10, live in 13: capital at 2024/25 prices, pre-opening in month 12 of that year too.

    500,000 - 100,000 + 30,000.
    """
    town = long_run()
    made = pledge(town, commit("home", "house_type", 10, 1))
    assert [(o.line, o.kind, o.month, o.gbp) for o in made.one_offs] == [
        ("capital", "capital", 10, 500_000.0),
        ("grant", "capital", 10, -100_000.0),
        ("pre_opening", "revenue", 12, 30_000.0),
    ]
    assert full_term_gbp(town, made) == pytest.approx(430_000.0)


def test_one_off_costs_are_uplifted_to_their_own_month() -> None:
    """Two homes decided in month 10 with a lead of 6: pre-opening in month 15 is 2 x 30,000 x 1.1."""
    town = long_run(homes=(small.home(works_months=6),))
    made = pledge(town, commit("home", "house_type", 10, 2))
    assert [o.gbp for o in made.one_offs] == pytest.approx([1_000_000.0, -200_000.0, 66_000.0])
    later = pledge(town, commit("home", "house_type", 13, 1))
    assert [o.gbp for o in later.one_offs] == pytest.approx([550_000.0, -110_000.0, 33_000.0])


def test_pre_opening_of_a_home_live_in_the_first_month_falls_before_the_horizon() -> None:
    """Lead 0: month 0, at the price of the base year."""
    town = long_run(homes=(small.home(works_months=0),))
    assert pledge(town, commit("home", "house_type", 1, 1)).one_offs[2].month == 0


def test_recruitment_is_paid_on_decision() -> None:
    """3 approvals at 8,000 decided in month 13, at 1.1."""
    town = long_run()
    made = pledge(town, commit("fostering", "recruiting", 13, 3))
    assert (made.live, made.one_offs[0].month) == (16, 13)
    assert full_term_gbp(town, made) == pytest.approx(26_400.0)


def test_the_price_of_leaving_is_due_in_the_last_month_and_not_charged() -> None:
    """5,000 after 4 of 12 months from month 10: in month 13, at 1.1; planned to the term there is none."""
    terms = {"term_months": 12, "break_after_months": 4, "termination_gbp": 5000.0}
    town = long_run(blocks=(small.block(**terms),))
    left = pledge(town, commit("block", "lodge_block", 10, 3, 13))
    assert [(o.line, o.kind, o.month, o.gbp) for o in left.one_offs] == [
        ("mobilisation", "revenue", 10, 1000.0),
        ("termination", "revenue", 13, pytest.approx(5500.0)),
    ]
    by_hand = 1000 * 0.0557 / (1 - 1.0557 ** (-4 / 12)) / 12
    assert monthly_charge_gbp(town, left) == pytest.approx(by_hand)
    stayed = pledge(town, commit("block", "lodge_block", 10, 3, 21))
    assert [o.line for o in stayed.one_offs] == ["mobilisation"]


def test_a_running_block_is_not_mobilised() -> None:
    """Nothing is paid once, nothing charged."""
    town = long_run(blocks=(small.block(beds_today=3),))
    made = pledge(town, commit("block", "lodge_block", -8, 3, 15))
    assert (made.one_offs, made.running, monthly_charge_gbp(town, made)) == ((), True, 0.0)


def test_capital_is_paid_at_the_price_of_its_own_month() -> None:
    """Decided in month 10, approved by month 13, in 2025/26: 500,000 x 1.1 less a fifth."""
    town = long_run(homes=(small.home(approval_months=3, works_months=0),))
    made = pledge(town, commit("home", "house_type", 10, 1))
    assert [(o.month, o.gbp) for o in made.one_offs[:2]] == [
        (13, pytest.approx(550_000.0)),
        (13, pytest.approx(-110_000.0)),
    ]


def test_the_life_of_a_contract_is_to_its_planned_end_or_its_term_beyond_the_tail() -> None:
    """Two years and a tail to month 36: to month 12 a year; in month 36 or after the term of 20 months."""
    town = long_run(blocks=(small.block(term_months=20, extensions=1),))
    lives = [pledge(town, commit("block", "lodge_block", 1, 3, last)).life_years for last in (12, 35, 36, 40)]
    assert lives == pytest.approx([1.0, 35 / 12, 20 / 12, 20 / 12])


def test_a_programme_is_set_up_in_its_first_month_and_charged_over_its_term() -> None:
    """1,000 in month 13 at 1.1, over 18 months."""
    town = long_run(programmes=(small.programme(setup_gbp=1000.0, term_months=18),), uplifts=small.uplifts(moves=0.1))
    made = pledge(town, commit("programme", "edge", 13, 1))
    assert (made.offer, made.live, made.last, made.life_years) == (None, 13, 30, 1.5)
    assert monthly_charge_gbp(town, made) == pytest.approx(1100 * 0.0557 / (1 - 1.0557**-1.5) / 12)


def test_lives_of_commitments() -> None:
    """A block's term, a home's asset, the inverse of attrition; without attrition for ever."""
    town = long_run()
    assert pledge(town, commit("block", "lodge_block", 1, 3)).life_years == pytest.approx(0.25)
    assert pledge(town, commit("home", "house_type", 1, 1)).life_years == 25
    assert pledge(town, commit("fostering", "recruiting", 1, 1)).life_years == pytest.approx(1 / 0.19)
    stable = long_run(fostering=(small.fostering(attrition_per_year_share=0.0),))
    assert pledge(stable, commit("fostering", "recruiting", 1, 1)).life_years == math.inf


def test_the_charge_of_a_home() -> None:
    """430,000 over 25 years at r = 1.035 x 1.02 - 1 = 5.57 %: 430,000 x 0.0557 / (1 - 1.0557^-25) / 12."""
    town = long_run()
    made = pledge(town, commit("home", "house_type", 1, 1))
    by_hand = 430_000 * 0.0557 / (1 - 1.0557**-25) / 12
    assert monthly_charge_gbp(town, made) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(2689.6, abs=0.05)


def test_the_charge_takes_the_last_deflator_given() -> None:
    """2 % in 2025/26 though 2024/25 had 7 %; recruitment for ever is the interest on 8,000."""
    town = long_run(
        fostering=(small.fostering(attrition_per_year_share=0.0),),
        deflators=small.rows(small.Deflator, "financial_year deflator_share", ("2024/25", 0.07), ("2025/26", 0.02)),
    )
    made = pledge(town, commit("fostering", "recruiting", 1, 1))
    assert monthly_charge_gbp(town, made) == pytest.approx(8000 * 0.0557 / 12)


def test_a_contract_without_term_costs_nothing_by_the_month() -> None:
    """No month is live, no annuity is due."""
    town = long_run(blocks=(small.block(term_months=0),))
    assert monthly_charge_gbp(town, pledge(town, commit("block", "lodge_block", 1, 3))) == 0


def test_present_value_starts_at_one_and_divides_by_each_years_rate() -> None:
    """1 in 2024/25; 1 / 1.0557 in 2025/26."""
    factors = present_value(long_run(), 13)
    assert factors[0] == 0
    assert factors[1:13] == pytest.approx([1.0] * 12)
    assert factors[13] == pytest.approx(1 / 1.0557)


def test_prices_need_an_uplift() -> None:
    """A key without uplifts is an error as soon as a year after the base is asked for."""
    known = Prices(long_run(), "central")
    assert known.at("unheard_of", 3) == 1.0
    with pytest.raises(ValueError, match="no uplift of unheard_of on the price path central"):
        known.at("unheard_of", 13)


def test_what_the_instance_does_not_know_makes_no_pledge() -> None:
    """Unknown names, and a block of a size without price."""
    odd = [commit(kind, "other", 1, 1) for kind in ("block", "home", "fostering")]
    odd.append(commit("block", "lodge_block", 1, 40))
    town = long_run()
    assert pledges_of(town, Prices(town, "central"), odd, months(24)) == ()
