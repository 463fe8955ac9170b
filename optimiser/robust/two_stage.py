"""Commitments decided once, children placed in every scenario: the programme and its stack for one solver call.

First-stage columns are the units of the options and, where the tail counts, `eta`, the value at risk; every scenario
has the columns of its children, and its excess over `eta`. Risk columns are in units of 100,000 pounds.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from optimiser.model import Rows, to_highs
from optimiser.options import Option
from optimiser.problem import Flags, Floats, Ints
from optimiser.robust.block import Block
from optimiser.spending import POUNDS


@dataclass(frozen=True)
class Risk:
    """How much the tail counts.

    Attributes:
        level: share of the futures that are not the tail, A.
        weight: weight of the mean cash of the tail beside that of all futures, 0 to 1.
    """

    level: float
    weight: float

    @property
    def excess(self) -> float:
        """Weight of a pound above the value at risk."""
        return self.weight / (1.0 - self.level)


@dataclass(frozen=True)
class Arrays:
    """A programme as arrays; see `optimiser.session.Arrays`."""

    rows: Rows
    cost: Floats
    lower: Floats
    upper: Floats
    integer: Flags

    def highs_lp(self) -> highspy.HighsLp:
        """Return the programme as HiGHS takes it in one call."""
        return to_highs(self.rows, self.cost, self.lower, self.upper, self.integer)


@dataclass(frozen=True)
class Part:
    """Arrays with the positions of the units of options in them; see `optimiser.session.Programme`."""

    model: Arrays
    options: tuple[Option, ...]
    units: Ints


@dataclass(frozen=True)
class TwoStage:
    """The two-stage programme.

    Attributes:
        blocks: programme of each scenario.
        probability: (S,), of each scenario; they add to 1.
        risk: how much the tail counts; None where only the expected cost does.
        eta: lower and upper bound of the value at risk, pounds.
        floor: pounds that even perfect information would cost, where that is known beforehand.
    """

    blocks: tuple[Block, ...]
    probability: Floats
    risk: Risk | None = None
    eta: tuple[float, float] = (0.0, 0.0)
    floor: float = -np.inf

    @property
    def options(self) -> tuple[Option, ...]:
        """Commitments on offer."""
        return self.blocks[0].options

    @property
    def width(self) -> int:
        """Number of first-stage columns."""
        return len(self.options) + (self.risk is not None)

    @property
    def first_lower(self) -> Floats:
        """(width,), lower bounds of the first stage."""
        return self._first(self.blocks[0].lower, self.eta[0] / POUNDS)

    @property
    def first_upper(self) -> Floats:
        """(width,), upper bounds of the first stage."""
        return self._first(self.blocks[0].upper, self.eta[1] / POUNDS)

    @property
    def first_cost(self) -> Floats:
        """(width,), pounds per unit beside what the scenarios count: the weight of the value at risk."""
        weight = 0.0 if self.risk is None else self.risk.weight
        return self._first(np.zeros(len(self.options)), weight * POUNDS)

    @property
    def first_integer(self) -> Flags:
        """(width,), whether each is a whole number."""
        return np.arange(self.width) < len(self.options)

    def _first(self, units: Floats, eta: float) -> Floats:
        own = units[: len(self.options)]
        return own if self.risk is None else np.append(own, eta)

    @property
    def own(self) -> Rows:
        """Rows of the first stage alone."""
        rows = self.blocks[0].own
        return Rows(_widened(rows.matrix, self.width - rows.matrix.shape[1]), rows.lower, rows.upper)

    def objective(self, cash: Floats, penalty: Floats) -> float:
        """Return the objective, pounds, of what each scenario costs, (S,) each."""
        expected = float(self.probability @ cash)
        penalties = float(self.probability @ penalty)
        if self.risk is None:
            return expected + penalties
        tail = tail_mean(cash, self.probability, self.risk.level)
        return (1.0 - self.risk.weight) * expected + self.risk.weight * tail + penalties

    def recourse(self, scenario: int) -> Arrays:
        """Return a scenario's programme over [first stage, children, excess]; its first rows are `own`.

        Its cost is what the scenario counts for in the objective, were it certain.
        """
        block, units = self.blocks[scenario], len(self.options)
        if self.risk is None:
            rows, cost, lower, upper = block.rows, block.cash + block.penalty, block.lower, block.upper
        else:
            rows = self._with_excess(block)
            plain = (1.0 - self.risk.weight) * block.cash + block.penalty
            cost = np.concatenate([plain[:units], [0.0], plain[units:], [self.risk.excess * POUNDS]])
            lower = np.concatenate([self.first_lower, block.lower[units:], [0.0]])
            upper = np.concatenate([self.first_upper, block.upper[units:], [np.inf]])
        own = Rows(_widened(self.own.matrix, len(cost) - self.width), self.own.lower, self.own.upper)
        return Arrays(_stacked([own, rows]), cost, lower, upper, np.arange(len(cost)) < units)

    def _with_excess(self, block: Block) -> Rows:
        """Return a scenario's rows with columns for `eta` and the excess, and the row cash - eta <= excess."""
        units, height = len(self.options), block.rows.matrix.shape[0]
        empty = sparse.coo_array((height, 1))
        left, right = block.rows.matrix[:, :units], block.rows.matrix[:, units:]
        wide = sparse.csr_array(sparse.hstack([left, empty, right, empty], format="csr"))
        cash = block.cash / POUNDS
        excess = sparse.csr_array(np.concatenate([cash[:units], [-1.0], cash[units:], [-1.0]])[None])
        tail = Rows(excess, np.array([-highspy.kHighsInf]), np.zeros(1))
        return _stacked([Rows(wide, block.rows.lower, block.rows.upper), tail])

    def part(self, scenario: int) -> Part:
        """Return a scenario's programme for a solver."""
        return Part(self.recourse(scenario), self.options, np.arange(len(self.options)))

    def spread(self, scenario: int, values: Floats) -> tuple[float, float]:
        """Return cash and penalties, pounds, of the columns of a scenario's programme."""
        block, units = self.blocks[scenario], len(self.options)
        own = values[: len(block.cash)]
        if self.risk is not None:
            own = np.concatenate([values[:units], values[units + 1 : -1]])
        return float(block.cash @ own), float(block.penalty @ own)

    def stack(self) -> "Stack":
        """Return the extensive form: every scenario's rows over the shared first stage."""
        width, own = self.width, self.own
        parts = [self.recourse(s) for s in range(len(self.blocks))]
        counts = [len(part.cost) - width for part in parts]
        total = width + sum(counts)
        rows, cost = [Rows(_widened(own.matrix, total - width), own.lower, own.upper)], np.zeros(total)
        lower, upper = np.empty(total), np.empty(total)
        cost[:width] = self.first_cost
        lower[:width], upper[:width] = self.first_lower, self.first_upper
        columns, start = [], width
        for part, count, chance in zip(parts, counts, self.probability, strict=True):
            here = np.concatenate([np.arange(width), np.arange(start, start + count)])
            rows.append(_moved(part.rows, own.matrix.shape[0], here, total))
            cost[here] += chance * part.cost
            lower[here[width:]], upper[here[width:]] = part.lower[width:], part.upper[width:]
            columns.append(here)
            start += count
        integer = np.arange(total) < len(self.options)
        arrays = Arrays(_stacked(rows), cost, lower, upper, integer)
        return Stack(arrays, self.options, np.arange(len(self.options)), tuple(columns))


@dataclass(frozen=True)
class Stack(Part):
    """The extensive form; `columns` says where each scenario's columns are in it."""

    columns: tuple[Ints, ...]


def tail_mean(cash: Floats, probability: Floats, level: float) -> float:
    """Return the mean of the worst 1 - level of the futures (conditional value at risk), pounds."""
    order = np.argsort(-cash, kind="stable")
    tail = 1.0 - level
    before = np.concatenate([[0.0], np.cumsum(probability[order])[:-1]])
    counted = np.clip(tail - before, 0.0, probability[order])
    return float(counted @ cash[order] / tail)


def _widened(matrix: sparse.csr_array, after: int) -> sparse.csr_array:
    """Return a matrix with empty columns after its own."""
    return sparse.csr_array(sparse.hstack([matrix, sparse.coo_array((matrix.shape[0], after))], format="csr"))


def _moved(rows: Rows, skip: int, columns: Ints, total: int) -> Rows:
    """Return rows from `skip` on with their columns at the given places among `total`."""
    kept = sparse.coo_array(rows.matrix[skip:])
    cells = (kept.data, (kept.row, columns[kept.col]))
    moved = sparse.csr_array(sparse.coo_array(cells, shape=(kept.shape[0], total)))
    return Rows(moved, rows.lower[skip:], rows.upper[skip:])


def _stacked(rows: list[Rows]) -> Rows:
    """Return several rows of one width as one."""
    matrix = sparse.csr_array(sparse.vstack([part.matrix for part in rows], format="csr"))
    return Rows(matrix, np.concatenate([part.lower for part in rows]), np.concatenate([part.upper for part in rows]))
