"""How one plan differs from another, explained."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effects:
    """Revenue of one plan less that of another, by cause, pounds; all of them add up to the difference.

    Attributes:
        volume: more or fewer child-weeks, at the other plan's average cost of one.
        mix: the same child-weeks in other offers, at the other plan's cost of each.
        price: another cost of a child-week in the same offer.
        vacant: blocks' beds paid for and not used, or kept for emergencies, and supply in which nobody lives.
        lines: every other ledger line to its difference.
    """

    volume: float
    mix: float
    price: float
    vacant: float
    lines: dict[str, float]

    @property
    def total(self) -> float:
        """The difference."""
        return self.volume + self.mix + self.price + self.vacant + sum(self.lines.values())


@dataclass(frozen=True)
class Compared:
    """A plan beside the first.

    Attributes:
        name: of the plan.
        against: name of the first plan.
        by_year: financial year to effects.
        total: of all years.
    """

    name: str
    against: str
    by_year: dict[str, Effects]
    total: Effects
