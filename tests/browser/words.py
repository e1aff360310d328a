"""What pages say, how their rows are found, and how their forms are filled in."""

import time
from collections.abc import Callable, Mapping
from functools import cache

from babel.support import NullTranslations, Translations
from playwright.sync_api import Locator, Page

import bpmn
import translations
from engine.model import documents, labels

PATIENCE = 60.0
NAMES = {
    element: texts.name
    for process in bpmn.names()
    for file, content in bpmn.read(process).items()
    if file.endswith(".bpmn")
    for element, texts in labels.texts(documents.read(content)).items()
}


@cache
def said(language: str, english: str) -> str:
    """A sentence of the product as its catalogue has it."""
    found = Translations.load(translations.DIRECTORY, [language])
    assert type(found) is not NullTranslations
    told = found.gettext(english)
    assert told != english, f"{english!r} has no {language}"
    return str(told)


def row(page: Page, number: str, element: str, language: str) -> Locator:
    """The row of a task of a case in a list."""
    return page.locator("tbody tr", has_text=number).filter(has_text=NAMES[element][language])


def until(page: Page, address: str, wanted: Callable[[], Locator]) -> None:
    """Look at a page again until the background has done its work."""
    end = time.monotonic() + PATIENCE
    page.goto(address)
    while not wanted().count():
        assert time.monotonic() < end, page.locator("main").inner_text()
        page.wait_for_timeout(300)
        page.reload()


def fill_in(page: Page, answers: Mapping[str, object]) -> None:
    """Answer several questions, in the order they are given."""
    for field, value in answers.items():
        answer(page, field, value)


def answer(page: Page, field: str, value: object) -> None:
    """Answer one question, whatever it is asked with."""
    inputs = page.locator(f"[name='{field}']")
    kind = inputs.first.evaluate("one => one.type")
    if kind in {"radio", "checkbox"}:
        for one in value if isinstance(value, list) else [value]:
            page.locator(f"[name='{field}'][value='{one}']").check()
    elif kind.startswith("select"):
        inputs.select_option(value)  # type: ignore[arg-type]
    else:
        inputs.fill(str(value))
