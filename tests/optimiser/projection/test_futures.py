"""Sampled futures: shapes, seeds, spread."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from optimiser.projection.futures import RATES, Futures, level_at, sample
from optimiser.projection.record import Record
from tests.optimiser.projection.records import counts, march, with_flow, yearly_flow


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
    """Of log rates after a year, with 60 starts and 60 ceases in two years.

    Tails add freedom / (freedom - 2) to drift. Half an event counts besides; the log of a gamma of
    shape k has the variance trigamma(k).
    """
    found = sample(with_flow(), "flow", 12, 40_000, 1)
    tail = RATES.freedom / (RATES.freedom - 2)
    for multiplier, drift, events in (
        (found.entry, RATES.entry_drift, 60 / RATES.dispersion),
        (found.leaving, RATES.leaving_drift, 60.0),
    ):
        level = 1 / (events + 0.5) + drift**2 * 2 / 3 * tail
        expected = special.polygamma(1, 1 / level) + drift**2 * tail
        assert np.log(multiplier[:, 12]).var() == pytest.approx(expected, rel=0.05)
        assert np.median(multiplier[:, 12]) == pytest.approx(1.0, abs=0.01)


def test_with_many_counts_the_level_is_lognormal() -> None:
    """10,000 starts and ceases a year, 1 and 2 standard deviations either side: a gamma is hard to tell from it."""
    shares = stats.norm.cdf([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert level_at(shares, 1e-4) == pytest.approx(np.exp([-0.02, -0.01, 0.0, 0.01, 0.02]), abs=2e-4)


@pytest.mark.parametrize("method", ["flow", "published"])
@pytest.mark.parametrize(
    ("before", "starts", "ceases", "after"), [(20, 1, 2, 19), (10, 12, 2, 20), (4, 8, 2, 10), (12, 0, 0, 12)]
)
def test_a_year_of_few_children_does_not_explode(
    method: str, before: float, starts: float, ceases: float, after: float
) -> None:
    """A rate of which two events were counted may be nil, but hardly many times two.

    Of a rate with n counted events the gamma of shape n + 1/2 has one in ten thousand above 33 times its median
    at n = 0 (0.5: 7.57 / 0.227) and above 12 times at n = 0.65 (one start, dispersion 1.55).
    """
    flows = (yearly_flow(2022, [starts], [ceases], [before], [after]),)
    record = Record((march(2021), march(2022)), np.array([before, after]), flows=flows)
    found = sample(record, method, 36, 10_000, 1)
    for multiplier, at_most in ((found.entry, 60.0), (found.leaving, 60.0)):
        assert multiplier.max() < at_most
        assert (multiplier >= 0.0).all()
        assert np.quantile(multiplier[:, 1], 0.95) < 20.0


def test_drift_and_tails_do_not_widen_what_was_counted() -> None:
    """A rate that does not drift is uncertain by its counts alone, 60 / 1.55 and a half, by every method."""
    still = replace(RATES, entry_drift=0.0)
    flow, trend = (sample(with_flow(), method, 12, 20_000, 3, still).entry for method in ("flow", "trend_last"))
    assert np.array_equal(flow, trend)
    assert np.array_equal(flow[:, 1], flow[:, 12])
    shape = 60 / RATES.dispersion + 0.5
    expected = stats.gamma.ppf([0.05, 0.5, 0.95], shape) / stats.gamma.median(shape)
    assert np.quantile(flow[:, 1], [0.05, 0.5, 0.95]) == pytest.approx(expected, rel=0.01)


def test_a_method_that_misses_by_more_has_wider_futures() -> None:
    """The same draws, the steps of their logs stretched."""
    flow, trend = (sample(with_flow(), method, 12, 20, 3).entry[:, 1:] for method in ("flow", "trend_last"))
    ratio = np.diff(np.log(trend), axis=1) / np.diff(np.log(flow), axis=1)
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
