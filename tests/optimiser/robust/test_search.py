"""The robust search: hand-solved, the same by both methods, never worse than any other commitments."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

import optimiser.robust.recourse
from optimiser.areas import merge_areas
from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.robust.benders import Benders, representatives
from optimiser.robust.master import Master
from optimiser.robust.recourse import Recourse, StoppedError, Watch
from optimiser.robust.scenarios import certain
from optimiser.robust.search import Method, search, with_risk
from optimiser.robust.two_stage import Risk, TwoStage
from optimiser.session import Interrupts
from tests.optimiser.cases import compiled, entering, one_cohort, optimum, policy
from tests.optimiser.rich import rich
from tests.optimiser.robust.cases import (
    HOME,
    SHORTFALL_GBP,
    SPOT,
    TAIL,
    child_or_not,
    likely,
    maybe_a_child,
    scenarios,
    today,
    two_stage,
)
from tests.oracles.random_instances import random_instance
from tests.oracles.small import offer, settings

METHODS: tuple[Method, ...] = ("extensive", "benders")
NONE, ONE = np.zeros(1), np.ones(1)


@pytest.mark.parametrize("method", METHODS)
def test_a_home_pays_if_the_child_is_likely(method: Method) -> None:
    """At 0.3 the market costs 0.3 x 103,650 = 31,095 and the home 24,000 + 0.3 x 32,050 = 33,615; at 0.5 it pays."""
    two = child_or_not(0.3)
    rarely = search(two, [NONE], method, 0.0)
    assert rarely.best.objective == pytest.approx(0.3 * (SPOT + TAIL))
    assert rarely.best.first == pytest.approx(NONE)
    often = search(likely(two, 0.5), [NONE], method, 0.0)
    assert often.best.objective == pytest.approx(HOME + 0.5 * TAIL)
    assert often.best.first == pytest.approx(ONE)
    assert often.bound == pytest.approx(often.best.objective)


@pytest.mark.parametrize("method", METHODS)
def test_who_fears_the_tail_opens_the_home(method: Method) -> None:
    """The worst 0.3 cost 103,650 without the home and 56,050 with it, where the other 0.7 pay 24,000 more."""
    two = child_or_not(0.3)
    feared = with_risk(two.blocks, two.probability, Risk(0.7, 1.0), NONE)
    found = search(feared, [NONE], method, 0.0)
    assert found.best.objective == pytest.approx(HOME + TAIL)
    assert found.best.first[:1] == pytest.approx(ONE)
    # A hundredth of the weight does not make up for 33,615 - 31,095: 0.99 x 2,520 against 0.01 x 47,600.
    little = replace(feared, risk=Risk(0.7, 0.01))
    assert search(little, [NONE], method, 0.0).best.objective == pytest.approx(0.3 * 103_650 * 0.99 + 1_036.5)


def test_what_perfect_information_costs() -> None:
    """With the child 56,050 and without it nothing: 0.3 x 56,050, and here the relaxation is whole."""
    found = search(child_or_not(0.3), [NONE], "benders", 0.0)
    assert found.foreseen == pytest.approx(0.3 * (HOME + TAIL))
    assert found.given[0].objective == pytest.approx(0.3 * (SPOT + TAIL))


def test_one_certain_scenario_is_the_plan() -> None:
    """With the demand path alone the robust optimum is that of `solve`."""
    planning = maybe_a_child()
    problem = compiled(planning)
    found = search(two_stage(problem, (certain(problem),)), [NONE], "extensive", 0.0)
    assert found.best.objective == pytest.approx(optimum(planning), rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_a_hard_policy_that_cannot_hold_is_missed_at_its_price(method: Method) -> None:
    """All children near home, and only a far offer: a child-year but half a month is missed, or two of them."""
    far = one_cohort(
        {offer("spot", placed_in="away"): 700.0},
        entries=(entering(1),),
        policies=(policy(1.0, "home_area"),),
        settings=settings(gap_penalty_gbp_per_week=9000.0),
    )
    moved = compiled(far)
    two = two_stage(moved, scenarios(moved, [1.0, 2.0], [0.5, 0.5]))
    found = search(two, [np.zeros(0)], method, 0.0)
    year = 11.5 / 12.0
    assert found.best.objective == pytest.approx(1.5 * (SPOT + TAIL + SHORTFALL_GBP * year))
    assert [placed.penalty for placed in found.best.placed] == pytest.approx(
        [SHORTFALL_GBP * year, 2.0 * SHORTFALL_GBP * year]
    )


def agree(two: TwoStage, start: Floats) -> None:
    """Assert that both methods prove the same optimum, and that it is what the scenarios add up to."""
    one, other = (search(two, [start], method, 0.0) for method in METHODS)
    assert one.best.objective == pytest.approx(other.best.objective, rel=1e-6)
    for found in (one, other):
        assert not found.stopped
        assert found.gap <= 1e-6
        assert found.best.objective <= found.given[0].objective * (1 + 1e-9)
        costs = np.array([(placed.cash, placed.penalty) for placed in found.best.placed]).T
        assert two.objective(*costs) == pytest.approx(found.best.objective, rel=1e-6)
        assert found.foreseen <= found.best.objective * (1 + 1e-9)


def test_both_methods_agree_with_every_kind_of_supply() -> None:
    """Blocks with breaks and extensions, homes, recruitment, sales, two authorities; stays differ too."""
    problem = merge_areas(compiled(rich(every=3))).problem
    three = [
        replace(s, leaving=leaving)
        for s, leaving in zip(scenarios(problem, [0.6, 1.0, 1.8], [0.3, 0.4, 0.3]), (1.2, 1.0, 0.8), strict=True)
    ]
    two = two_stage(problem, tuple(three))
    agree(two, today(problem))
    agree(with_risk(two.blocks, two.probability, Risk(0.7, 0.5), today(problem)), today(problem))


@pytest.mark.parametrize("seed", range(6))
def test_both_methods_agree_on_random_instances(seed: int) -> None:
    """Policies, programmes, pathways, offers that end: all that the oracles are tried on."""
    problem = merge_areas(compiled(random_instance(np.random.default_rng(seed)))).problem
    agree(two_stage(problem, scenarios(problem, [0.5, 1.6], [0.5, 0.5])), today(problem))


def maybe_children(chances: list[float]) -> tuple[TwoStage, float]:
    """Return a programme of so many scenarios, and the least that any of its commitments cost, priced one by one."""
    problem = compiled(maybe_a_child())
    two = two_stage(problem, scenarios(problem, [0.0, 1.0, 3.0, 0.5, 2.0, 1.5, 0.2, 4.0][: len(chances)], chances))
    every = [np.array(units, dtype=float) for units in product(*(range(o.most + 1) for o in two.options))]
    benders = Benders(two, 0.0)
    return two, min(benders.price(units).objective for units in every)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("gap", [0.0, 0.01, 0.2])
def test_no_other_commitments_cost_less_than_the_bound(method: Method, gap: float) -> None:
    """Every number of homes at every decision month against the search, from the dearest start on, at any gap."""
    two, least = maybe_children([0.2, 0.5, 0.3])
    found = search(two, [np.array([float(o.most) for o in two.options])], method, gap)
    assert found.bound <= least * (1 + 1e-9)
    assert least * (1 - 1e-9) <= found.best.objective
    assert found.gap <= max(gap, 1e-8)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("gap", [0.0, 0.05])
def test_scenarios_that_begin_the_search_do_not_decide_it(seed: int, gap: float) -> None:
    """Eight scenarios begin with four that stand for all: neither bound nor plan is theirs."""
    two, least = maybe_children(np.random.default_rng(seed).dirichlet(np.ones(8)).tolist())
    found = search(two, [np.zeros(len(two.options))], "benders", gap)
    assert found.bound <= least * (1 + 1e-9)
    assert found.best.objective == pytest.approx(least, rel=gap + 1e-6)
    assert found.gap <= max(gap, 1e-8)


def test_what_a_few_scenarios_cost_is_no_bound() -> None:
    """The scenario of three children alone costs more than the mean of all: only its best first stage is used."""
    two, least = maybe_children([0.2, 0.5, 0.3])
    benders = Benders(two, 0.0)
    benders.take(benders.price(np.zeros(len(two.options))))
    alone = np.array([0.0, 0.0, 1.0])
    best = benders._together(np.array([2]), alone)
    assert benders.price(best).placed[2].value > least
    assert benders.found.bound == -np.inf
    assert benders.solve().bound == pytest.approx(least)


def test_what_all_scenarios_cost_together_is_a_bound() -> None:
    """At the first stage that is best for all, commitments divisible, all scenarios cost what the bound says."""
    two, least = maybe_children([0.2, 0.5, 0.3])
    benders = Benders(two, 0.0)
    best = benders._together(np.arange(3), two.probability)
    assert benders.foreseen <= benders.found.bound <= least * (1 + 1e-9)
    assert benders.price(best).objective == pytest.approx(benders.found.bound)


def test_scenarios_solved_aside_cost_the_same_and_leave_the_start() -> None:
    """The next solve starts from where the scenarios were before, not from far away."""
    two, _ = maybe_children([0.2, 0.5, 0.3])
    recourse, other = Recourse(two, Watch()), Recourse(two, Watch())
    near, away = np.zeros(len(two.options)), np.array([float(o.most) for o in two.options])
    recourse.at(near)
    before = list(recourse.bases)
    aside = recourse.at(away, aside=True)
    assert all(left is right for left, right in zip(recourse.bases, before, strict=True))
    assert [cut.value for cut in aside] == pytest.approx([cut.value for cut in other.at(away)])


def test_a_few_scenarios_stand_for_all() -> None:
    """Costs in order 1, 2, 3, 10, weighed 0.2, 0.8, 0.6, 2: halves of what follows the first are 1 to 3, and 10.

    The mean of the first three is (0.2 x 1 + 0.4 x 2 + 0.2 x 3) / 0.8 = 2: the second of them stands for 0.8.
    """
    few, weights = representatives(np.array([3.0, 10.0, 1.0, 2.0]), np.array([0.2, 0.2, 0.2, 0.4]), 2)
    assert few.tolist() == [1, 3]
    assert weights == pytest.approx(np.array([0.0, 0.2, 0.0, 0.8]))


def test_scenarios_that_cost_nothing_have_a_representative() -> None:
    """All in one group."""
    few, weights = representatives(np.zeros(3), np.full(3, 1.0 / 3.0), 2)
    assert few.tolist() == [0]
    assert weights == pytest.approx(np.array([1.0, 0.0, 0.0]))


def test_near_the_best_only_so_much_may_change() -> None:
    """Two yes-or-no commitments at most; a home or household more or less; afterwards anything again."""
    problem = merge_areas(compiled(rich(every=3))).problem
    two = two_stage(problem, scenarios(problem, [1.8], [1.0]))
    master = Master(two, Watch())
    master.add(Recourse(two, Watch()).free())
    start = today(problem)
    with master.near(start, 2):
        point, near, bound = master.solve(whole=True)
    changed = np.abs(point - start)
    binary = two.first_upper <= 1.0
    assert 0.0 < changed[binary].sum() <= 2.0 + 1e-6
    assert changed[~binary].max() <= np.maximum(1.0, two.first_upper[~binary] // 8).max() + 1e-6
    assert near == pytest.approx(bound)
    assert master.solve(whole=True)[1] <= near * (1 + 1e-9)


def test_time_over_before_there_is_anything() -> None:
    """A deadline in the past is told, not taken for a result."""
    with pytest.raises(StoppedError):
        search(child_or_not(0.3), [NONE], "benders", 0.0, watch=Watch(deadline=0.0))


class Stops(Progress):
    """Asks to stop once a stage is reached."""

    def __init__(self, stage: str) -> None:
        self.stage, self.reached = stage, False

    def on_stage(self, stage: str) -> None:
        """Note whether the stage is reached."""
        self.reached |= stage == self.stage

    def stop_requested(self) -> bool:
        """Whether it was."""
        return self.reached


class StopsAfter(Progress):
    """Asks to stop once so many bounds were told."""

    def __init__(self, bounds: int) -> None:
        self.left = bounds

    def on_bound(self, *_told: float | None) -> None:
        """Count."""
        self.left -= 1

    def stop_requested(self) -> bool:
        """Whether they were."""
        return self.left <= 0


def test_what_is_there_when_the_search_is_stopped() -> None:
    """The best of the given commitments, not called optimal, with the bound of perfect information."""
    problem = merge_areas(compiled(rich(every=3))).problem
    two = two_stage(problem, scenarios(problem, [0.5, 1.8], [0.5, 0.5]))
    found = search(two, [today(problem)], "benders", 0.0, watch=Watch(Stops("decomposition")))
    assert found.stopped
    assert found.best is found.given[0]
    assert found.foreseen <= found.bound <= found.best.objective
    assert found.gap > 0.0


@pytest.mark.parametrize("rounds", [1, 2, 4, 7])
def test_a_search_stopped_half_way_leaves_a_bracket_of_the_optimum(rounds: int) -> None:
    """Wherever it is stopped; the optimum is that of the enumeration."""
    two, least = maybe_children([0.2, 0.5, 0.3])
    stopping = StopsAfter(rounds)
    found = search(two, [np.zeros(len(two.options))], "benders", 0.0, watch=Watch(stopping))
    assert found.bound <= least * (1 + 1e-9)
    assert least * (1 - 1e-9) <= found.best.objective
    assert found.stopped or found.gap <= 1e-8


def test_ctrl_c_before_there_is_anything() -> None:
    """Told, as the time that is over."""
    pressed = Interrupts()
    pressed.requested = True
    with pytest.raises(StoppedError):
        search(child_or_not(0.3), [NONE], "extensive", 0.0, watch=Watch(interrupts=pressed))


def test_cuts_are_never_above_what_a_scenario_costs() -> None:
    """From three points and from each scenario by itself, held against six first stages."""
    problem = merge_areas(compiled(rich(every=3))).problem
    two = two_stage(problem, scenarios(problem, [0.5, 1.8], [0.5, 0.5]))
    recourse = Recourse(two, Watch())
    alone = recourse.free()
    start = today(problem)
    # One home or household more at a time: the cuts hold where the commitments keep their own rows.
    more = [i for i, option in enumerate(two.options) if option.kind in ("home", "fostering")][:6]
    points = [start + (np.arange(len(start)) == i) for i in more]
    rounds = [recourse.at(point) for point in points]
    for cuts in (alone, *rounds[:3]):
        for at_point in rounds:
            for cut, true in zip(cuts, at_point, strict=True):
                assert cut.value + cut.slope @ (true.point - cut.point) <= true.value + 1e-6 * abs(true.value)


def test_without_hot_starts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the simplex method may take no step the interior point method gives the same costs."""
    monkeypatch.setattr(optimiser.robust.recourse, "HOT_ITERATIONS", 0)
    problem = merge_areas(compiled(rich(every=3))).problem
    two = two_stage(problem, scenarios(problem, [0.6, 1.8], [0.7, 0.3]))
    cold = search(two, [today(problem)], "benders", 0.0)
    monkeypatch.undo()
    assert search(two, [today(problem)], "benders", 0.0).best.objective == pytest.approx(cold.best.objective)
