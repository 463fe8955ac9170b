"""Levels of policies as rows of a live model, changed in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.instance import Instance
from models.tables import Policy
from optimiser.measures import unit_of
from optimiser.policies import PolicyRow, shortage
from optimiser.quantities import Programming
from optimiser.sweep.live import Live


@dataclass(frozen=True)
class Held:
    """A policy held hard at a level that is varied, in some years or all that its table has.

    Attributes:
        policy: name of the policy.
        levels: the levels to try.
        year: the financial year; None for all.
    """

    policy: str
    levels: tuple[float, ...]
    year: str | None = None


def held_hard(instance: Instance, held: tuple[Held, ...]) -> Instance:
    """Return the instance with the policies hard, in the years in which they are held."""
    policies = tuple(
        row.model_copy(update={"strength": "hard", "gbp_per_unit": None})
        if any(row.policy == each.policy and each.year in (None, row.financial_year) for each in held)
        else row
        for row in instance.policies
    )
    return instance.model_copy(update={"policies": policies})


def rows_held(instance: Instance, held: Held) -> list[Policy]:
    """Return the rows of the table in which a policy is held."""
    return [row for row in instance.policies if row.policy == held.policy and held.year in (None, row.financial_year)]


def easiest_first(held: Held, floor: bool) -> list[float]:
    """Return the levels of a policy, each once, from the easiest to the hardest to keep."""
    return sorted(set(held.levels), reverse=not floor)


def easier(floors: Sequence[bool], one: Sequence[float], other: Sequence[float]) -> bool:
    """Return whether whoever keeps the levels of `other` keeps those of `one` too.

    Args:
        floors: whether each policy is a floor.
        one: a level of each policy.
        other: likewise.
    """
    return all(a <= b if floor else a >= b for floor, a, b in zip(floors, one, other, strict=True))


@dataclass
class Levels:
    """The rows of the policies held, in a live model of an instance made by `held_hard`.

    A level in the unit of what is counted moves the side of its row. One of a share or a rate changes its
    coefficients: the row is opened, and a new one added; that of the level before is opened too.
    """

    live: Live
    held: tuple[Held, ...]
    added: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._programming = Programming(self.live.formulation)

    @property
    def rows(self) -> list[PolicyRow]:
        """Policy rows that are held."""
        asked = {(each.policy, each.year) for each in self.held}
        return [
            row
            for row in self.live.formulation.policies
            if {(row.policy.policy, None), (row.policy.policy, row.policy.financial_year)} & asked
        ]

    def settle(self, levels: Mapping[str, float]) -> None:
        """Hold every policy at its level."""
        for row in self.rows:
            level = levels[row.policy.policy]
            if row.term.denominator is None:
                self._move(row, level)
            else:
                self._replace(row, level)

    def _move(self, row: PolicyRow, level: float) -> None:
        _, side = self.live.formulation.model.row(row.row)
        sign = -1.0 if row.policy.is_floor else 1.0
        side += sign / unit_of(row.policy) * (level - row.policy.level)
        self.live.session.bound_row(row.row, -np.inf, side)

    def _replace(self, row: PolicyRow, level: float) -> None:
        session = self.live.session
        session.bound_row(self.added.get(row.row, row.row), -np.inf, np.inf)
        at_level = row.policy.model_copy(update={"level": level})
        coefficients, constant = shortage(self._programming, at_level, row.term)
        self.added[row.row] = session.add_row(coefficients, -constant)
