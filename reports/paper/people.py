"""Children in the paper: by provision at year ends, in the past, by ring, and without a sufficient placement."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from audit.recompute import Recomputed
from models.fields import RINGS
from reports.paper.document import Cell, Figure, Grid
from reports.paper.facts import Facts
from reports.paper.redaction import SUPPRESSED, suppressed
from reports.paper.wording import sentence, year_end
from reports.words import in_order, words

SEEN = 0.05
"""Children from which a line is shown: fewer print as 0.0."""
SOUGHT = 0.5
"""Children from which a need is worth a line in a market position statement."""
MISSING, AWAY = "no sufficient placement if nothing is done", "outside the authority"
"""What places are short of: two different things, never added together."""
_FORECAST = "Forecasts are expected numbers"
_HIDDEN = f"'{SUPPRESSED}': a count of real children that is too small to publish, or would tell one that is."
_RING_WORDS = {
    "home_area": "in the home area",
    "in_authority": "elsewhere in the authority",
    "within_20_miles": "outside, within 20 miles",
    "adjoining": "next to the authority",
    "at_a_distance": "at a distance",
    "nowhere": "no sufficient placement",
}


def forecast(facts: Facts, children: float) -> Figure:
    """Return expected children: with a decimal, or rounded to whole for the public."""
    return Figure(float(round(children)), "whole") if facts.public else Figure(children, "children")


def counted(facts: Facts, counts: Sequence[float]) -> list[Cell]:
    """Return counts of real children that add up to a published total: for the public, without small ones."""
    if not facts.public:
        return [Figure(count, "whole" if count == round(count) else "children") for count in counts]
    return [SUPPRESSED if count is None else Figure(float(count), "whole") for count in suppressed(counts)]


def _notes(facts: Facts, rows: Sequence[Sequence[Cell]] = ()) -> list[str]:
    """Return how forecasts are shown, and what stands for a count that is hidden where one is."""
    return [f"{_FORECAST}, rounded to whole children." if facts.public else f"{_FORECAST}.", *_hidden(rows)]


def _hidden(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return what the sign for a hidden count means, where it stands in a table."""
    return [_HIDDEN] if any(cell == SUPPRESSED for row in rows for cell in row) else []


def today_by_provision(facts: Facts) -> dict[str, float]:
    """Return children at the base date by provision, fixed lines included."""
    today: dict[str, float] = defaultdict(float)
    for row in facts.instance.placements_today:
        today[row.provision] += row.children
    return dict(today)


def today_cells(facts: Facts) -> dict[str, Cell]:
    """Return the same as cells, suppressed once for all tables: what one table hides no other may show."""
    today = today_by_provision(facts)
    return dict(zip(today, counted(facts, list(today.values())), strict=True))


def placements_grid(facts: Facts) -> Grid:
    """Return children in care by provision at the base date and at each year end of the plan."""
    today = today_by_provision(facts)
    ends = facts.plan.summary.children_at_year_end
    seen: list[Mapping[str, float]] = [today, *ends.values()]
    shown = [p for p in in_order(p for end in seen for p in end) if any(end.get(p, 0.0) >= SEEN for end in seen)]
    first, none = today_cells(facts), Figure(0.0, "whole")
    rows: list[list[Cell]] = [
        [
            sentence(words(p)),
            first.get(p, none),
            *(forecast(facts, ends[year].get(p, 0.0)) for year in facts.years),
        ]
        for p in shown
    ]
    everybody = [sum(end.values()) for end in seen]
    base = facts.instance.calendar.start - dt.timedelta(days=1)
    rows.append(["All children in care", *(forecast(facts, number) for number in everybody)])
    return Grid(
        key="placements",
        title="Children in care by provision",
        head=["provision", f"{base.day} {base:%B %Y}", *map(year_end, facts.years)],
        rows=rows,
        unit="children",
        price_base="no prices",
        source=f"table placements_today; {facts.source}",
        notes=_notes(facts, rows),
        totals=frozenset({len(rows) - 1}),
    )


def history_grid(facts: Facts) -> Grid | None:
    """Return past counts and flows of children in care, all ages together; None without a history."""
    totals: dict[tuple[dt.date, str], float] = defaultdict(float)
    for row in facts.instance.history:
        totals[row.period_end, row.measure] += row.children
    if not totals:
        return None
    measures = ("looked_after", "starts", "ceases")
    rows: list[list[Cell]] = []
    for day in sorted({day for day, _ in totals}):
        counts = [counted(facts, [totals[day, m]])[0] if (day, m) in totals else "" for m in measures]
        rows.append([f"{day:%d %B %Y}", *counts])
    return Grid(
        key="history",
        title="Children in care so far",
        head=["day, or last day of the year", "looked after", "started", "ceased"],
        rows=rows,
        unit="children",
        price_base="no prices",
        source="table history of the instance",
        notes=_hidden(rows),
    )


def rings_grid(facts: Facts) -> Grid:
    """Return children by how near home they live, in the last year: the plan beside do-nothing."""
    year = facts.years[-1]
    plan, nothing = (_by_ring(facts, played, year) for played in (facts.made, facts.nothing))
    shown = [ring for ring in RINGS if max(plan[ring], nothing[ring]) >= SEEN]
    sums = sum(plan.values()), sum(nothing.values())
    rows: list[list[Cell]] = []
    for ring in shown:
        row: list[Cell] = [sentence(_RING_WORDS[ring])]
        for found, total in zip((plan, nothing), sums, strict=True):
            row += [forecast(facts, found[ring]), Figure(found[ring] / total if total else 0.0, "share")]
        rows.append(row)
    return Grid(
        key="rings",
        title=f"How near home children live, {year}",
        head=["ring", "this plan", "share", "do nothing", "share, do nothing"],
        rows=rows,
        unit="average children in chosen provisions, and their share",
        price_base="no prices",
        source=facts.source,
        notes=_notes(facts),
    )


def _by_ring(facts: Facts, played: Recomputed, year: str) -> dict[str, float]:
    """Return average children of a year by ring; the gap and areas without a row are nowhere."""
    rings = {(row.home_area, row.placed_in): row.ring for row in facts.instance.areas}
    average = played.simulation.average[list(facts.months(year))].mean(axis=0)
    found: dict[str, float] = dict.fromkeys(RINGS, 0.0)
    for p, offer in enumerate(facts.instance.offers):
        for g, cohort in enumerate(facts.instance.cohorts):
            ring = rings.get((cohort.home_area, offer.placed_in), "nowhere")
            found["nowhere" if offer.provision == "gap" else ring] += float(average[p, g])
    return found


def sufficiency_grid(facts: Facts) -> Grid:
    """Return what a market position statement asks providers for: need, age, area, number, by when."""
    missing = _sought(facts, facts.nothing, outside=False)
    away = _sought(facts, facts.made, outside=True)
    rows: list[list[Cell]] = []
    for what, found in ((MISSING, missing), (AWAY, away)):
        for (need, ages, area), (number, month) in found.items():
            day = facts.instance.calendar.first_day(month)
            cells: list[Cell] = [sentence(words(need)), ages, sentence(words(area)), what]
            rows.append([*cells, forecast(facts, number), f"{day:%b %Y}"])
    return Grid(
        key="sufficiency",
        title="Sufficiency gap for the market position statement",
        head=["need", "age", "home area", "what is short", "places", "by when"],
        rows=rows,
        unit="places, most in a month",
        price_base="no prices",
        source=facts.source,
        notes=[
            "Outside the authority: under this plan still, so that places nearer home are sought. By when: the month "
            f"in which the need is greatest. Lines under {SOUGHT:g} places are left out.",
            *_notes(facts),
        ],
    )


type Wanted = dict[tuple[str, str, str], tuple[float, int]]
"""Need, ages and home area to places, and the month in which they are most."""


def _sought(facts: Facts, played: Recomputed, *, outside: bool) -> Wanted:
    """Return children in the gap, or outside their authority, at their most by need (lowest first), ages and area."""
    instance = facts.instance
    near = {(r.home_area, r.placed_in) for r in instance.areas if r.ring in ("home_area", "in_authority")}
    horizon = instance.calendar.horizon_months
    average = played.simulation.average[: horizon + 1]
    series: dict[tuple[str, str, str], np.ndarray] = {}
    for g, cohort in enumerate(instance.cohorts):
        key = (cohort.need, f"{cohort.age_from} to {cohort.age_to}", cohort.home_area)
        counts = [
            (offer.provision != "gap" and (cohort.home_area, offer.placed_in) not in near)
            if outside
            else offer.provision == "gap"
            for offer in instance.offers
        ]
        series[key] = series.get(key, 0.0) + average[:, counts, g].sum(axis=1)
    ranks = {row.need: row.rank for row in instance.needs}
    ordered = sorted(series, key=lambda key: (ranks[key[0]], int(key[1].split()[0])))
    return {
        key: (float(series[key].max()), int(series[key].argmax())) for key in ordered if series[key].max() >= SOUGHT
    }
