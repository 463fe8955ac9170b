"""The cost of a block by its size: as cold solves say, within its bracket, and the same again."""

import math
from typing import Any

import numpy as np
import pytest

from optimiser.session import Session
from optimiser.spread import processes
from optimiser.sweep.blocks import Asked, Terms, size_test
from optimiser.sweep.curve import Curve
from optimiser.sweep.live import AreasError, Effort, Live, Paths, Point
from tests.optimiser.cases import Noted, alike
from tests.optimiser.rich import rich
from tests.optimiser.sweep.cases import by_size, cold, sized, two_children
from tests.optimiser.test_solve import contested

SIZES = range(7)


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 20))])
def test_every_point_is_what_a_cold_solve_finds(seed: int) -> None:
    """Proven to the end, on one live model: the least of every start, each solved from nothing."""
    planning = contested(seed)
    found = by_size(sized(planning, SIZES))
    for beds in SIZES:
        true = cold(planning, "beds", beds)
        assert found[beds].available is bool(np.isfinite(true))
        if found[beds].available:
            assert found[beds].cost_gbp == pytest.approx(true, rel=1e-7)
            assert found[beds].bound_gbp == pytest.approx(true, rel=1e-7)


@pytest.mark.slow
def test_every_kind_of_supply() -> None:
    """Two authorities, breaks, ramps, guarantees, sales, two running contracts' ends: still the same."""
    planning = rich()
    found = by_size(sized(planning, SIZES, block="fresh"))
    for beds in SIZES:
        true = cold(planning, "fresh", beds)
        if found[beds].available:
            assert found[beds].cost_gbp == pytest.approx(true, rel=1e-7)


@pytest.mark.parametrize("seed", range(4))
def test_the_truth_lies_in_the_bracket_at_a_gap(seed: int) -> None:
    """At 2 %, without finer brackets: bound, truth, cost; and the true saving between least and most."""
    planning = contested(seed)
    exact = by_size(sized(planning, SIZES))
    for beds, point in by_size(sized(planning, SIZES, Effort(gap=0.02), finer=False)).items():
        true = exact[beds]
        if not point.available:
            continue
        assert point.status == "optimal"
        assert point.bound_gbp <= true.cost_gbp * (1 + 1e-8)
        assert true.cost_gbp <= point.cost_gbp * (1 + 1e-8)
        assert point.cost_gbp - point.bound_gbp <= 0.02 * point.cost_gbp
        assert point.saving_low_gbp - 1 <= true.saving_gbp <= point.saving_high_gbp + 1


def test_finer_brackets_are_finer() -> None:
    """At a gap of 10 % the bracket is wider than 1,000 pounds; asked for 1,000, it is not."""
    live = Live(contested(1), Paths(), Effort(gap=0.1))
    curve = Curve(live, "beds", SIZES)
    curve.run()
    wide = max(known.cost - known.bound for known in curve.known.values())
    curve.refine(within_gbp=1000.0)
    assert wide > 1000.0
    assert max(known.cost - known.bound for known in curve.known.values()) <= 1000.0


def test_the_search_of_all_sizes_together_proves_true_bounds() -> None:
    """Costs are taken off and put back: bounds are below the truth, and the model is as it was."""
    planning = contested(2)
    live = Live(planning, Paths(), Effort(gap=0.5))
    curve = Curve(live, "beds", SIZES)
    curve.run()
    before = np.array(live.session.highs.getLp().col_cost_)
    for point in curve.points.values():
        point.ask(1.0)
    curve._together(1.0, 10_000)
    assert (np.array(live.session.highs.getLp().col_cost_) == before).all()
    for beds, point in curve.points.items():
        assert point.solution.bound <= cold(planning, "beds", beds) * (1 + 1e-8)


def test_the_same_again() -> None:
    """Same inputs, same tables, seconds apart."""
    first, second = (sized(contested(1), SIZES, Effort(gap=0.01)) for _ in range(2))
    assert first.points == second.points


def test_sizes_are_told_of() -> None:
    """Which size is being solved, of how many."""
    noted = Noted()
    sized(contested(1), SIZES, Effort(gap=0.0, progress=noted))
    assert "4 beds (4 of 6)" in noted.stages
    assert any(stage.endswith("sizes together") for stage in noted.stages)


def test_stopped_before_it_began() -> None:
    """No time at all: no plan, and that is said."""
    result = sized(contested(1), SIZES, Effort(deadline=0.0))
    assert {point.status for point in result.points} == {"no_plan", "unavailable"}
    assert result.best_beds is None


def test_ctrl_c_keeps_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pressed after the second size: two points have plans and bounds, the others none."""
    effort = Effort(gap=0.0)
    begin, started = Point.start, []

    def counting(point: Point) -> None:
        begin(point)
        started.append(point)
        effort.interrupts.requested = len(started) == 2

    monkeypatch.setattr(Point, "start", counting)
    result = sized(contested(1), SIZES, effort)
    assert result.interrupted
    assert [point.status for point in result.points if point.cost_gbp is None] == ["unavailable", *["no_plan"] * 4]
    assert by_size(result)[2].saving_low_gbp is not None


def test_one_model_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sizes there are."""
    opened = []
    first = Session.__init__

    def noting(session: Session, *given: object) -> None:
        opened.append(session)
        first(session, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Session, "__init__", noting)
    sized(two_children(), range(4))
    assert len(opened) == 1


def test_other_processes_find_the_same() -> None:
    """Two prices, in this process and in two."""
    terms = [Terms(two_children(price), price) for price in (1000.0, 1100.0, 1300.0)]
    asked = Asked("beds", (0, 1, 2, 3))
    alone = size_test(asked, terms, Effort(gap=0.0)).result
    with processes(2) as hands:
        spread = size_test(asked, terms, Effort(gap=0.0), hands).result
    assert alone.curves == spread.curves
    assert alone.paths == spread.paths
    assert math.isfinite(spread.seconds)


def test_areas_that_cannot_be_told_apart_are_solved_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole sweep again, with the same figures here, where there is one area."""
    first, whole = Live.outcome, Live.__init__
    asked: list[bool] = []

    def noting(live: Live, *given: object, apart: bool) -> None:
        asked.append(apart)
        whole(live, *given, apart=apart)  # type: ignore[arg-type]

    def failing(live: Live, solution: Any) -> Any:
        if not asked[-1]:
            raise AreasError
        return first(live, solution)

    expected = sized(two_children(), range(4))
    monkeypatch.setattr(Live, "__init__", noting)
    monkeypatch.setattr(Live, "outcome", failing)
    assert sized(two_children(), range(4)).points == expected.points
    assert asked == [False, True]


def test_alike_areas_are_merged_and_told_apart() -> None:
    """Two home areas that nothing distinguishes: the programme is of one, the figures are of both."""
    planning = alike(["north", "east"])
    live = Live(planning, Paths(), Effort())
    point = Point(live, live.limits)
    point.start()
    path, _ = live.outcome(point.solution)
    assert len(live.merged.problem.cohorts) < len(planning.cohorts)
    assert path.stock.shape[2] == len(planning.cohorts)


def test_the_plan_of_the_best_size_is_solved_with_whole_commitments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where time ran out before the children were solved again; other sizes stay as the search left them."""
    each, cleaned = Curve._each, []

    def out_of_time(curve: Curve, what: str, step: Any) -> None:
        if what != ", children":
            each(curve, what, step)

    monkeypatch.setattr(Curve, "_each", out_of_time)
    monkeypatch.setattr(Curve, "clean", lambda _curve, beds: cleaned.append(beds))
    assert [sized(contested(1), SIZES).best_beds] == cleaned
