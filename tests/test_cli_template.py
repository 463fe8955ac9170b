"""The commands `template` and `check --mark`: what they write, mark and refuse."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from instances.reader import load
from tests.instances.editing import with_cell
from tests.instances.tiny import tiny_files
from tests.office import needs_calc, resaved
from tests.reports.planned import names, one_object, run, tiny, written

PINK = "FFFFB3B3"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The tiny instance as a workbook, made by the command."""
    folder = written(tmp_path / "tiny")
    assert run("template", tmp_path / "w.xlsx", "--from", folder).exit_code == 0
    return tmp_path / "w.xlsx"


def _spoilt(path: Path) -> Path:
    """Put three faults into a workbook: a word, a number, a missing column."""
    workbook = openpyxl.load_workbook(path)
    workbook["offers"]["C3"].value = "framewrk"
    workbook["instance"]["B9"].value = "lots"
    workbook["deflators"]["B1"].value = None
    workbook.save(path)
    return path


FAULTS = [
    "instance!B9, money.move_gbp: found 'lots': a number from 0 to 1,000,000,000, written 1234.50 without commas, "
    "£ or %",
    "offers!C3, route: found 'framewrk': one of in_house, framework, spot, direct, block, home, gap (did you mean "
    "framework?)",
    "sheet deflators, row 1, deflator_share: this column; it is missing",
    "sheet deflators, row 2: nothing in a column without a name in the header",
]


def _coloured(workbook: Workbook) -> list[str]:
    sheets = (sheet for sheet in workbook.worksheets if sheet.title != "faults")
    cells = ((sheet, cell) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return [f"{sheet.title}!{cell.coordinate}" for sheet, cell in cells if cell.fill.fgColor.rgb == PINK]


def test_a_workbook_is_an_instance(filled: Path) -> None:
    """`solve` plans from it and gets the folder's plan."""
    assert load(filled).sha256 == tiny().sha256
    solved = one_object(run("solve", filled, "--json").stdout)
    assert solved["certificate"]["instance_sha256"] == tiny().sha256
    assert solved["certificate"]["status"] == "optimal"


def test_template_says_what_it_wrote(tmp_path: Path) -> None:
    """Blank or filled, and what comes next."""
    result = run("template", tmp_path / "blank.xlsx")
    assert result.exit_code == 0
    assert (
        "blank.xlsx: blank, with an example row on every sheet. Fill it in, then:  sufficiency check "
        in result.stdout
    )
    told = one_object(run("template", tmp_path / "b.xlsx", "--json").stdout)
    assert told == {"file": str(tmp_path / "b.xlsx"), "from": None}
    assert run("template", tmp_path / "c.xlsx", "--quiet").stdout == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("w.xls", "a file whose name ends in .xlsx"),
        ("none/w.xlsx", "a file in a folder that exists"),
        ("there.xlsx", "a file that does not exist yet; --force replaces one that does"),
    ],
)
def test_template_refuses_a_name(tmp_path: Path, name: str, expected: str) -> None:
    """Nothing is replaced unasked."""
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    result = run("template", tmp_path / name)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert names(tmp_path) == ["there.xlsx"]
    assert (tmp_path / "there.xlsx").read_bytes() == b"mine"


def test_template_replaces_when_told(tmp_path: Path) -> None:
    """With --force."""
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    assert run("template", tmp_path / "there.xlsx", "--force").exit_code == 0
    assert "read_me" in openpyxl.load_workbook(tmp_path / "there.xlsx").sheetnames


def test_template_of_a_faulty_instance(tmp_path: Path) -> None:
    """Every fault, and nothing is written."""
    folder = written(tmp_path / "tiny", with_cell(tiny_files(), "needs", 2, "rank", "first"))
    result = run("template", tmp_path / "w.xlsx", "--from", folder)
    assert result.exit_code == 2
    assert "needs.csv, row 2, rank" in result.stderr
    assert names(tmp_path) == ["tiny"]


def test_check_marks_cells(filled: Path) -> None:
    """Coloured with a note, listed with a link; a missing column at the head of its sheet; exit code 2."""
    copy = filled.with_name("copy.xlsx")
    result = run("check", _spoilt(filled), "--mark", copy)
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert told[:3] == FAULTS[:3]
    assert told[-1] == f"{len(told) - 1} faults found; they are marked in {copy}"
    workbook = openpyxl.load_workbook(copy)
    assert {"instance!B9", "offers!C3", "deflators!A1"} <= set(_coloured(workbook))
    comment = workbook["offers"]["C3"].comment
    assert comment is not None
    assert comment.text == f"FAULT: {FAULTS[1]}\n(end of fault)\n"
    listed = [[cell.value for cell in row] for row in workbook["faults"].iter_rows()]
    assert listed[0] == ["where", "column or setting", "found", "what is expected"]
    assert listed[1][:3] == ["instance!B9", "money.move_gbp", "lots"]
    assert workbook["faults"]["A2"].hyperlink.location == "'instance'!B9"
    assert workbook.sheetnames[0] == "faults"


def test_a_marked_copy_is_mended_and_read(filled: Path) -> None:
    """The list of faults is not read; marks are gone from the copy of a sound workbook, notes are back."""
    copy, clean = filled.with_name("copy.xlsx"), filled.with_name("clean.xlsx")
    run("check", _spoilt(filled), "--mark", copy)
    workbook = openpyxl.load_workbook(copy)
    workbook["offers"]["C3"].value = "framework"
    workbook["instance"]["B9"].value = 1500
    workbook["deflators"]["B1"].value = "deflator_share"
    workbook.save(copy)
    assert load(copy).sha256 == tiny().sha256
    assert run("check", copy, "--mark", clean).exit_code == 0
    found = openpyxl.load_workbook(clean)
    assert _coloured(found) == []
    assert found["offers"]["C3"].comment is None
    header = found["deflators"]["A1"].comment
    assert header is not None
    assert header.text.startswith("financial year\n")
    assert found["faults"]["A2"].value == "no fault found"


def test_a_folder_is_marked_as_a_workbook(tmp_path: Path) -> None:
    """Cells that cannot be read stay as they are written, as text; the copy, mended, is the instance."""
    files = with_cell(tiny_files(), "offers", 3, "capacity_children", "=2*3")
    files = with_cell(files, "needs", 2, "note", "a\x07b")
    folder = written(tmp_path / "tiny", files)
    copy = tmp_path / "copy.xlsx"
    result = run("check", folder, "--mark", copy)
    assert result.exit_code == 2
    assert "offers.csv, row 3, capacity_children: found '=2*3'" in result.stderr
    workbook = openpyxl.load_workbook(copy)
    assert _coloured(workbook) == ["needs!F2", "offers!G3"]
    assert (workbook["offers"]["G3"].value, workbook["offers"]["G3"].data_type) == ("=2*3", "s")
    assert workbook["offers"]["G4"].value == 10
    workbook["offers"]["G3"].value = 20
    workbook["needs"]["F2"].value = None
    workbook.save(copy)
    assert load(copy).sha256 == tiny().sha256


def test_check_refuses_to_mark_over_the_original(filled: Path) -> None:
    """Even with --force."""
    before = filled.read_bytes()
    result = run("check", filled, "--mark", filled, "--force")
    assert result.exit_code == 2
    assert "another name than that of the workbook that is checked" in result.stderr
    assert filled.read_bytes() == before


def test_what_cannot_be_read_cannot_be_marked(tmp_path: Path) -> None:
    """The fault is told once; no copy."""
    (tmp_path / "w.xlsx").write_bytes(b"no workbook")
    result = run("check", tmp_path / "w.xlsx", "--mark", tmp_path / "copy.xlsx")
    assert result.exit_code == 2
    assert "w.xlsx: a workbook saved as .xlsx; this file is damaged or something else" in result.stderr
    assert names(tmp_path) == ["w.xlsx"]


def test_json_names_the_cell(filled: Path) -> None:
    """Sheet and cell for a program; null where there is no single cell."""
    faults = one_object(run("check", _spoilt(filled), "--json").stdout)["faults"]
    assert [fault["cell"] for fault in faults][:3] == ["instance!B9", "offers!C3", None]


@needs_calc
def test_libreoffice_keeps_marks(filled: Path) -> None:
    """A marked copy opens, and saved again it has the same faults and colours."""
    copy = filled.with_name("copy.xlsx")
    run("check", _spoilt(filled), "--mark", copy)
    (filled.parent / "saved").mkdir()
    saved = resaved(copy, filled.parent / "saved")
    assert run("check", saved).stderr.splitlines()[:3] == FAULTS[:3]
    assert set(_coloured(openpyxl.load_workbook(copy))) == set(_coloured(openpyxl.load_workbook(saved)))
