"""The way to a page stands on one line on a phone, and in full where there is room."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import examination
from tests.browser.installation import Furnishing
from tests.browser.visiting import Visits

ONE_LINE = 30


@pytest.mark.parametrize("where", ["", "/hand-over"])
def test_the_way_to_a_task_is_one_line_on_a_phone(
    visits: Visits, furnished: Furnishing, address: str, where: str
) -> None:
    page = visits.visit(address, "sara", viewport={"width": examination.PHONE, "height": 900})
    page.goto(furnished.task("screening", "t_screen") + where)

    assert _height(page) < ONE_LINE
    assert page.locator(".breadcrumb a").count() == 2


def test_where_there_is_room_the_page_itself_is_named_too(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = visits.visit(address, "sara", viewport={"width": examination.WIDE, "height": 900})
    page.goto(furnished.task("screening", "t_screen"))

    here = page.locator(".breadcrumb [aria-current=page]")
    expect(here).to_have_text(page.locator("h1").inner_text())
    assert (here.bounding_box() or {})["width"] > ONE_LINE
    assert _height(page) < ONE_LINE


def _height(page: Page) -> float:
    box = page.locator(".breadcrumb").bounding_box()
    assert box is not None
    return box["height"]
