"""What `explain` says in words and tables."""

import datetime as dt

from models.explanation import (
    Choice,
    InstanceExplanation,
    MorePlaces,
    PlaceWorth,
    PlanExplanation,
    PolicyCost,
    PolicyResolved,
    Relaxation,
    WayOut,
)
from models.findings import Reach
from reports.explain import LEFT_OUT, instance_lines, instance_tables, plan_headline, plan_tables
from tests.reports.planned import plan_of, tight_instance, tiny

APRIL = dt.date(2024, 4, 1)
NEAR = ("near_home", "2024/25")
MOVES = ("few_moves", "2024/25")


def cannot(*relaxations: Relaxation, **changes: object) -> InstanceExplanation:
    """An instance that cannot meet its policies."""
    found = InstanceExplanation(possible=False, complete=True, relaxations=list(relaxations))
    for name, value in changes.items():
        setattr(found, name, value)
    return found


def lines(found: InstanceExplanation) -> list[str]:
    """What is said of the tight instance, whose policies are near home and few moves."""
    return instance_lines(tight_instance().instance, found)


def test_a_target_out_of_reach() -> None:
    """What can be reached, the target, what would do, in words with numbers."""
    ways = [
        WayOut(dt.date(2024, 10, 1), ()),
        WayOut(APRIL, (MorePlaces("home_spot", 9, ("high", "low")), MorePlaces("ifa_north", 1, ("low",)))),
    ]
    reached = (Reach(*NEAR, 0.99, 0.58, "hard", True),)
    found = cannot(Relaxation(*NEAR, 0.99, True, False, 0.58, 0.57), ways_out=ways, reached=reached)
    assert lines(found) == [
        "The hard policies cannot all be met.",
        "In 2024/25 near home (share of children in the authority) can be 58.0 % at best, whatever it costs and with "
        "the other policies off; the target is at least 99.0 %.",
        "All could be met if near home in 2024/25 alone gave way, from 99.0 % to 58.0 % (41.00 percentage points "
        "short).",
        "9 more places in home spot (for high, low needs) and 1 more place in ifa north (for low needs) from April "
        "2024 would meet them, beside the commitments of the plan that misses them least.",
    ]


def test_policies_that_clash() -> None:
    """Which, and by how much each alone would have to give way; no places help."""
    found = cannot(
        Relaxation(*NEAR, 0.99, False, True, 0.9, 0.95),
        Relaxation(*MOVES, 0.2, False, True, None, 0.3),
        ways_out=[WayOut(APRIL, ())],
    )
    said = lines(found)
    assert said[1] == (
        "These clash, and without any one of them the others could be met: near home 2024/25; few moves 2024/25."
    )
    assert said[2].startswith("All could be met if near home in 2024/25 alone gave way, from 99.0 % to 90.0 %")
    assert said[3].startswith("More places alone would not meet them")
    (table,) = instance_tables(tight_instance().instance, found)
    assert table.rows == [
        ["near home", "2024/25", "at least 99.0 %", "clashes", "90.0 %", "95.0 %"],
        ["few moves", "2024/25", "at most 0.200", "clashes", "not enough", "0.300"],
    ]


def test_whole_commitments_that_are_too_coarse() -> None:
    """In parts they would do."""
    said = lines(cannot(Relaxation(*NEAR, 0.99, False, True, None, 0.98), divisible=True))
    assert said[1].startswith("If homes, blocks and households could be taken in parts")
    assert not any("alone gave way" in line for line in said)


def test_whole_commitments_of_which_nothing_is_known_yet() -> None:
    """What parts can do is said, and what the best plan so far misses; not that one policy alone is not enough."""
    item = Relaxation(*NEAR, 0.99, False, True, None, 0.98)
    found = InstanceExplanation(divisible=True, relaxations=[item])
    assert lines(found)[1].startswith("Homes, blocks and households in parts could meet them")
    (table,) = instance_tables(tight_instance().instance, found)
    assert table.rows == [["near home", "2024/25", "at least 99.0 %", "missed", "", "98.0 %"]]


def test_what_was_stopped_says_so() -> None:
    """Before anything was known, and later."""
    assert lines(InstanceExplanation()) == ["Stopped before it was known whether the hard policies can be met."]
    assert lines(cannot(complete=False))[-1] == LEFT_OUT
    assert plan_headline(PlanExplanation())[-1] == LEFT_OUT
    assert LEFT_OUT not in plan_headline(PlanExplanation(complete=True))


def test_an_explained_plan() -> None:
    """Each kind of row; amounts in whole pounds; years by the periods in them; what is not worth anything apart."""
    found = PlanExplanation(
        choices=[
            Choice("home", "small_home", APRIL, 2, True, 1234.5, "above", 30.44, 0.991, 0.981),
            Choice("block", "block_c", APRIL, 4, True, None, "at_every_demand"),
            Choice("fostering", "own_fostering", APRIL, 1, True, 5.0, "at_no_demand"),
            Choice("block", "block_d", APRIL, 4, False, -7.0),
            Choice("programme", "edge", APRIL, 1, False, None, limit_reached=True),
            Choice("programme", "early", APRIL, 1, False, None),
        ],
        policies=[PolicyCost("near_home", "2024/25", "soft", 250.0)],
        resolved=[PolicyResolved("near_home", 300.0, -5.0, 420.0), PolicyResolved("few_moves", 1.0, None, 2.0)],
        places=[
            PlaceWorth("ifa_north", 90.0, {"2024-04-01": 30.0, "2024-05-01": 20.0, "2025-04-01": 40.0}),
            PlaceWorth("home_spot", 0.0, {"2024-04-01": 0.0}),
        ],
    )
    taken, left, policies, places = plan_tables(tiny().instance, plan_of(), found)
    assert [row[3:] for row in taken.rows] == [
        ["1,234", "30.4", "99.1 %", "0.98"],
        ["the policies need it", "any", "", ""],
        ["5", "none", "", ""],
    ]
    assert [row[3] for row in left.rows] == ["-7", "limit reached", "policies fail"]
    assert policies.rows == [
        ["near home (soft)", "2024/25", "met", "250", "", ""],
        ["near home", "all, planned again", "", "", "300", "0 to 420"],
        ["few moves", "all, planned again", "", "", "1", ""],
    ]
    assert places.head == ["offer", "2024/25", "throughout"]
    assert places.rows == [["ifa north", "50", "90"]]
    assert "Worth nothing, as there is room: home spot." in places.foot


def test_tables_without_a_subject_are_left_out() -> None:
    """Nothing was taken, no policies, no places."""
    assert plan_tables(tiny().instance, plan_of(), PlanExplanation()) == []
    assert instance_tables(tiny().instance, InstanceExplanation(possible=True)) == []
