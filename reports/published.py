"""The council's own projection as tables and as a dictionary."""

from models.findings import PublishedProjection
from reports.table import Table, percent, pounds
from reports.words import words


def published_tables(found: PublishedProjection) -> list[Table]:
    """Return the uplift table to the pound and the cost projection in thousands."""
    rows = [
        [words(t.line), percent(t.uplift_share, 2), pounds(t.base), *map(pounds, t.increments)] for t in found.types
    ]
    if found.rounding:
        rows.append(["rounding in the printed total", "", pounds(found.rounding), *("" for _ in found.years)])
    typed = sum(t.base for t in found.types) + found.rounding
    by_year = [sum(t.increments[i] for t in found.types) for i in range(len(found.years))]
    rows.append(["total of the types", "", pounds(typed), *map(pounds, by_year)])
    rows.append(["reconciling figure, not uplifted", "", pounds(found.untyped), *("" for _ in found.years)])
    rows.append(["total", "", pounds(found.base), *("" for _ in found.years)])
    uplift = Table(
        "The council's uplift table (pounds; each year's addition on the year before)",
        ["", "uplift", "today", *(f"added {year}" for year in found.years)],
        rows,
    )
    thousand = [round(amount / 1e3) for amount in (found.base, found.growth, found.uplift)]
    joint = found.joint_thousands
    growth = f"more children ({found.children_now:g} to {found.children_projected:g}; joint: whole children)"
    cost = [
        ["cost today", f"{thousand[0]:,}", f"{joint[0]:,}"],
        [growth, f"{thousand[1]:,}", f"{joint[1]:,}"],
        ["uplift (joint: of the grown cost)", f"{thousand[2]:,}", f"{joint[2]:,}"],
        [f"cost in {found.years[-1]}", f"{sum(thousand):,}", f"{sum(joint):,}"],
    ]
    foot = f"The published total leaves out the uplift of the growth: {sum(joint) - sum(thousand):,} thousand pounds."
    head = ["", "as published", "growth and uplift jointly"]
    return [uplift, Table("The council's cost projection (thousand pounds)", head, cost, foot=foot)]


def published_dictionary(found: PublishedProjection) -> dict[str, object]:
    """Return the projection as plain numbers: pounds, and the rounded thousands as printed."""
    joint = found.joint_thousands
    return {
        "children_now": found.children_now,
        "children_projected": found.children_projected,
        "years": list(found.years),
        "types": [
            {
                "line": t.line,
                "uplift_share": t.uplift_share,
                "base_gbp": t.base,
                "increments_gbp": [float(round(i)) for i in t.increments],
            }
            for t in found.types
        ],
        "rounding_gbp": found.rounding,
        "untyped_gbp": found.untyped,
        "base_gbp": found.base,
        "growth_gbp": round(found.growth, 2),
        "uplift_gbp": round(found.uplift, 2),
        "total_gbp": round(found.total, 2),
        "joint_gbp": round(found.joint, 2),
        "thousands": {
            "base": round(found.base / 1e3),
            "growth": round(found.growth / 1e3),
            "uplift": round(found.uplift / 1e3),
            "total": round(found.base / 1e3) + round(found.growth / 1e3) + round(found.uplift / 1e3),
            "joint": sum(joint),
        },
    }
