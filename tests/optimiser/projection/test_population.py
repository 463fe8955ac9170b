"""Children in care per resident child, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from optimiser.projection.population import population_rate, rate_per_10000
from optimiser.projection.record import NotEnoughHistoryError, People
from tests.optimiser.projection.records import YEARS, counts, march, with_flow


def test_children_in_care_follow_residents() -> None:
    """11,000 residents today, 500 more each year: 100 children grow by 500 / 11,000."""
    found = population_rate(with_flow(), YEARS)
    assert found == pytest.approx([100, 104.545, 109.091, 113.636], abs=0.02)
    assert rate_per_10000(with_flow()) == pytest.approx(100 / 11_000 * 10_000, rel=1e-3)


def test_each_group_weighs_as_its_children_in_care() -> None:
    """Three quarters come from a group that doubles in a year, a quarter from one that stays: 1.75 times as many."""
    days = (march(2022), march(2023))
    record = replace(
        counts(80, 100),
        people=(People(0.75, days, np.array([1e3, 2e3])), People(0.25, days, np.array([9e3, 9e3]))),
    )
    assert population_rate(record, np.array([0.0, 365 / 365.25])) == pytest.approx([100.0, 175.0])


def test_residents_must_be_known_to_the_end() -> None:
    """Neither carried on past the last figure nor back before the first."""
    span = "some group has them from 2020-03-31 to 2026-03-31 only"
    with pytest.raises(NotEnoughHistoryError, match=f"population figures for 2026-09-29; {span}"):
        population_rate(with_flow(), np.array([4.5]))
    with pytest.raises(NotEnoughHistoryError, match=f"population figures for 2019-03-31; {span}"):
        population_rate(replace(with_flow(), days=(march(2017), march(2018), march(2019))), YEARS)
    with pytest.raises(NotEnoughHistoryError, match="rows in the table population"):
        population_rate(counts(80, 100), YEARS)
