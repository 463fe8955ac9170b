"""Programmes: starts on offer, and when one is in effect; docs/mathematics.md, sections 4 to 6."""

from models.calendar import FinancialYear, Period, add_months
from models.money import annuity, rate_in
from models.tables import Programme
from optimiser.options import Option, between, charge_rate, nothing
from optimiser.problem import Problem


def programme_options(problem: Problem, programme: Programme) -> list[Option]:
    """Return the options of a programme by month of start."""
    calendar = problem.calendar
    first, latest = calendar.month_of(programme.start_from), calendar.month_of(programme.start_to)
    return [_option(problem, programme, month) for month in calendar.decision_months if first <= month <= latest]


def _option(problem: Problem, programme: Programme, month: int) -> Option:
    last = month + programme.term_months - 1
    index = problem.index[programme.uplift]
    setup = programme.setup_gbp * float(index[month])
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
            "programme_setup": between(problem, month, month, setup),
            "programme": between(problem, month, last, programme.gbp_per_year / 12.0) * index,
        },
        capital=nothing(problem),
        financing=nothing(problem),
        charge=between(problem, month, last, charge),
    )


def payments_after(problem: Problem, programme: Programme, start: int) -> float:
    """Return the nominal running cost due after the tail, at the last known uplift, of a start in month `start`."""
    calendar = problem.calendar
    rates = {
        FinancialYear.parse(row.financial_year): row.uplift_share
        for row in problem.instance.uplifts
        if row.uplift == programme.uplift and row.prices == problem.prices
    }
    index, total = float(problem.index[programme.uplift][-1]), 0.0
    for month in range(problem.months + 1, start + programme.term_months):
        day = add_months(calendar.start, month - 1)
        if day.month == 4:
            index *= 1.0 + rate_in(rates, FinancialYear.of(day))
        total += programme.gbp_per_year / 12.0 * index
    return total


def in_effect(programme: Programme, start: int, period: Period) -> bool:
    """Return whether a programme started in month `start` works in every month of a period."""
    return start + programme.lag_months <= period.first and period.last <= start + programme.term_months - 1


def term_cost(problem: Problem, option: Option) -> tuple[float, float]:
    """Return set-up and running cost over the whole term, nominal pounds, and the part after the reported months."""
    programme = next(p for p in problem.instance.programmes if p.programme == option.id)
    monthly = sum(option.lines.values(), start=nothing(problem))
    after = payments_after(problem, programme, option.month)
    beyond = float(monthly[problem.calendar.horizon_months + 1 :].sum())
    return float(monthly.sum()) + after, beyond + after
