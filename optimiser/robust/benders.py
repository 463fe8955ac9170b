"""Benders' decomposition with a cut per scenario (the multi-cut L-shaped method).

The master holds the first stage and one column per scenario for what it costs; each round solves every scenario at a
first stage and adds what its duals say. First with divisible commitments, between the master's answer and the best
point so far (in-out), because the master alone jumps about; then with whole ones.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy import sparse

from optimiser.model import Rows
from optimiser.problem import Floats
from optimiser.robust.recourse import Cut, Placed, Recourse, StoppedError, Watch
from optimiser.robust.two_stage import Arrays, Part, TwoStage
from optimiser.session import SolverError
from optimiser.spending import POUNDS

EXACT = 1e-8
"""Relative distance of plan and bound that counts as none."""
INWARD = 0.5
"""Share of the way from the best point to the master's at which scenarios are solved."""
MOST_ROUNDS = 60
"""Rounds with divisible commitments at most: they only prepare those with whole ones."""
STALLED = 1e-4
"""Relative rise of the bound in a round below which the next is solved at the master's own point."""
_Status = highspy.HighsModelStatus


@dataclass(frozen=True)
class Priced:
    """Commitments and what they cost in every scenario.

    Attributes:
        first: (width,), first stage.
        objective: pounds.
        placed: the children of each scenario.
    """

    first: Floats
    objective: float
    placed: Sequence[Placed]


@dataclass
class Found:
    """What a search found.

    Attributes:
        best: the best commitments; None if there are none.
        bound: pounds, no commitments cost less.
        rounds: how often all scenarios were solved.
        stopped: whether time or Ctrl-C ended the search.
    """

    best: Priced | None = None
    bound: float = -np.inf
    rounds: int = 0
    stopped: bool = False

    @property
    def objective(self) -> float:
        """Objective of the best commitments, pounds; infinite without any."""
        return np.inf if self.best is None else self.best.objective

    def within(self, gap: float) -> bool:
        """Whether plan and bound are within a relative gap of each other."""
        return self.objective - self.bound <= max(gap, EXACT) * max(abs(self.objective), 1.0)


class Master:
    """First stage and a lower bound on what each scenario costs."""

    def __init__(self, two_stage: TwoStage, watch: Watch) -> None:
        self.two_stage = two_stage
        self.width, self.scenarios = two_stage.width, len(two_stage.blocks)
        self.session = watch.session(self._part())
        self.lower, self.upper = two_stage.first_lower, two_stage.first_upper

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
        """Add a cut of each scenario."""
        for scenario, cut in enumerate(cuts):
            used = np.flatnonzero(cut.slope)
            index = np.append(used, self.width + scenario).astype(np.int32)
            value = np.append(-cut.slope[used] / POUNDS, 1.0)
            least = (cut.value - float(cut.slope @ cut.point)) / POUNDS
            self.session.highs.addRow(least, highspy.kHighsInf, len(index), index, value)

    def fix(self, units: Floats | None) -> None:
        """Fix the commitments, or free them again."""
        lower, upper = self.lower.copy(), self.upper.copy()
        if units is not None:
            lower[: len(units)], upper[: len(units)] = units, units
        self.session.bound_columns(np.arange(self.width), lower, upper)

    def solve(self, *, whole: bool, gap: float = 0.0) -> tuple[Floats, float]:
        """Return the best first stage (width,) by the cuts so far and the bound, pounds.

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
        point = self.session.values[: self.width]
        return np.clip(point, self.lower, self.upper), self.session.bound if whole else self.session.objective


@dataclass
class Benders:
    """A search; `price` may be asked before and after `solve`."""

    two_stage: TwoStage
    gap: float
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        """Build the programmes and solve every scenario once, as if it were certain."""
        self.started = time.monotonic()
        self.recourse = Recourse(self.two_stage, self.watch)
        self.master = Master(self.two_stage, self.watch)
        self.certain = self.recourse.free()
        self.master.add(self.certain)
        self.found = Found()

    @property
    def foreseen(self) -> float:
        """Pounds that perfect information would at least cost, commitments divisible."""
        if self.two_stage.risk is not None:
            return self.two_stage.floor
        return float(self.two_stage.probability @ [cut.value for cut in self.certain])

    def price(self, units: Floats) -> Priced:
        """Return what commitments (options,) cost, the children placed at least cost in every scenario.

        Raises:
            StoppedError: if the time is over.
        """
        if self.two_stage.risk is None:
            return self._at(units)
        self.master.fix(units)
        best: Priced | None = None
        bound, last = -np.inf, units
        while best is None or best.objective - bound > EXACT * max(abs(best.objective), 1.0):
            point, bound = self.master.solve(whole=False)
            point[: len(units)] = units
            if best is not None and np.array_equal(point, last):
                break
            priced, last = self._at(point), point
            best = priced if best is None or priced.objective < best.objective else best
        self.master.fix(None)
        return best

    def _at(self, point: Floats) -> Priced:
        cuts = self.recourse.at(point)
        self.master.add(cuts)
        self.found.rounds += 1
        costs = np.array([cut.value for cut in cuts])
        return Priced(point, float(self.two_stage.probability @ costs + self.two_stage.first_cost @ point), cuts)

    def take(self, priced: Priced) -> None:
        """Keep commitments if they are the best so far."""
        if priced.objective < self.found.objective:
            self.found.best = priced

    def solve(self) -> Found:
        """Search until plan and bound are within the gap."""
        try:
            self._divisible()
            self._whole()
        except StoppedError:
            self.found.stopped = True
        return self.found

    def _divisible(self) -> None:
        """Raise the bound with divisible commitments."""
        best, before = self.found.best, -np.inf
        for _ in range(MOST_ROUNDS):
            point, bound = self.master.solve(whole=False)
            self.found.bound = max(self.found.bound, bound)
            if best is not None and best.objective - bound <= max(self.gap / 4.0, EXACT) * abs(best.objective):
                return
            slow = bound - before <= STALLED * abs(bound)
            inward = 1.0 if best is None or slow else INWARD
            here = self._at(point if best is None else best.first + inward * (point - best.first))
            best = here if best is None or here.objective < best.objective else best
            before = bound
            self.watch.progress.on_bound(time.monotonic() - self.started, None, bound)

    def _whole(self) -> None:
        """Search whole commitments, until none come twice: their cuts are there, so the rest is rounding."""
        seen: set[tuple[float, ...]] = set()
        while not self.found.within(self.gap):
            point, bound = self.master.solve(whole=True, gap=self.gap / 2.0)
            self.found.bound = max(self.found.bound, bound)
            if self.found.within(self.gap):
                return
            units = np.round(point[: len(self.two_stage.options)])
            if tuple(units) in seen:
                return
            seen.add(tuple(units))
            self.take(self.price(units))
            self.watch.progress.on_bound(time.monotonic() - self.started, self.found.objective, self.found.bound)
