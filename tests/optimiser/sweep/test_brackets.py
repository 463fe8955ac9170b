"""Savings between bounds: who is best, who cannot be told apart, where a price jumps."""

import pytest

from optimiser.sweep.brackets import Bracket, Known, best, indistinguishable, jump, less, next_steps, savings

KNOWN = {0: Known(1000.0, 990.0), 2: Known(900.0, 895.0), 3: Known(890.0, 880.0), 5: Known(1100.0, 1090.0)}


def test_a_difference_lies_between_its_bounds() -> None:
    """1,000 less 900 is 100; with the plans at their bounds 990 less 900, and 1,000 less 895."""
    assert less(KNOWN[0], KNOWN[2]) == Bracket(100.0, 90.0, 105.0)


def test_savings_are_against_no_block() -> None:
    """No block saves nothing, for certain."""
    assert savings(KNOWN) == {
        0: Bracket(0.0, 0.0, 0.0),
        2: Bracket(100.0, 90.0, 105.0),
        3: Bracket(110.0, 100.0, 120.0),
        5: Bracket(-100.0, -110.0, -90.0),
    }


def test_without_a_plan_of_no_block_there_are_no_savings() -> None:
    """Nothing to save against."""
    assert savings({2: KNOWN[2]}) == {}


def test_steps_go_to_the_next_size_there_is() -> None:
    """From 0 to 2, 2 to 3, 3 to 5."""
    steps = next_steps(KNOWN)
    assert list(steps) == [0, 2, 3]
    assert steps[3] == Bracket(-210.0, -220.0, -200.0)


def test_the_best_size_is_the_cheapest() -> None:
    """890 for three beds."""
    assert best(KNOWN) == 3


def test_of_sizes_within_a_pound_the_smallest_is_best() -> None:
    """Fewer beds at a cost within one pound; at more than that the cheaper."""
    assert best({4: Known(100.0, 90.0), 2: Known(101.0, 90.0)}) == 2
    assert best({4: Known(100.0, 90.0), 2: Known(101.5, 90.0)}) == 4
    assert best({}) is None


def test_overlapping_brackets_cannot_be_told_apart() -> None:
    """90 to 105 and 100 to 120 overlap; 0 and -110 to -90 are below both."""
    assert indistinguishable(KNOWN) == (2, 3)
    assert indistinguishable({}) == ()


def test_one_size_is_alone() -> None:
    """Proven to the pound."""
    assert indistinguishable({n: Known(point.cost, point.cost) for n, point in KNOWN.items()}) == (3,)


def test_costs_stand_in_for_savings_without_no_block() -> None:
    """895 to 900 and 880 to 890: apart; with a bound of 885 and a cost of 896, not."""
    assert indistinguishable({2: KNOWN[2], 3: KNOWN[3]}) == (3,)
    assert indistinguishable({2: Known(896.0, 885.0), 3: KNOWN[3]}) == (2, 3)


@pytest.mark.parametrize(
    ("costs", "level"),
    [
        # Steps of 10, 20, 90: from 0.7 the next point is 70 dearer than the one before.
        ([100.0, 110.0, 130.0, 220.0], 0.7),
        # Steps of 10, 60, 65.
        ([100.0, 110.0, 170.0, 235.0], 0.6),
        ([100.0, 110.0, 120.0, 130.0], None),
        ([100.0, 110.0, None, 220.0], None),
        ([100.0], None),
        ([], None),
    ],
)
def test_where_the_price_of_the_next_step_jumps(costs: list[float | None], level: float | None) -> None:
    """The level from which the next step costs most more than the one before."""
    assert jump([0.5, 0.6, 0.7, 0.8][: len(costs)], costs) == level


def test_levels_may_fall() -> None:
    """A ceiling is harder the lower it is: 0.5, 0.4, 0.3."""
    assert jump([0.5, 0.4, 0.3], [100.0, 110.0, 220.0]) == 0.4
