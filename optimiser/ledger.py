"""The ledger of a plan: nominal pounds by financial year, as docs/mathematics.md, section 5.

Written from the optimiser's own arrays. `audit/` computes the same ledger from the written plan by other means, and
the two must agree to the penny.
"""

from collections import defaultdict

import numpy as np

from models.money import pence
from models.plan import LedgerKind, LedgerLine
from optimiser.columns import year_slice
from optimiser.commitments import Decisions
from optimiser.cost_lines import Line, option_lines, placement_lines, standing_lines
from optimiser.effect_lines import released_lines
from optimiser.options import Option
from optimiser.paid_beds import payments
from optimiser.problem import Floats, Problem
from optimiser.trajectory import Trajectory

Key = tuple[str, str, str, LedgerKind, str]
"""Authority, budget head, line, kind, id."""

INCOME_LINES = frozenset({"income", "void_sales"})


class Months:
    """Ledger lines by month: nominal pounds (M + 1,) by key, and who pays for what nobody uses."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.series: dict[Key, Floats] = defaultdict(lambda: np.zeros(problem.months + 1))

    def add(self, authority: int, head: str, line: str, name: str, monthly: Floats) -> None:
        """Add a line of revenue or income to an authority's account."""
        kind: LedgerKind = "income" if line in INCOME_LINES else "revenue"
        self.series[self.problem.authorities[authority], head, line, kind, name] += monthly

    def pay(self, line: Line, units: float = 1.0) -> None:
        """Add a line of revenue or income to the account of its authority, or of the owners of its offer."""
        if line.authority is not None:
            self.add(line.authority, line.head, line.line, line.id, units * line.monthly)
        else:
            assert line.offer is not None
            self.share(line.offer, line.line, "revenue", line.id, units * line.monthly)

    def share(self, offer: int, line: str, kind: LedgerKind, name: str, monthly: Floats) -> None:
        """Add a line of an offer's block, home or service, split between its owners."""
        head = self.problem.offers[offer].budget_head
        for authority, share in owners(self.problem, offer).items():
            self.series[authority, head, line, kind, name] += share * monthly


def owners(problem: Problem, offer: int) -> dict[str, float]:
    """Return the authorities that pay for an offer's block, home or service, with their shares."""
    row, own = problem.offers[offer], problem.instance.settings.authority.id
    shares = {s.authority: s.share for s in problem.instance.offer_shares if s.offer == row.offer}
    return shares or {row.authority or own: 1.0}


def ledger(problem: Problem, path: Trajectory, decisions: Decisions) -> tuple[LedgerLine, ...]:
    """Return the ledger of the reported years, rounded to the penny; lines of nothing are left out."""
    return _by_year(problem, monthly_lines(problem, path, decisions))


def monthly_lines(problem: Problem, path: Trajectory, decisions: Decisions) -> dict[Key, Floats]:
    """Return the ledger's lines by month, (M + 1,), before rounding."""
    months = Months(problem)
    _placements(problem, path, months)
    for option, unit in decisions.taken():
        _commitment(path, option, unit, months)
    for line in standing_lines(problem):
        months.pay(line)
    for beds, amount in decisions.sold:
        months.share(beds.offer, "void_sales", "income", beds.id, -amount * beds.monthly)
    for line in released_lines(problem, path.effects):
        months.pay(line)
    return months.series


def _placements(problem: Problem, path: Trajectory, months: Months) -> None:
    average = path.average
    for p in range(len(problem.offers)):
        for a in range(len(problem.authorities)):
            for line in placement_lines(problem, p, average[p], path.moved[a, p], a):
                months.pay(line)


def _commitment(path: Trajectory, option: Option, unit: int, months: Months) -> None:
    problem, p = months.problem, option.offer
    for line in option_lines(problem, option):
        if line.line != "blocks":
            months.pay(line, unit)
    if p is None:
        return
    if option.kind == "block":
        paid = payments(problem, path, option)
        head = problem.offers[p].budget_head
        for a, used in enumerate(paid.used_gbp):
            months.add(a, head, "block_used", option.id, used)
        months.share(p, "voids", "revenue", option.id, paid.voids_gbp)
        months.share(p, "emergency_kept", "revenue", option.id, paid.kept_gbp)
    months.share(p, "capital", "capital", option.id, unit * option.capital)
    months.share(p, "grant", "capital", option.id, -unit * option.grant_share * option.capital)
    months.share(p, "mrp_and_interest", "financing", option.id, unit * option.financing)


def _by_year(problem: Problem, months: dict[Key, Floats]) -> tuple[LedgerLine, ...]:
    lines = []
    for number, year in enumerate(problem.calendar.years):
        span = year_slice(problem, number)
        for (authority, head, line, kind, name), series in sorted(months.items()):
            amount = pence(series[span].sum())
            if amount:
                lines.append(
                    LedgerLine(
                        financial_year=str(year),
                        authority=authority,
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


def totals_by_authority(
    lines: tuple[LedgerLine, ...], authorities: tuple[str, ...], years: list[str]
) -> dict[str, dict[str, float]]:
    """Return the sum of the rounded revenue lines by authority and financial year."""
    return {
        authority: totals_by_year(tuple(row for row in lines if row.authority == authority), REVENUE, years)
        for authority in authorities
    }


REVENUE: frozenset[LedgerKind] = frozenset({"revenue"})
NET: frozenset[LedgerKind] = frozenset({"revenue", "financing", "income"})
