"""Tables of the Word document: their widths, the size of their type, and whether they need a page on its side."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from reports.paper.document import ONE_PAGE, Cell, Figure, Grid, shown
from reports.text import inert

LARGE, SMALL = 9.0, 8.0
"""Sizes of the type in points; none is smaller."""
_MARGINS_CM = 0.42
_CM_A_POINT = 2.54 / 72
_LETTERS = ((" .,:;'|()-/ijltfrI", 0.34), ("mwMW%", 0.92), (ascii_uppercase, 0.75))
_LETTER_EM = 0.59
"""Widths of letters over the size of the type, those of Arial with room for bold; all others are of one width."""
_NAMES_CM = {LARGE: 5.0, SMALL: 3.2}
_COLUMN_CM = {LARGE: 3.0, SMALL: 2.46}
"""Width by size of the type that the first column, and another column of text, gets at least if its texts need it."""
_HEAD_LINES = 0.72
"""Part of a head that stands in the longer of its two lines."""
_LONG_CM = 3.0
"""Width from which a column of text takes what is left of the page."""
MANY_NOTES = 4
"""Remarks up to which they are kept on the page of their table."""


@dataclass(frozen=True)
class Fit:
    """How a table is set: size of the type in points, and whether across a page on its side."""

    points: float
    on_its_side: bool


def fit(grid: Grid, width_cm: float) -> Fit:
    """Return how a table is set on an upright page of a text width: the large type, the small one, or on its side."""
    sizes = [points for points in (LARGE, SMALL) if sum(_wanted(grid, points)) <= width_cm]
    return Fit(sizes[0] if sizes else SMALL, not sizes)


def add_grid(document: WordDocument, grid: Grid, number: int, points: float, width_cm: float) -> None:
    """Add a table with its caption and remarks; its head is repeated on every page."""
    caption = document.add_paragraph(f"Table {number}: {grid.title}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(12)
    table = document.add_table(rows=len(grid.rows) + 1, cols=len(grid.head), style="Table Grid")
    _describe(table, grid.title, f"{grid.title}. Unit: {grid.unit}.")
    table.autofit = False
    widths = _widths(grid, points, width_cm)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number_of_row, row in enumerate(table.rows):
        i = number_of_row - 1
        cells = grid.rows[i] if i >= 0 else [name or "line" for name in grid.head]
        for column, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = place.paragraphs[0]
            bold = i < 0 or i in grid.totals
            _write(paragraph, shown(cell), Pt(points), bold=bold, right=grid.is_figures(column))
            paragraph.paragraph_format.keep_with_next = len(grid.rows) <= ONE_PAGE or i < 1 or i >= len(grid.rows) - 2
            place.width = widths[column]
        _keep_whole(row)
    _repeat(table.rows[0])
    told = f"Unit: {grid.unit}. Price base: {grid.price_base}. Source: {grid.source}."
    for i, remark in enumerate((told, *grid.notes)):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = i < len(grid.notes) <= MANY_NOTES
        _write(paragraph, inert(remark), Pt(SMALL), bold=False, right=False)
        paragraph.paragraph_format.space_before = Pt(3 if i == 0 else 0)
        paragraph.paragraph_format.space_after = Pt(8 if i == len(grid.notes) else 1)


def add_pairs(document: WordDocument, pairs: Sequence[tuple[str, str]], width_cm: float) -> None:
    """Add a table of names and what they are, without caption: the head of a report."""
    table = document.add_table(rows=len(pairs), cols=2, style="Table Grid")
    _describe(table, "Head of the report", "Each row is a name and what it is.")
    table.autofit = False
    widths = [Cm(width_cm * 0.32), Cm(width_cm * 0.68)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, pair in zip(table.rows, pairs, strict=True):
        for i, (place, text) in enumerate(zip(row.cells, pair, strict=True)):
            _write(place.paragraphs[0], inert(text), Pt(LARGE), bold=i == 0, right=False)
            place.width = widths[i]


def _write(paragraph: WordParagraph, text: str, size: Pt, *, bold: bool, right: bool) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = size, bold
    paragraph.paragraph_format.space_after = Pt(1)
    _mark_size(paragraph, size)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark_size(paragraph: WordParagraph, size: Pt) -> None:
    """Set the size of the paragraph's mark too: it gives a cell without text its height."""
    mark, half_points = OxmlElement("w:rPr"), OxmlElement("w:sz")
    half_points.set(qn("w:val"), str(round(size.pt * 2)))
    mark.append(half_points)
    paragraph._p.get_or_add_pPr().append(mark)


def _describe(table: WordTable, title: str, description: str) -> None:
    """Give a table its title and description for those who do not see it."""
    for name, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _repeat(row: _Row) -> None:
    """Repeat a row at the top of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _least(grid: Grid, points: float) -> list[float]:
    """Return widths in cm that break no word and no figure."""
    cells = [(name or "line", *(row[c] for row in grid.rows)) for c, name in enumerate(grid.head)]
    return [max(_cm(part, points) for cell in column for part in _unbroken(cell)) for column in cells]


def _wish(grid: Grid, points: float) -> list[float]:
    """Return widths in cm in which no cell is broken, and a head in two lines at most."""
    heads = [_cm(name, points) * _HEAD_LINES for name in grid.head]
    rows = [[_cm(shown(cell), points) for cell in row] for row in grid.rows]
    return [max(head, *(row[c] for row in rows), 0.0) for c, head in enumerate(heads)]


def _wanted(grid: Grid, points: float) -> list[float]:
    """Return widths in cm in which a table reads well: no word broken, room for some words a line."""
    return [
        least if grid.is_figures(column) else max(least, min(wish, (_COLUMN_CM if column else _NAMES_CM)[points]))
        for column, (least, wish) in enumerate(zip(_least(grid, points), _wish(grid, points), strict=True))
    ]


def _cm(text: str, points: float) -> float:
    """Return how wide a text is in a cell, in cm."""
    em = sum(next((width for letters, width in _LETTERS if c in letters), _LETTER_EM) for c in text)
    return em * points * _CM_A_POINT + _MARGINS_CM


def _widths(grid: Grid, points: float, width_cm: float) -> list[Cm]:
    """Return widths that break no word and no figure; what is left goes to the longest texts, or to all columns."""
    wanted, least = _wanted(grid, points), _least(grid, points)
    least = wanted if sum(wanted) <= width_cm else least
    wish = [max(pair) for pair in zip(_wish(grid, points), least, strict=True)]
    left = width_cm - sum(least)
    if left <= 0:
        return [Cm(n * width_cm / sum(least)) for n in least]
    over = [w - n for w, n in zip(wish, least, strict=True)]
    if sum(over) <= left:
        spare = left - sum(over)
        texts = {i: w for i, w in enumerate(wish) if not grid.is_figures(i) and w >= _LONG_CM}
        longest = max(texts, key=texts.__getitem__, default=None)
        return [
            Cm(w + (spare / len(wish) if longest is None else spare if i == longest else 0.0))
            for i, w in enumerate(wish)
        ]
    return [Cm(n + left * w / sum(over)) for n, w in zip(least, over, strict=True)]


def _unbroken(cell: Cell) -> list[str]:
    """Return the parts of a cell between which a line may break; words break after thirty letters, figures never."""
    text = shown(cell)
    return [text] if isinstance(cell, Figure) else [part[:30] for part in text.split()] or [""]
