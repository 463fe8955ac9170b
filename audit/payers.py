"""Who pays: the authority of each cohort, and those that share what an offer costs beside its children."""

import numpy as np

from audit.aliases import Floats
from models.instance import Instance


def authorities(instance: Instance) -> tuple[str, ...]:
    """Return every authority that plans here, that of the settings first."""
    return tuple(instance.authority_names)


def by_cohort(instance: Instance) -> Floats:
    """Return (G, A), 1 where the cohort belongs to the authority."""
    names = authorities(instance)
    return np.array(
        [[instance.authority_of(cohort) == name for name in names] for cohort in instance.cohorts], dtype=np.float64
    )


def owners(instance: Instance, offer: str) -> dict[str, float]:
    """Return by authority its share of what is paid for an offer's supply whether used or not."""
    shares = {row.authority: row.share for row in instance.offer_shares if row.offer == offer}
    if shares:
        return shares
    alone = next(row.authority for row in instance.offers if row.offer == offer)
    return {alone or instance.settings.authority.id: 1.0}
