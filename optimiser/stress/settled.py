"""What programmes and pathways of a plan mean for one child: chances a month, from the plan's expected numbers."""

from dataclasses import dataclass

import numpy as np

from models.calendar import Period
from models.plan import Plan
from optimiser.problem import Floats, Ints, Problem


@dataclass(frozen=True)
class EffectRates:
    """Chances a month. Shapes: G cohorts, P offers, H reported months.

    Attributes:
        leaves: (H + 1, P, G), of a settled child, of going home by a programme.
        steps_down: (H + 1, P, G), of a settled child, of stepping down.
        trial: (G,), cohort after stepping down.
        averted: (H + 1, G), of an arrival, of being kept out of care.
    """

    leaves: Floats
    steps_down: Floats
    trial: Ints
    averted: Floats


def effect_rates(problem: Problem, plan: Plan) -> EffectRates:
    """Return the chances that give the plan's effects on average.

    A settled child's chance is the plan's number of the month over the plan's settled children at its start.
    """
    calendar, size = problem.calendar, len(problem.cohorts)
    last = calendar.horizon_months
    shape = (last + 1, len(problem.offers), size)
    flows = {"reunified": np.zeros(shape), "released": np.zeros(shape)}
    averted = np.zeros((last + 1, size))
    offers = {offer.offer: p for p, offer in enumerate(problem.offers)}
    cohorts = {cohort.cohort: g for g, cohort in enumerate(problem.cohorts)}
    spans = {calendar.first_day(t.first): t.months for t in periods_of(problem, plan)}
    for row in plan.effects:
        months = spans.get(row.period_start)
        if months is None or row.cohort is None:
            continue
        g, here = cohorts[row.cohort], slice(months.start, months.stop)
        if row.kind == "averted":
            entries = problem.entries[here, g].sum()
            averted[here, g] += row.amount / entries if entries > 0 else 0.0
        elif row.kind in flows and row.offer is not None:
            flows[row.kind][here, offers[row.offer], g] += row.amount / len(months)
    trial = np.arange(size)
    for pathway in problem.instance.step_downs:
        trial[cohorts[pathway.cohort]] = cohorts[pathway.trial_cohort]
    settled = settled_stock(problem, plan, flows)
    leaves, steps_down = (np.divide(f, settled, out=np.zeros(shape), where=settled > 0) for f in flows.values())
    return EffectRates(np.minimum(leaves, 1.0), np.minimum(steps_down, 1.0), trial, averted)


def settled_stock(problem: Problem, plan: Plan, flows: dict[str, Floats]) -> Floats:
    """(H + 1, P, G), the plan's settled children at month ends, before those who leave in the month by an effect."""
    total = flows["reunified"] + flows["released"]
    if not total.any():
        return np.zeros_like(total)
    state = _by_months(problem)
    admitted = monthly_admissions(problem, plan)
    settled = np.zeros_like(total)
    for month in range(1, len(total)):
        moved = state @ problem.transitions
        stay = moved * problem.eligible[:, None, :] * (1.0 - problem.hazard)
        stay[problem.gap] = 0.0
        older = np.zeros_like(stay)
        older[:, 1:] = stay[:, :-1]
        older[:, -1] += stay[:, -1]
        settled[month] = older[:, -1]
        older[:, -1] -= np.minimum(total[month], older[:, -1])
        older[:, 0] += admitted[month]
        state = older
    return settled


def _by_months(problem: Problem) -> Floats:
    """(P, L, G), today's children by whole months since admission; the last row holds all longer stays."""
    state = np.zeros(problem.hazard.shape)
    for child in problem.today:
        state[child.offer, min(child.months, state.shape[1] - 1), child.cohort] += child.children
    return state


def monthly_admissions(problem: Problem, plan: Plan) -> Floats:
    """(H + 1, P, G), children that the plan admits in each month; a period's are spread evenly over its months."""
    calendar = problem.calendar
    offers = {offer.offer: p for p, offer in enumerate(problem.offers)}
    cohorts = {cohort.cohort: g for g, cohort in enumerate(problem.cohorts)}
    spans = {calendar.first_day(t.first): t.months for t in periods_of(problem, plan)}
    admitted = np.zeros((calendar.horizon_months + 1, len(offers), len(cohorts)))
    for row in plan.admissions:
        months = spans[row.period_start]
        admitted[months.start : months.stop, offers[row.offer], cohorts[row.cohort]] += row.children / len(months)
    return admitted


def periods_of(problem: Problem, plan: Plan) -> tuple[Period, ...]:
    """Periods that the plan's rows speak of; do-nothing goes month by month."""
    if plan.summary.kind == "do_nothing":
        return tuple(Period(m, m, True) for m in range(1, problem.calendar.horizon_months + 1))
    return tuple(period for period in problem.calendar.periods if period.reported)
