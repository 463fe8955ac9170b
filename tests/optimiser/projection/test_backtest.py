"""Holding out the last years, worked out by hand."""

import numpy as np
import pytest

from models.projections import HeldOut
from models.tables import PlacementHistory
from optimiser.projection.backtest import backtest, origins, scores
from optimiser.projection.mix import MIX_DRIFT, backtest_mix, factor, mix_of, mix_trend
from optimiser.projection.record import NotEnoughHistoryError
from optimiser.projection.widths import LAWS
from tests.optimiser.projection.records import counts, march, with_flow


def test_one_to_four_years_are_held_out() -> None:
    """Of seven counts, those before 2021, 2020, 2019 and 2018 are known."""
    found = list(origins(counts(1, 2, 3, 4, 5, 6, 7)))
    told = [(known.held_out_years, known.record.origin.year) for known in found]
    assert told == [(1, 2021), (2, 2020), (3, 2019), (4, 2018)]
    assert [known.held_out_years for known in origins(counts(5, 6))] == [1]
    assert list(origins(counts(5))) == []


def test_no_change_is_tried_on_what_came() -> None:
    """Known to 2021: 100, came 125: projected 20 % too few. Known to 2020: 80 for 100 and 125."""
    held_out, _ = backtest(counts(80, 100, 125))
    found = [item for item in held_out if item.method == "no_change"]
    assert [(i.held_out_years, i.day.year, i.projected, i.actual) for i in found] == [
        (1, 2022, 100.0, 125.0),
        (2, 2021, 80.0, 100.0),
        (2, 2022, 80.0, 125.0),
    ]
    assert found[0].error == pytest.approx(-0.2)
    years = (march(2022) - march(2021)).days / 365.25
    high = 100 * LAWS["no_change"].factor(0.9, np.array([years]), counts(80, 100, last=2021))[0]
    assert found[0].high == pytest.approx(high)
    assert found[0].inside == (high >= 125)


def test_methods_without_enough_history_are_named_with_the_origin() -> None:
    """A trend has two counts in 2021 and one in 2020."""
    _, lacking = backtest(counts(80, 100, 125))
    assert [(item.needs, item.origin) for item in lacking if item.method == "trend_last"] == [
        ("3 counts in the last five years; there are 2", march(2021)),
        ("3 counts in the last five years; there are 1", march(2020)),
    ]


def test_flow_is_tried_with_the_periods_known_then() -> None:
    """From 2021 with the year to 2021; from 2020 no period had ended."""
    held_out, lacking = backtest(with_flow())
    found = [item for item in held_out if item.method == "flow"]
    assert [(item.origin, item.day) for item in found] == [(march(2021), march(2022))]
    assert found[0].projected == pytest.approx(100.0)
    assert [item.origin for item in lacking if item.method == "flow"] == [march(2020)]


def held(method: str, actual: float, projected: float, low: float, high: float) -> HeldOut:
    """Return a count held out."""
    return HeldOut(method, "children in care", 1, march(2021), march(2022), actual, projected, low, high)


def test_scores_are_means_over_counts() -> None:
    """10 % too many inside, 30 % too few outside: error 20 %, bias -10 %, half covered; nobody counts for nothing."""
    items = [
        held("a", 100, 110, 90, 120),
        held("a", 100, 70, 60, 80),
        held("a", 0, 1, 0, 2),
        held("b", 50, 50, 40, 60),
    ]
    first, second = scores(items)
    assert (first.method, first.counts, first.coverage) == ("a", 2, 0.5)
    assert (first.absolute_error, first.bias) == pytest.approx((0.2, -0.1))
    assert (second.method, second.absolute_error, second.coverage) == ("b", 0.0, 1.0)
    assert np.isnan(items[2].error)


def placed(year: int, **children: float) -> list[PlacementHistory]:
    """Return placements by type on 31 March."""
    return [
        PlacementHistory(type=kind, day=march(year), children=count, source="test")
        for kind, count in children.items()
    ]


def test_the_last_mix_is_held() -> None:
    """Known to 2021: three quarters in families, of 100 children as flow has it; 80 came, and 20 in homes."""
    mix = mix_of([*placed(2021, family=75, homes=25), *placed(2022, family=80, homes=20)])
    assert mix is not None
    held_out, lacking = backtest_mix(with_flow(), mix)
    assert [(i.method, i.what, i.projected, i.actual) for i in held_out] == [
        ("mix_held", "family", pytest.approx(75.0), 80.0),
        ("mix_held", "homes", pytest.approx(25.0), 20.0),
    ]
    assert all(item.inside for item in held_out)
    assert [item.needs for item in lacking] == [
        "placements by type on 3 days; there are 1",
        "placements by type on or before 2020-03-31",
        "placements by type on or before 2020-03-31",
    ]


def test_a_type_without_children_may_get_some() -> None:
    """Nobody in secure homes in 2021, two in 2022: projected 0, at most 0.5 x exp(1.476 x about 1.01) = 2.2, so 3."""
    mix = mix_of([*placed(2021, family=100, secure=0), *placed(2022, family=98, secure=2)])
    assert mix is not None
    held_out, _ = backtest_mix(with_flow(), mix)
    secure = next(item for item in held_out if item.what == "secure")
    assert (secure.projected, secure.low, secure.high) == (0, 0, 3)
    assert secure.inside


def test_the_trend_of_a_mix_goes_on_and_stops_at_nothing() -> None:
    """Homes 10, 20, 30 %: 40 % a year later; the other way nobody is left after three years."""
    rows = [
        *placed(2020, family=90, homes=10),
        *placed(2021, family=80, homes=20),
        *placed(2022, family=70, homes=30),
    ]
    mix = mix_of(rows)
    assert mix is not None
    assert mix_trend(mix, 1.0) == pytest.approx([0.6, 0.4], abs=1e-3)
    assert mix_trend(mix, 20.0) == pytest.approx([0.0, 1.0])
    with pytest.raises(NotEnoughHistoryError, match="placements by type on 3 days; there are 2"):
        mix_trend(mix.until(march(2021)), 1.0)


def test_a_type_is_less_certain_than_the_total() -> None:
    """Variances of logs add: the total's, (1 - 0.2) / (0.2 x 100) for chance, the mix's drift over its own years."""
    law, known, year = LAWS["flow"], counts(90, 100), np.array([1.0])
    found = factor(0.9, 1.0, 2.0, known, np.array([0.2]), "flow")
    scale = law.scale(year, 100.0, known.unrest)[0]
    ratio = np.log(found[0]) / np.log(law.factor(0.9, year, known)[0])
    assert ratio == pytest.approx(np.sqrt(scale**2 + 0.8 / 20 + 2 * MIX_DRIFT**2) / scale)


def test_no_placements_no_mix() -> None:
    """An empty table."""
    assert mix_of([]) is None
