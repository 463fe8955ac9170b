"""What is merged and what is suppressed, so that nothing told gives an exempt figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.paper.redaction import FEWEST_CHILDREN, Line, enough, merged, suppressed

YEARS = ("2024/25", "2025/26")


def line(label: str, amount: int, *contracts: str) -> Line:
    """A line with the same amount and contracts in both years."""
    return Line(label, dict.fromkeys(YEARS, Decimal(amount)), dict.fromkeys(YEARS, frozenset(contracts)))


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (2, False), (3, True)])
def test_an_amount_is_told_of_no_contract_or_of_three(count: int, shown: bool) -> None:
    """Two can be told apart by either of the two providers."""
    assert enough(range(count)) is shown


def test_lines_of_few_contracts_are_added_up() -> None:
    """One and two contracts make three; the line of none stays."""
    found = merged([line("a", 10, "x"), line("b", 20, "y", "z"), line("c", 30)])
    assert [(item.label, item.by_year[YEARS[0]]) for item in found] == [("c", Decimal(30)), ("a; b", Decimal(30))]


def test_what_is_too_few_together_is_hidden_in_the_largest_other_line() -> None:
    """One contract and a line of none three times its size: their sum tells no price."""
    found = merged([line("block", 10, "x"), line("small", 3), line("mix", -30)])
    assert [item.label for item in found] == ["small", "block; mix"]


def test_more_lines_are_added_until_it_is_hidden() -> None:
    """A block of 100 is not hidden by a line of 60, nor by 60 and 30; with 20 more it is."""
    found = merged([line("block", 100, "x"), line("a", 30), line("b", 20), line("c", 60)])
    assert [item.label for item in found] == ["block; c; a; b"]


def test_a_year_in_which_only_one_runs_counts() -> None:
    """Three contracts over the horizon, one of them in the first year: not to be shown."""
    found = Line(
        "a", dict.fromkeys(YEARS, Decimal(5)), {YEARS[0]: frozenset({"x"}), YEARS[1]: frozenset({"x", "y", "z"})}
    )
    assert not found.may_be_shown


def test_a_year_without_an_amount_tells_nothing() -> None:
    """No pounds, no price."""
    amounts = {YEARS[0]: Decimal(0), YEARS[1]: Decimal(5)}
    found = Line("a", amounts, {YEARS[0]: frozenset({"x"}), YEARS[1]: frozenset({"x", "y", "z"})})
    assert found.may_be_shown


def test_in_the_end_only_the_total_is_told() -> None:
    """Nothing hides a block of 100: what is left is the sum of all lines, which stands in the paper anyway."""
    assert [item.label for item in merged([line("block", 100, "x"), line("a", 30)])] == ["block; a"]


LINES = st.lists(
    st.tuples(st.integers(-1000, 1000), st.sets(st.sampled_from("abcdefgh"), max_size=4)), min_size=1, max_size=6
)


@given(LINES)
def test_merging_keeps_the_sum_and_shows_no_line_of_one_or_two_contracts_alone(
    given_lines: list[tuple[int, set[str]]],
) -> None:
    """Whatever the lines: the sum stays, and a line of few contracts holds as much that is no contract's."""
    lines = [line(str(i), amount, *contracts) for i, (amount, contracts) in enumerate(given_lines)]
    lines.append(line("mix", 10_000))
    found = merged(lines)
    for year in YEARS:
        assert sum(item.by_year[year] for item in found) == sum(item.by_year[year] for item in lines)
    for item in found:
        parts = [one for one in lines if one.label in item.label.split("; ")]
        other = sum(one.size for one in parts if not one.contracts[YEARS[0]])
        told = sum(one.size for one in parts if one.contracts[YEARS[0]])
        assert item.may_be_shown or other >= told


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20, 0], [10, 20, 0]),
        ([10, 3, 20], [None, None, 20]),
        ([10, 3, 4, 20], [10, None, None, 20]),
        ([10, 1, 2, 20], [None, None, None, 20]),
        ([3], [None]),
        ([2, 1], [None, None]),
        ([3, 0], [None, None]),
    ],
    ids=["none small", "one: the next goes too", "two make seven", "two make three", "alone", "all", "with a 0"],
)
def test_suppression(counts: list[float], shown: list[int | None]) -> None:
    """The total is known, so that one hidden count, or two that are three together, would be told by it."""
    assert suppressed(counts) == shown


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_nothing_hidden_can_be_worked_out_of_the_total(counts: list[int]) -> None:
    """Counts under six never stand; what is hidden is none, or two counts or more of six children or more, or all."""
    found = suppressed(counts)
    hidden = [count for count, told in zip(counts, found, strict=True) if told is None]
    assert not [told for told in found if told is not None and 0 < told < FEWEST_CHILDREN]
    assert not hidden or len(hidden) == len(counts) or (len(hidden) >= 2 and sum(hidden) >= FEWEST_CHILDREN)
