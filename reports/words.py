"""Ids in words, as councils write them."""

from collections.abc import Iterable

_PROVISIONS = {
    "in_house_fostering": "in-house fostering",
    "connected_carers": "connected carers",
    "ifa": "IFA (independent fostering)",
    "block_fostering": "fostering block contracts",
    "residential": "residential (framework and spot)",
    "block_residential": "residential block contracts",
    "internal_home": "council's own homes",
    "supported_accommodation": "supported accommodation",
    "block_16plus": "16+ block contracts",
    "unknown": "placement not recorded",
    "gap": "no sufficient placement (gap)",
    "parents": "placed with parents",
    "adoption": "placed for adoption",
    "health": "health placements",
    "secure": "secure placements",
    "other": "other (not chosen by the plan)",
}
"""Provision to its words, in the order in which they are shown: families first, fixed lines last."""

_OTHERS = {
    "sgo": "special guardianship (SGO)",
    "in_house": "in-house",
    "share_ifa": "share IFA",
    "share_in_house_fostering": "share in-house fostering (connected carers too)",
    "share_residential_in_borough": "share of residential that is in the authority",
}


def words(name: str) -> str:
    """Return an id in words: known provisions by name, others with spaces for underscores."""
    return _PROVISIONS.get(name) or _OTHERS.get(name) or name.replace("_", " ")


def in_order(provisions: Iterable[str]) -> list[str]:
    """Return provisions, each once, in the order in which they are shown; unheard-of ones last."""
    known = list(_PROVISIONS)
    return sorted(dict.fromkeys(provisions), key=lambda name: known.index(name) if name in known else len(known))


_HEADS = {"ifa": "IFA", "in_house": "in-house", "sgo": "special guardianship"}


def head_words(head: str) -> str:
    """Return a budget head in words."""
    return _HEADS.get(head) or head.replace("_", " ")
