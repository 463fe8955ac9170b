"""A look into a workbook's zip archive before anything is unpacked: bombs, macros, encryption, DTDs."""

import io
import re
import zipfile
import zlib

from instances.csv_table import NotATableError

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200
_SMALL = 1024 * 1024
_MOST_MEMBERS = 5_000
_CHUNK = 1024 * 1024
_OVERLAP = 16
_OLE = b"\xd0\xcf\x11\xe0"
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".docm", ".7z", ".rar", ".gz")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ZIP_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


def guard(data: bytes) -> bool:
    """Refuse what is no plain workbook; return whether its sheets hold formulas.

    Raises:
        NotATableError: says what is wrong with the archive.
    """
    if len(data) > MOST_BYTES:
        raise NotATableError("a workbook of at most 50 MB")
    if data.startswith(_OLE):
        raise NotATableError("a workbook saved as .xlsx; this one has a password or the old .xls format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bombs(members, len(data))
            _refuse_contents(members)
            return sum(_has_formulas(archive, member) for member in members) > 0
    except ZIP_TROUBLE as problem:
        if isinstance(problem, NotATableError):
            raise
        raise NotATableError("a workbook saved as .xlsx; this file is damaged or something else") from None


def _refuse_bombs(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise NotATableError("a workbook of at most 400 MB and 5,000 parts once unpacked")
    if swells(members, packed):
        raise NotATableError("a workbook saved by Excel; this one unpacks to over 200 times its size")


def swells(members: list[zipfile.ZipInfo], packed: int) -> bool:
    """Return whether an archive of `packed` bytes, or a member of it, unpacks to over 200 times its size."""
    sizes = [(sum(m.file_size for m in members), packed), *((m.file_size, m.compress_size) for m in members)]
    return any(size > _SMALL and size > MOST_RATIO * room for size, room in sizes)


def _refuse_contents(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        name = member.filename.lower()
        if member.flag_bits & 1:
            raise NotATableError("a workbook without a password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotATableError("a workbook saved by Excel; this one is packed in another way")
        if name.endswith("vbaproject.bin"):
            raise NotATableError("a workbook without macros; save it as .xlsx")
        if name.endswith(ARCHIVES) or "/embeddings/" in name:
            raise NotATableError("a workbook without other files inside it")


def _has_formulas(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Return whether a member is a sheet with formulas; refuse XML with a DTD or not in UTF-8."""
    if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    formulas = False
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            if not tail and (window.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in window[:200]):
                raise NotATableError("a workbook saved by Excel; this one holds XML that is not UTF-8")
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise NotATableError("a workbook saved by Excel; this one holds XML with a DTD")
            formulas = formulas or bool(_FORMULA.search(window))
            tail = window[-_OVERLAP:]
    return formulas and "worksheets/" in member.filename
