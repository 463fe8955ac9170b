"""Steps to other commitments: within the cost, far, and against every set of commitments there is."""

import itertools
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from optimiser.explain import alternatives as searching
from optimiser.explain.curve import Stopped
from optimiser.explain.distance import amounts, distance
from optimiser.explain.steps import Steps
from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session
from optimiser.solve import optimise
from tests.optimiser.cases import DAYS, block, children, formulated, home, one_cohort, plain, service, tier
from tests.optimiser.explain.test_alternatives import BLOCK, CARERS, HOME, SPOT, choosing, found, taken


def stepped(planning: Instance, most: float, *known: Floats) -> tuple[Floats, Steps]:
    """Return where steps lead from the best plan within a cost, and the steps."""
    made = formulated(planning)
    steps = Steps(Session(made, 0, Progress(), np.inf, Interrupts()), amounts(made), most)
    start = np.round(optimise(formulated(planning), gap=0.0).values[made.units])
    return steps.far(start, [start, *known]), steps


def kinds(steps: Steps, units: Floats) -> list[str]:
    """Return what is taken."""
    return [steps.made.options[i].kind for i in np.flatnonzero(units)]


def test_one_commitment_stands_in_for_another() -> None:
    """Without the home the child is in spot at 214,800: too dear. With the block first, it can go."""
    units, steps = stepped(choosing(), 1.1 * 24_000)
    assert kinds(steps, units) == ["home"]
    units, steps = stepped(choosing(), 50_000)
    assert kinds(steps, units) == ["block"]


def test_nothing_is_dearer_than_it_may_be() -> None:
    """No set at 6 % more but the best one; at nine times the cost home and block are let go or swapped."""
    units, steps = stepped(choosing(), 1.06 * 24_000)
    assert kinds(steps, units) == ["home"]
    assert min(steps.prices.values()) == pytest.approx(24_000)


def many(**tables: Any) -> Instance:
    """Return four children and a block of one or two beds, two homes of one bed, two households."""
    given: dict[str, Any] = {
        "blocks": (block(),),
        "block_tiers": (tier(1, 2, 245),),
        "homes": (home(max_homes=2),),
        "fostering": (service(approvals_per_year_max=2),),
        "placements_today": (children(4),),
        **tables,
    }
    return one_cohort({BLOCK: 0, HOME: 0, CARERS: 300, SPOT: 2100}, **given)


@pytest.mark.parametrize("within", [0.2, 0.6, 2.0])
def test_every_set_is_priced_as_enumeration_prices_it(within: float) -> None:
    """What steps lead to costs what a cold solve says, no more than allowed; the farthest set is at most so far."""
    planning = many()
    made = formulated(planning)
    best = plain(formulated(planning))
    most = (1.0 + within) * best.objective
    units, steps = stepped(planning, most)
    start = np.round(best.values[made.units])
    cold = formulated(planning)
    cold.model.fix(cold.units, units)
    assert plain(cold).objective == pytest.approx(steps.prices[units.tobytes()], rel=1e-9)
    assert plain(cold).objective <= most * (1 + 1e-9)
    farthest = max(
        distance(steps.shares, each, start) for each in every_set(planning) if priced(planning, each) <= most
    )
    assert distance(steps.shares, units, start) <= farthest + 1e-9
    assert distance(steps.shares, units, start) >= 0.5 * farthest


def every_set(planning: Instance) -> list[Floats]:
    """Return every set of units of every option."""
    made = formulated(planning)
    return [np.array(each, dtype=float) for each in itertools.product(*(range(o.most + 1) for o in made.options))]


def priced(planning: Instance, units: Floats) -> float:
    """Return the least objective with given units; infinite where they cannot be."""
    made = formulated(planning)
    made.model.fix(made.units, units)
    try:
        return plain(made).objective
    except AssertionError:
        return np.inf


def test_without_the_search_the_same_ways_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a large model: by steps alone, and said to be unproven; the best plan itself is proven."""
    monkeypatch.setattr(searching, "SEARCHED", 0)
    result = found(choosing(), 9.0, number=2)
    assert taken(result)[0] == ["home"]
    assert len(result.plans) == 3
    assert result.proven == [True, False, False]
    assert min(result.distances[1:]) > 0.0
    costs = [plan.summary.certificate.objective_gbp for plan in result.plans]
    assert max(costs) <= 10 * 24_000
    assert DAYS * 300 <= 10 * 24_000


def test_a_search_to_the_end_is_a_proof() -> None:
    """Small models are searched after the steps."""
    assert found(choosing(), 0.1).proven == [True, True]


def test_steps_can_be_stopped() -> None:
    """At once, when the time is over."""
    made = formulated(choosing())
    steps = Steps(Session(made, 0, Progress(), 0.0, Interrupts()), amounts(made), 1e9)
    with pytest.raises(Stopped, match=r"^$"):
        steps.far(np.zeros(len(made.options)), [np.zeros(len(made.options))])
