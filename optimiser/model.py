"""A PuLP problem filled from arrays, and the same arrays for HiGHS.

PuLP holds the model: names, bounds, rows, export. Rows come as sparse blocks (one block per row family), because a
council's model has half a million coefficients; they are kept so that HiGHS receives them in one call instead of
through one Python object per coefficient. A test checks that both carry the same model.
"""

from dataclasses import dataclass, field
from typing import Literal

import highspy
import numpy as np
import pulp
from scipy import sparse

from optimiser.problem import Flags, Floats, Ints

Sense = Literal["<=", "==", ">="]
_INFINITY = float(highspy.kHighsInf)


@dataclass
class _Columns:
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    integer: list[Flags] = field(default_factory=list)


@dataclass
class _Rows:
    blocks: list[sparse.csr_array] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)


@dataclass(frozen=True)
class Rows:
    """Rows `lower <= matrix @ columns <= upper`."""

    matrix: sparse.csr_array
    lower: Floats
    upper: Floats


def to_highs(rows: Rows, cost: Floats, lower: Floats, upper: Floats, integer: Flags) -> highspy.HighsLp:
    """Return a programme of rows and columns, (columns,) each, as HiGHS takes it in one call."""
    height, width = rows.matrix.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = width, height
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = lower, np.minimum(upper, _INFINITY)
    lp.row_lower_, lp.row_upper_ = rows.lower, rows.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = width, height
    lp.a_matrix_.start_ = rows.matrix.indptr
    lp.a_matrix_.index_ = rows.matrix.indices
    lp.a_matrix_.value_ = rows.matrix.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in integer]
    return lp


class Model:
    """A mixed-integer programme under construction: minimise cost over columns, subject to rows.

    Attributes:
        problem: the PuLP problem.
        families: row family to the slice of its rows, in the order added.
        groups: column group to the slice of its columns.
    """

    def __init__(self, name: str) -> None:
        self.problem = pulp.LpProblem(name, pulp.LpMinimize)
        self.families: dict[str, slice] = {}
        self.groups: dict[str, slice] = {}
        self._columns = _Columns()
        self._rows = _Rows()
        self._ids: list[int] = []
        self._variables: list[pulp.LpVariable] = []
        self.cost: Floats = np.zeros(0)

    @property
    def column_count(self) -> int:
        """Number of columns so far."""
        return len(self._variables)

    @property
    def row_count(self) -> int:
        """Number of rows so far."""
        return sum(block.shape[0] for block in self._rows.blocks)

    @property
    def coefficient_count(self) -> int:
        """Number of nonzero coefficients so far."""
        return sum(block.nnz for block in self._rows.blocks)

    def add_columns(self, group: str, upper: Floats, *, integer: bool = False) -> Ints:
        """Add non-negative columns and return their positions.

        Args:
            group: name of the group, the prefix of the columns' names.
            upper: (n,), upper bounds; infinite for none.
            integer: whether the columns are whole numbers.
        """
        first = self.column_count
        category: Literal["Integer", "Continuous"] = "Integer" if integer else "Continuous"
        for i, bound in enumerate(upper):
            limit = None if np.isinf(bound) else float(bound)
            variable = self.problem.add_variable(f"{group}_{i}", 0, limit, category)
            self._variables.append(variable)
            self._ids.append(variable.id)
        self._columns.lower.append(np.zeros(len(upper)))
        self._columns.upper.append(np.asarray(upper, dtype=np.float64))
        self._columns.integer.append(np.full(len(upper), integer))
        self.groups[group] = slice(first, self.column_count)
        return np.arange(first, self.column_count)

    def add_rows(self, family: str, block: sparse.coo_array, sense: Sense, right: Floats) -> slice:
        """Add a family of rows `block @ columns (sense) right` and return their positions.

        Args:
            family: name of the row family, the prefix of the rows' names.
            block: (n, columns so far or fewer), coefficients; repeated entries are added up.
            sense: relation of every row.
            right: (n,), right-hand sides.
        """
        matrix = sparse.csr_array(block)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        first = self.row_count
        ids = np.array(self._ids, dtype=np.uint64)
        for row in range(matrix.shape[0]):
            here = slice(matrix.indptr[row], matrix.indptr[row + 1])
            self._add_pulp_row(f"{family}_{row}", ids[matrix.indices[here]], matrix.data[here], sense, right[row])
        self._rows.blocks.append(matrix)
        self._rows.lower.append(np.full(len(right), -_INFINITY) if sense == "<=" else np.asarray(right))
        self._rows.upper.append(np.full(len(right), _INFINITY) if sense == ">=" else np.asarray(right))
        self.families[family] = slice(first, self.row_count)
        return self.families[family]

    def _add_pulp_row(self, name: str, ids: Ints, coefficients: Floats, sense: Sense, right: float) -> None:
        expression = pulp.LpAffineExpression.empty()
        # The batch call of PuLP's core: one call a row, where pairs of Python objects cost ten times as much.
        expression._expr.add_term_ids_coeffs(self.problem._model, ids, coefficients)
        limit = float(right)
        if sense == "<=":
            constraint = expression <= limit
        elif sense == ">=":
            constraint = expression >= limit
        else:
            constraint = expression == limit
        self.problem.addConstraint(constraint, name)

    def set_cost(self, cost: Floats, constant: float) -> None:
        """Set the objective: cost per column (pounds per unit) and a constant in pounds.

        The constant sits on a fixed column, so that an exported model has the same base for its gap.
        """
        (fixed,) = self.add_columns("constant", np.ones(1))
        self.fix(np.array([fixed]), np.ones(1))
        self.replace_cost(np.append(cost, constant))

    def replace_cost(self, cost: Floats) -> None:
        """Replace the cost of every column, pounds per unit."""
        self.cost = np.asarray(cost, dtype=np.float64)
        expression = pulp.LpAffineExpression.empty()
        ids = np.array(self._ids, dtype=np.uint64)
        expression._expr.add_term_ids_coeffs(self.problem._model, ids, self.cost)
        self.problem.setObjective(expression)

    def row(self, position: int) -> tuple[Floats, float]:
        """Return the coefficients (columns,) and the finite side of a row."""
        for block, lower, upper in zip(self._rows.blocks, self._rows.lower, self._rows.upper, strict=True):
            if position < block.shape[0]:
                coefficients = np.zeros(self.column_count)
                here = slice(block.indptr[position], block.indptr[position + 1])
                coefficients[block.indices[here]] = block.data[here]
                side = upper[position] if np.isfinite(upper[position]) else lower[position]
                return coefficients, float(side)
            position -= block.shape[0]
        raise IndexError("no such row")

    def fix(self, columns: Ints, values: Floats) -> None:
        """Fix columns at values."""
        lower, upper = self.lower, self.upper
        lower[columns], upper[columns] = values, values
        self._columns.lower, self._columns.upper = [lower], [upper]
        for column, value in zip(columns, values, strict=True):
            self._variables[column].lowBound = float(value)
            self._variables[column].upBound = float(value)

    @property
    def integer(self) -> Flags:
        """(columns,), whether each column is a whole number."""
        return np.concatenate(self._columns.integer)

    @property
    def upper(self) -> Floats:
        """(columns,), upper bounds."""
        return np.concatenate(self._columns.upper)

    @property
    def lower(self) -> Floats:
        """(columns,), lower bounds."""
        return np.concatenate(self._columns.lower)

    def rows(self) -> Rows:
        """Return all rows, in the order added."""
        columns = self.column_count
        for block in self._rows.blocks:
            block.resize((block.shape[0], columns))
        matrix = sparse.csr_array(sparse.vstack(self._rows.blocks, format="csr"))
        return Rows(matrix, np.concatenate(self._rows.lower), np.concatenate(self._rows.upper))

    def highs_lp(self) -> highspy.HighsLp:
        """Return the model as HiGHS takes it in one call."""
        return to_highs(self.rows(), self.cost, self.lower, self.upper, self.integer)

    def write_mps(self, path: str) -> None:
        """Write the model as PuLP exports it."""
        self.problem.writeMPS(path)
