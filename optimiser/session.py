"""A live HiGHS model of a formulation.

Costs reach HiGHS in units of 100,000 pounds: in pounds its dual simplex and crossover fail on a council's model.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import highspy
import numpy as np

from optimiser.options import Option as Commitment
from optimiser.problem import Floats, Ints
from optimiser.progress import Progress

POUNDS_PER_UNIT = 1e5
THREADS = 1
"""HiGHS is reproducible for a fixed number of threads; more did not pay on a council's model (docs/benchmarks.md)."""

HOT_ITERATIONS = 3_000
"""Steps of the dual simplex method from a basis given, after which the interior point method starts afresh."""
_ANY_NUMBER = 2**31 - 1
_DUAL, _PRIMAL = 1, 4
"""What HiGHS calls the two simplex methods."""
_Status = highspy.HighsModelStatus
SETTLED = (_Status.kOptimal, _Status.kInfeasible, _Status.kUnboundedOrInfeasible)
"""Statuses of a relaxation that say what it is worth, or that there is no plan."""

Option = bool | int | float | str


class Arrays(Protocol):
    """A mixed-integer programme as arrays: cost, bounds, and the whole of it for HiGHS."""

    @property
    def cost(self) -> Floats:
        """(columns,), pounds per unit."""

    @property
    def lower(self) -> Floats:
        """(columns,), lower bounds."""

    @property
    def upper(self) -> Floats:
        """(columns,), upper bounds."""

    def highs_lp(self) -> highspy.HighsLp:
        """Return the programme as HiGHS takes it."""


class Programme(Protocol):
    """What can be solved: the programme of one demand path, or of several scenarios together."""

    @property
    def model(self) -> Arrays:
        """The arrays."""

    @property
    def options(self) -> tuple[Commitment, ...]:
        """Commitments on offer."""

    @property
    def units(self) -> Ints:
        """Position of each option's column."""


class SolverError(Exception):
    """HiGHS ended in a way that neither a plan nor a proof explains."""


class Interrupts:
    """Ctrl-C as a flag that the solver's callbacks can read, while `listening`."""

    def __init__(self) -> None:
        self.requested = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Turn Ctrl-C into the flag; a second one stops at once. No effect outside the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.getsignal(signal.SIGINT)

        def note(_number: int, _frame: object) -> None:
            self.requested = True
            signal.signal(signal.SIGINT, before)

        signal.signal(signal.SIGINT, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


class Session[P: Programme]:
    """A HiGHS model kept alive between runs.

    Attributes:
        formulation: what is solved.
        deadline: time (monotonic seconds) at which runs stop.
    """

    def __init__(
        self, formulation: P, seed: int, progress: Progress, deadline: float, interrupts: Interrupts
    ) -> None:
        self.formulation = formulation
        self.progress = progress
        self.deadline = deadline
        self.interrupts = interrupts
        self.started = time.monotonic()
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        # The log goes to no console, but it has to be on for HiGHS to tell of plans and bounds.
        self.set_options(log_to_console=False, threads=THREADS, random_seed=seed)
        lp = formulation.model.highs_lp()
        lp.col_cost_ = formulation.model.cost / POUNDS_PER_UNIT
        self.highs.passModel(lp)
        self._watch()

    def set_options(self, **options: Option) -> None:
        """Set HiGHS options.

        Raises:
            SolverError: if HiGHS does not know an option or refuses its value.
        """
        for name, value in options.items():
            if self.highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise SolverError(f"HiGHS refused option {name} = {value!r}")

    def _watch(self) -> None:
        def interrupt(event: highspy.HighsCallbackEvent) -> None:
            event.interrupt(self.stopped)

        def bounds(event: highspy.HighsCallbackEvent) -> None:
            best = event.data_out.mip_primal_bound * POUNDS_PER_UNIT
            bound = event.data_out.mip_dual_bound * POUNDS_PER_UNIT
            self.progress.on_bound(
                time.monotonic() - self.started,
                float(best) if np.isfinite(best) else None,
                float(bound) if np.isfinite(bound) else None,
            )

        self.highs.cbMipInterrupt += interrupt
        self.highs.cbSimplexInterrupt += interrupt
        self.highs.cbIpmInterrupt += interrupt
        self.highs.cbMipLogging += bounds

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed or the time is over."""
        over = time.monotonic() > self.deadline
        return self.interrupts.requested or over or self.progress.stop_requested()

    def bound_columns(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Set the bounds of columns."""
        self.highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def price_columns(self, columns: Ints, costs: Floats) -> None:
        """Set the costs of columns, pounds per unit."""
        self.highs.changeColsCost(len(columns), columns.astype(np.int32), np.asarray(costs) / POUNDS_PER_UNIT)

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Set the sides of a row; infinite for none."""
        self.highs.changeRowBounds(row, lower, upper)

    def add_row(self, coefficients: Floats, right: float) -> int:
        """Add a row `coefficients (columns,) @ columns <= right` and return its position."""
        columns = np.flatnonzero(coefficients)
        return self.add_sparse_row(columns, np.asarray(coefficients)[columns], right)

    def add_sparse_row(self, columns: Ints, values: Floats, right: float) -> int:
        """Add a row `values @ those columns <= right` and return its position."""
        self.highs.addRow(-highspy.kHighsInf, right, len(columns), columns.astype(np.int32), values)
        return int(self.highs.getNumRow()) - 1

    def add_column(self, cost: float, rows: Ints, values: Floats) -> int:
        """Add a column that is at least 0 and return its position.

        Args:
            cost: pounds per unit.
            rows: rows in which it has a coefficient.
            values: these.
        """
        self.highs.addCol(cost / POUNDS_PER_UNIT, 0.0, highspy.kHighsInf, len(rows), rows.astype(np.int32), values)
        return int(self.highs.getNumCol()) - 1

    def make_whole(self, column: int) -> None:
        """Make a column 0 or 1."""
        self.highs.changeColBounds(column, 0.0, 1.0)
        self.highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)

    def bound_rows(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        """Set the two sides of rows."""
        change = self.highs.changeRowsBounds  # type: ignore[attr-defined]  # missing in the stubs of HiGHS 1.15
        change(len(rows), rows.astype(np.int32), lower, upper)

    @property
    def basis(self) -> highspy.HighsBasis:
        """Basis of the last run (an LP)."""
        return self.highs.getBasis()

    def start_from_basis(self, basis: highspy.HighsBasis) -> None:
        """Give the next simplex run a basis to start from."""
        self.highs.setBasis(basis)

    def start_from(self, values: Floats) -> None:
        """Give the next search a plan to start from."""
        solution = highspy.HighsSolution()
        solution.col_value = list(values)
        self.highs.setSolution(solution)

    def run(self, **options: Option) -> highspy.HighsModelStatus:
        """Run HiGHS with options, within the time left, and return its model status."""
        self.set_options(**options)
        # HiGHS counts the time of all runs of a model together.
        left = max(0.01, min(self.deadline - time.monotonic(), 1e7))
        self.set_options(time_limit=self.highs.getRunTime() + left)
        self.highs.run()
        return self.highs.getModelStatus()

    def run_from(self, basis: highspy.HighsBasis | None) -> highspy.HighsModelStatus:
        """Run the relaxation and return its model status: quickly from a basis near the optimum, else from nothing.

        Should one method of HiGHS fail, the next is tried.
        """
        if basis is not None:
            self.start_from_basis(basis)
            status = self.run(solve_relaxation=True, solver="simplex", simplex_iteration_limit=HOT_ITERATIONS)
            self.set_options(simplex_iteration_limit=_ANY_NUMBER)
            if status in SETTLED or self.stopped:
                return status
        for solver in ("ipx", "simplex"):
            status = self.run(solve_relaxation=True, solver=solver, run_crossover="on")
            if status in SETTLED or self.stopped:
                break
        return status

    def run_on(self, steps: int) -> highspy.HighsModelStatus:
        """Run the relaxation from the last optimum and return its model status.

        By the primal simplex method: where costs are others or bounds wider, that optimum is still a plan, and the
        dual simplex method takes a hundred times as long. After so many steps the next run starts afresh.
        """
        limits = {"simplex_strategy": _PRIMAL, "simplex_iteration_limit": steps}
        status = self.run(solve_relaxation=True, solver="simplex", **limits)
        self.set_options(simplex_strategy=_DUAL, simplex_iteration_limit=_ANY_NUMBER)
        if status not in SETTLED:
            self.highs.clearSolver()
        return status

    @property
    def has_values(self) -> bool:
        """Whether the last run left a feasible solution."""
        feasible = highspy.SolutionStatus.kSolutionStatusFeasible
        return bool(self.highs.getInfo().primal_solution_status == feasible)

    @property
    def values(self) -> Floats:
        """(columns,), values of the last run."""
        return np.array(self.highs.getSolution().col_value)

    @property
    def reduced_costs(self) -> Floats:
        """(columns,), pounds per unit, of the last run (an LP)."""
        return np.array(self.highs.getSolution().col_dual) * POUNDS_PER_UNIT

    @property
    def row_duals(self) -> Floats:
        """(rows,), pounds per unit of the right-hand side, of the last run (an LP)."""
        return np.array(self.highs.getSolution().row_dual) * POUNDS_PER_UNIT

    @property
    def objective(self) -> float:
        """Objective of the last run, pounds."""
        return float(self.highs.getInfo().objective_function_value) * POUNDS_PER_UNIT

    @property
    def bound(self) -> float:
        """Bound that the last search proved, pounds."""
        return float(self.highs.getInfo().mip_dual_bound) * POUNDS_PER_UNIT
