"""Children on the screen: by provision at each year end, and those without a sufficient placement."""

import datetime as dt
from collections import defaultdict

from models.calendar import FinancialYear
from models.instance import Instance
from models.plan import Plan
from reports.table import Table, children, figure, pounds
from reports.words import in_order, words

SEEN = 0.05
"""Children from which a provision is shown: fewer print as 0.0."""


def placements_table(instance: Instance, plan: Plan) -> Table:
    """Children by provision at the base date and at each year end."""
    today: dict[str, float] = defaultdict(float)
    for row in instance.placements_today:
        today[row.provision] += row.children
    ends = {str(instance.calendar.start.year): dict(today)}
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
    shares = _year_shares(instance, plan)
    totals: dict[tuple[str, tuple[int, int]], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in plan.gap:
        year = str(FinancialYear.of(line.period_start))
        totals[line.need, (line.age_from, line.age_to)][year] += line.children * shares[line.period_start]
    return {
        key: dict(by_year) for key, by_year in totals.items() if any(count >= 0.005 for count in by_year.values())
    }


def _year_shares(instance: Instance, plan: Plan) -> dict[dt.date, float]:
    """First day of each period to the share of a year that the period lasts."""
    calendar = instance.calendar
    if plan.summary.kind == "do_nothing":
        return {calendar.first_day(month): 1.0 / 12.0 for month in range(1, calendar.horizon_months + 1)}
    return {calendar.first_day(period.first): len(period) / 12.0 for period in calendar.periods}
