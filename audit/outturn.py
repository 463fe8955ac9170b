"""The year that is planned anew from inside it: spent to date, the months left before and now, forecast outturn."""

from collections import defaultdict

from audit.planned import planned, played
from models.instance import Instance
from models.monitoring import Monitoring
from models.plan import Plan
from models.replanning import Outturn

NET = ("revenue", "financing", "income")


def outturns(found: Monitoring, before: tuple[Instance, Plan], now: Plan) -> tuple[Outturn, ...]:
    """Return each budget head of the year, those with actuals first.

    Args:
        found: the variance report of the last period before the new plan.
        before: the plan before and its instance.
        now: the plan made anew, whose first year is the rest of the year of the report.
    """
    instance, plan = before
    year = [str(known) for known in instance.calendar.years].index(found.financial_year)
    figures = planned(instance, played(instance, plan), year, found.period)
    left: dict[str, float] = defaultdict(float)
    for (head, _), gbp in figures.year_gbp.items():
        left[head] += gbp
    for (head, _), gbp in figures.to_date_gbp.items():
        left[head] -= gbp
    again: dict[str, float] = defaultdict(float)
    for line in now.ledger:
        if line.financial_year == found.financial_year and line.kind in NET:
            again[line.budget_head] += line.amount_gbp
    heads = dict.fromkeys([*(row.budget_head for row in found.positions), *left, *again, *found.without_actuals])
    return tuple(_outturn(found, head, left[head], again[head]) for head in heads)


def _outturn(found: Monitoring, head: str, before: float, now: float) -> Outturn:
    position = next((row for row in found.positions if row.budget_head == head), None)
    budget = None if position is None else position.net_budget_gbp
    forecast = None if position is None else position.actual_to_date_gbp + now
    return Outturn(
        budget_head=head,
        net_budget_gbp=budget,
        actual_to_date_gbp=None if position is None else position.actual_to_date_gbp,
        left_before_gbp=before,
        left_now_gbp=now,
        forecast_gbp=forecast,
        variance_gbp=None if forecast is None or budget is None else forecast - budget,
    )
