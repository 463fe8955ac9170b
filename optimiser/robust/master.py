"""Benders' master programme: the commitments, and by cuts what each scenario at least costs."""

from collections.abc import Iterator
from contextlib import contextmanager

import highspy
import numpy as np
from scipy import sparse

from optimiser.model import Rows
from optimiser.problem import Floats
from optimiser.robust.recourse import Cut, StoppedError, Watch
from optimiser.robust.two_stage import Arrays, Part, TwoStage
from optimiser.session import SolverError
from optimiser.spending import POUNDS

FEW_UNITS = 8.0
"""Near other commitments is a home or household of every start more or less, or an eighth of the most on offer."""
_Status = highspy.HighsModelStatus


class Master:
    """First stage and a lower bound on what each scenario costs; only its own rows and cuts that hold anywhere."""

    def __init__(self, two_stage: TwoStage, watch: Watch) -> None:
        self.two_stage = two_stage
        self.width, self.scenarios = two_stage.width, len(two_stage.blocks)
        self.session = watch.session(self._part())
        self.lower, self.upper = two_stage.first_lower, two_stage.first_upper
        self.cuts: list[list[Cut]] = [[] for _ in range(self.scenarios)]

    def _part(self) -> Part:
        two, count = self.two_stage, self.scenarios
        own = two.own
        empty = sparse.coo_array((own.matrix.shape[0], count))
        rows = Rows(sparse.csr_array(sparse.hstack([own.matrix, empty], format="csr")), own.lower, own.upper)
        free = np.full(count, highspy.kHighsInf)
        arrays = Arrays(
            rows,
            np.concatenate([two.first_cost, two.probability * POUNDS]),
            np.concatenate([two.first_lower, -free]),
            np.concatenate([two.first_upper, free]),
            np.concatenate([two.first_integer, np.zeros(count, dtype=np.bool_)]),
        )
        return Part(arrays, two.options, np.arange(len(two.options)))

    def add(self, cuts: list[Cut]) -> None:
        """Add cuts."""
        for cut in cuts:
            used = np.flatnonzero(cut.slope)
            index = np.append(used, self.width + cut.scenario).astype(np.int32)
            value = np.append(-cut.slope[used] / POUNDS, 1.0)
            self.session.highs.addRow(cut.constant / POUNDS, highspy.kHighsInf, len(index), index, value)
            self.cuts[cut.scenario].append(cut)

    def least(self, point: Floats) -> Floats:
        """(S,), pounds that each scenario at least counts for at a first stage, by its cuts."""
        return np.array([max(cut.constant + float(cut.slope @ point) for cut in cuts) for cuts in self.cuts])

    def fix(self, units: Floats | None) -> None:
        """Fix the commitments, or free them again."""
        lower, upper = self.lower.copy(), self.upper.copy()
        if units is not None:
            lower[: len(units)], upper[: len(units)] = units, units
        self._bound(lower, upper)

    @contextmanager
    def near(self, units: Floats, changes: int) -> Iterator[None]:
        """Allow only commitments (options,) near the given ones, at most so many of the yes-or-no ones changed."""
        lower, upper = self.lower.copy(), self.upper.copy()
        count = len(units)
        step = np.maximum(1.0, np.floor((upper[:count] - lower[:count]) / FEW_UNITS))
        lower[:count] = np.maximum(lower[:count], units - step)
        upper[:count] = np.minimum(upper[:count], units + step)
        self._bound(lower, upper)
        binary = np.flatnonzero(self.upper[:count] <= 1.0)
        taken = units[binary] > 0.5
        self.session.add_sparse_row(binary, np.where(taken, -1.0, 1.0), changes - float(taken.sum()))
        try:
            yield
        finally:
            highs = self.session.highs
            highs.deleteRows(1, np.array([highs.getNumRow() - 1], dtype=np.int32))
            self.fix(None)

    def _bound(self, lower: Floats, upper: Floats) -> None:
        self.session.bound_columns(np.arange(self.width), lower, upper)

    def solve(self, *, whole: bool, gap: float = 0.0) -> tuple[Floats, float, float]:
        """Return the best first stage (width,) by the cuts so far, what it costs by them, and the bound, pounds.

        Raises:
            StoppedError: if the time is over.
            SolverError: if HiGHS fails.
        """
        options = {"mip_rel_gap": gap, "mip_abs_gap": 1e-9} if whole else {}
        status = self.session.run(solve_relaxation=not whole, solver="choose" if whole else "simplex", **options)
        if status != _Status.kOptimal:
            if self.session.stopped:
                raise StoppedError
            raise SolverError(f"HiGHS ended the master with {status}")
        point = np.clip(self.session.values[: self.width], self.lower, self.upper)
        return point, self.session.objective, self.session.bound if whole else self.session.objective
