"""Files of the D2I demand model and of witan.cic, as these programs write them, and with faults."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instances.outside_demand.d2i import AGES, CATEGORIES, NOT_IN_CARE
from instances.outside_demand.read import read_outside
from instances.outside_demand.table import read_table
from instances.outside_demand.witan_codes import PLACEMENTS
from models.faults import InputError
from models.projections import OutsidePath

D2I_HEAD = (
    "\"('TEN_TO_SIXTEEN', 'FOSTERING')\"",
    "\"('TEN_TO_SIXTEEN', 'NOT_IN_CARE')\"",
    "\"('SIXTEEN_TO_EIGHTEEN', 'SUPPORTED')\"",
)
D2I = f""",{",".join(D2I_HEAD)}
2022-04-01,40.5,0.25,10
2022-04-02,41,0.5,10.25
"""
WITAN_HEAD = (
    "Date,Actual,Cost,CiC Lower CI,CiC Lower Quartile,CiC Median,CiC Upper Quartile,CiC Upper CI,Cost Lower CI,"
    "Cost Lower Quartile,Cost Median,Cost Upper Quartile,Cost Upper CI,Q2,K2,NA,0,17"
)
WITAN = f"""{WITAN_HEAD}
2022-03-31,619,1000,,,,,,,,,,,,,,,
2022-04-30,,,600,610,620.5,630,640,1,2,3,4,5,300,50,0,20,60
2022-05-31,,,601,612,622,633,645,1,2,3,4,5,301,50,0,20,60
"""


def from_text(folder: Path, text: str) -> OutsidePath:
    """Return what a CSV file says."""
    path = folder / "other.csv"
    path.write_text(text, encoding="utf-8")
    return read_outside(path)


def faults(folder: Path, text: str) -> list[str]:
    """Return the faults of a CSV file as lines."""
    with pytest.raises(InputError, match=r"other\.csv") as caught:
        from_text(folder, text)
    return [str(fault) for fault in caught.value.faults]


def test_d2i_columns_in_care_are_added(tmp_path: Path) -> None:
    """40.5 + 10 and 41 + 10.25; who has left care is not counted, and each column says what was made of it."""
    found = from_text(tmp_path, D2I)
    assert found.days == (dt.date(2022, 4, 1), dt.date(2022, 4, 2))
    assert found.children.tolist() == [50.5, 51.25]
    assert (found.file, found.format) == ("other.csv", "D2I demand model")
    assert [(column.column, column.meaning) for column in found.columns] == [
        ("first column", "day"),
        ("('TEN_TO_SIXTEEN', 'FOSTERING')", "counted: ages 10 to 15, foster care with relatives or others"),
        ("('TEN_TO_SIXTEEN', 'NOT_IN_CARE')", "left care: not counted"),
        ("('SIXTEEN_TO_EIGHTEEN', 'SUPPORTED')", "counted: ages 16 and 17, supported accommodation"),
    ]


def test_d2i_workbook_as_the_model_exports_it(tmp_path: Path) -> None:
    """A first column without a name, days with a time of midnight, the names of pairs as text."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([None, "('BIRTH_TO_ONE', 'FOSTERING')", "('FIVE_TO_TEN', 'OTHER')"])
    sheet.append([dt.datetime(2022, 3, 28), 5.5, 2])  # noqa: DTZ001
    sheet.append([dt.datetime(2022, 3, 29), 6, 2])  # noqa: DTZ001
    workbook.save(tmp_path / "export.xlsx")
    found = read_outside(tmp_path / "export.xlsx")
    assert found.days == (dt.date(2022, 3, 28), dt.date(2022, 3, 29))
    assert found.children.tolist() == [7.5, 8.0]


def test_a_workbook_of_two_sheets_is_refused(tmp_path: Path) -> None:
    """Which one is meant is not for the reader to guess."""
    workbook = openpyxl.Workbook()
    workbook.create_sheet("second")
    workbook.save(tmp_path / "export.xlsx")
    with pytest.raises(InputError, match="a workbook with one sheet; this one has 2"):
        read_outside(tmp_path / "export.xlsx")


def test_values_beyond_the_header_are_a_fault(tmp_path: Path) -> None:
    """They belong to no column; blanks there are nothing."""
    assert faults(tmp_path, D2I.replace("10.25", "10.25,,7")) == [
        "other.csv, row 3: at most 4 values, as many as the header has"
    ]
    assert from_text(tmp_path, D2I.replace("10.25", "10.25,,")).children.tolist() == [50.5, 51.25]


def test_d2i_in_the_words_of_its_screens(tmp_path: Path) -> None:
    """The labels of both models."""
    text = "date,Birth to 1 - Fostering,1 to 5 - Other,16 to 18+ - Supported\n01/04/2022,1,2,3\n"
    assert from_text(tmp_path, text).children.tolist() == [6.0]


def test_every_age_and_placement_of_d2i_is_known() -> None:
    """Five age bands, each in its two spellings; four placements and none."""
    assert len(set(AGES.values())) == 5
    assert len(AGES) == 10
    assert {*CATEGORIES, NOT_IN_CARE} == {"fostering", "residential", "supported", "other", "not in care"}


def test_each_unknown_column_of_d2i_is_a_fault(tmp_path: Path) -> None:
    """An age, a placement, and no pair at all; all at once, with the nearest word."""
    text = D2I.replace("TEN_TO_SIXTEEN', 'FOSTERING", "TEN_TO_FIFTEEN', 'FOSTERNG").replace(D2I_HEAD[2], "extra")
    found = faults(tmp_path, text)
    assert len(found) == 3
    assert "found 'ten to fifteen': one of birth to one, birth to 1" in found[0]
    assert "(did you mean fostering?)" in found[1]
    assert "other.csv, row 1, extra: an age and a placement, such as ('TEN_TO_SIXTEEN', 'FOSTERING')" in found[2]


def test_cells_that_cannot_be_read(tmp_path: Path) -> None:
    """A blank, a word, fewer than nobody, a day that is none, a day that is not later: each with its place."""
    text = D2I.replace("40.5", "").replace("10\n", "ten\n").replace("2022-04-02,41", "31/02/2022,-1")
    found = faults(tmp_path, text + "2022-04-01,1,1,1\n")
    assert [fault.split(":")[0] for fault in found] == [
        "other.csv, row 2, ('TEN_TO_SIXTEEN', 'FOSTERING')",
        "other.csv, row 2, ('SIXTEEN_TO_EIGHTEEN', 'SUPPORTED')",
        "other.csv, row 3, first column",
        "other.csv, row 3, ('TEN_TO_SIXTEEN', 'FOSTERING')",
        "other.csv, row 4, first column",
    ]
    assert "it is blank" in found[0]
    assert "there is no such day" in found[2]
    assert "a day after 2022-04-01, the row before" in found[4]


def test_witan_medians_are_read(tmp_path: Path) -> None:
    """The median of all children; rows of the past are left out, and told."""
    found = from_text(tmp_path, WITAN)
    assert found.days == (dt.date(2022, 4, 30), dt.date(2022, 5, 31))
    assert found.children.tolist() == [620.5, 622.0]
    assert found.format == "witan.cic projection"
    assert "1 rows of the past, without a median, are left out" in found.remarks
    meanings = {column.column: column.meaning for column in found.columns}
    assert len(meanings) == 18
    assert meanings["CiC Median"] == "counted: all children in care, median of the simulations"
    assert meanings["Q2"] == "in the count of all children: foster care with others (U4 to U6)"
    assert meanings["17"] == "in the count of all children: age 17"
    assert meanings["Cost Median"] == "not used: past count or cost"
    assert len(PLACEMENTS) == 22


def test_each_unknown_column_of_witan_is_a_fault(tmp_path: Path) -> None:
    """A placement code, an age and a column without a name; a placement at an age is known."""
    assert from_text(tmp_path, WITAN.replace("K2,NA,0", "K2-5,NA,0")).columns[14].meaning == (
        "in the count of all children: children's home, age 5"
    )
    found = faults(tmp_path, WITAN.replace(",K2,NA,0,17", ",U9,,18,17"))
    assert [fault.split(":")[0] for fault in found] == [
        "other.csv, row 1, U9",
        "other.csv, row 1, without a name",
        "other.csv, row 1, 18",
    ]


def test_witan_without_a_projection(tmp_path: Path) -> None:
    """Only the past."""
    assert faults(tmp_path, "\n".join(WITAN.splitlines()[:2])) == ["other.csv: at least one row with a projection"]


def test_d2i_without_anybody_in_care(tmp_path: Path) -> None:
    """Only those who have left."""
    found = faults(tmp_path, ",\"('TEN_TO_SIXTEEN', 'NOT_IN_CARE')\"\n2022-04-01,1\n")
    assert found == ["other.csv, row 1: at least one column of children in care"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("month,children\n2022-04-01,5\n", "columns of the D2I demand model"),
        ("month,children\n", "a header and at least one row below it"),
        ("", "a header in row 1"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, text: str, expected: str) -> None:
    """Says what would be read."""
    assert expected in faults(tmp_path, text)[0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """One fault, no traceback."""
    with pytest.raises(InputError, match=r"nothing\.csv: a file that can be read \(No such file or directory\)"):
        read_outside(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="a file that can be read"):
        read_outside(tmp_path)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Nothing but faults comes of it."""
    folder = tmp_path_factory.mktemp("any")
    for content in (text, D2I + text, WITAN + text):
        path = folder / "other.csv"
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        try:
            found = read_outside(path)
        except InputError:
            continue
        assert len(found.days) == len(found.children)


def test_blank_rows_are_passed_over(tmp_path: Path) -> None:
    """Lines keep their numbers."""
    path = tmp_path / "other.csv"
    path.write_text("a,b\n\n,\n1,2\n")
    assert [line for line, _ in read_table(path).rows] == [4]
