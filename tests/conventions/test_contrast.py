"""Every ink can be read on its ground, in light and dark (WCAG 2.2: 4.5 for text, 3 for lines and focus)."""

import re

import pytest

from tests.conventions import tree

LOOK = (tree.ROOT / "webapp/assets/look.css").read_text(encoding="utf-8")
BASE = (tree.ROOT / "webapp/static/base.css").read_text(encoding="utf-8")
TEXT, LINE = 4.5, 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "link", "accent", "red") for ground in ("page", "card")),
    ("accent-ink", "accent", TEXT),
    ("accent-ink", "accent-strong", TEXT),
    ("card", "red", TEXT),
    ("red", "red-bg", TEXT),
    ("amber", "amber-bg", TEXT),
    ("green", "green-bg", TEXT),
    ("green", "card", TEXT),
    ("ink", "green-bg", TEXT),
    ("top-ink", "top", TEXT),
    ("token-ink", "token", TEXT),
    *((line, ground, LINE) for line in ("line", "focus") for ground in ("page", "card")),
    ("top-focus", "top", LINE),
]
HEAT_INK = "#1b2430"


def _tokens(sheet: str, selector: str) -> dict[str, str]:
    """The colours that the first rule for a selector sets."""
    body = sheet[sheet.index(selector) :].split("{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--i3-([\w-]+):\s*(#[0-9a-f]{6})\b", body))


LIGHT = _tokens(LOOK, ":root,\n[data-bs-theme=light]")
DARK = {**LIGHT, **_tokens(LOOK, "\n[data-bs-theme=dark] {")}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "floor"), PAIRS)
def test_an_ink_can_be_read_on_its_ground(theme: dict[str, str], ink: str, ground: str, floor: float) -> None:
    assert contrast(theme[ink], theme[ground]) >= floor


def test_every_heat_of_a_diagram_carries_its_label() -> None:
    diagram = (tree.ROOT / "webapp/assets/diagram.css").read_text(encoding="utf-8")
    heats = re.findall(r"\.heat\d > \.o \{ fill: (#[0-9a-f]{6})", diagram)

    assert len(heats) == 5
    assert [heat for heat in heats if contrast(HEAT_INK, heat) < TEXT] == []


@pytest.mark.parametrize(
    ("selector", "theme"),
    [(":root {", LIGHT), ("\n[data-bs-theme=dark] {", DARK), (":root:not([data-bs-theme=light]) {", DARK)],
    ids=["light", "dark", "system dark"],
)
def test_pages_without_a_build_have_the_same_colours(selector: str, theme: dict[str, str]) -> None:
    plain = _tokens(BASE, selector)

    assert len(plain) > 10
    assert plain == {name: theme[name] for name in plain}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours as WCAG 2.2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
