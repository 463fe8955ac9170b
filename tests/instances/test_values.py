"""What a cell may hold, and how a fault names the place."""

import time
from pathlib import Path

import pytest

from tests.instances.editing import (
    cell_fault,
    faults_of,
    only_fault,
    read,
    with_cell,
    with_row,
    with_rows,
    with_text,
)
from tests.instances.tiny import tiny_files

NUMBER = "a number from 0 to 1,000,000,000, written 1234.50 without commas, £ or %"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1,234.50", "1,234.50"),
        ("£12", "£12"),
        ("12%", "12%"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("-inf", "-inf"),
        ("1e999", "1e999"),
        ("-5", "-5"),
        ("twelve", "twelve"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("٣", "٣"),
        ("9" * 50, "9" * 50),
        ("2e9", "2e9"),
    ],
)
def test_a_price_that_is_no_number_is_refused_with_the_form_expected(tmp_path: Path, value: str, found: str) -> None:
    """Commas, pound signs, NaN, infinity, negative and other odd numbers name file, row and column."""
    fault = cell_fault(tmp_path, "offer_prices", 3, "gbp_per_week", value)
    assert fault == f"offer_prices.csv, row 3, gbp_per_week: found {found!r}: {NUMBER}"


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "expected"),
    [
        ("needs", 2, "escalation_share", "1.2", "a share from 0 to 1, written 0.25 for 25 %"),
        ("uplifts", 4, "uplift_share", "3", "a share from -0.5 to 1, written 0.25 for 25 %"),
        ("homes", 2, "beds", "3.5", "a whole number from 1 to 60"),
        ("homes", 2, "beds", "0", "a whole number from 1 to 60"),
        ("cohorts", 2, "age_to", "18", "a whole number from 0 to 17"),
        ("published", 2, "value", "-2e9", "a number from -1,000,000,000 to 1,000,000,000"),
        ("budgets", 2, "financial_year", "2024", "a financial year is written 2024/25"),
        ("budgets", 2, "financial_year", "2024/26", "a financial year is written 2024/25"),
        ("budgets", 2, "financial_year", "2024-25", "a financial year is written 2024/25"),
        ("budgets", 2, "financial_year", "2024/25\n", "a financial year is written 2024/25"),
        ("entries", 2, "month", "2024-04-02", "the first of a month"),
        ("entries", 2, "month", "2024-13-01", "there is no such day"),
        ("entries", 2, "month", "April 2024", "the first of a month, written 2024-04-01 or 01/04/2024"),
        ("entries", 2, "month", "1/4/24", "the first of a month, written 2024-04-01 or 01/04/2024"),
        ("history", 2, "period_end", "31/02/2024", "there is no such day"),
        ("history", 2, "period_end", "31.03.2024", "a date written 2024-04-01 or 01/04/2024"),
        ("offers", 3, "grade", "goood", "(did you mean good?)"),
        ("offers", 3, "grade", "Good", "(did you mean good?)"),
        ("uplifts", 2, "prices", "middle", "one of low, central, high"),
        ("needs", 2, "description", "", "it is blank"),
        ("needs", 2, "description", "   ", "it is blank"),
        ("needs", 2, "rank", "", "a whole number from 0 to 10,000; it is blank"),
        ("needs", 2, "description", "=1+1", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "  =1+1", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "+44 151", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "-", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "@name", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "\tx", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "\rx", "does not begin with = + - @, tab or carriage return"),
        ("needs", 2, "description", "a\x1b[31mb", "text without control characters"),
        ("needs", 2, "description", "a\u202eb", "text without control characters"),
        ("needs", 2, "description", "x" * 2001, "text of at most 2,000 characters"),
        ("needs", 2, "note", "x" * 2001, "text of at most 2,000 characters"),
        ("needs", 2, "source", "", "it is blank"),
        ("needs", 2, "source", "assumption", "a row marked assumption gives its basis in note"),
        ("cohorts", 3, "age_from", "17.0", ""),
        ("policies", 2, "ring", "", "ring is given for share_within_ring and blank for other measures"),
        ("policies", 2, "level", "1.5", "level is a share, at most 1"),
        ("policies", 2, "gbp_per_unit", "", "gbp_per_unit is given for a soft policy and blank for others"),
    ],
)
def test_a_wrong_value_names_its_place(
    tmp_path: Path, table: str, row: int, column: str, value: str, expected: str
) -> None:
    """Each fault names file, row and column and says what is expected; 17.0 is a whole number."""
    found = faults_of(tmp_path, with_cell(tiny_files(), table, row, column, value))
    if not expected:
        assert not found
        return
    assert [(fault.file, fault.row) for fault in found] == [(f"{table}.csv", row)]
    assert expected in str(found[0])
    if "basis" not in expected:
        assert found[0].column == column


@pytest.mark.parametrize("name", ["Low", "low child", "1low", "lów", "low-1", "_low", "x" * 61])
def test_ids_are_small_letters_digits_and_underscores(tmp_path: Path, name: str) -> None:
    """A bad id is a fault of its own row; rows that name the old id lose what they point at."""
    found = faults_of(tmp_path, with_cell(tiny_files(), "offers", 3, "provider", name))
    assert [(fault.row, fault.column) for fault in found] == [(3, "provider")]
    assert "a name of small letters, digits and _ that begins with a letter" in str(found[0])


def test_ages_the_wrong_way_round(tmp_path: Path) -> None:
    """A fault of two columns is shown at the first that the sentence names."""
    files = with_cell(with_cell(tiny_files(), "history", 2, "age_from", "9"), "history", 2, "age_to", "5")
    fault = only_fault(tmp_path, files)
    assert fault == "history.csv, row 2, age_from: found '9': age_from is at most age_to"


def test_all_faults_of_a_row_and_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Three faults in one row, one in another file, one in the settings are told together, in file order."""
    files = with_cell(tiny_files(), "homes", 2, "beds", "many")
    files = with_cell(files, "homes", 2, "grant_share", "2")
    files = with_cell(files, "homes", 2, "decision_from", "soon")
    files = with_cell(files, "needs", 2, "rank", "x")
    files = with_text(files, "instance.toml", "interest_rate = 0.05", "interest_rate = 5")
    places = [(fault.file, fault.row, fault.column) for fault in faults_of(tmp_path, files)]
    assert places == [
        ("instance.toml", 15, "money.interest_rate"),
        ("needs.csv", 2, "rank"),
        ("homes.csv", 2, "beds"),
        ("homes.csv", 2, "decision_from"),
        ("homes.csv", 2, "grant_share"),
    ]


def test_checks_across_rows_run_beside_faults_in_cells(tmp_path: Path) -> None:
    """An unknown need is told although the same table has an unreadable price, and the row itself too."""
    files = with_cell(tiny_files(), "offer_prices", 2, "gbp_per_week", "x")
    files = with_row(files, "offer_prices", offer="ifa_north", need="medium", gbp_per_week="y")
    found = [(fault.row, fault.column) for fault in faults_of(tmp_path, files)]
    assert found == [(2, "gbp_per_week"), (12, "gbp_per_week"), (12, "need")]


def test_a_faulty_row_still_counts_as_there(tmp_path: Path) -> None:
    """An uplift row with a bad share is one fault, not also a missing year."""
    fault = cell_fault(tmp_path, "uplifts", 2, "uplift_share", "lots")
    assert fault.startswith("uplifts.csv, row 2, uplift_share")


def test_duplicate_keys_name_both_rows(tmp_path: Path) -> None:
    """The later of two rows with one key is the fault, and it names the earlier."""
    files = with_row(tiny_files(), "offer_prices", offer="fostering", need="low", gbp_per_week="5")
    expected = "one row for each offer, need; row 2 has the same"
    assert only_fault(tmp_path, files) == f"offer_prices.csv, row 12, offer: found 'fostering low': {expected}"


def test_uk_dates_spaces_and_line_ends_make_no_difference(tmp_path: Path) -> None:
    """Dates as dd/mm/yyyy, spaces round values, CRLF and byte-order mark give the same instance and hash."""
    files = tiny_files()
    plain = read(tmp_path / "plain", files)
    files = with_cell(files, "history", 2, "period_end", "31/03/2024")
    files = with_cell(files, "blocks", 2, "start_from", "1/4/2024")
    files = with_cell(files, "needs", 2, "need", " low ")
    files = with_cell(files, "needs", 2, "description", " lower needs  ")
    excel = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in files.items()}
    other = read(tmp_path / "excel", excel)
    assert other.instance == plain.instance
    assert other.sha256 == plain.sha256


def test_numbers_may_be_written_in_several_ways(tmp_path: Path) -> None:
    """450, 450.0, 4.5e2 and 0450 are one number and one hash."""
    hashes = {
        read(tmp_path / str(n), with_cell(tiny_files(), "offer_prices", 2, "gbp_per_week", text)).sha256
        for n, text in enumerate(["450", "450.0", "4.5e2", "0450", "450."])
    }
    assert len(hashes) == 1


def test_values_are_never_echoed_whole_or_raw(tmp_path: Path) -> None:
    """A long value with control characters is cut and cleaned where it is printed."""
    files = with_cell(tiny_files(), "needs", 2, "description", "a\x1b[31m" + "b" * 5000)
    fault = only_fault(tmp_path, files)
    assert len(fault) < 300
    assert fault.isprintable()


def test_reading_stops_after_very_many_faults(tmp_path: Path) -> None:
    """Of 300,000 faulty rows the first 1,000 faults are kept, and the last line says that there are more."""
    row = "low,low,0,x,a document,\n"
    text = "offer,need,months_from,monthly_share,source,note\n" + row * 300_000
    begin = time.process_time()
    found = faults_of(tmp_path, {**tiny_files(), "disruption.csv": text})
    assert time.process_time() - begin < 3
    assert [fault.file for fault in found] == ["disruption.csv"] * 1001
    assert found[999].row == 1001
    assert "more faults, not listed here; mend these first" in str(found[1000])


def test_very_many_faults_across_rows_are_counted(tmp_path: Path) -> None:
    """1,500 rows that name an unknown cohort: 1,000 are listed."""

    def many(rows: list[list[str]]) -> None:
        rows += [["nobody", f"path_{n}", "2024-04-01", "1", "a document", ""] for n in range(1500)]

    found = faults_of(tmp_path, with_rows(tiny_files(), "entries", many))
    assert len(found) == 1001
    # Each of the 1,500 paths also lacks 11 months.
    assert str(found[1000]) == "entries.csv: at least 2,000 more faults, not listed here; mend these first"


def test_five_thousand_entries_load_in_well_under_a_second(tmp_path: Path) -> None:
    """Reading 4,800 more rows takes little time."""

    def more(rows: list[list[str]]) -> None:
        rows += [[row[0], f"path_{n}", row[2], row[3], "a document", ""] for n in range(100) for row in rows[1:49]]

    files = with_rows(tiny_files(), "entries", more)
    begin = time.process_time()
    loaded = read(tmp_path, files)
    assert len(loaded.instance.entries) == 4848
    assert time.process_time() - begin < 1.5
