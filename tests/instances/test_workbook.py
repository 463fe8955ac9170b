"""Workbooks: the same instance and hash as the folder, the same faults, and archives that are refused."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from instances.reader import LoadedInstance, load
from instances.workbook_writer import write_workbook
from models.faults import InputError
from models.instance import Instance
from tests.instances.editing import read
from tests.instances.tiny import tiny_files


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> LoadedInstance:
    """The tiny instance."""
    return read(tmp_path_factory.mktemp("tiny"), tiny_files())


@pytest.fixture(scope="module")
def saved(tiny: LoadedInstance, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The tiny instance as a workbook."""
    path = tmp_path_factory.mktemp("workbook") / "tiny.xlsx"
    write_workbook(tiny.instance, path)
    return path.read_bytes()


def _edited(saved: bytes, change: Callable[[Workbook], object], path: Path) -> list[str]:
    """Return the faults of the workbook after a change made with openpyxl."""
    workbook = openpyxl.load_workbook(io.BytesIO(saved))
    change(workbook)
    workbook.save(path)
    return _faults(path)


def _faults(path: Path) -> list[str]:
    try:
        load(path)
    except InputError as error:
        return [str(fault) for fault in error.faults]
    return []


def _set(sheet: str, cell: str, value: object) -> Callable[[Workbook], object]:
    def change(workbook: Workbook) -> None:
        workbook[sheet][cell].value = value

    return change


def test_a_workbook_holds_the_same_instance(tiny: LoadedInstance, saved: bytes, tmp_path: Path) -> None:
    """Instance and hash are those of the folder; the name is that of the file."""
    path = tmp_path / "tinyshire.xlsx"
    path.write_bytes(saved)
    assert load(path) == LoadedInstance(tiny.instance, tiny.sha256, "tinyshire")


def test_what_excel_does_to_values_is_undone(tiny: LoadedInstance, saved: bytes, tmp_path: Path) -> None:
    """Numbers as text, floats for whole numbers, dates as text, a blank row, extra sheets, other cases."""

    def change(workbook: Workbook) -> None:
        workbook["needs"]["B2"].value = 1.0
        workbook["needs"]["C2"].value = " 0.2 "
        workbook["history"]["B2"].value = "31/03/2024"
        workbook["history"]["B3"].value = dt.datetime(2024, 3, 31)  # noqa: DTZ001
        workbook["deflators"].insert_rows(2)
        workbook["offers"].title = "x"
        workbook["x"].title = "Offers"
        workbook.create_sheet("read_me")["A1"].value = "hello"
        workbook.create_sheet("scratch").sheet_state = "hidden"

    assert _edited(saved, change, tmp_path / "w.xlsx") == []
    assert load(tmp_path / "w.xlsx").sha256 == tiny.sha256


def test_text_is_stored_as_text(tiny: LoadedInstance, tmp_path: Path) -> None:
    """Text that looks like an error, a number or a date comes back as it was."""
    notes = ["#N/A", "12", "2024-04-01", "TRUE", " a  b", "zwölf\nlines", "x" * 2000]
    needs = tuple(
        need.model_copy(update={"note": note.strip()})
        for need, note in zip(tiny.instance.needs * 4, notes, strict=False)
    )
    needs = tuple(need.model_copy(update={"need": f"n{n}"}) for n, need in enumerate(needs))
    instance: Instance = tiny.instance.model_copy(update={"needs": needs})
    write_workbook(instance, tmp_path / "w.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "w.xlsx")["needs"]["F"]
    assert [(cell.value, cell.data_type) for cell in cells[1:]] == [(need.note, "s") for need in needs]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "expected"),
    [
        ("needs", "B3", "two", "needs!B3, rank: found 'two': a whole number from 0 to 10,000"),
        ("needs", "B3", 2.5, "needs!B3, rank: found '2.5': a whole number from 0 to 10,000"),
        ("needs", "B3", True, "needs!B3, rank: found 'true': a whole number from 0 to 10,000"),
        ("needs", "B3", None, "needs!B3, rank: a whole number from 0 to 10,000; it is blank"),
        (
            "needs",
            "B3",
            "#N/A",
            "needs!B3, rank: found '#N/A': a whole number from 0 to 10,000; the ",
        ),
        (
            "needs",
            "B3",
            "=1+1",
            "rank: found 'a formula': a whole number from 0 to 10,000; the cell holds an ",
        ),
        ("needs", "B3", dt.date(2024, 5, 9), "needs!B3, rank: found '2024-05-09"),
        ("needs", "A3", 7, "needs!A3, need: found '7': a name of small letters"),
        ("history", "B2", dt.time(9), "history!B2, period_end: found '09:00:00': a date written"),
        ("history", "B2", dt.datetime(2024, 3, 31, 9), "it has a time of day"),  # noqa: DTZ001
        ("deflators", "A2", 2024, "found '2024': a financial year written 2024/25"),
        (
            "deflators",
            "C1",
            "sauce",
            "deflators!C1, sauce: a column of this table (did you mean so",
        ),
        (
            "deflators",
            "F2",
            "x",
            "sheet deflators, row 2: 4 values, as many as the header has columns; found",
        ),
        ("instance", "B9", "lots", "instance!B9, money.move_gbp: found 'lots': a number from 0"),
        ("instance", "B9", "=2*750", "instance!B9, money.move_gbp: found 'a formula': a number"),
        (
            "instance",
            "A9",
            "money.moves_gbp",
            "money.moves_gbp: a setting that exists (did you mean move_gbp?)",
        ),
        (
            "instance",
            "A9",
            "money.price_base",
            "instance!A9, key: found 'money.price_base': a setting that exists, e",
        ),
        ("instance", "A9", "money", "instance!A9, key: found 'money': a setting that exists, each once"),
        ("instance", "A9", "authority.id.x", "found 'authority.id.x': a setting that exists, each once"),
        ("instance", "A9", "." * 5000, "instance!A9, key: found '....."),
        ("instance", "A1", "keys", "sheet instance, row 1: a header in row 1 with the columns key, value"),
    ],
)
def test_a_wrong_cell_is_named(
    saved: bytes, tmp_path: Path, sheet: str, cell: str, value: object, expected: str
) -> None:
    """Faults are those of CSV, with sheet and cell in place of file and row."""
    told = _edited(saved, _set(sheet, cell, value), tmp_path / "w.xlsx")
    assert any(expected in fault for fault in told), told


def test_sheets_missing_unknown_and_empty(saved: bytes, tmp_path: Path) -> None:
    """Each is told; an unknown sheet gets a hint."""

    def change(workbook: Workbook) -> None:
        workbook["blocks"].title = "block"
        del workbook["instance"]
        workbook["history"].delete_rows(1, 10)

    assert _edited(saved, change, tmp_path / "w.xlsx")[:3] == [
        "sheet instance: this sheet; it is missing",
        "sheet history: a table with a header; the sheet is empty",
        "sheet blocks: this sheet; it is missing",
    ]
    assert _faults(tmp_path / "w.xlsx")[-1] == "sheet block: a table of an instance (did you mean blocks?)"


def test_two_sheets_of_one_name(saved: bytes, tmp_path: Path) -> None:
    """A space more in a name does not make another table."""
    told = _edited(saved, lambda workbook: workbook.create_sheet("needs "), tmp_path / "w.xlsx")
    assert told == ["w.xlsx: sheets with names of their own; two are called needs"]


def test_too_many_cells(saved: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells are counted while reading; a far-off cell counts all between."""
    monkeypatch.setattr("instances.workbook.MOST_CELLS", 10_000)
    told = _edited(saved, _set("needs", "XFD3", "x"), tmp_path / "w.xlsx")
    assert told == ["w.xlsx: a workbook of at most 1,000,000 cells"]


def _rezipped(saved: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def _same(_: str, content: bytes) -> bytes:
    return content


def _with_dtd(name: str, content: bytes) -> bytes:
    dtd = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    return content.replace(b"<workbook", dtd + b"<workbook", 1) if name == "xl/workbook.xml" else content


def _utf16(name: str, content: bytes) -> bytes:
    return content.decode().encode("utf-16") if name == "xl/workbook.xml" else content


def _without_workbook(name: str, content: bytes) -> bytes:
    return b"<x/>" if name == "xl/workbook.xml" else content


DAMAGED = "a workbook saved as .xlsx; this file is damaged or something else"


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda _: b"", DAMAGED),
        (lambda _: b"hello", DAMAGED),
        (lambda saved: saved[:2000], DAMAGED),
        (lambda saved: saved[:500] + b"xxxxxxxxxxxxxxxxxxxxx" + saved[521:], DAMAGED),
        (
            lambda saved: _rezipped(saved, _without_workbook),
            "a workbook with a sheet instance and a sheet for each table; this one has none of them",
        ),
        (lambda _: b"\xd0\xcf\x11\xe0" * 100, "this one has a password or the old .xls format"),
        (
            lambda saved: _rezipped(saved, _same, **{"xl/vbaProject.bin": b"x"}),
            "a workbook without macros; save it as .xlsx",
        ),
        (
            lambda saved: _rezipped(saved, _same, **{"xl/embeddings/a.bin": b"x"}),
            "a workbook without other files inside it",
        ),
        (
            lambda saved: _rezipped(saved, _same, **{"a.zip": b"x"}),
            "a workbook without other files inside it",
        ),
        (
            lambda saved: _rezipped(saved, _same, **{"a.xml": b" " * 30_000_000}),
            "a workbook saved by Excel; this one unpacks to over 200 times its size",
        ),
        (lambda saved: _rezipped(saved, _with_dtd), "this one holds XML with a DTD"),
        (lambda saved: _rezipped(saved, _utf16), "this one holds XML that is not UTF-8"),
    ],
)
def test_what_is_no_plain_workbook_is_one_fault(
    saved: bytes, tmp_path: Path, build: Callable[[bytes], bytes], expected: str
) -> None:
    """Damage, passwords, macros, files inside, bombs and DTDs are told in one line."""
    path = tmp_path / "w.xlsx"
    path.write_bytes(build(saved))
    told = _faults(path)
    assert len(told) == 1
    assert told[0].startswith("w.xlsx: a workbook")
    assert told[0].endswith(expected)


def test_a_password_or_another_packing(saved: bytes, tmp_path: Path) -> None:
    """Members marked as encrypted, and those packed by other methods, are not opened."""
    path = tmp_path / "w.xlsx"
    marked = bytearray(saved)
    marked[marked.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(marked)
    assert _faults(path) == ["w.xlsx: a workbook without a password"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.xml", "<a/>")
    assert _faults(path) == ["w.xlsx: a workbook saved by Excel; this one is packed in another way"]


def test_size_limits(saved: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook past the limit, packed or unpacked, is refused."""
    path = tmp_path / "w.xlsx"
    path.write_bytes(saved)
    monkeypatch.setattr("instances.zip_guard.MOST_UNPACKED", 1000)
    assert _faults(path) == ["w.xlsx: a workbook of at most 400 MB and 5,000 parts once unpacked"]
    monkeypatch.setattr("instances.zip_guard.MOST_BYTES", 1000)
    assert _faults(path) == ["w.xlsx: a workbook of at most 50 MB"]


def test_a_folder_named_as_a_workbook_is_a_folder(tmp_path: Path) -> None:
    """The name does not decide what it is."""
    assert read(tmp_path / "w.xlsx", tiny_files()).name == "w.xlsx"


def test_a_workbook_that_cannot_be_written(tiny: LoadedInstance, tmp_path: Path) -> None:
    """The message asks whether Excel holds it open."""
    with pytest.raises(InputError, match=r"is it open in Excel\?"):
        write_workbook(tiny.instance, tmp_path / "not" / "there.xlsx")
