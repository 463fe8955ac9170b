"""The sizes of a block as limits on a live model."""

import numpy as np
import pytest

from optimiser.sweep.live import Effort, Live, Paths
from optimiser.sweep.sizes import Sizes
from tests.optimiser.cases import block, children, month, one_cohort, tier
from tests.optimiser.sweep.cases import two_children
from tests.oracles.small import offer, settings


def sizes_of(start: int | None = None, **tables: object) -> Sizes:
    """Return the sizes of the block of two children: one to three beds, in April or in July."""
    given = {"blocks": (block(start_to=month(4), term_months=30),), "settings": settings(12, 3), **tables}
    return Sizes(Live(two_children(**given), Paths(), Effort()), "beds", start)


def taking(sizes: Sizes, beds: int, start: int) -> np.ndarray:
    """Return commitments with the block in a size and start."""
    options = sizes.live.formulation.options
    return np.array([float((option.beds, option.month) == (beds, start)) for option in options])


def test_what_is_on_offer() -> None:
    """One to three beds, and always none."""
    assert [sizes_of().available(beds) for beds in range(5)] == [True, True, True, True, False]


def test_a_start_closes_the_others() -> None:
    """In July only; in June never."""
    sizes = sizes_of(4)
    _, upper = sizes.limits(2)
    options = sizes.live.formulation.options
    assert {(o.beds, o.month) for o, most in zip(options, upper, strict=True) if most} == {(2, 4)}
    assert not sizes_of(3).available(2)


def test_limits_leave_one_size() -> None:
    """Two beds in April or July; nothing for none; other blocks stay open."""
    sizes = sizes_of()
    options = sizes.live.formulation.options
    for beds, starts in ((2, [1, 4]), (0, [])):
        lower, upper = sizes.limits(beds)
        assert [o.month for o, most in zip(options, upper, strict=True) if most] == starts
        assert not lower.any()


def test_limits_leave_other_blocks_alone() -> None:
    """A second block may still be taken."""
    planning = one_cohort(
        {offer("spot"): 3500, **dict.fromkeys((offer(n, "block_residential", "block") for n in ("one", "two")), 0.0)},
        placements_today=(children(2),),
        blocks=(block("one"), block("two", block="other")),
        block_tiers=(tier(1, 2, 700), tier(1, 2, 700, "other")),
    )
    sizes = Sizes(Live(planning, Paths(), Effort()), "beds")
    _, upper = sizes.limits(0)
    names = [option.id for option in sizes.live.formulation.options]
    assert dict(zip(names, upper, strict=True)) == {"beds": 0.0, "other": 1.0}


def test_together_leaves_some_sizes() -> None:
    """One and three."""
    sizes = sizes_of()
    _, upper = sizes.together([0, 1, 3])
    found = {o.beds for o, most in zip(sizes.live.formulation.options, upper, strict=True) if most}
    assert found == {1, 3}


def test_the_same_dates_in_another_size() -> None:
    """July stays July; no block is none; a size that is not there is not made up."""
    sizes = sizes_of()
    july = taking(sizes, 1, 4)
    assert (sizes.resized(july, 3) == taking(sizes, 3, 4)).all()
    assert not sizes.resized(july, 0).any()
    assert sizes.resized(july, 4) is None


def test_dates_of_another_plan_where_there_is_no_block() -> None:
    """None has no dates: they are those of the plan beside it, or there is nothing to try."""
    sizes = sizes_of()
    none = np.zeros(len(sizes.mine))
    assert (sizes.resized(none, 2, taking(sizes, 2, 4)) == taking(sizes, 2, 4)).all()
    assert sizes.resized(none, 2) is None


def test_which_is_taken() -> None:
    """By its position; None without a block."""
    sizes = sizes_of()
    found = sizes.taken(taking(sizes, 3, 1))
    assert found is not None
    assert (sizes.live.formulation.options[found].beds, sizes.live.formulation.options[found].month) == (3, 1)
    assert sizes.taken(np.zeros(len(sizes.mine))) is None


def test_cheaper_sizes_cost_so_much_less() -> None:
    """Two beds 500 pounds less, the others as before; then all as before."""
    sizes = sizes_of()
    formulation, highs = sizes.live.formulation, sizes.live.session.highs

    def costs() -> np.ndarray:
        return np.array(highs.getLp().col_cost_)[formulation.units] * 1e5

    before = costs()
    sizes.cheapen({2: 500.0})
    beds = np.array([option.beds for option in formulation.options])
    assert before - costs() == pytest.approx(np.where(beds == 2, 500.0, 0.0), abs=1e-6)
    sizes.cheapen({})
    assert (costs() == before).all()
