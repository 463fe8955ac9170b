"""When commitments are decided, when their first child comes, when they end."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, LIGHT, WIDTH, data, finished

BEFORE, RUNS = "decided, not yet open", "open"


def timeline_chart(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return bars over time, one line a commitment.

    Args:
        rows: `commitment`, `phase` (`BEFORE` or `RUNS`), `from` and `to` (ISO days), in the order to be shown.
    """
    order = list(dict.fromkeys(row["commitment"] for row in rows))
    scale = alt.Scale(domain=[BEFORE, RUNS], range=[LIGHT, DARK])
    bars = (
        alt.Chart(data(rows), width=WIDTH - 280, height=20 * len(order))
        .mark_bar(stroke="#333", strokeWidth=0.5)
        .encode(
            y=alt.Y("commitment:N", title=None, sort=order, axis=alt.Axis(labelLimit=300)),
            x=alt.X("from:T", title=None, axis=alt.Axis(format="%b %Y", labelAngle=-45, tickCount=8)),
            x2="to:T",
            color=alt.Color("phase:N", title=None, scale=scale, legend=alt.Legend(orient="top")),
        )
    )
    return finished(bars)
