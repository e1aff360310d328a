"""Ids and references: every element that is pointed at exists once and is of the right kind."""

from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from engine import errors
from engine.model import vocabulary
from engine.model.lint.subject import Subject, owner, problem
from engine.model.vocabulary import B

_NEED_IDS = vocabulary.FLOW_NODES | {"process", "sequenceFlow", "lane", "participant", "dataObject"}
_NODES = vocabulary.FLOW_NODES
_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "property"})
_DEFINITIONS = frozenset(vocabulary.EVENT_KINDS)
_ANY: frozenset[str] = frozenset()

ATTRIBUTES: Mapping[tuple[str, str], frozenset[str]] = {
    ("sequenceFlow", "sourceRef"): _NODES,
    ("sequenceFlow", "targetRef"): _NODES,
    ("association", "sourceRef"): _ANY,
    ("association", "targetRef"): _ANY,
    ("messageFlow", "sourceRef"): _NODES | {"participant"},
    ("messageFlow", "targetRef"): _NODES | {"participant"},
    ("boundaryEvent", "attachedToRef"): vocabulary.ACTIVITIES,
    ("*", "default"): frozenset({"sequenceFlow"}),
    ("*", "messageRef"): frozenset({"message"}),
    ("*", "signalRef"): frozenset({"signal"}),
    ("*", "errorRef"): frozenset({"error"}),
    ("*", "escalationRef"): frozenset({"escalation"}),
    ("*", "activityRef"): vocabulary.ACTIVITIES,
    ("*", "operationRef"): frozenset({"operation"}),
    ("participant", "processRef"): frozenset({"process"}),
    ("dataObjectReference", "dataObjectRef"): frozenset({"dataObject"}),
    ("dataStoreReference", "dataStoreRef"): frozenset({"dataStore"}),
    ("*", "itemSubjectRef"): frozenset({"itemDefinition"}),
    ("*", "itemRef"): frozenset({"itemDefinition"}),
    ("group", "categoryValueRef"): frozenset({"categoryValue"}),
    ("*", "oneBehaviorEventRef"): _DEFINITIONS,
    ("*", "noneBehaviorEventRef"): _DEFINITIONS,
    ("*", "correlationPropertyRef"): frozenset({"correlationProperty"}),
}
"""(element, attribute) → kinds it may point at; nothing = anything with an id."""

TEXTS: Mapping[str, frozenset[str]] = {
    "eventDefinitionRef": _DEFINITIONS,
    "flowNodeRef": _NODES,
    "incoming": frozenset({"sequenceFlow"}),
    "outgoing": frozenset({"sequenceFlow"}),
    "dataInputRefs": frozenset({"dataInput"}),
    "optionalInputRefs": frozenset({"dataInput"}),
    "whileExecutingInputRefs": frozenset({"dataInput"}),
    "dataOutputRefs": frozenset({"dataOutput"}),
    "optionalOutputRefs": frozenset({"dataOutput"}),
    "whileExecutingOutputRefs": frozenset({"dataOutput"}),
    "inputSetRefs": frozenset({"inputSet"}),
    "outputSetRefs": frozenset({"outputSet"}),
    "loopDataInputRef": _DATA,
    "loopDataOutputRef": _DATA,
    "inMessageRef": frozenset({"message"}),
    "outMessageRef": frozenset({"message"}),
    "supportedInterfaceRef": frozenset({"interface"}),
    "interfaceRef": frozenset({"interface"}),
    "operationRef": frozenset({"operation"}),
    "errorRef": frozenset({"error"}),
    "participantRef": frozenset({"participant"}),
    "messageFlowRef": frozenset({"messageFlow"}),
    "resourceRef": frozenset({"resource"}),
}
_ASSOCIATED = frozenset({"dataInputAssociation", "dataOutputAssociation"})
_LINKED = frozenset({"linkEventDefinition"})


def ids(subject: Subject) -> Iterator[errors.Problem]:
    """Ids are there where something refers to them, and unique in the file (clause 8.2.1)."""
    root = subject.document.tree
    for node in root.iter(f"{B}*"):
        if vocabulary.local(node) in _NEED_IDS and not node.get("id"):
            yield problem("id_missing", owner(node), kind=vocabulary.local(node), line=node.sourceline)
    for name, times in Counter(node.get("id") for node in root.iter("{*}*")).items():
        if name and times > 1:
            yield problem("id_duplicate", name, times=times)


def references(subject: Subject) -> Iterator[errors.Problem]:
    """Every reference finds something of the kind it asks for."""
    for node in subject.document.tree.iter(f"{B}*"):
        tag = vocabulary.local(node)
        for attribute, text in node.attrib.items():
            name = str(attribute)
            wanted = ATTRIBUTES.get((tag, name), ATTRIBUTES.get(("*", name)))
            if wanted is not None and not _is_foreign(subject, node, str(text)):
                yield from _compare(subject, node, name, str(text), wanted)
        expected = _expected_text(node, tag)
        if expected is not None and not _is_foreign(subject, node, node.text or ""):
            yield from _compare(subject, node, tag, node.text or "", expected)


def shared_definitions(subject: Subject) -> Iterator[errors.Problem]:
    """Only event definitions written at the top of the file may be referred to (clause 8.4.6)."""
    for node in subject.nodes("eventDefinitionRef"):
        target = subject.document.nodes.get(vocabulary.reference(node.text))
        if target is not None and target.getparent() is not subject.document.tree:
            yield problem("definition_not_shared", owner(node), target=target.get("id"))


def sides(subject: Subject) -> Iterator[errors.Problem]:
    """What an element lists as incoming or outgoing are flows that end there."""
    for _, element in subject.elements():
        for tag, flows in (("incoming", element.incoming), ("outgoing", element.outgoing)):
            for side in element.node.iterchildren(B + tag):
                name = vocabulary.reference(side.text)
                if name in subject.document.nodes and name not in flows:
                    yield problem("side_wrong", element.id, side=tag, flow=name)


def duplicate_ids_across(subject: Subject) -> Iterator[errors.Problem]:
    """A process id names one process in the whole bundle."""
    counted = Counter(process.id for process in subject.bundle.processes())
    for process in subject.document.processes:
        if process.id and counted[process.id] > 1:
            yield problem("process_duplicate", process.id, times=counted[process.id])


def _expected_text(node: etree._Element, tag: str) -> frozenset[str] | None:
    parent = node.getparent()
    around = "" if parent is None else vocabulary.local(parent)
    if tag in ("sourceRef", "targetRef") and around in _ASSOCIATED:
        return _DATA
    if tag in ("source", "target") and around == "linkEventDefinition":
        return _LINKED
    return TEXTS.get(tag)


def _compare(
    subject: Subject, node: etree._Element, attribute: str, text: str, wanted: frozenset[str]
) -> Iterator[errors.Problem]:
    target = subject.document.nodes.get(vocabulary.reference(text))
    if target is None:
        yield problem("reference_unresolved", owner(node), attribute=attribute, target=text.strip())
    elif wanted and vocabulary.local(target) not in wanted:
        kind = vocabulary.local(target)
        yield problem("reference_wrong_kind", owner(node), attribute=attribute, target=text.strip(), kind=kind)


def _is_foreign(subject: Subject, node: etree._Element, text: str) -> bool:
    """A prefix bound to the namespace of an `import` points out of the file; such types are not ours to read."""
    prefix, colon, _ = text.strip().partition(":")
    if not colon:
        return False
    imported = {imported.get("namespace") for imported in subject.nodes("import")}
    return node.nsmap.get(prefix) in imported - {subject.document.tree.get("targetNamespace")}
