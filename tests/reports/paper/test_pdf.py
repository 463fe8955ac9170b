"""The Word file as a word processor prints it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reports.paper.document import Grid, shown
from reports.paper.docx import docx_file
from tests.reports.paper.samples import paper

TOOLS = [shutil.which(name) for name in ("soffice", "pdftotext")]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        None in TOOLS, reason="needs LibreOffice and poppler: apt install libreoffice-writer poppler-utils"
    ),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the PDF, lines as they stand."""
    folder = tmp_path_factory.mktemp("pdf")
    (folder / "paper.docx").write_bytes(docx_file(paper()))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "paper.docx"]
    subprocess.run(convert, check=True, cwd=folder, capture_output=True, timeout=300)
    return _text(folder / "paper.pdf")


def _text(pdf: Path) -> str:
    found = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60)
    return found.stdout.decode()


def test_every_heading_and_caption_is_printed(printed: str) -> None:
    """In one piece."""
    flat = " ".join(printed.split())
    for number, section in enumerate(paper().sections, start=1):
        assert f"{number}. {section.heading}" in flat
    for number, grid in enumerate(paper().grids, start=1):
        assert f"Table {number}: {grid.title}" in flat


def test_no_figure_is_broken_over_two_lines(printed: str) -> None:
    """Every amount of the bridge, the MTFS lines and revenue stands whole on a line."""
    for grid in paper().grids:
        if grid.key in ("bridge", "mtfs", "revenue"):
            for figure in _figures(grid):
                assert figure in printed


def _figures(grid: Grid) -> list[str]:
    return [shown(cell) for row in grid.rows for cell in row if not isinstance(cell, str)]
