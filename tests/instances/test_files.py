"""Files that are missing, in another encoding, separated otherwise, ragged or no text at all."""

import os
import time
from pathlib import Path

import pytest

from instances.columns import columns_of
from instances.reader import load, locate, packaged_names
from models.faults import InputError
from models.tables import MAY_BE_EMPTY, MAY_BE_MISSING, TABLES
from tests.instances.editing import faults_of, only_fault, read, with_rows, with_text
from tests.instances.full import full_files
from tests.instances.tiny import LEFT_OUT, tiny_files, write_files

SAVE = "in Excel, save it as 'CSV UTF-8 (Comma delimited)'"


def test_the_tiny_instance_is_sound(tmp_path: Path) -> None:
    """It loads, under the folder's name, every table with its rows."""
    loaded = read(tmp_path / "tinyshire", tiny_files())
    assert loaded.name == "tinyshire"
    assert len(loaded.sha256) == 64
    assert len(loaded.instance.entries) == 48
    assert [name for name in TABLES if not loaded.instance.rows(name)] == [
        name for name in TABLES if name in LEFT_OUT
    ]


def test_the_full_instance_is_sound(tmp_path: Path) -> None:
    """Every table has rows, and every optional column something else than its default in one of them."""
    loaded = read(tmp_path, full_files())
    # A plan that begins in April has all of its first year left.
    assert [name for name in TABLES if not loaded.instance.rows(name)] == ["left_of_year"]
    for name, model in TABLES.items():
        for column in columns_of(model).values():
            values = {getattr(row, column.name) for row in loaded.instance.rows(name)}
            assert column.name == "note" or not column.may_be_missing or values != {column.default}, column.name


def test_packaged_instances_load() -> None:
    """Every instance in the package is free of faults."""
    for name in packaged_names():
        assert load(name).name == name


def test_a_packaged_name_that_is_also_a_path_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user says which one is meant."""
    monkeypatch.setattr("instances.reader.PACKAGED", tmp_path / "package")
    write_files(tmp_path / "package" / "tinyshire", tiny_files())
    monkeypatch.chdir(tmp_path)
    assert packaged_names() == ["tinyshire"]
    assert load("tinyshire").name == "tinyshire"
    (tmp_path / "tinyshire").mkdir()
    with pytest.raises(InputError, match=r"packaged name and a path here: write \./tinyshire"):
        load("tinyshire")
    write_files(tmp_path / "tinyshire", tiny_files())
    assert load("./tinyshire") == load(Path("tinyshire"))


@pytest.mark.parametrize("reference", ["nowhere", "", "a\0b", "x" * 5000, "\x1b[31m"])
def test_a_reference_to_nothing(reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Impossible names are one fault, cut and cleaned."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"a folder, an \.xlsx workbook or a packaged name") as caught:
        load(reference)
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    """A CSV file by itself is no instance; nor is a folder without any of the files."""
    (tmp_path / "offers.csv").write_text("offer\n")
    with pytest.raises(InputError, match=r"a folder with instance.toml, or a workbook saved as .xlsx"):
        locate(tmp_path / "offers.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="this folder has none of them") as caught:
        load(tmp_path / "empty")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("name", sorted(set(tiny_files()) - {f"{table}.csv" for table in MAY_BE_MISSING}))
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    """Each file but those of optional tables must be there; its absence is one fault."""
    files = tiny_files()
    del files[name]
    assert only_fault(tmp_path, files) == f"{name}: this file; it is missing"


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """A folder called offers.csv is a missing file."""
    files = tiny_files()
    del files["offers.csv"]
    (tmp_path / "offers.csv").mkdir()
    assert only_fault(tmp_path, files) == "offers.csv: this file; it is missing"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a file its owner may not read")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    """A locked file is a fault with advice."""
    folder = write_files(tmp_path / "a", tiny_files())
    (folder / "offers.csv").chmod(0)
    with pytest.raises(InputError, match="close it where it is open"):
        load(folder)


def test_an_unknown_table_gets_a_hint(tmp_path: Path) -> None:
    """A CSV file that is no table is a fault with the nearest table's name; other files are let be."""
    files = {**tiny_files(), "offer.csv": "a,b\n", "README.md": "hello", "~notes.txt": "x"}
    assert only_fault(tmp_path, files) == "offer.csv: a table of an instance (did you mean offers?)"


def test_an_unknown_column_and_a_missing_one(tmp_path: Path) -> None:
    """A misspelt column is both, with a hint; the rest of the table is still read."""
    files = with_text(tiny_files(), "needs.csv", "escalation_share", "escalation_shares")
    files = with_text(files, "needs.csv", "high,2", "high,two")
    assert [str(fault) for fault in faults_of(tmp_path, files)] == [
        "needs.csv, row 1, escalation_shares: a column of this table (did you mean escalation_share?)",
        "needs.csv, row 1, escalation_share: this column; it is missing",
        "needs.csv, row 3, rank: found 'two': a whole number from 0 to 10,000",
    ]


def test_a_column_twice(tmp_path: Path) -> None:
    """A duplicate column is a fault of the header."""

    def double(rows: list[list[str]]) -> None:
        for row in rows:
            row.append(row[1])

    files = with_rows(tiny_files(), "needs", double)
    assert only_fault(tmp_path, files) == "needs.csv, row 1, rank: each column once"


def test_the_column_note_may_be_left_out(tmp_path: Path) -> None:
    """Remarks are not required."""
    files = with_rows(tiny_files(), "needs", lambda rows: [row[:-1] for row in rows])
    assert not faults_of(tmp_path, files)


def test_a_header_that_is_none(tmp_path: Path) -> None:
    """Where no column is known the first line is no header: one fault, whatever follows."""
    files = {**tiny_files(), "deflators.csv": "2024/25,0.02,x\n" * 50}
    assert only_fault(tmp_path, files) == (
        "deflators.csv, row 1: found '2024/25,0.02,x': "
        "a header in row 1 with the columns financial_year, deflator_share, source, note"
    )


@pytest.mark.parametrize("content", ["", "\n\n", "   ", "\ufeff"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    """Nothing at all is one fault, also in tables that may have no rows."""
    fault = only_fault(tmp_path, {**tiny_files(), "history.csv": content})
    assert fault == "history.csv: a header in row 1; it is blank, or the file is empty"


@pytest.mark.parametrize("name", TABLES)
def test_a_header_without_rows(tmp_path: Path, name: str) -> None:
    """A fault of the file in tables that need rows, and not in those that may be empty or missing."""
    files = tiny_files()
    files[f"{name}.csv"] = ",".join(columns_of(TABLES[name])) + "\n"
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    assert (f"{name}.csv: at least one row below the header" in told) == (name not in MAY_BE_EMPTY)


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_separator_is_named(tmp_path: Path, mark: str, name: str) -> None:
    """Semicolons, as Excel saves in other countries, and tabs: one fault that says so."""
    files = tiny_files()
    files["needs.csv"] = files["needs.csv"].replace(",", mark)
    assert only_fault(tmp_path, files) == (
        f"needs.csv, row 1: values separated by commas; this file was saved with {name}; {SAVE}"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_named(tmp_path: Path, encoding: str) -> None:
    """Excel's 'Unicode text' is recognised with and without its mark."""
    files: dict[str, str | bytes] = dict(tiny_files())
    files["offers.csv"] = tiny_files()["offers.csv"].encode(encoding)
    expected = f"UTF-8 text; this file is UTF-16 ('Unicode text'); {SAVE}"
    assert only_fault(tmp_path, files) == f"offers.csv: {expected}"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin1_is_named_with_its_row(tmp_path: Path, encoding: str) -> None:
    """A pound sign in Excel's plain CSV is the usual cause; the row is that of the first such character."""
    text = tiny_files()["needs.csv"].replace("higher needs", "needs over £5,000".replace(",", ""))
    files: dict[str, str | bytes] = {**tiny_files(), "needs.csv": text.encode(encoding)}
    expected = f"UTF-8 text; this file is Latin-1 or Windows-1252; {SAVE}"
    assert only_fault(tmp_path, files) == f"needs.csv, row 3: {expected}"


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"PK\x03\x04", "Excel workbook"), (b"\xd0\xcf\x11\xe0", "old Excel"), (b"%PDF-1.7", "a PDF")],
)
def test_other_formats_are_named(tmp_path: Path, start: bytes, kind: str) -> None:
    """A workbook renamed to .csv is called a workbook."""
    files: dict[str, str | bytes] = {**tiny_files(), "needs.csv": start + b"\x00\x01\x02" * 100}
    assert kind in only_fault(tmp_path, files)


def test_ten_megabytes_of_rubbish_are_one_fault_and_fast(tmp_path: Path) -> None:
    """Random bytes in two files: a fault each, in no time."""
    rubbish = os.urandom(10 * 1024 * 1024)
    files: dict[str, str | bytes] = {**tiny_files(), "offers.csv": rubbish, "instance.toml": rubbish}
    begin = time.process_time()
    found = faults_of(tmp_path, files)
    assert [(fault.file, fault.row) for fault in found] == [("instance.toml", None), ("offers.csv", None)]
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("line", [b"x" * 100 + b"\n", b"a,b\n", b'"\n', b"\0", b",\n"])
def test_ten_megabytes_of_plain_rubbish(tmp_path: Path, line: bytes) -> None:
    """Letters, commas, open quotes and zeros: one fault, fast."""
    files: dict[str, str | bytes] = {**tiny_files(), "offers.csv": line * (10 * 1024 * 1024 // len(line))}
    begin = time.process_time()
    assert only_fault(tmp_path, files).startswith("offers.csv")
    assert time.process_time() - begin < 3


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files past the limit are not read further."""
    monkeypatch.setattr("instances.csv_table.MOST_BYTES", 4_000)
    monkeypatch.setattr("instances.reader.MOST_BYTES", 4_000)
    files = with_rows(tiny_files(), "calibration", lambda rows: [*rows, *[["x"] * len(rows[0])] * 3000])
    expected = "calibration.csv: a file of at most 50 MB"
    assert expected in [str(fault) for fault in faults_of(tmp_path, files)]


def test_ragged_rows(tmp_path: Path) -> None:
    """A row with a value too many or too few is a fault of that row; trailing blanks are not counted."""
    files = tiny_files()
    files["deflators.csv"] = (
        "financial_year,deflator_share,source,note\n2024/25,0.02,a document,,,\n2025/26,0.02\n2026/27,0.02,a,b,c\n"
    )
    assert [str(fault) for fault in faults_of(tmp_path, files)] == [
        "deflators.csv, row 3: 4 values, as many as the header has columns; found 2",
        "deflators.csv, row 4: 4 values, as many as the header has columns; found 5",
    ]


def test_blank_rows_and_columns_that_excel_leaves(tmp_path: Path) -> None:
    """Rows and columns without any value are passed over, and rows keep their numbers."""
    files = with_rows(
        tiny_files(),
        "deflators",
        lambda rows: [[*row, "", ""] for row in (rows[0], [""] * 4, rows[1], [""] * 4)],
    )
    assert not faults_of(tmp_path / "sound", files)
    files = with_text(files, "deflators.csv", "0.02", "x")
    assert only_fault(tmp_path / "not", files).startswith("deflators.csv, row 3, deflator_share: found 'x'")


def test_a_value_under_a_blank_header(tmp_path: Path) -> None:
    """A column without a name may not hold anything."""
    files = with_rows(tiny_files(), "deflators", lambda rows: [[*rows[0], ""], *([*row, "x"] for row in rows[1:])])
    expected = "nothing in a column without a name in the header"
    assert only_fault(tmp_path, files) == f"deflators.csv, row 2: found 'x': {expected}"


def test_quoted_newlines_keep_row_numbers_right(tmp_path: Path) -> None:
    """Rows are counted by lines of the file, so that an editor finds them."""
    files = with_text(tiny_files(), "needs.csv", "lower needs", '"lower\nneeds\nof all"')
    assert not faults_of(tmp_path / "a", files)
    files = with_text(files, "needs.csv", "high,2", "high,two")
    assert only_fault(tmp_path / "b", files).startswith("needs.csv, row 5, rank")
    crlf = {name: text.replace("\n", "\r\n").encode() for name, text in files.items()}
    assert only_fault(tmp_path / "c", crlf).startswith("needs.csv, row 5, rank")


@pytest.mark.parametrize("cell", ['"lower needs', '"lower" needs'])
def test_quotation_marks_that_do_not_match(tmp_path: Path, cell: str) -> None:
    """The fault is at the row where the mark stands."""
    files = with_text(tiny_files(), "needs.csv", "lower needs", cell)
    expected = "quotation marks in pairs; one begins here and does not end, or ends inside a cell"
    assert only_fault(tmp_path, files) == f"needs.csv, row 2: {expected}"


def test_a_cell_beyond_all_bounds(tmp_path: Path) -> None:
    """A cell of 200,000 characters stops the file, not the program."""
    files = with_text(tiny_files(), "needs.csv", "lower needs", "x" * 200_000)
    assert only_fault(tmp_path, files).startswith("needs.csv, row 2: a cell of at most 2,000 characters")
