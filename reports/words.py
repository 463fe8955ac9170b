"""Ids in words, as councils write them."""

_WORDS = {
    "in_house_fostering": "in-house fostering",
    "connected_carers": "connected carers",
    "ifa": "IFA (independent fostering)",
    "residential": "residential (framework and spot)",
    "block_residential": "residential block contracts",
    "block_fostering": "fostering block contracts",
    "block_16plus": "16+ block contracts",
    "internal_home": "council's own homes",
    "supported_accommodation": "supported accommodation",
    "gap": "no sufficient placement (gap)",
    "parents": "placed with parents",
    "other": "other (not chosen by the plan)",
    "adoption": "placed for adoption",
    "health": "health placements",
    "secure": "secure placements",
}


def words(name: str) -> str:
    """Return an id in words: known provisions by name, others with spaces for underscores."""
    return _WORDS.get(name, name.replace("_", " "))
