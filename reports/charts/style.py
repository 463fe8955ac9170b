"""How charts look: safe for colour-blind readers and in greyscale, readable on A4 without zooming."""

from collections.abc import Mapping
from typing import Any

import altair as alt

DARK, MIDDLE, LIGHT, WARM = "#0b3c5d", "#5b8fb9", "#cfd8dc", "#d55e00"
"""Four tones that differ in lightness, so that they also do in greyscale."""
SHADES = ["#0b3c5d", "#2f6690", "#5b8fb9", "#8db3d3", "#c3d7e8", "#e8eff5"]
"""Dark to light."""
WIDTH = 600
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def finished(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> Mapping[str, Any]:
    """Return a chart as a Vega-Lite specification in the common style, its data inside, tooltips off."""
    styled = (
        chart.configure(font=_FONT, background="white")
        .configure_axis(labelFontSize=12, titleFontSize=12, labelLimit=300, gridColor="#e5e5e5", labelColor="#222")
        .configure_legend(labelFontSize=12, titleFontSize=12, labelLimit=320, symbolStrokeWidth=2)
        .configure_header(labelFontSize=12, titleFontSize=12)
        .configure_text(fontSize=12, font=_FONT)
        .configure_view(stroke=None)
        .configure_mark(tooltip=None)
    )
    found: Mapping[str, Any] = styled.to_dict()
    return found


def key(text: str) -> alt.Title:
    """Return a line above a chart that says what its marks are."""
    return alt.Title(text, anchor="start", fontSize=12, fontWeight="normal", color="#222", offset=12)


def data(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Return rows as data that stands in the specification."""
    return alt.InlineData(values=rows)
