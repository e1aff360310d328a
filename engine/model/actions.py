"""Case actions: what people may send a case while it waits for it, as data of the event that catches it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.model import vocabulary
from engine.model.documents import Document, Element

NAME, KEY, FORM, BY, SCOPE = "action", "actionKey", "actionForm", "actionBy", "actionScope"
PROPERTIES = (NAME, KEY, FORM, BY, SCOPE)
CASE, PROGRAMME = "case", "programme"
KINDS = frozenset({"message", "signal"})
Place = tuple[str, str]
"""A process and an element of it."""


@dataclass(frozen=True, kw_only=True)
class CaseAction:
    """One action: its key, the form it asks for, the roles that may take it, and whether it reaches every open case."""

    key: str
    form: str
    roles: tuple[str, ...]
    programme: bool


def read(properties: Mapping[str, str]) -> CaseAction | None:
    """The action that the properties of a catching element describe, if they name one."""
    key = properties.get(KEY, "")
    if not key:
        return None
    return CaseAction(
        key=key,
        form=properties.get(FORM, ""),
        roles=tuple(properties.get(BY, "").replace(",", " ").split()),
        programme=properties.get(SCOPE) == PROGRAMME,
    )


def of(document: Document) -> Mapping[Place, CaseAction]:
    """The actions of a file by the process and element that catch them."""
    found = {place: read(element.extensions.properties) for place, element in _elements(document)}
    return {place: action for place, action in found.items() if action is not None}


def standing_by(document: Document) -> frozenset[Place]:
    """The events of event sub-processes: they wait as long as all around them runs, and the case not for them."""
    return frozenset(place for place, element in _elements(document) if element.kind == "startEvent")


def awaited(document: Document) -> Mapping[str, str]:
    """The messages and signals that a file waits for or begins by: name → "message" or "signal"."""
    return {name: kind for _place, element in _elements(document) for name, kind in caught(document, element)}


def caught(document: Document, element: Element) -> Iterator[tuple[str, str]]:
    """The name of the message or signal that an element catches, and which of both it is; nothing for others."""
    kind = event_of(element)
    if element.kind in vocabulary.CATCHING | {"receiveTask"} and kind in KINDS:
        node = element.node if element.kind == "receiveTask" else element.definitions[0]
        names = document.messages if kind == "message" else document.signals
        if name := names.get(vocabulary.reference(node.get(f"{kind}Ref"))):
            yield name, kind


def event_of(element: Element) -> str:
    """The kind of event that an element catches; "" when it catches none."""
    return "message" if element.kind == "receiveTask" else element.event or ""


def _elements(document: Document) -> Iterator[tuple[Place, Element]]:
    for process in document.processes:
        for element in process.elements.values():
            yield (process.id, element.id), element
