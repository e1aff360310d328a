"""Where no style sheet could be built, the small one carries: pages are plain, and everything can be done."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import examination, serving
from tests.browser.installation import Furnishing
from tests.browser.visiting import Visits

NOTHING_BUILT = "import webapp.assets; webapp.assets.DIST = 'nothing'; from webapp.commands import main; main()"


@pytest.fixture
def plain_address(furnished: Furnishing, tmp_path: Path) -> Iterator[str]:
    """Where an installation without built assets is served."""
    file = Path(shutil.copyfile(furnished.file, tmp_path / "plain.sqlite"))
    with serving.serve(file, (sys.executable, "-c", NOTHING_BUILT)) as address:
        yield address


def test_everything_can_be_done_with_the_small_sheet_alone(
    visits: Visits, furnished: Furnishing, plain_address: str
) -> None:
    page = visits.visit(plain_address, "sara")
    _examine(page)

    page.locator("tbody tr", has_text=furnished.cases["fresh"]).get_by_role("link").first.click()
    page.locator("#answers button").first.click()
    expect(page.locator(".i3-errors")).to_be_focused()
    _examine(page)
    page.locator("#comment").fill("Ett utkast")
    page.locator("button[name=_draft]").click()
    expect(page.locator("#comment")).to_have_value("Ett utkast")

    page.goto(f"/cases/{furnished.cases['insight']}")
    expect(page.locator("svg .active").first).to_be_visible()
    _examine(page)


def _examine(page: Page) -> None:
    [sheet] = page.locator("link[rel=stylesheet]").all()
    assert Path(sheet.get_attribute("href") or "").name == "base.css"
    examination.is_sound(page)
