"""CSV bytes to rows of text with their line numbers, or plain words on why the file cannot be read."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 50 * 1024 * 1024
_SAMPLE = 64 * 1024
_UTF8_BOM = b"\xef\xbb\xbf"
_OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel workbook (or another zip file)",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF file",
}
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}

SAVE_AS = "in Excel, save it as 'CSV UTF-8 (Comma delimited)'"


class NotATableError(ValueError):
    """A file cannot be read as a table; says why and what to do. `line` is where, if known."""

    def __init__(self, expected: str, line: int | None = None, found: str | None = None) -> None:
        super().__init__(expected)
        self.line = line
        self.found = found


@dataclass
class RawTable:
    """A header and rows as found; each row with its line, the header being line 1.

    `rows` is read lazily and may raise `NotATableError` on the way.
    """

    header: list[object]
    rows: Iterator[tuple[int, list[object]]]


def read_csv(data: bytes) -> RawTable:
    """Return header and rows of a CSV file: UTF-8, with or without byte-order mark, commas, any line ends.

    Raises:
        NotATableError: for an empty file, another encoding, another separator, something that is no text.
    """
    return read_text(decode(data))


def read_text(text: str) -> RawTable:
    """Return header and rows of CSV text: commas, any line ends.

    Raises:
        NotATableError: for no header, or another separator.
    """
    rows = _rows(text)
    _, header = next(rows, (1, []))
    if not any(str(name).strip() for name in header):
        raise NotATableError("a header in row 1; it is blank, or the file is empty")
    _refuse_other_separator([str(name) for name in header])
    return RawTable(header, rows)


def decode(data: bytes) -> str:
    """Return the text of UTF-8 bytes.

    Raises:
        NotATableError: if they are something else; says what they look like and what to do.
    """
    if len(data) > MOST_BYTES:
        raise NotATableError("a file of at most 50 MB")
    for start, name in _OTHER_FORMATS.items():
        if data.startswith(start):
            raise NotATableError(f"a text file; this is {name}; {SAVE_AS}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf16(data[:_SAMPLE]):
        raise NotATableError(f"UTF-8 text; this file is UTF-16 ('Unicode text'); {SAVE_AS}")
    try:
        text = data.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError as problem:
        raise _not_utf8(data, problem.start) from None
    if "\0" in text:
        raise NotATableError("a text file; this one holds zero bytes")
    return text


def _is_utf16(sample: bytes) -> bool:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    return half > 4 and max(even, odd) > 0.6 * half and min(even, odd) < 0.1 * half


def _not_utf8(data: bytes, position: int) -> NotATableError:
    sample = data[:_SAMPLE]
    control = sum(byte < 32 and byte not in (9, 10, 13) for byte in sample)
    high = sum(byte > 127 for byte in sample)
    if control > 0.01 * len(sample) or high > 0.3 * len(sample):
        return NotATableError("a text file; this one holds something else")
    line = data.count(b"\n", 0, position) + 1
    return NotATableError(f"UTF-8 text; this file is Latin-1 or Windows-1252; {SAVE_AS}", line)


def _rows(text: str) -> Iterator[tuple[int, list[object]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as problem:
            raise NotATableError(_csv_trouble(str(problem)), line) from None
        if row is None:
            return
        yield line, list(row)
        line = reader.line_num + 1


def _csv_trouble(problem: str) -> str:
    if "field larger" in problem:
        return "a cell of at most 2,000 characters; a quotation mark may be missing"
    return "quotation marks in pairs; one begins here and does not end, or ends inside a cell"


def _refuse_other_separator(header: list[str]) -> None:
    if len(header) > 1:
        return
    for mark, name in _SEPARATORS.items():
        if mark in header[0]:
            raise NotATableError(f"values separated by commas; this file was saved with {name}; {SAVE_AS}", 1)
