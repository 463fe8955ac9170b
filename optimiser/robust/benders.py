"""Benders' decomposition with a cut per scenario (the multi-cut L-shaped method).

The master holds the first stage and one column per scenario for what it costs; each round solves scenarios at a first
stage and adds what their duals say. First with divisible commitments, between the master's answer and the best point
so far (in-out), because the master alone jumps about; then with whole ones, near the best plan as long as that helps,
and anywhere for the bound. docs/mathematics.md, section 12.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from optimiser.problem import Floats, Ints
from optimiser.robust.master import Master
from optimiser.robust.recourse import Cut, Placed, Recourse, StoppedError, Watch
from optimiser.robust.two_stage import TwoStage
from optimiser.session import SolverError
from optimiser.spread import HERE, Hands

EXACT = 1e-8
"""Relative distance of plan and bound that counts as none."""
INWARD = 0.1
"""Share of the way from the best point to the master's at which scenarios are solved: near, where they are quick."""
MOST_ROUNDS = 60
"""Rounds with divisible commitments at most: they only prepare those with whole ones."""
TOWARDS = 0.3
"""Share of the way from the best divisible point to whole commitments at which they are looked at first."""
STALLED = 1e-4
"""Relative rise of the bound in a round below which the next step towards the master's point is twice as long."""
DIVISIBLE = 0.4
"""Share of the gap to which the divisible commitments are solved."""
FINE = 0.1
"""Share of the gap to which the master is solved, and below which a better plan near the best is not worth a try."""
CHANGES = 4
"""Yes-or-no commitments in which plans near the best differ from it: two blocks moved."""
TRIES = 1
"""Plans near the best that did not turn out better in a row after which the bound is seen to."""
FIRST_FEW = 4
"""Scenarios of the one programme with which the search begins if there are twice as many: they stand for all."""
BATCHES = 4
"""Parts in which the scenarios of a plan are solved, most promising first: one that cannot be better is left."""


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
        rounds: how often scenarios were solved.
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


@dataclass
class Benders:
    """A search; `price` may be asked before and after `solve`."""

    two_stage: TwoStage
    gap: float
    watch: Watch = field(default_factory=Watch)
    hands: Hands = HERE

    def __post_init__(self) -> None:
        """Build the programmes and solve every scenario once, as if it were certain."""
        self.started = time.monotonic()
        self.recourse = Recourse(self.two_stage, self.watch, self.hands)
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

    def price(self, units: Floats, *, far: bool = True) -> Priced:
        """Return what commitments (options,) cost, the children placed at least cost in every scenario.

        Args:
            units: the commitments.
            far: whether they are far from those priced last; only time depends on it.

        Raises:
            StoppedError: if the time is over.
        """
        if self.two_stage.risk is None:
            return self._at(units, far=far)
        self.master.fix(units)
        best: Priced | None = None
        bound, last = -np.inf, units
        while best is None or best.objective - bound > EXACT * max(abs(best.objective), 1.0):
            point, _, bound = self.master.solve(whole=False)
            point[: len(units)] = units
            if best is not None and np.array_equal(point, last):
                break
            priced, last = self._at(point, far=far and best is None), point
            best = priced if best is None or priced.objective < best.objective else best
        self.master.fix(None)
        return best

    def _at(self, point: Floats, *, far: bool = False) -> Priced:
        return self._priced(point, self._cuts(point, None, far=far))

    def _cuts(
        self, point: Floats, scenarios: Sequence[int] | None, *, far: bool = False, aside: bool = False
    ) -> list[Cut]:
        cuts = self.recourse.at(point, scenarios, far=far, aside=aside)
        self.master.add(cuts)
        self.found.rounds += 1
        return cuts

    def _priced(self, point: Floats, cuts: list[Cut]) -> Priced:
        cuts.sort(key=lambda cut: cut.scenario)
        costs = np.array([cut.value for cut in cuts])
        return Priced(point, float(self.two_stage.probability @ costs + self.two_stage.first_cost @ point), cuts)

    def take(self, priced: Priced) -> bool:
        """Keep commitments if they are the best so far; return whether they are."""
        better = priced.objective < self.found.objective
        if better:
            self.found.best = priced
        return better

    def solve(self) -> Found:
        """Search from the best commitments taken, at least one, until plan and bound are within the gap."""
        try:
            self._whole(self._divisible())
        except StoppedError:
            self.found.stopped = True
        return self.found

    def _raised(self, bound: float) -> None:
        """Note a bound, and tell of it."""
        self.found.bound = max(self.found.bound, min(bound, self.found.objective))
        best = None if self.found.best is None else self.found.objective
        self.watch.progress.on_bound(time.monotonic() - self.started, best, self.found.bound)

    def _divisible(self) -> Floats:
        """Raise the bound with divisible commitments, from the best of a few scenarios on; return the best point."""
        count, probability = len(self.two_stage.blocks), self.two_stage.probability
        assert self.found.best is not None
        few, weights = np.arange(count), probability
        if count >= 2 * FIRST_FEW:
            few, weights = representatives(self.master.least(self.found.best.first), probability, FIRST_FEW)
        start = self._together(few, weights)
        self._cuts(start, None, far=True)
        return self._inward(start)

    def _together(self, scenarios: Ints, weights: Floats) -> Floats:
        """Return the best divisible first stage for scenarios in one programme, counted by weights (S,).

        Raises:
            StoppedError: if the time is over.
            SolverError: if HiGHS fails.
        """
        blocks = tuple(self.two_stage.blocks[s] for s in scenarios)
        session = self.watch.session(replace(self.two_stage, blocks=blocks, probability=weights[scenarios]).stack())
        status = session.run_from(None)
        if session.stopped:
            raise StoppedError
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"HiGHS ended scenarios in one programme with {status}")
        if len(blocks) == len(self.two_stage.blocks):
            self._raised(session.objective)
        return np.clip(session.values[: self.master.width], self.master.lower, self.master.upper)

    def _inward(self, start: Floats) -> Floats:
        """Return the best divisible first stage, from one at which all scenarios have been solved."""
        best, least, before, inward = start, self._by_cuts(start), -np.inf, INWARD
        for _ in range(MOST_ROUNDS):
            point, _, bound = self.master.solve(whole=False)
            self._raised(bound)
            if least - bound <= max(self.gap * DIVISIBLE, EXACT) * abs(least):
                break
            inward = min(1.0, 2.0 * inward) if bound - before <= STALLED * abs(bound) else INWARD
            here = best + inward * (point - best)
            self._cuts(here, None)
            cost, before = self._by_cuts(here), bound
            best, least = (here, cost) if cost < least else (best, least)
        return best

    def _by_cuts(self, point: Floats) -> float:
        """Pounds that a first stage (width,) at least costs."""
        expected = self.two_stage.probability @ self.master.least(point)
        return float(expected + self.two_stage.first_cost @ point)

    def _whole(self, centre: Floats) -> None:
        """Search whole commitments, until none come twice: their cuts are there, so the rest is rounding.

        Args:
            centre: the best divisible point.
        """
        tried: set[tuple[float, ...]] = set()
        failures = TRIES
        while not self.found.within(self.gap):
            near = failures < TRIES
            units = self._near() if near else self._anywhere()
            if self.found.within(self.gap):
                return
            if units is None or tuple(units) in tried:
                if not near:
                    return
                failures = TRIES
            elif self._holds(units, centre):
                tried.add(tuple(units))
                failures = 0 if self._try(units) else failures + 1
            else:
                failures += 1

    def _anywhere(self) -> Floats:
        """Raise the bound by the cuts so far, and return the commitments that are best by them."""
        point, _, bound = self.master.solve(whole=True, gap=self.gap * FINE)
        self._raised(bound)
        return self._units(point)

    def _near(self) -> Floats | None:
        """Return the commitments near the best plan that are best by the cuts; None if they are hardly better."""
        assert self.found.best is not None
        with self.master.near(self._units(self.found.best.first), CHANGES):
            point, cost, _ = self.master.solve(whole=True, gap=self.gap * FINE)
        return None if cost >= self.found.objective - self._little else self._units(point)

    @property
    def _little(self) -> float:
        """Pounds by which a plan must be better to be worth a try."""
        return self.gap * FINE * abs(self.found.objective)

    def _holds(self, units: Floats, centre: Floats) -> bool:
        """Return whether what the cuts say of whole commitments is worth to be tested by solving them.

        Between them and the divisible optimum scenarios are quick, and what is learnt there counts for all
        commitments beyond. If it makes these much dearer than they seemed, others are better first.
        """
        if self.two_stage.risk is not None:
            return True
        before = self._by_cuts(units)
        self._cuts(centre + TOWARDS * (units - centre), None)
        after = self._by_cuts(units)
        promising = self.found.objective - self.gap * abs(self.found.objective)
        return after <= max(promising, before + max(self._little, EXACT * abs(before)))

    def _units(self, point: Floats) -> Floats:
        return np.round(point[: len(self.two_stage.options)])

    def _try(self, units: Floats) -> bool:
        """Price commitments as far as they can be better than the best plan; return whether they are."""
        if self.two_stage.risk is not None:
            return self.take(self.price(units, far=False))
        probability = self.two_stage.probability
        order = np.argsort(-probability * self.master.least(units), kind="stable")
        cuts: list[Cut] = []
        for batch in np.array_split(order, min(BATCHES, len(order))):
            cuts += self._cuts(units, batch.tolist(), aside=True)
            if self._by_cuts(units) >= self.found.objective:
                return False
        return self.take(self._priced(units, cuts))


def representatives(costs: Floats, probability: Floats, count: int) -> tuple[Ints, Floats]:
    """Return a few scenarios that stand for all, and how much each scenario counts then.

    The scenarios in order of their costs at some first stage are cut into groups that make up much the same part of
    the expected cost; of each the one nearest to the mean counts for all of it.

    Args:
        costs: (S,), what each scenario costs.
        probability: (S,), of each.
        count: how many groups at most.
    """
    order = np.argsort(costs, kind="stable")
    share = np.cumsum((probability * np.abs(costs))[order])
    group = np.minimum((count * (share - share[0]) / max(share[-1] - share[0], EXACT)).astype(np.int64), count - 1)
    weights = np.zeros(len(costs))
    for number in np.unique(group):
        members = order[group == number]
        mean = np.average(costs[members], weights=probability[members])
        weights[members[np.argmin(np.abs(costs[members] - mean))]] = probability[members].sum()
    return np.flatnonzero(weights), weights
