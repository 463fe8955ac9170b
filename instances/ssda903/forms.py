"""The three forms of a return, CSV, Excel and XML, to raw tables: columns of categories, rows with their lines."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import defusedxml
import defusedxml.ElementTree
import numpy as np
import pandas as pd

from instances.csv_table import NotATableError, decode, read_text
from instances.ssda903.categories import blank, factorised
from instances.ssda903.files import Member
from instances.ssda903.layout import USED
from instances.ssda903.quality import Lines
from instances.workbook import Sheet, read_sheets

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TITLE_ROWS = 10
_XML_NAMES = {"CHILDID": "CHILD", "ID": "CHILD", "PL": "PLACE"}


@dataclass(frozen=True)
class RawTable:
    """A table as found, nothing judged yet.

    Attributes:
        file: file, or file and sheet.
        frame: a column of categories (text, blanks as "") for each column of the header, in capitals.
        lines: line of each row in its file, the header being line 1; the place of the record in XML.
        ragged: lines with more or fewer cells than the header, which are not in `frame`.
    """

    file: str
    frame: pd.DataFrame
    lines: Lines
    ragged: Lines


def read_form(member: Member) -> Iterator[RawTable]:
    """Yield the tables of one file.

    Raises:
        NotATableError: if it cannot be read; says why.
    """
    if member.suffix == ".xlsx":
        for name, sheet in read_sheets(member.data).items():
            yield from _sheet(f"{member.name}, sheet {name}", sheet)
    elif member.suffix == ".xml":
        yield from _xml(member)
    else:
        yield _csv(member.name, _text(member.data))


def _text(data: bytes) -> str:
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise NotATableError("text in UTF-8 or UTF-16; this file is damaged") from None
    return decode(data)


def _csv(file: str, text: str) -> RawTable:
    """Read CSV text: fast if it is regular, nearly so if some lines are ragged, else through the careful reader."""
    first, _, rest = text.partition("\n")
    try:
        header = next(csv.reader([first]), [])
        columns = _columns(rest)
        if len(columns) == len(header) and _is_regular(text, len(columns[0]) + 1, len(header)):
            frame = _used(header, columns)
            return RawTable(file, frame, np.arange(2, len(frame) + 2), np.zeros(0, dtype=np.int64))
    except (csv.Error, pd.errors.ParserError, pd.errors.EmptyDataError):
        pass
    return _unquoted_csv(file, text) or _careful_csv(file, text)


def _columns(text: str) -> list[pd.Categorical]:
    """Return the columns of text whose lines have as many cells as the first."""
    cells = pd.read_csv(
        io.StringIO(text), header=None, dtype="category", keep_default_na=False, skip_blank_lines=False
    )
    return [column.array for _, column in cells.items()]


def _unquoted_csv(file: str, text: str) -> RawTable | None:
    """Read text whose lines are rows, ragged ones put aside; None if it has quotation marks or other oddities."""
    plain = text.replace("\r\n", "\n")
    first, *rest = plain.split("\n")
    header = first.split(",")
    odd = len(header) < 2 or '"' in text or "\r" in plain
    if odd or max(map(len, (first, *rest))) > csv.field_size_limit():
        return None
    kept, lines, ragged = [], [], []
    for number, line in enumerate(rest, start=2):
        fitting = line if line.count(",") == len(header) - 1 else _cut(line, len(header))
        if not fitting.replace(",", "").strip():
            continue
        if fitting.count(",") == len(header) - 1:
            kept.append(fitting)
            lines.append(number)
        else:
            ragged.append(number)
    if not kept:
        return None
    frame = _used(header, _columns("\n".join(kept)))
    return RawTable(file, frame, np.array(lines, dtype=np.int64), np.array(ragged, dtype=np.int64))


def _cut(line: str, columns: int) -> str:
    """Return a line without the blank cells that stand past the header's."""
    cells = line.split(",")
    while len(cells) > columns and not cells[-1].strip():
        cells.pop()
    return ",".join(cells)


def _is_regular(text: str, rows: int, columns: int) -> bool:
    """Return whether every row has its cells: pandas refuses long rows, and fills short ones up without a word.

    Without quotation marks it is enough to count separators.

    Raises:
        csv.Error: if quotation marks are not in pairs.
    """
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines != rows or columns < 2:
        return False
    if '"' not in text:
        return text.count(",") == rows * (columns - 1)
    return all(len(cells) == columns for cells in csv.reader(io.StringIO(text, newline=""), strict=True))


def _careful_csv(file: str, text: str) -> RawTable:
    raw = read_text(text)
    return _from_rows(
        file, [str(name) for name in raw.header], ((line, list(map(str, row))) for line, row in raw.rows)
    )


def _sheet(file: str, sheet: Sheet) -> Iterator[RawTable]:
    """Yield the table of a sheet: its header is the first row, within ten, that names CHILD."""
    for place, (_, cells) in enumerate(sheet[:_TITLE_ROWS]):
        header = _texts(cells)
        if "CHILD" in (name.strip().upper() for name in header):
            # Excel keeps no blank cells at the end of a row.
            rows = ((number, _texts(row)) for number, row in sheet[place + 1 :])
            yield _from_rows(file, header, ((number, row + [""] * (len(header) - len(row))) for number, row in rows))
            return
    yield _from_rows(file, _texts(sheet[0][1]) if sheet else [], [])


def _texts(cells: Iterable[object]) -> list[str]:
    """Return cells as text, without blank ones at the end."""
    texts = [_cell(cell) for cell in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _from_rows(file: str, header: list[str], rows: Iterable[tuple[int, list[str]]]) -> RawTable:
    """Return a table of rows that may be ragged; blank rows are passed over, blank cells past the header too."""
    kept, lines, ragged = [], [], []
    for number, texts in rows:
        while len(texts) > len(header) and not texts[-1].strip():
            texts.pop()
        if not any(text.strip() for text in texts):
            continue
        if len(texts) == len(header):
            kept.append(texts)
            lines.append(number)
        else:
            ragged.append(number)
    columns: list[Sequence[str]] = list(zip(*kept, strict=True)) if kept else [[] for _ in header]
    frame = _used(header, [factorised(cells) for cells in columns])
    return RawTable(file, frame, np.array(lines, dtype=np.int64), np.array(ragged, dtype=np.int64))


def _used(header: Sequence[str], columns: Sequence[pd.Categorical]) -> pd.DataFrame:
    """Return the columns by name; of those that are not used the name only, their cells are not kept."""
    named = zip(_names(header), columns, strict=True)
    return pd.DataFrame({name: cells if name in USED else blank(len(cells)) for name, cells in named})


def _names(header: Sequence[str]) -> list[str]:
    """Return names of columns in capitals; one that stands twice, or is none, gets its place appended."""
    names: list[str] = []
    for place, name in enumerate(header):
        plain = name.strip().upper().replace(" ", "_")
        plain = _XML_NAMES.get(plain, plain)
        names.append(plain if plain and plain not in names else f"{plain}#{place + 1}")
    return names


def _cell(value: object) -> str:
    """Return a cell as text: days in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _xml(member: Member) -> Iterator[RawTable]:
    try:
        root = defusedxml.ElementTree.fromstring(member.data, forbid_dtd=True)
    except defusedxml.DefusedXmlException:
        raise NotATableError("XML without a DTD or entities") from None
    except (ParseError, ValueError, LookupError):
        raise NotATableError("an XML file of the return; this file is damaged or something else") from None
    headers: list[dict[str, str]] = []
    episodes: list[dict[str, str]] = []
    for child in root.iter():
        if _tag(child) == "CHILD" and len(child):
            _child(child, headers, episodes)
    for records, name in ((headers, "HEADER"), (episodes, "EPISODE")):
        columns = list(dict.fromkeys(key for record in records for key in record))
        rows = [[record.get(key, "") for key in columns] for record in records]
        yield _from_rows(f"{member.name}, {name}", columns, enumerate(rows, start=1))


def _child(child: Element, headers: list[dict[str, str]], episodes: list[dict[str, str]]) -> None:
    """Take the records of one child: leaves of HEADER, and of each EPISODE with the child's identifier."""
    parts = [part for part in child if _tag(part) == "HEADER"]
    record = {_tag(leaf): leaf.text or "" for part in parts for leaf in part.iter() if not len(leaf)}
    headers.append(record)
    for part in child:
        if _tag(part) == "EPISODE":
            own = {"CHILD": record.get("CHILD", "")}
            episodes.append(own | {_tag(leaf): leaf.text or "" for leaf in part if not len(leaf)})


def _tag(element: Element) -> str:
    name = str(element.tag).rpartition("}")[2].upper()
    return _XML_NAMES.get(name, name)
