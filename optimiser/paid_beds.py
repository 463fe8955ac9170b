"""What is paid for the beds of a block once it is known who lives there; docs/mathematics.md, section 5."""

from dataclasses import dataclass

import numpy as np

from optimiser.options import Option
from optimiser.problem import Floats, Problem
from optimiser.trajectory import Trajectory


@dataclass(frozen=True)
class Payments:
    """Beds of a block, and nominal pounds for them, by month (M + 1,).

    Attributes:
        used: (A, M + 1), average beds used by authority of the child, in the months in which beds are there.
        excess: beds paid beyond the guarantee.
        paid: pounds for all beds paid.
        used_gbp: (A, M + 1), pounds for beds used by authority of the child.
        kept_gbp: pounds for beds kept vacant for emergencies.
    """

    used: Floats
    excess: Floats
    paid: Floats
    used_gbp: Floats
    kept_gbp: Floats

    @property
    def voids_gbp(self) -> Floats:
        """(M + 1,), pounds for beds that nobody uses; below 0 in a month only if not in its period."""
        return np.asarray(self.paid - self.used_gbp.sum(axis=0) - self.kept_gbp)


def beds_used(problem: Problem, path: Trajectory, offer: int) -> Floats:
    """Return (A, M + 1), average beds used in an offer by authority of the child."""
    of = np.eye(len(problem.authorities))[problem.authority_of_cohort]
    return np.asarray(((path.average[offer] * problem.beds[offer]) @ of).T)


def payments(problem: Problem, path: Trajectory, option: Option) -> Payments:
    """Return what is paid for the beds of a block taken once."""
    assert option.offer is not None
    there = option.there > 0
    everywhere = beds_used(problem, path, option.offer)
    used = everywhere * there
    excess = np.zeros(problem.months + 1)
    for first, last in path.periods:
        months = slice(first, last + 1)
        share = there[months].mean()
        if share:
            over = everywhere[:, months].sum(axis=0).mean() - (option.guaranteed - option.kept_paid)[months].mean()
            excess[months] = max(0.0, over) / share * there[months]
    return Payments(
        used=used,
        excess=excess,
        paid=(option.guaranteed + excess) * option.bed_price,
        used_gbp=used * option.bed_price,
        kept_gbp=option.kept_paid * option.bed_price,
    )
