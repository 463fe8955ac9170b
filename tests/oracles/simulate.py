"""The life of placements played forward for given admissions: section 3 read aloud, without a solver."""

from dataclasses import dataclass

import numpy as np

from tests.oracles.reading import Life, Reading
from tests.oracles.result import Admissions


@dataclass(frozen=True)
class Played:
    """What follows from admissions, for each of several plays at once.

    Attributes:
        stock: children at each month's end (month 0 first), axes play, offer, month, cohort.
        moves: care moves in each month, axes play, offer left, month.
        pool: children in care but in no offer at each month's end, axes play, month, cohort.
    """

    stock: np.ndarray
    moves: np.ndarray
    pool: np.ndarray

    @property
    def average(self) -> np.ndarray:
        """Average children in each month from month 1, axes as of `stock`."""
        return np.asarray((self.stock[:, :, :-1] + self.stock[:, :, 1:]) / 2)


def play(reading: Reading, admitted: np.ndarray, with_today: bool = True) -> Played:
    """Play admissions (axes play, offer, period, cohort) out to the end of the tail.

    Without `with_today` nobody is there at the base date and nobody enters: the effect of admissions alone.
    """
    plays, _, _, G = admitted.shape
    months = reading.clock.end + 1
    nobody = np.zeros((plays, G))
    stock = np.zeros((plays, len(reading.lives), months, G))
    moves = np.zeros((plays, len(reading.lives), months))
    pool = np.zeros((plays, months, G))
    groups: list[dict[int, np.ndarray]] = [{} for _ in reading.lives]
    if with_today:
        pool[:, 0] = reading.unknown
        for p, life in enumerate(reading.lives):
            groups[p] = {months_in: np.tile(v, (plays, 1)) for months_in, v in life.today.items()}
            stock[:, p, 0] = sum(groups[p].values(), nobody)
    for t, (first, last) in enumerate(reading.clock.periods):
        for month in range(first, last + 1):
            pool[:, month] = pool[:, month - 1] @ reading.R
            if with_today:
                pool[:, month] += reading.entries[month]
            for p, life in enumerate(reading.lives):
                groups[p], returned = _month(reading, life, groups[p], month, nobody)
                moves[:, p, month] = returned.sum(axis=1)
                newly = admitted[:, p, t] / (last - first + 1)
                groups[p][0] = groups[p].get(0, 0.0) + newly
                pool[:, month] += returned - newly
                stock[:, p, month] = sum(groups[p].values())
    return Played(stock, moves, pool)


def _month(
    reading: Reading, life: Life, groups: dict[int, np.ndarray], month: int, nobody: np.ndarray
) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Return the groups of an offer a month later and the children returned to the pool."""
    following: dict[int, np.ndarray] = {}
    returned = nobody
    for months_in, v in groups.items():
        moved = v @ reading.R
        fits = moved * life.takes
        broken = fits * life.hazard(months_in)
        stays = fits - broken
        returned = returned + (moved - fits) + (broken if life.is_gap else broken @ reading.E)
        if month == life.closes:
            returned = returned + stays
        elif not life.is_gap:
            following[months_in + 1] = stays
    return following, returned


def as_array(reading: Reading, admissions: Admissions) -> np.ndarray:
    """Return admissions by name as one play, axes play, offer, period, cohort."""
    cohorts = {cohort.cohort: i for i, cohort in enumerate(reading.instance.cohorts)}
    starts = {first: t for t, (first, _) in enumerate(reading.clock.periods)}
    admitted = np.zeros((1, len(reading.lives), len(starts), len(cohorts)))
    for (cohort, offer, first), children in admissions.items():
        admitted[0, reading.position(offer), starts[first], cohorts[cohort]] += children
    return admitted
