"""Why the revenue of one plan differs from that of another: volume, mix, price, vacant beds, and the other lines."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.comparison import Compared, Effects
from models.instance import Instance
from models.plan import Plan

CHILD_LINES = frozenset({"fees", "block_used", "home_running", "gap"})
"""Ledger lines that pay for children in an offer."""
VACANT_LINES = frozenset({"voids", "emergency_kept"})


@dataclass
class _Year:
    """A year of a plan: child-weeks and pounds by offer, pounds of vacant beds, and of the other lines."""

    weeks: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pounds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    vacant: float = 0.0
    lines: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def compared(instances: tuple[Instance, Instance], plans: tuple[Plan, Plan], names: tuple[str, str]) -> Compared:
    """Explain the revenue of the second plan less that of the first.

    Args:
        instances: the two instances; years of which both plan the same months are compared.
        plans: the two plans.
        names: of the plans.
    """
    first, second = (_years(instance, plan) for instance, plan in zip(instances, plans, strict=True))
    same = same_years(*instances)
    by_year = {year: _effects(first[year], second[year]) for year in same}
    return Compared(names[1], names[0], by_year, _added(by_year.values()))


def same_years(first: Instance, second: Instance) -> list[str]:
    """Return the financial years of which both instances plan the same months, in order."""
    shares = [
        {str(y): each.calendar.share_of(n) for n, y in enumerate(each.calendar.years)} for each in (first, second)
    ]
    return [year for year, share in shares[0].items() if shares[1].get(year) == share]


def _years(instance: Instance, plan: Plan) -> dict[str, _Year]:
    calendar = instance.calendar
    found = {str(year): _Year() for year in calendar.years}
    weeks = _weeks(instance, plan)
    for row in plan.occupancy:
        year = str(calendar.year_of(calendar.month_of(row.period_start)))
        found[year].weeks[row.offer] += row.children * weeks[row.period_start]
    offer_of = _offers(instance)
    for line in plan.ledger:
        if line.kind != "revenue":
            continue
        here = found[line.financial_year]
        if line.line in CHILD_LINES:
            here.pounds[offer_of[line.id]] += line.amount_gbp
        elif line.line in VACANT_LINES:
            here.vacant += line.amount_gbp
        else:
            here.lines[line.line] += line.amount_gbp
    for each in found.values():
        for offer in [offer for offer in each.pounds if not each.weeks.get(offer)]:
            each.vacant += each.pounds.pop(offer)
    return found


def _weeks(instance: Instance, plan: Plan) -> dict[dt.date, float]:
    """Return the first day of each period of a plan to its weeks; a baseline's periods are months."""
    calendar = instance.calendar
    starts = sorted({row.period_start for row in plan.occupancy})
    firsts = [calendar.month_of(start) for start in starts] + [calendar.horizon_months + 1]
    return {
        start: float(calendar.weeks[first:after].sum())
        for start, first, after in zip(starts, firsts, firsts[1:], strict=False)
    }


def _offers(instance: Instance) -> dict[str, str]:
    """Return the id of a ledger line to its offer."""
    return {
        **{row.offer: row.offer for row in instance.offers},
        **{row.block: row.offer for row in instance.blocks},
        **{row.home: row.offer for row in instance.homes},
    }


def _effects(first: _Year, second: _Year) -> Effects:
    weeks = sum(first.weeks.values()), sum(second.weeks.values())
    average = sum(first.pounds.values()) / weeks[0] if weeks[0] else 0.0
    # An offer that the first plan does not use has no cost there: that it is used is mix, at the cost it has.
    of_first = {offer: _unit_cost(first, offer, second) for offer in second.weeks}
    at_first = sum(number * of_first[offer] for offer, number in second.weeks.items())
    names = {*first.lines, *second.lines}
    return Effects(
        volume=(weeks[1] - weeks[0]) * average,
        mix=at_first - weeks[1] * average,
        price=sum(second.pounds.values()) - at_first,
        vacant=second.vacant - first.vacant,
        lines={name: second.lines.get(name, 0.0) - first.lines.get(name, 0.0) for name in sorted(names)},
    )


def _unit_cost(first: _Year, offer: str, second: _Year) -> float:
    for year in (first, second):
        if year.weeks.get(offer):
            return year.pounds.get(offer, 0.0) / year.weeks[offer]
    return 0.0


def _added(years: Iterable[Effects]) -> Effects:
    every = list(years)
    names = sorted({name for year in every for name in year.lines})
    return Effects(
        volume=sum(year.volume for year in every),
        mix=sum(year.mix for year in every),
        price=sum(year.price for year in every),
        vacant=sum(year.vacant for year in every),
        lines={name: sum(year.lines.get(name, 0.0) for year in every) for name in names},
    )
