"""The few SVG elements the drawings are made of. Classes only: light, dark and print come from the style sheet."""

import re
import textwrap
from collections.abc import Sequence

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
LINE_HEIGHT = 14
MAX_LINES = 4
_CHARACTER = 6.6
_ROOM_FOR_ONE_WORD = 2  # characters that a single word may be longer before it is broken
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: etree._Element, tag: str, classes: str = "", **attributes: object) -> etree._Element:
    """Append an element; numbers are rounded, underscores in names become hyphens."""
    element = etree.SubElement(parent, f"{{{SVG}}}{tag}")
    if classes:
        element.set("class", classes)
    for name, value in attributes.items():
        element.set(name.replace("_", "-"), number(value) if isinstance(value, int | float) else clean(str(value)))
    return element


def number(value: float) -> str:
    """A number as short as it stays exact to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def clean(text: str) -> str:
    """Text without the characters XML cannot hold."""
    return _CONTROL.sub("", text)


def icon(
    parent: etree._Element, data: str, at: tuple[float, float], *, filled: bool = False, scale: float = 1.0
) -> None:
    """A sign moved to its place."""
    classes = "ic f" if filled else "ic"
    fill = "currentColor" if filled else "none"
    place = f"translate({number(at[0])} {number(at[1])})" + ("" if scale == 1.0 else f" scale({scale:.2f})")
    add(parent, "path", classes, transform=place, d=data, fill=fill)


def label(parent: etree._Element, text: str, at: tuple[float, float], width: float, *, hanging: bool = False) -> None:
    """Words wrapped to a width, centred on a point, or hanging below it."""
    lines = wrapped(text, width)
    if not lines:
        return
    x, y = at
    top = y + 11 if hanging else y + 4 - (len(lines) - 1) * LINE_HEIGHT / 2
    element = add(parent, "text", "t", x=x, y=top, text_anchor="middle", fill="currentColor", stroke="none")
    for place, line in enumerate(lines):
        add(element, "tspan", x=x, dy=LINE_HEIGHT if place else 0).text = line


def wrapped(text: str, width: float) -> Sequence[str]:
    """At most four lines; what does not fit ends in an ellipsis."""
    room, words = max(6, int(width / _CHARACTER)), clean(text).split()
    longest = max(map(len, words), default=0)
    if longest <= room + _ROOM_FOR_ONE_WORD:
        room = max(room, longest)
    return textwrap.wrap(" ".join(words), room, max_lines=MAX_LINES, placeholder=" …")
