"""Episodes of all years to lives in care: ends missing, overlapping or apart are mended, placements told apart.

After this, a child is in care on a day exactly if ``start <= day < end`` holds for one of its rows.
"""

import numpy as np

from instances.ssda903 import codes
from instances.ssda903.children import Flags
from instances.ssda903.dates import BLANK, Days, last_of_march
from instances.ssda903.episodes import Episodes
from instances.ssda903.quality import Quality

_BY_NEXT = "no last day: ended where the child's next episode begins"
_NOT_CARRIED = "open, and not in the next year's return: ended on 31 March of its own return"
_OVERLAP = "runs past the start of the child's next episode: ended there"
_GAP = "ends with X1 (care goes on) before the child's next episode begins: the days between are filled"


def stitch(made: Episodes, quality: Quality) -> Episodes:
    """Return the episodes with mended ends and the columns `care`, `stay`, `moved`, `shown`.

    `care` numbers unbroken times in care, `stay` placements; `moved` marks a row that begins with a move to another
    carer. `shown` is the row whose codes say where the child lives: the row itself, or for a temporary placement the
    one before it, -1 if there is none.
    """
    _mend_ends(made, quality)
    frame = made.frame
    start, end = frame["start"].to_numpy(), frame["end"].to_numpy()
    follows = _same_child_as_before(made)
    follows[1:] &= end[:-1] == start[1:]
    frame["care"] = np.cumsum(~follows) - 1
    frame["shown"] = _shown(made, frame["care"].to_numpy())
    _placements(made, follows, quality)
    return made


def _same_child_as_before(made: Episodes) -> Flags:
    child = made.frame["child"].to_numpy()
    same = np.zeros(len(child), dtype=bool)
    same[1:] = child[1:] == child[:-1]
    return same


def _next_start(made: Episodes) -> Days:
    """Return the first day of the child's next episode; `BLANK` where there is none."""
    start = made.frame["start"].to_numpy()
    after = np.full(len(start), BLANK, dtype=np.int64)
    follows = _same_child_as_before(made)[1:]
    after[:-1][follows] = start[1:][follows]
    return after


def _mend_ends(made: Episodes, quality: Quality) -> None:
    frame = made.frame
    end, year, after = frame["end"].to_numpy().copy(), frame["year"].to_numpy(), _next_start(made)
    is_open = end == BLANK
    closing = last_of_marches(year) + 1
    carried_on = np.isin(year + 1, list(made.years.covered)) & (closing <= made.years.base)
    new_start = np.ones(len(frame), dtype=bool)
    new_start[:-1] = _starts(made)[1:]
    lost = is_open & carried_on & (after > closing) & ((after == BLANK) | new_start)
    followed = is_open & ~lost & (after != BLANK)
    overlap = ~is_open & (after < end)
    gap = ~is_open & (after != BLANK) & (after > end) & made.codes("REC", frozenset({codes.CONTINUES}))
    for rows, what in ((lost, _NOT_CARRIED), (followed, _BY_NEXT), (overlap, _OVERLAP), (gap, _GAP)):
        made.tell(quality, "repaired", what, rows)
    # A row that begins after its own return's year, a mistyped day, lasts no day.
    closing = np.maximum(closing, frame["start"].to_numpy())
    frame["end"] = np.where(lost, closing, np.where(followed | overlap | gap, after, end))


def _starts(made: Episodes) -> Flags:
    return made.codes("RNE", frozenset({codes.STARTS}))


def last_of_marches(years: Days) -> Days:
    """Return 31 March of each year as numbers."""
    known = np.unique(years)
    days = np.array([last_of_march(int(year)) if year else BLANK - 1 for year in known], dtype=np.int64)
    return days[np.searchsorted(known, years)] if len(known) else years


def _shown(made: Episodes, care: Days) -> Days:
    """Return the row that says where the child lives: a temporary placement goes on with the one before it."""
    temporary = made.codes("PLACE", codes.TEMPORARY)
    rows = np.arange(len(care))
    last = np.maximum.accumulate(np.where(temporary, -1, rows)) if len(rows) else rows
    first_of_care = np.searchsorted(care, care)
    return np.where(last >= first_of_care, last, -1)


def _placements(made: Episodes, follows: Flags, quality: Quality) -> None:
    """Number placements and mark moves, which are only the rows with RNE P or B that change the carer."""
    frame = made.frame
    temporary = made.codes("PLACE", codes.TEMPORARY) & (frame["shown"].to_numpy() >= 0)
    carer, changed = made.codes("RNE", codes.MOVES), _changed(made)
    returned = np.zeros(len(frame), dtype=bool)
    returned[1:] = temporary[:-1] & ~changed[1:]
    moved = follows & carer & ~temporary & ~returned
    told = carer | made.codes("RNE", codes.SAME_PLACEMENT)
    # A new start without a day out of care, or a code that is none, is no move; the placement may still be a new one.
    silent = follows & ~told & ~temporary & changed
    made.tell(quality, "noted", "temporary placement: goes on with the placement before it, no move", temporary)
    made.tell(quality, "noted", "return from a temporary placement to the one before: no move", returned & carer)
    made.tell(
        quality, "noted", "another placement without RNE P or B: a new placement, not counted as a move", silent
    )
    frame["moved"] = moved
    frame["stay"] = np.cumsum(~follows | moved | silent) - 1


def _changed(made: Episodes) -> Flags:
    """Return whether a row's placement differs from the one before: in code, provider, or a known URN."""
    frame, shown = made.frame, made.frame["shown"].to_numpy()
    before = np.zeros(len(frame), dtype=np.int64)
    before[1:] = shown[:-1]
    known = before >= 0
    changed = ~known
    for column in ("PLACE", "PLACE_PROVIDER"):
        found = frame[column].array.codes
        changed |= found != found[before]
    for column in ("URN", "PL_POST"):
        found, blank = frame[column].array.codes, frame[column].array.categories.get_indexer([""])[0]
        changed |= (found != found[before]) & (found != blank) & (found[before] != blank)
    return np.asarray(changed)
