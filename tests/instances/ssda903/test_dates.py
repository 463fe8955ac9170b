"""Days: read off text, and years and months counted between them, against Python's own calendar."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instances.ssda903.dates import (
    BLANK,
    UNREADABLE,
    age_on,
    birthday,
    calendar_parts,
    day_number,
    day_of,
    financial_year_end,
    last_of_march,
    read_days,
    whole_months,
)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


def number(day: dt.date) -> np.ndarray:
    """Return a day as an array of one number."""
    return np.array([day_number(day)])


def read(text: str) -> int:
    """Return the number that a text is read as."""
    return int(read_days(pd.Categorical([text]))[0])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2024", dt.date(2024, 3, 31)),
        ("1/4/2024", dt.date(2024, 4, 1)),
        ("2024-03-31", dt.date(2024, 3, 31)),
        ("2024-03-31 00:00:00", dt.date(2024, 3, 31)),
        ("2024-03-31T00:00", dt.date(2024, 3, 31)),
        ("31/03/2024 00:00", dt.date(2024, 3, 31)),
        ("29/02/2024", dt.date(2024, 2, 29)),
    ],
)
def test_days_are_read(text: str, day: dt.date) -> None:
    """Day first with strokes, year first with hyphens; midnight is no time of day."""
    assert day_of(read(text)) == day


@pytest.mark.parametrize(
    "text",
    [
        *["31/02/2024", "2024-13-01", "29/02/2023", "00/01/2024", "1/1/24", "01-04-2024", "2024/04/01", "20240401"],
        *["31/03/1949", "31/03/2101", "31/03/2024 10:30", "x", "nan", "45382", "٣١/٠٣/٢٠٢٤", "2024-3-1", "1/13/2024"],
    ],
)
def test_what_is_no_day(text: str) -> None:
    """Other orders, two-digit years, days that are not, times of day, other digits: none is guessed at."""
    assert read(text) == UNREADABLE


def test_blank_is_no_fault() -> None:
    """Nothing given is not the same as something that is no day."""
    assert read("") == BLANK
    assert UNREADABLE < day_number(dt.date(1950, 1, 1)) < day_number(dt.date(2100, 1, 1)) < BLANK


def test_column_is_read_row_by_row() -> None:
    """Words are looked at once and spread over the rows."""
    column = pd.Categorical(["01/04/2024", "", "x", "01/04/2024"])
    assert read_days(column).tolist() == [
        day_number(dt.date(2024, 4, 1)),
        BLANK,
        UNREADABLE,
        day_number(dt.date(2024, 4, 1)),
    ]
    assert read_days(pd.Categorical([], [])).tolist() == []


@given(day=DAYS)
def test_parts_and_back(day: dt.date) -> None:
    """Number to day and day to number; year, month, day; both ways of writing."""
    assert day_of(day_number(day)) == day
    assert tuple(int(part[0]) for part in calendar_parts(number(day))) == (day.year, day.month, day.day)
    assert read(day.isoformat()) == read(day.strftime("%d/%m/%Y")) == day_number(day)


@given(born=DAYS, years=st.integers(0, 25))
def test_birthdays(born: dt.date, years: int) -> None:
    """On the birthday a child is that old, on the day before it is not; a leap day's child waits for 1 March."""
    reached = birthday(number(born), years)
    try:
        expected = born.replace(year=born.year + years)
    except ValueError:
        expected = dt.date(born.year + years, 3, 1)
    assert day_of(int(reached[0])) == expected
    assert age_on(number(born), reached)[0] == years
    assert age_on(number(born), reached - 1)[0] == years - 1


@given(start=DAYS, days=st.integers(0, 8000))
def test_whole_months(start: dt.date, days: int) -> None:
    """Months are whole when the day of the month is reached."""
    end = start + dt.timedelta(days=days)
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    assert whole_months(number(start), number(end))[0] == months


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2024, 3, 31), 2024),
        (dt.date(2024, 4, 1), 2025),
        (dt.date(2023, 12, 31), 2024),
        (dt.date(1969, 4, 1), 1970),
    ],
)
def test_financial_years_are_named_by_their_end(day: dt.date, year: int) -> None:
    """The year to 31 March 2024 is 2024."""
    assert financial_year_end(number(day))[0] == year
    assert last_of_march(2024) == day_number(dt.date(2024, 3, 31))
