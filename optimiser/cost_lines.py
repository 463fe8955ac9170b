"""Lines of cost in nominal pounds a month: of the columns of a model, and of children in offers.

The objective, the ledger and the rows that limit spending are all sums of these lines, each with weights of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.calendar import FinancialYear
from models.tables import FixedLine, Income
from optimiser.columns import Stay
from optimiser.layout import Layout
from optimiser.options import Option
from optimiser.problem import Flags, Floats, Ints, Problem
from optimiser.standing import staying_put_costs


@dataclass(frozen=True)
class Line:
    """A line of cost.

    Attributes:
        head: budget head.
        authority: position of the authority that pays; None for all together.
        line: name of the line in the ledger.
        id: offer, block, home type, service, fixed line or income.
        monthly: (M + 1, ...), nominal pounds a month; with an axis of columns if the line is of columns.
        offer: index of the offer whose owners pay, where the line has no authority; else None.
    """

    head: str
    authority: int | None
    line: str
    id: str
    monthly: Floats
    offer: int | None = None


@dataclass(frozen=True, kw_only=True)
class ColumnLine(Line):
    """A line of cost of columns, (M + 1, N) pounds a month per unit."""

    columns: Ints


def placement_lines(
    problem: Problem, offer: int, average: Floats, moves: Floats, authority: int | None = None
) -> Iterator[Line]:
    """Yield fees (or gap) and moves of children in an offer.

    Args:
        problem: the problem.
        offer: index of the offer.
        average: (M + 1, ..., G), average children in each month.
        moves: (M + 1, ...), moves out of it.
        authority: position of an authority, to count its children only; the moves are taken as given.
    """
    row = problem.offers[offer]
    price = problem.price[offer]
    if authority is not None:
        price = price * mine(problem, authority)
    name = "gap" if offer == problem.gap else "fees"
    yield Line(
        row.budget_head, authority, name, row.offer, along(average @ price, problem.weekly_value[row.provision])
    )
    per_move = problem.instance.settings.money.move_gbp * problem.index["moves"]
    yield Line(row.budget_head, authority, "moves", row.offer, along(moves, per_move))


def along(series: Floats, weights: Floats) -> Floats:
    """Return a monthly series (M + 1, ...) times weights (M + 1,)."""
    return series * weights.reshape(-1, *([1] * (series.ndim - 1)))


def stay_lines(problem: Problem, stay: Stay, authorities: tuple[int | None, ...] = (None,)) -> Iterator[ColumnLine]:
    """Yield the lines of children who are in an offer through columns, for all together or by authority.

    A column's children are all of one authority.
    """
    for authority in authorities:
        moves = stay.part.moves
        if authority is not None:
            moves = moves * (stay.part.stock * mine(problem, authority)).any(axis=(0, -1))
        for line in placement_lines(problem, stay.offer, stay.part.average, moves, authority):
            yield of_columns(line, stay.columns)


def of_columns(line: Line, columns: Ints) -> ColumnLine:
    """Return a line, (M + 1, N) pounds a month, as one of columns (N,)."""
    return ColumnLine(line.head, line.authority, line.line, line.id, line.monthly, line.offer, columns=columns)


def authorities_or_all(problem: Problem, by_authority: bool) -> tuple[int | None, ...]:
    """Return the position of every authority, or None for all together."""
    return tuple(range(len(problem.authorities))) if by_authority else (None,)


def mine(problem: Problem, authority: int | None) -> Flags:
    """(G,), cohorts of an authority by its position; all for None."""
    return np.asarray((problem.authority_of_cohort == authority) | (authority is None))


def option_lines(problem: Problem, option: Option) -> Iterator[Line]:
    """Yield the revenue lines of one unit of an option; `blocks` stands for its guaranteed beds."""
    head, authority = payer(problem, option)
    for name, monthly in option.lines.items():
        yield Line(head, authority, name, option.id, monthly, option.offer)
    if option.bed_price.any():
        yield Line(head, None, "blocks", option.id, option.bed_payments, option.offer)


def payer(problem: Problem, option: Option) -> tuple[str, int | None]:
    """Return the budget head of an option, and the authority that pays; None where the offer's owners do."""
    if option.offer is not None:
        return problem.offers[option.offer].budget_head, None
    programme = next(p for p in problem.instance.programmes if p.programme == option.id)
    authority = programme.authority or problem.instance.settings.authority.id
    return programme.budget_head, problem.authorities.index(authority)


def bed_lines(layout: Layout) -> Iterator[ColumnLine]:
    """Yield the lines of beds paid beyond a guarantee (`blocks`) and of beds sold (`void_sales`, negative)."""
    for beds, name, sign in [
        *((b, "blocks", 1.0) for b in layout.excess),
        *((b, "void_sales", -1.0) for b in layout.sold),
    ]:
        head = layout.problem.offers[beds.offer].budget_head
        line = Line(head, None, name, beds.id, sign * beds.monthly[:, None], beds.offer)
        yield of_columns(line, np.array([beds.column]))


def standing_lines(problem: Problem) -> Iterator[Line]:
    """Yield what is paid or received whatever the plan: fixed lines, income, homes open today, staying put."""
    own = problem.authorities.index
    for row in problem.instance.fixed_lines:
        payer = own(problem.instance.authority_of(row))
        yield Line(row.budget_head, payer, "fixed", row.line, fixed_cost(problem, row))
    for got in problem.instance.income:
        payer = own(problem.instance.authority_of(got))
        yield Line(got.budget_head, payer, "income", got.income, -income_by_month(problem, got))
    for homes in problem.homes_today:
        head = problem.offers[homes.offer].budget_head
        yield Line(head, None, "home_running", homes.home.home, homes.running, homes.offer)
    costs = staying_put_costs(problem.instance, problem.weekly_value)
    for service in problem.instance.fostering:
        if service.service in costs:
            p = problem.offer_index(service.offer)
            head = problem.offers[p].budget_head
            yield Line(head, None, "staying_put", service.service, costs[service.service], p)


def fixed_cost(problem: Problem, line: FixedLine) -> Floats:
    """Return the nominal pounds of a fixed line by month, (M + 1,)."""
    monthly = line.gbp_per_year / 12.0 * problem.index[line.uplift]
    return np.where(np.arange(problem.months + 1) > 0, monthly, 0.0)


def income_by_month(problem: Problem, row: Income) -> Floats:
    """Return the nominal pounds of an income by month, (M + 1,), positive; in the tail what its year's row gives.

    Of a part year at the start, what its row gives is for the months planned.
    """
    monthly = np.zeros(problem.months + 1)
    year = FinancialYear.parse(row.financial_year) - problem.calendar.years[0]
    if 0 <= year <= problem.calendar.financial_years:
        months = problem.calendar.months_of(year)
        monthly[months.start : months.stop] = row.amount_gbp / len(months)
    return monthly
