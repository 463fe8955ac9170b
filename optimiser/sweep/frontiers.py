"""A whole frontier: its levels shared out to processes, put together again, and what each step costs."""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.instance import Instance
from models.sweeps import FrontierPoint, FrontierResult
from optimiser.spread import HERE, Hands
from optimiser.sweep.brackets import Known, jump, less
from optimiser.sweep.frontier import FrontierTask, Key, solve_levels
from optimiser.sweep.levels import Held, easier, easiest_first, rows_held
from optimiser.sweep.live import Effort, Paths
from optimiser.sweep.spread import spread

TOGETHER = 2
"""Levels solved on one live model; fixed, so that the figures do not depend on who solves them."""


def frontier(
    instance: Instance, held: tuple[Held, ...], paths: Paths, effort: Effort, hands: Hands = HERE
) -> FrontierResult:
    """Return the least cost at every level of one policy, or of two as a grid; what exists so far if stopped.

    Args:
        instance: a checked instance that has the policies.
        held: one policy or two.
        paths: demand and prices.
        effort: how to search.
        hands: who solves the levels.
    """
    began = time.monotonic()
    rows = {each.policy: rows_held(instance, each) for each in held}
    floors = tuple(rows[each.policy][0].is_floor for each in held)
    keys = list(itertools.product(*(easiest_first(each, floor) for each, floor in zip(held, floors, strict=True))))
    with effort.interrupts.listening():
        tasks = [FrontierTask(instance, each, paths) for each in _shared_out(held, floors)]
        solved = [point for points in spread(solve_levels, tasks, effort, hands) for point in points]
    found = {key_of(held, point): point for point in solved}
    points = [found.get(key) or FrontierPoint(_named(held, key), {}, "no_plan") for key in keys]
    points = settled(floors, keys, points, effort.gap)
    single = len(held) == 1
    share = rows[held[0].policy][0].is_share or rows[held[0].policy][0].measure == "moves_per_child_year"
    return FrontierResult(
        policies=tuple(each.policy for each in held),
        measures={name: mine[0].measure for name, mine in rows.items()},
        years={name: tuple(dict.fromkeys(row.financial_year for row in mine)) for name, mine in rows.items()},
        points=tuple(_with_steps(keys, points, 0.01 if share else 1.0) if single else points),
        jump_level=jump([key[0] for key in keys], [point.cost_gbp for point in points]) if single else None,
        gap=effort.gap,
        interrupted=effort.interrupts.requested,
        seconds=time.monotonic() - began,
    )


def _shared_out(held: tuple[Held, ...], floors: tuple[bool, ...]) -> Iterator[tuple[Held, ...]]:
    """Yield the policies with some neighbouring levels of the first, so that about `TOGETHER` are solved together."""
    levels = easiest_first(held[0], floors[0])
    others = len(easiest_first(held[1], floors[1])) if len(held) > 1 else 1
    for some in itertools.batched(levels, max(1, TOGETHER // others)):
        yield (replace(held[0], levels=some), *held[1:])


def key_of(held: tuple[Held, ...], point: FrontierPoint) -> Key:
    """Return the levels of a point in the order of the policies."""
    return tuple(point.levels[each.policy] for each in held)


def _named(held: tuple[Held, ...], key: Key) -> dict[str, float]:
    return {each.policy: level for each, level in zip(held, key, strict=True)}


def settled(
    floors: tuple[bool, ...], keys: Sequence[Key], points: Sequence[FrontierPoint], gap: float
) -> list[FrontierPoint]:
    """Let points that were solved apart learn from each other: no level then costs more than a harder one.

    The plan of a harder level is one for the easier; the bound of an easier level holds for the harder; who cannot
    keep a level cannot keep a harder one.

    Args:
        floors: whether each policy is a floor.
        keys: levels of each point.
        points: the points, without steps.
        gap: gap asked.
    """
    every = list(zip(keys, points, strict=True))
    found = []
    for key, point in every:
        below = [other for at, other in every if easier(floors, at, key)]
        above = [other for at, other in every if at != key and easier(floors, key, at)]
        if any(other.status == "infeasible" for other in below):
            found.append(FrontierPoint(point.levels, {}, "infeasible"))
        else:
            best = min([point, *above], key=_cost)
            bounds = [other.bound_gbp for other in below if other.bound_gbp is not None]
            found.append(_taking(point, best, max(bounds, default=None), gap))
    return found


def _cost(point: FrontierPoint) -> float:
    return float("inf") if point.cost_gbp is None else point.cost_gbp


def _taking(point: FrontierPoint, best: FrontierPoint, bound: float | None, gap: float) -> FrontierPoint:
    """Return a point with the plan of the best and a bound."""
    if best.cost_gbp is None:
        return point
    bound = None if bound is None else min(best.cost_gbp, bound)
    near = bound is not None and best.cost_gbp - bound <= max(gap, 1e-9) * abs(best.cost_gbp)
    return replace(best, levels=point.levels, bound_gbp=bound, status="optimal" if near else "feasible")


def _with_steps(keys: Sequence[Key], points: Sequence[FrontierPoint], unit: float) -> Iterator[FrontierPoint]:
    """Yield the points of one policy with what each step costs, and by so many units of the level."""
    yield points[0]
    for (before, here), (key_before, key) in zip(itertools.pairwise(points), itertools.pairwise(keys), strict=True):
        one, other = _known(here), _known(before)
        if one is None or other is None:
            yield here
            continue
        step = less(one, other)
        units = abs(key[0] - key_before[0]) / unit
        price = step.value / units
        yield replace(here, step_gbp=step.value, step_low_gbp=step.low, step_high_gbp=step.high, price_gbp=price)


def _known(point: FrontierPoint) -> Known | None:
    if point.cost_gbp is None:
        return None
    return Known(point.cost_gbp, float("-inf") if point.bound_gbp is None else point.bound_gbp)
