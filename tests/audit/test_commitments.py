"""What commitments may be: each rule broken once."""

import datetime as dt

import pytest

from audit.commitments import commitment_faults, end_faults
from audit.committed import no_new_faults, recruitment_today
from models.instance import Instance
from models.plan import Commitment
from tests.audit import small
from tests.audit.small import commit, months
from tests.audit.test_limits import supplied

YEAR = months(12)


def faults(*commitments: Commitment, **changes: object) -> list[str]:
    """Return the faults of commitments in the instance with every kind of supply."""
    return commitment_faults(supplied(**changes), commitments, YEAR)


def test_commitments_within_every_rule_pass() -> None:
    """One block, two homes, all approvals of the year."""
    assert not faults(
        commit("block", "lodge_block", 4, 12, 6),
        commit("home", "house_type", 1, 1),
        commit("home", "house_type", 7, 1),
        commit("fostering", "recruiting", 1, 4),
        commit("fostering", "recruiting", 7, 2),
    )


@pytest.mark.parametrize("kind", ["block", "home", "fostering", "programme"])
def test_unknown_names(kind: str) -> None:
    """Nothing of any kind is called `other`."""
    assert faults(commit(kind, "other", 1, 1)) == [f"{kind} other from 2024-04-01: not in the instance"]


@pytest.mark.parametrize("start", [-2, 0, 2, 3, 13])
def test_decisions_fall_on_decision_months_of_the_horizon(start: int) -> None:
    """Decisions are taken in months 1, 4, 7 and 10."""
    found = faults(
        commit("block", "lodge_block", start, 2, start + 2), blocks=(small.block(start_from=small.month(-5)),)
    )
    assert any("not a first day on which commitments are decided" in fault for fault in found)


def test_a_decision_is_on_the_first_of_the_month() -> None:
    """2 April is not."""
    odd = Commitment(kind="home", id="house_type", start=dt.date(2024, 4, 2), size=1)
    assert any("not a first day" in fault for fault in faults(odd))


@pytest.mark.parametrize(("start", "ok"), [(1, False), (4, True), (7, True), (10, False)])
def test_a_block_starts_between_its_dates(start: int, ok: bool) -> None:
    """From month 4 to month 7."""
    known = small.block(start_from=small.month(4), start_to=small.month(7))
    found = faults(commit("block", "lodge_block", start, 2, start + 2), blocks=(known,))
    assert found == (
        [] if ok else [f"block lodge_block from {small.month(start)}: does not start from 2024-07-01 to 2024-10-01"]
    )


@pytest.mark.parametrize(("beds", "ok"), [(1, False), (2, True), (4, True), (5, False), (6, True), (9, False)])
def test_beds_of_a_block_lie_within_a_tier(beds: int, ok: bool) -> None:
    """Tiers are 2 to 4 and 6 to 8."""
    found = faults(commit("block", "lodge_block", 1, beds, 3), block_tiers=small.tiers((2, 4, 700.0), (6, 8, 600.0)))
    assert (found == []) is ok


@pytest.mark.parametrize(("beds", "ok"), [(2, False), (3, False), (4, True), (5, False), (6, True)])
def test_beds_are_whole_units_and_more_than_those_for_emergencies(beds: int, ok: bool) -> None:
    """Homes of 2 beds, 2 of all beds for emergencies."""
    known = small.block(term_months=3, unit_beds=2, emergency_beds=2)
    assert (faults(commit("block", "lodge_block", 1, beds, 3), blocks=(known,)) == []) is ok


def test_a_block_says_when_it_ends_and_nothing_else_does() -> None:
    """Its end is one of those on offer: 28 February to the term, not a day sooner."""
    says = "a block says when it ends, and nothing else does"
    assert says in faults(commit("block", "lodge_block", 1, 2))[0]
    assert says in faults(commit("home", "house_type", 1, 1, 12))[0]
    town = supplied(blocks=(small.block(term_months=11, break_after_months=6),))
    assert end_faults(town, [commit("block", "lodge_block", 1, 2, last) for last in (6, 11)]) == []
    late = commit("block", "lodge_block", 1, 2).model_copy(update={"end": dt.date(2025, 2, 27)})
    assert end_faults(town, [late]) == [
        "block lodge_block from 2024-04-01: ends on 2025-02-27, on offer are 2024-09-30, 2025-02-28"
    ]


@pytest.mark.parametrize(("start", "ok"), [(1, False), (4, True), (7, True), (10, False)])
def test_a_programme_starts_between_its_dates(start: int, ok: bool) -> None:
    """From month 4 to month 7, and as one."""
    known = (small.programme(start_from=small.month(4), start_to=small.month(7)),)
    assert (faults(commit("programme", "edge", start, 1), programmes=known) == []) is ok
    assert faults(commit("programme", "edge", 4, 2), programmes=known) == [
        "programme edge from 2024-07-01: size 2, 1 is the programme"
    ]


@pytest.mark.parametrize("size", [1.5, 0, -2])
def test_sizes_are_whole_and_positive(size: float) -> None:
    """One and a half homes, none, fewer than none."""
    odd = Commitment.model_construct(kind="home", id="house_type", start=small.month(1), size=size)
    assert f"size {size} is not a whole number of at least 1" in faults(odd)[0]


def test_a_block_is_taken_at_most_once() -> None:
    """Two contracts of one block."""
    twice = (commit("block", "lodge_block", 1, 2, 3), commit("block", "lodge_block", 4, 2, 6))
    assert faults(*twice) == ["block lodge_block: 2 contracts, at most one"]


def test_a_commitment_is_written_once() -> None:
    """Two rows for one type, in one month, are one commitment of two homes."""
    once = commit("home", "house_type", 1, 1)
    assert faults(once, once) == ["home house_type from 2024-04-01: given twice"]


def test_homes_of_a_type_are_limited() -> None:
    """At most two of the type."""
    found = faults(commit("home", "house_type", 1, 3), settings=small.settings(max_homes_opened_per_year=9))
    assert found == ["home house_type: 3 homes, at most 2"]


def test_homes_of_all_types_are_limited_by_year_of_decision() -> None:
    """At most one a year of both types together."""
    both = (small.home(), small.home(home="other_type"))
    found = faults(
        commit("home", "house_type", 1, 1),
        commit("home", "other_type", 4, 1),
        homes=both,
        settings=small.settings(max_homes_opened_per_year=1),
    )
    assert found == ["homes decided in 2024/25: 2, at most 1"]


def test_homes_are_not_decided_before_their_date() -> None:
    """Decisions from month 4."""
    found = faults(commit("home", "house_type", 1, 1), homes=(small.home(decision_from=small.month(4)),))
    assert found == ["home house_type from 2024-04-01: decided before 2024-07-01"]


@pytest.mark.parametrize(("kind", "name"), [("home", "house_type"), ("fostering", "recruiting")])
@pytest.mark.parametrize(("start", "ok"), [(7, True), (10, False)])
def test_homes_and_households_go_live_within_the_horizon(kind: str, name: str, start: int, ok: bool) -> None:
    """Lead 3 months: decided in month 7 live in 10; decided in month 10 live in 13."""
    found = faults(commit(kind, name, start, 1))
    assert found == ([] if ok else [f"{kind} {name} from 2025-01-01: goes live after the horizon"])


def test_what_is_due_inside_a_quarter_waits_for_the_next_one() -> None:
    """In quarters, due in month 11 of 12 is live after the horizon."""
    town = supplied(homes=(small.home(works_months=4),), settings=small.settings(monthly_periods=0))
    late = [commit("home", "house_type", 7, 1)]
    assert commitment_faults(town, late, town.calendar.periods)
    assert not commitment_faults(town, late, YEAR)


def test_approvals_are_limited_by_year_of_decision() -> None:
    """At most 6 a year."""
    found = faults(commit("fostering", "recruiting", 1, 4), commit("fostering", "recruiting", 4, 3))
    assert found == ["fostering recruiting in 2024/25: 7 households, at most 6"]


def two_years(approvals: int) -> Instance:
    """Return two years with decisions by quarter and so many approvals a year today."""
    return supplied(
        settings=small.settings(financial_years=2),
        fostering=(small.fostering(approvals_per_year_today=approvals),),
    )


def test_recruitment_today_is_spread_over_decision_months_rounded_down() -> None:
    """3 a year over 4 quarters: 0.75, 1.5, 2.25, 3 round down to 0, 1, 2, 3. The last is too late."""
    found = recruitment_today(two_years(3), months(24))
    assert found == {("recruiting", small.month(m)): 1 for m in (4, 7, 10, 16, 19)}


def test_recruitment_today_of_more_than_one_a_quarter() -> None:
    """6 a year: 1.5, 3, 4.5, 6 round down to 1, 3, 4, 6, so 1, 2, 1, 2."""
    found = recruitment_today(two_years(6), months(24))
    sizes = [found.get(("recruiting", small.month(m)), 0) for m in (1, 4, 7, 10, 13, 16, 19, 22)]
    assert sizes == [1, 2, 1, 2, 1, 2, 1, 0]


def test_no_new_commitments_means_todays_recruitment_and_nothing_else() -> None:
    """3 a year: one each in months 4 and 7 (month 10 would be live too late)."""
    due = [commit("fostering", "recruiting", m, 1) for m in (4, 7)]
    assert not no_new_faults(supplied(), due, YEAR)
    assert no_new_faults(supplied(), due[:1], YEAR) == [
        "fostering recruiting from 2024-10-01: 0 households, 1 at today's rate"
    ]
    assert no_new_faults(supplied(), [*due, commit("block", "lodge_block", 1, 2)], YEAR) == [
        "block lodge_block from 2024-04-01: a new commitment"
    ]
    more = [due[0], commit("fostering", "recruiting", 7, 2)]
    assert no_new_faults(supplied(), more, YEAR) == [
        "fostering recruiting from 2024-10-01: 2 households, 1 at today's rate"
    ]
