"""Sizes of a block in the same futures: against the stress test of each plan by itself, and against no block."""

from typing import Any

import numpy as np
import pytest

from models.sweeps import BlockResult
from optimiser.plan import solve
from optimiser.spread import HERE, processes
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.run import StressTest
from optimiser.sweep.blocks import Asked, Terms, size_test
from optimiser.sweep.live import Effort
from tests.optimiser.cases import block, children, entering, one_cohort, tier
from tests.oracles.small import offer

FUTURES = 300
EFFORT = Effort(gap=0.0, seed=4)


def some_children(price: float, **tables: Any) -> Any:
    """Return four children and one more every other month: in spot at 1,400 a week, or in a block of up to three."""
    return one_cohort(
        {offer("spot"): 1400, offer("block", "block_residential", "block"): 0},
        placements_today=(children(4),),
        entries=tuple(entering(1, month) for month in (3, 5, 7, 9)),
        blocks=(block(),),
        block_tiers=(tier(1, 3, price),),
        **tables,
    )


def stressed(price: float, hands: Any = HERE) -> BlockResult:
    """Return the test of one to three beds in some futures."""
    asked = Asked("beds", (1, 2, 3), every_path=False, finer=False, futures=FUTURES)
    return size_test(asked, [Terms(some_children(price))], EFFORT, hands)


def test_a_size_is_the_stress_test_of_its_plan() -> None:
    """The plan that may not take the block, played by itself with the same seed, costs the same in every future."""
    found = stressed(700.0)
    closed = some_children(700.0).model_copy(update={"blocks": (), "block_tiers": ()})
    closed = closed.model_copy(
        update={
            name: tuple(row for row in closed.rows(name) if row.offer != "block")  # type: ignore[attr-defined]
            for name in ("offers", "offer_prices", "disruption")
        }
    )
    plan = solve(closed, gap=0.0, explain=False)
    alone = StressTest(closed, plan, Assumptions(), EFFORT.seed).run(FUTURES).cost_gbp.sum(axis=(1, 2))
    assert found.stressed[0].cost_gbp.mean == pytest.approx(alone.mean())
    assert found.stressed[0].cost_gbp.p95 == pytest.approx(np.percentile(alone, 95))


def test_no_block_is_what_the_others_are_compared_with() -> None:
    """It saves nothing and never loses; the mean saving is the difference of the means."""
    none, *others = stressed(700.0).stressed
    assert (none.saving_gbp.mean, none.saving_gbp.standard_error, none.loses_share) == (0.0, 0.0, 0.0)
    assert none.occupancy is None
    for size in others:
        assert size.saving_gbp.mean == pytest.approx(none.cost_gbp.mean - size.cost_gbp.mean)
        assert size.occupancy is not None
        assert 0.0 <= size.occupancy.p5 <= size.occupancy.p50 <= size.occupancy.p95 <= 1.0 + 1e-9


def test_fuller_for_fewer_beds() -> None:
    """One bed is used more than three: the same children come for it."""
    _, one, two, three = stressed(700.0).stressed
    assert one.occupancy is not None
    assert two.occupancy is not None
    assert three.occupancy is not None
    assert one.occupancy.mean >= two.occupancy.mean >= three.occupancy.mean


def test_a_dear_block_loses_in_every_future() -> None:
    """A bed at three times the price of spot; no size is worth it, on average none is best."""
    found = stressed(4200.0)
    assert [size.loses_share for size in found.stressed] == [0.0, 1.0, 1.0, 1.0]
    assert found.best_stressed_beds == 0


def test_a_bed_for_next_to_nothing_never_loses() -> None:
    """Then the most beds are best."""
    found = stressed(1.0)
    assert max(size.loses_share for size in found.stressed) == 0.0
    assert found.best_stressed_beds == 3


def test_without_futures_nothing_is_played() -> None:
    """As the result says."""
    asked = Asked("beds", (1, 2, 3), every_path=False, finer=False)
    found = size_test(asked, [Terms(some_children(700.0))], EFFORT)
    assert (found.futures, found.stressed, found.best_stressed_beds) == (0, (), None)


@pytest.mark.slow
def test_other_processes_find_the_same() -> None:
    """To the last digit."""
    with processes(2) as hands:
        assert stressed(700.0, hands).stressed == stressed(700.0).stressed
