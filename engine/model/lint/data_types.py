"""Types of data: what flows into something is what that something takes (clauses 8.4.10, 10.4)."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine import errors
from engine.model import vocabulary
from engine.model.lint.subject import Subject, is_true, owner, problem
from engine.model.lint.work import called_process
from engine.model.vocabulary import B

_CARRIERS = ("messageRef", "signalRef", "errorRef", "escalationRef")
_INPUT, _OUTPUT = "dataInput", "dataOutput"


def associations(subject: Subject) -> Iterator[errors.Problem]:
    """Both ends of a plain data association have one type."""
    for node in subject.nodes("dataInputAssociation", "dataOutputAssociation"):
        if node.find(B + "transformation") is not None or node.find(B + "assignment") is not None:
            continue
        ends = [subject.document.nodes.get(vocabulary.reference(end.text)) for end in node if _is_end(end)]
        types = {kind for end in ends if end is not None and (kind := _type(subject, end))}
        if len(types) > 1:
            yield problem("data_type_differs", owner(node))


def payloads(subject: Subject) -> Iterator[errors.Problem]:
    """The data of a task or event has the type of its message, signal, error or escalation."""
    for _, element in subject.elements():
        listing = element.node.find(B + "ioSpecification")
        holder = element.node if listing is None else listing
        for tag, expected in _carried(subject, element.node):
            types = {_type(subject, item) for item in holder.iterchildren(B + tag)} - {""}
            if expected and types - {expected}:
                yield problem("data_type_differs", element.id)


def collections(subject: Subject) -> Iterator[errors.Problem]:
    """An item and its definition agree on being a collection."""
    for node in subject.nodes("dataObject", _INPUT, _OUTPUT):
        definition = subject.document.nodes.get(vocabulary.reference(node.get("itemSubjectRef")))
        if definition is None or node.get("isCollection") is None:
            continue
        if is_true(node.get("isCollection")) != is_true(definition.get("isCollection")):
            yield problem("data_collection_differs", owner(node), item=node.get("id") or "")


def calls(subject: Subject) -> Iterator[errors.Problem]:
    """A call that lists its data lists exactly that of the called process or global task (clause 10.3.6)."""
    for _, element in subject.elements():
        called = subject.document.nodes.get(called_process(element)) if element.kind == "callActivity" else None
        ours = element.node.find(B + "ioSpecification")
        theirs = None if called is None else called.find(B + "ioSpecification")
        if ours is None or theirs is None:
            continue
        for tag in (_INPUT, _OUTPUT):
            if _types(subject, ours, tag) != _types(subject, theirs, tag):
                yield problem("data_of_call_differs", element.id, kind=tag)


def _is_end(node: etree._Element) -> bool:
    return vocabulary.local(node) in ("sourceRef", "targetRef")


def _types(subject: Subject, node: etree._Element, tag: str) -> Counter[str]:
    return Counter(_type(subject, item) for item in node.iterchildren(B + tag))


def _type(subject: Subject, node: etree._Element | None) -> str:
    """The structure behind an item, by its definition; "" when nothing is said."""
    if node is None:
        return ""
    behind = subject.document.nodes.get(vocabulary.reference(node.get("dataObjectRef")))
    node = node if behind is None else behind
    name = node.get("itemSubjectRef") or node.get("itemRef") or node.get("structureRef")
    definition = subject.document.nodes.get(vocabulary.reference(name))
    if definition is None:
        return ""
    return vocabulary.reference(definition.get("structureRef")) or f"#{definition.get('id')}"


def _carried(subject: Subject, node: etree._Element) -> Iterator[tuple[str, str]]:
    """What a task or event carries, as (dataInput or dataOutput, type)."""
    kind, nodes = vocabulary.local(node), subject.document.nodes
    inward = kind in vocabulary.CATCHING or kind == "receiveTask"
    holders = [node] if kind in vocabulary.TASKS else [child for child in node if _is_definition(child)]
    if len(holders) == 1:
        for reference in _CARRIERS:
            if name := vocabulary.reference(holders[0].get(reference)):
                yield (_OUTPUT if inward else _INPUT), _type(subject, nodes.get(name))
    operation = nodes.get(vocabulary.reference(node.get("operationRef")))
    if kind == "serviceTask" and operation is not None:
        for tag, side in ((_INPUT, "inMessageRef"), (_OUTPUT, "outMessageRef")):
            yield tag, _type(subject, nodes.get(vocabulary.reference(operation.findtext(B + side))))


def _is_definition(node: etree._Element) -> bool:
    return vocabulary.local(node) in vocabulary.EVENT_KINDS
