"""Children and policies solved by hand: the oracles give the answer that the comments work out; see `hand`."""

import datetime as dt

import numpy as np
import pytest

from models.instance import Instance
from tests.oracles.hand import GAP, both_find, children, one_cohort
from tests.oracles.kernel import Kernel, run_off
from tests.oracles.reading import Reading, read
from tests.oracles.simulate import Played, nothing, play
from tests.oracles.small import cohort, flat_uplifts, hazards, instance, offer, priced, row, settings
from tests.oracles.stock_form import solve_stock_form


def played_out(reading: Reading) -> Played:
    """Play an instance out with nothing decided."""
    return play(reading, reading.lives, nothing(reading, 1))


def test_survival_by_months_since_admission() -> None:
    """A child five months in its placement meets the hazard of band 0 once, then that of band 6."""
    spot = offer("spot")
    planning = one_cohort({spot: 700}, {"spot": {0: 0.2, 6: 0.05}}, placements_today=(children(1, spot, 5),))
    reading = read(planning)
    played = played_out(reading)
    # 1 x 0.8 = 0.8 (l = 5), x 0.95 = 0.76 (l = 6), x 0.95 = 0.722; the rest waits in the pool.
    assert played.stock[0, 1, :4, 0] == pytest.approx([1, 0.8, 0.76, 0.722])
    assert played.pool[0, :4, 0] == pytest.approx([0, 0.2, 0.24, 0.278])
    assert played.moves[0, 1, :4] == pytest.approx([0, 0.2, 0.04, 0.038])
    left = run_off([Kernel(reading, life) for life in reading.lives])
    assert left[1, :, 0] == pytest.approx(played.stock[0, 1, :, 0])


def test_admitted_children_meet_their_first_hazard_a_month_later() -> None:
    """Three admitted in a quarter are one a month; the first has met two hazards by its end."""
    spot = offer("spot")
    planning = one_cohort({spot: 700}, {"spot": {0: 0.5, 1: 0.1}}, settings=settings(0))
    reading = read(planning)
    flows = nothing(reading, 1)
    flows.admitted[0, 1, 0] = 3.0
    played = play(reading, reading.lives, flows)
    # month 1: 1; month 2: 1 x 0.5 + 1; month 3: 0.5 x 0.9 + 1 x 0.5 + 1.
    assert played.stock[0, 1, :4, 0] == pytest.approx([0, 1, 1.5, 1.95])


def test_outgrown_broken_and_escalated() -> None:
    """A month of 100 young low children in an offer for young low ones."""
    only_young = offer("young", age_to=11)
    cohorts = [
        cohort("young", "low", (0, 11)),
        cohort("old", "low", (12, 17)),
        cohort("hard", "high", (0, 11)),
    ]
    shares = {("young", "young"): 0.8, ("young", "old"): 0.1, ("young", "hard"): 0.06}
    planning = instance(
        [GAP, only_young],
        cohorts,
        needs=tuple(
            row("needs", need=need, rank=rank, escalation_share=0.3, description=need)
            for rank, need in ((1, "low"), (2, "high"))
        ),
        transitions=tuple(
            row("transitions", cohort=a, to_cohort=b, monthly_share=share) for (a, b), share in shares.items()
        ),
        offer_prices=priced({"young": {"low": 700}}),
        disruption=hazards({"young": {"low": {0: 0.25}}}),
        placements_today=(children(100, only_young, name="young"),),
    )
    reading = read(planning)
    played = played_out(reading)
    # Moved: 80 young, 10 old, 6 high, 4 left care. Outgrown: 16. Broken: 80 x 0.25 = 20, of whom 30 % = 6
    # come back with high needs, 14 as they were. Left: 60.
    assert played.stock[0, 1, 1] == pytest.approx([60, 0, 0])
    assert played.pool[0, 1] == pytest.approx([14, 10, 12])
    assert played.moves[0, 1, 1].sum() == pytest.approx(36)


def test_fees_and_moves_of_a_steady_child() -> None:
    """One child, a tenth breaks down each month and is placed again at once, in the tail as well."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700},
        {"spot": {0: 0.1}},
        placements_today=(children(1, spot),),
        settings=settings(move_gbp=1000),
    )
    # Stock 1 all along: 731 days x 100 = 73,100. Moves: 24 months x 0.1 x 1,000 = 2,400.
    assert both_find(planning, 75_500).groups["moves"] == pytest.approx(2400)


def test_gap_month_by_month() -> None:
    """Nowhere but gap: cash, penalty, and a move every month from the second on."""
    planning = one_cohort(
        {},
        placements_today=(children(1),),
        settings=settings(move_gbp=1000, gap_penalty_gbp_per_week=700),
    )
    # Placed in April: half a child on average there, 731 - 15 = 716 child-days. Cash 1,000 a day, penalty
    # 100 a day; moves in months 2 to 24: 23,000.
    found = both_find(planning, 716_000 + 71_600 + 23_000)
    assert found.gap_children[:2] == pytest.approx([0.5, 1.0])


def test_run_off_is_the_limit_where_today_exceeds_capacity() -> None:
    """Three settled children stay in an offer for one; nobody new comes in before fewer than one are left."""
    spot, small = offer("spot"), offer("small", capacity_children=1.0)
    planning = one_cohort(
        {spot: 700, small: 350},
        {"small": {0: 0.5}},
        placements_today=(children(3, small),),
        settings=settings(3),
    )
    played = solve_stock_form(planning)
    admitted = [played.admissions["child", "small", month] for month in (1, 2, 3)]
    # Run-off at the end of months 1 to 3: 1.5, 0.75, 0.375. Limits: 1.5, 1, 1. So nobody may come in month
    # 1, 0.25 in month 2, and in month 3, when 0.125 of those are left, 1 - 0.375 - 0.125 = 0.5.
    assert admitted == pytest.approx([0, 0.25, 0.5])


def _near_and_away(level: float, strength: str, price: float | None = None, near: bool = True) -> Instance:
    offers = {offer("away", placed_in="away"): 700.0}
    if near:
        offers[offer("near")] = 1400.0
    policy = row(
        "policies",
        policy="near_home",
        measure="share_within_ring",
        ring="in_authority",
        financial_year="2022/23",
        level=level,
        strength=strength,
        gbp_per_unit=price,
    )
    return one_cohort(offers, placements_today=(children(1),), policies=(policy,))


@pytest.mark.parametrize(
    ("strength", "price", "cost"),
    [
        # 0.6 of a child near at 200 a day, 0.4 away at 100: 160 x 716 days.
        ("hard", None, 114_560),
        # The year counts 11.5 / 12 child-years. Moving a whole child near costs 71,600 and saves price x
        # 11.5 / 12: not worth it at 70,000 (67,083), worth it at 80,000 (76,667).
        ("soft", 70_000.0, 71_600 + 0.6 * 11.5 / 12 * 70_000),
        ("soft", 80_000.0, 114_560),
        ("off", None, 71_600),
    ],
)
def test_share_policy(strength: str, price: float | None, cost: float) -> None:
    """At least 60 % near home, where near is twice as dear."""
    both_find(_near_and_away(0.6, strength, price), cost)


def test_moves_policy() -> None:
    """At most one move a child-year, soft, where a tenth breaks down each month and there is nowhere else."""
    spot = offer("spot")
    policy = row(
        "policies",
        policy="few_moves",
        measure="moves_per_child_year",
        ring=None,
        financial_year="2022/23",
        level=1.0,
        strength="soft",
        gbp_per_unit=5000.0,
    )
    planning = one_cohort({spot: 700}, {"spot": {0: 0.1}}, placements_today=(children(1, spot),), policies=(policy,))
    # 12 x 0.1 = 1.2 moves of one child on average: 0.2 moves too many, in the reported year only.
    both_find(planning, 73_100 + 0.2 * 5000)


def test_hard_policy_that_cannot_hold_is_relaxed() -> None:
    """Without a near offer the shortfall is whole, and cost is as if the policy were off."""
    both_find(_near_and_away(0.6, "hard", near=False), 71_600, feasible=False)


@pytest.mark.parametrize(
    ("monthly", "child_days"),
    [
        # July has half a child in spot, 15.5 days; then 731 - 122 = 609 days.
        (12, 15.5 + 609),
        # The quarter admits a third a month: on average 1/6, 1/2 and 5/6 in July, August, September, 31/6 +
        # 31/2 + 25; then 731 - 183 = 548 days.
        (0, 31 / 6 + 31 / 2 + 25 + 548),
    ],
)
def test_offer_that_ends(monthly: int, child_days: float) -> None:
    """A child in an offer whose last day is 20 July moves once and is in spot from then on."""
    ending, spot = offer("ending", live_to=dt.date(2022, 7, 20)), offer("spot")
    planning = one_cohort(
        {ending: 0, spot: 700},
        placements_today=(children(1, ending),),
        settings=settings(monthly, move_gbp=1000),
    )
    both_find(planning, child_days * 100 + 1000)


def test_prices_rise_and_money_is_discounted() -> None:
    """Fixed lines and income of two years at 10 % uplift, deflator 2 %."""
    planning = one_cohort(
        {},
        uplifts=flat_uplifts([], 0.1),
        deflators=tuple(
            row("deflators", financial_year=year, deflator_share=share)
            for year, share in (("2022/23", 0.5), ("2023/24", 0.02))
        ),
        fixed_lines=(
            row("fixed_lines", line="f", provision="none", gbp_per_year=120e3, uplift="other", budget_head="b"),
        ),
        income=tuple(
            row("income", income="i", financial_year=year, budget_head="b", amount_gbp=amount)
            for year, amount in (("2022/23", 12e3), ("2023/24", 6e3))
        ),
    )
    factor = 1 / (1.035 * 1.02)
    both_find(planning, 120e3 + 132e3 * factor - 12e3 - 6e3 * factor)


def test_ranks_that_are_not_consecutive_do_not_escalate() -> None:
    """One need rank higher is read literally, as rank + 1."""
    cohorts = [cohort("low", "low"), cohort("high", "high")]
    matrices = [
        read(
            instance(
                [GAP],
                cohorts,
                needs=tuple(
                    row("needs", need=need, rank=rank, escalation_share=0.25, description=need)
                    for need, rank in (("low", 1), ("high", second))
                ),
            )
        ).E
        for second in (2, 3)
    ]
    assert matrices[0] == pytest.approx(np.array([[0.75, 0.25], [0, 1]]))
    assert matrices[1] == pytest.approx(np.eye(2))
