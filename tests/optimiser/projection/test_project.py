"""The band around a central line, and which methods can run."""

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from models.projections import Fan
from optimiser.projection.project import available, default_method, fan, month_ends, project
from optimiser.projection.widths import LAWS, Law
from tests.optimiser.projection.records import counts, march, with_flow


def test_a_law_adds_chance_drift_and_unrest() -> None:
    """(50 / 100 + 0.1) x 2 + 0.5 x 0.1 x 4 = 1.4; the tenth of the t with 5 degrees lies 1.476 scales below."""
    law = Law(chance=50.0, drift=0.1, unrest=0.5, freedom=5.0)
    assert law.scale(np.array([2.0]), 100.0, 0.1) ** 2 == pytest.approx([1.4])
    record = counts(100.0 * np.exp(-(0.1**0.5)), 100.0)
    assert record.unrest == pytest.approx(0.1, rel=1e-3)
    assert np.log(law.factor(0.1, np.array([2.0]), record)) == pytest.approx([-1.47588 * 1.4**0.5], rel=1e-3)
    assert law.factor(0.5, np.array([2.0]), record) == pytest.approx([1.0])


def test_the_band_holds_four_futures_in_five() -> None:
    """And the wide one 19 in 20; at the base date there is nothing to miss."""
    found = fan("no_change", counts(490, 500), np.full(37, 500.0), LAWS["no_change"])
    scale = LAWS["no_change"].scale(np.array([3.0]), 500.0, np.log(500 / 490) ** 2)[0]
    for low, high, share in ((found.low, found.high, 0.8), (found.wide_low, found.wide_high, 0.95)):
        inside = np.diff(stats.t.cdf(np.log([low[36] / 500, high[36] / 500]) / scale, LAWS["no_change"].freedom))
        assert inside == pytest.approx([share], rel=1e-5)
        assert low[0] == high[0] == 500.0
        assert (np.diff(high) > 0).all()


def test_large_and_quiet_authorities_have_narrower_bands() -> None:
    """Chance weighs less among 2,000 children than among 100; what moved little is taken to go on so."""

    def width(before: float, now: float) -> float:
        return float(fan("flow", counts(before, now), np.full(13, now), LAWS["flow"]).high[12] / now)

    assert width(1980, 2000) < width(99, 100) < width(80, 100)


def test_month_ends_and_year_ends() -> None:
    """Every month end, leap year included; 31 March among them."""
    days = month_ends(march(2023), 24)
    assert days[:3] == (march(2023), dt.date(2023, 4, 30), dt.date(2023, 5, 31))
    assert days[11] == dt.date(2024, 2, 29)
    line = np.ones(25)
    assert Fan("x", days, line, line, line, line, line).year_ends == (0, 12, 24)


def test_methods_that_lack_history_are_named() -> None:
    """Two counts and nothing else leave no change; with flows, flow is the default."""
    fans, lacking = available(counts(90, 100), 12)
    assert [item.method for item in fans] == ["no_change"]
    assert {item.method for item in lacking} == LAWS.keys() - {"no_change"}
    assert default_method(counts(90, 100), 12) == "no_change"
    assert default_method(with_flow(), 36) == "flow"
    assert project(with_flow(), "flow", 36).central == pytest.approx(np.full(37, 100.0))
    assert all(item.central[0] == pytest.approx(100.0) for item in available(with_flow(), 36)[0])
