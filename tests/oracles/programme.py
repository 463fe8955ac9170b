"""A mixed-integer programme in sparse triplets, solved by HiGHS through scipy."""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SCALE = 1000.0
"""Costs are handed over divided by this, so that HiGHS's absolute tolerances fit pennies and millions."""


class UnsolvedError(Exception):
    """HiGHS found no optimum, for instance because what was fixed cannot be."""


class Terms:
    """A linear expression, gathered piece by piece."""

    def __init__(self) -> None:
        self._columns: list[np.ndarray] = []
        self._values: list[np.ndarray] = []
        self.constant = 0.0

    def add(self, columns: np.ndarray | int, values: np.ndarray | float) -> None:
        """Add values times columns; the one is spread over the other as numpy does."""
        columns, values = np.broadcast_arrays(np.asarray(columns, dtype=int), np.asarray(values, dtype=float))
        there = values != 0
        self._columns.append(columns[there])
        self._values.append(values[there])

    def include(self, other: "Terms", times: float = 1.0) -> None:
        """Add another expression."""
        self._columns += other._columns
        self._values += [values * times for values in other._values]
        self.constant += other.constant * times

    @property
    def columns(self) -> np.ndarray:
        """Columns, some perhaps several times."""
        return np.concatenate([np.zeros(0, dtype=int), *self._columns])

    @property
    def values(self) -> np.ndarray:
        """Values beside the columns."""
        return np.concatenate([np.zeros(0), *self._values])

    def vector(self, length: int) -> np.ndarray:
        """Return a value for every column of a programme."""
        return np.bincount(self.columns, self.values, length)


@dataclass
class Programme:
    """Columns with bounds and costs by group, rows with bounds; the objective is the sum of the groups."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    costs: dict[str, Terms] = field(default_factory=dict)
    _rows: list[Terms] = field(default_factory=list)

    def column(self, lower: float = 0.0, upper: float = np.inf, integer: bool = False) -> int:
        """Add a column; return its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(int(integer))
        return len(self.lower) - 1

    def columns(self, shape: tuple[int, ...], lower: float = 0.0) -> np.ndarray:
        """Add an array of continuous columns; return their numbers in that shape."""
        numbers = [self.column(lower) for _ in range(int(np.prod(shape)))]
        return np.array(numbers, dtype=int).reshape(shape)

    def row(self, terms: Terms, lower: float, upper: float) -> int:
        """Add a row `lower <= terms <= upper`; return its number."""
        self.row_lower.append(lower - terms.constant)
        self.row_upper.append(upper - terms.constant)
        self._rows.append(terms)
        return len(self._rows) - 1

    def pay(self, group: str, columns: np.ndarray | int, amounts: np.ndarray | float) -> None:
        """Add amounts per unit of columns to a group of the objective."""
        self.costs.setdefault(group, Terms()).add(columns, amounts)

    def fix(self, column: int, value: float) -> None:
        """Fix a column."""
        self.lower[column] = self.upper[column] = value

    @property
    def matrix(self) -> csr_array:
        """Coefficients, rows by columns."""
        columns = [terms.columns for terms in self._rows]
        numbers = np.repeat(np.arange(len(columns)), [len(c) for c in columns])
        values = np.concatenate([terms.values for terms in self._rows])
        shape = (len(columns), len(self.lower))
        return csr_array((values, (numbers, np.concatenate(columns))), shape=shape)

    def cost_vector(self, group: str | None = None) -> np.ndarray:
        """Cost per column of one group, or of all."""
        wanted = [terms for name, terms in self.costs.items() if group in (None, name)]
        return sum((terms.vector(len(self.lower)) for terms in wanted), np.zeros(len(self.lower)))

    def solve(self, costs: np.ndarray | None = None) -> np.ndarray:
        """Return the optimal columns at gap 0, integers exact.

        HiGHS accepts integers within 1e-6 of a whole number, which at a million pounds a unit is a pound: the
        integers are rounded and the rest is solved again.
        """
        costs = self.cost_vector() if costs is None else costs
        first = self._run(costs, np.array(self.lower), np.array(self.upper), np.array(self.integer))
        if not any(self.integer):
            return first
        whole = np.array(self.integer, dtype=bool)
        lower, upper = np.array(self.lower), np.array(self.upper)
        lower[whole] = upper[whole] = np.round(first[whole])
        return self._run(costs, lower, upper, np.zeros(len(lower)))

    def _run(self, costs: np.ndarray, lower: np.ndarray, upper: np.ndarray, integer: np.ndarray) -> np.ndarray:
        rows = LinearConstraint(self.matrix, np.array(self.row_lower), np.array(self.row_upper))
        found = milp(
            costs / SCALE,
            integrality=integer,
            bounds=Bounds(lower, upper),
            constraints=rows,
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None or found.status != 0:
            raise UnsolvedError(found.message)
        return np.asarray(found.x)
