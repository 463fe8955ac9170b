"""What `check` shows: remarks, calibration, reach."""

import json
from dataclasses import replace

from instances.findings import findings
from models.findings import BeyondPlan, Calibrated, Excess, Reach, WeakPlacement
from reports.checking import check_dictionary, check_tables
from reports.table import plain
from tests.reports.planned import tiny

FOUND = replace(findings(tiny().instance), excess=(), weak=(), without_transitions=(), beyond_plan=())
CALIBRATED = (
    Calibrated("share_ifa", 0.29, 0.25, 0.33, 0.321),
    Calibrated("share_residential", 0.135, 0.11, 0.16, 0.2),
    Calibrated("something_else", 0.5, 0.4, 0.6, None),
)
PATHS = (None, None)
"""Demand and price path: the instance's own."""
REACHED = (
    Reach("near_home", "2024/25", 0.61, 0.5, "hard", at_least=True),
    Reach("few_moves", "2024/25", 0.48, 0.41, "hard", at_least=False),
)


def test_a_sound_instance_shows_its_rows_only() -> None:
    """Thousands apart, with a total."""
    table, used = check_tables(tiny().instance, PATHS, FOUND, (), ())
    assert used.title == "What a plan would use"
    assert ["entries", "48", "0"] in [list(row) for row in table.rows]
    assert list(table.rows[-1]) == ["all", str(sum(FOUND.rows.values())), "1"]


def test_remarks() -> None:
    """More children than places, weak grades, cohorts that all leave."""
    found = replace(
        FOUND,
        excess=(Excess("ifa_north", 12.0, 12.0, 10.0), Excess("own_home", 2.0, 4.5, 3.0)),
        weak=(WeakPlacement("home_spot", "requires_improvement", 4.0),),
        without_transitions=("high_teen",),
    )
    text = plain(check_tables(tiny().instance, PATHS, found, (), ())[2])
    assert "ifa_north  12 children today, 10 places: run-off is its limit" in text
    assert "own_home   2 children today who take 4.5, 3 places: run-off is its limit" in text
    assert "home_spot  4 children today, grade requires improvement: nobody has to leave, no new admissions" in text
    one = replace(FOUND, excess=(Excess("own_home", 1.0, 2.0, 1.0),), weak=(WeakPlacement("a", "inadequate", 1.0),))
    said = plain(check_tables(tiny().instance, PATHS, one, (), ())[2])
    assert "1 child today who takes 2, 1 places" in said
    assert "1 child today, grade inadequate" in said
    assert "high_teen  no row in transitions: all its children leave care within a month" in text


def test_what_lies_beyond_the_plan_is_a_remark() -> None:
    """One line each, with what follows from it."""
    beyond = (BeyondPlan("block_c", "start_to", "2027-01-01"), BeyondPlan("team", "term_months", "480"))
    text = plain(check_tables(tiny().instance, PATHS, replace(FOUND, beyond_plan=beyond), (), ())[2])
    assert "block_c  start_to 2027-01-01 lies after the plan's last decision" in text
    assert "team     runs for 480 months, extensions included: more than thirty years" in text


def test_calibration() -> None:
    """Within, outside, or not computed and then neither."""
    rows = [list(row) for row in check_tables(tiny().instance, PATHS, FOUND, CALIBRATED, ())[2].rows]
    assert rows == [
        ["share IFA", "0.290", "0.321", "0.25 to 0.33", "within"],
        ["share residential", "0.135", "0.200", "0.11 to 0.16", "OUTSIDE"],
        ["something else", "0.500", "not computed", "0.4 to 0.6", ""],
    ]


def test_reach() -> None:
    """Shares as percentages, moves as they are, in the unit of the policy's measure."""
    rows = [list(row) for row in check_tables(tiny().instance, PATHS, FOUND, (), REACHED)[2].rows]
    assert rows == [
        ["near home", "2024/25", "hard", "at least 61.0 %", "50.0 %", "OUT OF REACH"],
        ["few moves", "2024/25", "hard", "at most 0.480", "0.410", "in reach"],
    ]


def test_the_dictionary_is_json() -> None:
    """Verdicts included."""
    found = json.loads(json.dumps(check_dictionary(FOUND, CALIBRATED, REACHED), allow_nan=False))
    assert found["ok"] is True
    assert [item["within"] for item in found["calibration"]] == [True, False, False]
    assert [item["reachable"] for item in found["best_reachable"]] == [False, True]


def test_levels_that_were_not_looked_for_are_no_empty_list() -> None:
    """None is not 'no policy'."""
    assert check_dictionary(FOUND, (), None)["best_reachable"] is None
    assert check_dictionary(FOUND, (), ())["best_reachable"] == []
    assert len(check_tables(tiny().instance, PATHS, FOUND, (), None)) == 2
