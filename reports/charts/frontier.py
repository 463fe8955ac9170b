"""What each level of a policy costs."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, WIDTH, data, finished


def frontier_chart(rows: list[dict[str, Any]], *, shares: bool) -> Mapping[str, Any]:
    """Return the frontier.

    Args:
        rows: `level` of the policy and cost in `million` pounds.
        shares: whether levels are shares, shown in per cent.
    """
    axis = alt.Axis(format=".1%" if shares else "g")
    line = (
        alt.Chart(data(rows), width=WIDTH - 80, height=240)
        .mark_line(color=DARK, point=alt.OverlayMarkDef(size=60, color=DARK))
        .encode(
            x=alt.X("level:Q", title="level asked", scale=alt.Scale(zero=False), axis=axis),
            y=alt.Y("million:Q", title="million pounds", scale=alt.Scale(zero=False)),
        )
    )
    return finished(line)
