"""The children: an identifier in all tables to a number, birthdays from the headers, unaccompanied children."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.ssda903.dates import BLANK, UNREADABLE, Days, read_days
from instances.ssda903.quality import Quality
from instances.ssda903.tables import Pile

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Children:
    """Children numbered 0, 1, 2 and so on; their identifiers are kept nowhere.

    Attributes:
        born: birthday of each, `BLANK` where none is known.
        unaccompanied: whether the child stands in the table of unaccompanied asylum-seeking children.
    """

    born: Days
    unaccompanied: Flags

    def __len__(self) -> int:
        return len(self.born)


def number_children(episodes: Pile, headers: Pile, uasc: Pile, quality: Quality) -> tuple[Children, Days]:
    """Return the children, and the number of the child of each episode (-1 where the identifier is blank)."""
    words = pd.Index([])
    for pile in (episodes, headers, uasc):
        words = words.union(pd.Index(pile.frame["CHILD"].array.categories))
    words = words.difference(pd.Index([""]))
    of_episode, of_header, of_uasc = (_numbers(pile, words) for pile in (episodes, headers, uasc))
    unaccompanied = np.zeros(len(words), dtype=bool)
    unaccompanied[of_uasc[of_uasc >= 0]] = True
    born = _birthdays(headers, of_header, len(words), quality)
    without = np.setdiff1d(of_header[of_header >= 0], of_episode)
    if len(without):
        quality.whole("noted", "children with a header and no episode", "all files", len(without))
    return Children(born, unaccompanied), of_episode


def _numbers(pile: Pile, words: pd.Index) -> Days:
    column = pile.frame["CHILD"].array
    places = np.asarray(words.get_indexer(column.categories), dtype=np.int64)
    return places[column.codes] if len(column) else np.zeros(0, dtype=np.int64)


def _birthdays(headers: Pile, child: Days, count: int, quality: Quality) -> Days:
    """Return each child's birthday: the one most of its headers give, of equally many the latest day."""
    days = read_days(headers.frame["DOB"].array)
    blank, bad, nobody = days == BLANK, days == UNREADABLE, child < 0
    for found, action, what in (
        (nobody, "dropped", "header without an identifier of the child"),
        (blank & ~nobody, "dropped", "header without a birthday"),
        (bad & ~nobody, "dropped", "header whose birthday is no day"),
    ):
        quality.by_file(action, what, headers.names, headers.files[found], headers.lines[found])  # type: ignore[arg-type]
    sound = ~(nobody | blank | bad)
    born = np.full(count, BLANK, dtype=np.int64)
    if not sound.any():
        return born
    votes = pd.DataFrame({"child": child[sound], "day": days[sound]}).value_counts(sort=False).reset_index()
    votes = votes.sort_values(["child", "count", "day"])
    chosen = votes.drop_duplicates("child", keep="last")
    born[chosen["child"].to_numpy()] = chosen["day"].to_numpy()
    _tell_of_others(headers, sound & (born[child] != days), quality)
    return born


def _tell_of_others(headers: Pile, other: Flags, quality: Quality) -> None:
    what = "header with another birthday than most headers of the child: the commoner is used"
    quality.by_file("repaired", what, headers.names, headers.files[other], headers.lines[other])
