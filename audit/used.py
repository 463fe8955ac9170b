"""What a plan has used up of a financial year by the end of a month: pounds, releases, entries averted."""

from collections import defaultdict

from audit.effects import spread
from audit.recompute import Recomputed
from audit.simulate import Simulation, period_starts
from models.calendar import MONTHS_PER_YEAR
from models.instance import Instance
from models.plan import Plan
from models.replanning import SpentKey, UsedUp
from models.tables import Programme


def used_by(instance: Instance, plan: Plan, made: Recomputed, month: int) -> UsedUp:
    """Return what a plan has used up, from the start of a month's financial year (or its own) to the month's end.

    Args:
        instance: the instance that the plan was made for.
        plan: the plan.
        made: the plan recomputed.
        month: a month of the reported years.
    """
    calendar = instance.calendar
    year = calendar.year_index(month)
    months = range(calendar.months_of(year).start, month + 1)
    spent: dict[SpentKey, float] = defaultdict(float)
    for stream in made.streams:
        spent[stream.kind, stream.budget_head, stream.authority] += float(stream.monthly[months].sum())
    released = made.simulation.effects.released
    running = {pledge.terms: pledge.live for pledge in made.pledges if isinstance(pledge.terms, Programme)}
    return UsedUp(
        spent_gbp=dict(spent),
        released={pathway: float(children[months].sum()) for pathway, children in released.items()},
        averted_left={
            programme.programme: _most(instance, programme, live, year)
            - _averted(instance, plan, made.simulation, programme, months)
            for programme, live in running.items()
            if programme.effect == "averts_entries" and live <= month
        },
    )


def _most(instance: Instance, programme: Programme, live: int, year: int) -> float:
    """Return the entries that a programme may avert in a financial year, or in what its plan had left of one."""
    left = instance.left("programme", programme.programme) if year == 0 else None
    works = range(live + programme.lag_months, live + programme.term_months)
    months = sum(month in works for month in instance.calendar.months_of(year))
    return programme.places_per_year / MONTHS_PER_YEAR * months if left is None else left


def _averted(instance: Instance, plan: Plan, simulation: Simulation, programme: Programme, months: range) -> float:
    mine = [row for row in plan.effects if (row.kind, row.id) == ("averted", programme.programme)]
    starts = period_starts(instance.calendar, simulation.periods)
    return float(spread(instance, simulation.arrays, mine, starts, simulation.months).averted[months].sum())
