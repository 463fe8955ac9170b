"""The screen of an import: every outcome counted, reasons with their lines, prices before and after."""

import pytest

from models.merging import MergeReport, PriceChange, RowOutcome
from reports.merging import merge_tables, merge_values, spans
from reports.table import plain

REPORT = MergeReport(
    layout="A layout, 2024/25",
    rows=(
        RowOutcome("a.csv", 2, "added", "urn_1"),
        RowOutcome("a.csv", 3, "left_out", "closed"),
        RowOutcome("a.csv", 4, "left_out", "closed"),
        RowOutcome("a.csv", 5, "left_out", "another reason"),
        RowOutcome("a.csv", 6, "repeated", "the same row stands above; counted once"),
    ),
    offers_added=("urn_1",),
    offers_updated=("home_spot",),
    prices=(PriceChange("home_spot", "high", 5500.0, 5000.5),),
    totals={"gbp_read": 1234.5, "gbp_merged": 1000.0},
    remarks=("look here",),
)


@pytest.mark.parametrize(
    ("lines", "text"),
    [([], ""), ([7], "7"), ([3, 2, 4], "2-4"), ([2, 4], "2, 4"), ([9, 2, 3, 5, 10, 10], "2-3, 5, 9-10")],
)
def test_runs_of_lines_are_drawn_together(lines: list[int], text: str) -> None:
    """In order, each once."""
    assert spans(lines) == text


def test_of_many_runs_the_first_are_named() -> None:
    """Forty rows apart from one another, the last with its neighbour: twelve are named, 29 counted."""
    named = ", ".join(str(line) for line in range(0, 24, 2))
    assert spans([*range(0, 80, 2), 79]) == f"{named}, 29 more (--json has them all)"


def test_the_tables_say_what_became_of_each_row() -> None:
    """Five rows: one added, three left out for two reasons, one repeated."""
    shown = "\n".join(plain(table) for table in merge_tables(REPORT))
    for words in (
        "A layout, 2024/25: rows of the file",
        "gbp read: 1,234.50\n  gbp merged: 1,000\n",
        "closed             2  3-4",
        "another reason     1  5",
        "added          urn_1",
        "updated        home_spot",
        "home_spot  high  5,500.00  5,000.50",
        "look here",
    ):
        assert words in shown


def test_what_did_not_happen_has_no_table() -> None:
    """Without reasons, offers, prices and remarks there is one table."""
    assert len(merge_tables(MergeReport("a layout", (), (), (), (), {}, ()))) == 1


def test_json_has_every_row() -> None:
    """Counts, reasons, prices and rows as plain values."""
    told = merge_values(REPORT)
    assert told["rows"] == {"read": 5, "added": 1, "updated": 0, "unchanged": 0, "left_out": 3, "repeated": 1}
    assert told["left_out"] == {"closed": 2, "another reason": 1}
    assert told["prices"] == [{"offer": "home_spot", "need": "high", "before": 5500.0, "after": 5000.5}]
    assert len(told["outcomes"]) == 5  # type: ignore[arg-type]
