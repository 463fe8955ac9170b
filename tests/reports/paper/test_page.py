"""The page in a real browser: offline, silent, reachable by keyboard, without a violation of WCAG 2.2 A or AA."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from reports.paper.html import html_file
from tests.reports.paper.samples import paper

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as play:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if root else [])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the tiny instance's paper as a file."""
    path = tmp_path_factory.mktemp("page") / "paper.html"
    path.write_bytes(html_file(paper()))
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The page opened from its file; anything it logs or fetches from elsewhere fails the test."""
    opened = browser.new_page(viewport={"width": 1000, "height": 800})
    troubles: list[str] = []
    opened.on("console", lambda message: troubles.append(message.text))
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("request", lambda request: troubles.append(request.url) if _is_outside(request.url) else None)
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert troubles == []


def _is_outside(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


def test_every_picture_is_drawn_and_every_control_works(page: Page) -> None:
    """Pictures have a size, figures behind charts open and close, links of the contents lead to sections."""
    widths = page.eval_on_selector_all("img", "found => found.map(image => image.naturalWidth)")
    assert len(widths) >= 8
    assert min(widths) > 100
    for summary in page.locator("summary").all():
        summary.click()
        assert summary.evaluate("found => found.parentElement.open")
        assert summary.locator("xpath=..").locator("table").is_visible()
    for link in page.locator("nav a, figure a").all():
        target = link.get_attribute("href") or ""
        link.click()
        assert page.url.endswith(target)
        assert page.locator(target).count() == 1


def test_keyboard_reaches_every_control_and_focus_is_seen(page: Page) -> None:
    """Tab visits skip link, contents, tables that scroll, figures behind charts; each shows an outline."""
    count = page.locator("a, summary, [tabindex='0']").filter(visible=True).count()
    seen = set()
    for _ in range(count):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.outerHTML.slice(0, 200), getComputedStyle(e).outlineWidth] }"
        )
        seen.add(found[0])
        assert found[1] == "3px"
    assert len(seen) == count
    page.keyboard.press("Tab")


def test_no_violation_of_wcag_at_any_width(page: Page) -> None:
    """axe finds nothing, with the figures behind charts open too."""
    page.eval_on_selector_all("details", "found => found.forEach(detail => { detail.open = true })")
    for width in (1000, 320):
        page.set_viewport_size({"width": width, "height": 800})
        result = Axe().run(page, options=WCAG)
        assert result.violations_count == 0, result.generate_report()


def test_captions_and_the_head_of_the_report_are_whole_on_a_phone(page: Page) -> None:
    """A caption ends within the screen, however wide its table; the lines at the head have room for their words."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.eval_on_selector_all("details", "found => found.forEach(detail => { detail.open = true })")
    ends = page.eval_on_selector_all("caption span", "found => found.map(e => e.getBoundingClientRect().right)")
    assert len(ends) == len(paper().grids)
    assert max(ends) <= 320
    widths = page.eval_on_selector_all("dd", "found => found.map(e => e.getBoundingClientRect().width)")
    assert min(widths) > 150


def test_the_page_reflows_at_320_pixels(page: Page) -> None:
    """Nothing but tables, each in its own frame, is wider than a phone."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
