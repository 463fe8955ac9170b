"""The fast reader and the careful one agree with Python's csv module, whatever the quoting and the raggedness."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from instances.csv_table import NotATableError
from instances.ssda903.files import Member
from instances.ssda903.forms import RawTable, read_form

HEADER = ["CHILD", "DECOM", "RNE", "PLACE", "DEC"]
"""All of them columns that are used."""
CELLS = st.one_of(
    st.sampled_from(["", "A", "U6", "01/04/2024", " x ", "a,b", 'a"b', "two\nlines", "é"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=8)
FEW = settings(max_examples=150, deadline=None)


def read(text: str) -> RawTable:
    """Return the table of a CSV file."""
    (table,) = read_form(Member("a.csv", ".csv", text.encode("utf-8")))
    return table


def expected(text: str) -> tuple[list[list[str]], int]:
    """Return the rows with as many cells as the header, and how many others there are; blank rows are none."""
    kept: list[list[str]] = []
    ragged = 0
    for cells in list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]:
        row = list(cells)
        while len(row) > len(HEADER) and not row[-1].strip():
            row.pop()
        if not any(cell.strip() for cell in row):
            continue
        if len(row) == len(HEADER):
            kept.append(row)
        else:
            ragged += 1
    return kept, ragged


def without_blank(table: RawTable) -> list[list[str]]:
    """Return the rows read, without those of blank cells, which both readers may keep or pass over."""
    rows = [[str(cell) for cell in row] for row in table.frame.astype(object).to_numpy()]
    return [row for row in rows if any(cell.strip() for cell in row)]


@FEW
@given(
    rows=ROWS,
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_rows_in_any_quoting(rows: list[list[str]], quoting: int, end: str) -> None:
    """Every row of the right width is read cell by cell; every other one is counted as ragged."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(HEADER)
    writer.writerows(rows)
    kept, ragged = expected(out.getvalue())
    table = read(out.getvalue())
    assert without_blank(table) == kept
    assert len(table.ragged) == ragged
    assert len(table.lines) == len(table.frame)


@FEW
@given(widths=st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_rows_too_short_and_too_long_are_named(widths: list[int]) -> None:
    """Short and long rows never cancel out: each is named by its line."""
    lines = [",".join(HEADER), *(",".join("x" * width) for width in widths)]
    table = read("\n".join(lines) + "\n")
    assert table.lines.tolist() == [place for place, width in enumerate(widths, start=2) if width == 5]
    assert table.ragged.tolist() == [place for place, width in enumerate(widths, start=2) if width != 5]


@FEW
@given(text=st.text(max_size=300))
def test_any_text(text: str) -> None:
    """Text of any kind is read or refused: nothing else happens."""
    try:
        table = read(text.replace("\0", ""))
    except NotATableError:
        return
    assert len(table.lines) == len(table.frame)


def test_columns_that_are_not_used_are_not_kept() -> None:
    """UPN and MOTHER are known to be there, and their cells are gone."""
    header = "CHILD,SEX,DOB,UPN,MOTHER\n"
    for row in ("C1,1,01/01/2010,SECRET,1\n", '"C1",1,01/01/2010,SECRET,1\n\n'):
        table = read(header + row)
        assert list(table.frame.columns) == ["CHILD", "SEX", "DOB", "UPN", "MOTHER"]
        assert [name for name in table.frame.columns if "SECRET" in table.frame[name].array.categories] == []
        assert table.frame["DOB"].tolist() == ["01/01/2010"]


def test_names_that_stand_twice_are_told_apart() -> None:
    """The first of two columns of one name is used."""
    table = read("CHILD,DOB,CHILD,\nC1,01/01/2010,C2,x\n")
    assert list(table.frame.columns) == ["CHILD", "DOB", "CHILD#3", "#4"]
    assert table.frame["CHILD"].tolist() == ["C1"]
