"""What each policy measures, recomputed: numerators, denominators, counts and pounds of a year.

Shapes: P offers, G cohorts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.aliases import Flags, Floats, Whole
from audit.beds import Beds
from audit.fit import splits
from audit.lines import Stream
from audit.payers import owners
from audit.simulate import Simulation
from models.calendar import MONTHS_PER_YEAR
from models.fields import FAMILY_PROVISIONS, RESIDENTIAL_PROVISIONS, RINGS, SUPPORTED_PROVISIONS
from models.instance import Instance
from models.tables import AT_LEAST, Policy

IN_HOUSE = frozenset({"in_house_fostering", "connected_carers"})
AMONG = {
    "family": FAMILY_PROVISIONS,
    "residential": RESIDENTIAL_PROVISIONS,
    "supported": SUPPORTED_PROVISIONS,
}
PROVIDER_ROUTES = frozenset({"framework", "spot", "block"})


@dataclass(frozen=True)
class Played:
    """What measures are taken of: the plan's children, its lines by month, its beds."""

    simulation: Simulation
    streams: Sequence[Stream] = ()
    beds: Sequence[Beds] = ()


@dataclass(frozen=True)
class Ratio:
    """A share, or moves per child-year: children (or moves) over children, both in a year."""

    numerator: float
    denominator: float

    def value(self, empty: float) -> float:
        """Return the share; `empty` where it is a share of nobody."""
        return self.numerator / self.denominator if self.denominator > 0 else empty


def ratios(instance: Instance, played: Played, row: Policy, first: int, last: int) -> list[Ratio]:
    """Return the ratio of a share or of moves in months `first` to `last`; of `provider_share` one a provider."""
    simulation = played.simulation
    ours = _ours(instance, row)
    children = simulation.average[first : last + 1].sum(axis=0) / MONTHS_PER_YEAR * ours
    if row.among == "new_admissions":
        children = simulation.admitted[first : last + 1].sum(axis=0) * ours
    if row.measure == "moves_per_child_year":
        moves = simulation.moves_by_cohort[first : last + 1].sum(axis=0) * ours
        return [Ratio(float(moves.sum()), float(children.sum()))]
    if row.measure == "provider_share":
        return _providers(instance, children)
    counted, everybody = _masks(instance, simulation, row)
    return [Ratio(float((children * counted).sum()), float((children * everybody).sum()))]


def amount(instance: Instance, played: Played, row: Policy, first: int, last: int) -> float:
    """Return the average children or places, or the pounds, of a measure in months `first` to `last`."""
    months, count = slice(first, last + 1), last + 1 - first
    if row.measure in ("revenue_gbp", "capital_gbp"):
        kind = row.measure.removesuffix("_gbp")
        return sum(
            float(stream.monthly[months].sum())
            for stream in played.streams
            if stream.kind == kind
            and row.authority in (None, stream.authority)
            and row.budget_head in (None, stream.budget_head)
        )
    if row.measure == "emergency_places":
        return sum(
            float(beds.emergency[months].sum()) / count * _part(instance, beds.terms.offer, row.authority)
            for beds in played.beds
        )
    simulation = played.simulation
    children = simulation.average[months].sum(axis=0) / count * _ours(instance, row)
    where = simulation.arrays.gap if row.measure == "gap_children" else _of(instance, RESIDENTIAL_PROVISIONS)
    return float(children[where].sum())


def _part(instance: Instance, offer: str, authority: str | None) -> float:
    return 1.0 if authority is None else owners(instance, offer).get(authority, 0.0)


def _ours(instance: Instance, row: Policy) -> Flags:
    """Return (G,), whether the policy speaks of the cohort."""
    return np.array([row.authority in (None, instance.authority_of(cohort)) for cohort in instance.cohorts])


def _of(instance: Instance, provisions: frozenset[str]) -> Flags:
    """Return (P,), whether the offer is of one of these provisions."""
    return np.array([offer.provision in provisions for offer in instance.offers])


def _masks(instance: Instance, simulation: Simulation, row: Policy) -> tuple[Flags, Flags]:
    """Return who counts in the numerator and in the denominator, each broadcastable to (P, G)."""
    gap = simulation.arrays.gap[:, None]
    everybody: Flags = np.ones_like(gap)
    if row.measure in ("share_within_ring", "at_a_distance_share"):
        everybody = _of(instance, AMONG[row.among])[:, None] if row.among in AMONG else everybody
        far = _rings(instance)
        if row.measure == "share_within_ring":
            near = far <= RINGS.index(row.ring or "nowhere")
            return near & ~gap & everybody, everybody
        return ((far == RINGS.index("at_a_distance")) | gap) & everybody, everybody
    if row.measure == "siblings_together_share":
        groups = np.array([[cohort.group_size > 1 for cohort in instance.cohorts]])
        return groups & ~splits(instance) & ~gap, groups
    if row.measure == "lower_grade_share":
        return ~simulation.arrays.accepted[:, None] | gap, everybody
    if row.measure == "residential_share":
        return _of(instance, RESIDENTIAL_PROVISIONS)[:, None] | gap, everybody
    family = _of(instance, FAMILY_PROVISIONS)[:, None]
    if row.measure == "family_share":
        return family, everybody
    if row.measure == "in_house_share_of_fostering":
        return _of(instance, IN_HOUSE)[:, None], family | gap
    route = np.array([[offer.route] for offer in instance.offers])
    return route == "framework", (route == "framework") | (route == "spot") | gap


def _rings(instance: Instance) -> Whole:
    """Return (P, G), the number in `RINGS` of the ring of the offer as seen from the cohort's home area."""
    known = {(row.home_area, row.placed_in): RINGS.index(row.ring) for row in instance.areas}
    return np.array(
        [
            [known.get((cohort.home_area, offer.placed_in), len(RINGS)) for cohort in instance.cohorts]
            for offer in instance.offers
        ]
    )


def _providers(instance: Instance, children: Floats) -> list[Ratio]:
    by_provider: dict[str, float] = {}
    for offer, row in zip(instance.offers, children, strict=True):
        if offer.route in PROVIDER_ROUTES:
            by_provider[offer.provider] = by_provider.get(offer.provider, 0.0) + float(row.sum())
    total = sum(by_provider.values())
    return [Ratio(held, total) for held in by_provider.values()]


def value_of_nobody(row: Policy) -> float:
    """Return what a share of nobody counts as: met, whichever way the level holds."""
    return 1.0 if row.measure in AT_LEAST else 0.0
