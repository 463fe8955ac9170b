"""A council's Word template: filled, kept in its sandbox, refused with macros or links out."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from models.faults import InputError
from reports.paper.template import from_template
from tests.reports.paper.samples import paper

RELATIONSHIP = b'<Relationship Id="rId99" Type="http://x/image" Target="http://x/a.png" TargetMode="External"/>'


def template(folder: Path, *texts: str) -> Path:
    """A template of these paragraphs."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    path = folder / "template.docx"
    document.save(str(path))
    return path


def with_part(path: Path, name: str, content: bytes, *, instead_of: bytes = b"") -> Path:
    """The same file with a part added, or with something put before a mark in a part."""
    data = path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            found = old.read(part)
            new.writestr(part, found.replace(instead_of, content + instead_of) if part == name else found)
        if name not in old.namelist():
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


def texts_of(data: bytes) -> list[str]:
    """The paragraphs of a Word file."""
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def test_names_are_filled_in_and_the_paper_follows(tmp_path: Path) -> None:
    """The template's own text stays before the sections."""
    path = template(tmp_path, "Report of {{ authority }}: {{ title }}", "{{ recommendations[0] }}")
    found = texts_of(from_template(paper(), path))
    assert found[0] == "Report of Tinyshire Council: Placement sufficiency: commitments 2024/25"
    assert found[1].startswith("Approve the commitments in table 1")
    assert "1. Recommendations" in found
    assert found.index("1. Recommendations") > 1


def test_text_is_escaped(tmp_path: Path) -> None:
    """A loop over boxes gives their text as text."""
    path = template(tmp_path, "{% for box in boxes %}{{ box.key }} {% endfor %}")
    assert texts_of(from_template(paper(), path))[0].startswith("front recommendations reasons")


@pytest.mark.parametrize(
    "text",
    ["{{ nothing_like_that }}", "{{ title.__class__.__mro__ }}", "{{ title", "{% include 'x' %}", "{{ 1 / 0 }}"],
    ids=["unknown name", "escape from the sandbox", "unfinished", "other file", "nonsense"],
)
def test_what_a_template_may_not_do_is_refused(tmp_path: Path, text: str) -> None:
    """Unknown names are errors, not blanks."""
    with pytest.raises(InputError, match="a template that uses only title, authority"):
        from_template(paper(), template(tmp_path, text))


def test_macros_are_refused(tmp_path: Path) -> None:
    """A part with Visual Basic."""
    path = with_part(template(tmp_path, "x"), "word/vbaProject.bin", b"macro")
    with pytest.raises(InputError, match="a template without macros"):
        from_template(paper(), path)


def test_a_document_type_with_macros_is_refused(tmp_path: Path) -> None:
    """Even without the part."""
    mark = b"</Types>"
    more = b'<Override PartName="/a" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    path = with_part(template(tmp_path, "x"), "[Content_Types].xml", more, instead_of=mark)
    with pytest.raises(InputError, match="a template without macros"):
        from_template(paper(), path)


def test_links_out_are_refused(tmp_path: Path) -> None:
    """A picture that would be fetched."""
    part = "word/_rels/document.xml.rels"
    path = with_part(template(tmp_path, "x"), part, RELATIONSHIP, instead_of=b"</Relationships>")
    with pytest.raises(InputError, match="a template without links to other files or sites"):
        from_template(paper(), path)


def test_embedded_files_are_refused(tmp_path: Path) -> None:
    """A workbook inside."""
    path = with_part(template(tmp_path, "x"), "word/embeddings/book.xlsx", b"PK")
    with pytest.raises(InputError, match="without other files inside it"):
        from_template(paper(), path)


def test_a_dtd_is_refused(tmp_path: Path) -> None:
    """Entities could read files or never end."""
    path = with_part(template(tmp_path, "x"), "word/extra.xml", b"<!DOCTYPE a><a/>")
    with pytest.raises(InputError, match="XML with a DTD"):
        from_template(paper(), path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"text"], ids=["empty", "broken", "text"])
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """With one message."""
    path = tmp_path / "t.docx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"t\.docx: a Word document saved as \.docx"):
        from_template(paper(), path)


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    """The file that was asked for."""
    with pytest.raises(InputError, match=r"none\.docx: a file that can be read"):
        from_template(paper(), tmp_path / "none.docx")


def test_a_missing_style_is_named(tmp_path: Path) -> None:
    """The sections need the styles of Word's own template."""
    document = Document()
    style = document.styles["Caption"].element
    style.getparent().remove(style)
    path = tmp_path / "bare.docx"
    document.save(str(path))
    with pytest.raises(InputError, match="a Word template with the style 'Caption'"):
        from_template(paper(), path)
