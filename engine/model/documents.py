"""A BPMN file as an index: processes, flow nodes, flows, lanes and named definitions over one XML tree."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from engine import errors, xml
from engine.model import vocabulary, zeebe
from engine.model.vocabulary import B


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A sequence flow; `condition` is the text as written, None without one."""

    id: str
    source: str
    target: str
    name: str
    parent: str
    condition: str | None
    is_default: bool
    extensions: zeebe.Extensions
    node: etree._Element = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Element:
    """A flow node. `event` is the kind of its event definition, "multiple" when there are several."""

    id: str
    kind: str
    name: str
    parent: str
    incoming: tuple[str, ...]
    outgoing: tuple[str, ...]
    event: str | None
    definitions: tuple[etree._Element, ...] = field(repr=False, compare=False)
    attached_to: str | None
    interrupting: bool
    loop: str | None
    triggered_by_event: bool
    extensions: zeebe.Extensions
    node: etree._Element = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A lane; `elements` are the ids of the flow nodes drawn in it, the nearest lane of each only."""

    id: str
    name: str
    elements: tuple[str, ...]
    extensions: zeebe.Extensions
    node: etree._Element = field(repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class ProcessModel:
    """One process with everything in it, sub-processes' contents included, in the order of the file."""

    id: str
    name: str
    is_executable: bool
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    extensions: zeebe.Extensions
    node: etree._Element = field(repr=False, compare=False)

    @property
    def properties(self) -> Mapping[str, str]:
        """The process's own `zeebe:properties`."""
        return self.extensions.properties

    def lane_of(self, element_id: str) -> str:
        """The name of the lane an element stands in, by itself or by a sub-process around it; "" without one."""
        by_element = {member: lane.name for lane in self.lanes.values() for member in lane.elements}
        current, seen = self.elements.get(element_id), {""}
        while current is not None and current.id not in seen:
            if current.id in by_element:
                return by_element[current.id]
            seen.add(current.id)
            current = self.elements.get(current.attached_to or current.parent)
        return ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A read BPMN file. `messages` to `escalations`: id → name; `codes`: id → error or escalation code."""

    tree: etree._Element = field(repr=False, compare=False)
    processes: tuple[ProcessModel, ...]
    messages: Mapping[str, str]
    signals: Mapping[str, str]
    errors: Mapping[str, str]
    escalations: Mapping[str, str]
    codes: Mapping[str, str]
    nodes: Mapping[str, etree._Element] = field(repr=False, compare=False)

    def process(self, process_id: str) -> ProcessModel:
        """The process with this id; NotFound when the file has none."""
        for process in self.processes:
            if process.id == process_id:
                return process
        raise errors.NotFound(process=process_id)

    def element(self, element_id: str) -> Element | None:
        """The flow node with this id, whichever process it stands in."""
        return next((p.elements[element_id] for p in self.processes if element_id in p.elements), None)


def read(data: bytes) -> Document:
    """Read bytes with the strict XML reader and index them.

    Raises ModelRejected: the reader's codes, or `not_bpmn` when the root is not BPMN 2.0 `definitions`.
    """
    root = xml.read(data)
    if root.tag != B + "definitions":
        raise errors.ModelRejected([errors.Problem(code="not_bpmn", facts={"root": vocabulary.local(root)})])
    return index(root)


def index(root: etree._Element) -> Document:
    """Index a tree that was read before, or made by the normaliser. Of equal ids the first counts."""
    nodes: dict[str, etree._Element] = {}
    for node in root.iter(f"{B}*"):
        nodes.setdefault(node.get("id") or "", node)
    nodes.pop("", None)
    return Document(
        tree=root,
        processes=tuple(_process(node, nodes) for node in root.iterchildren(B + "process")),
        messages=_named(root, "message"),
        signals=_named(root, "signal"),
        errors=_named(root, "error"),
        escalations=_named(root, "escalation"),
        codes={**_codes(root, "error", "errorCode"), **_codes(root, "escalation", "escalationCode")},
        nodes=MappingProxyType(nodes),
    )


def scope_nodes(scope: etree._Element) -> Iterator[etree._Element]:
    """The flow nodes drawn directly in a process or sub-process, in the order of the file."""
    return (child for child in scope.iterchildren(f"{B}*") if vocabulary.local(child) in vocabulary.FLOW_NODES)


def event_definitions(node: etree._Element, nodes: Mapping[str, etree._Element]) -> tuple[etree._Element, ...]:
    """The event definitions of an event, referenced ones included, in the order of the file."""
    found = []
    for child in node.iterchildren(f"{B}*"):
        if child.tag == B + "eventDefinitionRef":
            child = nodes.get(vocabulary.reference(child.text), child)
        if vocabulary.local(child) in vocabulary.EVENT_KINDS:
            found.append(child)
    return tuple(found)


def _process(node: etree._Element, nodes: Mapping[str, etree._Element]) -> ProcessModel:
    flows: dict[str, Flow] = {}
    defaults = {(inner.get("id"), vocabulary.reference(inner.get("default"))) for inner in node.iter(f"{B}*")}
    for inner in node.iter(B + "sequenceFlow"):
        flows.setdefault(inner.get("id") or "", _flow(inner, defaults))
    sides = _Sides(tuple(flows.values()))
    elements: dict[str, Element] = {}
    for inner in node.iter(f"{B}*"):
        if vocabulary.local(inner) in vocabulary.FLOW_NODES:
            elements.setdefault(inner.get("id") or "", _element(inner, sides, nodes))
    lanes = {lane.get("id") or "": _lane(lane) for lane in node.iter(B + "lane")}
    return ProcessModel(
        id=node.get("id") or "",
        name=node.get("name") or "",
        is_executable=node.get("isExecutable", "false").strip().lower() in ("true", "1"),
        elements=MappingProxyType(elements),
        flows=MappingProxyType(flows),
        lanes=MappingProxyType(lanes),
        extensions=zeebe.read(node),
        node=node,
    )


class _Sides:
    """Flow ids by source and by target, in the order of the file."""

    def __init__(self, flows: tuple[Flow, ...]) -> None:
        self.outgoing: dict[str, tuple[str, ...]] = {}
        self.incoming: dict[str, tuple[str, ...]] = {}
        for flow in flows:
            self.outgoing[flow.source] = (*self.outgoing.get(flow.source, ()), flow.id)
            self.incoming[flow.target] = (*self.incoming.get(flow.target, ()), flow.id)


def _element(node: etree._Element, sides: _Sides, nodes: Mapping[str, etree._Element]) -> Element:
    identity, kind = node.get("id") or "", vocabulary.local(node)
    definitions = event_definitions(node, nodes) if kind in vocabulary.EVENTS else ()
    return Element(
        id=identity,
        kind=kind,
        name=node.get("name") or "",
        parent=_parent(node),
        incoming=sides.incoming.get(identity, ()),
        outgoing=sides.outgoing.get(identity, ()),
        event=_event_kind(definitions),
        definitions=definitions,
        attached_to=vocabulary.reference(node.get("attachedToRef")) or None,
        interrupting=_interrupting(node, kind),
        loop=_loop(node),
        triggered_by_event=node.get("triggeredByEvent", "false").strip() in ("true", "1"),
        extensions=zeebe.read(node),
        node=node,
    )


def _parent(node: etree._Element) -> str:
    scope = node.getparent()
    while scope is not None and vocabulary.local(scope) not in vocabulary.SCOPES:
        scope = scope.getparent()
    return (scope.get("id") or "") if scope is not None else ""


def _event_kind(definitions: tuple[etree._Element, ...]) -> str | None:
    if len(definitions) > 1:
        return "multiple"
    return vocabulary.EVENT_KINDS[vocabulary.local(definitions[0])] if definitions else None


def _interrupting(node: etree._Element, kind: str) -> bool:
    attribute = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(kind, "")
    return (node.get(attribute) or "true").strip() not in ("false", "0") if attribute else True


def _loop(node: etree._Element) -> str | None:
    if node.find(B + "standardLoopCharacteristics") is not None:
        return "standard"
    several = node.find(B + "multiInstanceLoopCharacteristics")
    if several is None:
        return None
    return "sequential" if several.get("isSequential", "false").strip() in ("true", "1") else "parallel"


def _flow(node: etree._Element, defaults: Collection[tuple[str | None, str]]) -> Flow:
    condition = node.find(B + "conditionExpression")
    identity, source = node.get("id") or "", vocabulary.reference(node.get("sourceRef"))
    return Flow(
        id=identity,
        source=source,
        target=vocabulary.reference(node.get("targetRef")),
        name=node.get("name") or "",
        parent=_parent(node),
        condition=None if condition is None else "".join(str(part) for part in condition.itertext()).strip(),
        is_default=(source, identity) in defaults,
        extensions=zeebe.read(node),
        node=node,
    )


def _lane(node: etree._Element) -> Lane:
    members = (vocabulary.reference(member.text) for member in node.iterchildren(B + "flowNodeRef"))
    return Lane(
        id=node.get("id") or "",
        name=node.get("name") or "",
        elements=tuple(members),
        extensions=zeebe.read(node),
        node=node,
    )


def _named(root: etree._Element, tag: str) -> Mapping[str, str]:
    return MappingProxyType({node.get("id") or "": node.get("name") or "" for node in root.iterchildren(B + tag)})


def _codes(root: etree._Element, tag: str, attribute: str) -> Mapping[str, str]:
    return {node.get("id") or "": node.get(attribute) or "" for node in root.iterchildren(B + tag)}
