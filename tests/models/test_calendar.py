"""Financial years, months, weeks, periods, and when commitments go live."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import FinancialYear, Period, PlanningCalendar, add_months, calendar_of

START = dt.date(2024, 4, 1)


def any_calendar(start: dt.date, years: int, quarters: int, every: int) -> PlanningCalendar:
    """Return a calendar from any month on, single months up to the end of a quarter."""
    passed = (start.month - 4) % 12
    years = max(years, 2 if passed else 1)
    return PlanningCalendar(start, years, min(3 * quarters - passed % -3, 12 * years - passed), every)


CALENDARS = st.builds(
    any_calendar,
    st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)).map(lambda day: day.replace(day=1)),
    st.integers(1, 5),
    st.integers(0, 20),
    st.sampled_from([1, 3, 6, 12]),
)


@pytest.mark.parametrize(("text", "start"), [("2024/25", 2024), ("1999/00", 1999), ("2099/00", 2099)])
def test_a_financial_year_is_read_and_written(text: str, start: int) -> None:
    """The second part is the next year's last two digits, also at the turn of a century."""
    assert FinancialYear.parse(text) == FinancialYear(start)
    assert str(FinancialYear(start)) == text


@pytest.mark.parametrize(
    "text", ["2024", "2024/26", "2024-25", "24/25", "2024/2025", "2024/25 ", "2024/25\n", "٢٠٢٤/٢٥", ""]
)
def test_anything_else_is_no_financial_year(text: str) -> None:
    """A bare year, another separator, a wrong second part, foreign digits."""
    with pytest.raises(ValueError, match="a financial year is written 2024/25"):
        FinancialYear.parse(text)


@pytest.mark.parametrize(
    ("day", "written"),
    [(dt.date(2024, 3, 31), "2023/24"), (dt.date(2024, 4, 1), "2024/25"), (dt.date(2025, 1, 1), "2024/25")],
)
def test_a_financial_year_begins_in_april(day: dt.date, written: str) -> None:
    """31 March belongs to the year before."""
    assert str(FinancialYear.of(day)) == written


def test_years_add_and_compare() -> None:
    """Years are moved by whole years, and subtracted to whole years."""
    year = FinancialYear.parse("2024/25")
    assert str(year + 2) == "2026/27"
    assert (year + 2) - year == 2
    assert year < year + 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2024, 4, 1), 0, dt.date(2024, 4, 1)),
        (dt.date(2024, 12, 31), 1, dt.date(2025, 1, 1)),
        (dt.date(2024, 1, 15), -1, dt.date(2023, 12, 1)),
        (dt.date(2024, 4, 1), 30, dt.date(2026, 10, 1)),
    ],
)
def test_months_are_added_to_the_first(day: dt.date, months: int, expected: dt.date) -> None:
    """The day of the month does not matter."""
    assert add_months(day, months) == expected


def test_periods_are_months_then_quarters_then_the_tail() -> None:
    """One year, six months singly: 6 months, 2 quarters, 4 quarters of tail."""
    calendar = PlanningCalendar(START, 1, 6, 3)
    assert calendar.periods == (
        *(Period(month, month, True) for month in range(1, 7)),
        Period(7, 9, True),
        Period(10, 12, True),
        *(Period(month, month + 2, False) for month in (13, 16, 19, 22)),
    )
    assert list(calendar.periods[6].months) == [7, 8, 9]
    assert len(calendar.periods[8]) == 3
    assert calendar.decision_months == (1, 4, 7, 10)


@given(CALENDARS)
def test_periods_cover_every_month_once(calendar: PlanningCalendar) -> None:
    """Also those of the tail."""
    months = [month for period in calendar.periods for month in period.months]
    assert months == list(range(1, calendar.all_months + 1))


@given(CALENDARS)
def test_weeks_add_to_the_days_of_the_years(calendar: PlanningCalendar) -> None:
    """All months, tail included, last from the start to the day before an April."""
    end = calendar.first_day(calendar.all_months + 1)
    assert (end.month, end.day) == (4, 1)
    assert calendar.weeks.sum() == pytest.approx((end - calendar.start).days / 7)
    assert calendar.weeks[0] == 0
    assert 28 / 7 <= calendar.weeks[1] <= 31 / 7


def test_february_in_a_leap_year() -> None:
    """February 2024 is month 11 of 2023/24 and has 29 days."""
    calendar = PlanningCalendar(dt.date(2023, 4, 1), 1, 12, 1)
    assert calendar.first_day(11) == dt.date(2024, 2, 1)
    assert calendar.weeks[11] == 29 / 7


def test_the_calendar_of_the_same_figures_is_the_same() -> None:
    """Made once and shared, so that nobody may write into its weeks; other figures have a calendar of their own."""
    calendar = calendar_of(START, 1, 12, 1)
    assert calendar_of(START, 1, 12, 1) is calendar
    assert calendar_of(START, 1, 12, 3) == PlanningCalendar(START, 1, 12, 3)
    with pytest.raises(ValueError, match="read-only"):
        calendar.weeks[1] = 0.0


@given(CALENDARS, st.integers(0, 72))
def test_months_and_days_agree(calendar: PlanningCalendar, month: int) -> None:
    """The number of a month's first day is the month; years change in April."""
    assert calendar.month_of(calendar.first_day(month)) == month
    assert calendar.year_of(month) == calendar.years[0] + calendar.year_index(month)


@given(CALENDARS)
def test_quarters_and_decisions_are_those_of_the_financial_year(calendar: PlanningCalendar) -> None:
    """Quarters begin in April, July, October and January; decisions every so many months from April on."""
    quarters = [calendar.first_day(period.first).month for period in calendar.periods if len(period) == 3]
    assert set(quarters) <= {1, 4, 7, 10}
    days = [calendar.first_day(month) for month in range(1, calendar.horizon_months + 1)]
    wanted = [day for day in days if (day.month - 4) % calendar.decision_every_months == 0]
    assert [calendar.first_day(month) for month in calendar.decision_months] == wanted


@given(CALENDARS)
def test_months_of_the_years_are_all_months(calendar: PlanningCalendar) -> None:
    """Each month is in its own year; every year but a part of one at the start has twelve; the tail is a year."""
    spans = [calendar.months_of(year) for year in range(calendar.financial_years + 1)]
    assert [month for span in spans for month in span] == list(range(1, calendar.all_months + 1))
    assert all(calendar.year_index(month) == year for year, span in enumerate(spans) for month in span)
    assert {len(span) for span in spans[1:]} == {12}
    assert calendar.share_of(0) == len(spans[0]) / 12
    assert len(spans[0]) + calendar.elapsed_months == 12
    monthly = np.arange(calendar.all_months + 1.0)
    assert calendar.yearly(monthly, tail=True) == pytest.approx(np.array([sum(span) for span in spans]))
    assert calendar.yearly(monthly) == pytest.approx(np.array([sum(span) for span in spans[:-1]]))


def test_a_start_in_february() -> None:
    """Two months of 2024/25, then a year: 2 single months, a year of quarters, the tail; decisions from April on."""
    calendar = PlanningCalendar(dt.date(2025, 2, 1), 2, 2, 6)
    assert list(map(str, calendar.years)) == ["2024/25", "2025/26"]
    assert (calendar.horizon_months, calendar.all_months) == (14, 26)
    assert [period.first for period in calendar.periods] == [1, 2, 3, 6, 9, 12, 15, 18, 21, 24]
    assert calendar.decision_months == (3, 9)
    assert [calendar.year_index(month) for month in (-10, -9, 1, 2, 3, 14, 15)] == [-1, 0, 0, 0, 1, 1, 2]
    assert calendar.months_of(0) == range(1, 3)
    assert calendar.months_of(1) == range(3, 15)
    assert calendar.share_of(0) == 2 / 12


@pytest.mark.parametrize(
    ("month", "live"),
    [(1, 1), (5, 5), (6, 6), (7, 7), (8, 10), (9, 10), (10, 10), (11, 13), (12, 13), (13, 13), (20, 20)],
)
def test_what_is_due_inside_a_quarter_waits(month: int, live: int) -> None:
    """Months singly up to 6, then quarters 7 to 9 and 10 to 12; past the horizon nothing is rounded."""
    assert PlanningCalendar(START, 1, 6, 3).live_month(month) == live


@given(CALENDARS, st.integers(1, 80))
def test_going_live_is_never_early(calendar: PlanningCalendar, month: int) -> None:
    """A commitment goes live in its month or up to two later, at the start of a period."""
    live = calendar.live_month(month)
    assert month <= live <= month + 2
    firsts = {period.first for period in calendar.periods}
    assert live in firsts or live > calendar.horizon_months


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((dt.date(2024, 4, 2), 1, 12, 3), "start is the first of a month"),
        ((dt.date(2024, 5, 1), 1, 11, 3), "financial_years is 2 to 5 where start is no 1 April"),
        ((dt.date(2024, 5, 1), 2, 12, 3), r"monthly_periods is one of 2, 5, 8, \.\.\. within the horizon"),
        ((dt.date(2025, 3, 1), 2, 0, 3), r"monthly_periods is one of 1, 4, 7, \.\.\. within the horizon"),
        ((dt.date(1999, 4, 1), 1, 12, 3), "start lies in the years 2000 to 2100"),
        ((START, 0, 0, 3), "financial_years is 1 to 5"),
        ((START, 6, 12, 3), "financial_years is 1 to 5"),
        ((START, 1, 4, 3), "monthly_periods is a multiple of 3"),
        ((START, 1, 15, 3), "monthly_periods is a multiple of 3 within the horizon"),
        ((START, 1, -3, 3), "monthly_periods is a multiple of 3 within the horizon"),
        ((START, 1, 12, 2), "decision_every_months is 1, 3, 6 or 12"),
    ],
)
def test_a_calendar_that_cannot_be(arguments: tuple[dt.date, int, int, int], message: str) -> None:
    """Each limit has a message that names the setting."""
    with pytest.raises(ValueError, match=message):
        PlanningCalendar(*arguments)
