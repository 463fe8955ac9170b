"""The cohorts of the import, and rows of the base that name cohorts: carried over to the import's own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from instances.ssda903.flows import Band
from models.fields import Row
from models.instance import Instance
from models.tables import Cohort

R = TypeVar("R", bound=Row)

_LONGEST_ID = 60


@dataclass(frozen=True)
class Grid:
    """The cohorts: need level, age band and home area.

    Attributes:
        needs: need levels by rank.
        bands: age bands.
        areas: home areas.
        absent: need and band, as places in `needs` and `bands`, of which there are no cohorts.
        source: what rows from the return give as their source.
    """

    needs: tuple[str, ...]
    bands: tuple[Band, ...]
    areas: tuple[str, ...]
    absent: frozenset[tuple[int, int]]
    source: str

    def name(self, need: int, band: int, area: int) -> str:
        """Return the name of a cohort."""
        low, high = self.bands[band]
        full = f"{self.needs[need]}_{low}_{high}_{self.areas[area]}"
        return full if len(full) <= _LONGEST_ID else f"cohort_{need}_{band}_{area}"

    def every(self) -> Iterator[tuple[int, int, int]]:
        """Yield need, band and area of every cohort."""
        for need, band, area in np.ndindex(len(self.needs), len(self.bands), len(self.areas)):
            if (need, band) not in self.absent:
                yield need, band, area

    def like(self, cohort: Cohort, area: int) -> str:
        """Return the name of the cohort that has the need and age of one of the base's."""
        return self.name(self.needs.index(cohort.need), self.bands.index((cohort.age_from, cohort.age_to)), area)


def absent(base: Instance, needs: tuple[str, ...], bands: tuple[Band, ...], given: frozenset[str]) -> frozenset[Band]:
    """Return needs and bands without cohorts: of needs that the mapping never gives, those the base has none of."""
    there = {(cohort.need, (cohort.age_from, cohort.age_to)) for cohort in base.cohorts}
    pairs = np.ndindex(len(needs), len(bands))
    return frozenset((n, b) for n, b in pairs if needs[n] not in given and (needs[n], bands[b]) not in there)


def cohort_columns(row: Row) -> list[str]:
    """Return the columns of a row that name a cohort."""
    return [name for name in type(row).model_fields if name == "cohort" or name.endswith("_cohort")]


def carried[R: Row](rows: Iterable[R], base: Instance, grid: Grid) -> tuple[R, ...]:
    """Return rows of the base that name its cohorts, for the cohorts of like need and age in every home area.

    An area that the base has too gets the base's rows of it, another one those of the base's first area.
    """
    known = {cohort.cohort: cohort for cohort in base.cohorts}
    homes = {cohort.home_area for cohort in base.cohorts}
    first = base.cohorts[0].home_area
    found: list[R] = []
    for row in rows:
        columns = cohort_columns(row)
        home = known[getattr(row, columns[0])].home_area
        for place, area in enumerate(grid.areas):
            if home == (area if area in homes else first):
                named = {name: grid.like(known[getattr(row, name)], place) for name in columns}
                found.append(row.model_copy(update=named))
    return tuple(found)
