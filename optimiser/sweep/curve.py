"""The cost of a block by its size: every size with everything else planned again, on one live model.

Phases, each over all sizes, so that none depends on the order of the sizes: relaxation and first plan; plans of the
neighbours tried with the size changed; search to the gap; neighbours again; search to a distance in pounds.
"""

import time
from collections.abc import Callable, Iterable

from optimiser.problem import Floats
from optimiser.sweep.brackets import Known
from optimiser.sweep.live import Live, Point
from optimiser.sweep.sizes import Sizes

FINE_GBP = 10_000.0
"""Distance of plan and bound to which sizes are solved beyond the gap."""
FINE_NODES = 400
"""Nodes at most of the search of one size beyond the gap: a limit that any machine reaches with the same result."""


class Curve:
    """Points by size of one block.

    Attributes:
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
        for units in hints:
            self._try({beds: [units] for beds in self.points})
        self._try(self._neighbours())
        self._each(", search", Point.finish)
        self._try(self._neighbours())
        self._each(", children", Point.clean)
        self.seconds = time.monotonic() - began

    def refine(self, within_gbp: float = FINE_GBP, most_nodes: int = FINE_NODES) -> None:
        """Search every size further, until plan and bound are within so many pounds or the nodes are used up."""
        began = time.monotonic()
        self._each(", finer", lambda point: point.finish(within_gbp, most_nodes))
        self._try(self._neighbours())
        self._each(", children", Point.clean)
        self.seconds_finer = time.monotonic() - began

    @property
    def known(self) -> dict[int, Known]:
        """Cost and bound by size, of sizes with a plan."""
        return {
            n: Known(point.solution.objective, min(point.solution.bound, point.solution.objective))
            for n, point in self.points.items()
            if point.units is not None
        }

    def _each(self, what: str, step: Callable[[Point], None]) -> None:
        for number, (beds, point) in enumerate(self.points.items(), 1):
            if self.live.session.stopped:
                return
            self.sizes.settle(beds)
            label = f"{beds} beds ({number} of {len(self.points)}{what})"
            self.live.effort.progress.on_stage(label)
            step(point)

    def _neighbours(self) -> dict[int, list[Floats]]:
        """Return for each size the commitments of the sizes before and after it, as they stand now."""
        order = sorted(self.points)
        found: dict[int, list[Floats]] = {}
        for i, beds in enumerate(order):
            near = [self.points[n].units for n in order[max(0, i - 1) : i + 2] if n != beds]
            found[beds] = [units for units in near if units is not None]
        return found

    def _try(self, tries: dict[int, list[Floats]]) -> None:
        options = self.live.formulation.options

        def attempt(beds: int, point: Point) -> None:
            own = None if point.units is None else self.sizes.taken(point.units)
            seen = set() if point.units is None else {point.units.tobytes()}
            for units in tries[beds]:
                changed = self.sizes.resized(units, beds, None if own is None else options[own])
                if changed is not None and changed.tobytes() not in seen and not point.search.good_enough():
                    seen.add(changed.tobytes())
                    point.attempt(changed)

        for beds, point in self.points.items():
            if self.live.session.stopped:
                return
            self.sizes.settle(beds)
            attempt(beds, point)
