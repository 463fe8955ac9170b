"""What a plan says of a financial year up to the end of a period: pounds and children by head and provision."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audit.aliases import Floats
from audit.lines import Stream
from audit.payers import by_cohort
from audit.prices import Prices
from audit.recompute import Decisions, Recomputed, recompute
from audit.simulate import Simulation, monthly_periods
from audit.summary import fixed_today
from models.instance import Instance
from models.plan import Plan

type Key = tuple[str, str]
"""Budget head and provision."""

WITHOUT_CHILDREN = "none"
"""Provision of costs that no child's placement carries."""

_OF_OFFER = frozenset({"fees", "gap", "moves"})
_WITHOUT = frozenset({"step_down", "programme", "programme_setup", "income"})


@dataclass(frozen=True)
class Planned:
    """A plan's figures of a financial year.

    Attributes:
        to_date_gbp: pounds from 1 April, or where the plan begins later from then, to the end of the period; net of
            income, capital left out.
        year_gbp: pounds of all its months planned.
        average: average children to date.
        at_end: children at the end of the period.
    """

    to_date_gbp: dict[Key, float]
    year_gbp: dict[Key, float]
    average: dict[Key, float]
    at_end: dict[Key, float]

    @property
    def at_end_of(self) -> dict[str, float]:
        """Children at the end of the period by provision, over all heads."""
        found: dict[str, float] = defaultdict(float)
        for (_, provision), children in self.at_end.items():
            found[provision] += children
        return dict(found)


def played(instance: Instance, plan: Plan) -> Recomputed:
    """Return a plan recomputed month by month from its decisions."""
    free = plan.summary.kind == "do_nothing"
    periods = monthly_periods(instance.calendar) if free else instance.calendar.periods
    decided = Decisions((*plan.admissions, *plan.tail_admissions), plan.commitments, plan.effects)
    prices = Prices(instance, plan.summary.prices)
    return recompute(instance, prices, plan.summary.demand, decided, periods, sells=plan.summary.kind == "plan")


def planned(instance: Instance, made: Recomputed, year: int, period: int) -> Planned:
    """Return a plan's figures of financial year number `year` (0 is the first), up to the end of `period`."""
    months = instance.calendar.months_of(year)
    first, last = months.start, instance.calendar.month_of(instance.calendar.after_period(year, period)) - 1
    provision = _provisions(instance)
    to_date: dict[Key, float] = defaultdict(float)
    whole: dict[Key, float] = defaultdict(float)
    for stream in made.streams:
        if stream.kind != "capital":
            key = (stream.budget_head, provision(stream))
            to_date[key] += float(stream.monthly[first : last + 1].sum())
            whole[key] += float(stream.monthly[months].sum())
    average: dict[Key, float] = defaultdict(float)
    at_end: dict[Key, float] = defaultdict(float)
    for key, children in _children(instance, made.simulation):
        average[key] += float(((children[first - 1 : last] + children[first : last + 1]) / 2.0).mean())
        at_end[key] += float(children[last])
    return Planned(dict(to_date), dict(whole), dict(average), dict(at_end))


def _provisions(instance: Instance) -> Callable[[Stream], str]:
    of_offer: dict[str, str] = {row.offer: row.provision for row in instance.offers}
    supply = {row.block: row.offer for row in instance.blocks}
    supply |= {row.home: row.offer for row in instance.homes}
    supply |= {row.service: row.offer for row in instance.fostering}
    fixed: dict[str, str] = {row.line: row.provision for row in instance.fixed_lines}

    def provision(stream: Stream) -> str:
        if stream.line in _WITHOUT:
            return WITHOUT_CHILDREN
        if stream.line == "fixed":
            return fixed[stream.id]
        return of_offer[stream.id if stream.line in _OF_OFFER else supply[stream.id]]

    return provision


def _children(instance: Instance, simulation: Simulation) -> list[tuple[Key, Floats]]:
    """Return children at the end of every month (T + 1,), by offer and by fixed provision that has a line."""
    found: list[tuple[Key, Floats]] = [
        ((offer.budget_head, offer.provision), simulation.stock[:, p].sum(axis=1))
        for p, offer in enumerate(instance.offers)
    ]
    heads = {row.provision: row.budget_head for row in reversed(instance.fixed_lines)}
    pools = (simulation.stock.sum(axis=1) + simulation.unplaced) @ by_cohort(instance)
    for (authority, provision), today in fixed_today(instance).items():
        head = next((head for name, head in heads.items() if name == provision), None)
        if head is not None and pools[0, authority] > 0:
            share = today / pools[0, authority]
            found.append(((head, provision), np.asarray(pools[:, authority] * share, dtype=np.float64)))
    return found
