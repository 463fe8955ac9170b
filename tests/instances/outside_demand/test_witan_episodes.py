"""Simulated episodes of witan.cic: counted at month ends, and never shown."""

import datetime as dt
from pathlib import Path

import pytest

from instances.outside_demand.read import read_outside
from models.faults import InputError

HEAD = (
    "Simulation,ID,Episode,Birth Year,Admission Age,Birthday,Start,End,Placement,Offset,Provenance,"
    "Placement Sequence,Placement Pathway,Period Start,Period Duration,Period End,Period Offset,"
    "Match Offset,Matched ID,Matched Offset"
)


def episode(simulation: int, child: str, start: str, end: str, placement: str = "Q2") -> str:
    """Return a row."""
    return f"{simulation},{child},1,2010,11,2010-05-17,{start},{end},{placement},0,P,{placement},{placement},,,,,,,"


ROWS = (
    # Simulation 1: two children at the end of March and of April, which is one's last day; two in May.
    episode(1, "a7", "2022-03-05", "2022-04-30"),
    episode(1, "b7", "2022-03-31", "2023-01-01", "K2"),
    episode(1, "c7", "2022-05-31", "2022-08-01"),
    # Simulation 2: one child, who moves from one day to the next; another starts in June.
    episode(2, "a7", "2022-03-05", "2022-04-30"),
    episode(2, "a7", "2022-05-01", "2022-06-30", "P1"),
    episode(2, "d7", "2022-06-01", "2022-06-30"),
    # Simulation 3: three children, of whom two leave in May.
    episode(3, "a7", "2022-03-05", "2022-12-31"),
    *(episode(3, child, "2022-03-05", "2022-05-15") for child in ("e7", "f7")),
)


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    """Write episodes to a file."""
    path = folder / "projection-episodes.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def faults(path: Path) -> list[str]:
    """Return the faults as lines."""
    with pytest.raises(InputError, match="projection-episodes") as caught:
        read_outside(path)
    return [str(fault) for fault in caught.value.faults]


def test_children_are_counted_at_month_ends(tmp_path: Path) -> None:
    """Of 2, 1 and 3; 2, 1 and 3; 2, 1 and 1: the medians 2, 2 and 1, to the month before the last child starts."""
    found = read_outside(written(tmp_path, *ROWS))
    assert found.days == (dt.date(2022, 3, 31), dt.date(2022, 4, 30), dt.date(2022, 5, 31))
    assert found.children.tolist() == [2.0, 2.0, 1.0]
    assert found.format == "witan.cic simulated episodes"
    assert found.remarks == ("3 simulations; counted to 2022-05-31, for no child starts a month later",)
    meanings = {column.column: column.meaning for column in found.columns}
    assert len(meanings) == 20
    assert meanings["Placement"] == "counted: all children in care, whatever the placement"
    assert meanings["Birthday"] == "not used"


def test_no_value_of_a_child_is_shown(tmp_path: Path) -> None:
    """A date that cannot be read names file, row and column alone."""
    bad = ROWS[1].replace("2023-01-01", "17/13/2010").replace("2022-03-31", "")
    found = faults(written(tmp_path, ROWS[0], bad))
    assert [fault.split(":")[0] for fault in found] == [
        "projection-episodes.csv, row 3, Start",
        "projection-episodes.csv, row 3, End",
    ]
    assert not [fault for fault in found if "17/13/2010" in fault or "b7" in fault or "found" in fault]


def test_each_unknown_placement_is_a_fault_once(tmp_path: Path) -> None:
    """With the first row that has it."""
    rows = [episode(1, "a", "2022-03-05", "2022-06-01", code) for code in ("U9", "Q1", "U9", "XX")]
    found = faults(written(tmp_path, *rows))
    assert [fault.split(": a placement")[0] for fault in found] == [
        "projection-episodes.csv, row 2, Placement: found 'U9'",
        "projection-episodes.csv, row 5, Placement: found 'XX'",
    ]


def test_an_unknown_column_is_a_fault(tmp_path: Path) -> None:
    """With the nearest one."""
    (found,) = faults(written(tmp_path, *ROWS, head=HEAD.replace("Birth Year", "Birth")))
    assert found.startswith("projection-episodes.csv, row 1, Birth: a column of witan.cic's episodes")


def test_episodes_of_less_than_a_month(tmp_path: Path) -> None:
    """No month end lies between the first start and the last."""
    path = written(tmp_path, episode(1, "a", "2022-03-05", "2022-06-01"), episode(1, "b", "2022-03-09", "2022-06-01"))
    assert faults(path) == ["projection-episodes.csv: episodes that start over more than a month"]
