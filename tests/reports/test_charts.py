"""Charts: what they are drawn from, that they are drawn, and that they differ in greyscale."""

import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from reports.charts.bridge import ENDS, LESS, MORE, bridge_chart
from reports.charts.frontier import frontier_chart
from reports.charts.placements import CHILDREN
from reports.charts.render import png, svg
from reports.charts.style import DARK, LIGHT, MIDDLE, SHADES, WARM
from tests.reports.paper.samples import YEAR, picture

KEYS = (
    *("timeline", "rings_chart", "over_time_chart", "gap_map_chart", "cost", "bridge_chart"),
    *("stress_fan", "block_curve_chart", "frontier_chart"),
)


def values(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The data that stands in a chart."""
    found: list[dict[str, Any]] = spec["datasets"][spec["data"]["name"]]
    return found


def lightness(colour: str) -> float:
    """How light a colour is in greyscale, 0 to 1 (relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("key", KEYS)
def test_every_chart_is_drawn(key: str) -> None:
    """As SVG with words in it and nothing that runs or fetches; as PNG that fits A4."""
    drawn = svg(picture(key).spec)
    assert drawn.startswith("<svg")
    assert "<text" in drawn
    assert "<script" not in drawn
    assert drawn.count("http") == drawn.count("http://www.w3.org/")
    width = struct.unpack(">I", png(picture(key).spec, 1.0)[16:20])[0]
    assert width <= 800


def test_a_waterfall_goes_on_where_the_last_step_ended() -> None:
    """10 million, 3 more, 1 less: 0 to 10, 10 to 13, 12 to 13, 0 to 12."""
    spec = bridge_chart([("Base", 10e6), ("Demand", 3e6), ("Mix", -1e6), ("Plan", 12e6)])
    rows = [(row["from"], row["to"], row["kind"]) for row in values(spec)]
    assert rows == [(8.0, 10.0, ENDS), (10.0, 13.0, MORE), (12.0, 13.0, LESS), (8.0, 12.0, ENDS)]


def test_a_waterfall_of_small_amounts_begins_at_nothing() -> None:
    """Two million: nothing of the bars is cut off."""
    spec = bridge_chart([("Base", 2e6), ("Demand", 1e6), ("Plan", 3e6)])
    assert [row["from"] for row in values(spec)] == [0.0, 2.0, 0.0]


def test_a_waterfall_may_go_below_nothing() -> None:
    """One million less two: from 1 down to -1."""
    spec = bridge_chart([("Base", 1e6), ("Saved", -2e6), ("Plan", -1e6)])
    assert [(row["from"], row["to"]) for row in values(spec)] == [(0.0, 1.0), (-1.0, 1.0), (-1.0, 0.0)]


def test_charts_show_the_figures_of_their_tables() -> None:
    """Cost by year: base budget, plan, do-nothing in millions."""
    rows = {row["what"]: row["million"] for row in values(picture("cost").spec) if row["year"] == YEAR}
    assert rows == pytest.approx({"base budget": 3.3, "this plan": 2.64169666, "do nothing": 3.21291082})


def test_a_chart_says_what_its_marks_are() -> None:
    """Line, band and the plan's diamond, which the public does not see."""
    assert picture("stress_fan").spec["title"]["text"] == (
        "Line: the middle of the futures. Band: nine in ten of them. Diamond: this plan."
    )
    assert "Diamond" not in picture("stress_fan", public=True).spec["title"]["text"]
    assert picture("block_curve_chart").spec["title"]["text"].startswith("Line: cost avoided.")


def test_levels_of_shares_are_in_per_cent() -> None:
    """Others are numbers."""
    for shares, expected in ((True, ".1%"), (False, "g")):
        spec = frontier_chart([{"level": 0.5, "million": 2.0}], shares=shares)
        assert spec["encoding"]["x"]["axis"]["format"] == expected


def test_public_charts_hold_whole_forecasts_only() -> None:
    """Drawn from the redacted table: no decimal of a child, and nothing where a count is suppressed."""
    rows = values(picture("over_time_chart", public=True).spec)
    assert rows
    assert all(row["number"] == round(row["number"]) for row in rows)
    first = rows[0]["day"]
    today = [row["provision"] for row in rows if row["day"] == first and row["what"] == CHILDREN]
    assert "Residential (framework and spot)" not in today


def test_tones_differ_in_greyscale() -> None:
    """The three tones by a tenth of the way from black to white; each shade is a quarter lighter than the last."""
    tones = sorted(map(lightness, (DARK, WARM, LIGHT)))
    assert all(later - earlier > 0.1 for earlier, later in pairwise(tones))
    assert lightness(DARK) < lightness(MIDDLE) < lightness(LIGHT)
    shades = list(map(lightness, SHADES))
    assert shades == sorted(shades)
    assert all(later / earlier > 1.25 for earlier, later in pairwise(shades))
