"""Actuals against budget and plan: positions, the variance split into volume, mix and price, delivery."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from audit.planned import Key, Planned, planned, played
from models.instance import Instance
from models.money import pence
from models.monitoring import Actual, Delivery, Monitoring, Position, Split
from models.plan import CommitmentSummary, Plan

SOME = 1e-6
"""Average children below which a provision counts as having none."""


def monitoring(instance: Instance, plan: Plan, actuals: Sequence[Actual], year: int) -> Monitoring:
    """Return the report of the last period that the actuals have.

    Args:
        instance: the instance that the plan was made for.
        plan: the plan.
        actuals: rows of one financial year, of one or more periods; at least one. Where the plan begins inside that
            year, of what was spent since (`since_start`).
        year: number of the financial year, 0 for the plan's first.
    """
    calendar = instance.calendar
    period = max(row.period for row in actuals)
    earlier = max((row.period for row in actuals if row.period < period), default=None)
    now = [row for row in actuals if row.period == period]
    before = [row for row in actuals if row.period == earlier]
    figures = planned(instance, played(instance, plan), year, period)
    name = str(calendar.years[year])
    budgets = net_budgets(instance, name)
    heads = list(dict.fromkeys(row.budget_head for row in now))
    known = dict.fromkeys([*budgets, *(head for head, _ in figures.year_gbp)])
    end = calendar.after_period(year, period) - dt.timedelta(days=1)
    months = calendar.months_of(year)
    carried = len(months) / (calendar.month_of(end) - months.start + 1)
    return Monitoring(
        financial_year=name,
        period=period,
        period_end=end,
        earlier_period=earlier,
        positions=tuple(_position(head, budgets.get(head), figures, now, before, carried) for head in heads),
        splits=splits(figures, now),
        deliveries=tuple(_delivery(instance, row, figures, now, end) for row in plan.summary.commitments),
        without_actuals=tuple(head for head in known if head not in heads),
    )


def since_start(actuals: Sequence[Actual], passed: int) -> tuple[Actual, ...]:
    """Return actuals of what was spent since a plan began, and forecasts of the months from then on.

    Args:
        actuals: rows of the financial year in which it began, those of period `passed` among them.
        passed: accounting periods that were over when it began.
    """
    then = {(row.budget_head, row.provision): row for row in actuals if row.period == passed}
    found = []
    for row in (row for row in actuals if row.period > passed):
        before = then.get((row.budget_head, row.provision))
        spent, average = (before.actual_to_date_gbp, before.average_children) if before else (0.0, 0.0)
        months = row.period - passed
        changed = {
            "actual_to_date_gbp": row.actual_to_date_gbp - spent,
            "forecast_gbp": row.forecast_gbp - spent,
            "average_children": (row.period * row.average_children - passed * average) / months,
        }
        found.append(row.model_copy(update=changed))
    return tuple(found)


def net_budgets(instance: Instance, year: str) -> dict[str, float]:
    """Return gross less income budget of a financial year by budget head, all authorities together."""
    found: dict[str, float] = defaultdict(float)
    for row in instance.budgets:
        if row.financial_year == year:
            found[row.budget_head] += row.gross_gbp - row.income_gbp
    return dict(found)


def _position(
    head: str,
    budget: float | None,
    figures: Planned,
    now: Sequence[Actual],
    before: Sequence[Actual],
    carried: float,
) -> Position:
    actual = sum(row.actual_to_date_gbp for row in now if row.budget_head == head)
    forecast = sum(row.forecast_gbp for row in now if row.budget_head == head)
    last = [row.forecast_gbp for row in before if row.budget_head == head]
    return Position(
        budget_head=head,
        net_budget_gbp=budget,
        planned_gbp=sum(gbp for (of, _), gbp in figures.year_gbp.items() if of == head),
        planned_to_date_gbp=sum(gbp for (of, _), gbp in figures.to_date_gbp.items() if of == head),
        actual_to_date_gbp=actual,
        forecast_gbp=forecast,
        variance_gbp=None if budget is None else forecast - budget,
        movement_gbp=forecast - sum(last) if last else None,
        straight_line_gbp=actual * carried,
    )


def splits(figures: Planned, now: Sequence[Actual]) -> tuple[Split, ...]:
    """Return the variance to date of every head that has actuals, by provision, split to the penny."""
    actual: dict[Key, Actual] = {(row.budget_head, row.provision): row for row in now}
    heads = {head for head, _ in actual}
    keys: list[Key] = [key for key in figures.to_date_gbp if key[0] in heads and _counts(figures, key)]
    keys = list(dict.fromkeys([*actual, *keys]))
    planned_all = sum(figures.average.get(key, 0.0) for key in keys)
    actual_all = sum(row.average_children for row in now)
    return tuple(_split(key, figures, actual.get(key), planned_all, actual_all) for key in keys)


def _counts(figures: Planned, key: Key) -> bool:
    return bool(pence(figures.to_date_gbp[key])) or figures.average.get(key, 0.0) > SOME


def _split(key: Key, figures: Planned, row: Actual | None, planned_all: float, actual_all: float) -> Split:
    """Return one provision's variance; price is what volume, mix and other leave, so that all add to the penny."""
    due, spent = pence(figures.to_date_gbp.get(key, 0.0)), pence(0.0 if row is None else row.actual_to_date_gbp)
    children = figures.average.get(key, 0.0)
    found = 0.0 if row is None else row.average_children
    volume = mix = other = Decimal(0)
    if children > SOME:
        price = float(due) / children
        share = children / planned_all
        volume = pence((actual_all - planned_all) * share * price)
        mix = pence((found - actual_all * share) * price)
    elif found > SOME:
        # The plan has no price for it: all of it is the choice of another provision.
        mix, other = spent, -due
    else:
        other = spent - due
    return Split(
        budget_head=key[0],
        provision=key[1],
        reported=row is not None,
        planned_children=children,
        actual_children=found,
        planned_gbp=float(due),
        actual_gbp=float(spent),
        variance_gbp=float(spent - due),
        volume_gbp=float(volume),
        mix_gbp=float(mix),
        price_gbp=float(spent - due - volume - mix - other),
        other_gbp=float(other),
    )


def _delivery(
    instance: Instance, row: CommitmentSummary, figures: Planned, now: Sequence[Actual], end: dt.date
) -> Delivery:
    offers = {item.offer: item.provision for item in instance.offers}
    supply = {("block", item.block): item.offer for item in instance.blocks}
    supply |= {("home", item.home): item.offer for item in instance.homes}
    supply |= {("fostering", item.service): item.offer for item in instance.fostering}
    offer = supply.get((row.kind, row.id))
    provision = None if offer is None else offers[offer]
    reported = [item.children for item in now if item.provision == provision]
    return Delivery(
        kind=row.kind,
        id=row.id,
        size=row.size,
        start=row.start,
        live_from=row.live_from,
        due=row.live_from <= end,
        provision=provision,
        planned_children=None if provision is None else figures.at_end_of.get(provision, 0.0),
        actual_children=sum(reported) if reported else None,
    )
