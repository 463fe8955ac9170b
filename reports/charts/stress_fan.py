"""What ten thousand futures cost, by year: the middle, nine in ten of them, and the plan."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import DARK, LIGHT, WARM, WIDTH, data, finished, key


def stress_fan_chart(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return a fan.

    Args:
        rows: `year`, `p5`, `p50`, `p95` in million pounds, by year in order; `plan` too, or in no row.
    """
    base = alt.Chart(data(rows), width=WIDTH - 80, height=240).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    )
    y = alt.Y("p5:Q", title="million pounds", scale=alt.Scale(zero=False))
    band = base.mark_area(color=LIGHT, stroke="#333", strokeWidth=0.5).encode(y=y, y2="p95:Q")
    bars = base.mark_rule(color="#555", strokeWidth=1.5).encode(y="p5:Q", y2="p95:Q")
    middle = base.mark_line(color=DARK, point=alt.OverlayMarkDef(size=60, color=DARK)).encode(y="p50:Q")
    names = base.mark_text(align="left", dx=8, dy=-12).encode(y="p50:Q", text=alt.Text("p50:Q", format=".1f"))
    layers = [band, bars, middle, names]
    told = "Line: the middle of the futures. Band: nine in ten of them."
    if all("plan" in row for row in rows):
        told += " Diamond: this plan."
        layers.append(base.mark_point(shape="diamond", size=90, color=WARM, filled=True).encode(y="plan:Q"))
    return finished(alt.layer(*layers).properties(title=key(told)))
