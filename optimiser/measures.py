"""What each policy measures: its numerator and denominator; docs/mathematics.md, section 7.

A new measure is one function here, its entry in `MEASURES`, and its name in `models.rules.Measure`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.calendar import MONTHS_PER_YEAR
from models.fields import (
    FAMILY_PROVISIONS,
    RESIDENTIAL_PROVISIONS,
    RINGS,
    SUPPORTED_PROVISIONS,
    Ring,
)
from models.rules import IN_POUNDS
from models.tables import Offer, Policy
from optimiser.columns import year_slice
from optimiser.eligibility import splits
from optimiser.problem import Flags, Floats, Problem
from optimiser.quantities import Admitted, AverageChildren, CareMoves, ChildYears, EmergencyPlaces, Quantity, Spent
from optimiser.spending import POUNDS


@dataclass(frozen=True)
class Term:
    """What a policy compares with its level: a numerator, as a share of a denominator where there is one.

    Attributes:
        numerator: what is counted.
        denominator: what it is a share or rate of; None where the level is in the numerator's unit.
        of: which of several it is, such as the provider.
    """

    numerator: Quantity
    denominator: Quantity | None = None
    of: str = ""


def terms(problem: Problem, policy: Policy) -> list[Term]:
    """Return what a policy compares with its level; all of them have to keep it."""
    return MEASURES[policy.measure](problem, policy)


def unit_of(policy: Policy) -> float:
    """Return the pounds, child-years or moves that one unit of a policy's shortfall column stands for."""
    return POUNDS if policy.measure in IN_POUNDS else 1.0


def in_cohorts(problem: Problem, policy: Policy) -> Flags:
    """(G,), cohorts of the policy's authority; all without one."""
    if policy.authority is None:
        return np.ones(len(problem.cohorts), dtype=np.bool_)
    return np.asarray(problem.authority_of_cohort == problem.authorities.index(policy.authority))


def _offers(problem: Problem, test: Callable[[Offer], bool]) -> Flags:
    """(P, 1), offers that pass a test."""
    return np.array([[test(offer)] for offer in problem.offers], dtype=np.bool_)


def _gap(problem: Problem) -> Flags:
    return _offers(problem, lambda offer: offer.provision == "gap")


def _everywhere(problem: Problem) -> Flags:
    return np.ones((len(problem.offers), 1), dtype=np.bool_)


def _share(problem: Problem, policy: Policy, part: Flags, whole: Flags, of: str = "") -> list[Term]:
    """Return children in part of the offers as a share of those in the whole, flags (P, G) or (P, 1)."""
    among = _among(problem, policy) & in_cohorts(problem, policy)
    count = Admitted if policy.among == "new_admissions" else ChildYears
    return [Term(count(part & among), count(whole & among), of)]


def _among(problem: Problem, policy: Policy) -> Flags:
    """(P, G), offers that the policy speaks of."""
    every = np.ones((len(problem.offers), len(problem.cohorts)), dtype=np.bool_)
    provisions = AMONG.get(policy.among)
    return every if provisions is None else every & _offers(problem, lambda offer: offer.provision in provisions)


AMONG: dict[str, frozenset[str]] = {
    "family": FAMILY_PROVISIONS,
    "residential": RESIDENTIAL_PROVISIONS,
    "supported": SUPPORTED_PROVISIONS,
}
"""Value of the column `among` to the provisions that it speaks of; others speak of all."""


def within(problem: Problem, ring: Ring) -> Flags:
    """(P, G), whether an offer lies in a ring or nearer for children of a cohort."""
    return np.asarray(problem.ring <= RINGS.index(ring))


def share_within_ring(problem: Problem, policy: Policy) -> list[Term]:
    """Children in offers of a ring or nearer."""
    if policy.ring is None:
        raise ValueError(f"policy {policy.policy} names no ring")
    return _share(problem, policy, within(problem, policy.ring), _everywhere(problem))


def at_a_distance_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children at a distance, and in gap."""
    far = problem.ring == RINGS.index("at_a_distance")
    return _share(problem, policy, far | _gap(problem), _everywhere(problem))


def family_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children in foster families."""
    family = _offers(problem, lambda offer: offer.provision in FAMILY_PROVISIONS)
    return _share(problem, policy, family, _everywhere(problem))


def in_house_share_of_fostering(problem: Problem, policy: Policy) -> list[Term]:
    """Children in the council's own foster families, of those in foster families and in gap."""
    own = _offers(problem, lambda offer: offer.provision in ("in_house_fostering", "connected_carers"))
    family = _offers(problem, lambda offer: offer.provision in FAMILY_PROVISIONS)
    return _share(problem, policy, own, family | _gap(problem))


def framework_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children in framework offers, of those in framework and spot offers and in gap."""
    framework = _offers(problem, lambda offer: offer.route == "framework")
    market = _offers(problem, lambda offer: offer.route in ("framework", "spot"))
    return _share(problem, policy, framework, market | _gap(problem))


def siblings_together_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children of sibling groups in offers that keep them together."""
    groups = np.array([cohort.group_size > 1 for cohort in problem.cohorts], dtype=np.bool_)
    split = np.array([[splits(o, c) for c in problem.cohorts] for o in problem.offers], dtype=np.bool_)
    return _share(problem, policy, groups & ~split & ~_gap(problem), groups & _everywhere(problem))


def residential_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children in homes, and in gap."""
    homes = _offers(problem, lambda offer: offer.provision in RESIDENTIAL_PROVISIONS)
    return _share(problem, policy, homes | _gap(problem), _everywhere(problem))


def lower_grade_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children in offers of a grade that takes no new placements, and in gap."""
    accepted = problem.instance.settings.quality.accepted_grades
    lower = _offers(problem, lambda offer: offer.grade not in accepted)
    return _share(problem, policy, lower | _gap(problem), _everywhere(problem))


def provider_share(problem: Problem, policy: Policy) -> list[Term]:
    """Children with each provider, of those in offers that are bought from providers; gap is in neither."""
    bought = _offers(problem, lambda offer: offer.route in ("framework", "spot", "block"))
    providers = dict.fromkeys(problem.offers[p].provider for p in np.flatnonzero(bought))
    found = []
    for name in providers:
        theirs = np.array([[offer.provider == name] for offer in problem.offers], dtype=np.bool_)
        found += _share(problem, policy, theirs & bought, bought, name)
    return found


def moves_per_child_year(problem: Problem, policy: Policy) -> list[Term]:
    """Care moves by average children."""
    everybody = _everywhere(problem) & in_cohorts(problem, policy)
    return [Term(CareMoves(policy.authority), ChildYears(everybody))]


def residential_children(problem: Problem, policy: Policy) -> list[Term]:
    """Average children in homes."""
    homes = _offers(problem, lambda offer: offer.provision in RESIDENTIAL_PROVISIONS)
    return [Term(AverageChildren(homes & in_cohorts(problem, policy)))]


def gap_children(problem: Problem, policy: Policy) -> list[Term]:
    """Average children without a sufficient placement."""
    return [Term(AverageChildren(_gap(problem) & in_cohorts(problem, policy)))]


def emergency_places(_problem: Problem, policy: Policy) -> list[Term]:
    """Beds kept for emergencies."""
    return [Term(EmergencyPlaces(policy.authority))]


def revenue_gbp(_problem: Problem, policy: Policy) -> list[Term]:
    """Revenue of the year, of a budget head where one is named."""
    return [Term(Spent("revenue", policy.budget_head, policy.authority))]


def capital_gbp(_problem: Problem, policy: Policy) -> list[Term]:
    """Capital of the year less grant."""
    return [Term(Spent("capital", None, policy.authority))]


MEASURES: dict[str, Callable[[Problem, Policy], list[Term]]] = {
    "share_within_ring": share_within_ring,
    "at_a_distance_share": at_a_distance_share,
    "family_share": family_share,
    "in_house_share_of_fostering": in_house_share_of_fostering,
    "framework_share": framework_share,
    "siblings_together_share": siblings_together_share,
    "residential_share": residential_share,
    "lower_grade_share": lower_grade_share,
    "provider_share": provider_share,
    "moves_per_child_year": moves_per_child_year,
    "residential_children": residential_children,
    "gap_children": gap_children,
    "emergency_places": emergency_places,
    "revenue_gbp": revenue_gbp,
    "capital_gbp": capital_gbp,
}
"""Measure to what it compares with its level."""


def pool_child_years(problem: Problem, policy: Policy, year: int) -> float:
    """Return a year's child-years of a policy's authority, did no placement break down and no programme run."""
    whose, months = in_cohorts(problem, policy), year_slice(problem, year)
    ends = np.array([count[whose].sum() for count in undisturbed(problem)[: months.stop]])
    return float(((ends[1:] + ends[:-1]) / 2.0)[months.start - 1 :].sum() / MONTHS_PER_YEAR)


def undisturbed(problem: Problem, factor: float = 1.0) -> Floats:
    """(M + 1, G), the pool at month ends with entries times a factor, did no placement break down."""
    count: Floats = problem.unplaced_today.copy()
    for child in problem.today:
        count[child.cohort] += child.children
    ends = [count]
    for month in range(1, problem.months + 1):
        count = count @ problem.transitions + factor * problem.entries[month]
        ends.append(count)
    return np.array(ends)
