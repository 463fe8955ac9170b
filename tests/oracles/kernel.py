"""One month of one offer as matrices, for the stock form."""

import numpy as np

from tests.oracles.lives import Life
from tests.oracles.reading import Reading


class Kernel:
    """One month of an offer as matrices between groups by months since admission, the settled ones last."""

    def __init__(self, reading: Reading, life: Life) -> None:
        self.reading, self.life, self.top = reading, life, reading.top
        R, e = reading.R, life.takes
        self.outgrown = R * (1 - e)
        hazards = [life.hazard(months) for months in range(self.top + 1)]
        self.broken = [R * e * hazard for hazard in hazards]
        self.kept = [R * e * (1 - hazard) for hazard in hazards]
        # A broken-down child may come back with a higher need; one who leaves gap comes back as it is.
        self.escalate = np.eye(reading.cohorts) if life.is_gap else reading.E
        self.today = np.zeros((self.top + 1, reading.cohorts))
        for months, children in life.today.items():
            self.today[min(months, self.top)] += children

    def later(self, months: int) -> int:
        """Group in which those of a group are a month later."""
        return min(months + 1, self.top)

    def left(self, month: int) -> float:
        """Share of those still there after the step of a month who do not go with what closes."""
        return float(np.prod([1 - way.share for way in self.life.exits if way.month == month]))

    def passed(self, month: int) -> list[tuple[float, np.ndarray, int | None]]:
        """Shares of them who go, with whom of them the successor takes (by cohort) and its position."""
        found = []
        for share, successor in self.life.leaving(month):
            where = None if successor is None else self.reading.position(successor)
            takes = np.zeros(self.reading.cohorts) if where is None else self.reading.lives[where].takes
            found.append((share, takes, where))
        return found

    def forced(self, months: int, month: int) -> np.ndarray:
        """Matrix from a group to those who return to the pool because something closes."""
        gone = sum((share * (1 - takes) for share, takes, _ in self.passed(month)), np.zeros(self.reading.cohorts))
        return np.asarray(self.kept[months] * gone)

    def returns(self, months: int, month: int) -> np.ndarray:
        """Matrix from a group to the children it returns to the pool in a month."""
        return np.asarray(self.outgrown + self.broken[months] @ self.escalate + self.forced(months, month))

    def moves(self, months: int, month: int) -> np.ndarray:
        """Expected care moves in a month of a child of each cohort of a group."""
        return np.asarray((self.outgrown + self.broken[months] + self.forced(months, month)).sum(axis=1))


def run_off(kernels: list[Kernel]) -> np.ndarray:
    """Today's children left at each month's end, axes kernel, month, cohort, those passed on included."""
    reading, top = kernels[0].reading, kernels[0].top
    groups = [k.today for k in kernels]
    left = np.zeros((len(kernels), reading.clock.end + 1, reading.cohorts))
    left[:, 0] = [g.sum(axis=0) for g in groups]
    for month in range(1, reading.clock.end + 1):
        following = [np.zeros_like(g) for g in groups]
        for p, kernel in enumerate(kernels):
            ways = [(share, takes, q) for share, takes, q in kernel.passed(month) if q is not None]
            for months in range(top + 1):
                stays = groups[p][months] @ kernel.kept[months]
                following[p][kernel.later(months)] += stays * kernel.left(month)
                for share, takes, q in ways:
                    following[q][kernel.later(months)] += stays * share * takes
        groups = following
        left[:, month] = [g.sum(axis=0) for g in groups]
    return left
