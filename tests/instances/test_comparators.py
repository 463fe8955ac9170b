"""The table of published figures of other areas."""

from pathlib import Path

import pytest

from tests.instances.editing import faults_of, only_fault
from tests.instances.tiny import table, tiny_files

SOUND = "placed_in_authority,england,,2023-03-31,0.57,share"


def files(*rows: str) -> dict[str, str]:
    """The tiny instance with these comparators."""
    return {**tiny_files(), "comparators.csv": table("measure,area,name,day,value,unit", *rows)}


def test_areas_and_years_stand_beside_each_other(tmp_path: Path) -> None:
    """Another area, region or day is another figure; a rate may be above 1."""
    rows = [SOUND, SOUND.replace("2023", "2022"), "placed_in_authority,region,North West,2023-03-31,0.6,share"]
    rows += [
        "placed_in_authority,named,Wirral,2023-03-31,0.6,share",
        "looked_after_rate,england,,2023-03-31,71,per_10000",
    ]
    assert not faults_of(tmp_path, files(*rows))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (SOUND.replace("0.57", "57"), "value is a share, at most 1: 0.59 for 59 %"),
        (SOUND.replace("england,,", "region,,"), "name is given for region and named, and blank for england"),
        (SOUND.replace("england,,", "england,England,"), "name is given for region and named, and blank for england"),
        (SOUND.replace("share", "per_10000"), "unit is per_10000 for looked_after_rate and share for other measures"),
        (SOUND.replace("placed_in_authority", "placed_far_away"), "found 'placed_far_away'"),
    ],
)
def test_a_figure_that_does_not_fit_its_row(tmp_path: Path, row: str, expected: str) -> None:
    """A percentage for a share, a region without its name, a name of England, another unit, an unknown measure."""
    fault = only_fault(tmp_path, files(row))
    assert fault.startswith("comparators.csv, row 2")
    assert expected in fault


def test_the_same_figure_twice(tmp_path: Path) -> None:
    """Measure, area, name and day are the key."""
    assert "comparators.csv, row 3" in only_fault(tmp_path, files(SOUND, SOUND.replace("0.57", "0.58")))
