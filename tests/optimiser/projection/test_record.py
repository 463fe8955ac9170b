"""What was known on a day."""

import datetime as dt

import numpy as np
import pytest

from optimiser.projection.record import TYPICAL_UNREST, NotEnoughHistoryError, Record, scaled
from tests.optimiser.projection.records import counts, march, with_flow


def test_until_forgets_what_came_later() -> None:
    """Counts and flows that had ended by then; the ages are those of the last of them, put on the last count."""
    known = with_flow().until(march(2021))
    assert known.days == (march(2020), march(2021))
    assert [flow.end for flow in known.flows] == [march(2021)]
    assert known.reasons == ()
    assert known.stock is not None
    assert known.stock.tolist() == [100.0]
    assert known.origin == march(2021)
    assert with_flow().until(march(2020)).stock is None


def test_years_count_back_from_the_origin() -> None:
    """0 today, 1 a year ago."""
    assert counts(80, 90, 100).years == pytest.approx([-2, -1, 0], abs=0.01)


def test_unrest_is_the_mean_square_of_yearly_changes() -> None:
    """A tenth up and a tenth down (of logs): 0.01 a year; older changes are forgotten, one count is typical."""
    up = 100 * np.exp(0.1)
    assert counts(100, up, 100).unrest == pytest.approx(0.01, rel=1e-3)
    assert counts(5, 100, up, 100, up, 100, up).unrest == pytest.approx(0.01, rel=1e-3)
    assert counts(100).unrest == TYPICAL_UNREST
    assert counts(0, 1).unrest == 0.0


def test_a_record_is_in_order() -> None:
    """Days ascend, once each; there is at least one, with a count."""
    for days, children in (((march(2021), march(2020)), [1.0, 2.0]), ((march(2021), march(2021)), [1.0, 2.0])):
        with pytest.raises(ValueError, match="the days of a record ascend"):
            Record(days, np.array(children))
    for days, children in (((), []), ((march(2021),), [1.0, 2.0])):
        with pytest.raises(ValueError, match="at least one count, and a day for each"):
            Record(days, np.array(children))


def test_nothing_was_known_before_the_first_count() -> None:
    """That is said."""
    with pytest.raises(NotEnoughHistoryError, match="a count on or before 2010-01-01"):
        counts(80, 90).until(dt.date(2010, 1, 1))


def test_ages_are_scaled_to_a_total() -> None:
    """In proportion; nobody stays nobody."""
    assert scaled(np.array([1.0, 3.0]), 8.0).tolist() == [2.0, 6.0]
    assert scaled(np.zeros(2), 8.0).tolist() == [0.0, 0.0]
