"""Files in other people's layouts: finding the header, rows that do not fit it, cells of Excel, values as written."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from instances.convert import CellError
from instances.source_file import SourceTable, cell_text, find_table, read_source
from instances.source_values import is_urn, plain_urn, read_date, read_pounds, read_whole, urn_id
from models.faults import InputError

COLUMNS = {"Number": ("number", "no."), "Cost": ("cost", "~total cost")}


def found(tmp_path: Path, text: str) -> SourceTable | None:
    """Return the table of a CSV text."""
    path = tmp_path / "it.csv"
    path.write_text(text, encoding="utf-8", newline="")
    (sheet,), _ = read_source(path)
    return find_table(sheet, COLUMNS, ("Number", "Cost"))


def test_the_header_is_found_below_titles(tmp_path: Path) -> None:
    """Lines keep their numbers; blank ones are passed over; columns are known by other names."""
    table = found(tmp_path, "A title\n\nNO.,The total cost so far\n1,10\n,\n2,20\n")
    assert table is not None
    assert [(row.line, row.text("Number"), row.text("Cost")) for row in table.rows] == [
        (4, "1", "10"),
        (6, "2", "20"),
    ]
    assert table.faults == ()


def test_no_header_no_table(tmp_path: Path) -> None:
    """Also if it stands below the first fifteen lines."""
    assert found(tmp_path, "Number,Price\n1,10\n") is None
    assert found(tmp_path, "title\n" * 15 + "Number,Cost\n1,10\n") is None
    assert found(tmp_path, "title\n" * 14 + "Number,Cost\n1,10\n") is not None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Number,Cost\n1\n", "it.csv, row 2: 2 values, as many as the header has columns; found 1"),
        ("Number,Cost\n1,10,SECRET\n", "it.csv, row 2: 2 values, as many as the header has columns; found 3"),
        ("Number,Cost,Cost\n1,10,20\n", "it.csv, row 1, Cost: each column once"),
    ],
)
def test_rows_that_do_not_fit_the_header(tmp_path: Path, text: str, fault: str) -> None:
    """A fault with the row, and nothing of what stands in it."""
    table = found(tmp_path, text)
    assert table is not None
    assert [str(found_fault) for found_fault in table.faults] == [fault]


def test_blank_cells_beyond_the_header_do_not_matter(tmp_path: Path) -> None:
    """As Excel leaves them."""
    table = found(tmp_path, "Number,Cost\n1,10,,\n")
    assert table is not None
    assert (len(table.rows), table.faults) == (1, ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (2512345, "2512345"),
        (2512345.0, "2512345"),
        (12.5, "12.5"),
        (dt.datetime(2025, 3, 31), "2025-03-31"),  # noqa: DTZ001
        (True, "true"),
        ("  two   words ", "two words"),
        ("Children’s Home", "Children's Home"),
    ],
)
def test_cells_of_excel(cell: object, text: str) -> None:
    """As text, so that a workbook and its CSV read alike."""
    assert cell_text(cell) == text


def test_an_excel_error_is_no_text() -> None:
    """Nor is a formula without a stored value."""
    with pytest.raises(ValueError, match="holds an Excel error or a formula without a value"):
        cell_text(CellError("#N/A"))


def test_an_error_in_a_workbook_is_a_fault(tmp_path: Path) -> None:
    """With sheet and row."""
    book = Workbook()
    book.active.title = "Costs"
    for row in (["Number", "Cost"], [1, "=1/0"]):
        book.active.append(row)
    book.save(tmp_path / "it.xlsx")
    (sheet,), _ = read_source(tmp_path / "it.xlsx")
    table = find_table(sheet, COLUMNS, ("Number", "Cost"))
    assert table is not None
    (fault,) = table.faults
    assert str(fault).startswith("it.xlsx, sheet costs, row 2: values; a cell of this row holds")


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("a.csv", b"", "a header in row 1"),
        ("a.csv", b"\xff\xfeA\x00,\x00B\x00", "UTF-16"),
        ("a.csv", b"a;b\n1;2\n", "saved with semicolons"),
        ("a.csv", b"PK\x03\x04", "an Excel workbook"),
        ("a.xlsx", b"nothing", "damaged or something else"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, match: str) -> None:
    """One fault that says what to do."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=match):
        read_source(tmp_path / name)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A missing file and a folder."""
    with pytest.raises(InputError, match=r"missing.csv: a file that can be read \(No such file or directory\)"):
        read_source(tmp_path / "missing.csv")
    with pytest.raises(InputError, match="a file that can be read"):
        read_source(tmp_path)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2025", dt.date(2025, 3, 31)),
        ("1/4/2024", dt.date(2024, 4, 1)),
        ("2025-03-31", dt.date(2025, 3, 31)),
        ("2025-03-31 00:00:00", dt.date(2025, 3, 31)),
        ("03/31/2025", None),
        ("31/03/25", None),
        ("31/03/2025 14:00", None),
        ("31/12/9999", None),
        ("01/01/0001", None),
        ("soon", None),
        ("٣١/٠٣/٢٠٢٥", None),
    ],
)
def test_dates(text: str, day: dt.date | None) -> None:
    """British or ISO, nothing else."""
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *[("0", 0.0), ("1234.5", 1234.5), ("1,234.50", 1234.5), ("£1,234,567", 1234567.0)],
        *[("12,34", None), ("1.234,50", None), ("-1", None), ("1e5", None), ("", None), ("100000001", None)],
    ],
)
def test_pounds(text: str, amount: float | None) -> None:
    """Commas only between thousands; nothing negative; nothing beyond a hundred million."""
    assert read_pounds(text) == amount


def test_numbers_of_ofsted() -> None:
    """As Excel and people write them."""
    assert plain_urn(" sc 012345 ") == "SC012345"
    assert plain_urn("2512345.0") == "2512345"
    assert [is_urn(text) for text in ("SC012345", "2512345", "XXXXXXX", "12", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert urn_id("SC012345") == "urn_sc012345"
    assert [read_whole(text) for text in ("4", "4.0", "4.5", "-4", "")] == [4, 4, None, None, None]
