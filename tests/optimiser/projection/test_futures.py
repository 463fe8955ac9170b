"""Sampled futures: shapes, seeds, spread."""

from dataclasses import replace

import numpy as np
import pytest

from optimiser.projection.futures import RATES, Futures, sample
from tests.optimiser.projection.records import counts, with_flow


def test_shapes_and_seeds() -> None:
    """(F, M + 1), nothing uncertain at the base date; the seed alone decides."""
    found = sample(with_flow(), "flow", 36, 50, 7)
    assert found.entry.shape == found.leaving.shape == (50, 37)
    assert (found.entry[:, 0] == 1.0).all()
    assert (found.leaving[:, 0] == 1.0).all()
    assert (found.dispersion, found.seed) == (RATES.dispersion, 7)
    again, other = sample(with_flow(), "flow", 36, 50, 7), sample(with_flow(), "flow", 36, 50, 8)
    assert np.array_equal(found.entry, again.entry)
    assert not np.array_equal(found.entry, other.entry)


def test_the_spread_is_counting_error_and_drift() -> None:
    """Of log rates after a year, with 60 starts and 60 ceases in two years; tails add freedom / (freedom - 2)."""
    found = sample(with_flow(), "flow", 12, 40_000, 1)
    tail = RATES.freedom / (RATES.freedom - 2)
    for multiplier, drift, counting in (
        (found.entry, RATES.entry_drift, RATES.dispersion / 60),
        (found.leaving, RATES.leaving_drift, 1 / 60),
    ):
        expected = (counting + drift**2 * 2 / 3 + drift**2) * tail
        assert np.log(multiplier[:, 12]).var() == pytest.approx(expected, rel=0.05)
        assert np.median(multiplier[:, 12]) == pytest.approx(1.0, abs=0.01)


def test_a_method_that_misses_by_more_has_wider_futures() -> None:
    """The same draws, their logs stretched."""
    flow, trend = (sample(with_flow(), method, 12, 20, 3).entry[:, 1:] for method in ("flow", "trend_last"))
    ratio = np.log(trend) / np.log(flow)
    assert ratio == pytest.approx(np.full(ratio.shape, ratio[0, 0]))
    assert ratio[0, 0] > 1.2


def test_without_flows_a_year_of_a_third_is_assumed() -> None:
    """100 children: 33 starts and ceases in one year, so wider than 60 in two."""
    little, much = (sample(record, "no_change", 12, 20_000, 1) for record in (counts(90, 100), with_flow()))
    assert np.log(little.entry[:, 1]).std() > np.log(much.entry[:, 1]).std()


def test_expected_entries_are_the_path_times_the_multiplier() -> None:
    """Two futures, two months, one cohort."""
    futures = Futures(np.array([[1.0, 2.0], [1.0, 0.5]]), np.ones((2, 2)), 1.0, 0)
    assert futures.expected_entries(np.array([[0.0], [3.0]])).tolist() == [[[0.0], [6.0]], [[0.0], [1.5]]]


def test_staying_is_raised_to_the_power_of_the_multiplier() -> None:
    """A tenth leaves a month, at twice the hazard 0.9 x 0.9 stay; who all leave still do; ageing keeps its part."""
    matrix = np.array([[0.6, 0.3], [0.0, 0.0]])
    futures = Futures(np.ones((1, 2)), np.array([[1.0, 2.0]]), 1.0, 0)
    assert futures.transitions(matrix, 0, 1) == pytest.approx(np.array([[0.54, 0.27], [0.0, 0.0]]))
    assert futures.transitions(matrix, 0, 0) == pytest.approx(matrix)


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
def test_arrivals_are_whole_and_as_dispersed_as_said(dispersion: float) -> None:
    """Mean 4, variance 4 times the dispersion; nobody where nobody is expected."""
    futures = Futures(np.ones((1, 2)), np.ones((1, 2)), dispersion, 0)
    drawn = futures.arrivals(np.array([4.0, 0.0])[None].repeat(100_000, axis=0), np.random.default_rng(5))
    assert drawn[:, 0].mean() == pytest.approx(4.0, rel=0.02)
    assert drawn[:, 0].var() == pytest.approx(4.0 * dispersion, rel=0.03)
    assert np.array_equal(drawn, drawn.round())
    assert not drawn[:, 1].any()


def test_at_least_one_future_and_month() -> None:
    """None is a mistake."""
    for months, futures in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="at least one future and one month"):
            sample(replace(with_flow()), "flow", months, futures, 0)
