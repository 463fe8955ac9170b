"""How near home children live: a ring, its parts from dark (near) to light (far), figures in the legend."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import SHADES, data, finished


def rings_chart(parts: list[tuple[str, float]]) -> Mapping[str, Any]:
    """Return a ring chart.

    Args:
        parts: ring in words and its share, nearest first; at most six.
    """
    rows: list[dict[str, Any]] = [
        {"ring": f"{label}: {100 * share:.1f} %", "share": share, "place": i}
        for i, (label, share) in enumerate(parts)
    ]
    order = [row["ring"] for row in rows]
    arcs = (
        alt.Chart(data(rows), width=240, height=220)
        .mark_arc(innerRadius=60, outerRadius=105, stroke="#333", strokeWidth=1)
        .encode(
            theta=alt.Theta("share:Q", stack=True),
            order=alt.Order("place:Q"),
            color=alt.Color(
                "ring:N", title=None, sort=order, scale=alt.Scale(domain=order, range=SHADES[: len(order)])
            ),
        )
    )
    return finished(arcs)
