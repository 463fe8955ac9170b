"""Codes and words of cost files: which provision a placement is, how it was bought, or why it gives no price."""

from models.fields import Provision, Route

OWN = "PR1"
_FOSTER_REASON = "foster placement without a provider code: in-house or agency cannot be told"

PLACEMENT_CODES: dict[str, Provision | str] = {
    **dict.fromkeys(("U1", "U2", "U3"), "connected_carers"),
    **dict.fromkeys(("U4", "U5", "U6"), "ifa"),
    **dict.fromkeys(("K2", "R1", "S1", "P3"), "residential"),
    **dict.fromkeys(("K3", "H5", "P2"), "supported_accommodation"),
    **dict.fromkeys(("K1", "R5"), "secure home or custody: a fixed line, its cost belongs in fixed_lines"),
    "R2": "health placement: a fixed line, its cost belongs in fixed_lines",
    "P1": "with parents: a fixed line, its cost belongs in fixed_lines",
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "placed for adoption: a fixed line, its cost belongs in fixed_lines"),
    "R3": "family centre: a fixed line, its cost belongs in fixed_lines",
    **dict.fromkeys(("Z1", "Z11", "Z12", "Z13", "Z14"), "other or not registered: its cost belongs in fixed_lines"),
    **dict.fromkeys(("T0", "T1", "T2", "T3", "T4"), "a few days away from a placement that goes on"),
}
"""Provision of each placement code, or why rows of it give no price."""

PROVISIONS: frozenset[str] = frozenset({"connected_carers", "in_house_fostering", "ifa", "residential"}) | {
    "supported_accommodation"
}

PLATFORMS: dict[str, Route | None] = {"framework": "framework", "spot": "spot", "block": "block", "": None}

SOURCED: tuple[tuple[str, Route | str], ...] = (
    ("block", "block"),
    ("flexi block", "block"),
    ("off framework", "spot"),
    ("spot", "spot"),
    ("nw contract", "framework"),
    ("sub regional contract", "framework"),
    ("local contract or framework", "framework"),
    ("direct award", "spot"),
    ("remand", "secure home or custody: a fixed line, its cost belongs in fixed_lines"),
    ("secure welfare hub", "secure home or custody: a fixed line, its cost belongs in fixed_lines"),
)
"""Route of a placement by words that stand in how it was sourced, the first that fits."""

TYPES: tuple[tuple[str, Provision | str], ...] = (
    ("staying put", "past 18: not a placement of a looked-after child"),
    ("short breaks", "short breaks: not for children who live away from home"),
    ("respite", "short breaks: not for children who live away from home"),
    ("secure welfare", "secure home or custody: a fixed line, its cost belongs in fixed_lines"),
    ("youth offending", "secure home or custody: a fixed line, its cost belongs in fixed_lines"),
    ("remand", "secure home or custody: a fixed line, its cost belongs in fixed_lines"),
    ("^unregistered", "other or not registered: its cost belongs in fixed_lines"),
    ("^other", "other or not registered: its cost belongs in fixed_lines"),
    ("outreach", "support without a place to live"),
    ("floating support only", "support without a place to live"),
    ("student accommodation", "past 18: not a placement of a looked-after child"),
    ("^cqc", "health placement: a fixed line, its cost belongs in fixed_lines"),
    ("fostering", "ifa"),
    ("residential", "residential"),
    ("supported", "supported_accommodation"),
    ("sails", "supported_accommodation"),
)
"""Provision by words that stand in the type of provision (^: at its beginning), or why it gives no price; the first
that fits."""

IN_HOUSE_WORDS = "in house"


def provision_of(place: str, provider: str) -> tuple[Provision | None, str]:
    """Return the provision of codes of the return, or None and why there is no price (blank: an unknown code)."""
    found = PLACEMENT_CODES.get(place, "")
    if found == "ifa":
        if provider == OWN:
            return "in_house_fostering", ""
        return ("ifa", "") if provider in {"PR2", "PR3", "PR4", "PR5"} else (None, _FOSTER_REASON)
    return _provision_or_reason(found)


def provision_named(kind: str) -> tuple[Provision | None, str]:
    """Return the provision of a type in words, as `provision_of`."""
    words = kind.lower().replace("-", " ")
    fits = (found for name, found in TYPES if (words.startswith(name[1:]) if name[0] == "^" else name in words))
    return _provision_or_reason(next(fits, ""))


def route_named(sourced: str) -> tuple[Route | None, str]:
    """Return how a placement was bought by words, as `provision_of`."""
    words = sourced.lower()
    found = next((found for name, found in SOURCED if name in words), "")
    return (found, "") if found in ("block", "framework", "spot") else (None, found)  # type: ignore[return-value]


def _provision_or_reason(found: str) -> tuple[Provision | None, str]:
    return (found, "") if found in PROVISIONS else (None, found)  # type: ignore[return-value]
