"""What is examined on a page: axe in light and dark, wide and on a phone, and what lies beside the window.

Of the rules of axe only those of colours depend on the theme, as long as everything is shown at the same place in both:
where it is, the dark page is asked for its colours alone, else for everything.
"""

from typing import Literal

from playwright.sync_api import Page

from tests.conventions import tree

Theme = Literal["light", "dark"]
AXE = tree.ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
COLOURS = """tags => {
  const rules = axe.getRules(tags).filter((rule) => rule.tags.includes('cat.color')).map((rule) => rule.ruleId);
  return axe.run(document, {runOnly: {type: 'rule', values: rules}, resultTypes: ['violations']});
}"""
PLACES = """() => JSON.stringify([...document.querySelectorAll('*')].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height, one.checkVisibility({ visibilityProperty: true, opacityProperty: true })];
}))"""
WIDE, PHONE, NARROW = 1280, 390, 320


def is_sound(page: Page) -> None:
    """Assert that nothing is wrong with a page, and leave its window wide."""
    found, reaches = findings(page), beyond_the_window(page)
    assert not found, found
    assert not reaches, reaches
    _show(page, WIDE, "light")


def findings(page: Page) -> dict[tuple[int, str], list[str]]:
    """What axe finds, by width and theme; nothing where it finds nothing."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for width in (WIDE, PHONE):
        _show(page, width, "light")
        places = page.evaluate(PLACES)
        found[width, "light"] = _violations(page, EVERYTHING)
        _show(page, width, "dark")
        found[width, "dark"] = _violations(page, COLOURS if page.evaluate(PLACES) == places else EVERYTHING)
    return {look: violations for look, violations in found.items() if violations}


def beyond_the_window(page: Page) -> dict[int, int]:
    """How far the page reaches, for the narrow windows it does not fit into."""
    return {width: reach for width in (PHONE, NARROW) if (reach := _reach(page, width)) > width}


def _show(page: Page, width: int, theme: Theme) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)


def _violations(page: Page, rules: str) -> list[str]:
    return [
        f"{finding['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for finding in page.evaluate(rules, TAGS)["violations"]
        for node in finding["nodes"][:3]
    ]


def _reach(page: Page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 900})
    reach: int = page.evaluate("document.documentElement.scrollWidth")
    return reach
