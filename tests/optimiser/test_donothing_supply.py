"""Do nothing with places and beds, successors, closures, running blocks and homes of today, by hand."""

from typing import Any

import pytest

from audit.verify import verify
from models.instance import Instance
from models.plan import Kind
from optimiser.donothing import simulate
from optimiser.plan import do_nothing, solve
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import (
    GAP,
    block,
    children,
    compiled,
    entering,
    home,
    month,
    moving,
    one_cohort,
    service,
    tier,
)
from tests.oracles.small import cohort, hazards, instance, offer, priced, row

A = offer("a", "ifa", "framework")
B = offer("b", "ifa", "in_house")
BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")


CARERS = offer("carers", "in_house_fostering", "in_house")
SHA = "0" * 64


def path_of(planning: Instance) -> Trajectory:
    """Return what doing nothing leads to."""
    return simulate(compiled(planning))[0]


def test_who_is_cut_and_who_still_finds_room_is_counted_in_places() -> None:
    """Five pairs of a parent and a child, 2 places each, shared to B (6 places, 1 taken pair), then spot, then gap.

    B has room for two more pairs, the dear spot offer (3 places) for one and a half; one and a half are in gap.
    """
    few = B.model_copy(update={"capacity_children": 6.0})
    spot = offer("s", "ifa", "spot", capacity_children=3.0)
    pair = cohort("child").model_copy(update={"bed_use": 2.0})
    planning = one_cohort({few: 1, spot: 2}, {"b": {0: 0.0, 50: 0.5}}, placements_today=(children(1, few, 9),))
    planning = planning.model_copy(
        update={
            "cohorts": (pair,),
            "entries": (entering(5, 1),),
            "transitions": moving({("child", "child"): 0.99999999}),
        }
    )
    path = path_of(planning)
    assert path.admitted[0, :, 0] == pytest.approx([1.5, 2, 1.5], abs=1e-6)


def test_residents_of_an_offer_that_ends_go_on_without_a_move() -> None:
    """In June all in B are in A, with their months there: those of today, and who was placed in B in May."""
    ending = B.model_copy(update={"live_to": month(3), "successor": "a"})
    planning = one_cohort(
        {A: 1, ending: 1},
        {"a": {0: 0.0, 2: 0.5, 3: 0.0}, "b": {0: 0.1}},
        placements_today=(children(10, ending, 0),),
    )
    path = path_of(planning)
    # B: 9 left and 1 placed again in April (today's flow is all B's); 9 and 1 in May; in June 9 x 0.9 ...
    assert path.stock[2, :4, 0] == pytest.approx([10, 10, 10, 0])
    assert path.moves[2, :5] == pytest.approx([0, 1, 1, 1, 0])
    assert path.stock[1, 3, 0] == pytest.approx(10)
    # In June 10 x 0.729 have been there 3 months since admission, 0.9 x 0.9 = 0.81 two, 0.9 one; one is new in A.
    # In July half of those two months after admission break down (0.81), and find A again.
    assert path.moves[1, 4] == pytest.approx(0.405)
    assert path.stock[1, 4, 0] == pytest.approx(10)


def test_a_closure_moves_its_share() -> None:
    """Half of eight in May, to the pool: each a move; four may stay, four of the pool are placed in A."""
    half = B.model_copy(update={"capacity_children": 8.0})
    closing = (row("closures", offer="b", month=month(2), closing_share=0.5, successor=None),)
    planning = one_cohort({A: 1, half: 1}, placements_today=(children(8, half),), closures=closing)
    path = path_of(planning)
    assert path.stock[2, :4, 0].tolist() == [8, 8, 4, 4]
    assert path.stock[1, :4, 0].tolist() == [0, 0, 4, 4]
    assert path.moves[2, :4].tolist() == [0, 0, 4, 0]


def supplied(**tables: Any) -> Instance:
    """Return four children in A and two in a supply of two beds; a tenth of all break down a month."""
    given: dict[str, Any] = {
        "blocks": (block(beds_today=2, start_from=month(-8), start_to=month(-8), term_months=15),),
        "block_tiers": (tier(2, 2, 700),),
        "placements_today": (children(4, A), children(2, BLOCK)),
    }
    return one_cohort({A: 1, BLOCK: 0}, {"a": {0: 0.1}, "block": {0: 0.1}}, **{**given, **tables})


def test_a_running_block_takes_children_like_any_offer_until_its_term_ends() -> None:
    """0.6 break down, 0.4 of them from A: two thirds go there, a third, 0.2, to the block. Out in month 6."""
    path = path_of(supplied())
    assert path.admitted[0, :, 0] == pytest.approx([0, 0.4, 0.2])
    assert path.stock[2, :7, 0] == pytest.approx([2, 2, 2, 2, 2, 2, 0])
    assert not path.admitted[5:, 2].any()
    # The last month: 0.2 break down and 1.8 are moved.
    assert path.moves[2, 6] == pytest.approx(2)


def test_a_new_block_takes_nobody() -> None:
    """The same block, not running: its two children stay, nobody follows."""
    planning = supplied(blocks=(block(),))
    path = path_of(planning)
    assert path.stock[2, :3, 0] == pytest.approx([2, 1.8, 1.62])
    assert not path.admitted[:, 2].any()


def test_homes_of_today_take_children_up_to_their_places() -> None:
    """Two homes of one bed; three are shared to them, two find room."""
    planning = one_cohort(
        {HOME: 0, A: 1},
        {"home": {0: 0.5}, "a": {0: 0.0}},
        homes=(home(homes_today=2),),
        placements_today=(children(1, HOME),),
        entries=(entering(2.5),),
    )
    path = path_of(planning)
    # 0.5 of today's one are still there; 1.5 places for 3, the rest goes to A.
    assert path.admitted[0, :, 0] == pytest.approx([0, 1.5, 1.5])


def test_moves_belong_to_the_authority_of_the_child() -> None:
    """Two of one authority, one of another, half of whom break down."""
    theirs = cohort("theirs").model_copy(update={"authority": "other"})
    planning = instance(
        [GAP, A],
        [cohort("ours"), theirs],
        authorities=(row("authorities", authority="other", name="Other"),),
        entries=(entering(0, 1, "ours"),),
        transitions=moving({("ours", "ours"): 1.0, ("theirs", "theirs"): 1.0}),
        offer_prices=priced({"gap": {"low": 1.0}, "a": {"low": 1.0}}),
        disruption=hazards({"a": {"low": {0: 0.5}}, "gap": {"low": {0: 0.0}}}),
        placements_today=(children(2, A, 0, "ours"), children(1, A, 0, "theirs")),
    )
    path = path_of(planning)
    assert path.moved[:, 1, 1].tolist() == [1.0, 0.5]


def recruiting(most: int) -> Instance:
    """Return twelve children on entry each month, dear agencies, and carers at 12 approvals a year today."""
    return one_cohort(
        {A: 900, CARERS: 300},
        {"a": {0: 0.2}, "carers": {0: 0.2}},
        placements_today=(children(10, A), children(10, CARERS)),
        entries=tuple(entering(2, number) for number in range(1, 13)),
        fostering=(service(households_today=10.0, approvals_per_year_today=12, approvals_per_year_max=most),),
    )


@pytest.mark.parametrize("kind", ["plan", "optimised_no_new_commitments"])
def test_a_plan_that_recruits_nobody_has_the_same_do_nothing(kind: Kind) -> None:
    """The plan is barred from recruiting; today's practice goes on in both baselines, and the audit agrees."""
    free, barred = recruiting(12), recruiting(0)
    plan = solve(barred, gap=0.0, kind=kind, instance_sha256=SHA, explain=False)
    assert sum(made.size for made in plan.commitments) == (0 if kind == "plan" else 12)
    assert [check.name for check in verify(barred, SHA, plan).checks if not check.ok] == []
    nothing = do_nothing(barred, instance_sha256=SHA)
    assert [check.name for check in verify(barred, SHA, nothing).checks if not check.ok] == []
    assert nothing.summary.cost_gbp_by_year == do_nothing(free).summary.cost_gbp_by_year
    assert plan.summary.baseline_gbp_by_year == nothing.summary.cost_gbp_by_year


def test_a_plan_with_more_carers_than_it_may_recruit_is_refused() -> None:
    """What a baseline may do, a plan may not."""
    barred = recruiting(0)
    plan = solve(barred, gap=0.0, kind="optimised_no_new_commitments", instance_sha256=SHA)
    changed = plan.model_copy(update={"summary": plan.summary.model_copy(update={"kind": "plan"})})
    assert "commitments" in [check.name for check in verify(barred, SHA, changed).checks if not check.ok]
