"""The ledger of a plan: nominal pounds by financial year, as docs/mathematics.md, section 5.

Written from the optimiser's own arrays. `audit/` computes the same ledger from the written plan by other means, and
the two must agree to the penny.
"""

from collections import defaultdict

import numpy as np

from models.money import pence
from models.plan import LedgerKind, LedgerLine
from optimiser.commitments import Option
from optimiser.problem import Floats, Problem
from optimiser.trajectory import Trajectory

Key = tuple[str, str, LedgerKind, str]
"""Budget head, line, kind, id."""


def ledger(problem: Problem, path: Trajectory, options: tuple[Option, ...], units: Floats) -> tuple[LedgerLine, ...]:
    """Return the ledger of the reported years, rounded to the penny; lines of nothing are left out."""
    months: dict[Key, Floats] = defaultdict(lambda: np.zeros(problem.months + 1))
    _placements(problem, path, months)
    _commitments(problem, path, options, units, months)
    _fixed_and_income(problem, months)
    return _by_year(problem, months)


def _placements(problem: Problem, path: Trajectory, months: dict[Key, Floats]) -> None:
    average = path.average
    per_move = problem.instance.settings.money.move_gbp * problem.index["moves"]
    for p, offer in enumerate(problem.offers):
        weekly = problem.weekly_value[offer.provision]
        line = "gap" if p == problem.gap else "fees"
        months[offer.budget_head, line, "revenue", offer.offer] += (average[p] @ problem.price[p]) * weekly
        months[offer.budget_head, "moves", "revenue", offer.offer] += path.moves[p] * per_move


def _commitments(
    problem: Problem,
    path: Trajectory,
    options: tuple[Option, ...],
    units: Floats,
    months: dict[Key, Floats],
) -> None:
    for option, unit in zip(options, units, strict=True):
        if unit == 0:
            continue
        head = problem.offers[option.offer].budget_head
        if option.kind == "block":
            live = (np.arange(problem.months + 1) >= option.live) & (option.recurring > 0)
            used = path.average[option.offer].sum(axis=-1) / option.beds * live
            months[head, "block_used", "revenue", option.id] += unit * option.recurring * used
            months[head, "voids", "revenue", option.id] += unit * option.recurring * (1.0 - used)
        else:
            months[head, "home_running", "revenue", option.id] += unit * option.recurring
        for line, (month, amount) in option.one_off.items():
            months[head, line, "revenue", option.id][month] += unit * amount
        months[head, "capital", "capital", option.id][option.month] += unit * option.capital
        months[head, "grant", "capital", option.id][option.month] -= unit * option.capital * option.grant_share
        months[head, "mrp_and_interest", "financing", option.id] += unit * option.financing


def _fixed_and_income(problem: Problem, months: dict[Key, Floats]) -> None:
    for line in problem.instance.fixed_lines:
        amount = line.gbp_per_year / 12.0 * problem.index[line.uplift]
        months[line.budget_head, "fixed", "revenue", line.line] += amount
    years = [str(year) for year in problem.calendar.years]
    for row in problem.instance.income:
        if row.financial_year in years:
            first = 12 * years.index(row.financial_year) + 1
            months[row.budget_head, "income", "income", row.income][first : first + 12] -= row.amount_gbp / 12.0


def _by_year(problem: Problem, months: dict[Key, Floats]) -> tuple[LedgerLine, ...]:
    lines = []
    for number, year in enumerate(problem.calendar.years):
        for (head, line, kind, name), series in sorted(months.items()):
            amount = pence(series[12 * number + 1 : 12 * number + 13].sum())
            if amount:
                lines.append(
                    LedgerLine(
                        financial_year=str(year),
                        authority=problem.instance.settings.authority.id,
                        budget_head=head,
                        line=line,
                        kind=kind,
                        id=name,
                        amount_gbp=float(amount),
                    )
                )
    return tuple(lines)


def totals_by_year(lines: tuple[LedgerLine, ...], kinds: frozenset[LedgerKind], years: list[str]) -> dict[str, float]:
    """Return the sum of the rounded lines of some kinds by financial year, to the penny."""
    total = {year: pence(0.0) for year in years}
    for line in lines:
        if line.kind in kinds:
            total[line.financial_year] += pence(line.amount_gbp)
    return {year: float(amount) for year, amount in total.items()}


REVENUE: frozenset[LedgerKind] = frozenset({"revenue"})
NET: frozenset[LedgerKind] = frozenset({"revenue", "financing", "income"})
