"""Tables as text: alignment, empty tables, figures."""

import pytest

from reports.table import Table, children, figure, known_pounds, known_total, percent, plain, pounds, rate
from reports.text import inert


def test_columns_are_aligned() -> None:
    """First column left, the others right; heads ruled; no spaces at line ends; remarks below."""
    table = Table(
        "Cost (pounds)", ["", "2024/25", "note"], [["fees", "1,234", "a"], ["voids", "7", ""]], foot="Mind."
    )
    assert plain(table).splitlines() == [
        "Cost (pounds)",
        "         2024/25  note",
        "  -----  -------  ----",
        "  fees     1,234     a",
        "  voids        7",
        "  Mind.",
    ]


def test_columns_may_be_left_aligned() -> None:
    """Those named in `left`."""
    table = Table("T", ["a", "b"], [["x", "y"], ["xx", "yyy"]], left=frozenset({0, 1}))
    assert plain(table).splitlines()[3:] == ["  x   y", "  xx  yyy"]


def test_a_table_without_rows_has_no_heads() -> None:
    """Title and remark only."""
    assert plain(Table("Gap", ["need", "age"], [], foot="none\nat all")) == "Gap\n  none\n  at all"


def test_long_cells_are_not_cut() -> None:
    """However long."""
    assert "x" * 5000 in plain(Table("T", ["a"], [["x" * 5000]]))


def test_text_in_a_table_is_inert() -> None:
    """In title, heads, cells and remarks: one row a line, no escapes."""
    bad = "a\x1b[31m\nb\tc"
    text = plain(Table(bad, [bad], [[bad]], foot=bad))
    assert "\x1b" not in text
    assert "\t" not in text
    assert len(text.splitlines()) == 6


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Môn [b] :x:", "Môn [b] :x:"),
        ("a\x1b[0m", "a\\x1b[0m"),
        ("a\r\nb", "a\\r\\nb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u00a0\u2003b", "a  b"),
        ("a\u2028b", "a\\u2028b"),
        ("\ud800", "\\ud800"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("", ""),
    ],
)
def test_inert_text(text: str, safe: str) -> None:
    """Control characters, reversals and halves written out; unusual spaces plain; letters as they are."""
    assert inert(text) == safe
    assert inert(safe) == safe


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-0.4, "0"),
        (0.6, "1"),
        (1234.5, "1,234"),
        (-1234567.8, "-1,234,568"),
        (1e12, "1,000,000,000,000"),
    ],
)
def test_pounds(amount: float, text: str) -> None:
    """Whole pounds, thousands apart, never minus nothing."""
    assert pounds(amount) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.61, 1, "61.0 %"),
        (1.0, 1, "100.0 %"),
        (0.00091485, 3, "0.091 %"),
        (-1e-9, 1, "0.0 %"),
        (-0.05, 2, "-5.00 %"),
    ],
)
def test_percent(share: float, digits: int, text: str) -> None:
    """A share of 1 is 100 %."""
    assert percent(share, digits) == text


def test_other_figures() -> None:
    """Children with one decimal, moves with three."""
    assert children(1234.56) == "1,234.6"
    assert children(-1e-12) == "0.0"
    assert rate(0.4214) == "0.421"
    assert figure(0.005, 2) in ("0.01", "0.00")


def test_a_sum_with_an_unknown_part_is_not_known() -> None:
    """1,200.4 and 34 are 1,234; with a part that nobody gave there is no sum."""
    assert (known_pounds(1200.4), known_pounds(None)) == ("1,200", "-")
    assert known_total([1200.4, 34.0]) == "1,234"
    assert known_total([1200.4, None]) == "-"
