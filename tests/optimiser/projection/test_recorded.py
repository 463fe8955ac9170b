"""The tables of an instance as a record."""

import datetime as dt
from typing import Any

import pytest

from models.instance import Instance
from models.tables import Row
from optimiser.projection.recorded import period_start, recorded
from tests.optimiser.cases import children
from tests.optimiser.projection.records import march
from tests.oracles.small import cohort, instance, offer, row

GAP = offer("gap", "gap", "gap", placed_in="nowhere", grade="none")


def past(measure: str, year: int, count: float, ages: tuple[int, int] = (0, 17), month: int = 3) -> Row:
    """Return a row of history: a count on, or a flow in the year to, the end of a month."""
    end = {3: dt.date(year, 3, 31), 1: dt.date(year, 1, 31)}[month]
    months = 0 if measure == "looked_after" else 12
    return row(
        "history",
        measure=measure,
        period_end=end,
        period_months=months,
        children=float(count),
        age_from=ages[0],
        age_to=ages[1],
    )


def problem(**tables: Any) -> Instance:
    """Return an instance of April 2022 with two cohorts: 30 children under 16, 10 over, placements unknown."""
    cohorts = [cohort("child"), cohort("teen")]
    cohorts = [
        c.model_copy(update={"age_from": a, "age_to": b})
        for c, (a, b) in zip(cohorts, ((0, 15), (16, 17)), strict=True)
    ]
    today = (children(30, name="child"), children(10, name="teen"))
    return instance([GAP], cohorts, **{"placements_today": today, **tables})


def test_counts_of_several_ages_are_added_and_today_is_the_last() -> None:
    """20 + 12 a year ago, 25 all ages two years ago, 40 today."""
    found = recorded(
        problem(
            history=(
                past("looked_after", 2021, 20, (0, 15)),
                past("looked_after", 2021, 12, (16, 17)),
                past("looked_after", 2020, 25),
            )
        )
    )
    assert found.record.days == (march(2020), march(2021), march(2022))
    assert found.record.children.tolist() == [25.0, 32.0, 40.0]
    assert found.remarks == ()
    assert found.record.flows == ()


def test_flows_by_age_need_counts_by_the_same_ages_at_both_ends() -> None:
    """The year to 2021 has them, that to 2020 has no count before it; today's 40 get the ages of 2021."""
    bands = ((0, 15), (16, 17))
    rows = [
        past(measure, year, count, band)
        for year in (2020, 2021)
        for measure, by_band in (("looked_after", (21, 7)), ("starts", (8, 2)), ("ceases", (5, 4)))
        for band, count in zip(bands, by_band, strict=True)
    ]
    record = recorded(problem(history=tuple(rows))).record
    assert record.bands == bands
    assert [(flow.start, flow.end) for flow in record.flows] == [(march(2020), march(2021))]
    assert record.flows[0].starts.tolist() == [8.0, 2.0]
    assert record.flows[0].ceases.tolist() == [5.0, 4.0]
    assert record.flows[0].before.tolist() == [21.0, 7.0]
    assert record.stock is not None
    assert record.stock.tolist() == [30.0, 10.0]


def test_a_flow_may_end_on_the_base_date() -> None:
    """Its children are those that history counts there; today's 40 have the ages of that count, 20 to 12."""
    bands = ((0, 15), (16, 17))
    rows = [
        past(measure, year, count, band)
        for measure, years, by_band in (
            ("looked_after", (2021, 2022), (20, 12)),
            ("starts", (2022,), (8, 2)),
            ("ceases", (2022,), (5, 4)),
        )
        for year in years
        for band, count in zip(bands, by_band, strict=True)
    ]
    record = recorded(problem(history=tuple(rows))).record
    assert [(flow.start, flow.end) for flow in record.flows] == [(march(2021), march(2022))]
    assert record.flows[0].after.tolist() == [20.0, 12.0]
    assert record.days == (march(2021), march(2022))
    assert record.stock is not None
    assert record.stock.tolist() == [25.0, 15.0]


def test_without_ages_at_both_ends_all_ages_are_one_band() -> None:
    """The count of 2020 is by age, that of 2021 is not."""
    history = (
        past("looked_after", 2020, 28),
        past("looked_after", 2021, 20, (0, 15)),
        past("looked_after", 2021, 12, (16, 17)),
        past("starts", 2021, 8, (0, 15)),
        past("starts", 2021, 2, (16, 17)),
        past("ceases", 2021, 6),
    )
    record = recorded(problem(history=history)).record
    assert record.bands == ((0, 17),)
    assert record.flows[0].starts.tolist() == [10.0]
    assert record.flows[0].after.tolist() == [32.0]
    assert record.stock is not None
    assert record.stock.tolist() == [40.0]


def test_counts_that_are_left_out_are_told() -> None:
    """Ages with a hole, and a count of the base date that differs from the children in placements_today."""
    found = recorded(
        problem(
            history=(
                past("looked_after", 2020, 28, (0, 15)),
                past("looked_after", 2021, 30),
                past("looked_after", 2022, 44),
            )
        )
    )
    assert found.record.children.tolist() == [30.0, 40.0]
    assert found.remarks == (
        "history, looked_after of 2020-03-31: ages do not make up 0 to 17 once each; left out",
        "history counts 44 children on 2022-03-31, placements_today 40: the latter is used",
    )


def test_residents_by_age_get_the_children_of_those_ages() -> None:
    """Ages 0 to 7 hold half of the cohort of 0 to 15: 15 of 40; the rest 25."""
    people = [
        row("population", home_area=None, day=dt.date(year, 6, 30), people=count, age_from=low, age_to=high)
        for low, high, count in ((0, 7, 900.0), (8, 17, 1100.0))
        for year in (2030, 2021)
    ]
    groups = recorded(problem(population=tuple(people))).record.people
    assert [group.share for group in groups] == pytest.approx([15 / 40, 25 / 40])
    assert groups[0].days == (dt.date(2021, 6, 30), dt.date(2030, 6, 30))
    found = recorded(problem(population=tuple(people[:2])))
    assert found.record.people == ()
    assert found.remarks == (
        "population: its ages and areas hold 15 of 40 children in care, where each must be in one group; left out",
    )


def test_reasons_are_gathered_by_period() -> None:
    """Two reasons of one year; what ends after the base date is not known yet."""
    reasons = [
        row("ceases_by_reason", reason=name, period_end=march(year), period_months=12, children=3.0)
        for name, year in (("adoption", 2021), ("home", 2021), ("home", 2023))
    ]
    (period,) = recorded(problem(ceases_by_reason=tuple(reasons))).record.reasons
    assert (period.start, period.end, period.ceases) == (march(2020), march(2021), {"adoption": 3.0, "home": 3.0})


def test_a_period_starts_at_the_end_of_a_month() -> None:
    """Ten months to January begin after 31 March; twelve to a leap year's February after the February before."""
    assert period_start(dt.date(2022, 1, 31), 10) == dt.date(2021, 3, 31)
    assert period_start(dt.date(2020, 2, 29), 12) == dt.date(2019, 2, 28)
    assert period_start(dt.date(2021, 2, 28), 12) == dt.date(2020, 2, 29)
