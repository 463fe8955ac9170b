"""A valid plan with one row of a table changed is refused, and the refusal says where."""

import datetime as dt
from typing import Any

import pytest

from models.plan import Admission, Kind, Plan
from tests.audit import small, town
from tests.audit.small import admit, commit
from tests.audit.tampering import (
    added,
    failures,
    refused,
    row,
    scaled,
    twice,
    without,
)


@pytest.mark.parametrize("number", range(90))
def test_every_single_admission_counts(number: int) -> None:
    """Each admission of the plan a hundredth larger."""
    refused("conservation", scaled("admissions", number, "children", 1.01))


def test_the_number_of_admissions_tested() -> None:
    """All of them."""
    assert len(town.plan().admissions) == 90


def test_admissions_of_the_tail_count() -> None:
    """Each of the tail a hundredth larger; seen in its own quarter or, with what comes of it, a later one."""
    for number, changed in enumerate(town.plan().tail_admissions):
        found = failures("plan", scaled("tail_admissions", number, "children", 1.01))
        assert "conservation" in found
        _, _, words = found["conservation"].detail.partition("end of the period from ")
        assert words[:10] >= str(changed.period_start) >= "2026-04-01"


def test_a_left_out_admission_leaves_children_in_the_pool() -> None:
    """The first one."""
    refused("conservation", without("admissions", 0), "children in no offer")


def test_an_admission_to_another_offer_keeps_conservation_and_changes_everything_else() -> None:
    """From the first month's admission of low_town to carers: to ifa instead, with other hazards to come."""
    found = failures("plan", row("admissions", -1, offer="spot"))
    assert {"occupancy", "ledger", "objective_groups"} <= found.keys()


@pytest.mark.parametrize(
    ("added_row", "words"),
    [
        (admit("low_town", "nowhere", 1, 0.1), "low_town to nowhere from 2024-04-01: no such offer"),
        (admit("nobody", "spot", 1, 0.1), "nobody to spot from 2024-04-01: no such cohort"),
        (admit("low_town", "spot", 8, 0.1), "low_town to spot from 2024-11-01: no period starts on that day"),
        (admit("low_town", "spot", 25, 0.1), "no period starts on that day"),
        (admit("low_town", "weak", 1, 0.1), "low_town to weak from 2024-04-01: grade not accepted"),
        (admit("low_town", "shared", 1, 0.1), "the offer does not take the cohort"),
        (admit("high_town", "weak", 1, 0.1), "grade not accepted for new placements; 1 more"),
        (admit("low_town", "closing", 7, 0.1), "the offer is not open in every month of the period"),
        (admit("low_town", "closing", 10, 0.1), "the offer is not open in every month of the period"),
        (admit("low_town", "opening", 5, 0.1), "the offer is not open in every month of the period"),
        (
            Admission.model_construct(cohort="low_town", offer="spot", period_start=small.month(1), children=-0.1),
            "-0.1 children",
        ),
    ],
)
def test_admissions_that_may_not_be(added_row: Admission, words: str) -> None:
    """Unknown, at the wrong time, to the wrong place, negative. `closing` closes in month 9."""
    refused("admissions", added("admissions", added_row), words)


def test_an_offer_may_be_filled_up_to_the_period_before_it_closes() -> None:
    """In month 6; the quarter of months 7 to 9 is too late."""
    found = failures("plan", added("admissions", admit("low_town", "closing", 6, 0.1)))
    assert "admissions" not in found


def test_an_admission_stands_once() -> None:
    """The same row twice."""
    refused("admissions", twice("admissions", 3), "given twice")


def test_admissions_of_the_tail_start_with_its_quarters() -> None:
    """Not in the horizon, not inside a quarter of the tail, not after it."""
    for start in (22, 26, 37):
        refused("tail_admissions", added("tail_admissions", admit("low_town", "spot", start, 0.1)))


def test_too_many_in_one_offer() -> None:
    """All of low_town's children to ifa, which takes 15."""

    def crowd(plan: Plan) -> Plan:
        moved = tuple(
            r.model_copy(update={"children": r.children + 9.0}) if r.offer == "ifa" else r for r in plan.admissions
        )
        return plan.model_copy(update={"admissions": moved})

    refused("capacity", crowd, "offer ifa, ")


def test_children_in_a_block_that_was_not_taken() -> None:
    """Without its commitment the block's offer has room for nobody."""
    refused("capacity", without("commitments", 0), "offer lodge")
    refused("commitment_summary", without("commitments", 0), "block lodge_block from 2024-07-01, size 3")


@pytest.mark.parametrize(
    ("number", "changes", "check", "words"),
    [
        (0, {"size": 4}, "ledger", "voids of lodge_block"),
        (
            0,
            {"size": 13},
            "commitments",
            "block lodge_block from 2024-07-01: no tier has a price for 13 beds",
        ),
        (0, {"start": small.month(7)}, "ledger", ""),
        (0, {"start": small.month(5)}, "commitments", "not a first day on which commitments are decided"),
        (0, {"id": "other"}, "commitments", "block other from 2024-07-01: not in the instance"),
        (1, {"size": 2}, "ledger", "house_type"),
        (1, {"size": 3}, "commitments", "home house_type: 3 homes, at most 2"),
        (1, {"start": small.month(22)}, "commitments", "goes live after the horizon"),
        (2, {"size": 3}, "ledger", "recruitment of recruiting in 2024/25"),
        (2, {"size": 7}, "commitments", "fostering recruiting in 2024/25: 7 households, at most 6"),
        (3, {"start": small.month(16)}, "commitment_summary", "fostering recruiting from"),
        (3, {"kind": "home"}, "commitments", "home recruiting from 2025-04-01: not in the instance"),
    ],
)
def test_changed_commitments(number: int, changes: dict[str, Any], check: str, words: str) -> None:
    """Block, home, households of two decisions."""
    refused(check, row("commitments", number, **changes), words)


def test_a_commitment_more() -> None:
    """A second contract of the block."""
    refused("commitments", added("commitments", commit("block", "lodge_block", 7, 2, 42)), "at most one")


@pytest.mark.parametrize("kind", ["do_nothing", "optimised_no_new_commitments"])
def test_plans_without_new_commitments_make_none(kind: Kind) -> None:
    """Neither a block nor more households than at today's rate."""
    refused("commitments", added("commitments", commit("block", "lodge_block", 4, 2, 39)), "a new commitment", kind)
    refused("commitments", row("commitments", 0, size=2), "2 households, 1 at today's rate", kind)
    refused("commitments", without("commitments", 0), "0 households, 1 at today's rate", kind)


@pytest.mark.parametrize("number", range(0, 60, 7))
@pytest.mark.parametrize(("field", "check"), [("children", "occupancy"), ("beds_used", "beds_used")])
def test_occupancy(number: int, field: str, check: str) -> None:
    """A row here and there a ten-thousandth larger, left out, repeated."""
    found = town.plan().occupancy[number]
    place = f"offer {found.offer}, home area {found.home_area}, period from {found.period_start}"
    refused(check, scaled("occupancy", number, field, 1.0001), place)
    refused(check, without("occupancy", number), place)
    refused(check, twice("occupancy", number), "given twice")


@pytest.mark.parametrize(
    "changes",
    [
        {"offer": "nowhere"},
        {"home_area": "hills"},
        {"period_start": small.month(25)},
        {"period_start": small.month(8)},
    ],
)
def test_occupancy_of_nothing_known(changes: dict[str, Any]) -> None:
    """An offer, area or period that is not there; the tail is not reported."""
    refused("occupancy", row("occupancy", 0, **changes))


@pytest.mark.parametrize("number", range(4))
def test_gap_rows(number: int) -> None:
    """Larger, left out, repeated, of another need."""
    for change in (
        scaled("gap", number, "children", 1.001),
        without("gap", number),
        twice("gap", number),
        row("gap", number, need="high"),
        row("gap", number, age_from=0),
    ):
        refused("gap", change, "need ")


@pytest.mark.parametrize("number", range(53))
def test_every_line_of_the_ledger_counts(number: int) -> None:
    """Each line two pence higher, and left out."""
    line = town.plan().ledger[number]
    place = f"{line.line} of {line.id} in {line.financial_year}"
    more = round(line.amount_gbp + 0.02, 2)
    refused("ledger", row("ledger", number, amount_gbp=more), place)
    refused("ledger", without("ledger", number), place)


def test_a_line_stands_once_for_this_authority() -> None:
    """Written twice; of another authority."""
    refused("ledger", twice("ledger", 7), "given twice")
    refused("ledger", row("ledger", 7, authority="elsewhere"), "authority elsewhere, not smalltown")


def test_the_number_of_lines_tested() -> None:
    """All of them."""
    assert len(town.plan().ledger) == 53


@pytest.mark.parametrize(
    "changes",
    [
        {"line": "other"},
        {"kind": "capital"},
        {"id": "other"},
        {"financial_year": "2026/27"},
        {"budget_head": "other"},
    ],
)
def test_lines_under_other_names(changes: dict[str, Any]) -> None:
    """Line, kind, id, head, a year that is not reported."""
    refused("ledger", row("ledger", 0, **changes))


def test_a_line_that_should_not_be_there() -> None:
    """A penny for nothing."""
    penny = town.plan().ledger[0].model_copy(update={"id": "other", "amount_gbp": 0.01})
    refused("ledger", added("ledger", penny), "not expected at all")


def test_amounts_are_whole_pence() -> None:
    """A tenth of a penny would pass the tolerance."""
    amount = town.plan().ledger[0].amount_gbp + 0.001
    refused("ledger", row("ledger", 0, amount_gbp=amount), "is not in whole pence")


def test_days_that_are_not_the_first_of_a_period() -> None:
    """2 April."""
    refused("admissions", row("admissions", 0, period_start=dt.date(2024, 4, 2)), "no period starts")
