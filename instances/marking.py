"""A copy of an instance as a workbook in which every faulty cell is coloured and says what is wrong."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from instances.csv_table import NotATableError
from instances.draft import SheetPlaces
from instances.folder_sheets import folder_workbook
from instances.workbook import FAULTS, is_workbook, open_whole, sheet_name
from instances.workbook_writer import print_by_width, put, save
from models.faults import Fault, InputError, printable

_COLOUR = "FFFFB3B3"
_MARK = PatternFill("solid", fgColor=_COLOUR)
_HEAD, _TAIL = "FAULT: ", "\n(end of fault)\n"
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_MOST_NOTE = 2_000
Places = dict[tuple[str, str], list[Fault]]


def write_marked(source: Path, faults: Iterable[Fault], path: Path) -> None:
    """Write a copy of a workbook, or of a folder as a workbook, with its faults marked and listed.

    Marks of an earlier copy are taken away first. A fault without a cell of its own is marked at the head of its
    row or sheet; the sheet `faults`, which is not read, lists all.

    Args:
        source: the workbook or folder that was checked.
        faults: what was found; none for a copy without marks.
        path: where the copy goes.

    Raises:
        InputError: if `source` cannot be read at all, or the copy cannot be written.
    """
    try:
        workbook, places = (open_whole(source), {}) if is_workbook(source) else folder_workbook(source)
    except NotATableError as problem:
        raise InputError([Fault(printable(source.name), str(problem))]) from None
    _unmark(workbook)
    titles = {title.strip().lower(): title for title in workbook.sheetnames}
    found = [_located(fault, places) for fault in faults]
    for (sheet, cell), here in _by_cell(found, titles).items():
        _mark(workbook[sheet][cell], here)
    _list(workbook, found, titles)
    save(workbook, path)


def _located(fault: Fault, places: dict[str, SheetPlaces]) -> Fault:
    return places[fault.file].located(fault) if fault.cell is None and fault.file in places else fault


def _place(fault: Fault, titles: dict[str, str]) -> tuple[str, str] | None:
    """Return sheet and cell at which a fault is marked, None if it is of no sheet that is there."""
    if fault.cell is not None:
        sheet, _, cell = fault.cell.rpartition("!")
    else:
        sheet, cell = _sheet_of(fault.file), f"A{fault.row or 1}"
    return (titles[sheet], cell) if sheet in titles else None


def _sheet_of(file: str) -> str:
    return file.removeprefix(sheet_name("")).removesuffix(".csv").removesuffix(".toml")


def _by_cell(faults: list[Fault], titles: dict[str, str]) -> Places:
    found: Places = defaultdict(list)
    for fault in faults:
        if (place := _place(fault, titles)) is not None:
            found[place].append(fault)
    return found


def _mark(cell: Cell, faults: list[Fault]) -> None:
    cell.fill = _MARK
    before = "" if cell.comment is None else cell.comment.text
    words = "\n".join(str(fault) for fault in faults)[:_MOST_NOTE]
    note = Comment(_storable(f"{_HEAD}{words}{_TAIL}{before}"), "sufficiency", width=380, height=140)
    cell.comment = note


def _unmark(workbook: Workbook) -> None:
    if FAULTS in workbook.sheetnames:
        del workbook[FAULTS]
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.has_style and cell.fill.fgColor.rgb == _COLOUR:
                    cell.fill = PatternFill()
                if cell.comment is not None and cell.comment.text.startswith(_HEAD):
                    _, _, before = cell.comment.text.partition(_TAIL)
                    cell.comment = Comment(before, "sufficiency") if before else None


def _list(workbook: Workbook, faults: list[Fault], titles: dict[str, str]) -> None:
    """Put the list of all faults in front, each with a link to its cell."""
    sheet: Worksheet = workbook.create_sheet(FAULTS, 0)
    for column, width in zip("ABCD", (24, 30, 40, 90), strict=True):
        sheet.column_dimensions[column].width = width
    for place, title in enumerate(("where", "column or setting", "found", "what is expected"), start=1):
        sheet.cell(1, place, title).font = Font(name="Calibri", bold=True)
    sheet.freeze_panes = "A2"
    print_by_width(sheet)
    for row, fault in enumerate(faults, start=2):
        where = fault.cell or (fault.file if fault.row is None else f"{fault.file}, row {fault.row}")
        for place, text in enumerate((where, fault.column, fault.value, fault.expected), start=1):
            if text is not None:
                put(sheet, row, place, _storable(printable(text, 500))).alignment = _WRAPPED
        if (target := _place(fault, titles)) is not None:
            sheet.cell(row, 1).hyperlink = Hyperlink(f"A{row}", location=f"'{target[0]}'!{target[1]}")
            sheet.cell(row, 1).font = Font(name="Calibri", underline="single", color="FF0563C1")
    if not faults:
        sheet["A2"].value = "no fault found"
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0


def _storable(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
