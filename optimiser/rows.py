"""The rows of the plan, one function per family, named as in docs/mathematics.md."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from optimiser.columns import ColumnBlock
from optimiser.commitments import Option
from optimiser.kernel import RunOff
from optimiser.model import Model
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


def placed(problem: Problem, model: Model, blocks: list[ColumnBlock], today: RunOff) -> None:
    """Row `placed` (g, t): nobody in care is without a placement at the end of a period.

    Written as admissions less returns of the period, carried to its end, equal to the entries so carried: the
    difference of two period ends, so that children who stay put have no coefficient.
    """
    size, periods = len(problem.cohorts), problem.calendar.periods
    powers = transition_powers(problem, max(len(period) for period in periods))
    gathered = Entries()
    every = np.arange(size)
    for block in blocks:
        span = periods[block.period]
        share = np.zeros((problem.months + 1, len(block.cohorts), size))
        share[span.first : span.last + 1, np.arange(len(block.cohorts)), block.cohorts] = 1.0 / len(span)
        flow = share - block.becomes(problem).returns
        for t in range(block.period, len(periods)):
            coefficient = to_period_end(problem, flow, t, powers)
            n, g = np.nonzero(coefficient)
            gathered.add(t * size + every[g], block.carrier[n], coefficient[n, g])
    arrivals = problem.entries + today.returns
    right = np.array([to_period_end(problem, arrivals, t, powers) for t in range(len(periods))])
    right[0] += problem.unplaced_today @ np.linalg.matrix_power(problem.transitions, len(periods[0]))
    model.add_rows("placed", gathered.block(size * len(periods), model.column_count), "==", right.ravel())


@dataclass(frozen=True)
class Limit:
    """What an offer may hold without commitments.

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
    stock = today.stock[offer].sum(axis=-1)
    return Limit(stock, np.maximum(problem.capacity[offer], stock))


def at_month_middle(series: Floats) -> Floats:
    """Return the mean of each month's two ends, first axis the month; index 0 is zero."""
    middle = np.zeros_like(series)
    middle[1:] = (series[1:] + series[:-1]) / 2.0
    return middle


def limited_offers(problem: Problem, blocks: list[ColumnBlock]) -> list[int]:
    """Return the offers that have a limit and admit someone."""
    admitting = {p for block in blocks for p in block.offers}
    return sorted(p for p in admitting if np.isfinite(problem.capacity[p]).all())


def capacity(
    problem: Problem,
    model: Model,
    blocks: list[ColumnBlock],
    today: RunOff,
    options: tuple[Option, ...],
    units: Ints,
) -> None:
    """Row `capacity` (p, t): children at every period end, and on average in long periods, within the limit."""
    periods = problem.calendar.periods
    offers = limited_offers(problem, blocks)
    place = {p: i for i, p in enumerate(offers)}
    long = [t for t, period in enumerate(periods) if len(period) > 1]
    width = len(periods) + len(long)
    averages = {t: len(periods) + i for i, t in enumerate(long)}

    def by_row(series: Floats, first: int) -> tuple[Ints, Floats]:
        """Period ends then averages of a monthly series (M + 1, ...), from period `first` on."""
        here = [t for t in long if t >= first]
        ends = [series[periods[t].last] for t in range(first, len(periods))]
        middle = at_month_middle(series)
        means = [middle[periods[t].first : periods[t].last + 1].mean(axis=0) for t in here]
        return np.array([*range(first, len(periods)), *(averages[t] for t in here)]), np.array(ends + means)

    gathered = Entries()
    for block in blocks:
        rows, values = by_row(block.becomes(problem).stock.sum(axis=-1), block.period)
        for k, p in enumerate(block.offers):
            if p in place:
                gathered.add(place[p] * width + rows[:, None], block.admit[k][None, :], values)
    for option, unit in zip(options, units, strict=True):
        if option.offer in place:
            rows, values = by_row(option.capacity, 0)
            used = np.flatnonzero(values)
            gathered.add(place[option.offer] * width + rows[used], np.array(unit), -values[used])
    right = np.concatenate([by_row(limit_of(problem, p, today).room, 0)[1] for p in offers] or [np.zeros(0)])
    model.add_rows("capacity", gathered.block(len(offers) * width, model.column_count), "<=", right)


def commitment_limits(problem: Problem, model: Model, options: tuple[Option, ...], units: Ints) -> None:
    """Rows `block`, `homes`, `recruit`: one size and start a block; homes by type and year; approvals by year."""
    limits: dict[tuple[str, str, int], tuple[float, list[int]]] = {}
    yearly = {s.service: s.approvals_per_year_max for s in problem.instance.fostering}
    for i, option in enumerate(options):
        year = problem.calendar.year_index(option.month)
        if option.kind == "block":
            keys = [(("block", option.id, 0), 1.0)]
        elif option.kind == "home":
            opened = float(problem.instance.settings.money.max_homes_opened_per_year)
            keys = [(("home", option.id, 0), float(option.most)), (("homes", "", year), opened)]
        else:
            keys = [(("recruit", option.id, year), float(yearly[option.id]))]
        for key, most in keys:
            limits.setdefault(key, (most, []))[1].append(i)
    gathered = Entries()
    for row, (_, members) in enumerate(limits.values()):
        gathered.add(np.array(row), units[members], np.array(1.0))
    right = np.array([most for most, _ in limits.values()])
    if limits:
        block = gathered.block(len(limits), model.column_count)
        model.add_rows("commitment_limits", block, "<=", right)
