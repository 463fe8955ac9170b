"""Every line of revenue and income of a model: of its columns, and what no column changes."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimiser.columns import Flow
from optimiser.cost_lines import (
    ColumnLine,
    Line,
    authorities_or_all,
    bed_lines,
    of_columns,
    option_lines,
    placement_lines,
    standing_lines,
    stay_lines,
)
from optimiser.effect_lines import release_lines
from optimiser.kernel import RunOff
from optimiser.layout import Layout, OtherEnd, todays_of
from optimiser.problem import Problem
from optimiser.settled import LeaverBlock


def column_lines(layout: Layout, *, by_authority: bool = False) -> Iterator[ColumnLine]:
    """Yield every revenue and income line of the columns, nominal pounds a month.

    Lines of commitments have no authority: `offer_shares` says who pays (`cost_lines.payers`).
    """
    problem = layout.problem
    for flow in layout.flows:
        for authorities, among in _apart(problem, flow, by_authority):
            for stay in flow.stays(among):
                yield from stay_lines(problem, stay, authorities)
    for option, unit in zip(layout.options, layout.units, strict=True):
        for line in option_lines(problem, option):
            yield of_columns(replace(line, monthly=line.monthly[:, None]), np.array([unit]))
    yield from bed_lines(layout)
    for block in layout.flows:
        if isinstance(block, LeaverBlock):
            yield from release_lines(problem, block, by_authority=by_authority)


def _apart(problem: Problem, flow: Flow, by_authority: bool) -> Iterator[tuple[tuple[int | None, ...], Problem]]:
    """Yield authorities, and the problem with those of today's children whom a flow is to count for them."""
    every = authorities_or_all(problem, by_authority)
    if by_authority and isinstance(flow, OtherEnd):
        yield from (((a,), todays_of(problem, a)) for a in range(len(problem.authorities)))
    else:
        yield every, problem


def constant_lines(layout: Layout, *, by_authority: bool = False) -> Iterator[Line]:
    """Yield every revenue and income line that no column changes: today's children, fixed lines, income."""
    yield from todays_lines(layout.problem, layout.today, by_authority=by_authority)
    yield from standing_lines(layout.problem)


def todays_lines(problem: Problem, today: RunOff, *, by_authority: bool = False) -> Iterator[Line]:
    """Yield the lines of today's children while they stay."""
    average = today.average
    for p in range(len(problem.offers)):
        if by_authority:
            for a in range(len(problem.authorities)):
                yield from placement_lines(problem, p, average[p], today.moved[a, p], a)
        else:
            yield from placement_lines(problem, p, average[p], today.moves[p])
