"""The paper as one HTML page that needs nothing else: no scripts, no network, pictures inside."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.charts.render import svg
from reports.paper.document import (
    ONE_PAGE,
    TO_COMPLETE,
    Block,
    Grid,
    OpenBox,
    Paper,
    Paragraph,
    Picture,
    Points,
    shown,
)

_HERE = Path(__file__).parent
SHORT = 16
"""Letters up to which a text in a table is not broken."""


def html_file(paper: Paper) -> bytes:
    """Return the page, UTF-8."""
    page = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("page.html.j2")
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = page.render(
        paper=paper,
        style=Markup(style),
        style_hash=digest,
        kind=_kind,
        shown=shown,
        picture=_picture,
        numbers={grid.key: number for number, grid in enumerate(paper.grids, start=1)},
        to_complete=TO_COMPLETE,
        one_page=ONE_PAGE,
        short=SHORT,
    )
    return text.encode()


def _kind(block: Block) -> str:
    match block:
        case Paragraph():
            return "paragraph"
        case Points():
            return "points"
        case OpenBox():
            return "box"
        case Grid():
            return "grid"
        case Picture():
            return "picture"


def _picture(picture: Picture) -> str:
    """Return a chart as the address of an image: SVG that cannot run or fetch anything."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(picture.spec).encode()).decode()
