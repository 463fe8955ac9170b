"""The paper as an Excel workbook: a sheet of contents, then one a table; nothing is hidden, text is text."""

import io
import struct
from collections.abc import Sequence
from textwrap import wrap
from typing import Literal

from openpyxl import Workbook
from openpyxl.drawing.fill import Blip
from openpyxl.drawing.geometry import PresetGeometry2D
from openpyxl.drawing.image import Image
from openpyxl.drawing.picture import PictureFrame
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.charts.render import png
from reports.paper.document import Cell, Figure, FigureKind, Grid, Paper, Picture, shown
from reports.text import inert

CONTENTS = "contents"
_FORMATS: dict[FigureKind, str] = {
    "gbp": "#,##0",
    "pence": "#,##0.00",
    "saving": "#,##0;(#,##0)",
    "children": "#,##0.0",
    "whole": "#,##0",
    "share": "0.0%",
    "rate": "0.000",
}
_DIGITS: dict[FigureKind, int] = {
    "gbp": 0,
    "pence": 2,
    "saving": 0,
    "children": 1,
    "whole": 0,
    "share": 3,
    "rate": 3,
}
_HEAD = PatternFill("solid", fgColor="E8EFF5")
_RULE = Border(bottom=Side(style="thin", color="0B3C5D"))
_WIDEST, _NARROWEST = 60, 11
_NOTE, _UPRIGHT = 90, 110
"""Letters to which a note is wrapped at least; width from which a table is printed on the long side."""
_BOX = 100
"""Width of what an officer is asked for."""
_LINE = 13.5
"""Height of a line in points."""
HEAD = 4
"""Row of the heads; title, unit and source stand above it."""
ONE_PAGE = 25
"""Rows of a table that is printed on one page with its chart."""
SCALE = 2.0
"""Dots of a picture for each of its 96 an inch."""
_EMU = 9525
"""Units of the drawing for each of them."""


def stored(figure: Figure) -> float:
    """Return what a cell holds: no more digits than are shown, so that nothing is told beyond the table."""
    value = round(figure.value, _DIGITS[figure.kind]) + 0.0
    return -value if figure.kind == "saving" else value


def xlsx_file(paper: Paper) -> bytes:
    """Return the workbook."""
    workbook = Workbook()
    workbook.properties.creator = ""
    workbook.properties.title = paper.title
    workbook.properties.language = "en-GB"
    contents = workbook.worksheets[0]
    contents.title = CONTENTS
    _contents(contents, paper)
    _page(contents, wide=True)
    pictures = {block.data.key: block for block in paper.blocks() if isinstance(block, Picture)}
    for number, grid in enumerate(paper.grids, start=1):
        sheet = workbook.create_sheet(grid.key)
        _sheet(sheet, number, grid)
        if grid.key in pictures:
            sheet.add_image(_Chart(pictures[grid.key], below=sheet.max_row + 1))
            # A chart is not cut in two where table and chart fit one page.
            sheet.page_setup.fitToHeight = 1 if len(grid.rows) <= ONE_PAGE else 0
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _contents(sheet: Worksheet, paper: Paper) -> None:
    for line, text in enumerate((paper.title, paper.authority, paper.status), start=1):
        _text(sheet, line, 1, text, bold=line != 2)
    _heads(sheet, 5, ["table", "title", "sheet"])
    for number, grid in enumerate(paper.grids, start=1):
        line = 5 + number
        _text(sheet, line, 1, str(number))
        _text(sheet, line, 2, grid.title)
        _text(sheet, line, 3, grid.key)
        sheet.cell(line, 3).hyperlink = f"#'{grid.key}'!A1"
        sheet.cell(line, 3).font = _font(color="0B4F8A", underline="single")
    start = 7 + len(paper.grids)
    _heads(sheet, start, ["officer to complete", "what"])
    for line, box in enumerate(paper.boxes, start=start + 1):
        _text(sheet, line, 1, box.key)
        _text(sheet, line, 2, box.ask)
        sheet.cell(line, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(line, 1).alignment = Alignment(vertical="top")
        _height(sheet, line, [(box.ask, _BOX)])
    for column, width in zip("ABC", (22, _BOX, 18), strict=True):
        sheet.column_dimensions[column].width = width


def _sheet(sheet: Worksheet, number: int, grid: Grid) -> None:
    _text(sheet, 1, 1, f"Table {number}: {grid.title}", bold=True)
    _text(sheet, 2, 1, f"Unit: {grid.unit}. Price base: {grid.price_base}.")
    _text(sheet, 3, 1, f"Source: {grid.source}.")
    head = HEAD
    figures = [column for column in range(len(grid.head)) if grid.is_figures(column)]
    _heads(sheet, head, [name or "line" for name in grid.head], figures)
    for line, row in enumerate(grid.rows, start=head + 1):
        for column, cell in enumerate(row, start=1):
            right = grid.is_figures(column - 1)
            _put(sheet, line, column, cell, bold=line - head - 1 in grid.totals, right=right)
    widths = _fit(sheet, grid)
    # A note longer than the table would make the page, and so the table in print, as wide as itself.
    notes = [part for note in grid.notes for part in wrap(note, max(_NOTE, sum(widths)))]
    for line, note in enumerate(notes, start=head + len(grid.rows) + 2):
        _text(sheet, line, 1, note)
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    _page(sheet, wide=len(grid.head) > 5 or sum(widths) > _UPRIGHT)


def _page(sheet: Worksheet, *, wide: bool) -> None:
    """Print on A4, as wide as the sheet, on its side where that is wide."""
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fit(sheet: Worksheet, grid: Grid) -> list[int]:
    """Set widths to the longest cell, and heights where texts are wrapped; return the widths."""
    widths: list[int] = []
    for column in range(len(grid.head)):
        longest = max((len(shown(row[column])) for row in grid.rows), default=0)
        words = max((len(word) for word in grid.head[column].split()), default=0)
        widths.append(min(max(longest, words, _NARROWEST) + 2, _WIDEST))
        sheet.column_dimensions[get_column_letter(column + 1)].width = widths[-1]
    for line, row in enumerate((grid.head, *grid.rows), start=HEAD):
        _height(sheet, line, [(shown(cell), width) for cell, width in zip(row, widths, strict=True)])
    return widths


def _height(sheet: Worksheet, line: int, texts: Sequence[tuple[str, int]]) -> None:
    """Give a row the height of its longest text, wrapped to a width in letters: not every program does so itself."""
    lines = max(len(wrap(text, width)) for text, width in texts)
    if lines > 1:
        sheet.row_dimensions[line].height = _LINE * lines


def _heads(sheet: Worksheet, line: int, names: Sequence[str], figures: Sequence[int] = ()) -> None:
    for column, name in enumerate(names, start=1):
        _text(sheet, line, column, name, bold=True)
        cell = sheet.cell(line, column)
        cell.fill, cell.border = _HEAD, _RULE
        side, indent = ("right", 0) if column - 1 in figures else ("left", 1 if column > 1 else 0)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal=side, indent=indent)


def _put(sheet: Worksheet, line: int, column: int, value: Cell, *, bold: bool, right: bool) -> None:
    if isinstance(value, Figure):
        place = sheet.cell(line, column, stored(value))
        place.number_format = _FORMATS[value.kind]
        place.font = _font(bold=bold)
        place.alignment = Alignment(vertical="top")
    elif value:
        _text(sheet, line, column, value, bold=bold)
        # A text behind a figure would touch it.
        side, indent = ("right", 0) if right else ("left", 1 if column > 1 else 0)
        sheet.cell(line, column).alignment = Alignment(
            wrap_text=len(value) > _WIDEST, vertical="top", horizontal=side, indent=indent
        )


def _text(sheet: Worksheet, line: int, column: int, text: str, *, bold: bool = False) -> None:
    """Write text as text, whatever it looks like."""
    cell = sheet.cell(line, column, inert(text))
    cell.data_type = "s"
    cell.font = _font(bold=bold)


def _font(*, bold: bool = False, color: str | None = None, underline: Literal["single"] | None = None) -> Font:
    """Return the type of a cell, named: a nameless one is set in whatever a program takes."""
    return Font(name="Arial", size=10, bold=bold, color=color, underline=underline)


class _Chart(Image):
    """A chart below its table, with its alternative text."""

    def __init__(self, picture: Picture, below: int) -> None:
        self._png = png(picture.spec, SCALE)
        wide, high = struct.unpack(">II", self._png[16:24])
        self.width, self.height, self.format = round(wide / SCALE), round(high / SCALE), "png"
        frame = PictureFrame()
        said = frame.nvPicPr.cNvPr
        said.id, said.name, said.title, said.descr = 1, f"Chart {picture.key}", picture.title, inert(picture.alt)
        frame.blipFill.blip = Blip()
        frame.spPr.prstGeom = PresetGeometry2D(prst="rect")
        size = XDRPositiveSize2D(self.width * _EMU, self.height * _EMU)
        self.anchor = OneCellAnchor(_from=AnchorMarker(col=0, row=below), ext=size, pic=frame)

    def _data(self) -> bytes:
        return self._png
