"""What a commitment saves and the demand above which it pays, worked out by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from models.plan import CommitmentSummary
from optimiser.explain.pays import pays_above
from optimiser.plan import solve
from tests.optimiser.cases import block, children, entering, one_cohort, tier
from tests.oracles.small import offer

SPOT = offer("spot")
BLOCK = offer("block", "block_residential", "block")
MEAN = 11.5 / 12
"""Average over the year of a child who enters in April, half there in that month."""


@dataclass
class Given:
    """A saving given as a function of the factor; by how much it is known without looking; where it was looked at."""

    of: Callable[[float], float]
    known_to: float = np.inf
    looked: set[float] = field(default_factory=set)

    def at(self, factor: float) -> float:
        """Look."""
        self.looked.add(factor)
        return self.of(factor)

    def between(self, factor: float) -> tuple[float, float]:
        """Return what is known."""
        return self.of(factor) - self.known_to, self.of(factor) + self.known_to


def line(slope: float, nil_at: float) -> Callable[[float], float]:
    """Return a saving that grows with demand and is a pound at a factor."""
    return lambda factor: 1.0 + slope * (factor - nil_at)


@pytest.mark.parametrize("nil_at", [0.313, 0.5, 0.95, 0.9994])
def test_below_the_demand_planned_for(nil_at: float) -> None:
    """It pays as planned: the factor is found on the way down, exactly where the saving is a line."""
    assert pays_above(Given(line(1000.0, nil_at))) == ("above", pytest.approx(nil_at))


def test_above_the_demand_planned_for() -> None:
    """It does not pay as planned, but would with a third more children."""
    assert pays_above(Given(line(1000.0, 1.333))) == ("above", pytest.approx(1.333))


def test_at_every_or_no_demand() -> None:
    """Nothing is found between 0 and 1, or between 1 and 2."""
    assert pays_above(Given(lambda _: 5.0)) == ("at_every_demand", None)
    assert pays_above(Given(lambda _: 1.0)) == ("at_no_demand", None)
    assert pays_above(Given(line(1000.0, 2.1))) == ("at_no_demand", None)


def test_needed_by_the_rules_down_to_some_demand() -> None:
    """Infinite savings above 0.62, a loss below: found within a thousandth."""
    kind, factor = pays_above(Given(lambda factor: np.inf if factor >= 0.62 else -10.0))
    assert kind == "above"
    assert factor is not None
    assert 0.62 <= factor < 0.621


def test_nothing_is_compared_where_the_plan_cannot_keep_the_rules() -> None:
    """Below 0.4 nothing can be said: what is below it is not looked for."""
    assert pays_above(Given(lambda factor: np.nan if factor < 0.4 else 3.0)) == ("at_every_demand", None)


@pytest.mark.parametrize(("slope", "sign"), [(100_000.0, 1.0), (-100_000.0, -1.0)])
def test_what_is_sure_is_not_looked_at(slope: float, sign: float) -> None:
    """100,000 pounds a factor from 0.6 on, known to 15,000: sure from 0.8 on; without knowing, all the same."""
    saving = Given(line(slope, 0.6 if sign > 0 else 1.4), known_to=15_000.0)
    blind = Given(saving.of)
    assert pays_above(saving) == pays_above(blind)
    inner = {round(abs(factor - 1.0), 6) for factor in saving.looked}
    assert not inner & {0.05, 0.1, 0.15, 0.2}
    assert 0.05 in {round(abs(factor - 1.0), 6) for factor in blind.looked}


def test_the_first_change_though_it_pays_again_further_down() -> None:
    """Nil from 0.62 to 0.48 only, where nothing is known: the first on the way down, however the steps are taken."""
    kind, factor = pays_above(Given(lambda factor: 1000.0 * abs(factor - 0.55) - 69.0))
    assert (kind, factor) == ("above", pytest.approx(0.62))


def one_bed(of_demand: float = 1.0, price: float = 700, **changes: object) -> CommitmentSummary:
    """Return the block of one bed at 100 a day for children of whom one enters each April; otherwise 300 a day."""
    planning = one_cohort(
        {BLOCK: 0, SPOT: 2100},
        entries=(entering(of_demand),),
        **{"blocks": (block(),), "block_tiers": (tier(1, 1, price),), **changes},
    )
    (found,) = solve(planning, gap=0.0).summary.commitments
    return found


def test_a_bed_pays_above_the_children_who_fill_it() -> None:
    """The bed is paid for 731 days, 73,100. The first child spares 716 days at 300. The tail repeats April and is
    planned in quarters: a third of the second is placed in each of three months, (351 + 320.5 + 290) / 3 = 320.5.
    """
    found = one_bed()
    factor = 73_101 / (300 * (716 + 320.5))
    assert found.pays == "above"
    assert found.pays_above_share == pytest.approx(factor)
    assert found.pays_above_children == pytest.approx(factor * MEAN)


def test_todays_children_are_not_scaled() -> None:
    """One child there for good, and one who enters: a bed for 300 a day is filled by the first at any demand."""
    found = one_bed(placements_today=(children(1),))
    assert (found.pays, found.pays_above_children, found.pays_above_share) == ("at_every_demand", None, None)


def test_the_share_is_of_all_children() -> None:
    """Half a child is there today, at the start already, and half a child enters each April.

    The bed at 200 a day costs 146,200; the half child spares 0.5 x 716 days at 300, 107,400.
    """
    found = one_bed(price=1400, placements_today=(children(0.5),), of_demand=0.5)
    entering_each_april = (146_201 - 107_400) / (300 * (716 + 320.5))
    assert found.pays_above_children == pytest.approx(0.5 + entering_each_april * MEAN)
    assert found.pays_above_share == pytest.approx((0.5 + entering_each_april * MEAN) / (0.5 + 0.5 * MEAN))
