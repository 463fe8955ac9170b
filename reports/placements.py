"""Children on the screen: by provision at each year end, and those without a sufficient placement."""

import datetime as dt
from collections import defaultdict

from models.calendar import FinancialYear
from models.frames import frame
from models.instance import Instance
from models.plan import Plan
from reports.table import Table, children, figure, pounds
from reports.words import in_order, words

LEAST_SHOWN = 0.005
"""Average children in the gap from which a need and age is shown: fewer print as 0.00."""
SEEN = 0.05
"""Children from which a provision is shown: fewer print as 0.0."""


def placements_table(instance: Instance, plan: Plan) -> Table:
    """Children by provision at the base date and at each year end."""
    today: dict[str, float] = defaultdict(float)
    for row in instance.placements_today:
        today[row.provision] += row.children
    base = instance.calendar.start - dt.timedelta(days=1)
    # A plan that begins inside a financial year has another base date than 31 March.
    ends = {str(base.year) if instance.calendar.elapsed_months == 0 else f"{base.day} {base:%b %Y}": dict(today)}
    for year, end in plan.summary.children_at_year_end.items():
        ends[str(FinancialYear.parse(year).start + 1)] = end
    found = in_order(provision for end in ends.values() for provision in end)
    shown = [p for p in found if any(end.get(p, 0.0) >= SEEN for end in ends.values())]
    rows = [[words(p), *(children(end.get(p, 0.0)) for end in ends.values())] for p in shown]
    rows.append(["all children in care", *(children(sum(end.values())) for end in ends.values())])
    return Table("Children in care on 31 March by provision (expected numbers)", ["", *ends], rows)


def gap_table(instance: Instance, plan: Plan) -> Table:
    """The sufficiency gap: children without a sufficient placement by need, age and year, in average children."""
    title = "Sufficiency gap (average children without a sufficient placement)"
    weeks = plan.summary.gap_child_weeks_by_year
    totals = _average_children(instance, plan)
    if not totals and not any(weeks.values()):
        return Table(title, [], [], foot="none: every child has a sufficient placement in this plan")
    years = list(weeks)
    needs = [need.need for need in instance.needs]
    rows = [
        [words(need), f"{ages[0]} to {ages[1]}", *(figure(by_year.get(year, 0.0), 2) for year in years)]
        for (need, ages), by_year in sorted(totals.items(), key=lambda item: (needs.index(item[0][0]), item[0][1]))
    ]
    by_year = {year: sum(found.get(year, 0.0) for found in totals.values()) for year in years}
    rows.append(["all", "", *(figure(by_year[year], 2) for year in years)])
    rows.append(["child-weeks", "", *(pounds(weeks[year]) for year in years)])
    return Table(title, ["need", "age", *years], rows, left=frozenset({0, 1}))


def _average_children(instance: Instance, plan: Plan) -> dict[tuple[str, tuple[int, int]], dict[str, float]]:
    """Return average children in the gap by need and ages, then by financial year."""
    if not plan.gap:
        return {}
    gap = frame(plan.gap)
    gap["year"] = [str(FinancialYear.of(day)) for day in gap["period_start"]]
    gap["children"] *= gap["period_start"].map(_year_shares(instance, plan))
    totals = gap.groupby(["need", "age_from", "age_to", "year"])["children"].sum().unstack("year").fillna(0.0)
    shown = totals[(totals >= LEAST_SHOWN).any(axis=1)]
    keys = [(str(need), (int(youngest), int(oldest))) for need, youngest, oldest in shown.index]
    years = [str(year) for year in shown.columns]
    counts = [dict(zip(years, map(float, row), strict=True)) for row in shown.to_numpy()]
    return dict(zip(keys, counts, strict=True))


def _year_shares(instance: Instance, plan: Plan) -> dict[dt.date, float]:
    """First day of each period to the share that it lasts of the months planned of its year."""
    calendar = instance.calendar
    single = plan.summary.kind == "do_nothing"
    spans = [range(m, m + 1) for m in range(1, calendar.horizon_months + 1)]
    periods = spans if single else [period.months for period in calendar.periods]
    year = calendar.year_index
    return {calendar.first_day(p.start): len(p) / len(calendar.months_of(year(p.start))) for p in periods}
