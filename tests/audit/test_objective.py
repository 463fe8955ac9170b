"""Groups of the objective by hand; r is 1.035 x 1.02 - 1 = 5.57 % throughout."""

import pytest

from audit.objective import gap_child_weeks, objective_groups
from audit.policies import scores
from audit.prices import Prices
from audit.recompute import Decisions, recompute
from audit.simulate import simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Admission, Commitment
from models.tables import FixedLine, Income
from tests.audit import small
from tests.audit.small import admit, commit, instance
from tests.audit.test_limits import supplied

RATE = 1.035 * 1.02 - 1
NEXT = 1 / (1 + RATE)


def groups(
    town: Instance, admissions: tuple[Admission, ...] = (), commitments: tuple[Commitment, ...] = ()
) -> dict[str, float]:
    """Return the groups that are not 0, of the horizon by months and a tail."""
    horizon = town.calendar.horizon_months
    periods = (*small.months(horizon), Period(horizon + 1, horizon + 12, False))
    decided = Decisions(admissions, commitments)
    found = recompute(town, Prices(town, "central"), "middle", decided, periods, sells=True)
    made = objective_groups(town, found.simulation, found.streams, found.pledges, scores(town, found.played))
    return {name: amount for name, amount in made.items() if amount}


def test_fees_of_the_horizon_count_in_full_and_the_tail_is_discounted() -> None:
    """73,000 in 2024/25, and 73,000 x 1.1 / 1.0557 in the tail."""
    town = instance(uplifts=small.uplifts(residential=0.1))
    assert groups(town) == pytest.approx({"fees": 73_000 + 80_300 * NEXT})


def test_gap_has_a_price_and_a_penalty() -> None:
    """A child in gap counts half over 30 and 31 days: 300 a day in cash, 1,000 a day of penalty, one move."""
    town = instance(placements_today=small.today(("kids", None, "unknown", 0, 1.0)))
    days = 15 + 15.5
    assert groups(town, (admit("kids", "gap", 1, 1.0),)) == pytest.approx(
        {"gap": 300 * days, "penalties": 1000 * days, "moves": 100.0}
    )


def test_penalties_of_the_tail_are_discounted_but_not_uplifted() -> None:
    """A child enters in month 12, goes to gap, and leaves care: 15.5 days of March 2025, 15 of April.

    Cash rises by 10 % on 1 April, the penalty does not; nobody returns from gap, so nobody moves.
    """
    town = instance(
        placements_today=(),
        transitions=small.transitions(("kids", "kids", 0.0)),
        entries=small.entries(("kids", 12, 1.0)),
        uplifts=small.uplifts(gap=0.1),
    )
    assert groups(town, (admit("kids", "gap", 12, 1.0),)) == pytest.approx(
        {"gap": 300 * (15.5 + 15 * 1.1 * NEXT), "penalties": 1000 * (15.5 + 15 * NEXT)}
    )


def test_child_weeks_in_gap() -> None:
    """Half a child over 30 days of April and 31 of May."""
    town = instance(placements_today=small.today(("kids", None, "unknown", 0, 1.0)))
    played = simulate(town, "middle", (admit("kids", "gap", 1, 1.0),), small.months(3))
    assert gap_child_weeks(town, played) == pytest.approx([0.0, 15 / 7, 15.5 / 7, 0.0])


def test_a_block_is_paid_by_the_bed_and_its_mobilisation_charged_over_the_term() -> None:
    """2 beds at 100 a day in months 1 to 3: 18,200; mobilisation 1,000 over a quarter year."""
    made = groups(supplied(), (), (commit("block", "lodge_block", 1, 2),))
    charge = 1000 * RATE / (1 - (1 + RATE) ** -0.25) / 12 * 3
    assert made == pytest.approx({"blocks": 18_200.0, "charge": charge})


def test_the_charge_of_a_block_ends_with_the_tail_if_its_term_does_not() -> None:
    """24 months from month 7: six months of 2024/25, twelve of the tail."""
    town = supplied(blocks=(small.block(),))
    made = groups(town, (), (commit("block", "lodge_block", 7, 1),))
    monthly = 1000 * RATE / (1 - (1 + RATE) ** -2) / 12
    assert made["charge"] == pytest.approx(monthly * (6 + 12 * NEXT))


def test_a_home_runs_and_is_charged_from_its_live_month() -> None:
    """Live in month 4: nine months and the tail; capital, grant and pre-opening in the charge alone."""
    made = groups(supplied(), (), (commit("home", "house_type", 1, 1),))
    monthly = 430_000 * RATE / (1 - (1 + RATE) ** -25) / 12
    assert made == pytest.approx({"homes": 50_000 * (9 + 12 * NEXT), "charge": monthly * (9 + 12 * NEXT)})


def test_recruitment_is_in_the_charge_alone() -> None:
    """2 approvals at 8,000 over 1 / 0.19 years, live in month 10 for three months and the tail."""
    made = groups(supplied(), (), (commit("fostering", "recruiting", 7, 2),))
    monthly = 16_000 * RATE / (1 - (1 + RATE) ** (-1 / 0.19)) / 12
    assert made == pytest.approx({"charge": monthly * (3 + 12 * NEXT)})


def test_leaving_a_block_costs_its_group() -> None:
    """2 beds at 100 a day for 91 days and 5,000; mobilisation is charged over the three months."""
    town = supplied(blocks=(small.block(break_after_months=3, termination_gbp=5000.0),))
    made = groups(town, (), (commit("block", "lodge_block", 1, 2, 3),))
    charge = 1000 * RATE / (1 - (1 + RATE) ** -0.25) / 12 * 3
    assert made == pytest.approx({"blocks": 18_200.0 + 5000.0, "charge": charge})


def test_beds_kept_for_emergencies_are_in_blocks_and_beds_sold_in_income() -> None:
    """3 beds at 100 a day for 91 days, 1 kept; 1 of the others sold at 40."""
    block = small.block(
        term_months=3, emergency_beds=1, void_sale_beds=1.0, void_sale_gbp_per_week=280.0, mobilisation_gbp=0.0
    )
    made = groups(supplied(blocks=(block,)), (), (commit("block", "lodge_block", 1, 3, 3),))
    assert made == pytest.approx({"blocks": 27_300.0, "income": -40.0 * 91})


def test_staying_put_counts_as_fixed() -> None:
    """1 held for ever at 10 a day, both years."""
    put = {"staying_put_today": 1.0, "staying_put_starts_per_year": 12 / 600, "staying_put_months": 600}
    town = supplied(fostering=(small.fostering(**put, staying_put_gbp_per_week=70.0),))
    assert groups(town) == pytest.approx({"fixed": 3650 * (1 + NEXT)})


def test_programmes_run_in_their_group_and_are_set_up_in_the_charge() -> None:
    """1,200 a year from month 7 for a year: 600, and 600 in the tail; 500 over one year for 6 and 6 months."""
    town = supplied(programmes=(small.programme(term_months=12, setup_gbp=500.0, gbp_per_year=1200.0),))
    made = groups(town, (), (commit("programme", "edge", 7, 1),))
    monthly = 500 * RATE / (1 - (1 + RATE) ** -1) / 12
    assert made == pytest.approx({"programmes": 600 * (1 + NEXT), "charge": monthly * (6 + 6 * NEXT)})


def test_fixed_lines_and_income() -> None:
    """1,200 a year in both years; income of 600 in the first only, as only that is given."""
    town = instance(
        placements_today=(),
        uplifts=small.uplifts(secure=0.0),
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head",
            ("secure_beds", "secure", 1200.0, "secure", "welfare"),
        ),
        income=small.rows(
            Income, "income financial_year budget_head amount_gbp", ("health", "2024/25", "placements", 600.0)
        ),
    )
    assert groups(town) == pytest.approx({"fixed": 1200 * (1 + NEXT), "income": -600.0})


def test_a_soft_share_is_charged_by_the_child_year_short() -> None:
    """Both children on the coast; three quarters should be in town: 1.5 child-years x 2,000."""
    soft = small.policy("share_within_ring", 0.75, strength="soft", gbp_per_unit=2000.0)
    town = instance(policies=(soft,), offers=(small.offer("spot", placed_in="coast"), small.offer("gap", "gap")))
    assert groups(town)["penalties"] == pytest.approx(3000.0)


def test_a_soft_policy_of_a_later_year_is_discounted() -> None:
    """The same in 2025/26."""
    soft = small.policy("share_within_ring", 0.75, strength="soft", gbp_per_unit=2000.0, financial_year="2025/26")
    town = instance(
        policies=(soft,),
        settings=small.settings(financial_years=2),
        offers=(small.offer("spot", placed_in="coast"), small.offer("gap", "gap")),
    )
    assert groups(town)["penalties"] == pytest.approx(3000.0 * NEXT)


def test_soft_moves_are_charged_by_the_move_over_the_level() -> None:
    """One move out of gap in 1 / 12 of a child-year; a level of 6 allows 0.5 moves."""
    soft = small.policy("moves_per_child_year", 6.0, strength="soft", gbp_per_unit=40.0)
    town = instance(
        policies=(soft,),
        placements_today=small.today(("kids", None, "unknown", 0, 1.0)),
        settings=small.settings(gap_penalty_gbp_per_week=0.0),
    )
    assert groups(town, (admit("kids", "gap", 1, 1.0),))["penalties"] == pytest.approx(0.5 * 40)


@pytest.mark.parametrize("strength", ["hard", "off"])
def test_hard_and_absent_policies_are_not_charged(strength: str) -> None:
    """A missed level without a price."""
    town = instance(
        policies=(small.policy("share_within_ring", 0.75, strength=strength),),
        offers=(small.offer("spot", placed_in="coast"), small.offer("gap", "gap")),
    )
    assert "penalties" not in groups(town)


def test_a_soft_policy_that_is_met_costs_nothing() -> None:
    """Everybody is in town; more than asked is not paid back."""
    soft = small.policy("share_within_ring", 0.75, strength="soft", gbp_per_unit=2000.0)
    assert "penalties" not in groups(instance(policies=(soft,)))
