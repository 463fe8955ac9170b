"""What an oracle answers."""

from dataclasses import dataclass, field

import numpy as np

from models.plan import Commitment

Admissions = dict[tuple[str, str, int], float]
"""Children by cohort, offer and first month of the period."""

EffectKey = tuple[str, str, str | None, str | None, int]
"""Kind, programme or pathway, cohort, offer, first month of the period."""


class Effects(dict[EffectKey, float]):
    """What programmes and pathways do, children or households in a period."""

    def add(self, key: EffectKey, amount: float) -> None:
        """Add an amount, if there is any."""
        if amount:
            self[key] = self.get(key, 0.0) + amount


@dataclass(frozen=True)
class OracleResult:
    """An optimum.

    Attributes:
        objective: pounds, present value; of the smallest relaxation where hard policies cannot all hold.
        feasible: whether all hard policies hold.
        commitments: integers above zero.
        admissions: children admitted by cohort, offer and period.
        effects: what programmes and pathways do.
        gap_children: average children in gap, by period.
        groups: the objective by group.
        facts: what the random sample is counted by.
    """

    objective: float
    feasible: bool
    commitments: tuple[Commitment, ...]
    admissions: Admissions
    effects: Effects
    gap_children: np.ndarray
    groups: dict[str, float] = field(default_factory=dict)
    facts: dict[str, bool] = field(default_factory=dict)


def in_order(commitments: list[Commitment]) -> tuple[Commitment, ...]:
    """Return commitments in one order, whoever found them."""
    return tuple(sorted(commitments, key=lambda c: (c.kind, c.id, c.start, c.size, str(c.end))))
