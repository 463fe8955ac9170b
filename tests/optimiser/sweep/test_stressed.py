"""Sizes of a block in the same futures: against the stress test of each plan by itself, and against no block."""

from typing import Any

import numpy as np
import pytest

from audit.verify import verify
from models.sweeps import BlockResult, StressedSize
from optimiser.cluster import cluster
from optimiser.plan import solve
from optimiser.progress import Progress
from optimiser.spread import processes
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.run import StressTest
from optimiser.sweep.blocks import Asked, Terms, size_test
from optimiser.sweep.live import Effort
from optimiser.sweep.stressed import Played, best_on_average, compared, least_regret, level_with_best, surest
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


def stressed(price: float) -> BlockResult:
    """Return the test of one to three beds in some futures."""
    asked = Asked("beds", (1, 2, 3), every_path=False, finer=False, futures=FUTURES)
    return size_test(asked, [Terms(some_children(price))], EFFORT).result


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
    found = size_test(asked, [Terms(some_children(700.0))], EFFORT).result
    assert (found.futures, found.stressed, found.best_stressed_beds) == (0, (), None)


COSTS = {0: [100.0, 100.0, 100.0, 100.0], 2: [90.0, 80.0, 120.0, 100.5], 3: [60.0, 70.0, 180.0, 180.0]}


def by_hand() -> dict[int, StressedSize]:
    """Return sizes of no, two and three beds in four futures."""
    return {size.beds: size for size in compared([Played(beds, np.array(cost)) for beds, cost in COSTS.items()])}


def test_sizes_by_hand() -> None:
    """Two beds are 20 dearer once; 50 pence are a tie; three lose twice. The cheapest cost 60, 70, 100, 100."""
    sizes = by_hand()
    assert [size.cost_gbp.mean for size in sizes.values()] == [100.0, 97.625, 122.5]
    assert [size.loses_share for size in sizes.values()] == [0.0, 0.25, 0.5]
    assert [size.regret_gbp.mean for size in sizes.values()] == [17.5, 15.125, 40.0]
    # Savings of 10, 20, -20 and -0.5: squares about their mean of 2.375 add up to 877.6875.
    assert sizes[2].saving_gbp.mean == pytest.approx(2.375)
    assert sizes[2].saving_gbp.standard_error == pytest.approx((877.6875 / 3 / 4) ** 0.5)
    # Regrets of 30, 10, 20 and 0.5: one in twenty lies at 0.85 of the way from the second largest to the largest.
    assert sizes[2].regret_gbp.p95 == pytest.approx(20.0 + 0.85 * 10.0)
    assert sizes[3].above_best_gbp.mean == pytest.approx(122.5 - 97.625)


def test_which_size_is_best_surest_and_regretted_least() -> None:
    """On average two beds, which four futures cannot tell from the others; 0's regret: 40, 30, 0 and 0."""
    sizes = by_hand().values()
    assert best_on_average(sizes) == 2
    assert surest(sizes) == 2
    assert least_regret(sizes) == 2
    assert level_with_best(sizes) == (0, 2, 3)
    # So many futures alike: what is dearer on average is dearer.
    many = compared([Played(beds, np.tile(cost, 100)) for beds, cost in COSTS.items()])
    assert level_with_best(many) == (2,)


def test_nothing_is_named_without_sizes() -> None:
    """Nobody was played; or nobody but no block, which cannot lose against itself."""
    assert compared([]) == ()
    assert (best_on_average(()), surest(()), least_regret(())) == (None, None, None)
    assert surest(compared([Played(0, np.ones(3))])) is None


def test_what_is_paid_for_vacant_beds() -> None:
    """Every bed is guaranteed: at 100 pounds a day, 365 days; months weigh alike in occupancy, not in pounds."""
    for size in stressed(700.0).stressed[1:]:
        assert size.occupancy is not None
        assert size.void_cost_gbp is not None
        paid = size.beds * 365 * 100.0
        assert size.void_cost_gbp.mean == pytest.approx(paid * (1.0 - size.occupancy.mean), rel=0.03)


def test_plans_of_the_sizes_that_are_named_hold_in_the_re_check() -> None:
    """The dear block's best size is none, at both prices its own; each belongs to its terms."""
    terms = [Terms(some_children(price), price, None, f"hash of {price}") for price in (700.0, 4200.0)]
    asked = Asked("beds", (1, 2, 3), every_path=False, finer=False, futures=20)
    tested = size_test(asked, terms, EFFORT)
    assert {number for number, _ in tested.best} == {0, 1}
    for number, plan in tested.best:
        assert verify(terms[number].instance, terms[number].sha256, plan).ok
    costs = [plan.summary.certificate.objective_gbp for _, plan in tested.best]
    assert min(point.cost_gbp or np.inf for point in tested.result.points) == pytest.approx(costs[0])


class Pressing(Progress):
    """Presses Ctrl-C when a stage begins."""

    def __init__(self, stage: str) -> None:
        self.stage, self.effort = stage, Effort(gap=0.0, seed=4, progress=self)

    def on_stage(self, stage: str) -> None:
        """Called when a stage begins."""
        self.effort.interrupts.requested |= stage.startswith(self.stage)


def test_ctrl_c_keeps_the_sizes_that_were_played() -> None:
    """In the midst of the plan with two beds: no block and one bed are there, in all futures."""
    asked = Asked("beds", (1, 2, 3), every_path=False, finer=False, futures=FUTURES)
    found = size_test(asked, [Terms(some_children(700.0))], Pressing("2 beds: played 100 of").effort).result
    assert found.interrupted
    assert [size.beds for size in found.stressed] == [0, 1]
    assert found.stressed[0].cost_gbp == stressed(700.0).stressed[0].cost_gbp


@pytest.mark.slow
@pytest.mark.parametrize("place", [lambda: processes(2), lambda: cluster("local", 2)])
def test_other_processes_and_a_cluster_find_the_same(place: Any) -> None:
    """Curves, paths and futures, to the last digit."""
    asked = Asked("beds", (1, 2, 3), futures=FUTURES)
    terms = [Terms(some_children(price), price) for price in (700.0, 1000.0)]
    alone = size_test(asked, terms, EFFORT).result
    with place() as hands:
        found = size_test(asked, terms, EFFORT, hands).result
    for name in ("curves", "paths", "stressed"):
        assert getattr(found, name) == getattr(alone, name), name
