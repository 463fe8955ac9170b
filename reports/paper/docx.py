"""The paper as a Word document: heading styles, repeated heads of tables, alternative texts, language, title."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from reports.charts.render import png
from reports.paper.document import TO_COMPLETE, Block, Grid, OpenBox, Paper, Paragraph, Picture, Points
from reports.paper.docx_table import SMALL, add_grid, add_pairs, fit
from reports.text import inert

LANGUAGE = "en-GB"
STYLES = ("Heading 1", "Caption", "List Number", "List Bullet", "Table Grid")
"""Styles that the sections need."""
APPENDIX = "exempt"
"""Key of the section that begins a page of its own, so that it can be taken out."""
A4 = (Cm(21.0), Cm(29.7))
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
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    for name, size in (("Title", 18), ("Heading 1", 15), ("Caption", 10)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), _INK
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = "Arial"
    _number_pages(section.footer.paragraphs[0], paper.status)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    rels = document.part.package.rels
    for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
        del rels[name]
    core = document.core_properties
    core.title, core.language, core.author, core.comments = paper.title, LANGUAGE, "", ""
    core.last_modified_by, core.keywords, core.subject = "", "", paper.status


def _number_pages(footer: WordParagraph, status: str) -> None:
    """Write the status and the number of the page at the foot of every page."""
    footer.add_run(f"{status}. Page ").font.size = Pt(SMALL)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number = footer.add_run("1")
    number.font.size = Pt(SMALL)
    field.append(number._r)
    footer._p.append(field)


def fill(document: WordDocument, paper: Paper) -> None:
    """Add title, the head of the report and sections to a document."""
    document.add_paragraph(paper.title, style="Title")
    document.add_paragraph().add_run(inert(paper.authority)).bold = True
    document.add_paragraph().add_run(paper.status).bold = True
    if paper.front:
        add_pairs(document, [(name, value or TO_COMPLETE) for name, value in paper.front], _text_width(document))
    add_sections(document, paper)


def add_sections(document: WordDocument, paper: Paper) -> None:
    """Add the sections to a document; a table too wide for an upright page stands on a page on its side.

    What follows it stands there too, up to the next picture or section: a page turned for each table is mostly empty.
    """
    numbers = {grid.key: number for number, grid in enumerate(paper.grids, start=1)}
    upright = _text_width(document)
    for number, section in enumerate(paper.sections, start=1):
        _turn(document, upright, on_its_side=False)
        heading = document.add_heading(f"{number}. {section.heading}", level=1)
        heading.paragraph_format.page_break_before = section.key == APPENDIX and not paper.public
        for block in section.blocks:
            _add(document, block, numbers, upright)


def _text_width(document: WordDocument) -> float:
    """Return the width of the text in cm."""
    page = document.sections[-1]
    width, left, right = page.page_width or A4[0], page.left_margin or 0, page.right_margin or 0
    return (width - left - right) / Cm(1)


def _turn(document: WordDocument, upright: float, *, on_its_side: bool) -> None:
    """Begin a new page with the long side across, or across no more, unless the page lies so already."""
    if (round(_text_width(document), 3) != round(upright, 3)) == on_its_side:
        return
    old = document.sections[-1]
    high, wide = old.page_height or A4[1], old.page_width or A4[0]
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.page_width, page.page_height = high, wide
    page.orientation = WD_ORIENT.LANDSCAPE if high > wide else WD_ORIENT.PORTRAIT


def _add(document: WordDocument, block: Block, numbers: dict[str, int], upright: float) -> None:
    match block:
        case Grid():
            set_so = fit(block, upright)
            if set_so.on_its_side:
                _turn(document, upright, on_its_side=True)
            add_grid(document, block, numbers[block.key], set_so.points, _text_width(document))
        case Paragraph():
            paragraph = document.add_paragraph(inert(block.text))
            paragraph.paragraph_format.keep_with_next = block.text.endswith(":")
        case Points():
            style = "List Number" if block.numbered else "List Bullet"
            for item in block.items:
                document.add_paragraph(inert(item), style=style)
        case OpenBox():
            _add_box(document, block)
        case Picture():
            _turn(document, upright, on_its_side=False)
            _add_picture(document, block, numbers[block.data.key])
            if not block.in_text:
                _add(document, block.data, numbers, upright)


def _add_box(document: WordDocument, box: OpenBox) -> None:
    """Add a framed paragraph that an officer writes over."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(8)
    paragraph.add_run(f"{TO_COMPLETE} ").bold = True
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
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(8)
    drawn = paragraph.add_run().add_picture(io.BytesIO(png(picture.spec, SCALE)))
    shrink = min(72 / 96 / SCALE, Cm(_text_width(document)) / drawn.width)
    drawn.width, drawn.height = round(drawn.width * shrink), round(drawn.height * shrink)
    said = drawn._inline.docPr
    said.set("descr", inert(picture.alt))
    said.set("title", picture.title)
    said.set("name", f"Chart {picture.key}")
    document.add_paragraph(f"Chart: {picture.title}. Its figures are in table {number}.", style="Caption")
