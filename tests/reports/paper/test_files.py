"""Word, Excel and HTML hold the same tables, and are what assistive technology needs."""

import io
import re
import zipfile
from functools import cache

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.section import Section as WordSection
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from reports.paper.document import Figure, Grid, Paper, Paragraph, Picture, Section, shown
from reports.paper.docx import docx_file
from reports.paper.docx_table import Fit, fit
from reports.paper.html import html_file
from reports.paper.xlsx import stored, xlsx_file
from tests.reports.paper.samples import paper


@cache
def word() -> WordDocument:
    """The Word file, read back."""
    return Document(io.BytesIO(docx_file(paper())))


@cache
def excel() -> Workbook:
    """The workbook, read back."""
    return load_workbook(io.BytesIO(xlsx_file(paper())))


@cache
def page() -> str:
    """The page."""
    return html_file(paper()).decode()


def small(*blocks: Grid | Paragraph) -> Paper:
    """A paper of one section."""
    return Paper("Title", "Council", "status", False, [Section("one", "One", blocks)])


def wide(key: str, title: str) -> Grid:
    """A table of fourteen columns of money."""
    head = ["line", *(f"column {i}" for i in range(13))]
    return Grid(key, title, head, [["text", *(Figure(1_234_567.0, "gbp") for _ in head[1:])]], "u", "p", "s")


@cache
def turned() -> WordDocument:
    """A paper with wide tables among other blocks."""
    narrow = Grid("narrow", "Narrow", ["a", "b"], [["one", "two"]], "u", "p", "s")
    drawn = next(block for block in paper().blocks() if isinstance(block, Picture) and block.in_text)
    blocks = (
        *(Paragraph("before"), wide("wide", "Wide"), Paragraph("between"), narrow),
        *(drawn, wide("again", "Wide again")),
    )
    sections = [Section("one", "One", blocks), Section("two", "Two", [Paragraph("after")])]
    return Document(io.BytesIO(docx_file(Paper("Title", "Council", "status", False, sections))))


def page_texts(page: WordSection) -> list[WordParagraph]:
    """The paragraphs of a section, tables apart."""
    return [block for block in page.iter_inner_content() if isinstance(block, WordParagraph)]


def hostile() -> Grid:
    """A table whose texts look like markup and formulas."""
    rows = [["=1+1", "<img src=x onerror=alert(1)>"], ["{{ 7 * 7 }}", "a\x1b[31mb"]]
    return Grid("bad", "Bad & <b>", ["", "text"], rows, "u", "p", "s")


def test_word_tables_are_the_papers_tables_in_order() -> None:
    """Cell by cell; tables behind charts stand once."""
    for table, grid in zip(word().tables[1:], paper().grids, strict=True):
        assert [cell.text for cell in table.rows[0].cells] == [name or "line" for name in grid.head]
        assert [cell.text for cell in table.rows[1].cells] == [shown(cell) for cell in grid.rows[0]]
        assert len(table.rows) == len(grid.rows) + 1


def test_word_tables_repeat_their_head_and_are_described() -> None:
    """On every page; with a title for those who do not see them."""
    for table, grid in zip(word().tables[1:], paper().grids, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == grid.title
    assert word().tables[0]._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Head of the report"


def test_word_has_headings_title_language_and_alternative_texts() -> None:
    """Styles, not bold type; one alternative text a chart."""
    document = word()
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == [f"{i}. {section.heading}" for i, section in enumerate(paper().sections, start=1)]
    assert document.core_properties.title == paper().title
    assert document.core_properties.language == "en-GB"
    said = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert said == [block.alt for block in paper().blocks() if isinstance(block, Picture)]


def test_word_pictures_and_tables_fit_the_page() -> None:
    """A4 less margins, upright or on its side: a table may be narrower, never wider; no type is under 8 points."""
    pages = [*word().sections, *turned().sections]
    first = pages[0].page_width - pages[0].left_margin - pages[0].right_margin
    assert all(shape.width <= first for shape in word().inline_shapes)
    for page in pages:
        width = page.page_width - page.left_margin - page.right_margin
        for table in (block for block in page.iter_inner_content() if isinstance(block, WordTable)):
            assert sum(column.width for column in table.columns) <= width * 1.01
            runs = [run for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs]
            assert min(run.font.size.pt for run in runs) >= 8.0


def test_a_wide_table_stands_on_a_page_on_its_side() -> None:
    """With what follows it up to the next picture or section, so that no page is turned for one table alone."""
    sizes = [(round(page.page_width.cm, 1), round(page.page_height.cm, 1)) for page in turned().sections]
    assert sizes == [(21.0, 29.7), (29.7, 21.0), (21.0, 29.7), (29.7, 21.0), (21.0, 29.7)]
    upright, aside, pictured, again, last = ([p.text for p in page_texts(page)] for page in turned().sections)
    assert "before" in upright
    assert {"Table 1: Wide", "between", "Table 2: Narrow"} <= set(aside)
    assert any(text.startswith("Chart: ") for text in pictured)
    assert "Table 4: Wide again" in again
    assert {"2. Two", "after"} <= set(last)


def test_what_belongs_together_stays_on_one_page() -> None:
    """A short table with its first remark, a sentence that leads to a table; not the rows of a long table."""
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in turned().tables[0].rows[-1].cells)
    long = Grid("long", "Long", ["a"], [[str(i)] for i in range(40)], "u", "p", "s")
    document = Document(io.BytesIO(docx_file(small(Paragraph("As follows:"), Paragraph("Full stop."), long))))
    kept = {p.text: p.paragraph_format.keep_with_next for p in document.paragraphs}
    assert (kept["As follows:"], bool(kept["Full stop."])) == (True, False)
    rows = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows]
    assert (rows[0], bool(rows[20]), rows[-1]) == (True, False, True)


def test_the_exempt_appendix_can_be_taken_out() -> None:
    """It begins a page of its own; what the public reads of it does not."""
    for for_public in (False, True):
        sections = [Section("one", "One", [Paragraph("x")]), Section("exempt", "Exempt", [Paragraph("y")])]
        document = Document(io.BytesIO(docx_file(Paper("Title", "Council", "status", for_public, sections))))
        heading = [p for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"][-1]
        assert bool(heading.paragraph_format.page_break_before) is not for_public


def test_the_size_of_the_type_follows_the_columns() -> None:
    """Few columns are large, more are small, many stand on their side."""
    sets = []
    for columns in (4, 9, 13):
        head = [f"column {i}" for i in range(columns)]
        rows = [["a line of text", *(Figure(1_234_567.0, "gbp") for _ in head[1:])]]
        sets.append(fit(Grid("k", "t", head, rows, "pounds", "none", "here"), 17.4))
    assert sets == [Fit(9.0, False), Fit(8.0, False), Fit(8.0, True)]


def test_every_page_says_whether_it_is_exempt() -> None:
    """Status and number at the foot."""
    assert word().sections[-1].footer.paragraphs[0].text.startswith("Not for publication")


def test_every_box_is_in_word_and_page() -> None:
    """An officer finds each of them, those at the head of the report line by line."""
    text = "\n".join(p.text for p in word().paragraphs)
    front, *others = paper().boxes
    for box in others:
        assert f"Officer to complete. {box.ask}" in text
    head = [[cell.text for cell in row.cells] for row in word().tables[0].rows]
    assert head == [[name, value or "Officer to complete."] for name, value in paper().front]
    still_open = [name for name, value in paper().front if not value]
    assert front.key == "front"
    assert page().count("Officer to complete.") == len(others) + len(still_open)


def test_excel_has_a_sheet_a_table_with_numbers_as_numbers() -> None:
    """Head in row 4, figures from row 5, rounded as shown."""
    assert excel().sheetnames == ["contents", *(grid.key for grid in paper().grids)]
    for grid in paper().grids:
        sheet = excel()[grid.key]
        for cell, found in zip(grid.rows[0], sheet[5], strict=True):
            expected = stored(cell) if isinstance(cell, Figure) else (cell or None)
            assert found.value == expected


def test_excel_says_unit_price_base_and_source() -> None:
    """In rows 2 and 3 of every sheet."""
    for grid in paper().grids:
        sheet = excel()[grid.key]
        assert sheet["A2"].value == f"Unit: {grid.unit}. Price base: {grid.price_base}."
        assert sheet["A3"].value == f"Source: {grid.source}."


def test_wrapped_rows_are_high_enough_in_excel() -> None:
    """A text of 150 letters in a column of 60 takes three lines at least; a short one none of its own."""
    rows = [["one", "word " * 30], ["two", "word"]]
    sheet = load_workbook(io.BytesIO(xlsx_file(small(Grid("h", "H", ["a", "b"], rows, "u", "p", "s")))))["h"]
    assert sheet.row_dimensions[5].height >= 3 * 12
    assert sheet.row_dimensions[6].height is None


def test_excel_prints_whole_tables() -> None:
    """As wide as a page of A4, the head on each; notes are no wider than their table, so that it is not shrunk."""
    for sheet in excel().worksheets:
        assert (sheet.page_setup.paperSize, sheet.sheet_properties.pageSetUpPr.fitToPage) == (9, True)
    note = "a remark of many words " * 20
    grid = Grid("n", "N", ["a", "b"], [["x", Figure(1.0, "gbp")]], "u", "p", "s", notes=[note])
    sheet = load_workbook(io.BytesIO(xlsx_file(small(grid))))["n"]
    notes = [str(row[0].value) for row in sheet.iter_rows(min_row=7) if row[0].value]
    assert " ".join(notes) == note.strip()
    assert max(map(len, notes)) <= 90
    assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value} == {"Arial"}


def test_charts_stand_below_their_tables_in_excel_with_their_words() -> None:
    """One picture a chart, read back from the drawing."""
    drawn = [block for block in paper().blocks() if isinstance(block, Picture)]
    with zipfile.ZipFile(io.BytesIO(xlsx_file(paper()))) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/drawings/drawing")]
    assert len(parts) == len(drawn)
    assert {re.findall(r'title="([^"]*)"', part)[0] for part in parts} == {item.title for item in drawn}
    assert all("descr=" in part for part in parts)


def test_a_saving_is_negative_in_excel_and_shown_in_brackets() -> None:
    """12.6 pounds saved: -13, (13)."""
    assert stored(Figure(12.6, "saving")) == -13
    grid = Grid("s", "S", ["", "x"], [["a", Figure(12.6, "saving")]], "u", "p", "s")
    cell = load_workbook(io.BytesIO(xlsx_file(small(grid))))["s"]["B5"]
    assert (cell.value, cell.number_format) == (-13, "#,##0;(#,##0)")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """In Excel."""
    sheet = load_workbook(io.BytesIO(xlsx_file(small(hostile()))))["bad"]
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")
    assert sheet["B6"].value == "a\\x1b[31mb"


def test_hostile_text_is_escaped_in_the_page() -> None:
    """Markup and braces are shown as they are."""
    text = html_file(small(hostile(), Paragraph("<script>alert(1)</script>"))).decode()
    assert "<img src=x" not in text
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7 * 7 }}" in text


def test_hostile_text_is_text_in_word() -> None:
    """The document opens and holds it."""
    document = Document(io.BytesIO(docx_file(small(hostile()))))
    assert document.tables[0].cell(1, 1).text == "<img src=x onerror=alert(1)>"
    assert document.tables[0].cell(2, 1).text == "a\\x1b[31mb"


def test_the_page_can_run_and_fetch_nothing() -> None:
    """No script, no address outside, and a policy that forbids both."""
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in page()
    assert "<script" not in page()
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page())


def test_the_page_says_language_captions_and_scopes() -> None:
    """Every table has a caption, and every head of it a scope."""
    assert '<html lang="en-GB">' in page()
    assert page().count("<caption") == page().count("<table") == len(paper().grids)
    heads = re.findall(r"<th[ >][^>]*", page())
    assert heads
    assert all("scope=" in head for head in heads)
