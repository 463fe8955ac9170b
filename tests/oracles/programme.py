"""A mixed-integer programme in sparse triplets, solved by HiGHS through scipy."""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SCALE = 1000.0
"""Costs are handed over divided by this, so that HiGHS's absolute tolerances fit pennies and millions."""


class UnsolvedError(Exception):
    """HiGHS found no optimum, for instance because what was fixed cannot be."""


@dataclass
class Programme:
    """Columns with bounds and costs by group, rows with bounds; the objective is the sum of the groups."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[int] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    costs: dict[str, dict[int, float]] = field(default_factory=dict)
    _rows: list[int] = field(default_factory=list)
    _columns: list[int] = field(default_factory=list)
    _values: list[float] = field(default_factory=list)

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

    def row(self, terms: dict[int, float], lower: float, upper: float) -> int:
        """Add a row; return its number."""
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        number = len(self.row_lower) - 1
        for column, value in terms.items():
            if value:
                self._rows.append(number)
                self._columns.append(column)
                self._values.append(value)
        return number

    def pay(self, group: str, column: int, amount: float) -> None:
        """Add `amount` per unit of a column to a group of the objective."""
        costs = self.costs.setdefault(group, {})
        costs[column] = costs.get(column, 0.0) + amount

    def fix(self, column: int, value: float) -> None:
        """Fix a column."""
        self.lower[column] = self.upper[column] = value

    @property
    def matrix(self) -> csr_array:
        """Coefficients, rows by columns."""
        shape = (len(self.row_lower), len(self.lower))
        return csr_array((self._values, (self._rows, self._columns)), shape=shape)

    def cost_vector(self, group: str | None = None) -> np.ndarray:
        """Cost per column of one group, or of all."""
        vector = np.zeros(len(self.lower))
        for name, costs in self.costs.items():
            if group in (None, name):
                for column, amount in costs.items():
                    vector[column] += amount
        return vector

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
