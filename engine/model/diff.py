"""What differs between two versions of a model, as facts per element."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from engine.model import vocabulary
from engine.model.documents import Document
from engine.model.vocabulary import B

_COMPARED = vocabulary.FLOW_NODES | {"process", "sequenceFlow", "lane", "message", "signal", "error", "escalation"}
_HELD = _COMPARED | {"incoming", "outgoing", "laneSet", "dataObject", "dataObjectReference", "dataStoreReference"}
_ASPECTS = {
    "name": "name",
    "sourceRef": "ends",
    "targetRef": "ends",
    "attachedToRef": "ends",
    "default": "default",
    "extensionElements": "settings",
    "documentation": "documentation",
    "conditionExpression": "condition",
    "flowNodeRef": "members",
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Ids by what happened to them, in the order of the newer file; `facts`: changed id → what changed of it.

    Facts are kind, scope, name, ends, default, settings, documentation, condition, members, trigger, loop, other.
    `moved` elements only changed their place in the diagram.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]


def compare(old: Document, new: Document) -> Difference:
    """Compare two versions element by element; white space, comments and the order in the file do not count."""
    before, after = _parts(old), _parts(new)
    facts = {name: _changes(before[name], after[name]) for name in after if name in before}
    changed = {name: what for name, what in facts.items() if what}
    places, new_places = _places(old), _places(new)
    return Difference(
        added=tuple(name for name in after if name not in before),
        changed=tuple(changed),
        removed=tuple(name for name in before if name not in after),
        moved=tuple(name for name in facts if name not in changed and places.get(name) != new_places.get(name)),
        facts=MappingProxyType(changed),
    )


def _parts(document: Document) -> Mapping[str, Mapping[str, object]]:
    nodes = (node for node in document.tree.iter(f"{B}*") if vocabulary.local(node) in _COMPARED)
    return {node.get("id") or "": _aspects(node) for node in nodes}


def _aspects(node: etree._Element) -> Mapping[str, object]:
    """The content of one element by aspect, without the elements it holds."""
    parent = node.getparent()
    found: dict[str, list[object]] = {"kind": [node.tag], "scope": ["" if parent is None else parent.get("id")]}
    for attribute, value in sorted((str(key), str(text)) for key, text in node.attrib.items()):
        found.setdefault(_ASPECTS.get(attribute, "other"), []).append((attribute, value.strip()))
    for child in node.iterchildren("{*}*"):
        name = vocabulary.local(child)
        if name not in _HELD:
            found.setdefault(_aspect(name), []).append(_content(child))
    return found


def _aspect(tag: str) -> str:
    if tag.endswith(("EventDefinition", "eventDefinitionRef")):
        return "trigger"
    return "loop" if tag.endswith("LoopCharacteristics") else _ASPECTS.get(tag, "other")


def _content(node: etree._Element) -> object:
    attributes = tuple(sorted((str(key), str(value)) for key, value in node.attrib.items()))
    inner = tuple(_content(child) for child in node.iterchildren("{*}*"))
    return node.tag, attributes, (node.text or "").strip(), inner


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    names = sorted({*before, *after})
    return tuple(name for name in names if before.get(name) != after.get(name))


def _places(document: Document) -> Mapping[str, object]:
    shapes = document.tree.iter(f"{{{vocabulary.BPMNDI}}}BPMNShape", f"{{{vocabulary.BPMNDI}}}BPMNEdge")
    return {vocabulary.reference(shape.get("bpmnElement")): _points(shape) for shape in shapes}


def _points(shape: etree._Element) -> object:
    return tuple(tuple(sorted((str(key), str(value)) for key, value in node.attrib.items())) for node in shape)
