"""What an import prints and gives as values."""

import datetime as dt

from models.importing import ImportSummary, MarchCount, QualityLine
from reports.importing import import_tables, import_values
from reports.table import plain

SUMMARY = ImportSummary(
    dt.date(2024, 3, 31),
    1_204,
    {"ifa": 1_200, "unknown": 4},
    (
        MarchCount(dt.date(2023, 3, 31), 1_150, None, None, None, None, None),
        MarchCount(dt.date(2024, 3, 31), 1_204, 61.25, 0.1, 0.68, 0.625, 0.8),
    ),
    (QualityLine("noted", "not used", 0), QualityLine("dropped", "no first day", 1_000)),
)


def test_tables() -> None:
    """Words for provisions, blanks for what is not known, the gravest of the quality first."""
    provisions, marches, quality = map(plain, import_tables(SUMMARY))
    assert "Children in care on 31 March 2024" in provisions
    assert "placement not recorded" in provisions
    assert provisions.splitlines()[-1].split() == ["all", "children", "in", "care", "1,204"]
    assert marches.splitlines()[3].split() == ["2023", "1,150"]
    assert "61.2" in marches
    assert "68.0 %" in marches
    lines = quality.splitlines()
    assert lines[3].split() == ["dropped", "no", "first", "day", "1,000"]
    assert lines[4].split() == ["noted", "not", "used"]


def test_values() -> None:
    """Plain values with ISO days and shares as shares."""
    values = import_values(SUMMARY)
    assert values["base_date"] == "2024-03-31"
    assert values["children_by_provision"] == {"ifa": 1_200, "unknown": 4}
    assert values["measures"][1]["settled"] == 0.68  # type: ignore[index]
    assert values["measures"][0]["per_10000"] is None  # type: ignore[index]
    assert values["quality"][1] == {"action": "dropped", "what": "no first day", "rows": 1_000}  # type: ignore[index]
