"""Cost against levels: as cold solves say, by hand, and where the price jumps.

Four children placed in April: spot in the authority at 300 pounds a day, away at 100; 716 days each.
"""

from dataclasses import replace
from typing import Any

import pytest

from models.instance import Instance
from models.sweeps import FrontierPoint, FrontierResult
from optimiser.cluster import cluster
from optimiser.spread import processes
from optimiser.sweep.frontier import Frontier
from optimiser.sweep.frontiers import frontier, settled
from optimiser.sweep.levels import Held, Levels, held_hard
from optimiser.sweep.live import AreasError, Effort, Live, Paths, Point
from tests.optimiser.cases import Noted, children, formulated, one_cohort, plain, policy
from tests.optimiser.test_solve import contested
from tests.oracles.small import offer

NEAR, AWAY = 716 * 300.0, 716 * 100.0


def near_or_away(*policies: Any) -> Instance:
    """Return four children, dear in the authority and cheap away."""
    return one_cohort(
        {offer("spot"): 2100, offer("far", "ifa", "framework", placed_in="away"): 700},
        placements_today=(children(4),),
        policies=policies or (policy(0.5),),
    )


def swept(planning: Instance, *held: Held, effort: Effort | None = None) -> FrontierResult:
    """Return the frontier, proven to the end."""
    return frontier(planning, held, Paths(), effort or Effort(gap=0.0))


def costs(result: FrontierResult) -> list[float | None]:
    """Return the costs by point."""
    return [point.cost_gbp for point in result.points]


def cold(planning: Instance, levels: dict[str, float]) -> float:
    """Return the least objective with policies hard at levels, solved from nothing."""
    rows = tuple(
        row.model_copy(update={"level": levels[row.policy], "strength": "hard", "gbp_per_unit": None})
        if row.policy in levels
        else row
        for row in planning.policies
    )
    return plain(formulated(planning.model_copy(update={"policies": rows}))).objective


def test_each_child_near_home_costs_the_difference() -> None:
    """In the year 11.5 of 12 months each, as all are placed in April: a share s of four costs s x 4 x 200 a day.

    The policy speaks of the first year only; a child once near stays near, for nobody moves.
    """
    result = swept(near_or_away(), Held("near_home", (0.0, 0.25, 0.5, 1.0)))
    assert costs(result) == pytest.approx([4 * AWAY + share * 4 * (NEAR - AWAY) for share in (0, 0.25, 0.5, 1)])
    assert [point.reached["near_home"]["2022/23"] for point in result.points] == pytest.approx([0, 0.25, 0.5, 1])


def test_steps_and_the_price_of_a_point() -> None:
    """A quarter of four children is one child: 143,200; a hundredth of them 5,728 a point."""
    points = swept(near_or_away(), Held("near_home", (0.0, 0.25, 0.5))).points
    assert points[0].step_gbp is None
    assert points[1].step_gbp == pytest.approx(NEAR - AWAY)
    assert points[1].step_low_gbp == pytest.approx(NEAR - AWAY)
    assert points[1].price_gbp == pytest.approx((NEAR - AWAY) / 25)


def test_an_even_price_never_jumps() -> None:
    """Every child costs the same."""
    assert swept(near_or_away(), Held("near_home", (0.0, 0.25, 0.5, 1.0))).jump_level is None


def test_the_price_jumps_where_the_cheap_places_end() -> None:
    """Two places near home for 150 a day, then 300: from a half on it is four times as dear."""
    planning = one_cohort(
        {
            offer("spot"): 2100,
            offer("few", capacity_children=2.0): 1050,
            offer("far", "ifa", "framework", placed_in="away"): 700,
        },
        placements_today=(children(4),),
        policies=(policy(0.5),),
    )
    result = swept(planning, Held("near_home", (0.0, 0.25, 0.5, 0.75, 1.0)))
    assert result.jump_level == 0.5
    assert [p.step_gbp for p in result.points[1:]] == pytest.approx([716 * 50.0] * 2 + [716 * 200.0] * 2)


def test_levels_that_cannot_be_reached() -> None:
    """One place near home: more than a quarter cannot be; who cannot reach a half cannot reach more."""
    planning = one_cohort(
        {offer("few", capacity_children=1.0): 2100, offer("far", "ifa", "framework", placed_in="away"): 700},
        placements_today=(children(4),),
        policies=(policy(0.1),),
    )
    points = swept(planning, Held("near_home", (0.1, 0.25, 0.5, 0.9))).points
    assert [point.status for point in points] == ["optimal", "optimal", "infeasible", "infeasible"]
    assert points[3] == FrontierPoint({"near_home": 0.9}, {}, "infeasible")


def test_a_soft_policy_is_held_hard() -> None:
    """Its penalty is gone: the level is kept, whatever it costs."""
    soft = near_or_away(policy(0.5, price=1.0))
    result = swept(soft, Held("near_home", (0.25, 0.75)))
    assert costs(result) == costs(swept(near_or_away(), Held("near_home", (0.25, 0.75))))
    assert [point.penalties_gbp for point in result.points] == [0.0, 0.0]


def test_a_policy_that_is_off_can_be_tried() -> None:
    """It is held all the same."""
    off = near_or_away(policy(0.5, strength="off"))
    assert costs(swept(off, Held("near_home", (0.75,)))) == costs(swept(near_or_away(), Held("near_home", (0.75,))))


def test_ceilings_are_easiest_where_they_are_highest() -> None:
    """Revenue at most 300,000 down to 100,000; four children away cost 140,000 in the year."""
    cap = policy(1e6, None, measure="revenue_gbp", policy="budget")
    planning = near_or_away(policy(0.5), cap)
    result = swept(planning, Held("budget", (100_000.0, 200_000.0, 300_000.0)))
    assert [point.levels["budget"] for point in result.points] == [300_000.0, 200_000.0, 100_000.0]
    assert result.points[-1].status == "infeasible"
    assert result.points[0].cost_gbp == pytest.approx(cold(planning, {"budget": 300_000.0}))


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 12))])
def test_every_point_is_what_a_cold_solve_finds(seed: int) -> None:
    """With commitments to choose: levels changed in place against models built anew."""
    planning = contested(seed, policy(0.3))
    levels = (0.2, 0.5, 0.7, 0.9)
    found = swept(planning, Held("near_home", levels))
    assert costs(found) == pytest.approx([cold(planning, {"near_home": level}) for level in levels], rel=1e-7)


def test_moves_are_a_rate() -> None:
    """A ceiling on moves a child-year, against models built anew."""
    planning = contested(2, policy(2.0, None))
    levels = (1.5, 1.2)
    found = swept(planning, Held("few_moves", levels))
    for point in found.points:
        true = cold(planning, point.levels)
        if point.cost_gbp is None:
            assert true == float("inf")
        else:
            assert point.cost_gbp == pytest.approx(true, rel=1e-7)


def test_two_policies_are_a_grid() -> None:
    """Each level of one with each of the other, as cold solves say."""
    planning = contested(1, policy(0.3), policy(1e7, None, measure="revenue_gbp", policy="budget"))
    loose = cold(planning, {"near_home": 0.2, "budget": 1e7})
    assert loose < 1e7
    found = swept(planning, Held("near_home", (0.2, 0.8)), Held("budget", (1e7, 0.8e6)))
    assert [tuple(point.levels.values()) for point in found.points] == [
        (0.2, 1e7),
        (0.2, 0.8e6),
        (0.8, 1e7),
        (0.8, 0.8e6),
    ]
    for point in found.points:
        true = cold(planning, point.levels)
        assert (point.cost_gbp or float("inf")) == pytest.approx(true, rel=1e-7)
    assert found.jump_level is None
    assert {point.step_gbp for point in found.points} == {None}


def test_one_year_alone() -> None:
    """Another year of the policy stays as it is."""
    rows = (policy(0.5),)
    result = swept(near_or_away(*rows), Held("near_home", (0.25,), "2022/23"))
    assert result.years == {"near_home": ("2022/23",)}
    changed = held_hard(near_or_away(policy(0.5, price=1.0)), (Held("near_home", (0.25,), "2023/24"),))
    assert changed.policies[0].strength == "soft"


@pytest.mark.parametrize("seed", range(3))
def test_the_truth_lies_in_the_bracket_at_a_gap(seed: int) -> None:
    """At 2 %: bound, truth, cost, and costs never fall with the level."""
    planning = contested(seed, policy(0.3))
    levels = (0.2, 0.5, 0.9)
    for point in swept(planning, Held("near_home", levels), effort=Effort(gap=0.02)).points:
        true = cold(planning, point.levels)
        assert point.bound_gbp <= true * (1 + 1e-8)
        assert true <= point.cost_gbp * (1 + 1e-8)
        assert point.cost_gbp - point.bound_gbp <= 0.02 * point.cost_gbp + 1


def test_going_back_to_a_level_finds_the_same() -> None:
    """Rows added for one level are open at the next."""
    planning = held_hard(near_or_away(), (Held("near_home", (0.5,)),))
    live = Live(planning, Paths(), Effort(gap=0.0))
    levels = Levels(live, (Held("near_home", (0.5,)),))
    found = []
    for level in (0.25, 1.0, 0.25):
        levels.settle({"near_home": level})
        point = Point(live, live.limits)
        point.start()
        found.append(point.solution.objective)
    assert found == pytest.approx([3 * AWAY + NEAR, 4 * NEAR, 3 * AWAY + NEAR])


def test_progress_names_the_level() -> None:
    """Which level, of how many."""
    noted = Noted()
    swept(near_or_away(), Held("near_home", (0.25, 0.5)), effort=Effort(gap=0.0, progress=noted))
    assert "near_home 0.5 (2 of 2)" in noted.stages


def test_stopped_before_it_began() -> None:
    """No time at all: no plan, and that is said."""
    result = swept(near_or_away(), Held("near_home", (0.25, 0.5)), effort=Effort(deadline=0.0))
    assert [point.status for point in result.points] == ["no_plan", "no_plan"]


def test_areas_that_cannot_be_told_apart_are_solved_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole sweep again, without merging."""
    held = Held("near_home", (0.25, 0.5))
    expected = swept(near_or_away(), held)
    first, count = Live.outcome, []

    def failing_once(live: Live, solution: Any) -> Any:
        count.append(live)
        if live is count[0]:
            raise AreasError
        return first(live, solution)

    monkeypatch.setattr(Live, "outcome", failing_once)
    assert swept(near_or_away(), held).points == expected.points
    assert count[-1] is not count[0]


def test_a_bound_holds_for_harder_levels_and_for_no_easier_ones() -> None:
    """Of 0.25 and 0.5, both with a plan of 100: bounds of 10 and 20 stay; 30 and 20 become 30 and 30."""
    held = (Held("near_home", (0.25, 0.5)),)
    sweep = Frontier(Live(held_hard(near_or_away(), held), Paths(), Effort()), held)
    easy, hard = sweep.points.values()
    easy.solution.objective = hard.solution.objective = 100.0
    easy.solution.bound, hard.solution.bound = 10.0, 20.0
    sweep.share_bounds()
    assert (easy.solution.bound, hard.solution.bound) == (10.0, 20.0)
    easy.solution.bound = 30.0
    sweep.share_bounds()
    assert (easy.solution.bound, hard.solution.bound) == (30.0, 30.0)
    hard.infeasible = True
    sweep.share_bounds()
    assert not easy.infeasible


def solved(level: float, cost: float | None, bound: float | None) -> FrontierPoint:
    """Return a point of one policy as a task finds it."""
    status: Any = "infeasible" if cost is None else "optimal"
    return FrontierPoint({"near_home": level}, {"near_home": {"2022/23": level}}, status, cost, bound)


def test_levels_solved_apart_learn_from_each_other() -> None:
    """0.6 has the cheaper plan and 0.5 takes it; the bound of 0.5 is higher and holds for 0.6; 0.4 keeps its own."""
    points = [solved(0.4, 90.0, 85.0), solved(0.5, 110.0, 95.0), solved(0.6, 100.0, 92.0)]
    four, five, six = settled((True,), [(0.4,), (0.5,), (0.6,)], points, 0.06)
    assert (four.cost_gbp, four.bound_gbp) == (90.0, 85.0)
    assert (five.cost_gbp, five.bound_gbp, five.status) == (100.0, 95.0, "optimal")
    assert (six.cost_gbp, six.bound_gbp) == (100.0, 95.0)
    assert (five.levels, five.reached) == ({"near_home": 0.5}, {"near_home": {"2022/23": 0.6}})
    # Of a ceiling the lower level is the harder one.
    assert [p.cost_gbp for p in settled((False,), [(0.6,), (0.5,)], [points[2], points[1]], 0.2)] == [100.0, 110.0]


def test_who_cannot_keep_a_level_cannot_keep_a_harder_one() -> None:
    """Also where the harder one was solved by somebody else; beyond the gap a plan has stopped early."""
    points = [solved(0.4, 90.0, 50.0), solved(0.5, None, None), replace(solved(0.6, None, None), status="no_plan")]
    found = settled((True,), [(0.4,), (0.5,), (0.6,)], points, 0.06)
    assert [point.status for point in found] == ["feasible", "infeasible", "infeasible"]


@pytest.mark.slow
@pytest.mark.parametrize("place", [lambda: processes(2), lambda: cluster("local", 2)])
def test_other_processes_and_a_cluster_find_the_same(place: Any) -> None:
    """Five levels, and a grid, to the last digit."""
    cap = policy(1e7, None, measure="revenue_gbp", policy="budget")
    planning = contested(1, policy(0.3), cap)
    one = (Held("near_home", (0.2, 0.4, 0.5, 0.7, 0.9)),)
    two = (Held("near_home", (0.2, 0.8)), Held("budget", (1e7, 0.8e6)))
    with place() as hands:
        for held in (one, two):
            alone = frontier(planning, held, Paths(), Effort(gap=0.01))
            assert frontier(planning, held, Paths(), Effort(gap=0.01), hands).points == alone.points
