"""Straight lines and no change, worked out by hand."""

import numpy as np
import pytest

from optimiser.projection.record import NotEnoughHistoryError
from optimiser.projection.trend import trend_fitted, trend_last
from optimiser.projection.unchanged import no_change
from tests.optimiser.projection.records import YEARS, counts


def test_no_change_repeats_the_last_count() -> None:
    """Whatever came before."""
    assert no_change(counts(40, 70), YEARS) == pytest.approx([70.0] * 4)


def test_both_anchors_agree_on_a_straight_line() -> None:
    """80, 90, 100: ten a year more."""
    record = counts(80, 90, 100)
    assert trend_last(record, YEARS) == pytest.approx([100, 110, 120, 130], abs=0.1)
    assert trend_fitted(record, YEARS) == pytest.approx([100, 110, 120, 130], abs=0.1)


def test_the_anchors_differ_where_the_last_count_lies_off_the_line() -> None:
    """80, 110, 110: least squares rises 15 a year through the mean of 100 a year ago, to 115 today."""
    record = counts(80, 110, 110)
    assert trend_fitted(record, YEARS) == pytest.approx([115, 130, 145, 160], abs=0.1)
    assert trend_last(record, YEARS) == pytest.approx([110, 125, 140, 155], abs=0.1)


def test_counts_of_more_than_five_years_ago_are_left_out() -> None:
    """A thousand children six years ago do not bend the line; the count of five years ago is in it."""
    assert trend_last(counts(1000, 50, 60, 70, 80, 90, 100), YEARS) == pytest.approx([100, 110, 120, 130], abs=0.1)
    assert trend_last(counts(1000, 60, 70, 80, 90, 100), YEARS)[1] < 0.5 * 100


def test_nobody_is_fewer_than_none() -> None:
    """A line that falls past 0 stays there."""
    assert trend_last(counts(90, 60, 30), np.array([5.0])) == pytest.approx([0.0])
    assert trend_fitted(counts(90, 60, 30), np.array([5.0])) == pytest.approx([0.0])


def test_a_line_needs_three_counts() -> None:
    """Two always lie on one, whatever happened."""
    for method in (trend_fitted, trend_last):
        with pytest.raises(NotEnoughHistoryError, match="3 counts in the last five years; there are 2"):
            method(counts(90, 100), YEARS)
