"""Where places are short: need by age, the number written in each field."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from reports.charts.style import data, finished


def gap_map_chart(rows: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return a heat map.

    Args:
        rows: `need`, `age`, `places`, in the order to be shown; every pair once.
    """
    needs = list(dict.fromkeys(row["need"] for row in rows))
    ages = sorted({row["age"] for row in rows}, key=lambda age: int(str(age).split()[0]))
    most = max((row["places"] for row in rows), default=0.0)
    base = alt.Chart(data(rows), width=90 * len(ages), height=44 * len(needs)).encode(
        x=alt.X("age:N", title="age", sort=ages, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("need:N", title=None, sort=needs),
    )
    scale = alt.Scale(domain=[0, most or 1], range=["#f4f7fa", "#0b3c5d"])
    fields = base.mark_rect(stroke="#333", strokeWidth=0.5).encode(
        color=alt.Color("places:Q", title="places", scale=scale)
    )
    ink = alt.condition(f"datum.places > {most / 2}", alt.value("white"), alt.value("black"))
    labels = base.mark_text().encode(text=alt.Text("places:Q", format=".0f"), color=ink)
    return finished(fields + labels)
