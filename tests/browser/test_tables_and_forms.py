"""The editors of tables and forms in a real browser: what is changed is saved, and problems lead to their place."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import round_trip, serving
from tests.browser.visiting import Visits

TABLE, FORM = "dmn_g0_triage.dmn", "t_screen.form"


def _open(visits: Visits, address: str, file: str) -> Page:
    page = round_trip.editor(visits, address, file)
    serving.speak(page, "en")
    page.locator("#editor-room.is-ready").wait_for()
    return page


def _save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#editor-status")).to_contain_text("Saved at")


def _content(page: Page, file: str) -> str:
    return page.request.get(f"{round_trip.draft_of(page)}/files/{file}/content").text()


def test_rules_and_words_of_a_table_are_changed_and_kept(visits: Visits, workshop_address: str) -> None:
    page = _open(visits, workshop_address, TABLE)
    before = _content(page, TABLE)
    page.get_by_label("Park – Svenska").fill("Vila")
    page.locator("td.input-cell", has_text="false").first.click()
    page.keyboard.press("End")
    page.keyboard.type(", true")
    _save(page)

    after = _content(page, TABLE)
    assert '<zeebe:property name="value:park:sv" value="Vila" />' in after
    assert "<text>false, true</text>" in after
    assert before.count("<zeebe:property") == after.count("<zeebe:property")


def test_a_fault_in_a_table_is_listed_and_leads_to_its_table(visits: Visits, workshop_address: str) -> None:
    page = _open(visits, workshop_address, TABLE)
    page.locator("td.input-cell", has_text="false").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" +")
    page.get_by_role("button", name="What depends on what").click()
    expect(page.locator(".djs-shape").first).to_be_visible()

    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#editor-problems button").first.click()

    expect(page.locator(".decision-table-name")).to_have_text("Triage of the need")
    expect(page.get_by_role("button", name="Triage of the need", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_question_is_changed_and_kept_with_everything_else(visits: Visits, workshop_address: str) -> None:
    page = _open(visits, workshop_address, FORM)
    before = json.loads(_content(page, FORM))
    page.locator(".fjs-editor-container .fjs-form-field", has_text="Climate relevance").first.click()
    label = page.locator("[data-entry-id=label] :is(textarea, input, [contenteditable=true])").first
    if not label.is_visible():
        page.locator("[data-group-id=group-general] .bio-properties-panel-group-header").click()
    label.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("How much it matters to the climate")
    _save(page)

    after = json.loads(_content(page, FORM))
    wanted = next(one for one in before["components"] if one.get("label") == "Climate relevance")
    wanted["label"] = "How much it matters to the climate"
    assert round_trip.without_defaults(after) == round_trip.without_defaults(before)


def test_a_fault_in_a_form_leads_to_its_question(visits: Visits, workshop_address: str) -> None:
    page = _open(visits, workshop_address, FORM)
    page.evaluate(
        """() => {
          const field = editor.get('formFieldRegistry').getAll().find((it) => it.label === 'Climate relevance');
          editor.get('modeling').editFormField(field, 'properties', { 'label:da': 'Klima' });
        }"""
    )

    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#editor-problems button", has_text="Climate relevance").first.click()

    expect(page.locator(".fjs-editor-selected")).to_contain_text("Climate relevance")


@pytest.mark.parametrize("file", [TABLE, FORM])
def test_the_mark_of_the_tool_is_in_view(visits: Visits, workshop_address: str, file: str) -> None:
    page = _open(visits, workshop_address, file)
    mark = page.locator(".dmn-js-parent .powered-by, .fjs-powered-by-link, [class*=powered-by]").last
    mark.scroll_into_view_if_needed()

    expect(mark).to_be_visible()
