"""Children by offer and month that follow from admissions, and the plan's tables of them."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.plan import Admission, GapLine, Occupancy
from optimiser.kernel import run_off
from optimiser.problem import Floats, Problem
from optimiser.trajectory import (
    NEGLIGIBLE,
    Trajectory,
    admission_rows,
    admitted_by,
    gap_rows,
    occupancy_rows,
    trajectory,
)
from tests.optimiser.cases import (
    GAP,
    alike,
    children,
    compiled,
    entering,
    formulated,
    month,
    moving,
    one_cohort,
    plain,
)
from tests.oracles.small import cohort, hazards, instance, offer, priced, settings

SPOT = offer("spot")


def halving(monthly: int = 12, **tables: Any) -> Problem:
    """Return a problem of one child in spot, where half of all break down each month."""
    planning = one_cohort(
        {SPOT: 700}, {"spot": {0: 0.5}}, placements_today=(children(1, SPOT),), settings=settings(monthly), **tables
    )
    return compiled(planning)


def nobody(problem: Problem) -> Floats:
    """Return no admissions."""
    return np.zeros((len(problem.calendar.periods), len(problem.offers), len(problem.cohorts)))


def test_todays_children_run_off() -> None:
    """Nobody is admitted: 1, 0.5, 0.25."""
    problem = halving()
    path = trajectory(problem, nobody(problem))
    assert path.stock[1, :3, 0].tolist() == [1, 0.5, 0.25]
    assert path.moves[1, :3].tolist() == [0, 0.5, 0.25]
    assert path.average[1, :3, 0].tolist() == [0, 0.75, 0.375]


def test_admitted_children_join_them() -> None:
    """Two in May: month 2 has 0.25 and 2, month 3 half of that."""
    problem = halving()
    admitted = nobody(problem)
    admitted[1, 1, 0] = 2.0
    path = trajectory(problem, admitted)
    assert path.stock[1, :4, 0] == pytest.approx([1, 0.5, 2.25, 1.125])
    assert path.moves[1, :4] == pytest.approx([0, 0.5, 0.25, 1.125])
    assert path.admitted is admitted


def test_a_quarters_children_come_month_by_month() -> None:
    """Three in the first quarter: 1, 1.5, 1.75 beside today's child."""
    problem = halving(0)
    admitted = nobody(problem)
    admitted[0, 1, 0] = 3.0
    path = trajectory(problem, admitted)
    assert path.stock[1, :5, 0] == pytest.approx([1, 1.5, 1.75, 1.875, 0.9375])
    assert path.periods[:2] == ((1, 3), (4, 6))
    assert path.periods[-1] == (22, 24)


def test_a_trajectory_does_not_depend_on_what_was_followed_before() -> None:
    """Today's run-off is not added to twice."""
    problem = halving()
    admitted = nobody(problem)
    admitted[0, 1, 0] = 1.0
    first, second = trajectory(problem, admitted), trajectory(problem, admitted)
    assert (first.stock == second.stock).all()
    assert run_off(problem).stock[1, 1, 0] == 0.5


@pytest.mark.parametrize("monthly", [12, 0])
def test_a_plans_children_are_all_placed(monthly: int) -> None:
    """At every period end, stock of all offers is everybody in care: entries, less those who have left care."""
    planning = alike(["north", "south"], drift=0.02, settings=settings(monthly))
    made = formulated(planning)
    problem = made.problem
    path = trajectory(problem, admitted_by(problem, made.blocks, plain(made).values))
    count = run_off(problem).stock[:, 0].sum(axis=0)
    ends = {period.last for period in problem.calendar.periods}
    for number in range(1, 25):
        count = count @ problem.transitions + problem.entries[number]
        if number in ends:
            assert path.stock[:, number].sum() == pytest.approx(count.sum())


def test_admissions_of_a_solution() -> None:
    """By period, offer and cohort; dust of the solver is left out."""
    made = formulated(one_cohort({SPOT: 700}, placements_today=(children(2),)))
    values = plain(made).values
    block = next(b for b in made.blocks if b.offers == (1,) and b.period == 3)
    values[block.admit] = NEGLIGIBLE / 2
    admitted = admitted_by(made.problem, made.blocks, values)
    assert admitted.shape == (16, 2, 1)
    assert admitted[0, 1, 0] == pytest.approx(2)
    assert np.count_nonzero(admitted) == 1
    values[block.admit] = -1e-9
    assert admitted_by(made.problem, made.blocks, values).min() == 0


def two_areas(monthly: int = 9) -> Instance:
    """Return a cohort in each of two areas, an offer for both, and gap; nine months and a quarter."""
    cohorts = [cohort("a", home_area="north"), cohort("b", "high", (10, 15), "south")]
    return instance(
        [SPOT, offer("unused"), GAP],
        cohorts,
        placements_today=(children(2, SPOT, name="a"), children(1, SPOT, name="b")),
        offer_prices=priced({"spot": {"low": 1.0, "high": 1.0}, "gap": {"low": 1.0, "high": 1.0}}),
        disruption=hazards({"spot": {"low": {0: 0.0}, "high": {0: 0.0}}}),
        transitions=(),
        entries=(),
        settings=settings(monthly),
    )


def followed() -> tuple[Problem, Trajectory]:
    """Return stocks set by hand: spot 2 of the north throughout, gap 3 of the south in the last quarter."""
    planning = two_areas()
    problem = compiled(planning.model_copy(update={"entries": (entry(),)}))
    stock = np.zeros((3, 25, 2))
    stock[0, :, 0] = 2.0
    stock[2, 10:13, 1] = [1.0, 2.0, 3.0]
    stock[2, 13:, 1] = 100.0
    admitted = np.zeros((14, 3, 2))
    admitted[0, 0, 0], admitted[9, 2, 1], admitted[10, 0, 1] = 1.5, 3.0, 7.0
    admitted[1, 0, 0] = NEGLIGIBLE / 2
    periods = tuple((period.first, period.last) for period in problem.calendar.periods)
    return problem, Trajectory(stock, np.zeros((1, 3, 25)), admitted, periods)


def entry() -> Any:
    """Return an entry of nobody."""
    return one_cohort({}).entries[0].model_copy(update={"cohort": "a"})


def test_admissions_reported_and_of_the_tail() -> None:
    """The quarter that begins in April 2023 is the tail's first."""
    problem, path = followed()
    assert admission_rows(problem, path, reported=True) == (
        Admission(cohort="a", offer="spot", period_start=month(1), children=1.5),
        Admission(cohort="b", offer="gap", period_start=month(10), children=3.0),
    )
    assert admission_rows(problem, path, reported=False) == (
        Admission(cohort="b", offer="spot", period_start=month(13), children=7.0),
    )


def test_occupancy_by_area_and_period() -> None:
    """Averages of ten reported periods; offers without anybody, and the tail, are left out."""
    problem, path = followed()
    lines = occupancy_rows(problem, path)
    assert lines[:10] == tuple(
        Occupancy(offer="spot", home_area="north", period_start=month(number), children=2.0, beds_used=2.0)
        for number in range(1, 11)
    )
    # Months 10 to 12 of gap: 0.5, 1.5 and 2.5 on average.
    assert lines[10:] == (
        Occupancy(offer="gap", home_area="south", period_start=month(10), children=1.5, beds_used=1.5),
    )


def test_gap_by_need_age_and_area() -> None:
    """Of the gap only."""
    problem, path = followed()
    assert gap_rows(problem, path) == (
        GapLine(need="high", age_from=10, age_to=15, home_area="south", period_start=month(10), children=1.5),
    )


def test_averages_of_a_trajectory() -> None:
    """Half of both ends; month 0 has none."""
    _, path = followed()
    assert path.average[2, [0, 9, 10, 11, 12], 1].tolist() == [0, 0, 0.5, 1.5, 2.5]
    assert path.average[0, [0, 1], 0].tolist() == [0, 2]


def test_months_of_the_periods() -> None:
    """Of the helper: nine months, a quarter, four quarters of the tail."""
    _, path = followed()
    assert path.periods == (*((m, m) for m in range(1, 10)), (10, 12), (13, 15), (16, 18), (19, 21), (22, 24))
    assert month(13) == dt.date(2023, 4, 1)


def test_gap_is_told_by_need_age_and_area_alone() -> None:
    """Two and three children of cohorts that differ in skill are five in one row."""
    skilled = cohort("b").model_copy(update={"skill": "disability"})
    planning = instance(
        [GAP],
        [cohort("a"), skilled],
        entries=(entering(0, 1, "a"),),
        transitions=moving({("a", "a"): 1.0, ("b", "b"): 1.0}),
    )
    problem = compiled(planning)
    stock = np.zeros((1, 25, 2))
    stock[0, :2] = [2.0, 3.0]
    path = Trajectory(stock, np.zeros((1, 1, 25)), np.zeros((1, 1, 2)), ((1, 1),))
    assert [(row.need, row.home_area, row.children) for row in gap_rows(problem, path)] == [("low", "north", 5.0)]


def test_beds_used_are_those_that_children_take_up() -> None:
    """A solo child in a home of three beds: one child, three beds."""
    solo = cohort("solo").model_copy(update={"solo": "yes"})
    shared = offer("shared", unit_beds=3)
    planning = instance(
        [GAP, shared],
        [solo],
        entries=(entering(0, 1, "solo"),),
        offer_prices=priced({"gap": {"low": 1.0}, "shared": {"low": 1.0}}),
    )
    stock = np.zeros((2, 25, 1))
    stock[1, :2] = 1.0
    path = Trajectory(stock, np.zeros((1, 2, 25)), np.zeros((1, 2, 1)), ((1, 1),))
    assert [(row.children, row.beds_used) for row in occupancy_rows(compiled(planning), path)] == [(1.0, 3.0)]
