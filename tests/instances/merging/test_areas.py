"""Where a provider lies: postcode district first, then local authority, then the authority's own area."""

from pathlib import Path

import pytest

from instances.providers.areas import Areas, plain_name, read_area_names, slug
from instances.reader import load
from models.faults import InputError
from models.instance import Instance
from models.tables import Area
from tests.instances.merging.files import tiny_folder


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """The tiny instance, which knows tinyton and northshire, and nowhere for gap."""
    return load(tiny_folder(tmp_path / "tiny")).instance


def with_area(instance: Instance, placed_in: str) -> Instance:
    """Return the instance with an area more."""
    area = Area.model_validate(
        {"home_area": "tinyton", "placed_in": placed_in, "ring": "at_a_distance", "source": "a document"}
    )
    return instance.model_copy(update={"areas": (*instance.areas, area)})


@pytest.mark.parametrize(
    ("authority", "postcode", "area"),
    [
        ("Northshire", "ZQ9 9ZQ", "northshire"),
        ("NORTHSHIRE COUNTY COUNCIL", "", "northshire"),
        ("Tinyton", "", "tinyton"),
        ("Southshire", "ZQ9 9ZQ", None),
        ("nowhere", "", None),
        ("", "", None),
    ],
)
def test_authorities_that_are_areas(instance: Instance, authority: str, postcode: str, area: str | None) -> None:
    """By name, with or without its style; the area of gap is none to place in."""
    assert Areas(instance).find(authority, postcode) == area


def test_the_district_goes_before_the_authority(instance: Instance) -> None:
    """With or without a space in the postcode; ZQ1 is not ZQ12."""
    areas = Areas(instance, {"ZQ1": "tinyton"})
    assert areas.find("Northshire", "ZQ1 2AB") == "tinyton"
    assert areas.find("Northshire", "zq12ab") == "tinyton"
    assert areas.find("Northshire", "ZQ12 2AB") == "northshire"
    assert areas.find("Northshire", "REDACTED") == "northshire"


def test_names_that_the_user_gives(instance: Instance) -> None:
    """The name as the list writes it, whatever its capitals."""
    areas = Areas(instance, {"Southshire, County of": "northshire"})
    assert areas.find("Southshire, County of", "") == "northshire"
    assert areas.find("SOUTHSHIRE, county of", "") == "northshire"
    assert areas.find("Southshire", "") is None


def test_the_own_authority_where_it_is_an_area(instance: Instance) -> None:
    """Tinyshire Council is tinyshire once there is an area of that name."""
    assert Areas(instance).is_own("Tinyshire")
    assert not Areas(instance).is_own("Northshire")
    assert Areas(instance).find("Tinyshire", "") is None
    assert Areas(with_area(instance, "tinyshire")).find("Tinyshire Council", "") == "tinyshire"


def test_area_unknown_where_the_instance_has_it(instance: Instance) -> None:
    """An instance imported without a postcode directory may have it."""
    areas = Areas(with_area(instance, "unknown"))
    assert areas.find("Southshire", "") == "unknown"
    assert areas.find("Northshire", "") == "northshire"


def test_names_in_small_letters() -> None:
    """Digits stay, everything else becomes one line."""
    assert slug("St. Helens") == "st_helens"
    assert slug("  L20 ") == "l20"
    assert plain_name("London Borough of Barking and Dagenham") == "barking_dagenham"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name,area\nx,tinyton\n", "areas.csv, row 1: a header with the columns code and area"),
        ("code,area\nx\n", "areas.csv, row 2: 2 values, as many as the header has columns"),
        ("code,area\n,tinyton\n", "areas.csv, row 2, code: a local authority or a postcode district"),
        ("code,area\nx,nowhere\n", "areas.csv, row 2, area: found 'nowhere': an area in column placed_in"),
        ("code,area\nx,tinyton\nx,northshire\n", "areas.csv, row 3, code: found 'x': each code once"),
        ("code;area\nx;tinyton\n", "saved with semicolons"),
    ],
)
def test_faults_of_the_file(tmp_path: Path, instance: Instance, text: str, fault: str) -> None:
    """With row and column."""
    path = tmp_path / "areas.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=r"areas\.csv") as error:
        read_area_names(path, instance)
    assert fault in str(error.value)


def test_a_sound_file(tmp_path: Path, instance: Instance) -> None:
    """Blank lines and other columns do not matter; a code may stand twice with one area."""
    path = tmp_path / "areas.csv"
    path.write_text("Code,note,AREA\nx,,tinyton\n,,\nL20,here,northshire\nx,again,tinyton\n")
    assert read_area_names(path, instance) == {"x": "tinyton", "L20": "northshire"}
