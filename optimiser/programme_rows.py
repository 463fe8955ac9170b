"""The rows of programmes: what they avert and whom they keep, within their effect and the places they have."""

import numpy as np

from optimiser.effects import RetainedColumn, effect_share, programmes_of, served
from optimiser.layout import Layout
from optimiser.programme_columns import AvertedBlock, starts_in_effect, year_of
from optimiser.rows import Entries
from optimiser.standing import monthly_stay


def averted_rows(layout: Layout, blocks: list[AvertedBlock]) -> None:
    """Rows `averted_share`, `averted_together`, `averted_places`."""
    if blocks:
        _averted_share(layout, blocks)
        _averted_together(layout, blocks)
        _averted_places(layout, blocks)


def _averted_share(layout: Layout, blocks: list[AvertedBlock]) -> None:
    """Row `averted_share` (i, g, t): no more than the effect of a programme in effect."""
    gathered, height = Entries(), 0
    for block in blocks:
        rows = height + np.arange(len(block.cohorts))
        gathered.add(rows, block.carrier, np.array(1.0))
        gathered.add(rows[:, None], block.starts[None, :], np.array(-effect_share(block.programme)))
        height += len(rows)
    layout.model.add_rows("averted_share", gathered.block(height, layout.model.column_count), "<=", np.zeros(height))


def _averted_together(layout: Layout, blocks: list[AvertedBlock]) -> None:
    """Row `averted_together` (g, t): what several programmes avert is no more than one after the other would."""
    problem = layout.problem
    effects = np.array([effect_share(p) * served(problem, p) for p in programmes_of(problem, "averts_entries")])
    several = (effects > 0.0).sum(axis=0) > 1
    if not several.any():
        return
    most = 1.0 - np.prod(1.0 - effects, axis=0)
    keys = dict.fromkeys((b.period, int(g)) for b in blocks for g in b.cohorts[several[b.cohorts]])
    place = {key: row for row, key in enumerate(keys)}
    gathered = Entries()
    for block in blocks:
        here = np.flatnonzero(several[block.cohorts])
        rows = np.array([place[block.period, int(g)] for g in block.cohorts[here]], dtype=np.int64)
        gathered.add(rows, block.carrier[here], np.array(1.0))
    right = np.array([most[g] for _, g in keys])
    matrix = gathered.block(len(keys), layout.model.column_count)
    layout.model.add_rows("averted_together", matrix, "<=", right)


def _averted_places(layout: Layout, blocks: list[AvertedBlock]) -> None:
    """Row `averted_places` (i, year): children averted in a year are no more than it can serve while in effect."""
    problem = layout.problem
    keys = dict.fromkeys((block.number, year_of(problem, block.period)) for block in blocks)
    place = {key: row for row, key in enumerate(keys)}
    programmes = programmes_of(problem, "averts_entries")
    gathered = Entries()
    for block in blocks:
        row = place[block.number, year_of(problem, block.period)]
        gathered.add(np.array(row), block.carrier, block.children)
    right = np.zeros(len(keys))
    for (number, year), row in place.items():
        left = problem.instance.left("programme", programmes[number].programme) if year == 0 else None
        if left is not None:
            right[row] = left
            continue
        # Places of periods in which nobody enters serve the others of the year.
        for t, period in enumerate(problem.calendar.periods):
            if year_of(problem, t) == year:
                starts = starts_in_effect(layout, programmes[number], period)
                most = programmes[number].places_per_year / 12.0 * len(period)
                gathered.add(np.array(row), starts, np.array(-most))
    matrix = gathered.block(len(keys), layout.model.column_count)
    layout.model.add_rows("averted_places", matrix, "<=", right)


def retained_rows(layout: Layout, columns: list[RetainedColumn]) -> None:
    """Rows `retained_share`, `retained_places` (i, t): part of those who would leave; what the programme serves."""
    if not columns:
        return
    share, places = Entries(), Entries()
    right = np.zeros(len(columns))
    for row, column in enumerate(columns):
        months = len(layout.problem.calendar.periods[column.period])
        share.add(np.array(row), np.array(column.column), np.array(1.0))
        right[row] = _would_leave(layout, columns, column, row, share)
        places.add(np.array(row), np.array(column.column), np.array(1.0))
        places.add(np.array(row), column.starts, np.array(-column.programme.places_per_year / 12.0 * months))
    width = layout.model.column_count
    layout.model.add_rows("retained_share", share.block(len(columns), width), "<=", right)
    layout.model.add_rows("retained_places", places.block(len(columns), width), "<=", np.zeros(len(columns)))


def _would_leave(
    layout: Layout, columns: list[RetainedColumn], column: RetainedColumn, row: int, share: Entries
) -> float:
    """Write the households that would leave and may be kept, negative; return those of today's."""
    problem = layout.problem
    period = problem.calendar.periods[column.period]
    service = next(s for s in problem.instance.fostering if s.service == column.programme.service)
    stay = monthly_stay(service.attrition_per_year_share)
    factor = effect_share(column.programme) * (1.0 - stay) * len(period)
    before = period.first - 1
    for option, unit in zip(layout.options, layout.units, strict=True):
        if (option.kind, option.id) == ("fostering", service.service) and option.live <= before:
            share.add(np.array(row), np.array(unit), np.array(-factor * stay ** (before - option.live)))
    for other in columns:
        if other.offer == column.offer and other.households[before] > 0.0:
            share.add(np.array(row), np.array(other.column), np.array(-factor * other.households[before]))
    return float(factor * service.households_today * stay**before)
