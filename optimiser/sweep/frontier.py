"""Cost against the level of a policy, or of two: every level planned again, on one live model.

Who keeps a level keeps every easier one: plans of harder levels are tried at easier ones, and a bound of an easier
level holds for the harder ones.
"""

import itertools
import time
from collections.abc import Callable
from dataclasses import replace

from models.instance import Instance
from models.sweeps import FrontierPoint, FrontierResult, PointStatus
from models.tables import Policy
from optimiser.sweep.brackets import Known, jump, less
from optimiser.sweep.figures import Figures
from optimiser.sweep.levels import Held, Levels, held_hard
from optimiser.sweep.live import AreasError, Effort, Live, Paths, Point

Key = tuple[float, ...]
"""A level of each policy, in the order of the policies."""


def frontier(instance: Instance, held: tuple[Held, ...], paths: Paths, effort: Effort) -> FrontierResult:
    """Return the least cost at every level of one policy, or of two as a grid; what exists so far if stopped.

    Args:
        instance: a checked instance that has the policies.
        held: one policy or two.
        paths: demand and prices.
        effort: how to search.
    """
    began = time.monotonic()
    with effort.interrupts.listening():
        try:
            sweep = _swept(instance, held, paths, effort, apart=False)
            points = sweep.written()
        except AreasError:
            sweep = _swept(instance, held, paths, effort, apart=True)
            points = sweep.written()
    return FrontierResult(
        policies=tuple(each.policy for each in held),
        measures={each.policy: sweep.row(each).measure for each in held},
        years={each.policy: sweep.years(each) for each in held},
        points=points,
        jump_level=None if len(held) > 1 else sweep.jump_level,
        gap=effort.gap,
        interrupted=effort.interrupts.requested,
        seconds=time.monotonic() - began,
    )


def _swept(instance: Instance, held: tuple[Held, ...], paths: Paths, effort: Effort, *, apart: bool) -> "Frontier":
    effort.progress.on_stage("building the model")
    sweep = Frontier(Live(held_hard(instance, held), paths, effort, apart=apart), held)
    sweep.run()
    return sweep


class Frontier:
    """Points by level."""

    def __init__(self, live: Live, held: tuple[Held, ...]) -> None:
        self.live, self.held = live, held
        self.levels = Levels(live, held)
        ordered = [sorted(set(each.levels), reverse=not self.row(each).is_floor) for each in held]
        self.points: dict[Key, Point] = {key: Point(live, live.limits) for key in itertools.product(*ordered)}

    def row(self, held: Held) -> Policy:
        """Return a row of the table that is held."""
        return next(row.policy for row in self.levels.rows if row.policy.policy == held.policy)

    def years(self, held: Held) -> tuple[str, ...]:
        """Return the years in which a policy is held."""
        mine = (row.policy for row in self.levels.rows if row.policy.policy == held.policy)
        return tuple(dict.fromkeys(row.financial_year for row in mine))

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

    def _easier(self, one: Key, other: Key) -> bool:
        """Return whether whoever keeps `other` keeps `one` too."""
        signs = [1.0 if self.row(each).is_floor else -1.0 for each in self.held]
        return all(sign * a <= sign * b for sign, a, b in zip(signs, one, other, strict=True))

    def share_bounds(self) -> None:
        """Let the bound of every level hold for the harder ones; what cannot be kept, harder ones cannot either."""
        for (a, easier), (b, harder) in itertools.permutations(self.points.items(), 2):
            if self._easier(a, b):
                harder.raise_bound(easier.solution.bound)
                harder.infeasible |= easier.infeasible

    def _try_harder(self, key: Key, point: Point) -> None:
        """Try the commitments of the next harder levels."""
        harder = [other for other in self.points if other != key and self._easier(key, other)]
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

    @property
    def jump_level(self) -> float | None:
        """Level of one policy from which the price of the next step rises most."""
        known = self.known
        costs = [known[key].cost if key in known else None for key in self.points]
        return jump([key[0] for key in self.points], costs)

    def written(self) -> tuple[FrontierPoint, ...]:
        """Return the points with their figures, the easiest first; steps where there is one policy."""
        known, found = self.known, []
        keys = list(self.points)
        for i, key in enumerate(keys):
            point = self._point(key)
            before = keys[i - 1] if i and len(self.held) == 1 else None
            if before in known and key in known:
                step = less(known[key], known[before])
                units = abs(key[0] - before[0]) / self._unit
                point = replace(
                    point,
                    step_gbp=step.value,
                    step_low_gbp=step.low,
                    step_high_gbp=step.high,
                    price_gbp=step.value / units,
                )
            found.append(point)
        return tuple(found)

    @property
    def _unit(self) -> float:
        row = self.row(self.held[0])
        return 0.01 if row.is_share or row.measure == "moves_per_child_year" else 1.0

    def _point(self, key: Key) -> FrontierPoint:
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
