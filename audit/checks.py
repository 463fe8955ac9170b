"""What a check finds: the worst deviation and, in words, where it is."""

import math
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

TOLERANCE = 1e-6
PENNY = 0.01 + 1e-6
"""Pounds by which two roundings of one amount may differ, with room for the float."""
NOTHING = "nothing to check"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a plan.

    Attributes:
        name: what was checked.
        ok: whether the plan passes.
        worst: the deviation nearest to or furthest over what is allowed, in the unit of what was checked; for
            checks that list faults, their number. Always finite.
        detail: where that is, in words.
    """

    name: str
    ok: bool
    worst: float
    detail: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far one figure is from right, how far it may be, and which figure it is."""

    size: float
    allowed: float
    where: str

    @property
    def passes(self) -> bool:
        """Whether the deviation is allowed; one that is not a number is not."""
        return self.size <= self.allowed

    @property
    def excess(self) -> float:
        """Deviation relative to what is allowed, for ordering."""
        if math.isnan(self.size) or (self.allowed <= 0 < self.size):
            return math.inf
        return self.size / self.allowed if self.allowed > 0 else self.size


def measured(name: str, deviations: Iterable[Deviation]) -> Check:
    """Return a check that passes if every deviation is allowed."""
    worst = max(deviations, key=lambda found: found.excess, default=None)
    if worst is None:
        return Check(name, True, 0.0, NOTHING)
    size = worst.size if math.isfinite(worst.size) else math.copysign(sys.float_info.max, worst.size)
    return Check(name, worst.passes, size, worst.where)


def listed(name: str, faults: Sequence[str]) -> Check:
    """Return a check that passes if there are no faults; names the first and counts the others."""
    if not faults:
        return Check(name, True, 0.0, "no fault")
    others = f"; {len(faults) - 1} more" if len(faults) > 1 else ""
    return Check(name, False, float(len(faults)), faults[0] + others)


def compared[K: Hashable](
    name: str,
    stated: Iterable[tuple[K, float]],
    expected: Mapping[K, float],
    words: Callable[[K], str],
    *,
    allowed: float = TOLERANCE,
    scaled: bool = True,
) -> Check:
    """Return a check that stated figures are the expected ones, each given once.

    A figure not stated counts as 0. One that is not expected is refused unless it is 0.

    Args:
        name: name of the check.
        stated: key and value as the plan has them.
        expected: value by key as recomputed.
        words: how to name a key.
        allowed: deviation allowed from an expected value.
        scaled: whether `allowed` is a share of expected values larger than 1.
    """
    given: dict[K, float] = {}
    found: list[Deviation] = []
    for key, value in stated:
        if key in given:
            found.append(Deviation(math.inf, 0.0, f"{words(key)}: given twice"))
        given[key] = value
        if key not in expected and value != 0:
            found.append(Deviation(math.inf, 0.0, f"{words(key)}: {value:,.6g}, not expected at all"))
    for key, right in expected.items():
        value = given.get(key, 0.0)
        where = f"{words(key)}: {value:,.8g}, recomputed {right:,.8g}"
        limit = allowed * max(1.0, abs(right)) if scaled else allowed
        found.append(Deviation(abs(value - right), limit, where))
    return measured(name, found)
