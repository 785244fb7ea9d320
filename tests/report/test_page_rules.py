"""The HTML report in a browser: an accessibility checker's rules, a validator's, a phone, paper."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

from csp_desktop.measures.report.model import Report
from csp_desktop.operations.snapshots.report import rendered
from csp_desktop.report.style import load
from tests.report.quarters import hostile, png, whole

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
WIDE, PHONE = 1366, 390
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def page_of(report: Report, folder: Path) -> Path:
    path = folder / "report.html"
    path.write_bytes(rendered(report, "html", load(), {"ind-knife": png(760, 270)}))
    return path


def opened(browser: Browser, path: Path, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(path.as_uri())
    return page


@in_a_browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("which", [whole, hostile])
def test_the_accessibility_checker_finds_nothing(
    browser: Browser, tmp_path: Path, which: Callable[[], Report], width: int
) -> None:
    page = opened(browser, page_of(which(), tmp_path), width)
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert {each["id"] for each in found["incomplete"]} <= {"color-contrast"}
    assert len(found["passes"]) > 30
    page.close()


@in_a_browser
@pytest.mark.slow
@pytest.mark.parametrize("which", [whole, hostile])
def test_a_phone_shows_it_without_going_sideways(
    browser: Browser, tmp_path: Path, which: Callable[[], Report]
) -> None:
    page = opened(browser, page_of(which(), tmp_path), PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.close()


@in_a_browser
@pytest.mark.slow
def test_it_prints_on_a4_without_the_contents_and_with_every_heading(
    browser: Browser, tmp_path: Path
) -> None:
    page = opened(browser, page_of(whole(), tmp_path), WIDE)
    file = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    sizes = {(round(each.mediabox.width), round(each.mediabox.height)) for each in file.pages}
    assert sizes <= {(595, 842), (842, 595)}
    text = "".join("".join(each.extract_text().split()) for each in file.pages)
    text = unicodedata.normalize("NFKC", text)  # fi and fl are one letter on paper
    assert "Skiptothereport" not in text
    missing = [each.title for each in whole().sections if "".join(each.title.split()) not in text]
    assert missing == []


@pytest.mark.parametrize("which", [whole, hostile])
def test_the_page_parses_without_an_error(which: Callable[[], Report]) -> None:
    content = rendered(which(), "html", load(), {"ind-knife": png()})
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(content)
    assert parser.errors == []


@pytest.mark.skipif(shutil.which("tidy") is None, reason="no HTML Tidy here")
@pytest.mark.parametrize("which", [whole, hostile])
def test_the_validator_finds_nothing(which: Callable[[], Report], tmp_path: Path) -> None:
    ran = subprocess.run(
        ["tidy", "-quiet", "-errors", "-utf8", "--drop-empty-elements", "no",
         page_of(which(), tmp_path)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stderr == ""
    assert ran.returncode == 0
