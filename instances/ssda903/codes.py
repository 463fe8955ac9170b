"""The code lists of the return, with the years in which a code may stand.

Sources: the DfE guide to the return as encoded in the public validators; Z11 to Z14 are named there without their
meanings. Codes outside their years are kept and reported: councils correct old returns with new codes and the
other way round.
"""

from dataclasses import dataclass

NO_YEAR = 9999


@dataclass(frozen=True)
class Place:
    """A placement code: what it means and the years (2024 is 2023/24) in whose return it may stand."""

    meaning: str
    first: int = 0
    last: int = NO_YEAR


PLACES = {
    "U1": Place("foster placement with relative or friend, long term"),
    "U2": Place("foster placement with relative or friend who also is approved for adoption"),
    "U3": Place("foster placement with relative or friend, other"),
    "U4": Place("foster placement with other carer, long term"),
    "U5": Place("foster placement with other carer who also is approved for adoption"),
    "U6": Place("foster placement with other carer, other"),
    "K1": Place("secure children's home"),
    "K2": Place("children's home"),
    "K3": Place("registered supported accommodation", first=2024),
    "H5": Place("semi-independent living, not under the regulations of children's homes", last=2025),
    "P1": Place("placed with own parents or other person with parental responsibility"),
    "P2": Place("independent living", last=2025),
    "P3": Place("residential employment"),
    "R1": Place("residential care home"),
    "R2": Place("NHS or health trust, medical or nursing care"),
    "R3": Place("family centre, or mother and baby unit"),
    "R5": Place("young offender institution or prison"),
    "S1": Place("residential school"),
    "A3": Place("placed for adoption with present carer, with consent"),
    "A4": Place("placed for adoption with other carer, with consent"),
    "A5": Place("placed for adoption with present carer, placement order"),
    "A6": Place("placed for adoption with other carer, placement order"),
    "T0": Place("temporary move, any kind"),
    "T1": Place("temporary: in hospital"),
    "T2": Place("temporary: on holiday"),
    "T3": Place("temporary: usual carer on holiday"),
    "T4": Place("temporary: seven days or less, other"),
    "Z1": Place("other placement, listed to DfE", last=2026),
    "Z11": Place("other placement, first kind", first=2026),
    "Z12": Place("other placement, second kind", first=2026),
    "Z13": Place("other placement, third kind", first=2026),
    "Z14": Place("other placement, fourth kind", first=2026),
}
TEMPORARY = frozenset(code for code in PLACES if code.startswith("T"))

MOVES = frozenset({"P", "B"})
"""Reasons for a new episode that are a move to another carer; L, T and U change the status or the address only."""
NEW_EPISODE = frozenset({"S", "L", "T", "U"}) | MOVES
STARTS = "S"
SAME_PLACEMENT = frozenset({"L", "T", "U"})
SHORT_BREAKS = frozenset({"V3", "V4"})
CONTINUES = "X1"
ENDED = "E"
"""Reasons for ending that begin so mean that the child ceased to be looked after."""

PROVIDERS = frozenset({"PR0", "PR1", "PR2", "PR3", "PR4", "PR5"})
LEGAL_STATUS = frozenset(
    {"C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3"},
)
NEEDS = frozenset(f"N{number}" for number in range(1, 9))
REASONS_ENDED = frozenset(
    {"X1", "E11", "E12", "E2", "E3", "E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48", "E5", "E6"}
    | {"E7", "E8", "E9", "E14", "E15", "E16", "E17"},
)
SEXES = frozenset({"1", "2", "M", "F", "U"})
"""1 and 2 until 2023/24, letters from 2024/25."""
