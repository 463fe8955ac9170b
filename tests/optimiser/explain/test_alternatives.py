"""Other sets of commitments at nearly the same cost, worked out by hand."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from optimiser.explain.alternatives import Alternatives, alternatives
from optimiser.explain.distance import amounts, distance
from optimiser.plan import Run
from optimiser.progress import Progress
from tests.optimiser.cases import DAYS, block, children, formulated, home, one_cohort, service, tier
from tests.optimiser.explain.test_instance import Stops
from tests.oracles.small import offer, settings

SPOT = offer("spot")
BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")


def choosing(**tables: Any) -> Instance:
    """One child: a home for 24,000, a bed for 25,585 (35 a day for 731 days), or 300 a day."""
    given: dict[str, Any] = {
        "blocks": (block(),),
        "block_tiers": (tier(1, 1, 245),),
        "homes": (home(),),
        "placements_today": (children(1),),
    }
    return one_cohort({BLOCK: 0, HOME: 0, SPOT: 2100}, **{**given, **tables})


def found(planning: Instance, within: float, number: int = 3, progress: Progress | None = None) -> Alternatives:
    """Return the alternatives of an instance."""
    return alternatives(Run(planning, None, None, 0.0, None, 0, "", "plan", progress, explain=False), within, number)


def taken(result: Alternatives) -> list[list[str]]:
    """Return the commitments of each plan."""
    return [sorted(item.kind for item in plan.commitments) for plan in result.plans]


def test_the_other_way_within_the_cost() -> None:
    """10 % of 24,000 allow the bed instead, 6.6 % dearer; both (49,585) or none (214,800) are too dear."""
    result = found(choosing(), 0.1)
    assert taken(result) == [["home"], ["block"]]
    assert result.distances == [0.0, 2.0]
    assert result.complete
    costs = [plan.summary.certificate.objective_gbp for plan in result.plans]
    assert costs == pytest.approx([24_000, 25_585])
    assert result.plans[1].summary.certificate.status == "feasible"
    assert result.plans[1].summary.certificate.bound_gbp == pytest.approx(24_000)


def test_nothing_within_the_cost() -> None:
    """6 % are not enough for the bed."""
    result = found(choosing(), 0.06)
    assert taken(result) == [["home"]]
    assert result.complete


def test_far_from_all_that_were_found() -> None:
    """At nine times the cost everything goes: none and both are 1 from home alone and block alone, and 2 apart."""
    result = found(choosing(), 9.0, number=3)
    assert taken(result)[:2] == [["home"], ["block"]]
    assert sorted(taken(result)[2:]) == [[], ["block", "home"]]
    assert result.distances == [0.0, 2.0, 1.0, 1.0]
    assert result.plans[taken(result).index([])].summary.certificate.objective_gbp == pytest.approx(DAYS * 300)


def test_shares_of_what_is_on_offer() -> None:
    """2 of 4 beds, 1 of 2 homes, 1 of 3 households: half, half, a third."""
    planning = one_cohort(
        {BLOCK: 0, HOME: 0, CARERS: 0, SPOT: 700},
        blocks=(block(),),
        block_tiers=(tier(1, 4, 700),),
        homes=(home(max_homes=2),),
        fostering=(service(approvals_per_year_max=3),),
        settings=settings(decision_every_months=6),
    )
    made = formulated(planning)
    shares = amounts(made)
    units = np.zeros(len(made.options))
    units[next(i for i, o in enumerate(made.options) if o.kind == "block" and o.beds == 2)] = 1.0
    units[next(i for i, o in enumerate(made.options) if o.kind == "home")] = 1.0
    units[next(i for i, o in enumerate(made.options) if o.kind == "fostering")] = 1.0
    assert shares @ units == pytest.approx([0.5, 0.5, 1 / 3])
    assert distance(shares, units, np.zeros(len(units))) == pytest.approx(4 / 3)


def test_a_stop_keeps_what_was_found() -> None:
    """Stopped in the second search."""
    result = found(choosing(), 9.0, progress=Stops("alternative 2"))
    assert len(result.plans) == 2
    assert not result.complete
