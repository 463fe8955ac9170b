"""Draw the picture of a plan that the README shows.

Run:  .venv/bin/python docs/plan_picture.py PLAN docs/plan.png
"""

import json
import sys
from pathlib import Path

import altair as alt
import pandas as pd

NAMES = {
    "in_house_fostering": "in-house fostering",
    "connected_carers": "connected carers",
    "ifa": "IFA",
    "block_fostering": "fostering block",
    "residential": "residential, framework and spot",
    "block_residential": "residential block",
    "internal_home": "own homes",
    "supported_accommodation": "supported accommodation",
    "block_16plus": "16+ block",
    "gap": "gap",
}
COLOURS = [
    "#08519c",
    "#4292c6",
    "#9ecae1",
    "#c6dbef",
    "#a63603",
    "#e6550d",
    "#fdae6b",
    "#41ab5d",
    "#a1d99b",
    "#000000",
]


def occupancy(plan: Path) -> pd.DataFrame:
    """Return average children by provision and period of a plan folder."""
    offers = pd.read_csv(plan / "instance" / "offers.csv").set_index("offer")["provision"]
    rows = pd.read_csv(plan / "occupancy.csv", parse_dates=["period_start"])
    rows["provision"] = rows["offer"].map(offers).map(NAMES)
    return rows.groupby(["provision", "period_start"], as_index=False)["children"].sum()


def costs(plan: Path) -> pd.DataFrame:
    """Return cost by year of base budget, plan and do-nothing, in millions of pounds."""
    summary = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    series = {
        "base budget": summary["base_budget_gbp_by_year"],
        "this plan": summary["cost_gbp_by_year"],
        "do nothing": summary["baseline_gbp_by_year"],
    }
    frame = pd.DataFrame(series).rename_axis("year").reset_index()
    return frame.melt("year", var_name="what", value_name="gbp").assign(million=lambda rows: rows["gbp"] / 1e6)


def picture(plan: Path) -> alt.HConcatChart:
    """Return placements over time beside cost by year."""
    order = list(NAMES.values())
    children = (
        alt.Chart(occupancy(plan), title="Children by provision (average, chosen placements)", width=470, height=300)
        .mark_area()
        .encode(
            x=alt.X("period_start:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6)),
            y=alt.Y("children:Q", title="children"),
            color=alt.Color("provision:N", title=None, sort=order, scale=alt.Scale(domain=order, range=COLOURS)),
            order=alt.Order("rank:Q"),
        )
        .transform_calculate(rank=f"indexof({json.dumps(order)}, datum.provision)")
    )
    series = ["base budget", "this plan", "do nothing"]
    bars = alt.Chart(costs(plan), title="Cost by financial year (million pounds)", width=300, height=300).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("what:N", sort=series),
        y=alt.Y("million:Q", title=None),
    )
    scale = alt.Scale(domain=series, range=["#bdbdbd", "#08519c", "#e6550d"])
    columns = bars.mark_bar().encode(color=alt.Color("what:N", title=None, sort=series, scale=scale))
    labels = bars.mark_text(dy=-6, fontSize=10).encode(text=alt.Text("million:Q", format=".1f"))
    return alt.hconcat(children, columns + labels).resolve_scale(color="independent")


if __name__ == "__main__":
    picture(Path(sys.argv[1])).save(sys.argv[2], scale_factor=2)
