"""The cost of a block by its size: every size with everything else planned again, on one live model.

Each size gets a relaxation and a first plan of its own. Then one search proves bounds for all sizes together: what
the best plan of a size costs more than that of the cheapest is taken off the cost of the block in that size, so that
all sizes look alike. A bound B of that search says for each size that no plan costs less than B and what was taken
off. Plans that it finds are tried in the other sizes too. A size that is not within the gap then is searched by
itself.
"""

import time
from collections.abc import Callable, Iterable

import numpy as np

from optimiser.problem import Floats
from optimiser.solve import NO_LIMIT, InfeasibleError, Search
from optimiser.sweep.brackets import Known
from optimiser.sweep.live import Live, Point
from optimiser.sweep.sizes import Sizes

FINE_GBP = 10_000.0
"""Distance of plan and bound to which sizes are solved beyond the gap."""
FINE_NODES = 2_000
"""Nodes at most of a search beyond the gap: a limit that any machine reaches with the same result."""
ROUNDS = 2
"""Searches of all sizes together at most; another one where the first found a better plan."""


class Curve:
    """Points by size of one block.

    Attributes:
        points: by size, those on offer.
        seconds: time to the gap.
        seconds_finer: time beyond it.
    """

    def __init__(self, live: Live, block: str, beds: Iterable[int], start: int | None = None) -> None:
        self.live = live
        self.sizes = Sizes(live, block, start)
        self.beds = tuple(dict.fromkeys(beds))
        self.points = {n: Point(live, self.sizes.limits(n)) for n in self.beds if self.sizes.available(n)}
        self.seconds = self.seconds_finer = 0.0

    def run(self, hints: Iterable[Floats] = ()) -> None:
        """Solve every size to the gap.

        Args:
            hints: (options,), commitments of other sweeps to try.
        """
        began = time.monotonic()
        self._each("", Point.start)
        nearest = min(self.planned.values(), key=lambda point: point.solution.gap, default=None)
        if nearest is not None and nearest.units is not None:
            self._try([nearest.units, *hints])
        self._all_together(0.0, NO_LIMIT)
        self._each(", search", Point.finish)
        self._each(", children", Point.clean)
        self.seconds = time.monotonic() - began

    def refine(self, within_gbp: float = FINE_GBP, most_nodes: int = FINE_NODES) -> None:
        """Search further, until plan and bound of every size are within so many pounds or the nodes are used up."""
        began = time.monotonic()
        for point in self.points.values():
            point.ask(within_gbp)
        self._all_together(within_gbp, most_nodes)
        self._each(", children", Point.clean)
        self.seconds_finer = time.monotonic() - began

    def clean(self, beds: int) -> None:
        """Solve the children of a size again with the commitments whole, also when the time is over."""
        self.sizes.settle(beds)
        self.points[beds].clean()

    @property
    def planned(self) -> dict[int, Point]:
        """Points with a plan, by size."""
        return {n: point for n, point in self.points.items() if point.units is not None}

    @property
    def known(self) -> dict[int, Known]:
        """Cost and bound by size, of sizes with a plan."""
        return {
            n: Known(point.solution.objective, min(point.solution.bound, point.solution.objective))
            for n, point in self.planned.items()
        }

    def _each(self, what: str, step: Callable[[Point], None]) -> None:
        for number, (beds, point) in enumerate(self.points.items(), 1):
            if self.live.session.stopped:
                return
            self.sizes.settle(beds)
            self.live.effort.progress.on_stage(f"{beds} beds ({number} of {len(self.points)}{what})")
            step(point)

    def _try(self, found: Iterable[Floats]) -> None:
        """Try commitments in every size that is not good enough yet."""
        tries = list(found)

        def attempt(point: Point) -> None:
            beds = next(n for n, other in self.points.items() if other is point)
            for units in tries:
                changed = self.sizes.resized(units, beds, point.units)
                if changed is not None and not point.good_enough:
                    point.attempt(changed)

        self._each(", plans of other sizes", attempt)

    def _all_together(self, within_gbp: float, most_nodes: int) -> None:
        for _ in range(ROUNDS):
            waiting = [point for point in self.planned.values() if not point.good_enough]
            if not waiting or self.live.session.stopped:
                return
            better = self._together(within_gbp, most_nodes)
            if better is None:
                return
            self._try([better])

    def _together(self, within_gbp: float, most_nodes: int) -> Floats | None:
        """Search all sizes together for bounds; return commitments of a plan that is better than the size's own."""
        self.live.effort.progress.on_stage(f"{len(self.planned)} sizes together")
        points = self.planned
        cost = {n: point.solution.objective for n, point in points.items()}
        best = min(cost, key=lambda n: cost[n])
        apart = {n: cost[n] - cost[best] for n in cost}
        # No block costs nothing that could be taken off: the others are measured from it.
        base = apart.get(0, 0.0)
        self.sizes.cheapen({n: apart[n] - base for n in cost})
        self.sizes.settle(0 if 0 in cost else best)
        search = Search(
            self.live.session, self.live.effort.gap, limits=self.sizes.together(cost), within_gbp=within_gbp
        )
        self.live.session.bound_columns(search.units, search.lower, search.upper)
        if within_gbp:
            search.gap = 0.0
        alike = cost[best] + base
        search.adopt(points[best].solution.values, alike)
        try:
            root = search.root()
            if root is not None and not search.good_enough():
                search.search(root, most_nodes)
        except InfeasibleError:
            search.solution.bound = alike
        self.sizes.cheapen({})
        for n, point in points.items():
            point.raise_bound(search.solution.bound + apart[n] - base)
        if search.solution.objective >= alike:
            return None
        return np.asarray(np.round(search.solution.values[search.units]))
