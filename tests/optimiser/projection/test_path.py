"""Entries that keep the pool on a projected total, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from models.instance import Instance
from optimiser.problem import compile_problem
from optimiser.projection.path import by_age, children_today, courses, follow, given, pool_today
from optimiser.projection.project import fan
from optimiser.projection.widths import LAWS
from tests.optimiser.cases import children, entering, moving
from tests.optimiser.projection.records import counts
from tests.oracles.small import cohort, instance, offer, row

GAP = offer("gap", "gap", "gap", placed_in="nowhere", grade="none")


def two_cohorts() -> Instance:
    """Return 60 children under 16, 20 over and 20 with parents (a fixed line), one tenth leaving a month.

    Entries of April are half and half, those of later months 3 to 1.
    """
    young = cohort("child").model_copy(update={"age_from": 0, "age_to": 15})
    old = cohort("teen").model_copy(update={"age_from": 16, "age_to": 17})
    parents = row(
        "placements_today", cohort="child", offer=None, provision="parents", months_in_placement=0, children=20.0
    )
    entries = [entering(3 if m > 1 else 1, m, "child") for m in range(1, 13)]
    entries += [entering(1, m, "teen") for m in range(1, 13)]
    return instance(
        [GAP],
        [young, old],
        placements_today=(children(60, name="child"), children(20, name="teen"), parents),
        entries=tuple(entries),
        transitions=moving({("child", "child"): 0.9, ("teen", "teen"): 0.9}),
    )


def test_entries_bring_the_pool_to_the_projection() -> None:
    """No change: 8 of the pool's 80 leave in a month, so 8 enter: 4 and 4 in April, then 6 and 2."""
    problem = compile_problem(two_cohorts(), None, None)
    assert pool_today(problem).tolist() == [60.0, 20.0]
    assert children_today(problem) == 100.0
    path = follow(problem, np.full(13, 100.0))
    assert path.entries[0].tolist() == [0.0, 0.0]
    assert path.entries[1] == pytest.approx([4.0, 4.0])
    assert path.entries[2] == pytest.approx([6.0, 2.0])
    assert path.stock[1] == pytest.approx([58.0, 22.0])
    assert path.total == pytest.approx(np.full(13, 100.0))
    assert not path.above.any()


def test_growth_of_all_children_is_growth_of_the_pool() -> None:
    """110 in all are 88 in the pool, a fifth being with parents: 8 leave and 16 enter."""
    problem = compile_problem(two_cohorts(), None, None)
    path = follow(problem, np.array([100.0, *[110.0] * 12]))
    assert path.entries[1] == pytest.approx([8.0, 8.0])
    assert path.total[1:] == pytest.approx(np.full(12, 110.0))


def test_a_line_that_begins_off_today_is_joined_within_a_year() -> None:
    """12 children above today: a twelfth of the difference is let in each month."""
    problem = compile_problem(two_cohorts(), None, None)
    path = follow(problem, np.full(13, 112.0))
    assert path.total[[0, 1, 6, 12]] == pytest.approx([100.0, 101.0, 106.0, 112.0])


def test_a_fall_faster_than_leaving_is_told() -> None:
    """From 80 to 40 in a month: 72 stay, so nobody enters and the pool is 32 above; then it catches up."""
    problem = compile_problem(two_cohorts(), None, None)
    path = follow(problem, np.array([100.0, *[50.0] * 12]))
    assert path.above[1] == pytest.approx(32.0)
    assert path.entries[1].sum() == 0.0
    assert path.above[-1] == 0.0
    assert path.total[-1] == pytest.approx(50.0)


def test_months_without_entries_take_the_mix_of_all_months() -> None:
    """April has nobody: 33 and 11 in the other months, 3 to 1; where nobody enters at all, equal parts."""
    planning = two_cohorts()
    later = tuple(entry for entry in planning.entries if entry.month.month != 4)
    problem = compile_problem(planning.model_copy(update={"entries": later}), None, None)
    assert follow(problem, np.full(13, 100.0)).entries[1] == pytest.approx([6.0, 2.0])
    none = replace(problem, entries=np.zeros_like(problem.entries))
    assert follow(none, np.full(13, 100.0)).entries[1] == pytest.approx([4.0, 4.0])


def test_several_futures_at_once_are_each_followed() -> None:
    """The same as one by one."""
    problem = compile_problem(two_cohorts(), None, None)
    totals = np.array([np.full(13, 100.0), np.linspace(100.0, 130.0, 13)])
    both = follow(problem, totals)
    for future, total in enumerate(totals):
        one = follow(problem, total)
        assert both.entries[future] == pytest.approx(one.entries)
        assert both.stock[future] == pytest.approx(one.stock)


def test_a_demand_path_gives_its_own_total_and_is_followed_back() -> None:
    """April: 72 stay and 2 enter, 74 in the pool are 92.5 in all; following the total finds the same entries."""
    problem = compile_problem(two_cohorts(), None, None)
    total = given(problem)
    assert total[:2] == pytest.approx([100.0, 92.5])
    assert follow(problem, total).entries == pytest.approx(problem.entries[:13])


def test_low_and_high_paths_go_straight_from_march_to_march() -> None:
    """The fan leaves today's 100 steeply; its paths reach the same year ends, a twelfth of the way each month."""
    projected = fan("flow", counts(95, 100), np.full(25, 100.0), LAWS["flow"])
    lines = courses(projected)
    assert lines["central"] is projected.central
    for name, line in (("low", projected.low), ("high", projected.high)):
        assert lines[name][[0, 12, 24]] == pytest.approx(line[[0, 12, 24]])
        assert lines[name][1] == pytest.approx(100 + (line[12] - 100) / 12)
        assert lines[name][18] == pytest.approx((line[12] + line[24]) / 2)
    assert projected.high[1] > lines["high"][1]


def test_ages_add_to_the_total() -> None:
    """Today 80 under 16, the 20 with parents included; each year's bands add to the fan's lines."""
    problem = compile_problem(two_cohorts(), None, None)
    projected = fan("flow", counts(95, 100), np.linspace(100.0, 120.0, 13), LAWS["flow"])
    lines = by_age(problem, projected)
    assert [(line.age_from, line.age_to, line.central) for line in lines[:2]] == [(0, 15, 80.0), (16, 17, 20.0)]
    for low, name in ((projected.low[12], "low"), (projected.central[12], "central"), (projected.high[12], "high")):
        assert sum(getattr(line, name) for line in lines[2:]) == pytest.approx(low)
