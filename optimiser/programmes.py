"""Programmes: starts on offer, and when one is in effect; docs/mathematics.md, sections 4 to 6."""

from dataclasses import replace

from models.calendar import Period
from models.money import annuity
from models.tables import Programme
from optimiser.block_prices import Uplifts
from optimiser.made import made_of
from optimiser.options import Option, between, charge_rate, in_months, nothing
from optimiser.problem import Problem


def programme_options(problem: Problem, programme: Programme) -> list[Option]:
    """Return the options of a programme by month of start; of one committed to before the plan, that alone."""
    calendar = problem.calendar
    made = list(made_of(problem.instance, calendar, "programme", programme.programme))
    if made:
        return [replace(_option(problem, programme, row.month), made=True) for row in made]
    first, latest = calendar.month_of(programme.start_from), calendar.month_of(programme.start_to)
    return [_option(problem, programme, month) for month in calendar.decision_months if first <= month <= latest]


def _option(problem: Problem, programme: Programme, month: int) -> Option:
    last = month + programme.term_months - 1
    index = problem.index[programme.uplift]
    setup = programme.setup_gbp * Uplifts(problem, programme.uplift).index(month)
    charge = annuity(setup, charge_rate(problem), programme.term_months / 12.0) / 12.0
    return Option(
        kind="programme",
        id=programme.programme,
        beds=0,
        month=month,
        live=month,
        most=1,
        offer=None,
        end=last,
        capacity=nothing(problem),
        there=nothing(problem),
        kept=nothing(problem),
        bed_price=nothing(problem),
        lines={
            "programme_setup": in_months(problem, {month: setup}),
            "programme": between(problem, max(month, 1), last, programme.gbp_per_year / 12.0) * index,
        },
        capital=nothing(problem),
        financing=nothing(problem),
        charge=between(problem, max(month, 1), last, charge),
    )


def in_effect(programme: Programme, start: int, period: Period) -> bool:
    """Return whether a programme started in month `start` works in every month of a period."""
    return start + programme.lag_months <= period.first and period.last <= start + programme.term_months - 1
