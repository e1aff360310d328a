"""Names and languages: what people read is there, and in every language."""

import re
from collections.abc import Iterator

from lxml import etree

from engine import errors
from engine.model import vocabulary, zeebe
from engine.model.documents import Element
from engine.model.lint.subject import Subject, problem
from engine.model.vocabulary import B

_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ASKING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
_STYLED = vocabulary.FLOW_NODES | {"process", "sequenceFlow", "lane"}


def names(subject: Subject) -> Iterator[errors.Problem]:
    """Processes, activities, ends, gateways that ask and flows that answer have a name."""
    for process in subject.document.processes:
        if not process.name:
            yield problem("name_missing", process.id, kind="process")
    for _, element in subject.elements():
        if _needs_name(element) and not element.name:
            yield problem("name_missing", element.id, kind=element.kind)
    for _, flow in subject.flows():
        if flow.condition is not None and not flow.name:
            yield problem("name_missing", flow.id, kind="sequenceFlow")


def translations(subject: Subject) -> Iterator[errors.Problem]:
    """Every name and every documentation has all languages."""
    for process in subject.document.processes:
        yield from _translated(process.node)
    for _, element in subject.elements():
        yield from _translated(element.node)
    for _, flow in subject.flows():
        yield from _translated(flow.node)


def id_style(subject: Subject) -> Iterator[errors.Problem]:
    """Ids are words in lower case joined by underscores."""
    for node in subject.document.tree.iter(f"{B}*"):
        name = node.get("id") or ""
        if vocabulary.local(node) in _STYLED and name and not _SNAKE.fullmatch(name):
            yield problem("id_style", name)


def _needs_name(element: Element) -> bool:
    asks = element.kind in _ASKING and len(element.outgoing) > 1
    return element.kind in vocabulary.ACTIVITIES or element.kind == "endEvent" or asks


def _translated(node: etree._Element) -> Iterator[errors.Problem]:
    properties = zeebe.read(node).properties
    texts = {"name": node.get("name"), "documentation": node.findtext(B + "documentation")}
    for attribute, text in texts.items():
        for language in zeebe.LANGUAGES:
            if (text or "").strip() and not properties.get(f"{attribute}:{language}"):
                yield problem("translation_missing", node.get("id") or "", attribute=attribute, language=language)
