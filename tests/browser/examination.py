"""What is examined on a page: axe in light and dark, wide and on a phone, and what lies beside the window."""

from typing import Literal

from playwright.sync_api import Page

from tests.conventions import tree

Theme = Literal["light", "dark"]
AXE = tree.ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
WIDE, PHONE, NARROW = 1280, 390, 320
THEMES: tuple[Theme, Theme] = ("light", "dark")


def findings(page: Page) -> dict[tuple[int, Theme], list[str]]:
    """What axe finds, by width and theme; nothing where it finds nothing."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    looks = [(width, theme) for width in (WIDE, PHONE) for theme in THEMES]
    return {look: found for look in looks if (found := _found(page, *look))}


def beyond_the_window(page: Page) -> dict[int, int]:
    """How far the page reaches, for the narrow windows it does not fit into."""
    return {width: reach for width in (PHONE, NARROW) if (reach := _reach(page, width)) > width}


def _found(page: Page, width: int, theme: Theme) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    return [
        f"{finding['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for finding in page.evaluate(RUN, TAGS)["violations"]
        for node in finding["nodes"][:3]
    ]


def _reach(page: Page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 900})
    reach: int = page.evaluate("document.documentElement.scrollWidth")
    return reach
