"""Revenue and capital of a programme's columns, of all authorities or of one: what budgets are held against."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimiser.cost_lines import ColumnLine, Line
from optimiser.layout import Layout
from optimiser.ledger import INCOME_LINES, owners
from optimiser.model_lines import column_lines, constant_lines
from optimiser.problem import Ints, Problem

POUNDS = 1e5
"""Pounds in which rows of money are written, so that the solver sees numbers of its usual size."""

Spending = Iterator[tuple[Line, Ints | None]]
"""Lines of cost by month, and the columns that they are of; None for what no column decides."""


def revenue_lines(layout: Layout, authority: str | None) -> Spending:
    """Yield every revenue line, nominal pounds a month, of an authority or of all."""
    by_authority = authority is not None
    lines: Iterator[Line] = iter(
        (*column_lines(layout, by_authority=by_authority), *constant_lines(layout, by_authority=by_authority))
    )
    for line in lines:
        part = _part(layout.problem, line, authority)
        if part and line.line not in INCOME_LINES:
            paid = replace(line, monthly=part * line.monthly)
            yield paid, line.columns if isinstance(line, ColumnLine) else None


def capital_lines(layout: Layout, authority: str | None) -> Spending:
    """Yield capital less grant of every commitment, of an authority or of all."""
    for option, unit in zip(layout.options, layout.units, strict=True):
        if option.offer is not None and option.capital.any():
            head = layout.problem.offers[option.offer].budget_head
            net = option.capital * (1.0 - option.grant_share)
            line = Line(head, None, "capital", option.id, net[:, None], option.offer)
            yield replace(line, monthly=_part(layout.problem, line, authority) * net[:, None]), np.array([unit])


def _part(problem: Problem, line: Line, authority: str | None) -> float:
    """Return the share of a line that an authority pays."""
    if authority is None:
        return 1.0
    if line.authority is not None:
        return float(problem.authorities[line.authority] == authority)
    assert line.offer is not None
    return owners(problem, line.offer).get(authority, 0.0)
