"""Loops, multi-instance activities and token quantities: legal numbers and something to go round (clause 10.3.8)."""

import re
from collections.abc import Iterator

from lxml import etree

from engine import errors
from engine.model import vocabulary
from engine.model.documents import Element
from engine.model.lint.subject import Subject, problem
from engine.model.vocabulary import B

MAX_ITEMS = 1_000
_NUMBER = re.compile(r"=?\s*(-?\d+)\s*")
_BEHAVIOURS = frozenset({"None", "One", "All", "Complex"})


def markers(subject: Subject) -> Iterator[errors.Problem]:
    """One kind of loop per activity, with what it repeats over."""
    for _, element in subject.elements():
        standard = element.node.findall(B + "standardLoopCharacteristics")
        several = element.node.findall(B + "multiInstanceLoopCharacteristics")
        if len(standard) + len(several) > 1:
            yield problem("loop_several", element.id)
        for node in standard:
            yield from _bound(element, node.get("loopMaximum"))
        for node in several:
            yield from _several(element, node)


def quantities(subject: Subject) -> Iterator[errors.Problem]:
    """Token quantities are whole numbers above zero (clause 10.3.1)."""
    for _, element in subject.elements():
        for side in ("startQuantity", "completionQuantity"):
            text = (element.node.get(side) or "1").strip()
            if not text.isascii() or not text.isdigit() or int(text) < 1:
                yield problem("quantity_not_positive", element.id, attribute=side, text=text)


def _several(element: Element, node: etree._Element) -> Iterator[errors.Problem]:
    cardinality = node.findtext(B + "loopCardinality")
    collected = element.extensions.input_collection or node.findtext(B + "loopDataInputRef")
    if cardinality is None and not collected:
        yield problem("loop_over_nothing", element.id)
    yield from _bound(element, cardinality)
    if bool(element.extensions.output_collection) != bool(element.extensions.output_element):
        yield problem("loop_output_incomplete", element.id)
    behaviour = (node.get("behavior") or "All").strip()
    if behaviour not in _BEHAVIOURS:
        yield problem("loop_behaviour_unknown", element.id, text=behaviour)
    if behaviour == "Complex" and node.find(B + "complexBehaviorDefinition") is None:
        yield problem("loop_behaviour_incomplete", element.id)


def _bound(element: Element, text: str | None) -> Iterator[errors.Problem]:
    if text is None:
        return
    matched = _NUMBER.fullmatch(text.strip())
    if matched is None:
        if not text.strip().startswith("="):
            yield problem("loop_bound_malformed", element.id, text=text.strip())
    elif int(matched[1]) < 0:
        yield problem("loop_bound_negative", element.id, text=text.strip())
    elif int(matched[1]) > MAX_ITEMS:
        yield problem("loop_bound_too_large", element.id, text=text.strip(), limit=MAX_ITEMS)


def scopes(subject: Subject) -> Iterator[errors.Problem]:
    """Event sub-processes and handlers of compensation do not repeat, and only activities do."""
    for _, element in subject.elements():
        if element.loop and (element.triggered_by_event or element.kind not in vocabulary.ACTIVITIES):
            yield problem("loop_out_of_place", element.id)
