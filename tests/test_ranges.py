"""Ranges of numbers on the command line: both ends included, and what is no range."""

import datetime as dt
from typing import Any

import click
import pytest

from commands.ranges import Beds, MonthStart, Numbers


def test_both_ends_are_included() -> None:
    """Of sizes, and of levels that binary fractions miss by a hair."""
    assert Beds().convert("0:3", None, None) == (0, 1, 2, 3)
    assert Numbers().convert("0.55:0.7:0.05", None, None) == (0.55, 0.6, 0.65, 0.7)
    assert Numbers().convert("4000:5000:400", None, None) == (4000.0, 4400.0, 4800.0)


def test_lists() -> None:
    """Each once; sizes in order, other numbers as given."""
    assert Beds().convert("6,2,6", None, None) == (2, 6)
    assert Numbers().convert("1,0.85,0.9,1", None, None) == (1.0, 0.85, 0.9)
    assert Beds().convert("4", None, None) == (4,)


def test_steps_of_sizes() -> None:
    """Every second."""
    assert Beds().convert("0:6:2", None, None) == (0, 2, 4, 6)


@pytest.mark.parametrize("text", ["", "a:b", "5:2", "0:5:0", "0:5:-1", "1:2:3:4", "0:nan", "inf", "1,,2", ":"])
def test_no_range(text: str) -> None:
    """A number missing, ends the wrong way round, no step, no number."""
    with pytest.raises(click.BadParameter, match="is not"):
        Numbers().convert(text, None, None)


@pytest.mark.parametrize("text", ["0.5:2", "-1:3", "0:2000"])
def test_no_beds(text: str) -> None:
    """Halves, less than none, more than anybody has."""
    with pytest.raises(click.BadParameter, match=r"whole beds from 0|more than 1,000 numbers"):
        Beds().convert(text, None, None)


def test_too_many() -> None:
    """A million levels are a slip of the pen."""
    with pytest.raises(click.BadParameter, match="more than 1,000 numbers"):
        Numbers().convert("0:1:0.000001", None, None)


@pytest.mark.parametrize("text", ["2023-01", "2023-01-01", dt.date(2023, 1, 1)])
def test_months(text: Any) -> None:
    """By its first day."""
    assert MonthStart().convert(text, None, None) == dt.date(2023, 1, 1)


@pytest.mark.parametrize(("text", "says"), [("2023-13", "is not a month"), ("Jan", "is not a month")])
def test_no_month(text: str, says: str) -> None:
    """Thirteen, a name."""
    with pytest.raises(click.BadParameter, match=says):
        MonthStart().convert(text, None, None)


def test_not_the_first_of_a_month() -> None:
    """Contracts start on the first."""
    with pytest.raises(click.BadParameter, match="not the first day"):
        MonthStart().convert("2023-01-15", None, None)
