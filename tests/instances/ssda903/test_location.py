"""Areas and distances: from the return's own columns, or from a small postcode directory."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from instances.ssda903.importer import Imported
from tests.instances.ssda903.importing import done, imported, refused
from tests.instances.ssda903.returns import EPISODE, HEADER, Episode, episode_cells, text

OPEN = Episode("QX1", dt.date(2023, 6, 1), None, provider="PR4", home="AB1 1AA", placed="AB2 2BB")
LEAVER = Episode("QX9", dt.date(2023, 4, 2), dt.date(2024, 3, 30), rec="E4A", home="AB1 1AA", placed="AB1 1AA")

DIRECTORY = """\
pcd,pcds,oseast1m,osnrth1m,oslaua,osward,lsoa21
AB1 1AA,AB1 1AA,300000,400000,E08000001,E05000001,E01000001
AB1 1AB,AB1 1AB,300000,401000,E08000001,E05000002,E01000002
AB2 2BB,AB2 2BB,316093,400000,E08000002,E05000003,E01000003
AB3 3CC,AB3 3CC,348279,400000,E08000003,E05000004,E01000004
"""


def located(folder: Path, *episodes: Episode, **asked: object) -> Imported:
    """Import episodes with postcodes."""
    return imported(written(folder, list(episodes), []), **asked)


def written(folder: Path, episodes: list[Episode], more: list[tuple[str, list[str]]]) -> Path:
    """Write a return, with further columns and their cells."""
    place = folder / "in"
    place.mkdir()
    rows = [[*episode_cells(e), *(cells[n] for _, cells in more)] for n, e in enumerate([*episodes, LEAVER])]
    (place / "e.csv").write_text(text([*EPISODE, *(name for name, _ in more)], rows), newline="")
    headers = [[e.child, "1", "01/05/2012", "WBRI", "", "0", ""] for e in [*episodes, LEAVER]]
    (place / "h.csv").write_text(text(HEADER, headers), newline="")
    return place


def given(folder: Path, name: str, content: str) -> Path:
    """Write a file to give with an option."""
    path = folder / name
    path.write_text(content)
    return path


def offers(found: Imported) -> list[str | None]:
    """Return the offers in which children are today."""
    return sorted(str(row.offer) for row in found.instance.placements_today)


def measure(found: Imported, name: str) -> str:
    """Return the counts of a measure at the base date."""
    line = next(
        x for x in found.companions["import/measures.csv"].splitlines() if x.startswith(f"2024-03-31,{name},")
    )
    return line.split(",", 2)[2]


def test_without_a_directory_areas_are_unknown_and_counted(tmp_path: Path) -> None:
    """One child today: its area is unknown, and the report says of how many."""
    found = located(tmp_path, OPEN)
    assert {row.home_area for row in found.instance.cohorts} == {"unknown"}
    assert done(found)["no --postcodes: every home area is unknown"] == 1


def test_columns_of_the_return(tmp_path: Path) -> None:
    """PL_LOCATION and PL_DISTANCE say near or far: in, out and 8 miles off, out and 40, and two without a word.

    999.9 is DfE's mark of a distance not known, which is not a distance.
    """
    children = [replace(OPEN, child=f"QX{number}") for number in range(1, 6)]
    where = ["IN", "OUT", "OUT", "", "", ""]
    miles = ["3.1", "8.0", "40.2", "999.9", "", ""]
    path = written(tmp_path, children, [("PL_LOCATION", where), ("PL_DISTANCE", miles)])
    found = imported(path)
    assert measure(found, "placed_in_authority") == "1,3,0.3333"
    assert measure(found, "placed_within_20_miles") == "2,3,0.6667"
    today = offers(found)
    assert "ifa_borough" in today
    assert "ifa_adjoining" in today
    assert len([offer for offer in today if offer in ("ifa_region", "ifa_spot")]) >= 1


def test_directory_gives_authority_and_distance(tmp_path: Path) -> None:
    """16,093 metres are ten miles; the other authority's postcode lies outside."""
    found = located(tmp_path, OPEN, postcodes=given(tmp_path, "onspd.csv", DIRECTORY))
    assert {row.home_area for row in found.instance.cohorts} == {"unknown", "e08000001"}
    assert [row.cohort for row in found.instance.placements_today] == ["core_10_15_e08000001"]
    assert measure(found, "placed_in_authority") == "0,1,0.0"
    assert measure(found, "placed_within_20_miles") == "1,1,1.0"


def test_far_is_over_twenty_miles(tmp_path: Path) -> None:
    """48,279 metres are thirty miles."""
    found = located(tmp_path, replace(OPEN, placed="ab3 3cc"), postcodes=given(tmp_path, "onspd.csv", DIRECTORY))
    assert measure(found, "placed_within_20_miles") == "0,1,0.0"
    assert offers(found) == ["ifa_adjoining"]


def test_areas_by_ward_and_authority(tmp_path: Path) -> None:
    """The user's names, by whichever code; a base's own area keeps the base's rings."""
    areas = given(tmp_path, "areas.csv", "code,area\nE05000001,north\nE08000001,rest\n")
    other = replace(OPEN, child="QX2", home="AB1 1AB")
    found = located(tmp_path, OPEN, other, postcodes=given(tmp_path, "onspd.csv", DIRECTORY), areas=areas)
    assert {row.home_area for row in found.instance.cohorts} == {"unknown", "north", "rest"}
    rings = {(row.home_area, row.placed_in): row.ring for row in found.instance.areas}
    assert rings["north", "north"] == "home_area"
    assert rings["rest", "north"] == "in_authority"
    assert rings["rest", "none_found"] == "nowhere"


def test_unknown_postcodes_are_counted(tmp_path: Path) -> None:
    """A blank postcode, and one that the directory does not have: unknown, reported by row."""
    children = [replace(OPEN, home=""), replace(OPEN, child="QX2", home="ZZ9 9ZZ")]
    found = located(tmp_path, *children, postcodes=given(tmp_path, "onspd.csv", DIRECTORY))
    what = "child in care on the last 31 March whose home postcode gives no area: area unknown"
    assert done(found)[what] == 2
    assert {row.cohort for row in found.instance.placements_today} == {"core_10_15_unknown"}


def test_area_of_a_child_is_its_last(tmp_path: Path) -> None:
    """A child whose home moved belongs to the last home throughout, so that areas do not leak."""
    first = replace(OPEN, dec=dt.date(2023, 9, 1), rec="X1", home="AB3 3CC")
    second = replace(OPEN, decom=dt.date(2023, 9, 1), rne="P")
    found = located(tmp_path, first, second, postcodes=given(tmp_path, "onspd.csv", DIRECTORY))
    assert {row.cohort for row in found.instance.entries} == {"core_10_15_e08000001"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("pcds,oslaua\nAB1 1AA,E08000001\n", "those for east, north are missing"),
        ("", "the ONS Postcode Directory as one CSV file; this is something else"),
        ('pcds,oseast1m,osnrth1m,oslaua\n"AB1', "the ONS Postcode Directory as one CSV file"),
    ],
)
def test_directories_that_are_none(tmp_path: Path, content: str, fault: str) -> None:
    """Columns missing, empty, broken off."""
    path = written(tmp_path, [OPEN], [])
    assert fault in refused(path, postcodes=given(tmp_path, "onspd.csv", content))[0]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("a,b\n1,2\n", "row 1: a header with the columns code and area"),
        ("code,area\n", "at least one row below the header"),
        ("code,area\nE08000001,North End\n", "row 2, area: found 'North End': a name of small letters"),
        ("code,area\nE08000001,a\nE08000001,b\n", "row 3, code: found 'E08000001': each code once"),
        ("code,area\nE08000001\n", "row 2: 2 values, as many as the header has columns"),
    ],
)
def test_faults_of_areas(tmp_path: Path, content: str, fault: str) -> None:
    """Each fault with its row."""
    path = written(tmp_path, [OPEN], [])
    onspd = given(tmp_path, "onspd.csv", DIRECTORY)
    assert fault in refused(path, postcodes=onspd, areas=given(tmp_path, "areas.csv", content))[0]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """Said by name."""
    path = written(tmp_path, [OPEN], [])
    assert "onspd.csv: a file that can be read" in refused(path, postcodes=tmp_path / "onspd.csv")[0]
    onspd = given(tmp_path, "onspd.csv", DIRECTORY)
    assert "areas.csv: a file that can be read" in refused(path, postcodes=onspd, areas=tmp_path / "areas.csv")[0]
