"""Cost by year: base budget, plan and do-nothing."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, LIGHT, WARM, WIDTH, data, finished


def cost_chart(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return bars by year with their amounts written on them.

    Args:
        rows: `year`, `what`, `million`; at most three different `what`, in the order to be shown.
    """
    order = list(dict.fromkeys(row["what"] for row in rows))
    colours = [LIGHT, DARK, WARM] if len(order) == 3 else [DARK, WARM]
    base = alt.Chart(data(rows), width=WIDTH - 60, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("what:N", sort=order),
        y=alt.Y("million:Q", title="million pounds"),
    )
    legend = alt.Legend(orient="top")
    fill = alt.Color("what:N", title=None, sort=order, scale=alt.Scale(domain=order, range=colours), legend=legend)
    bars = base.mark_bar(stroke="#333", strokeWidth=0.5).encode(color=fill)
    labels = base.mark_text(dy=-7).encode(text=alt.Text("million:Q", format=".1f"))
    return finished(bars + labels)
