"""The data-quality report: ranges of rows, counts, totals."""

import numpy as np
import pytest

from instances.ssda903.quality import Finding, Quality


@pytest.mark.parametrize(
    ("lines", "text"),
    [((), ""), ((7,), "7"), ((2, 3, 4), "2-4"), ((2, 4, 5, 9), "2, 4-5, 9")],
)
def test_ranges(lines: tuple[int, ...], text: str) -> None:
    """Rows that follow one another are one range."""
    assert Finding("dropped", "x", "a.csv", len(lines), lines).ranges == text


def test_report() -> None:
    """A line a finding and file, rows in order whatever order they were found in; counts add up over files."""
    quality = Quality()
    rows = np.array([5, 2, 3, 9])
    quality.by_file("dropped", "no first day", ["a.csv", "b.csv"], np.array([0, 0, 0, 1]), rows)
    quality.rows("repaired", "nothing", "a.csv", np.array([], dtype=np.int64))
    quality.whole("noted", "not used", "c.csv")
    assert quality.as_csv() == (
        "action,what,file,rows,row_numbers\n"
        'dropped,no first day,a.csv,3,"2-3, 5"\n'
        "dropped,no first day,b.csv,1,9\n"
        "noted,not used,c.csv,,\n"
    )
    assert quality.totals() == {("dropped", "no first day"): 4, ("noted", "not used"): 0}
    assert quality.count("dropped") == 4
