"""The provider list merged into the tiny instance: what each row becomes, in each layout."""

import datetime as dt
from pathlib import Path

import pytest

from instances.providers.areas import plain_name
from instances.providers.layouts import grade_of, read_providers
from instances.providers.merge import merge_providers
from instances.reader import load
from models.faults import InputError
from tests.instances.merging.files import (
    LIST_HEADER,
    SUPPORTED_HEADER,
    Row,
    as_csv,
    as_workbook,
    contents,
    home,
    offer,
    prices,
    tiny_folder,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny instance: home_spot and ifa_north in northshire, supported in tinyton."""
    return tiny_folder(tmp_path / "tiny")


def listed(tmp_path: Path, *rows: Row) -> Path:
    """Write a list of one sheet."""
    return as_csv(tmp_path / "list.csv", LIST_HEADER, rows)


def supported(urn: str = "2700001", **changes: object) -> Row:
    """Return a row of the sheet of supported accommodation."""
    return {
        "Provider local authority": "Northshire",
        "Setting local authority": "Tinyshire",
        "URN": urn,
        "Placement provider code": "PR4",
        "Setting category": "Shared or group living",
        "Capacity": 5,
        "Overall effectiveness": "Consistently strong service delivery leads to typically positive experiences",
        **changes,
    }


def test_a_home_becomes_an_offer(tmp_path: Path, folder: Path) -> None:
    """Grade, places and area are the list's; price, disruption, ages and budget head those of home_spot."""
    before = load(folder).instance
    report = merge_providers(listed(tmp_path, home()), folder)
    assert report.counts == {"read": 1, "added": 1, "updated": 0, "unchanged": 0, "left_out": 0, "repeated": 0}
    found = offer(folder, "urn_2500001")
    assert (found.provision, found.route, found.provider) == ("residential", "spot", "urn_2500001")
    assert (found.placed_in, found.grade, found.capacity_children) == ("northshire", "good", 4)
    assert (found.age_from, found.age_to, found.budget_head) == (0, 17, "agency_head")
    assert found.live_to is None
    assert found.source == "Ofsted social care provider list, 2024 layout"
    after = load(folder).instance
    assert prices(after, "urn_2500001") == prices(before, "home_spot") == {"low": 4000, "high": 5500}
    rows = [row for row in (*after.offer_prices, *after.disruption) if row.offer == "urn_2500001"]
    assert len(rows) == 2 + 4
    assert {row.source for row in rows} == {"assumption"}
    assert all("as offer home_spot" in row.note for row in rows)
    assert [row for row in after.offers if row.offer != "urn_2500001"] == list(before.offers)


def test_the_list_is_named_among_the_sources(tmp_path: Path, folder: Path) -> None:
    """Once, at the end of instance.toml; what the user wrote there, comments too, stays."""
    settings = folder / "instance.toml"
    settings.write_text("# our own words\n" + settings.read_text())
    before = settings.read_text().rstrip()
    for rows in ([home()], [home(), home("2500002")]):
        merge_providers(listed(tmp_path, *rows), folder)
        assert settings.read_text().startswith(before)
        titles = [source.title for source in load(folder).instance.settings.sources]
        assert titles.count("Ofsted social care provider list, 2024 layout") == 1


def test_sources_written_in_one_line(tmp_path: Path, folder: Path) -> None:
    """Where nothing can be put at the end, the settings are written anew."""
    settings = folder / "instance.toml"
    head, sources = settings.read_text().split("[[sources]]")
    notes = sources[sources.index("[[setting_notes]]") :]
    settings.write_text("sources = []\n" + head + notes)
    merge_providers(listed(tmp_path, home()), folder)
    assert [source.title for source in load(folder).instance.settings.sources] == [
        "Ofsted social care provider list, 2024 layout"
    ]


def test_the_second_time_nothing_changes(tmp_path: Path, folder: Path) -> None:
    """Merging the same list again leaves every byte as it was."""
    path = listed(tmp_path, home(), home("SC123456", **{"Provider type": "Independent Fostering Agency"}))
    merge_providers(path, folder)
    before = contents(folder)
    report = merge_providers(path, folder)
    assert report.counts["unchanged"] == 2
    assert report.offers_added == report.offers_updated == ()
    assert contents(folder) == before


def test_a_newer_list_brings_an_offer_up_to_date(tmp_path: Path, folder: Path) -> None:
    """Grade and places change; the price, which costs may have set meanwhile, does not."""
    merge_providers(listed(tmp_path, home()), folder)
    newer = home(**{"Overall effectiveness": "Requires improvement to be good", "Number of registered places": 3})
    report = merge_providers(listed(tmp_path, newer), folder)
    assert report.offers_updated == ("urn_2500001",)
    found = offer(folder, "urn_2500001")
    assert (found.grade, found.capacity_children) == ("requires_improvement", 3)
    assert prices(load(folder).instance, "urn_2500001") == {"low": 4000, "high": 5500}


def test_an_offer_of_the_council_joins_by_its_provider(tmp_path: Path, folder: Path) -> None:
    """Where the council has written urn_... as provider of its own line, that line is brought up to date."""
    path = folder / "offers.csv"
    path.write_text(path.read_text().replace("spot,company_b,", "spot,urn_2500001,"))
    report = merge_providers(listed(tmp_path, home(**{"Number of registered places": 7})), folder)
    assert (report.offers_added, report.offers_updated) == ((), ("home_spot",))
    assert offer(folder, "home_spot").capacity_children == 7


def test_a_list_without_a_grade_takes_none_away(tmp_path: Path, folder: Path) -> None:
    """The instance knows the home as good; a list that gives no grade leaves it so."""
    merge_providers(listed(tmp_path, home()), folder)
    report = merge_providers(listed(tmp_path, home(**{"Overall effectiveness": ""})), folder)
    assert report.counts["unchanged"] == 1
    assert offer(folder, "urn_2500001").grade == "good"


def test_two_lines_of_one_provider_share_no_places(tmp_path: Path, folder: Path) -> None:
    """Framework and spot line of one home: both become outstanding, neither takes all seven places."""
    path = folder / "offers.csv"
    text = path.read_text().replace("spot,company_b,", "spot,urn_2500001,")
    path.write_text(text.replace("framework,agency_a,", "framework,urn_2500001,"))
    row = home(**{"Number of registered places": 7, "Overall effectiveness": "Outstanding"})
    report = merge_providers(listed(tmp_path, row), folder)
    assert report.offers_updated == ("ifa_north", "home_spot")
    assert [offer(folder, name).capacity_children for name in report.offers_updated] == [20, 10]
    assert {offer(folder, name).grade for name in report.offers_updated} == {"outstanding"}
    assert any("places are not shared out" in remark for remark in report.remarks)


def test_supported_accommodation_adds_up_its_settings(tmp_path: Path, folder: Path) -> None:
    """Two settings of one provider in Tinyshire, 5 and 3 places: one offer of 8; the one in Northshire is another."""
    rows = (
        *(supported(), supported(**{"Capacity": 3, "Setting address postcode": "ZQ1 1ZQ"})),
        supported(**{"Setting local authority": "Northshire", "Capacity": 2}),
    )
    path = as_workbook(
        tmp_path / "list.xlsx", {"Providers": (LIST_HEADER, [home()]), "SA providers": (SUPPORTED_HEADER, rows)}
    )
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nTinyshire,tinyton\n")
    report = merge_providers(path, folder, areas)
    assert report.layout.endswith("2025 layout")
    assert report.offers_added == ("urn_2500001", "urn_2700001_northshire", "urn_2700001_tinyton")
    here = offer(folder, "urn_2700001_tinyton")
    assert (here.capacity_children, here.grade) == (8, "consistently_strong")
    assert (here.age_from, here.age_to, here.route) == (16, 17, "spot")
    assert offer(folder, "urn_2700001_northshire").capacity_children == 2
    before = contents(folder)
    assert merge_providers(path, folder, areas).counts["unchanged"] == 4
    assert contents(folder) == before
    assert report.totals == {"places_read": 14, "places_merged": 14, "places_left_out": 0, "places_repeated": 0}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Local authority": "Southshire"}, "area unknown: no area of the instance for local authority Southshire"),
        ({"Registration status": "Closed"}, "closed, suspended or not yet open"),
        ({"Registration status": "Suspended"}, "closed, suspended or not yet open"),
        ({"Deregistration date": "31/03/2023"}, "closed"),
        ({"Provider subtype": "Secure children's home"}, "secure children's home: counted and not chosen"),
        ({"Provider subtype": "Short-break only children's home"}, "short breaks only"),
        ({"Provider type": "Adoption Support Agency"}, "kind of provider that the plan does not place with"),
        ({"Provider type": "Local Authority Fostering Agency"}, "council's fostering service"),
        ({"Sector": "Local Authority"}, "another council's own home: not on offer"),
        ({"Number of registered places": ""}, "without a number of places: a limit cannot be guessed"),
        ({"Number of registered places": 0}, "without a number of places: a limit cannot be guessed"),
    ],
)
def test_what_is_left_out_is_counted_with_its_reason(
    tmp_path: Path, folder: Path, changes: dict[str, object], reason: str
) -> None:
    """The other home is merged; the one left out has its line, its reason and its places in the totals."""
    report = merge_providers(listed(tmp_path, home(), home("2500002", **changes)), folder)
    (told,) = report.reasons.items()
    assert reason in told[0]
    assert told[1] == [3]
    assert report.counts["added"] == 1
    lost = 0 if "Number of registered places" in changes else 4
    assert report.totals == {
        "places_read": 4 + lost,
        "places_merged": 4,
        "places_left_out": lost,
        "places_repeated": 0,
    }


def test_own_homes_are_in_house(tmp_path: Path, folder: Path) -> None:
    """A home that the instance's own authority runs is bought by nobody."""
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nZQ9,tinyton\n")
    own = home(**{"Local authority": "Tinyshire", "Sector": "Local Authority", "Placement provider code": "PR1"})
    merge_providers(listed(tmp_path, own), folder, areas)
    found = offer(folder, "urn_2500001")
    assert (found.route, found.placed_in) == ("in_house", "tinyton")


def test_a_home_without_a_grade_awaits_its_first_inspection(tmp_path: Path, folder: Path) -> None:
    """It is entered so, and counted in a remark."""
    report = merge_providers(listed(tmp_path, home(**{"Overall effectiveness": "Not yet inspected"})), folder)
    assert offer(folder, "urn_2500001").grade == "awaiting_first_inspection"
    assert any("awaiting_first_inspection: 1 of the rows merged" in remark for remark in report.remarks)


def test_a_home_registered_after_the_base_opens_then(tmp_path: Path, folder: Path) -> None:
    """The tiny instance starts on 1 April 2024."""
    rows = (home(**{"Registration date": "15/06/2024"}), home("2500002", **{"Registration date": "15/06/2020"}))
    merge_providers(listed(tmp_path, *rows), folder)
    assert offer(folder, "urn_2500001").live_from == dt.date(2024, 6, 15)
    assert offer(folder, "urn_2500002").live_from is None


def test_places_that_may_be_counted_twice_are_told_of(tmp_path: Path, folder: Path) -> None:
    """home_spot stands in northshire already, and may be the same places."""
    report = merge_providers(listed(tmp_path, home()), folder)
    assert any("1 new offers with 4 places stand beside home_spot" in remark for remark in report.remarks)


def test_a_row_that_stands_twice_counts_once(tmp_path: Path, folder: Path) -> None:
    """Cell for cell the same: four places, not eight."""
    report = merge_providers(listed(tmp_path, home(), home()), folder)
    assert report.counts["repeated"] == 1
    assert report.totals["places_repeated"] == 4
    assert offer(folder, "urn_2500001").capacity_children == 4


def test_one_number_with_two_meanings_is_refused(tmp_path: Path, folder: Path) -> None:
    """Two rows of one home that differ: which holds cannot be told."""
    before = contents(folder)
    with pytest.raises(InputError, match="row 3, URN: each URN once; row 2 has it with other values"):
        merge_providers(listed(tmp_path, home(), home(**{"Number of registered places": 5})), folder)
    assert contents(folder) == before


def test_layout_of_2023_joins_addresses(tmp_path: Path, folder: Path) -> None:
    """Settings in one sheet, postcodes in another; kind of provider from the placement code; district ZQ9 known."""
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nZQ9,tinyton\n")
    settings = ("URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date", "Max Users")
    settings = (*settings, "Overall Effectiveness")
    row: Row = {
        "URN": 2500001,
        "Local Authority": "Elsewhere",
        "Provider Code": "PR4",
        "Provider Placement Code": "K2",
        "Max Users": 6,
        "Overall Effectiveness": "Outstanding",
    }
    path = as_workbook(
        tmp_path / "list.xlsx",
        {
            "Settings and Inspection Info": (settings, [row]),
            "Address Details": (
                ("URN", "Setting Address Postcode"),
                [{"URN": 2500001, "Setting Address Postcode": "ZQ9 9ZQ"}],
            ),
        },
    )
    report = merge_providers(path, folder, areas)
    assert "2023" in report.layout
    found = offer(folder, "urn_2500001")
    assert (found.placed_in, found.capacity_children, found.grade) == ("tinyton", 6, "outstanding")


def test_header_below_a_title_and_in_other_letters(tmp_path: Path) -> None:
    """Titles above the header, other case and spaces, columns in another order."""
    path = tmp_path / "list.csv"
    path.write_text(
        "Social care providers,,,,\n,,,,\nurn,LOCAL  AUTHORITY,Provision type,Max Users,Overall Effectiveness\n"
        "SC123456,Northshire,Children’s Home,3,Good\n"
    )
    (found,) = read_providers(path).providers
    assert (found.urn, found.kind.value, found.places, found.row.line) == ("SC123456", "children's home", 3, 4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"URN": ""}, "list.csv, row 2, URN: Ofsted's number, such as SC012345 or 2512345"),
        ({"URN": "12"}, "list.csv, row 2, URN: Ofsted's number"),
        ({"Local authority": ""}, "row 2, Local authority: the name of a local authority; it is blank"),
        ({"Overall effectiveness": "Splendid"}, "row 2, Overall effectiveness: a grade such as Good"),
        ({"Number of registered places": "four"}, "row 2, Number of registered places: a whole number up to 5,000"),
        ({"Number of registered places": "-4"}, "row 2, Number of registered places: a whole number"),
        ({"Number of registered places": "40000"}, "row 2, Number of registered places: a whole number"),
        (
            {"Deregistration date": "soon"},
            "row 2, Closed date: a date from 1900 to 2100 written 31/03/2025 or 2025-03-31, or blank",
        ),
        ({"Registration date": "31/02/2024"}, "row 2, Registration date: a date from"),
    ],
)
def test_faults_name_file_row_and_column(
    tmp_path: Path, folder: Path, changes: dict[str, object], message: str
) -> None:
    """Nothing is written; the value is not shown."""
    before = contents(folder)
    with pytest.raises(InputError, match=r"row 2, ") as error:
        merge_providers(listed(tmp_path, home(**changes)), folder)
    assert [fault.value for fault in error.value.faults] == [None]
    assert message in str(error.value)
    assert contents(folder) == before


def test_every_fault_at_once(tmp_path: Path, folder: Path) -> None:
    """Three faults in two rows are three faults."""
    rows = (home("1", **{"Overall effectiveness": "A"}), home("2500002", **{"Number of registered places": "x"}))
    with pytest.raises(InputError, match="Ofsted's number") as error:
        merge_providers(listed(tmp_path, *rows), folder)
    assert [fault.row for fault in error.value.faults] == [2, 2, 3]


def test_something_else_is_refused(tmp_path: Path, folder: Path) -> None:
    """A file without the columns of a list is told so, without its contents."""
    path = tmp_path / "list.csv"
    path.write_text("CHILD,DOB\nSECRET1,01/01/2011\n")
    with pytest.raises(InputError, match="a provider list: columns URN, Local authority") as error:
        merge_providers(path, folder)
    assert "SECRET1" not in str(error.value)


def test_areas_that_the_instance_does_not_have(tmp_path: Path, folder: Path) -> None:
    """The file for --areas is checked against the table areas."""
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nSouthshire,the_moon\n")
    with pytest.raises(InputError, match=r"areas.csv, row 2, area: found 'the_moon': an area in column placed_in"):
        merge_providers(listed(tmp_path, home()), folder, areas)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Outstanding", "outstanding"),
        ("GOOD", "good"),
        ("Requires Improvement", "requires_improvement"),
        ("Inadequate", "inadequate"),
        ("Inconsistent quality of service delivery", "inconsistent"),
        ("Serious or widespread weaknesses", "serious_weaknesses"),
        ("Not yet inspected", None),
    ],
)
def test_grades(text: str, grade: str | None) -> None:
    """The words of Ofsted's lists."""
    assert grade_of(text) == grade


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Sefton Metropolitan Borough Council", "sefton"),
        ("St. Helens", "st_helens"),
        ("Cheshire West and Chester", "cheshire_west_chester"),
        ("Bristol, City of", "bristol"),
        ("City of Bristol Council", "bristol"),
        ("Tinyshire Council", "tinyshire"),
    ],
)
def test_names_of_authorities_without_their_style(name: str, plain: str) -> None:
    """So that the list's name and the instance's are the same."""
    assert plain_name(name) == plain
