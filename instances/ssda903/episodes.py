"""Episodes as read to episodes that can be stitched: days, children, repeats; each row left out is told of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.ssda903 import codes
from instances.ssda903.categories import spread
from instances.ssda903.children import Children, Flags, number_children
from instances.ssda903.dates import BLANK, UNREADABLE, birthday, read_days
from instances.ssda903.layout import EPISODE_MAY, EPISODE_MUST
from instances.ssda903.quality import Action, Quality
from instances.ssda903.tables import Pile
from instances.ssda903.years import Coverage

ADULT = 18
_IMPLAUSIBLE_AGE = 25
KEPT = (
    *("RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "REC", "HOME_POST", "PL_POST", "URN"),
    *("PL_LOCATION", "PL_DISTANCE"),
)
EPISODE_COLUMNS = (*EPISODE_MUST, *EPISODE_MAY)


@dataclass
class Episodes:
    """Episodes, one a child and first day, in order of child and day.

    Attributes:
        frame: columns `child`, `start`, `end` (first day no longer in it; `BLANK` if open), `year` (last year of the
            return it stands in), `file`, `line`, and the codes of `KEPT` as categories.
        children: birthdays and so on, by the numbers in `child`.
        years: what the returns cover.
        names: the files, by the numbers in `file`.
    """

    frame: pd.DataFrame
    children: Children
    years: Coverage
    names: list[str]

    def tell(self, quality: Quality, action: Action, what: str, rows: Flags) -> None:
        """Report some rows."""
        found = self.frame[rows]
        quality.by_file(action, what, self.names, found["file"].to_numpy(), found["line"].to_numpy())

    def without(self, rows: Flags) -> "Episodes":
        """Return the others."""
        return Episodes(self.frame[~rows].reset_index(drop=True), self.children, self.years, self.names)

    def codes(self, column: str, wanted: frozenset[str]) -> Flags:
        """Return which rows have one of some codes."""
        return coded(self.frame, column, wanted)


def coded(frame: pd.DataFrame, column: str, wanted: frozenset[str]) -> Flags:
    """Return which rows of a frame have one of some codes in a column of categories."""
    return spread(frame[column].array, wanted.__contains__, np.bool_)


def prepare(episodes: Pile, headers: Pile, uasc: Pile, years: Coverage, quality: Quality) -> Episodes:
    """Return the episodes that can be used."""
    children, child = number_children(episodes, headers, uasc, quality)
    start, end = (read_days(episodes.frame[name].array) for name in ("DECOM", "DEC"))
    frame = pd.DataFrame({"child": child, "start": start, "end": end, "year": years.of_row})
    frame["file"], frame["line"] = episodes.files, episodes.lines
    frame = pd.concat([frame, episodes.frame[list(KEPT)]], axis=1)
    made = Episodes(frame, children, years, episodes.names)
    made = _drop_unusable(made, quality)
    made = _unreadable_ends(made, quality)
    made = _one_a_day(made, quality)
    made = _plausible_birthdays(made, quality)
    return _grown_up(made, quality)


def _drop_unusable(made: Episodes, quality: Quality) -> Episodes:
    frame = made.frame
    nobody = (frame["child"] < 0).to_numpy()
    blank, bad = (frame["start"] == BLANK).to_numpy(), (frame["start"] == UNREADABLE).to_numpy()
    breaks = made.codes("LS", codes.SHORT_BREAKS)
    told = np.zeros(len(frame), dtype=bool)
    for rows, what in (
        (nobody, "episode without an identifier of the child"),
        (blank, "episode without a first day (DECOM)"),
        (bad, "episode whose first day (DECOM) is no day"),
        (breaks, "short break (legal status V3 or V4), which DfE's counts leave out"),
    ):
        made.tell(quality, "dropped", what, rows & ~told)
        told |= rows
    return made.without(told)


def _unreadable_ends(made: Episodes, quality: Quality) -> Episodes:
    """Take an end that is no day, or lies before the first day, for none; where the child left care, drop the row.

    An episode that ended on an unknown day and is followed by another is closed by that one later on.
    """
    start, end = made.frame["start"].to_numpy(), made.frame["end"].to_numpy()
    bad, early = end == UNREADABLE, (end < start) & (end != UNREADABLE)
    left = _ceased(made)
    for rows, what in ((bad, "last day (DEC) is no day"), (early, "last day (DEC) lies before the first day")):
        made.tell(quality, "repaired", f"{what}: taken for blank", rows & ~left)
        made.tell(quality, "dropped", f"{what}, and the child left care on it", rows & left)
    made.frame["end"] = np.where(bad | early, BLANK, end)
    return made.without((bad | early) & left)


def _ceased(made: Episodes) -> Flags:
    return spread(made.frame["REC"].array, lambda word: word.startswith(codes.ENDED), np.bool_)


def _one_a_day(made: Episodes, quality: Quality) -> Episodes:
    """Keep one row a child and first day: of the last return, and there the one that ends, last.

    A child with an open placement stands in every year's return, so that most rows left out here are as they
    should be.
    """
    frame = made.frame
    order = _order(frame)
    ordered = frame.iloc[order]
    child, start = ordered["child"].to_numpy(), ordered["start"].to_numpy()
    again = np.zeros(len(frame), dtype=bool)
    again[:-1] = (child[1:] == child[:-1]) & (start[1:] == start[:-1])
    made = Episodes(ordered.reset_index(drop=True), made.children, made.years, made.names)
    end, year = made.frame["end"].to_numpy(), made.frame["year"].to_numpy()
    reopened = np.zeros(len(frame), dtype=bool)
    reopened[1:] = again[:-1] & (end[:-1] != BLANK) & (end[1:] == BLANK) & (year[1:] > year[:-1])
    made.tell(quality, "dropped", "the same child and first day again: the last return's row is used", again)
    made.tell(quality, "noted", "open here, though an earlier return gives it an end: the later is used", reopened)
    return made.without(again)


def _order(frame: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Return the order by child, first day, return, end (open first), then codes: the order read does not matter."""
    end = frame["end"].to_numpy()
    keys = [frame[name].array.codes for name in reversed(KEPT)]
    closed_last = np.where(end == BLANK, UNREADABLE, end)
    return np.lexsort((*keys, closed_last, frame["year"], frame["start"], frame["child"]))


def _plausible_birthdays(made: Episodes, quality: Quality) -> Episodes:
    """Take a birthday after the child's first day in care, or 25 years and more before it, for unknown."""
    frame = made.frame
    child = frame["child"].to_numpy()
    first = np.ones(len(frame), dtype=bool)
    first[1:] = child[1:] != child[:-1]
    born, start = made.children.born[child], frame["start"].to_numpy()
    known = first & (born != BLANK)
    oldest = birthday(np.where(known, born, 0), _IMPLAUSIBLE_AGE)
    odd = known & ((born > start) | (oldest <= start))
    made.tell(quality, "repaired", "birthday after the first episode, or 25 years before it: taken for unknown", odd)
    kept = made.children.born.copy()
    kept[child[odd]] = BLANK
    return Episodes(frame, Children(kept, made.children.unaccompanied), made.years, made.names)


def _grown_up(made: Episodes, quality: Quality) -> Episodes:
    """End episodes on the eighteenth birthday, when a child ceases to be looked after."""
    frame = made.frame
    born = made.children.born[frame["child"].to_numpy()]
    known = born != BLANK
    adult = np.where(known, birthday(np.where(known, born, 0), ADULT), BLANK)
    start, end = frame["start"].to_numpy(), frame["end"].to_numpy()
    too_late = start >= adult
    late = ~too_late & (end > adult) & (adult <= made.years.base)
    made.tell(quality, "dropped", "episode that begins on or after the eighteenth birthday", too_late)
    made.tell(quality, "repaired", "episode that runs past the eighteenth birthday: ended on it", late)
    frame["end"] = np.where(late, adult, end)
    return made.without(too_late)
