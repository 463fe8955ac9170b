"""From codes to provision and need: the packaged table, the user's own, and its faults."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from instances.ssda903 import codes
from instances.ssda903.mapping import PACKAGED, PROVISIONS, read_mapping
from models.faults import InputError
from tests.instances.ssda903.importing import done, imported, lives, refused, write_one
from tests.instances.ssda903.returns import Episode

NEEDS = ("core", "enhanced", "complex", "intensive")
HEADER = "place,provider,cin,legal_status,age_from,age_to,provision,need,note\n"
OPEN = Episode("QX1", dt.date(2023, 6, 1), None)
LEAVER = Episode("QX9", dt.date(2023, 4, 2), dt.date(2024, 3, 30), rec="E4A")


def mapped(place: str, provider: str = "", cin: str = "N1", ls: str = "C2", age: int = 12) -> tuple[str, str]:
    """Return provision and need of one row by the packaged table."""
    columns = {"PLACE": [place], "PLACE_PROVIDER": [provider], "CIN": [cin], "LS": [ls]}
    frame = pd.DataFrame(columns).astype("category")
    provision, need, _ = read_mapping(None, NEEDS).classify(frame, pd.Series([age]).to_numpy())
    return PROVISIONS[provision[0]], NEEDS[need[0]]


@pytest.mark.parametrize(
    ("place", "provider", "provision"),
    [
        *[(code, "PR1", "connected_carers") for code in ("U1", "U2", "U3")],
        *[(code, "PR1", "in_house_fostering") for code in ("U4", "U5", "U6")],
        *[("U6", provider, "ifa") for provider in ("PR2", "PR3", "PR4", "PR5")],
        *[("U6", "", "unknown"), ("U4", "PR0", "unknown")],
        *[("K2", "PR1", "residential"), ("K2", "PR4", "residential"), ("R1", "", "residential")],
        *[("K1", "PR2", "secure"), ("R5", "", "secure"), ("R2", "PR3", "health"), ("P1", "PR0", "parents")],
        *[(code, "PR1", "adoption") for code in ("A3", "A4", "A5", "A6")],
        *[(code, "", "other") for code in ("Z1", "Z11", "Z12", "Z13", "Z14", "R3")],
        ("XX", "PR1", "unknown"),
    ],
)
def test_packaged_table(place: str, provider: str, provision: str) -> None:
    """Provisions as the page docs/import.md lists them."""
    assert mapped(place, provider)[0] == provision


@pytest.mark.parametrize("place", ["K3", "H5", "P2"])
def test_supported_accommodation_is_from_sixteen(place: str) -> None:
    """The code of before 2023/24 and of after are one provision; under sixteen it is unknown, never 'other'."""
    assert mapped(place, "PR4", age=16)[0] == "supported_accommodation"
    assert mapped(place, "PR4", age=15)[0] == "unknown"


def test_need_from_codes_and_legal_status() -> None:
    """Rows higher up hold first."""
    assert mapped("U6", "PR1") == ("in_house_fostering", "core")
    assert mapped("U6", "PR1", cin="N2") == ("in_house_fostering", "enhanced")
    assert mapped("K2", "PR4") == ("residential", "complex")
    assert mapped("K2", "PR4", cin="N6") == ("residential", "intensive")
    assert mapped("K2", "PR4", ls="J1") == ("residential", "intensive")
    assert mapped("K2", "PR4", cin="N6", age=9) == ("residential", "complex")


def test_every_placement_code_is_mapped() -> None:
    """No code of the list falls through, but the temporary ones, which go on with the placement before."""
    for code in set(codes.PLACES) - codes.TEMPORARY:
        assert mapped(code, "PR1", age=16)[0] != "unknown", code


def test_own_table(tmp_path: Path) -> None:
    """The user's table holds, and stands in the written folder as it was used."""
    own = tmp_path / "own.csv"
    own.write_text(HEADER + "U6,*,*,*,0,17,other,complex,ours\n")
    found = imported(write_one(tmp_path / "in", lives(OPEN, LEAVER)), mapping=own)
    (row,) = found.instance.placements_today
    assert (row.provision, row.cohort, row.offer) == ("other", "complex_10_15_unknown", None)
    assert found.companions["import/placement_mapping.csv"] == own.read_text()


def test_what_no_row_takes_is_unknown_and_reported(tmp_path: Path) -> None:
    """A code that no row has: the child is counted, as unknown, and its row named."""
    found = imported(write_one(tmp_path, lives(replace(OPEN, place="Q7"), LEAVER)))
    (row,) = found.instance.placements_today
    assert (row.provision, row.children) == ("unknown", 1)
    told = done(found)
    assert told["codes and age that no row of the mapping takes: provision unknown"] == 1
    assert told["PLACE is in no list of codes"] == 1


def test_codes_of_other_years_are_noted(tmp_path: Path) -> None:
    """K3 in a return of 2019/20, taken as it stands."""
    episodes = [
        replace(OPEN, decom=dt.date(2019, 6, 1), place="K3", provider="PR4"),
        replace(LEAVER, decom=dt.date(2019, 4, 2), dec=dt.date(2020, 3, 30)),
    ]
    found = imported(write_one(tmp_path, lives(*episodes, born="01/05/2003")))
    assert [row.provision for row in found.instance.placements_today] == ["supported_accommodation"]
    assert done(found)["PLACE is a code of other years' returns: taken as it stands"] == 1


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("U6,*,*,*,0,17,fostering,core,", "row 2, provision: found 'fostering': one of in_house_fostering"),
        ("U6,*,*,*,0,17,ifa,hard,", "row 2, need: found 'hard': a need level of the base, one of core"),
        ("U6,*,*,*,0,18,ifa,core,", "row 2, age_to: found '18': a whole number from 0 to 17"),
        ("U6,*,*,*,x,17,ifa,core,", "row 2, age_from: found 'x': a whole number from 0 to 17"),
        (",*,*,*,0,17,ifa,core,", "row 2, place: codes with spaces between them"),
        ("U6,*", "row 2: 9 values, as many as the header has columns"),
    ],
)
def test_faults_of_a_table(tmp_path: Path, line: str, fault: str) -> None:
    """Each fault with its row and column."""
    own = tmp_path / "own.csv"
    own.write_text(HEADER + line + "\n")
    with pytest.raises(InputError, match=r"own\.csv") as caught:
        read_mapping(own, NEEDS)
    assert fault in str(caught.value)


def test_table_without_its_columns(tmp_path: Path) -> None:
    """A table of something else, or none at all."""
    own = tmp_path / "own.csv"
    own.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="place, provider, cin"):
        read_mapping(own, NEEDS)
    with pytest.raises(InputError, match="a file that can be read"):
        read_mapping(tmp_path / "none.csv", NEEDS)


def test_packaged_table_needs_the_bases_levels(tmp_path: Path) -> None:
    """With other need levels in the base, the packaged table is refused, by its name."""
    with pytest.raises(InputError, match=PACKAGED):
        read_mapping(None, ("low", "high"))
    assert refused(tmp_path, mapping=tmp_path / "none.csv")[0].endswith("(No such file or directory)")
