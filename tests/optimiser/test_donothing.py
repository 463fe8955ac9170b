"""Do nothing, month by month, by hand: shares, cuts, second choices, recruitment."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from optimiser.commitments import decided
from optimiser.donothing import month_by_month, simulate
from optimiser.kernel import run_off
from optimiser.problem import Problem
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import (
    GAP,
    alike,
    block,
    children,
    compiled,
    entering,
    home,
    moving,
    one_cohort,
    policy,
    service,
    tier,
)
from tests.oracles.random_instances import random_instance
from tests.oracles.small import cohort, hazards, instance, offer, priced, settings

A = offer("a", "ifa", "framework")
B = offer("b", "ifa", "in_house")
CARERS = offer("carers", "in_house_fostering", "in_house")


def played(planning: Instance) -> tuple[Problem, Trajectory]:
    """Return the problem and what doing nothing leads to."""
    problem = compiled(planning)
    return problem, simulate(problem)[0]


def admitted(planning: Instance, month: int = 1) -> dict[str, Any]:
    """Return children admitted in a month by offer, all cohorts; offers without any are left out."""
    problem, path = played(planning)
    counts = path.admitted[month - 1].sum(axis=1)
    return {o.offer: pytest.approx(float(n)) for o, n in zip(problem.offers, counts, strict=True) if n > 1e-9}


def test_who_breaks_down_is_shared_as_today() -> None:
    """6 in A of whom 0.6 leave a month, 2 in B of whom 0.6 leave: half and half, month after month."""
    planning = one_cohort(
        {A: 1, B: 1}, {"a": {0: 0.1}, "b": {0: 0.3}}, placements_today=(children(6, A), children(2, B))
    )
    problem, path = played(planning)
    for month in range(1, 13):
        assert path.admitted[month - 1, :, 0] == pytest.approx([0, 0.6, 0.6])
        assert path.stock[:, month, 0] == pytest.approx([0, 6, 2])
        assert path.moves[:, month] == pytest.approx([0, 0.6, 0.6])
    assert path.stock.shape == (3, 25, 1)
    assert path.periods == tuple((m, m) for m in range(1, 13))
    assert problem.cohorts[0].cohort == "child"


def test_shares_stay_those_of_today() -> None:
    """Outflow counts at each child's months in placement: of A's 10, nine leave at 0.1 a month, one at 0.5."""
    planning = one_cohort(
        {A: 1, B: 1},
        {"a": {0: 0.5, 12: 0.1}, "b": {0: 0.4}},
        placements_today=(children(1, A), children(9, A, 30), children(1, B)),
        entries=(entering(9, 3),),
    )
    # A 0.5 + 0.9 = 1.4, B 0.4: seven of nine to A. In April 0.5 + 0.9 + 0.4 = 1.8 return.
    assert admitted(planning) == {"a": 1.4, "b": 0.4}
    # May: of A are left 0.5 and 8.1, now at 0.5 and 0.1, and April's 1.4 at 0.5; of B 1 at 0.4. 0.25 + 0.81 + 0.7 +
    # 0.4 = 2.16 return, seven ninths to A.
    assert admitted(planning, 2) == {"a": 1.68, "b": 0.48}


def test_leaving_care_is_outflow_too() -> None:
    """A tenth leave care: A 1 - 0.9 x 0.9 = 0.19 of 1, B 0.1 of 1.9 without breakdown: half and half."""
    planning = one_cohort(
        {A: 1, B: 1},
        {"a": {0: 0.1}},
        transitions=moving({("child", "child"): 0.9}),
        placements_today=(children(1, A), children(1.9, B)),
    )
    # 0.09 break down in A.
    assert admitted(planning) == {"a": 0.045, "b": 0.045}


def two_needs(**tables: Any) -> Instance:
    """Return low and high children in A, low ones also in B; a tenth of all break down."""
    offers = tables.pop("offers", [GAP, A, B])
    weekly = {o.offer: {"low": 700.0, "high": 900.0} for o in offers}
    given: dict[str, Any] = {
        "placements_today": (
            children(4, A, 0, "low"),
            children(6, B, 0, "low"),
            children(5, A, 0, "high"),
        ),
        "transitions": moving({("low", "low"): 1.0, ("high", "high"): 1.0}),
        "offer_prices": priced(weekly),
        "disruption": hazards({name: {"low": {0: 0.1}, "high": {0: 0.1}} for name in weekly}),
        "entries": (entering(0, 1, "low"),),
    }
    return instance(offers, [cohort("low"), cohort("high", "high")], **{**given, **tables})


def test_each_need_has_its_own_shares() -> None:
    """Low: 0.4 of A's and 0.6 of B's; high: all to A."""
    _, path = played(two_needs())
    assert path.admitted[0].tolist() == [
        [0, 0],
        [pytest.approx(0.4), pytest.approx(0.5)],
        [pytest.approx(0.6), 0],
    ]


def test_shares_are_of_all_home_areas_together() -> None:
    """In the north all are in A, in the south all in B: a child of either goes to both."""
    cohorts = [cohort("north"), cohort("south", home_area="south")]
    planning = instance(
        [GAP, A, B],
        cohorts,
        placements_today=(children(1, A, 0, "north"), children(3, B, 0, "south")),
        transitions=moving({("north", "north"): 1.0, ("south", "south"): 1.0}),
        offer_prices=priced({"gap": {"low": 1.0}, "a": {"low": 1.0}, "b": {"low": 1.0}}),
        disruption=hazards({"a": {"low": {0: 0.5}}, "b": {"low": {0: 0.5}}}),
        entries=(entering(0, 1, "north"),),
    )
    _, path = played(planning)
    # 0.5 return in the north, 1.5 in the south; a quarter goes to A.
    assert path.admitted[0, 1].tolist() == pytest.approx([0.125, 0.375])
    assert path.admitted[0, 2].tolist() == pytest.approx([0.375, 1.125])


def test_a_need_and_age_that_nobody_has_today_goes_to_the_market() -> None:
    """Equal shares of the open spot and framework offers that take it; B is in house."""
    market = offer("market", route="spot")
    low = offer("low_only", route="spot")
    planning = two_needs(
        offers=[GAP, A, B, market, low],
        placements_today=(children(4, A, 0, "low"), children(1, None, 0, "high")),
        offer_prices=priced(
            {name: {"low": 1.0, "high": 1.0} for name in ("gap", "a", "b", "market")} | {"low_only": {"low": 1.0}}
        ),
        disruption=hazards({name: {"low": {0: 0.0}, "high": {0: 0.0}} for name in ("a", "b", "market", "low_only")}),
    )
    assert admitted(planning) == {"a": 0.5, "market": 0.5}


def test_nobody_is_shared_by_rounding_errors() -> None:
    """Nobody leaves A, though the shares of a row add up to 1 only nearly: there is no flow to share by."""
    cohorts = [cohort("one"), cohort("two", "high"), cohort("three", "high", home_area="south")]
    # 0.7 + 0.2 + 0.1 is 0.9999999999999999 in binary.
    steps = {("one", "one"): 0.7, ("one", "two"): 0.2, ("one", "three"): 0.1}
    market = offer("market")
    planning = instance(
        [GAP, A, market],
        cohorts,
        transitions=moving(steps),
        placements_today=(children(1.9, A, 0, "one"),),
        offer_prices=priced({name: {"low": 1.0, "high": 1.0} for name in ("gap", "a", "market")}),
        disruption=hazards({name: {"low": {0: 0.0}, "high": {0: 0.0}} for name in ("a", "market")}),
        entries=(entering(1, 1, "one"),),
    )
    # No weight anywhere: equal shares of the market.
    assert admitted(planning) == {"a": 0.5, "market": 0.5}


def test_who_is_in_a_block_or_home_stays_and_nobody_new_comes() -> None:
    """Without commitments their limit is the run-off: who breaks down there goes to the market."""
    bedded = offer("block", "block_residential", "block")
    planning = one_cohort(
        {bedded: 0, offer("market"): 1},
        {"block": {0: 0.25}},
        placements_today=(children(4, bedded),),
        blocks=(block(),),
        block_tiers=(tier(1, 2, 7),),
    )
    _, path = played(planning)
    assert path.stock[:, :3, 0].tolist() == [[0, 0, 0], [4, 3, 2.25], [0, 1, 1.75]]


def test_nowhere_to_go_is_gap() -> None:
    """Without an open offer that takes the child."""
    closed = offer("closed", grade="inadequate", route="spot")
    assert admitted(one_cohort({closed: 1}, placements_today=(children(2),))) == {"gap": 2}


def test_offers_full_cut_all_cohorts_in_the_same_proportion() -> None:
    """Asked are 0.4 low and 0.5 high; there is room for half of that; the others find no other offer."""
    # Run-off after April: A 8.1, so that a capacity of 8.55 leaves 0.45.
    small = A.model_copy(update={"capacity_children": 8.55})
    third = B.model_copy(update={"route": "in_house"})
    _, path = played(two_needs(offers=[GAP, small, third]))
    assert path.admitted[0, 1].tolist() == pytest.approx([0.2, 0.25])
    assert path.admitted[0, 2].tolist() == pytest.approx([0.6, 0])
    # Neither framework A, which is full, nor in-house B takes who is cut.
    assert path.admitted[0, 0].tolist() == pytest.approx([0.2, 0.25])


def test_the_run_off_is_the_limit_where_today_exceeds_capacity() -> None:
    """Ten in an offer for eight: while more than eight are left nobody comes in, after that up to eight."""
    small = A.model_copy(update={"capacity_children": 8.0})
    _, path = played(one_cohort({small: 1}, {"a": {0: 0.1}}, placements_today=(children(10, small),)))
    # Run-off 9, 8.1, 7.29: limits 9, 8.1, 8.
    assert path.stock[1, :5, 0] == pytest.approx([10, 9, 8.1, 8, 8])
    assert path.admitted[:4, 1, 0] == pytest.approx([0, 0, 0.71, 0.8])
    assert path.admitted[:3, 0, 0] == pytest.approx([1, 0.9 + 1, 0.81 + 1.9 - 0.71])


def test_second_choices_are_spot_then_framework_each_by_price() -> None:
    """Seven children asked for a full in-house offer: cheap spot 1, dear spot 1.5, framework 2, the rest in gap."""
    full = offer("full", "ifa", "in_house", capacity_children=0.0)
    offers = {
        offer("framework_cheap", "ifa", "framework", capacity_children=1.5): 100.0,
        offer("spot_dear", capacity_children=1.5): 900.0,
        offer("spot_cheap", capacity_children=1.0): 800.0,
        offer("framework_dear", "ifa", "framework", capacity_children=0.5): 200.0,
        offer("direct", "ifa", "direct"): 1.0,
        full: 1.0,
    }

    def of(count: float) -> dict[str, Any]:
        return admitted(one_cohort(offers, {"full": {0: 1.0}}, placements_today=(children(count, full),)))

    assert of(0.75) == {"spot_cheap": 0.75}
    assert of(2.0) == {"spot_cheap": 1, "spot_dear": 1}
    assert of(3.0) == {"spot_cheap": 1, "spot_dear": 1.5, "framework_cheap": 0.5}
    assert of(7.0) == {"spot_cheap": 1, "spot_dear": 1.5, "framework_cheap": 1.5, "framework_dear": 0.5, "gap": 2.5}


def test_second_choices_go_to_cohorts_in_table_order() -> None:
    """One place left: the first cohort takes it; and each looks at its own price."""
    full = offer("full", "ifa", "in_house", capacity_children=0.0)
    one, other = offer("one", capacity_children=0.75), offer("other", capacity_children=0.5)
    planning = two_needs(
        offers=[GAP, full, one, other],
        placements_today=(children(1, full, 0, "low"), children(1, full, 0, "high")),
        offer_prices=priced(
            {
                "gap": {"low": 1.0, "high": 1.0},
                "full": {"low": 1.0, "high": 1.0},
                "one": {"low": 500.0, "high": 900.0},
                "other": {"low": 600.0, "high": 800.0},
            }
        ),
        disruption=hazards({name: {"low": {0: 1.0}, "high": {0: 1.0}} for name in ("full", "one", "other")}),
    )
    _, path = played(planning)
    # Low: 0.75 in one, 0.25 in other. High, who would find other cheaper: 0.25 there, the rest in gap.
    assert path.admitted[0].tolist() == [
        [0, pytest.approx(0.75)],
        [0, 0],
        [pytest.approx(0.75), 0],
        [pytest.approx(0.25), pytest.approx(0.25)],
    ]


def test_children_leave_gap_after_a_month() -> None:
    """And are shared again; with an offer that opens in June they go there."""
    late = offer("late", route="spot", live_from=dt.date(2022, 6, 1))
    problem, path = played(one_cohort({late: 1}, placements_today=(children(2),)))
    assert path.stock[:, :4, 0].tolist() == [[0, 2, 2, 0], [0, 0, 0, 2]]
    assert path.moves[0, :5].tolist() == [0, 0, 2, 2, 0]
    assert problem.gap == 0


def test_an_offer_that_ends_empties() -> None:
    """In June all in B go to A, each a forced move."""
    ending = B.model_copy(update={"live_to": dt.date(2022, 6, 30)})
    _, path = played(one_cohort({A: 1, ending: 1}, placements_today=(children(1, A), children(2, ending))))
    assert path.stock[:, 1:5, 0].tolist() == [[0, 0, 0, 0], [1, 1, 3, 3], [2, 2, 0, 0]]
    assert path.moves[2, :5].tolist() == [0, 0, 0, 2, 0]


def test_broken_children_escalate_and_outgrown_ones_do_not() -> None:
    """Half of the low who break down come back high; who becomes high has outgrown an offer for low ones."""
    needs = tuple(n.model_copy(update={"escalation_share": 0.5}) for n in two_needs().needs)
    planning = two_needs(
        needs=needs,
        offers=[GAP, A, B],
        transitions=moving({("low", "low"): 0.8, ("low", "high"): 0.2, ("high", "high"): 1.0}),
        placements_today=(children(10, B, 0, "low"), children(1, A, 0, "high")),
        offer_prices=priced({"gap": {"low": 1.0, "high": 1.0}, "a": {"high": 1.0}, "b": {"low": 1.0}}),
        disruption=hazards({"a": {"high": {0: 0.0}}, "b": {"low": {0: 0.25}}}),
    )
    _, path = played(planning)
    # Of 10 low 8 stay low, of whom 2 break down, 1 of them now high; 2 outgrow B. Pool: 1 low, 3 high.
    assert path.moves[:, 1].tolist() == pytest.approx([0, 0, 4])
    assert path.stock[:, 1].tolist() == [[0, 0], [0, pytest.approx(4)], [pytest.approx(7), 0]]


def test_recruitment_at_todays_rate_and_no_other_commitment() -> None:
    """15 approvals a year as 3, 4, 4, 4; a block and homes on offer are not taken."""
    housed, bedded = offer("home", "internal_home", "home"), offer("block", "block_residential", "block")
    planning = one_cohort(
        {CARERS: 1, housed: 0, bedded: 0},
        placements_today=(children(40, CARERS),),
        fostering=(
            service(households_today=40.0, approvals_per_year_today=15, approvals_per_year_max=30, lead_months=3),
        ),
        homes=(home(),),
        blocks=(block(),),
        block_tiers=(tier(1, 2, 7),),
        settings=settings(0, 3),
    )
    problem = compiled(planning)
    path, decisions = simulate(problem)
    # October's are live in January; January's would be live in April, after the horizon.
    taken = {(o.kind, o.month, o.live): n for o, n in decisions.taken()}
    assert taken == {("fostering", 1, 4): 3, ("fostering", 4, 7): 4, ("fostering", 7, 10): 4}
    # Nobody leaves by itself: limits are those of 40 settled children, the run-off, and the new households' places
    # are taken by nobody, for there is nobody else.
    assert path.stock[1, 12, 0] == pytest.approx(40)


def test_recruited_households_take_children() -> None:
    """Two approvals in April, live in June: places 2, then a little less each month."""
    kept = 0.81 ** (1 / 12)
    planning = one_cohort(
        {CARERS: 1, A: 1},
        {"carers": {0: 0.5}},
        placements_today=(children(1, CARERS),),
        entries=tuple(entering(20, number) for number in range(1, 13)),
        fostering=(service(approvals_per_year_today=2, approvals_per_year_max=2, lead_months=2),),
    )
    _, path = played(planning)
    # Nobody is today's household, so that the run-off is the limit: 0.5, 0.25, then 0.125 and the two households.
    assert path.stock[1, :5, 0] == pytest.approx([1, 0.5, 0.25, 0.125 + 2, 0.0625 + 2 * kept])


def test_periods_of_the_plan_make_no_difference() -> None:
    """Month by month, whatever the plan's periods are."""
    paths = [played(alike(["north", "south"], settings=settings(monthly)))[1] for monthly in (12, 3, 0)]
    for path in paths[1:]:
        assert (path.stock == paths[0].stock).all()
        assert (path.admitted == paths[0].admitted).all()
    problem = compiled(alike(["north"], settings=settings(0)))
    assert len(month_by_month(problem).calendar.periods) == 12 + 4
    assert len(problem.calendar.periods) == 8


def test_policies_make_no_difference() -> None:
    """Nor soft ones."""
    ruled = alike(["north"], policies=(policy(0.99, "home_area"), policy(0.01, None, 1e6)))
    assert (played(ruled)[1].stock == played(alike(["north"]))[1].stock).all()


@pytest.mark.parametrize(
    "seed", [*range(20), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(20, 200))]
)
def test_everybody_is_placed_once_and_no_limit_is_broken(seed: int) -> None:
    """Nobody is lost or made; offers hold what they may; closed ones admit nobody, others only whom they take."""
    problem = compiled(random_instance(np.random.default_rng(1000 + seed)))
    path, decisions = simulate(problem)
    horizon = problem.calendar.horizon_months
    count = path.stock[:, 0].sum(axis=0) + problem.unplaced_today
    for month in range(1, horizon + 1):
        expected = count @ problem.transitions + problem.entries[month]
        count = path.stock[:, month].sum(axis=0)
        assert count.sum() == pytest.approx(expected.sum())
    assert all(o.kind == "fostering" or o.running for o, _ in decisions.taken())
    ended = decided(problem, decisions)
    today = run_off(ended).stock
    for p in range(len(problem.offers)):
        standing, added = problem.capacity[p].copy(), np.zeros(problem.months + 1)
        for option, number in decisions.taken():
            (standing if option.running else added)[:] += number * option.capacity * (option.offer == p)
        limit = np.maximum(standing, today[p] @ problem.use[p]) + added
        places = path.stock[p] @ problem.use[p]
        # Who goes on to an offer as a successor needs no room: only admissions do.
        taking = 1 + np.flatnonzero(path.admitted[:, p].sum(axis=-1) > 1e-9)
        assert (places[taking] <= limit[taking] + 1e-9).all()
        closed = ~problem.open_months[p, 1 : horizon + 1] | (np.arange(1, horizon + 1) >= ended.lanes[p].end)
        assert not path.admitted[closed, p].any()
        assert not path.admitted[:, p, ~problem.eligible[p]].any()
    assert path.admitted.min() >= -1e-12
