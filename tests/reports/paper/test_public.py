"""No exempt figure and no small count can be found in the public files."""

import io
import re
import zipfile
from functools import cache

import pytest
from docx import Document
from openpyxl import load_workbook

from reports.paper.docx import docx_file
from reports.paper.html import html_file
from reports.paper.xlsx import xlsx_file
from tests.reports.paper.leaks import arithmetic, exempt_figures, numbers, texts, told, whole
from tests.reports.paper.samples import grid, paper
from tests.reports.planned import plan_of, tiny


@cache
def files(*, public: bool) -> dict[str, bytes]:
    """All three files of the tiny instance's paper."""
    found = paper(public=public)
    return {"p.docx": docx_file(found), "p.xlsx": xlsx_file(found), "p.html": html_file(found)}


def exempt() -> dict[str, float]:
    """Exempt figures of the tiny instance: one home, three offers bought."""
    return exempt_figures(tiny().instance, plan_of())


@pytest.mark.parametrize("name", ["p.docx", "p.xlsx", "p.html"])
def test_no_exempt_figure_stands_in_a_public_file(name: str) -> None:
    """Every part of the file is read: text, cells, properties, alternative texts, charts."""
    assert told(exempt(), numbers(texts({name: files(public=True)[name]}))) == []


@pytest.mark.parametrize("name", ["p.docx", "p.xlsx", "p.html"])
def test_the_search_finds_exempt_figures_where_they_stand(name: str) -> None:
    """The same search of the exempt file finds what the home binds to and what its capital is."""
    found = told(exempt(), numbers(texts({name: files(public=False)[name]})))
    assert "home small_home 2024-07-01 0" in found
    assert "capital small_home 2024/25" in found


def test_no_exempt_figure_can_be_worked_out_of_public_tables() -> None:
    """Neither a sum nor a difference of two or three amounts of a column is one."""
    assert told(exempt(), arithmetic(paper(public=True))) == []


def test_the_arithmetic_finds_what_can_be_worked_out() -> None:
    """In the exempt paper, capital less its grant gives the home's net capital of 309,000 pounds."""
    assert 309_000 in arithmetic(paper(public=False))


def test_tables_of_single_contracts_are_not_in_the_public_paper() -> None:
    """Use of beds, capital by year, avoided spend by part and the block-size test are exempt."""
    keys = {found.key for found in paper(public=True).grids}
    assert keys.isdisjoint({"use", "capital", "avoided", "block_curve", "procurement"})
    assert {"capital", "avoided", "block_curve"} <= {found.key for found in paper(public=False).grids}


def test_public_commitments_have_no_money() -> None:
    """Size and dates only; one home and no other contract: even the sum is exempt."""
    found = grid("commitments", public=True)
    assert list(found.head) == ["commitment", "size", "decide or start, end", "first children"]
    assert "exempt (pounds)" in found.notes[0]


def test_the_basis_of_assumptions_is_not_public() -> None:
    """A note may tell a price; the public sees how many rows are assumed."""
    assert list(grid("assumptions", public=True).head) == ["table", "rows"]
    assert list(grid("assumptions").head) == ["table", "rows", "basis"]


def test_small_counts_of_real_children_are_suppressed_and_forecasts_rounded() -> None:
    """Today 10, 6, 4, 3, 1, 1: those under six go; together they are nine, so that no other has to go."""
    today = {str(row[0]): str(row[1]) for row in grid("placements", public=True).rows}
    assert today["In-house fostering"] == "10"
    assert today["IFA (independent fostering)"] == "6"
    assert {today[name] for name in today if "secure" in name.lower() or "Residential" in name} == {"c"}
    assert all("." not in str(row[2]) for row in grid("placements", public=True).rows)


def test_what_one_table_hides_no_other_shows() -> None:
    """The same counts of the base date in both tables of placements."""
    today = {str(row[0]): str(row[1]) for row in grid("placements", public=True).rows}
    for row in grid("over_time", public=True).rows:
        name, _, what = str(row[0]).partition(": ")
        assert what != "children" or str(row[1]) == today.get(name, "0")


def test_public_word_file_names_nobody_and_has_no_comments() -> None:
    """Properties hold title and language only."""
    data = files(public=True)["p.docx"]
    core = Document(io.BytesIO(data)).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "comments" in name or "vba" in name.lower() or "thumbnail" in name]


def test_public_workbook_hides_nothing() -> None:
    """Every sheet, row and column is visible; no comments, no formulas, no names, no creator."""
    workbook = load_workbook(io.BytesIO(files(public=True)["p.xlsx"]))
    assert workbook.properties.creator in (None, "")
    assert not workbook.defined_names
    for sheet in workbook.worksheets:
        assert sheet.sheet_state == "visible"
        assert not [d for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()) if d.hidden]
        assert not [c for cells in sheet.iter_rows() for c in cells if c.comment or c.data_type == "f"]


def test_public_cells_hold_no_more_than_is_shown() -> None:
    """Forecast children are whole numbers in the cell too, and pounds have no hidden pence."""
    sheet = load_workbook(io.BytesIO(files(public=True)["p.xlsx"]))["placements"]
    values = [
        c.value for cells in sheet.iter_rows(min_row=5, min_col=2) for c in cells if c.data_type == "n" and c.value
    ]
    assert values
    assert all(float(value) == int(value) for value in values)


def test_no_path_of_a_machine_stands_in_a_file() -> None:
    """No folder names, no user names."""
    text = whole(files(public=True))
    assert not re.search(r"/tmp/|/home/|/root/|[A-Z]:\\\\Users", text)
