"""Episodes of one authority as the return counts them: a new one at each change of placement or legal status."""

from dataclasses import dataclass

import numpy as np

from instances.synthetic.care import DAYS_A_YEAR, FIRST_DAY, Flags, Stays, birthday
from instances.synthetic.country import Positions, Texts
from instances.synthetic.figures import one, parts
from instances.synthetic.placements import Place, Placements

_PLACED, _STATUS, _LEGAL = 1, 2, 4
_RNE = np.array(["", "P", "T", "P", "L", "B", "U", "B"], dtype=object)
"""Code for a new episode by what changed: the sum of the three marks above."""

REGULATED = int((np.datetime64("2023-10-28") - FIRST_DAY).astype(int))
"""Day from which supported accommodation is registered, and coded K3 instead of H5."""

VOLUNTARY, INTERIM, FULL, FREED = 0, 1, 2, 3
LEGAL = np.array(["V2", "C1", "C2", "E1"], dtype=object)
_CARE_NEED = np.array(["N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"], dtype=object)
_NEED_SHARES = (0.65, 0.03, 0.03, 0.07, 0.14, 0.01, 0.06, 0.01)
_FOSTER = (Place.KINSHIP, Place.IN_HOUSE, Place.AGENCY)


@dataclass(frozen=True)
class Episodes:
    """Episodes, one position each, in order of stay and start; days as in `Stays`.

    Attributes:
        stay, placement: positions of the stay and the placement.
        start, end: first day, day of ending.
        rne, legal, need, place, rec, reason: codes of the return; REC X1 where the next episode follows.
        last: whether it is the last of its stay.
    """

    stay: Positions
    placement: Positions
    start: Positions
    end: Positions
    rne: Texts
    legal: Positions
    need: Texts
    place: Texts
    rec: Texts
    reason: Texts
    last: Flags


def make_episodes(stays: Stays, placements: Placements, rng: np.random.Generator) -> Episodes:
    """Return the episodes of every stay, each with its codes."""
    stay, day, mark, legal = _breaks(stays, placements, rng)
    first = np.r_[True, stay[1:] != stay[:-1]]
    last = np.r_[first[1:], True]
    placement = np.cumsum(mark & _PLACED > 0) - 1
    end = np.where(last, stays.end[stay], np.r_[day[1:], 0])
    lasting = _since_placed(mark, placement)
    rne = np.where(first, "S", _RNE[mark])
    following = np.r_[mark[1:], 0]
    return Episodes(
        stay=stay,
        placement=placement,
        start=day,
        end=end,
        rne=rne,
        legal=legal,
        need=rng.choice(_CARE_NEED, len(stays.start), p=_NEED_SHARES)[stay],
        place=_place_codes(stays, placements, placement, lasting, rng),
        rec=np.where(last, _leaving(stays, placements, stay, placement, rng), "X1"),
        reason=_reasons(last, following, rng),
        last=last,
    )


def _breaks(
    stays: Stays, placements: Placements, rng: np.random.Generator
) -> tuple[Positions, Positions, Positions, Positions]:
    """Return stay, day and marks of every break, in order, and the legal status from then."""
    placed = (
        placements.stay,
        placements.start,
        np.full(len(placements.stay), _PLACED),
        np.full_like(placements.stay, -1),
    )
    parts_found = [placed, _status_changes(placements, rng), *_legal_changes(stays, placements, rng)]
    stay, day, mark, legal = (np.concatenate(column) for column in zip(*parts_found, strict=True))
    order = np.lexsort((mark, day, stay))
    stay, day, mark, legal = stay[order], day[order], mark[order], legal[order]
    legal = np.maximum.accumulate(legal + len(LEGAL) * stay) - len(LEGAL) * stay
    mark &= ~np.where(np.r_[False, (legal[1:] == legal[:-1]) & (stay[1:] == stay[:-1])], _LEGAL, 0)
    first = np.r_[True, stay[1:] != stay[:-1]]
    stay, day, mark, legal = (column[first | (mark > 0)] for column in (stay, day, mark, legal))
    new = np.flatnonzero(np.r_[True, (stay[1:] != stay[:-1]) | (day[1:] != day[:-1])])
    return stay[new], day[new], np.bitwise_or.reduceat(mark, new), np.maximum.reduceat(legal, new)


def _status_changes(
    placements: Placements, rng: np.random.Generator
) -> tuple[Positions, Positions, Positions, Positions]:
    """Return breaks where a foster placement becomes a long-term one with the same carer."""
    length = placements.end - placements.start
    after = rng.integers(240, 720, len(length))
    rows = (
        np.isin(placements.place, _FOSTER) & (length > after) & (rng.random(len(length)) < one("status_change_share"))
    )
    stay = placements.stay[rows]
    return stay, placements.start[rows] + after[rows], np.full_like(stay, _STATUS), np.full_like(stay, -1)


def _legal_changes(
    stays: Stays, placements: Placements, rng: np.random.Generator
) -> list[tuple[Positions, Positions, Positions, Positions]]:
    """Return breaks of legal status: on entry, an interim order, a full one, a placement order."""
    everyone = np.arange(len(stays.start))
    voluntary = (rng.random(len(everyone)) < 0.5) | stays.alone
    stays_so = (rng.random(len(everyone)) < 0.3) | stays.alone
    interim = stays.start + np.where(voluntary, rng.integers(20, 150, len(everyone)), 0)
    full = interim + rng.integers(180, 330, len(everyone))
    goes_on = ~(voluntary & stays_so)
    entry = np.where(voluntary, VOLUNTARY, INTERIM)
    found = [(everyone, stays.start, np.zeros_like(everyone), entry)]
    for rows, day, legal in (
        (goes_on & voluntary & (interim < stays.end), interim, INTERIM),
        (goes_on & (full < stays.end), full, FULL),
    ):
        found.append(_marked(everyone[rows], day[rows], legal))
    adopted = placements.place == Place.ADOPTION
    found.append(_marked(placements.stay[adopted], placements.start[adopted], FREED))
    return found


def _marked(stay: Positions, day: Positions, legal: int) -> tuple[Positions, Positions, Positions, Positions]:
    return stay, day, np.full_like(stay, _LEGAL), np.full_like(stay, legal)


def _since_placed(mark: Positions, placement: Positions) -> Flags:
    """Return whether a placement has become a long-term one by each episode."""
    changed = np.where(mark & _STATUS > 0, placement, -1)
    lasting: Flags = np.maximum.accumulate(changed) == placement
    return lasting


def _place_codes(
    stays: Stays, placements: Placements, placement: Positions, lasting: Flags, rng: np.random.Generator
) -> Texts:
    """Return placement codes; those that differ by chance differ by placement, not by episode."""
    chance = rng.random(len(placements.place))[placement]
    kind = placements.place[placement]
    begun = placements.start[placement]
    supported = np.where(begun >= REGULATED, "K3", np.where(chance < 0.15, "P2", "H5"))
    age = (begun - stays.born[placements.stay[placement]]) / DAYS_A_YEAR
    other = np.select(
        [age < 10, chance < 0.3, chance < 0.45, chance < 0.6, (chance < 0.75) & (age >= 15)],
        ["R3", "S1", "K1", "R2", "R5"],
        "Z1",
    )
    codes: Texts = np.select(
        [kind == number for number in Place],
        [
            np.where(lasting, "U1", "U3"),
            np.where(lasting, "U4", "U6"),
            np.where(lasting, "U4", "U6"),
            np.where(chance < 0.96, "K2", "R1"),
            supported,
            "P1",
            np.where(chance < 0.3, "A5", "A6"),
            other,
            "T3",
        ],
        default="",
    )
    return codes.astype(object)


def _reasons(last: Flags, following: Positions, rng: np.random.Generator) -> Texts:
    """Return why a placement changed, where the next episode is another placement or status."""
    shares = parts("reason")
    drawn = rng.choice(
        np.array(list(shares), dtype=object), len(last), p=np.array(list(shares.values())) / sum(shares.values())
    )
    moved = (following & _PLACED > 0) & ~last
    status = (following & _STATUS > 0) & ~moved & ~last
    return np.where(moved, drawn, np.where(status, "PLACE", ""))


def _leaving(
    stays: Stays, placements: Placements, stay: Positions, placement: Positions, rng: np.random.Generator
) -> Texts:
    """Return why care ended: adoption, turning 18, or home and other orders."""
    count = len(stay)
    kind = placements.place[placement]
    adult = (stays.end == birthday(stays.born))[stay]
    foster = np.isin(kind, _FOSTER)
    home = rng.choice(
        np.array(["E4A", "E4B", "E13", "E45", "E46", "E48", "E41", "E3", "E8"], dtype=object),
        count,
        p=(0.42, 0.12, 0.08, 0.18, 0.05, 0.03, 0.05, 0.02, 0.05),
    )
    grown = np.where(
        foster & (rng.random(count) < 0.5),
        "E17",
        rng.choice(np.array(["E5", "E6", "E7"], dtype=object), count, p=(0.8, 0.15, 0.05)),
    )
    adopted = rng.choice(np.array(["E11", "E12"], dtype=object), count, p=(0.1, 0.9))
    return np.where(adult, grown, np.where(kind == Place.ADOPTION, adopted, home))
