"""The examination of pages finds what is wrong in one theme or one width alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import examination

SOUND = """<!doctype html><html lang="en"><head><title>Page</title><style>
  body {{ background: white; color: black }}
  {style}
  @media (prefers-color-scheme: dark) {{ body {{ background: black; color: white }} {dark} }}
</style></head><body><main><h1>Page</h1>{body}</main></body></html>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty window."""
    with chromium.new_context() as context:
        yield context.new_page()


def _found(page: Page, **parts: str) -> dict[tuple[int, str], set[str]]:
    page.set_content(SOUND.format(**{"dark": "", "style": "", "body": "", **parts}))
    found = examination.findings(page)
    return {look: {one.partition(":")[0] for one in violations} for look, violations in found.items()}


def test_nothing_is_found_where_nothing_is_wrong(page: Page) -> None:
    assert _found(page, body="<p>Words that can be read</p>") == {}


def test_words_that_cannot_be_read_in_the_dark_are_found(page: Page) -> None:
    found = _found(page, dark="p { color: #333 }", body="<p>Words</p>")

    assert found == {(width, "dark"): {"color-contrast"} for width in (examination.WIDE, examination.PHONE)}


def test_what_only_the_dark_shows_is_examined_like_everything_else(page: Page) -> None:
    found = _found(page, style="button { display: none }", dark="button { display: block }", body="<button></button>")

    assert found == {(width, "dark"): {"button-name"} for width in (examination.WIDE, examination.PHONE)}


def test_what_only_a_phone_shows_is_examined_too(page: Page) -> None:
    style = "button { display: none } @media (width < 500px) { button { display: block } }"

    found = _found(page, style=style, body="<button></button>")

    assert found == {(examination.PHONE, "light"): {"button-name"}}  # and nothing more in the dark, which moves nothing
