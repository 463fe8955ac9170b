"""Stock and stability as DfE counts them: what was recorded, beside the plan's forecast where the plan has one."""

import datetime as dt
from collections import defaultdict

import numpy as np

from audit.simulate import monthly_periods, simulate
from models.calendar import FinancialYear
from models.instance import Instance
from models.plan import Plan
from reports.table import Table, children, percent

ADULT_OF_MEASURE = 16
SETTLED_MONTHS = 24
NO_FORECAST = "no forecast"
_OWN = frozenset({"population", "three_or_more_placements", "looked_after_30_months", "same_placement_24_months"})
_FOOT = (
    "Recorded: from the council's return. Rate: the population is held at the recorded figure. 3+ placements: the "
    "plan counts moves and not who moves, so that it has no forecast.\n"
    "Same placement: recorded of under-16s looked after for 2.5 years or more; forecast of those looked after for 2 "
    "years or more, from two years after the start."
)


def measures_table(instance: Instance, plan: Plan) -> Table | None:
    """Return recorded measures beside the plan's forecast; None where the history holds none of DfE's measures."""
    counts = _last_counts(instance)
    if not _OWN & set(counts):
        return None
    ends = _year_ends(plan)
    forecast = [sum(by_provision.values()) for by_provision in plan.summary.children_at_year_end.values()]
    rows = [["children looked after", _count(counts.get("looked_after")), *map(children, forecast)]]
    if people := counts.get("population"):
        rates = [total / people * 10_000 for total in forecast]
        recorded = counts.get("looked_after")
        first = "" if recorded is None else children(recorded / people * 10_000)
        rows.append(["rate per 10,000 aged 0 to 17", first, *map(children, rates)])
    often = _share(counts.get("three_or_more_placements"), counts.get("looked_after"))
    rows.append(["3+ placements in the year", often, *(NO_FORECAST for _ in ends)])
    settled = _share(counts.get("same_placement_24_months"), counts.get("looked_after_30_months"))
    shares = settled_shares(instance, plan)
    rows.append(["same placement 2+ years, under 16", settled, *(_forecast(shares.get(year)) for year in ends)])
    recorded_on = instance.calendar.start - dt.timedelta(days=1)
    return Table(
        "As DfE counts, on 31 March", ["", f"recorded {recorded_on.year}", *map(str, ends)], rows, foot=_FOOT
    )


def settled_shares(instance: Instance, plan: Plan) -> dict[int, float]:
    """Return, by year of the 31 March, the share of under-16s in care for two years who have not moved since.

    The plan's admissions are played out; children there before, and admitted no later than two years before the day,
    are those who can have stayed for two years.
    """
    calendar = instance.calendar
    periods = monthly_periods(calendar) if plan.summary.kind == "do_nothing" else calendar.periods
    young = np.array([cohort.age_to < ADULT_OF_MEASURE for cohort in instance.cohorts])
    admissions = (*plan.admissions, *plan.tail_admissions)
    whole = simulate(instance, plan.summary.demand, admissions, periods)
    in_care = whole.stock.sum(axis=1) + whole.unplaced
    later = np.linalg.matrix_power(whole.arrays.drift, SETTLED_MONTHS)
    found: dict[int, float] = {}
    for number, year in enumerate(calendar.years):
        month = calendar.months_of(number)[-1]
        if month < SETTLED_MONTHS:
            continue
        since = month - SETTLED_MONTHS
        early = [row for row in admissions if calendar.month_of(row.period_start) <= since]
        stayed = simulate(instance, plan.summary.demand, early, periods).stock[month].sum(axis=0)
        there = (in_care[since] @ later)[young].sum()
        if there:
            found[year.start + 1] = float(stayed[young].sum() / there)
    return found


def _last_counts(instance: Instance) -> dict[str, float]:
    """Return each measure's count on the day before the start, ages added up."""
    day = instance.calendar.start - dt.timedelta(days=1)
    counts: dict[str, float] = defaultdict(float)
    for row in instance.history:
        if row.period_end == day:
            counts[row.measure] += row.children
    return dict(counts)


def _year_ends(plan: Plan) -> list[int]:
    return [FinancialYear.parse(year).start + 1 for year in plan.summary.children_at_year_end]


def _count(count: float | None) -> str:
    return "" if count is None else children(count)


def _share(part: float | None, whole: float | None) -> str:
    return "" if part is None or not whole else percent(part / whole)


def _forecast(share: float | None) -> str:
    return NO_FORECAST if share is None else percent(share)
