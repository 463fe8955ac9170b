"""Which children a policy counts, above and below the line: the table of section 7."""

import numpy as np

from models.tables import AT_LEAST, Policy
from tests.oracles.reading import NEAR_TO_FAR, Reading

FAMILY = ("in_house_fostering", "connected_carers", "ifa", "block_fostering")
OWN_FAMILY = ("in_house_fostering", "connected_carers")
RESIDENTIAL = ("residential", "block_residential", "internal_home")
AMONG = {
    "family": FAMILY,
    "residential": RESIDENTIAL,
    "supported": ("supported_accommodation", "block_16plus"),
}
COUNTS = frozenset({"residential_children", "gap_children", "emergency_places"})
POUNDS = frozenset({"revenue_gbp", "capital_gbp"})
IN_UNITS = COUNTS | POUNDS
"""Measures whose shortfall is in the unit of the level."""


def in_level_units(policy: Policy) -> bool:
    """Whether the shortfall is in the unit of the level, not in child-years or moves."""
    return policy.measure in IN_UNITS


def sign(policy: Policy) -> float:
    """1.0 for a floor, whose shortfall is level less what is reached; -1.0 for a ceiling."""
    return 1.0 if policy.measure in AT_LEAST else -1.0


def providers(reading: Reading, policy: Policy) -> list[str | None]:
    """Return whom a policy has a row for: each provider of bought offers, or just one row."""
    if policy.measure != "provider_share":
        return [None]
    return sorted({life.offer.provider for life in reading.lives if _bought(life.offer.route)})


def _bought(route: str) -> bool:
    return route in ("framework", "spot", "block")


def counted(
    reading: Reading, position: int, policy: Policy, provider: str | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return how much a child of each cohort in an offer counts in numerator and denominator."""
    above, below = _kinds(reading, position, policy, provider)
    who = reading.of(policy.authority)
    return above * who, below * who


def _kinds(reading: Reading, position: int, policy: Policy, provider: str | None) -> tuple[np.ndarray, np.ndarray]:
    life, G = reading.lives[position], reading.cohorts
    offer, nobody, everybody = life.offer, np.zeros(G), np.ones(G)
    gap, kind = life.is_gap, offer.provision
    grades = reading.instance.settings.quality.accepted_grades

    def all_if(true: bool) -> np.ndarray:
        return everybody if true else nobody

    match policy.measure:
        case "share_within_ring" | "at_a_distance_share":
            return _near_or_far(reading, position, policy)
        case "family_share":
            return all_if(kind in FAMILY), everybody
        case "in_house_share_of_fostering":
            return all_if(kind in OWN_FAMILY), all_if(gap or kind in FAMILY)
        case "framework_share":
            return all_if(offer.route == "framework"), all_if(gap or offer.route in ("framework", "spot"))
        case "siblings_together_share":
            groups = np.array([float(c.group_size > 1) for c in reading.instance.cohorts])
            return (nobody if gap else groups * (1 - life.split)), groups
        case "residential_share":
            return all_if(gap or kind in RESIDENTIAL), everybody
        case "lower_grade_share":
            return all_if(gap or offer.grade not in grades), everybody
        case "provider_share":
            bought = _bought(offer.route)
            return all_if(bought and offer.provider == provider), all_if(bought)
        case "moves_per_child_year":
            return nobody, everybody
        case "residential_children":
            return all_if(kind in RESIDENTIAL), nobody
        case "gap_children":
            return all_if(gap), nobody
    return nobody, nobody


def _near_or_far(reading: Reading, position: int, policy: Policy) -> tuple[np.ndarray, np.ndarray]:
    life = reading.lives[position]
    nobody, everybody = np.zeros(reading.cohorts), np.ones(reading.cohorts)
    if policy.among in AMONG and life.offer.provision not in AMONG[policy.among]:
        return nobody, nobody
    far = policy.measure == "at_a_distance_share"
    if life.is_gap:
        return (everybody if far else nobody), everybody
    rings = reading.rings(position)
    wanted = rings == NEAR_TO_FAR.index("at_a_distance") if far else rings <= NEAR_TO_FAR.index(policy.ring or "")
    return wanted.astype(float), everybody


def usual_children(reading: Reading, first: int, authority: str | None) -> float:
    """Child-years of the pool in a year if no need escalates and nobody is averted or goes home."""
    there = reading.unknown + sum((sum(life.today.values()) for life in reading.lives), np.zeros(reading.cohorts))
    total = 0.0
    for month in range(1, reading.clock.of_year(first).stop):
        later = there @ reading.R + reading.entries[month]
        if month >= first:
            total += float((there + later) @ reading.of(authority)) / 24
        there = later
    return total


def weight(reading: Reading, first: int, policy: Policy) -> float:
    """What a unit short counts where hard policies cannot all hold."""
    if not in_level_units(policy):
        return 1 / (policy.level or 0.01)
    least = 100_000.0 if policy.measure in POUNDS else 1.0
    return usual_children(reading, first, policy.authority) / (policy.level or least)


def room_unit(policy: Policy) -> float:
    """A millionth of this is the room of a relaxed policy: a child-year or move, or ten pence."""
    return 100_000.0 if policy.measure in POUNDS else 1.0
