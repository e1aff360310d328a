"""Nobody loses what they have typed: not by another language, not by a link, not by pressing Enter."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.installation import Furnishing
from tests.browser.visiting import Visits

TITLE = "Fælles udlån af hjælpemidler og legetøj"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [1280, 390])
def test_another_language_keeps_what_is_typed(
    visits: Visits, furnished: Furnishing, address: str, scripts: bool, width: int
) -> None:
    wishes = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 900}}
    page = _begun(visits, furnished, address, **wishes)
    typed = f"{TITLE} {scripts} {width}"
    page.locator("#title").fill(typed)

    if width < 1000:
        page.locator("header summary").click()
    page.get_by_role("button", name="Svenska").click()

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("#title")).to_have_value(typed)


def test_enter_in_a_field_hands_in_and_changes_no_language(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = _begun(visits, furnished, address)

    page.locator("#title").press("Enter")

    expect(page.locator(".i3-errors")).to_be_focused()
    expect(page.locator("html")).to_have_attribute("lang", "da")


def test_a_link_away_is_asked_about_while_something_typed_is_not_kept(
    visits: Visits, furnished: Furnishing, address: str
) -> None:
    page = _begun(visits, furnished, address)
    page.locator("#title").press_sequentially("!")

    assert _asked_on_leaving(page) == "beforeunload"

    expect(page.locator("#title")).to_have_value(re.compile("!"))


def test_answers_that_were_refused_are_asked_about_too(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = _begun(visits, furnished, address)
    page.locator("#title").fill("")
    page.locator("#answers .btn-primary").click()
    page.locator(".i3-errors").wait_for()

    assert _asked_on_leaving(page) == "beforeunload"

    expect(page.locator(".i3-errors")).to_be_visible()


def test_nobody_is_asked_who_has_typed_nothing_or_saves(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = _begun(visits, furnished, address)
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))

    page.locator("#title").click()
    page.get_by_role("link", name="InnoTech 360").click()
    page.wait_for_url("**/inbox/")
    page.go_back()
    page.locator("#title").fill(TITLE)
    page.locator("button[name=_draft]").click()
    expect(page.locator(".alert")).to_be_visible()
    page.get_by_role("link", name="InnoTech 360").click()

    page.wait_for_url("**/inbox/")


def _begun(visits: Visits, furnished: Furnishing, address: str, **wishes: object) -> Page:
    page = visits.visit(address, "karen", **wishes)
    page.goto(furnished.task("begun", "t_need"))
    return page


def _asked_on_leaving(page: Page) -> str:
    """Follow a link, and stay when asked; gives the kind of the question."""
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="InnoTech 360").click(no_wait_after=True)
    return str(asked.value.type)
