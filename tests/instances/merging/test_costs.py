"""Placement costs merged into the tiny instance: prices by hand, every row and pound accounted for.

The tiny instance is at prices of 2023/24. Its home_spot costs 4,000 (low) and 5,500 (high) a week, and the four
children in it today are high; ifa_north 900 and 1,100, its six children low; fostering 450, supported 1,200.
"""

import datetime as dt
from pathlib import Path

import pytest

from instances.costs.layouts import read_costs
from instances.costs.merge import merge_costs
from instances.costs.uplift import conversion
from instances.providers.merge import merge_providers
from instances.reader import load
from models.calendar import FinancialYear
from models.faults import InputError
from models.merging import MergeReport
from tests.instances.merging.files import (
    CENSUS_HEADER,
    HOME_HEADER,
    LIST_HEADER,
    S251_HEADER,
    SECRETS,
    Row,
    as_csv,
    as_workbook,
    census,
    contents,
    cost,
    home,
    offer,
    prices,
    tiny_folder,
)

COST = "Total committed cost accrued in FY to date"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny instance."""
    return tiny_folder(tmp_path / "tiny")


def merge(tmp_path: Path, folder: Path, *rows: Row, until: dt.date | None = None) -> MergeReport:
    """Merge rows of S251."""
    return merge_costs(as_csv(tmp_path / "s251.csv", S251_HEADER, rows), folder, until)


def merge_census(tmp_path: Path, folder: Path, *rows: Row) -> MergeReport:
    """Merge rows of a census."""
    return merge_costs(as_csv(tmp_path / "census.csv", CENSUS_HEADER, rows), folder)


def year_of(gbp_per_week: float, days: int = 366) -> float:
    """Return the cost of some days at a weekly price."""
    return round(gbp_per_week * days / 7, 2)


def test_a_year_in_a_spot_home_sets_the_level_of_its_lines(tmp_path: Path, folder: Path) -> None:
    """1 April 2023 to 31 March 2024 is 366 days: 5,000 a week. Today's mean is 5,500, so all prices times 10/11."""
    report = merge(
        tmp_path,
        folder,
        cost(**{"Placement end date": ""}),
    )
    after = load(folder).instance
    assert prices(after, "home_spot") == {"low": 3636.36, "high": 5000}
    row = next(row for row in after.offer_prices if row.offer == "home_spot")
    assert row.source == "assumption"
    assert "S251 child-level placement costs 2023/24, placements: 1, mean 5,000.00 a week" in row.note
    assert report.offers_updated == ("home_spot",)
    assert report.totals == {
        "gbp_read": year_of(5000),
        "gbp_merged": year_of(5000),
        "gbp_left_out": 0,
        "gbp_repeated": 0,
    }


@pytest.mark.parametrize("pence", range(0, 100, 7))
def test_the_same_file_again_moves_no_price(tmp_path: Path, folder: Path, pence: int) -> None:
    """Prices are rounded to the penny: their mean is not quite the file's, and must not be moved to it once more.

    The six children of ifa_north are low: the dearer price of high need would move by a penny more than the mean.
    """
    row = cost(**{"Placement type": "U6", "Procurement platform": "Framework", COST: 50_000 + pence / 3})
    merge(tmp_path, folder, row)
    before = contents(folder)
    assert merge(tmp_path, folder, row).prices == ()
    assert contents(folder) == before


def test_a_mean_is_by_weeks(tmp_path: Path, folder: Path) -> None:
    """A year at 5,000 and 61 days (1 February to 2 April... ended 1 June: 61 days of April and May) at 8,000.

    (5,000 x 366 + 8,000 x 61) / 427 = 5,428.57; times 1 / 5,500 of today's mean: low 4,000 becomes 3,948.05.
    """
    short = cost(**{"Child ID": "B", "Placement end date": "01/06/2023", COST: year_of(8000, 61)})
    merge(tmp_path, folder, cost(), short, until=dt.date(2024, 3, 31))
    assert prices(load(folder).instance, "home_spot") == pytest.approx({"low": 3948.05, "high": 5428.57}, abs=0.01)


def test_rows_join_on_the_number(tmp_path: Path, folder: Path) -> None:
    """After the provider list, costs of URN 2500001 go to its offer, others to the lines without a number."""
    merge_providers(as_csv(tmp_path / "list.csv", LIST_HEADER, [home()]), folder)
    joined = cost(**{"Ofsted URN": "2500001.0", "Procurement platform": "Framework", COST: year_of(6000)})
    other = cost(**{"Child ID": "B", "Ofsted URN": "2599999", COST: year_of(5500)})
    merge(tmp_path, folder, joined, other)
    after = load(folder).instance
    # nobody lives in the new offer: its mean is that of its price rows, (4,000 + 5,500) / 2 = 4,750
    assert prices(after, "urn_2500001") == {"low": 5052.63, "high": 6947.37}
    assert prices(after, "home_spot") == {"low": 4000, "high": 5500}
    assert offer(folder, "urn_2500001").route == "framework"


def test_fostering_by_who_provides_it(tmp_path: Path, folder: Path) -> None:
    """PR1 is the council's own (450 becomes 500), PR4 on a framework an agency's (900 becomes 990, 1,100 1,210)."""
    own = cost(**{"Placement type": "U4", "Provider type": "PR1", "Procurement platform": "", COST: year_of(500)})
    bought = cost(
        **{"Child ID": "B", "Placement type": "U6", "Procurement platform": "Framework", COST: year_of(990)}
    )
    merge(tmp_path, folder, own, bought)
    after = load(folder).instance
    assert prices(after, "fostering") == {"low": 500}
    assert prices(after, "ifa_north") == {"low": 990, "high": 1210}


def test_prices_of_another_year_are_brought_to_the_base(tmp_path: Path, folder: Path) -> None:
    """2024/25 is a year on from the base at 3 %: 5,665 there is 5,500 here, and nothing moves."""
    later = cost(**{"Placement start date": "01/04/2024", COST: year_of(5665, 365)})
    merge(tmp_path, folder, later)
    after = load(folder).instance
    assert prices(after, "home_spot") == {"low": 4000, "high": 5500}
    note = next(row.note for row in after.offer_prices if row.offer == "home_spot")
    assert "2024/25 prices to 2023/24 by the central uplifts;" in note


@pytest.mark.parametrize(("start", "days", "power"), [("01/04/2025", 365, 2), ("01/04/2021", 365, -2)])
def test_years_without_an_uplift_take_the_nearest(
    tmp_path: Path, folder: Path, start: str, days: int, power: int
) -> None:
    """The tiny instance gives 3 % for 2024/25 only: 2025/26 is two such years on, 2021/22 two back."""
    merge(tmp_path, folder, cost(**{"Placement start date": start, COST: year_of(5500 * 1.03**power, days)}))
    after = load(folder).instance
    assert prices(after, "home_spot") == pytest.approx({"low": 4000, "high": 5500}, abs=0.02)
    note = next(row.note for row in after.offer_prices if row.offer == "home_spot")
    assert "the nearest year's where there is none" in note


def test_years_that_differ_need_an_uplift(folder: Path) -> None:
    """An instance of one year may have none: the prices cannot be brought together."""
    instance = load(folder).instance.model_copy(update={"uplifts": ()})
    assert conversion(instance, "ifa", FinancialYear(2023)).factor == 1
    with pytest.raises(InputError, match=r"uplifts\.csv: central uplifts of ifa: the file's prices are of 2024/25"):
        conversion(instance, "ifa", FinancialYear(2024))


def test_costs_of_part_of_a_year(tmp_path: Path, folder: Path) -> None:
    """To 30 September 2023 are 183 days: 26.14 weeks, not 52.29."""
    merge(tmp_path, folder, cost(**{COST: year_of(5000, 183)}), until=dt.date(2023, 9, 30))
    assert prices(load(folder).instance, "home_spot")["high"] == 5000


def test_rows_that_name_a_need_price_that_need(tmp_path: Path, folder: Path) -> None:
    """A column Need level added by the council: high at 6,000; the row without one prices what is left, low."""
    path = as_csv(
        tmp_path / "s251.csv",
        (*S251_HEADER, "Need level"),
        [cost(**{"Need level": "High", COST: year_of(6000)}), cost(**{"Child ID": "B", COST: year_of(3000)})],
    )
    report = merge_costs(path, folder)
    assert prices(load(folder).instance, "home_spot") == {"low": 3000, "high": 6000}
    assert [(row.need, row.before, row.after) for row in report.prices] == [("low", 4000, 3000), ("high", 5500, 6000)]


def test_needs_that_leave_nothing_for_the_rest(tmp_path: Path, folder: Path) -> None:
    """Both needs are priced by rows of their own: a third row without a need level is left out."""
    levels = [{"Need level": "low"}, {"Need level": "high"}, {"Child ID": "C"}]
    rows = [cost(**{"Child ID": f"{n}", **level}) for n, level in enumerate(levels)]
    path = as_csv(tmp_path / "s251.csv", (*S251_HEADER, "Need level"), rows)
    report = merge_costs(path, folder)
    assert prices(load(folder).instance, "home_spot") == {"low": 5000, "high": 5000}
    (told,) = report.reasons.items()
    assert "or rows that name it price them all" in told[0]
    assert told[1] == [4]


def test_a_need_that_the_instance_does_not_have(tmp_path: Path, folder: Path) -> None:
    """The needs that it has are named, the value is not shown."""
    path = as_csv(tmp_path / "s251.csv", (*S251_HEADER, "Need level"), [cost(**{"Need level": "SECRETNAME"})])
    with pytest.raises(InputError, match=r"row 2, Need level: a need level of the instance \(high, low\)") as error:
        merge_costs(path, folder)
    assert "SECRETNAME" not in str(error.value)


def test_an_end_after_the_day_does_not_lengthen_the_placement(tmp_path: Path, folder: Path) -> None:
    """Planned to end in 2025: the 366 days to 31 March 2024 are paid so far, 5,000 a week."""
    merge(tmp_path, folder, cost(**{"Placement end date": "01/06/2025"}), until=dt.date(2024, 3, 31))
    assert prices(load(folder).instance, "home_spot")["high"] == 5000


def test_a_surprising_price_is_told_of(tmp_path: Path, folder: Path) -> None:
    """A file of six months read as a year's halves nothing silently: 1,500 a week against 5,500."""
    report = merge(tmp_path, folder, cost(**{COST: year_of(1500)}))
    assert any("moves from 5,500 to 1,500 a week" in remark for remark in report.remarks)
    assert any("give --to-date if the file was made earlier" in remark for remark in report.remarks)


def test_costs_that_do_not_fit_the_dates_are_refused(tmp_path: Path, folder: Path) -> None:
    """A year's cost read as that of March alone would be 60,803 a week; with the day given it is taken as it is."""
    early = cost(**{"Placement start date": "01/03/2023"})
    before = contents(folder)
    with pytest.raises(InputError, match="home_spot would move from 5,500 to 60,803 a week; give --to-date"):
        merge(tmp_path, folder, early)
    assert contents(folder) == before
    merge(tmp_path, folder, early, until=dt.date(2024, 3, 31))
    assert prices(load(folder).instance, "home_spot")["high"] == 5000


def test_a_file_without_recent_dates_was_probably_made_earlier(tmp_path: Path, folder: Path) -> None:
    """Twenty placements, none begun or ended after June: said, with the days."""
    rows = [cost(**{"Child ID": f"C{n}", "Placement start date": "30/06/2023"}) for n in range(20)]
    report = merge(tmp_path, folder, *rows)
    assert any("no date in the file lies in the last 275 days before 2024-03-31" in text for text in report.remarks)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Procurement platform": "Block"}, "block contract: paid by the bed"),
        ({"Placement type": "K1"}, "secure home or custody: a fixed line"),
        ({"Placement type": "P1", "Provider type": "PR0"}, "with parents: a fixed line"),
        ({"Placement type": "A5"}, "placed for adoption: a fixed line"),
        ({"Placement type": "Z1"}, "other or not registered"),
        ({"Placement type": "T3"}, "a few days away from a placement that goes on"),
        ({"Placement type": "U4", "Provider type": ""}, "in-house or agency cannot be told"),
        ({"Placement type": ""}, "placement type blank"),
        ({"Placement end date": "01/04/2023"}, "no day between 1 April 2023 and 2024-03-31"),
        ({"Procurement platform": ""}, "procurement platform blank, and the URN is not in the instance"),
        ({"Placement type": "U3"}, "no offer of provision connected_carers with route in_house"),
        ({"Procurement platform": "Framework"}, "no offer of provision residential with route framework"),
        ({COST: "0"}, "cost of nothing"),
    ],
)
def test_what_gives_no_price_is_counted_with_its_reason(
    tmp_path: Path, folder: Path, changes: dict[str, object], reason: str
) -> None:
    """The other row is merged; the pounds of the one left out are in the totals."""
    odd = cost(**{"Child ID": "B", **changes})
    report = merge(tmp_path, folder, cost(), odd, until=dt.date(2024, 3, 31))
    (told,) = report.reasons.items()
    assert reason in told[0]
    assert told[1] == [3]
    lost = 0 if COST in changes else year_of(5000)
    assert report.totals["gbp_left_out"] == lost
    assert report.totals["gbp_read"] == pytest.approx(year_of(5000) + lost)


def test_a_row_that_stands_twice_counts_once(tmp_path: Path, folder: Path) -> None:
    """Cell for cell the same: neither price nor total is doubled."""
    report = merge(tmp_path, folder, cost(), cost())
    assert report.counts["repeated"] == 1
    assert report.totals["gbp_merged"] == report.totals["gbp_repeated"] == year_of(5000)
    assert prices(load(folder).instance, "home_spot")["high"] == 5000


def test_one_placement_with_two_costs_is_refused(tmp_path: Path, folder: Path) -> None:
    """Which of the two holds, or whether they add up, cannot be told."""
    before = contents(folder)
    with pytest.raises(InputError, match="row 3, Child ID: each placement once; row 2 is of the same"):
        merge(tmp_path, folder, cost(), cost(**{COST: 1}))
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Child ID": ""}, "row 2, Child ID: an identifier; it is blank"),
        (
            {"Placement start date": ""},
            "row 2, Placement start date: a date from 1900 to 2100 written 31/03/2025 or 2025-03-31",
        ),
        ({"Placement start date": "13/13/2023"}, "row 2, Placement start date: a date"),
        ({"Placement end date": "01/01/2023"}, "row 2, Placement end date: a day on or after Placement start date"),
        ({"Placement end date": "31/12/9999"}, "row 2, Placement end date: a date from 1900 to 2100"),
        (
            {"Placement end date": "x"},
            "row 2, Placement end date: a date from 1900 to 2100 written 31/03/2025 or 2025-03-31, or blank",
        ),
        ({"Placement type": "SECRETNAME"}, "row 2, Placement type: a placement code of the SSDA903 return"),
        ({"Provider type": "SECRETNAME"}, "row 2, Provider type: PR0 to PR5, or blank"),
        ({"Procurement platform": "SECRETNAME"}, "row 2, Procurement platform: Framework, Spot, Block, or blank"),
        ({COST: ""}, f"row 2, {COST}: pounds written 1234.50"),
        ({COST: "-5"}, f"row 2, {COST}: pounds written 1234.50 or £1,234.50"),
        ({COST: "1.234,50"}, f"row 2, {COST}: pounds"),
        ({COST: "13/07/2011"}, f"row 2, {COST}: pounds"),
        ({COST: "1e9"}, f"row 2, {COST}: pounds"),
    ],
)
def test_faults_name_row_and_column_and_show_nothing(
    tmp_path: Path, folder: Path, changes: dict[str, object], message: str
) -> None:
    """Nothing is written, and no value comes out."""
    before = contents(folder)
    with pytest.raises(InputError, match=r"row 2, ") as error:
        merge(tmp_path, folder, cost(**changes))
    assert message in str(error.value)
    assert not any(secret in str(error.value) for secret in SECRETS)
    assert all(fault.value is None for fault in error.value.faults)
    assert contents(folder) == before


def test_a_day_that_cannot_be_is_refused(tmp_path: Path, folder: Path) -> None:
    """As --to-date, too."""
    with pytest.raises(InputError, match="--to-date: found '9999-12-31': a day from 1900 to 2100"):
        merge(tmp_path, folder, cost(), until=dt.date(9999, 12, 31))


def test_a_start_after_the_date_is_refused(tmp_path: Path, folder: Path) -> None:
    """Costs to September cannot hold a placement begun in October."""
    with pytest.raises(InputError, match="a day up to 2023-09-30, the day up to which costs ran"):
        merge(tmp_path, folder, cost(**{"Placement start date": "01/10/2023"}), until=dt.date(2023, 9, 30))


@pytest.mark.parametrize("written", ["£5,000.00", "5,000", "£ 5000", "5000.0"])
def test_pounds_as_people_write_them(tmp_path: Path, folder: Path, written: str) -> None:
    """With pound sign and commas, or without; 5,000 pounds of a week."""
    week = {"Placement start date": "25/03/2024", COST: written}
    report = merge(tmp_path, folder, cost(**week), until=dt.date(2024, 3, 31))
    assert report.totals["gbp_read"] == 5000


def test_nothing_of_a_child_is_stored_or_told(tmp_path: Path, folder: Path) -> None:
    """Identifier, date of birth and postcodes are neither in the instance nor in the report."""
    report = merge(tmp_path, folder, cost(), cost(**{"Child ID": "SECRETNAME", "Placement type": "K1"}))
    kept = b"".join(contents(folder).values()).decode() + repr(report)
    assert not any(secret in kept for secret in SECRETS)


def test_own_homes_by_the_cost_of_the_home(tmp_path: Path, folder: Path) -> None:
    """366 days at 12,000 a week over four places of which 0.81 are filled: 12,000 / 3.24 = 3,703.70 a week a child.

    The new offer's mean is 4,750, so that its prices are times 0.77973: 3,118.91 and 4,288.50.
    """
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nZQ9,tinyton\n")
    own = home(**{"Local authority": "Tinyshire", "Sector": "Local Authority", "Placement provider code": "PR1"})
    merge_providers(as_csv(tmp_path / "list.csv", LIST_HEADER, [own]), folder, areas)
    year: Row = {
        "Asset name": SECRETS[3],
        "Ofsted URN": 2500001,
        "Start date": "01/04/2023",
        "End date": "31/03/2024",
    }
    elsewhere = {**year, "Ofsted URN": "2500009", COST: 1000}
    child = cost(**{"Provider type": "PR1", "Procurement platform": "", "Ofsted URN": "2500001"})
    path = as_workbook(
        tmp_path / "s251.xlsx",
        {
            "placement_costs": (S251_HEADER, [child]),
            "internal_residential_costs": (HOME_HEADER, [{**year, COST: year_of(12_000)}, elsewhere]),
        },
    )
    report = merge_costs(path, folder)
    assert prices(load(folder).instance, "urn_2500001") == {"low": 3118.91, "high": 4288.50}
    assert report.reasons == {
        "own home that is no offer of the instance: import the provider list, or enter it in homes": [3],
        "own home: priced from the costs of the home": [2],
    }
    assert report.totals["gbp_read"] == pytest.approx(year_of(12_000) + 1000 + year_of(5000))
    assert report.totals["gbp_merged"] == year_of(12_000)


def test_a_census_gives_weekly_prices(tmp_path: Path, folder: Path) -> None:
    """Two agency placements at 1,000 and 1,160 a week: mean 1,080 against 900 today, so all times 1.2."""
    other = census(**{"Identifier": "B", "Total weekly cost": "£1,160.00"})
    spot = census(
        **{"Identifier": "C", "How the placement was sourced": "Direct Award / Off Framework"},
        **{"Type of provision": "Residential - Mainstream", "Total weekly cost": 6600},
    )
    report = merge_census(tmp_path, folder, census(), other, spot)
    after = load(folder).instance
    assert prices(after, "ifa_north") == {"low": 1080, "high": 1320}
    assert prices(after, "home_spot") == {"low": 4800, "high": 6600}
    assert report.layout == "Placements North West census, 2023/24"
    assert report.totals["gbp_per_week_read"] == 1000 + 1160 + 6600


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Looked after child?": "Post 18 (CSC placement)"}, "past 18 or not looked after"),
        ({"Type of provision": "Fostering - Short breaks"}, "short breaks"),
        ({"Type of provision": "Unregistered (where it should be registered)"}, "other or not registered"),
        ({"Type of provision": "Other - CQC"}, "other or not registered"),
        ({"How the placement was sourced": "GM RCC Flexi Block"}, "block contract"),
        ({"How the placement was sourced": "Secure Welfare Hub"}, "secure home or custody"),
        ({"Type of provision": "Residential - in House"}, "no offer of provision residential with route in_house"),
    ],
)
def test_rows_of_a_census_without_a_price(
    tmp_path: Path, folder: Path, changes: dict[str, object], reason: str
) -> None:
    """Counted with line and reason."""
    report = merge_census(tmp_path, folder, census(), census(**{"Identifier": "B", **changes}))
    (told,) = report.reasons.items()
    assert reason in told[0]
    assert told[1] == [3]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Identifier": ""}, "row 2, Identifier: an identifier"),
        ({"Type of provision": "SECRETNAME"}, "row 2, Type of provision: a type of the census"),
        (
            {"How the placement was sourced": "SECRETNAME"},
            "row 2, How the placement was sourced: words of the census",
        ),
        ({"Total weekly cost": "SECRETNAME"}, "row 2, Total weekly cost: pounds"),
        ({"Placement start date": "SECRETNAME"}, "row 2, Placement start date: a date"),
    ],
)
def test_faults_of_a_census(tmp_path: Path, folder: Path, changes: dict[str, object], message: str) -> None:
    """Row and column, and no value."""
    with pytest.raises(InputError, match=r"row 2, ") as error:
        merge_census(tmp_path, folder, census(**changes))
    assert message in str(error.value)
    assert not any(secret in str(error.value) for secret in SECRETS)


TYPES_OF_2019 = {
    "Fostering - Independent Foster Care (IFA)": "ifa",
    "Residential - External (Commissioned)": "residential",
    "Residential - 52 week Residential School": "residential",
    "SaILs - Group Living": "supported_accommodation",
    "Supported Lodgings": "supported_accommodation",
    "Supported Accommodation - Category 3: Shared or group living not limited to LAC or care leavers": (
        "supported_accommodation"
    ),
    "SaILs - Floating Support Only": None,
    "Student accommodation": None,
    "Residential - Secure Welfare": None,
    "IFA - respite": None,
}


@pytest.mark.parametrize(("kind", "provision"), TYPES_OF_2019.items())
def test_types_of_the_census(tmp_path: Path, kind: str, provision: str | None) -> None:
    """The words of 2019 and 2025."""
    path = as_csv(tmp_path / "census.csv", CENSUS_HEADER, [census(**{"Type of provision": kind})])
    (line,) = read_costs(path).lines
    assert line.provision == provision
    assert bool(line.reason) == (provision is None)


def test_headers_of_a_census_may_be_longer(tmp_path: Path) -> None:
    """The census's heads carry explanations; they are found by the words in them."""
    path = tmp_path / "census.csv"
    path.write_text(
        "Unique identifier (not a name),How the placement was sourced (pick one),Type of provision,"
        "Total weekly cost (£),Establishment registration URN\n"
        "A,Local Contract or Framework,Residential - Mainstream,5000,SC123456\n"
    )
    (line,) = read_costs(path).lines
    assert (line.provision, line.route, line.urn, line.gbp) == ("residential", "framework", "SC123456", 5000)


def test_a_file_without_a_line_end_is_told_of(tmp_path: Path, folder: Path) -> None:
    """It may have been cut short in the middle of a number."""
    path = as_csv(tmp_path / "s251.csv", S251_HEADER, [cost()])
    path.write_bytes(path.read_bytes().rstrip(b"\r\n"))
    report = merge_costs(path, folder)
    assert any("the last line has no line end" in remark for remark in report.remarks)


def test_something_else_is_refused(tmp_path: Path, folder: Path) -> None:
    """A return of children is no cost file, and nothing of it is shown."""
    path = tmp_path / "header.csv"
    path.write_text("CHILD,DOB,UPN\nSECRETNAME,13/07/2011,X1\n")
    with pytest.raises(InputError, match="there is no such header in the first rows") as error:
        merge_costs(path, folder)
    assert not any(secret in str(error.value) for secret in SECRETS)
