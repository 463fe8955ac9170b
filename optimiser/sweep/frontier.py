"""Cost against the level of a policy, or of two: every level planned again, on one live model.

Who keeps a level keeps every easier one: plans of harder levels are tried at easier ones, and a bound of an easier
level holds for the harder ones.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from models.instance import Instance
from models.sweeps import FrontierPoint, PointStatus
from optimiser.sweep.brackets import Known
from optimiser.sweep.figures import Figures
from optimiser.sweep.levels import Held, Levels, easier, easiest_first, held_hard, rows_held
from optimiser.sweep.live import AreasError, Effort, Live, Paths, Point

Key = tuple[float, ...]
"""A level of each policy, in the order of the policies."""


@dataclass(frozen=True)
class FrontierTask:
    """Levels of one policy, or of two as a grid, to be solved on one live model.

    Attributes:
        instance: a checked instance that has the policies.
        held: one policy or two, with their levels.
        paths: demand and prices.
    """

    instance: Instance
    held: tuple[Held, ...]
    paths: Paths


def solve_levels(task: FrontierTask, effort: Effort) -> tuple[FrontierPoint, ...]:
    """Return the least cost at every level, without steps; what exists so far if stopped."""
    try:
        return _solved(task, effort, apart=False)
    except AreasError:
        return _solved(task, effort, apart=True)


def _solved(task: FrontierTask, effort: Effort, *, apart: bool) -> tuple[FrontierPoint, ...]:
    effort.progress.on_stage("building the model")
    sweep = Frontier(Live(held_hard(task.instance, task.held), task.paths, effort, apart=apart), task.held)
    sweep.run()
    return tuple(sweep.written(key) for key in sweep.points)


class Frontier:
    """Points by level."""

    def __init__(self, live: Live, held: tuple[Held, ...]) -> None:
        self.live, self.held = live, held
        self.levels = Levels(live, held)
        self.floors = tuple(rows_held(live.problem.instance, each)[0].is_floor for each in held)
        ordered = [easiest_first(each, floor) for each, floor in zip(held, self.floors, strict=True)]
        self.points: dict[Key, Point] = {key: Point(live, live.limits) for key in itertools.product(*ordered)}

    def run(self) -> None:
        """Solve every level to the gap: relaxations first, then plans of harder levels, then searches."""
        self._each("", lambda _, point: point.start())
        self.share_bounds()
        self._each(", plans of harder levels", self._try_harder, reverse=True)
        for key in self.points:
            self._each(", search", lambda _, point: point.finish(), only=key)
            self.share_bounds()
        self._each(", plans of harder levels", self._try_harder, reverse=True)
        self._each(", children", lambda _, point: point.clean())

    def _each(
        self, what: str, step: Callable[[Key, Point], None], *, reverse: bool = False, only: Key | None = None
    ) -> None:
        keys = list(self.points)
        for number, key in sorted(enumerate(keys, 1), reverse=reverse):
            if self.live.session.stopped:
                return
            if only not in (None, key):
                continue
            named = self._named(key)
            self.levels.settle(named)
            told = ", ".join(f"{policy} {level:g}" for policy, level in named.items())
            self.live.effort.progress.on_stage(f"{told} ({number} of {len(keys)}{what})")
            step(key, self.points[key])

    def _named(self, key: Key) -> dict[str, float]:
        return {each.policy: level for each, level in zip(self.held, key, strict=True)}

    def share_bounds(self) -> None:
        """Let the bound of every level hold for the harder ones; what cannot be kept, harder ones cannot either."""
        for (a, one), (b, two) in itertools.permutations(self.points.items(), 2):
            if easier(self.floors, a, b):
                two.raise_bound(one.solution.bound)
                two.infeasible |= one.infeasible

    def _try_harder(self, key: Key, point: Point) -> None:
        """Try the commitments of the next harder levels."""
        harder = [other for other in self.points if other != key and easier(self.floors, key, other)]
        for other in harder[:2]:
            units = self.points[other].units
            if units is not None and not point.good_enough:
                point.attempt(units)

    @property
    def known(self) -> dict[Key, Known]:
        """Cost and bound by level, of levels with a plan."""
        return {
            key: Known(point.solution.objective, min(point.solution.bound, point.solution.objective))
            for key, point in self.points.items()
            if point.units is not None and not point.infeasible
        }

    def written(self, key: Key) -> FrontierPoint:
        """Return a point with its figures."""
        point, levels = self.points[key], self._named(key)
        if key not in self.known:
            status: PointStatus = "infeasible" if point.infeasible else "no_plan"
            return FrontierPoint(levels, {}, status)
        plan = Figures(self.live, point.solution)
        known = self.known[key]
        return FrontierPoint(
            levels=levels,
            reached=plan.reached(tuple(levels)),
            status="optimal" if point.within_gap else "feasible",
            cost_gbp=known.cost,
            bound_gbp=known.bound if known.bound > float("-inf") else None,
            penalties_gbp=plan.penalties_gbp,
            revenue_gbp_by_year=plan.revenue_gbp_by_year,
        )
