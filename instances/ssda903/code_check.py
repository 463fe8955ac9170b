"""Codes that no list of the return has, or that stand in a year they do not belong to: reported, never refused."""

import numpy as np

from instances.ssda903 import codes
from instances.ssda903.episodes import Episodes, coded
from instances.ssda903.quality import Quality
from instances.ssda903.tables import Pile

_LISTS = {
    "RNE": codes.NEW_EPISODE,
    "LS": codes.LEGAL_STATUS,
    "CIN": codes.NEEDS,
    "PLACE": frozenset(codes.PLACES),
    "PLACE_PROVIDER": codes.PROVIDERS,
    "REC": codes.REASONS_ENDED,
}
_OPTIONAL = frozenset({"PLACE_PROVIDER", "REC"})


def check_sexes(headers: Pile, quality: Quality) -> None:
    """Report sexes that are neither 1 or 2, nor M, F or U; nothing is made of them."""
    odd = ~coded(headers.frame, "SEX", codes.SEXES | {""})
    what = "SEX is in no list of codes"
    quality.by_file("noted", what, headers.names, headers.files[odd], headers.lines[odd])


def check_codes(made: Episodes, quality: Quality) -> None:
    """Report blank and unknown codes, and placement codes outside their years."""
    for column, known in _LISTS.items():
        wanted = known | {""}
        made.tell(quality, "noted", f"{column} is in no list of codes", ~made.codes(column, wanted))
        if column not in _OPTIONAL:
            made.tell(quality, "noted", f"{column} is blank", made.codes(column, frozenset({""})))
    year = made.frame["year"].to_numpy()
    outside = np.zeros(len(year), dtype=bool)
    for code, place in codes.PLACES.items():
        if place.first or place.last < codes.NO_YEAR:
            mine = made.codes("PLACE", frozenset({code}))
            outside |= mine & (year > 0) & ((year < place.first) | (year > place.last))
    made.tell(quality, "noted", "PLACE is a code of other years' returns: taken as it stands", outside)
