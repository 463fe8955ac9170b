"""Zip archives that are refused: bombs, nesting, passwords, other files."""

import zipfile
from pathlib import Path

import pytest

from instances.ssda903 import files
from tests.instances.ssda903.importing import refused
from tests.instances.ssda903.test_forms import EPISODES, HEADERS, zipped


def test_archive_in_archive(tmp_path: Path) -> None:
    """No archive, and no workbook, within an archive."""
    inner = zipped(tmp_path, "inner.zip", a__csv=EPISODES.encode()).read_bytes()
    assert "a zip without archives or workbooks inside it" in refused(zipped(tmp_path, a__zip=inner))[0]
    assert "a zip without archives or workbooks inside it" in refused(zipped(tmp_path, a__xlsx=b"PK"))[0]


def test_bomb(tmp_path: Path) -> None:
    """Ten megabytes of one letter pack to a thousandth."""
    found = refused(zipped(tmp_path, a__csv=b"a" * 10_000_000))
    assert found == [
        f"{tmp_path / 'return.zip'}: a zip of ordinary tables; this one unpacks to over 200 times its size"
    ]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a gigabyte, here a thousand bytes, is not unpacked; nor a file over 50 MB."""
    path = zipped(tmp_path, a__csv=EPISODES.encode(), b__csv=HEADERS.encode())
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    assert "a zip whose files have at most 50 MB each" in refused(path)[0]
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000)
    assert "a zip of at most 1 GB and 5,000 files once unpacked" in refused(path)[0]


def test_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain file over 50 MB, here a thousand bytes, is not read."""
    (tmp_path / "a.csv").write_text(EPISODES)
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    assert refused(tmp_path / "a.csv") == [f"{tmp_path / 'a.csv'}: a file of at most 50 MB"]


def test_password(tmp_path: Path) -> None:
    """An encrypted member is refused before it is opened."""
    path = zipped(tmp_path, a__csv=EPISODES.encode())
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(data)
    assert refused(path)[0].endswith("a zip without a password")


def test_other_files(tmp_path: Path) -> None:
    """A zip holds the return and nothing else."""
    found = refused(zipped(tmp_path, a__pdf=b"x", b__csv=EPISODES.encode()))
    assert found[0].endswith("return.zip/a.pdf: only CSV and XML files in a zip; take this one out")


def test_nothing_is_unpacked_to_disk(tmp_path: Path) -> None:
    """A member whose name climbs out of the folder is a name and nothing more."""
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.pdf", b"x")
    refused(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["return.zip"]
    assert not (tmp_path.parent.parent / "escaped.pdf").exists()


def test_path_of_another_kind(tmp_path: Path) -> None:
    """A file given by name must be one of the forms."""
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert "a folder, or a file that ends in .zip, .csv, .txt, .xlsx or .xml" in refused(tmp_path / "a.pdf")[0]
