"""The rows of releases and reunifications: how many of the settled may leave, and how many a year."""

import numpy as np

from optimiser.kernel import Profile
from optimiser.layout import Layout
from optimiser.problem import Floats, Ints, Problem
from optimiser.programme_columns import starts_in_effect, year_of
from optimiser.rows import Entries
from optimiser.settled import LeaverBlock, Place
from optimiser.settled_state import SettledState, add_settled


def leaver_rows(layout: Layout, leavers: list[LeaverBlock]) -> None:
    """Rows `settled`, `readiness`, `reunification`, `pathway_year`, `programme_places`."""
    if not leavers:
        return
    _settled_rows(layout, leavers)
    _yearly(layout, [block for block in leavers if block.leaving.kind == "released"])
    _places(layout, [block for block in leavers if block.leaving.kind == "reunified"])


def _settled_rows(layout: Layout, leavers: list[LeaverBlock]) -> None:
    """Rows `readiness` and `reunification` (i, g, p, t): a share of the settled before; and `settled` (g, p, m)."""
    periods = layout.problem.calendar.periods
    wanted: dict[Place, set[int]] = {}
    for block in leavers:
        for lane in block.lanes:
            wanted.setdefault((lane.offer, lane.end), set()).add(periods[block.period].first - 1)
    for block in _may_run_out(layout.problem, leavers):
        for lane in block.lanes:
            wanted[lane.offer, lane.end].update(periods[block.period].months)
    states = add_settled(layout, wanted)
    for kind, family in (("released", "readiness"), ("reunified", "reunification")):
        _readiness(layout, family, [block for block in leavers if block.leaving.kind == kind], states)


def _readiness(layout: Layout, family: str, leavers: list[LeaverBlock], states: dict[Place, SettledState]) -> None:
    """Row `readiness` or `reunification`: who leaves, less a share of the settled at the end of the month before."""
    gathered, height = Entries(), 0
    for block in leavers:
        span = layout.problem.calendar.periods[block.period]
        share = block.leaving.share[block.cohorts] * len(span)
        for lane, columns in zip(block.lanes, block.admit, strict=True):
            state = states[lane.offer, lane.end]
            there = state.at(span.first - 1)[np.searchsorted(state.cohorts, block.cohorts)]
            rows = height + np.arange(len(columns))
            gathered.add(rows, columns, np.array(1.0))
            gathered.add(rows, there, -share)
            height += len(columns)
    if height:
        matrix = gathered.block(height, layout.model.column_count)
        layout.model.add_rows(family, matrix, "<=", np.zeros(height))


def _may_run_out(problem: Problem, leavers: list[LeaverBlock]) -> list[LeaverBlock]:
    """Return one block for each class and period in which more could leave than there are left.

    Where all ways of leaving together take, month by month, less than stays of the settled by itself, none can.
    """
    together: dict[tuple[int, tuple[Place, ...], bytes], LeaverBlock] = {}
    shares: dict[tuple[Place, int], Floats] = {}
    for block in leavers:
        for lane in block.lanes:
            key = ((lane.offer, lane.end), block.period)
            share = np.zeros(len(problem.cohorts))
            share[block.cohorts] = block.leaving.share[block.cohorts]
            shares[key] = shares.get(key, 0.0) + share
    for block in leavers:
        span = problem.calendar.periods[block.period]
        closing = any(leaving.month in span.months for leaving in block.life.exits)
        taken = np.array([shares[(lane.offer, lane.end), block.period] for lane in block.lanes]).max(axis=0)
        if closing or not _lasts(block.life, taken[block.cohorts], block.cohorts, len(span)):
            places = tuple((lane.offer, lane.end) for lane in block.lanes)
            together[block.period, places, block.cohorts.tobytes()] = block
    return list(together.values())


def _lasts(life: Profile, taken: Floats, cohorts: Ints, months: int) -> bool:
    """Return whether the settled outlast a share of them, as they were before, leaving in each of some months."""
    stays = life.stock[: months + 1, cohorts, cohorts]
    gone = np.cumsum(stays[:months], axis=0) * taken
    return bool((stays[1:] >= gone).all())


def _yearly(layout: Layout, leavers: list[LeaverBlock]) -> None:
    """Row `pathway_year` (i, year): children on a pathway in a financial year, the tail being one."""
    keys = dict.fromkeys((block.number, year_of(layout.problem, block.period)) for block in leavers)
    place = {key: row for row, key in enumerate(keys)}
    leaving = {block.number: block.leaving for block in leavers}
    gathered = Entries()
    for block in leavers:
        row = place[block.number, year_of(layout.problem, block.period)]
        gathered.add(np.array(row), block.carrier, np.array(1.0))
    if keys:
        right = np.array([leaving[number].most_in(year) for number, year in keys])
        matrix = gathered.block(len(keys), layout.model.column_count)
        layout.model.add_rows("pathway_year", matrix, "<=", right)


def _places(layout: Layout, leavers: list[LeaverBlock]) -> None:
    """Row `programme_places` (i, t): children reunified are no more than the programme serves while in effect."""
    problem = layout.problem
    programmes = {p.programme: p for p in problem.instance.programmes}
    keys = dict.fromkeys((block.number, block.period) for block in leavers)
    place = {key: row for row, key in enumerate(keys)}
    written: set[tuple[int, int]] = set()
    gathered = Entries()
    for block in leavers:
        key = (block.number, block.period)
        gathered.add(np.array(place[key]), block.carrier, np.array(1.0))
        if key not in written:
            written.add(key)
            span = problem.calendar.periods[block.period]
            programme = programmes[block.leaving.id]
            starts = starts_in_effect(layout, programme, span)
            most = programme.places_per_year / 12.0 * len(span)
            gathered.add(np.array(place[key]), starts, np.array(-most))
    if keys:
        matrix = gathered.block(len(keys), layout.model.column_count)
        layout.model.add_rows("programme_places", matrix, "<=", np.zeros(len(keys)))
