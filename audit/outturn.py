"""The year that is planned anew from inside it: spent to date, the months left before and now, forecast outturn."""

from collections import defaultdict

from audit.monitoring import net_budgets
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
    spent = {row.budget_head: row.actual_to_date_gbp for row in found.positions}
    budgets = net_budgets(instance, found.financial_year)
    heads = dict.fromkeys([*spent, *left, *again, *budgets])
    return tuple(_outturn(head, budgets.get(head), spent.get(head), left[head], again[head]) for head in heads)


def _outturn(head: str, budget: float | None, spent: float | None, before: float, now: float) -> Outturn:
    forecast = None if spent is None else spent + now
    return Outturn(
        budget_head=head,
        net_budget_gbp=budget,
        actual_to_date_gbp=spent,
        left_before_gbp=before,
        left_now_gbp=now,
        forecast_gbp=forecast,
        variance_gbp=None if forecast is None or budget is None else forecast - budget,
    )
