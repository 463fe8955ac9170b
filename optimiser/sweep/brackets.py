"""What is known of differences between points of a sweep: savings, steps, and who cannot be told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ONE_POUND = 1.0
"""Costs within a pound of each other are tied."""


@dataclass(frozen=True)
class Known:
    """Cost of the best plan of a point, and the bound below which none is, pounds."""

    cost: float
    bound: float


@dataclass(frozen=True)
class Bracket:
    """A difference of two costs, and between what it lies whatever better plans there are, pounds."""

    value: float
    low: float
    high: float

    def overlaps(self, other: "Bracket") -> bool:
        """Return whether the two may be the same."""
        return self.low <= other.high and other.low <= self.high


def less(one: Known, other: Known) -> Bracket:
    """Return the cost of one less that of the other."""
    return Bracket(one.cost - other.cost, one.bound - other.cost, one.cost - other.bound)


def savings(known: Mapping[int, Known]) -> dict[int, Bracket]:
    """Return what each size saves against size 0; nothing if that has no plan."""
    none = known.get(0)
    if none is None:
        return {}
    return {beds: Bracket(0.0, 0.0, 0.0) if beds == 0 else less(none, point) for beds, point in known.items()}


def next_steps(known: Mapping[int, Known]) -> dict[int, Bracket]:
    """Return what the step from each size to the next larger one saves."""
    sizes = sorted(known)
    return {a: less(known[a], known[b]) for a, b in pairwise(sizes)}


def best(known: Mapping[int, Known]) -> int | None:
    """Return the size of least cost; of those within a pound of it the smallest."""
    least = min((point.cost for point in known.values()), default=None)
    return None if least is None else min(n for n, point in known.items() if point.cost <= least + ONE_POUND)


def indistinguishable(known: Mapping[int, Known]) -> tuple[int, ...]:
    """Return the sizes whose brackets overlap that of the best size, the best among them.

    The brackets are those of the savings, or of the costs where there is no plan of size 0 to save against.
    """
    chosen = best(known)
    if chosen is None:
        return ()
    brackets = savings(known) or {n: Bracket(point.cost, point.bound, point.cost) for n, point in known.items()}
    return tuple(sorted(n for n, bracket in brackets.items() if bracket.overlaps(brackets[chosen])))


def jump(levels: Sequence[float], costs: Sequence[float | None]) -> float | None:
    """Return the level from which the price of the next step rises most against that of the step before.

    Args:
        levels: from the easiest to the hardest to reach.
        costs: of each, pounds; None where there is no plan.

    Returns:
        None if no step is dearer than the one before by more than a pound for the step.
    """
    found: tuple[float, float] | None = None
    for i in range(1, len(levels) - 1):
        before, here, after = costs[i - 1], costs[i], costs[i + 1]
        if before is None or here is None or after is None:
            continue
        rise = (after - here) / abs(levels[i + 1] - levels[i]) - (here - before) / abs(levels[i] - levels[i - 1])
        if rise * abs(levels[i + 1] - levels[i]) > ONE_POUND and (found is None or rise > found[0]):
            found = (rise, levels[i])
    return None if found is None else found[1]
