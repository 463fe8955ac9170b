"""A council's own Word template: filled in a sandbox, refused with macros or anything from outside."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docxtpl import DocxTemplate
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from models.faults import Fault, InputError
from reports.paper.document import Paper, Points
from reports.paper.docx import STYLES, add_sections, saved

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
_MACROS = ("vbaproject.bin", "vbadata.xml")
_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, KeyError)


class _RefusedError(ValueError):
    """A template cannot be used; the message says what was expected."""


def from_template(paper: Paper, template: Path) -> bytes:
    """Return the template with its names filled in, and the sections of the paper after its own text.

    Names that a template may use: `title`, `authority`, `status`, `recommendations` (a list), `boxes` (a list with
    `key` and `ask`).

    Raises:
        InputError: if the template cannot be read, holds macros or external relationships, uses a name that there is
            not, or lacks a style that the paper needs.
    """
    try:
        data = _read(template)
        _guard(data)
        document = _filled(paper, data)
        missing = [name for name in STYLES if name not in {style.name for style in document.styles}]
        if missing:
            raise _RefusedError(f"a Word template with the style {missing[0]!r}")
        add_sections(document, paper)
        return saved(document)
    except _RefusedError as error:
        raise InputError([Fault(str(template), str(error))]) from None


def _filled(paper: Paper, data: bytes) -> WordDocument:
    """Return the template with its names filled in; whatever it asks beyond them is refused."""
    filled = DocxTemplate(io.BytesIO(data))
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, loader=DictLoader({}))
    try:
        filled.render(_names(paper), environment, autoescape=True)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        expected = "a template that uses only title, authority, status, recommendations, boxes"
        raise _RefusedError(f"{expected} ({error})") from error
    document: WordDocument = filled.docx
    return document


def _names(paper: Paper) -> dict[str, Any]:
    items = [
        item
        for block in paper.sections[0].blocks
        if isinstance(block, Points) and block.numbered
        for item in block.items
    ]
    return {
        "title": paper.title,
        "authority": paper.authority,
        "status": paper.status,
        "recommendations": items,
        "boxes": [{"key": box.key, "ask": box.ask} for box in paper.boxes],
    }


def _read(template: Path) -> bytes:
    try:
        with template.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise _RefusedError(f"a file that can be read ({error.strerror})") from error
    if len(data) > MOST_BYTES:
        raise _RefusedError("a template of at most 50 MB")
    return data


def _guard(data: bytes) -> None:
    """Refuse what is no plain Word document: bombs, macros, other files inside, links out, DTDs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise _RefusedError("a template of at most 200 MB once unpacked")
            for member in members:
                _guard_member(archive, member)
            archive.getinfo("word/document.xml")
    except _RefusedError:
        raise
    except _TROUBLE as error:
        raise _RefusedError("a Word document saved as .docx; this file is damaged or something else") from error


def _guard_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if name.endswith(_MACROS):
        raise _RefusedError("a template without macros; save it as .docx")
    if "/embeddings/" in name or "/activex/" in name:
        raise _RefusedError("a template without other files inside it")
    if not name.endswith((".xml", ".rels")):
        return
    content = archive.read(member)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:200]:
        raise _RefusedError("a template saved by Word; this one holds XML with a DTD or not in UTF-8")
    if name.endswith(".rels") and b'TargetMode="External"' in content.replace(b"'", b'"'):
        raise _RefusedError("a template without links to other files or sites")
    if b"macroEnabled" in content:
        raise _RefusedError("a template without macros; save it as .docx")
