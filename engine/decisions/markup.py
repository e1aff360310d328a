"""DMN elements by local name, so that every edition of the namespace (1.1 to 1.5) reads the same."""

import re
from collections.abc import Iterator

from lxml import etree

NAMESPACE = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd)")


def is_dmn(node: etree._Element) -> bool:
    """Whether an element belongs to a known edition of DMN."""
    return isinstance(node.tag, str) and bool(NAMESPACE.fullmatch(etree.QName(node).namespace or ""))


def kind(node: etree._Element) -> str:
    """The local name of an element."""
    return str(etree.QName(node).localname)


def elements(node: etree._Element) -> Iterator[etree._Element]:
    """The DMN children of an element, without foreign ones, comments and `extensionElements`."""
    return (child for child in node if is_dmn(child) and kind(child) != "extensionElements")


def children(node: etree._Element, *kinds: str) -> list[etree._Element]:
    """The DMN children with one of the local names, in document order."""
    return [child for child in elements(node) if kind(child) in kinds]


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first DMN child of that name."""
    return next(iter(children(node, name)), None)


def text(node: etree._Element | None) -> str:
    """What the `text` child says, or the element itself when it has none; stripped."""
    if node is None:
        return ""
    inner = child(node, "text")
    return "".join((node if inner is None else inner).itertext()).strip()


def attribute(node: etree._Element, name: str) -> str | None:
    """A stripped attribute; an empty one is none."""
    return (node.get(name) or "").strip() or None


def nearest_id(node: etree._Element) -> str:
    """The id of the element or of the nearest one around it, else an empty text."""
    for each in (node, *node.iterancestors()):
        if each.get("id"):
            return str(each.get("id"))
    return ""
