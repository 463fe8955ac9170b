"""The rows of the plan, one function per family, named as in docs/mathematics.md."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from models.calendar import Period
from optimiser.columns import ColumnBlock, Stay
from optimiser.kernel import RunOff, todays_life
from optimiser.lanes import NOBODY
from optimiser.layout import Layout
from optimiser.model import Model, Sense
from optimiser.options import Option
from optimiser.problem import Floats, Ints, Problem


@dataclass
class Entries:
    """Coefficients gathered for a block of rows."""

    rows: list[Ints] = field(default_factory=list)
    columns: list[Ints] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)

    def add(self, rows: Ints, columns: Ints, values: Floats) -> None:
        """Add coefficients; the three arrays are broadcast against each other."""
        row, column, value = np.broadcast_arrays(rows, columns, values)
        self.rows.append(row.ravel())
        self.columns.append(column.ravel())
        self.values.append(np.asarray(value, dtype=np.float64).ravel())

    def block(self, height: int, width: int) -> sparse.coo_array:
        """Return the coefficients as a sparse block."""
        if not self.rows:
            return sparse.coo_array((height, width))
        cells = (np.concatenate(self.values), (np.concatenate(self.rows), np.concatenate(self.columns)))
        return sparse.coo_array(cells, shape=(height, width))


def transition_powers(problem: Problem, longest: int) -> Floats:
    """Return R to the power 0..longest, (longest + 1, G, G)."""
    powers = [np.eye(len(problem.cohorts))]
    for _ in range(longest):
        powers.append(powers[-1] @ problem.transitions)
    return np.array(powers)


def to_period_end(problem: Problem, flow: Floats, period: int, powers: Floats) -> Floats:
    """Carry a monthly flow (M + 1, ..., G) of a period to its end, ageing and leaving care on the way."""
    span = problem.calendar.periods[period]
    total = np.zeros(flow.shape[1:])
    for month in span.months:
        total += flow[month] @ powers[span.last - month]
    return total


def carried(model: Model, blocks: list[ColumnBlock]) -> None:
    """Row `carried`: a class's column is the sum of its offers' columns."""
    gathered, height = Entries(), 0
    for block in blocks:
        if len(block.offers) == 1:
            continue
        rows = height + np.arange(len(block.cohorts))
        gathered.add(rows, block.carrier, np.array(-1.0))
        gathered.add(rows[None, :], block.admit, np.array(1.0))
        height += len(block.cohorts)
    if height:
        model.add_rows("carried", gathered.block(height, model.column_count), "==", np.zeros(height))


def placed(layout: Layout) -> None:
    """Row `placed` (g, t): nobody in care is without a placement at the end of a period.

    Written as admissions less returns of the period, carried to its end, equal to the entries so carried: the
    difference of two period ends, so that children who stay put have no coefficient.
    """
    problem = layout.problem
    size, periods = len(problem.cohorts), problem.calendar.periods
    powers = transition_powers(problem, max(len(period) for period in periods))
    gathered = Entries()
    every = np.arange(size)
    for block in layout.flows:
        flow, admitted = -block.becomes(problem).returns, block.admissions(problem)
        if admitted is not None:
            flow += admitted
        for t in range(block.period, len(periods)):
            coefficient = to_period_end(problem, flow, t, powers)
            n, g = np.nonzero(coefficient)
            gathered.add(t * size + every[g], block.carrier[n], coefficient[n, g])
    arrivals = problem.entries + layout.today.returns
    right = np.array([to_period_end(problem, arrivals, t, powers) for t in range(len(periods))])
    right[0] += problem.unplaced_today @ np.linalg.matrix_power(problem.transitions, len(periods[0]))
    matrix = gathered.block(size * len(periods), layout.model.column_count)
    layout.model.add_rows("placed", matrix, "==", right.ravel())


@dataclass(frozen=True)
class Limit:
    """What an offer may hold without commitments, in places.

    Attributes:
        stock: (M + 1,), today's children still there, at month ends.
        limit: (M + 1,), the larger of that and the capacity.
    """

    stock: Floats
    limit: Floats

    @property
    def room(self) -> Floats:
        """(M + 1,), places beside today's children at month ends."""
        return self.limit - self.stock


def limit_of(problem: Problem, offer: int, today: RunOff) -> Limit:
    """Return the limit of an offer without commitments."""
    stock = today.stock[offer] @ problem.use[offer]
    return Limit(stock, np.maximum(problem.capacity[offer], stock))


def room_of(problem: Problem, option: Option) -> Floats:
    """Return (M + 1,), places that a unit of an option adds for children beside today's residents of its offer.

    A running block has its own residents of today; what was committed to before the plan is in the capacity
    already; any other commitment comes on top of them.
    """
    if option.standing:
        return np.zeros_like(option.capacity)
    if not option.running or option.offer is None or option.empties is None:
        return option.capacity
    residents: Floats = todays_life(problem, option.offer, option.empties).stock @ problem.use[option.offer]
    return np.maximum(option.capacity - residents, 0.0)


def at_month_middle(series: Floats) -> Floats:
    """Return the mean of each month's two ends, first axis the month; index 0 is zero."""
    middle = np.zeros_like(series)
    middle[1:] = (series[1:] + series[:-1]) / 2.0
    return middle


def limited_lanes(layout: Layout) -> list[tuple[int, int]]:
    """Return (offer, end) of what has a limit and takes someone in: admitted, or passed on to it."""
    never = layout.problem.months + 1
    admitting = {(lane.offer, lane.end) for block in layout.blocks for lane in block.lanes}
    onward = {(e.successor, never) for block in layout.blocks for e in block.life.exits if e.successor != NOBODY}
    return sorted(lane for lane in admitting | onward if np.isfinite(layout.problem.capacity[lane[0]]).all())


def _taken(layout: Layout, stay: Stay) -> Floats | None:
    """Return (M + 1, N), places of its lane that a stay takes; None where an option's own room counts them.

    Today's residents who are passed on to a limited offer take its room only as far as there is some: where they
    take more, nobody is added. Where several running blocks with a choice of ends overfill one offer together,
    each is held to the room by itself, which is stricter than the limit and never laxer.
    """
    problem, offer = layout.problem, stay.offer
    places: Floats = stay.part.stock @ problem.use[offer]
    if not stay.residents:
        return places
    if stay.end is not None:
        return None
    limit = limit_of(problem, offer, layout.today)
    left = problem.capacity[offer][:, None] - limit.stock[:, None] - places
    return np.asarray(limit.room[:, None] - np.maximum(left, 0.0))


class ByRow:
    """Where the ends and averages of the periods go among the rows of a lane."""

    def __init__(self, periods: tuple[Period, ...]) -> None:
        self.periods = periods
        self.long = [t for t, period in enumerate(periods) if len(period) > 1]
        self.width = len(periods) + len(self.long)
        self.place = {t: len(periods) + i for i, t in enumerate(self.long)}

    def __call__(self, series: Floats, first: int = 0) -> tuple[Ints, Floats]:
        """Return period ends, then averages, of a monthly series (M + 1, ...), from period `first` on."""
        here = [t for t in self.long if t >= first]
        ends = [series[self.periods[t].last] for t in range(first, len(self.periods))]
        middle = at_month_middle(series)
        means = [middle[self.periods[t].first : self.periods[t].last + 1].mean(axis=0) for t in here]
        return np.array([*range(first, len(self.periods)), *(self.place[t] for t in here)]), np.array(ends + means)


def rows_of_lanes(layout: Layout) -> dict[tuple[int, int], list[Ints]]:
    """Return (offer, end) to the positions of its rows `capacity`, period by period: at its end, and on average."""
    by_row = ByRow(layout.problem.calendar.periods)
    first = layout.model.families["capacity"].start
    found = {}
    for number, lane in enumerate(limited_lanes(layout)):
        start = first + number * by_row.width
        periods = range(len(by_row.periods))
        found[lane] = [np.array([t, by_row.place[t]] if t in by_row.place else [t]) + start for t in periods]
    return found


def capacity(layout: Layout) -> None:
    """Row `capacity` (lane, t): places at every period end, and on average in long periods, within the limit."""
    problem, never = layout.problem, layout.problem.months + 1
    by_row = ByRow(problem.calendar.periods)
    lanes = limited_lanes(layout)
    place = {lane: i * by_row.width for i, lane in enumerate(lanes)}
    gathered = Entries()
    for flow in layout.flows:
        for stay in flow.stays(problem):
            lane = (stay.offer, never if stay.end is None else stay.end)
            taken = _taken(layout, stay) if lane in place else None
            if taken is not None:
                rows, values = by_row(taken, flow.period)
                gathered.add(place[lane] + rows[:, None], stay.columns[None, :], values)
    for option, unit in zip(layout.options, layout.units, strict=True):
        lane = (option.offer if option.offer is not None else -1, option.empties or never)
        if lane in place:
            rows, values = by_row(room_of(problem, option))
            used = np.flatnonzero(values)
            gathered.add(place[lane] + rows[used], np.array(unit), -values[used])
    for kept in layout.retained:
        if (kept.offer, never) in place:
            rows, values = by_row(kept.capacity, kept.period)
            gathered.add(place[kept.offer, never] + rows, np.array(kept.column), -values)
    right = [by_row(limit_of(problem, offer, layout.today).room)[1] for offer, _ in lanes]
    matrix = gathered.block(len(lanes) * by_row.width, layout.model.column_count)
    layout.model.add_rows("capacity", matrix, "<=", np.concatenate(right or [np.zeros(0)]))


def commitment_limits(layout: Layout) -> None:
    """Rows `commitment_limits`, `running`: how much of what may be taken.

    A block once, in one size, start and end; homes by type, and all by year; approvals by service and year; of a
    running or signed block exactly one end, and what else was committed to before the plan. What is given is within
    its limit: recruitment of today's practice may be more than a plan may choose.
    """
    given = layout.model.lower[layout.units]
    limits: dict[tuple[str, str, int], tuple[float, list[int]]] = {}
    fixed: dict[tuple[object, ...], tuple[float, list[int]]] = {}
    for i, option in enumerate(layout.options):
        if option.fixed:
            decision = () if option.kind == "block" else (option.month,)
            fixed.setdefault((option.kind, option.id, *decision), (float(option.most), []))[1].append(i)
            continue
        for key, most in limits_of(layout.problem, option):
            limits.setdefault(key, (most, []))[1].append(i)
    sums = [(members, max(most, float(given[members].sum()))) for most, members in limits.values()]
    _sums(layout, "commitment_limits", sums, "<=")
    _sums(layout, "running", [(members, units) for units, members in fixed.values()], "==")


def limits_of(problem: Problem, option: Option) -> list[tuple[tuple[str, str, int], float]]:
    """Return the limits that an option counts towards, and how much each allows."""
    year = problem.calendar.year_index(option.month)
    if option.kind == "home":
        opened = _homes_in_year(problem, year)
        return [(("home", option.id, 0), float(option.most)), (("homes", "", year), opened)]
    if option.kind == "fostering":
        return [(("recruit", option.id, year), float(option.most))]
    return [((option.kind, option.id, 0), 1.0)]


def _homes_in_year(problem: Problem, year: int) -> float:
    left = problem.instance.left("homes") if year == 0 else None
    return float(problem.instance.settings.money.max_homes_opened_per_year) if left is None else left


def _sums(layout: Layout, family: str, sums: list[tuple[list[int], float]], sense: Sense) -> None:
    """Add a family of rows, each the sum of some options' units against a number."""
    if not sums:
        return
    gathered = Entries()
    for row, (members, _) in enumerate(sums):
        gathered.add(np.array(row), layout.units[members], np.array(1.0))
    right = np.array([number for _, number in sums])
    layout.model.add_rows(family, gathered.block(len(sums), layout.model.column_count), sense, right)
