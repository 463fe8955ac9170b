"""The paper as a Word document: heading styles, repeated heads of tables, alternative texts, language, title."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from reports.charts.render import png
from reports.paper.document import Block, Cell, Figure, Grid, OpenBox, Paper, Paragraph, Picture, Points, shown
from reports.text import inert

LANGUAGE = "en-GB"
STYLES = ("Heading 1", "Caption", "List Number", "List Bullet", "Table Grid")
"""Styles that the sections need."""
_WIDTH_CM = 17.4
_MARGINS_CM = 0.42
_CM_A_POINT = 2.54 / 72
_LETTER_EM = 0.62
"""Width of a letter over the size of the type, with room for capitals and bold."""
SCALE = 2.5
"""Dots of a picture for each of its 96 an inch."""
_INK = RGBColor(0x0B, 0x3C, 0x5D)


def docx_file(paper: Paper) -> bytes:
    """Return the document."""
    document = Document()
    _prepare(document, paper)
    fill(document, paper)
    return saved(document)


def saved(document: WordDocument) -> bytes:
    """Return a document as the bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _prepare(document: WordDocument, paper: Paper) -> None:
    """Set page, styles, language and properties; no author is named."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    for name, size in (("Title", 20), ("Heading 1", 15), ("Caption", 10)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), _INK
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = "Arial"
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    rels = document.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[name]
    core = document.core_properties
    core.title, core.language, core.author, core.comments = paper.title, LANGUAGE, "", ""
    core.last_modified_by, core.keywords, core.subject = "", "", paper.status


def fill(document: WordDocument, paper: Paper) -> None:
    """Add title and sections to a document."""
    document.add_paragraph(paper.title, style="Title")
    document.add_paragraph(inert(paper.authority))
    document.add_paragraph().add_run(paper.status).bold = True
    add_sections(document, paper)


def add_sections(document: WordDocument, paper: Paper) -> None:
    """Add the sections to a document."""
    numbers = {grid.key: number for number, grid in enumerate(paper.grids, start=1)}
    for number, section in enumerate(paper.sections, start=1):
        document.add_heading(f"{number}. {section.heading}", level=1)
        for block in section.blocks:
            _add(document, block, numbers)


def _add(document: WordDocument, block: Block, numbers: dict[str, int]) -> None:
    match block:
        case Paragraph():
            document.add_paragraph(inert(block.text))
        case Points():
            style = "List Number" if block.numbered else "List Bullet"
            for item in block.items:
                document.add_paragraph(inert(item), style=style)
        case OpenBox():
            _add_box(document, block)
        case Grid():
            _add_grid(document, block, numbers[block.key])
        case Picture():
            _add_picture(document, block, numbers[block.data.key])


def _add_box(document: WordDocument, box: OpenBox) -> None:
    """Add a framed paragraph that an officer writes over."""
    paragraph = document.add_paragraph()
    paragraph.add_run("Officer to complete. ").bold = True
    paragraph.add_run(box.ask)
    frame = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right", "between"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "dashed"), ("sz", "8"), ("space", "4"), ("color", "7A4B00")):
            line.set(qn(f"w:{name}"), value)
        frame.append(line)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(frame, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add_picture(document: WordDocument, picture: Picture, number: int) -> None:
    drawn = document.add_paragraph().add_run().add_picture(io.BytesIO(png(picture.spec, SCALE)))
    shrink = min(72 / 96 / SCALE, Cm(_WIDTH_CM) / drawn.width)
    drawn.width, drawn.height = round(drawn.width * shrink), round(drawn.height * shrink)
    said = drawn._inline.docPr
    said.set("descr", inert(picture.alt))
    said.set("title", picture.title)
    said.set("name", f"Chart {picture.key}")
    document.add_paragraph(f"Chart: {picture.title}. Its figures are in table {number}.", style="Caption")
    if not picture.in_text:
        _add_grid(document, picture.data, number)


def _add_grid(document: WordDocument, grid: Grid, number: int) -> None:
    caption = document.add_paragraph(f"Table {number}: {grid.title}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(12)
    table = document.add_table(rows=len(grid.rows) + 1, cols=len(grid.head), style="Table Grid")
    points = 9.0 if len(grid.head) < 6 else 8.0 if len(grid.head) < 8 else 7.0
    _describe(table, grid)
    table.autofit = False
    widths = _widths(grid, points)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number_of_row, row in enumerate(table.rows):
        i = number_of_row - 1
        cells = grid.rows[i] if i >= 0 else [name or "line" for name in grid.head]
        for column, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            right = isinstance(cell, Figure) or (i < 0 and grid.is_figures(column))
            _write(place.paragraphs[0], shown(cell), Pt(points), bold=i < 0 or i in grid.totals, right=right)
            place.width = widths[column]
        _keep_whole(row)
    _repeat(table.rows[0])
    remark = f"Unit: {grid.unit}. Price base: {grid.price_base}. Source: {grid.source}. {' '.join(grid.notes)}"
    _write(document.add_paragraph(), inert(remark.strip()), Pt(8), bold=False, right=False)


def _write(paragraph: WordParagraph, text: str, size: Pt, *, bold: bool, right: bool) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = size, bold
    paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _describe(table: WordTable, grid: Grid) -> None:
    """Give a table its title and description for those who do not see it."""
    for name, text in (("w:tblCaption", grid.title), ("w:tblDescription", f"{grid.title}. Unit: {grid.unit}.")):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _repeat(row: _Row) -> None:
    """Repeat a row at the top of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _widths(grid: Grid, points: float) -> list[Cm]:
    """Return widths that break no word and no figure, what is left of the page going where texts are longest."""
    letter = points * _LETTER_EM * _CM_A_POINT
    least, wish = [], []
    for c, name in enumerate(grid.head):
        cells = [row[c] for row in grid.rows]
        words = [part for cell in (name or "line", *cells) for part in _unbroken(cell)]
        least.append(max(map(len, words)) * letter + _MARGINS_CM)
        wish.append(max((len(shown(cell)) for cell in cells), default=len(name)) * letter + _MARGINS_CM)
    over = [max(w - n, 0.0) for w, n in zip(wish, least, strict=True)]
    left = _WIDTH_CM - sum(least)
    if left <= 0:
        return [Cm(n * _WIDTH_CM / sum(least)) for n in least]
    weights = over if sum(over) else [1.0, *(0.0 for _ in over[1:])]
    return [Cm(n + left * w / sum(weights)) for n, w in zip(least, weights, strict=True)]


def _unbroken(cell: Cell) -> list[str]:
    """Return the parts of a cell between which a line may break; words break after thirty letters, figures never."""
    text = shown(cell)
    return [text] if isinstance(cell, Figure) else [part[:30] for part in text.split()] or [""]
