"""Questions that depend on answers come and go: at once with scripts, at the press of a button without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.installation import Furnishing
from tests.browser.visiting import Visits


def test_questions_follow_what_is_answered(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = _support(visits, furnished, address)
    page.evaluate("document.body.dataset.same = 'page'")
    expect(page.locator("#difference")).to_have_count(0)

    _choose(page, "partly").check()
    page.locator("#difference").fill("Vores vand kommer fra havet")
    _choose(page, "yes").check()

    expect(page.locator("#difference")).to_have_count(0)
    expect(_choose(page, "yes")).to_be_focused()
    expect(_choose(page, "yes")).to_be_checked()
    assert page.locator("body").get_attribute("data-same") == "page"


def test_whoever_has_been_signed_out_keeps_what_is_typed(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = _support(visits, furnished, address)
    with page.expect_response("**/questions"):
        _choose(page, "partly").check()
    page.locator("#difference").fill("Vores vand kommer fra havet")
    page.context.clear_cookies()

    with page.expect_response(_answers("no")) as answer:
        _choose(page, "no").check()
    page.wait_for_timeout(300)

    expect(page.locator("#difference")).to_have_value("Vores vand kommer fra havet")
    assert answer.value.status in {400, 401}
    # Leaving the text and choosing another answer are two changes, so there may be two refusals.
    assert set(visits.faults) == {f"{answer.value.status} {answer.value.url}"}
    visits.faults.clear()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_button_shows_the_questions_that_depend_on_answers(
    visits: Visits, furnished: Furnishing, address: str, scripts: bool
) -> None:
    page = _support(visits, furnished, address, scripts=scripts)

    _choose(page, "partly").check()
    page.locator("button[name=_update]").click()

    expect(page.locator("#difference")).to_be_visible()
    expect(_choose(page, "partly")).to_be_checked()


def test_a_form_whose_questions_stay_has_no_such_button(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = visits.visit(address, "karen")
    page.goto(furnished.task("begun", "t_need"))

    expect(page.locator("button[name=_draft]")).to_be_visible()
    expect(page.locator("button[name=_update]")).to_have_count(0)


def _support(visits: Visits, furnished: Furnishing, address: str, *, scripts: bool = True) -> Page:
    page = visits.visit(address, "karen", java_script_enabled=scripts)
    page.locator("tbody tr", has_text=furnished.cases["hearing"]).get_by_role("link").first.click()
    return page


def _answers(choice: str) -> Callable[[Response], bool]:
    """Whether a response is that to the questions with this choice."""
    return lambda response: (
        response.url.endswith("/questions") and f"same_need={choice}" in (response.request.post_data or "")
    )


def _choose(page: Page, value: str) -> Locator:
    return page.locator(f"[name=same_need][value={value}]")
