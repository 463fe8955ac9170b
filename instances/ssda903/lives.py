"""Stitched lives seen on a day, month by month, and placement by placement."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.ssda903.dates import BLANK, Days, age_on, calendar_parts, day_number, day_of
from instances.ssda903.episodes import Episodes
from instances.ssda903.mapping import Mapping, Places
from models.calendar import add_months


@dataclass(frozen=True)
class Lives:
    """Stitched episodes with all that is needed to say who was where on a day.

    Attributes:
        frame: columns of `stitch`, in order of child and day.
        born: birthday of the child of each row, an assumed one where none is known.
        codes: for each row, the codes that say where the child lives and what it needs.
        mapping: from codes to provision and need.
        episodes: where the rows come from.
    """

    frame: pd.DataFrame
    born: Days
    codes: pd.DataFrame
    mapping: Mapping
    episodes: Episodes

    def column(self, name: str) -> Days:
        """Return a column of `frame`."""
        return self.frame[name].to_numpy()

    def on(self, day: int) -> npt.NDArray[np.int64]:
        """Return the rows of the children in care on a day, one a child."""
        inside = (self.column("start") <= day) & (day < self.column("end"))
        return np.flatnonzero(inside)

    def ages(self, rows: Days, day: Days) -> Days:
        """Return ages in whole years on a day, 0 to 17."""
        return np.clip(age_on(self.born[rows], day), 0, 17)

    def classified(self, rows: Days, ages: Days) -> tuple[Places, Places, npt.NDArray[np.bool_]]:
        """Return provision, need, and whether the mapping has a row for it, of some rows at some ages."""
        return self.mapping.classify(self.codes.iloc[rows], ages)


def lives(episodes: Episodes, mapping: Mapping, assumed_age: int) -> Lives:
    """Return lives; a child without a birthday is taken to be of `assumed_age` on the base date."""
    frame = episodes.frame
    born = episodes.children.born[frame["child"].to_numpy()]
    base = day_of(episodes.years.base)
    assumed = day_number(base.replace(year=base.year - assumed_age))
    shown = frame["shown"].to_numpy()
    rows = np.where(shown >= 0, shown, np.arange(len(frame)))
    codes = frame[["CIN", "LS"]].copy()
    for name in ("PLACE", "PLACE_PROVIDER"):
        codes[name] = frame[name].array[rows]
    return Lives(frame, np.where(born == BLANK, assumed, born), codes, mapping, episodes)


@dataclass(frozen=True)
class Snapshots:
    """Who was in care at the end of each of some months, the base date last.

    Attributes:
        days: the last day of each month.
        month: place in `days`, for each child and month.
        row: row of the lives.
        child: number of the child.
        age: whole years.
        provision: place in `PROVISIONS`.
        need: place in the mapping's needs.
    """

    days: Days
    month: Days
    row: Days
    child: Days
    age: Days
    provision: Places
    need: Places


def month_ends(base: int, months: int) -> Days:
    """Return the last days of `months` + 1 months that end with the base date."""
    first_after = add_months(day_of(base), 1)
    firsts = [add_months(first_after, -back) for back in range(months, -1, -1)]
    return np.array([day_number(day) - 1 for day in firsts], dtype=np.int64)


def snapshots(found: Lives, days: Days) -> Snapshots:
    """Return the children in care at the end of each of some months, in order of child and month."""
    first = np.searchsorted(days, found.column("start"), side="left")
    last = np.searchsorted(days, found.column("end"), side="left")
    counts = np.maximum(last - first, 0)
    row = np.repeat(np.arange(len(first)), counts)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    month = first[row] + offset
    age = found.ages(row, days[month])
    provision, need, _ = found.classified(row, age)
    return Snapshots(days, month, row, found.column("child")[row], age, provision, need)


def months_between(first_day: int, base: int) -> int:
    """Return the whole months of a window that begins on a first of a month and ends with the base date."""
    year, month, _ = (int(part[0]) for part in calendar_parts(np.array([first_day], dtype=np.int64)))
    end_year, end_month, _ = (int(part[0]) for part in calendar_parts(np.array([base], dtype=np.int64)))
    return (end_year - year) * 12 + end_month - month + 1
