"""The editors of diagrams and tables speak the reader's language on the usual ways through them."""

import pytest
from playwright.sync_api import Page

from tests.browser import round_trip, serving
from tests.browser.visiting import Visits

ONE_OF_EACH = """() => {
  const kinds = new Map(modeller.get('elementRegistry').getAll().map((element) => [element.type, element.id]));
  return [...kinds.values()];
}"""
SELECT = "id => modeller.get('selection').select(modeller.get('elementRegistry').get(id))"
WORDS = {"da": ("Opgave til en person", "Beslutningstabel"), "sv": ("Uppgift för en person", "Beslutstabell")}


@pytest.mark.parametrize("language", WORDS)
def test_nothing_is_said_in_english_to_who_reads_another_language(
    visits: Visits, workshop_address: str, language: str
) -> None:
    page = round_trip.editor(visits, workshop_address)
    serving.speak(page, language)
    page.locator("#editor-room.is-ready").wait_for()
    for element in page.evaluate(ONE_OF_EACH):
        page.evaluate(SELECT, element)
        page.wait_for_timeout(60)
    for element in ("t_screen", "gw_route", "start_need"):
        page.evaluate(SELECT, element)
        _look_at_menus(page)
    page.locator(".djs-minimap .toggle").click()
    page.evaluate(SELECT, "t_screen")

    header = page.locator(".bio-properties-panel-header-type")
    assert header.inner_text().casefold() == WORDS[language][0].casefold()
    assert _missing(page) == []

    page.goto(page.url.replace("p0_need.bpmn", "dmn_g0_triage.dmn"))
    page.locator("#editor-room.is-ready").wait_for()
    for part in ("th.input-cell", "th.output-cell", "td.input-cell", "td.output-cell"):
        page.locator(part).first.dblclick()
        page.wait_for_timeout(100)
        page.keyboard.press("Escape")
    page.locator("td.input-cell").first.click(button="right")
    page.keyboard.press("Escape")
    page.locator(".i3-views button").first.click()
    page.locator(".djs-shape").first.click()

    assert _missing(page) == []


def _look_at_menus(page: Page) -> None:
    for action in ("replace", "append"):
        entry = page.locator(f".djs-context-pad .entry[data-action={action}]")
        if entry.count():
            entry.first.click()
            page.wait_for_timeout(150)
            page.keyboard.press("Escape")


def _missing(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...missingTexts].sort()")
    return found
