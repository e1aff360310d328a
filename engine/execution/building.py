"""From a normalised model to SpiffWorkflow specifications: one per process and sub-process."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.execution import plans
from engine.execution.plans import Plan
from engine.execution.specs import Node, Place
from engine.execution.ways import Way, Web
from engine.model.documents import Document, Element, Flow, ProcessModel

ITEM, EVENT = " [item]", " [event]"


@dataclass
class Parts:
    """What building a bundle yields, by name of the scope; and the processes. See Compiled."""

    specs: dict[str, Any] = field(default_factory=dict)
    starts: dict[str, tuple[tuple[str, Plan], ...]] = field(default_factory=dict)
    armed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    processes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is read: a process of a normalised document, and which elements stand for drawn ones."""

    document: Document
    process: ProcessModel
    drawn: Mapping[str, str]

    def members(self, scope: str) -> list[Element]:
        """The elements directly in the process or one of its sub-processes."""
        return [element for element in self.process.elements.values() if element.parent == scope]

    def web(self, scope: str) -> Web:
        """The flows directly in the process or one of its sub-processes."""
        members = self.members(scope)
        ids = {element.id for element in members}
        flows = [flow for flow in self.process.flows.values() if flow.source in ids and flow.target in ids]
        hosts = {element.id: element.attached_to for element in members if element.attached_to}
        return Web(tuple(self._way(flow) for flow in flows), hosts)

    def _way(self, flow: Flow) -> Way:
        return Way(
            flow=flow.id,
            source=flow.source,
            target=flow.target,
            drawn="" if flow.id in self.drawn else flow.id,
            condition=plans.expression(flow.condition),
            default=flow.is_default,
        )


def build(parts: Parts, document: Document, drawn: Mapping[str, str]) -> None:
    """Add the processes of one normalised document."""
    for process in document.processes:
        source = Source(document=document, process=process, drawn=drawn)
        inner = [e.id for e in process.elements.values() if e.kind == "subProcess"]
        for scope in (process.id, *inner):
            _scope(parts, source, scope)
        parts.processes.append(process.id)


def _scope(parts: Parts, source: Source, scope: str) -> None:
    name = plans.scope_name(source.process, scope)
    spec = BpmnProcessSpec(name=name)
    web = source.web(scope)
    round_trips = web.round_trips()
    starts = []
    for element in source.members(scope):
        plan = plans.make(source.document, source.process, element, source.drawn)
        node = _node(spec, element, plan)
        node.place = _place(web, element, node, cyclic=element.id in round_trips)
        if element.kind == "startEvent":
            starts.append((element.id, plan))
    parts.specs[name], parts.starts[name] = spec, tuple(starts)
    handlers = [element for element in source.members(scope) if element.triggered_by_event]
    parts.armed[name] = tuple(_event(spec, source, handler).name for handler in handlers)


def _event(spec: Any, source: Source, handler: Element) -> Node:
    """What an event sub-process waits for stands beside it: it is told of at the start event that is drawn inside."""
    [start] = [element for element in source.members(handler.id) if element.kind == "startEvent"]
    plan = plans.make(source.document, source.process, start, source.drawn)
    node = Node(spec, start.id + EVENT, replace(plan, made=True), starts=handler.id)
    way = Way(flow="", source=node.name, target=handler.id, drawn="", condition=None, default=False)
    node.place = Place(out=(way,))
    return node


def _node(spec: Any, element: Element, plan: Plan) -> Node:
    if plan.items is None and plan.loop is None:
        return Node(spec, element.id, plan)
    child = Node(spec, element.id + ITEM, plan)
    return Node(spec, element.id, plan, child=child.name)


def _place(web: Web, element: Element, node: Node, *, cyclic: bool) -> Place:
    incoming = web.into(element.id)
    upstream = {}
    if element.kind == "inclusiveGateway" and len(incoming) > 1:
        upstream = {way.flow: web.before([way.source], without=element.id) for way in incoming}
    return Place(
        out=web.out_of(element.id),
        incoming=tuple(way.flow for way in incoming),
        borders=tuple(border for border, host in web.hosts.items() if host == element.id),
        cyclic=cyclic,
        upstream=upstream,
    )
