"""Children by provision over time, with the places there are where they are limited."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, WARM, data, finished

CHILDREN, PLACES = "children", "places at most"


def placements_chart(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return small charts, one a provision.

    Args:
        rows: `provision`, `day` (ISO), `what` (`CHILDREN` or `PLACES`), `number`, in the order to be shown.
    """
    order = list(dict.fromkeys(row["provision"] for row in rows))
    scale = alt.Scale(domain=[CHILDREN, PLACES], range=[DARK, WARM])
    dashes = alt.Scale(domain=[CHILDREN, PLACES], range=[[1, 0], [5, 4]])
    lines = (
        alt.Chart(data(rows), width=170, height=95)
        .mark_line(point=alt.OverlayMarkDef(size=25), strokeWidth=2)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %y", labelAngle=-45, tickCount=5)),
            y=alt.Y("number:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4)),
            color=alt.Color("what:N", title=None, scale=scale, legend=alt.Legend(orient="top")),
            strokeDash=alt.StrokeDash("what:N", title=None, scale=dashes, legend=None),
        )
    )
    facets = lines.facet(alt.Facet("provision:N", title=None, sort=order), columns=3)
    return finished(facets.resolve_scale(y="independent").resolve_axis(x="independent"))
