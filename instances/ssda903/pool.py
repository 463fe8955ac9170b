"""The pool: children whom the plan places. Which of their moves belong to which part of the model."""

import numpy as np
import numpy.typing as npt

from instances.ssda903.mapping import POOL, PROVISIONS, UNKNOWN, Places
from models.instance import Instance

REFERENCE_MONTHS = 36
"""Months before the base date from which rates are taken, where the returns reach so far."""

Flags = npt.NDArray[np.bool_]


def is_pool(provision: Places) -> Flags:
    """Return which provisions the plan chooses, or has to find: all but the fixed lines."""
    return np.asarray((provision < len(POOL)) | (provision == UNKNOWN))


def outgrows(takes: Flags, provision: Places, before: Places, after: Places) -> Flags:
    """Return which moves the model makes of a change of need, because the old offer cannot take it.

    A need that is the same, or one rank higher, is left to the chance of an early end and its escalation.
    """
    jumps = (after != before) & (after != before + 1)
    return np.asarray(jumps & ~takes[provision, after])


def places_today(base: Instance) -> dict[str, float]:
    """Return the places of each offer, without commitments: the weight 1 where there is no limit."""
    places = {
        offer.offer: 1.0 if offer.capacity_children is None else offer.capacity_children for offer in base.offers
    }
    for service in base.fostering:
        places[service.offer] = service.households_today * service.places_per_household * service.fill_share
    return places


def taken_needs(base: Instance, needs: tuple[str, ...]) -> Flags:
    """Return (provision, need), whether the base has an offer of the provision, with places today, for the need."""
    places = places_today(base)
    kinds = {offer.offer: offer.provision for offer in base.offers if places[offer.offer]}
    priced = {(kinds.get(price.offer), price.need) for price in base.offer_prices}
    return np.array([[name not in POOL or (name, need) in priced for need in needs] for name in PROVISIONS])
