"""What a block of each size saves, with its band."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, LIGHT, WIDTH, data, finished, key


def block_curve_chart(rows: list[dict[str, Any]], told: str) -> Mapping[str, Any]:
    """Return the curve of the block-size test.

    Args:
        rows: `beds`, and `saving`, `low`, `high` in thousand pounds.
        told: what line and band are, in words.
    """
    base = alt.Chart(data(rows), width=WIDTH - 80, height=240).encode(
        x=alt.X("beds:Q", title="beds", axis=alt.Axis(tickMinStep=1, format="d"))
    )
    y = alt.Y("low:Q", title="cost avoided, thousand pounds")
    band = base.mark_area(color=LIGHT, stroke="#333", strokeWidth=0.5).encode(y=y, y2="high:Q")
    line = base.mark_line(color=DARK, point=alt.OverlayMarkDef(size=50, color=DARK)).encode(y="saving:Q")
    return finished(alt.layer(band, line).properties(title=key(told)))
