"""The bridge of one year: from base budget to plan, step by step."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, LIGHT, WARM, data, finished

ENDS, MORE, LESS = "budget and plan", "adds", "takes off"


def bridge_chart(steps: list[tuple[str, float]]) -> Mapping[str, Any]:
    """Return a waterfall.

    Args:
        steps: label and amount in pounds: base budget first, then what is added, the plan (the sum) last.
    """
    rows: list[dict[str, Any]] = []
    height = 0.0
    for i, (label, amount) in enumerate(steps):
        end = i in (0, len(steps) - 1)
        start = 0.0 if end else height
        height = amount if end else height + amount
        low, high = sorted((start, height))
        kind = ENDS if end else MORE if amount >= 0 else LESS
        text = f"{amount / 1e6:.2f}" if end else f"{amount / 1e6:+.2f}"
        rows.append({"label": label, "from": low / 1e6, "to": high / 1e6, "kind": kind, "text": text})
    order = [row["label"] for row in rows]
    least = min(row["from"] for row in rows[1:-1]) if len(rows) > 2 else 0.0
    floor = least - 2.0 if least > 5.0 else None
    shown = rows if floor is None else [{**row, "from": max(row["from"], floor)} for row in rows]
    base = alt.Chart(data(shown), width=330, height=24 * len(rows)).encode(
        y=alt.Y("label:N", title=None, sort=order, axis=alt.Axis(labelLimit=330))
    )
    axis = alt.Scale(zero=True) if floor is None else alt.Scale(domainMin=floor, zero=False, nice=False)
    x = alt.X("from:Q", title=_axis(floor), scale=axis)
    scale = alt.Scale(domain=[ENDS, MORE, LESS], range=[DARK, WARM, LIGHT])
    legend = alt.Legend(orient="top")
    bars = base.mark_bar(stroke="#333", strokeWidth=0.5).encode(
        x=x, x2="to:Q", color=alt.Color("kind:N", title=None, scale=scale, legend=legend)
    )
    labels = base.mark_text(align="left", dx=5).encode(x=alt.X("to:Q"), text="text:N")
    return finished(bars + labels)


def _axis(floor: float | None) -> str:
    return "million pounds" if floor is None else f"million pounds (axis begins at {floor:.1f})"
