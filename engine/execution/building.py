"""From a normalised model to SpiffWorkflow specifications: one per process and sub-process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway

from engine.execution import plans
from engine.execution.plans import Plan, Text
from engine.execution.specs import (
    Activity,
    Boundary,
    Catch,
    Choice,
    EventChoice,
    Inclusive,
    Items,
    Planned,
    Scope,
    Throw,
)
from engine.model.documents import Document, Element, ProcessModel

ITEM = " [item]"


class Both(Planned, ParallelGateway):  # type: ignore[misc]
    """A parallel gateway with its plan."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One flow out of a gateway: where it leads, what it is called in the drawing, and when it is taken."""

    target: str
    flow: str
    condition: Text | None
    default: bool


@dataclass
class Parts:
    """What building a bundle yields: specifications by process or sub-process id, ways by element, starts."""

    specs: dict[str, Any] = field(default_factory=dict)
    ways: dict[tuple[str, str], tuple[Way, ...]] = field(default_factory=dict)
    starts: dict[str, list[tuple[str, Plan]]] = field(default_factory=dict)
    processes: list[str] = field(default_factory=list)


def build(parts: Parts, document: Document, drawn: Mapping[str, str]) -> None:
    """Add the processes of one normalised document."""
    for process in document.processes:
        scopes = {process.id} | {e.id for e in process.elements.values() if e.kind in ("subProcess", "transaction")}
        for scope in sorted(scopes):
            _ScopeBuilder(parts, document, process, drawn).build(scope)


class _ScopeBuilder:
    def __init__(self, parts: Parts, document: Document, process: ProcessModel, drawn: Mapping[str, str]) -> None:
        self.parts, self.document, self.process, self.drawn = parts, document, process, drawn

    def build(self, scope: str) -> None:
        """Make the specification of one process or sub-process."""
        self.spec = BpmnProcessSpec(name=scope)
        self.entries: dict[str, Any] = {}
        members = [element for element in self.process.elements.values() if element.parent == scope]
        self.parts.starts[scope] = []
        for element in members:
            if element.kind != "boundaryEvent":
                self.entries[element.id] = self._element(scope, element, members)
        for element in members:
            self._connect(element)
        self.parts.specs[scope] = self.spec

    def _element(self, scope: str, element: Element, members: list[Element]) -> Any:
        plan = plans.make(self.document, self.process, element, self.drawn)
        made = self._repeating(element, plan) if plan.items else self._plain(element.id, element, plan)
        if element.kind == "startEvent":
            self.spec.start.connect(made)
            self.parts.starts[scope].append((element.id, plan))
        borders = [other for other in members if other.attached_to == element.id]
        return self._guard(element, made, borders) if borders else made

    def _plain(self, name: str, element: Element, plan: Plan) -> Any:
        if plan.work == plans.SCOPE:
            called = plan.called if element.kind == "callActivity" else element.id
            made: Any = Scope(self.spec, name, called)
        elif plan.work == plans.GATEWAY:
            kinds = {"exclusiveGateway": Choice, "parallelGateway": Both, "inclusiveGateway": Inclusive}
            made = kinds.get(element.kind, EventChoice)(self.spec, name)
        elif plan.work == plans.CATCH:
            made = Catch(self.spec, name)
            made.passes = element.kind == "startEvent" and plan.trigger is None
        elif plan.work == plans.THROW:
            made = Throw(self.spec, name)
        else:
            made = Activity(self.spec, name)
            made.manual = plan.work in (plans.USER, plans.JOB)
        if plan.work == plans.JOB:
            made.manual = True
        made.plan = plan
        return made

    def _repeating(self, element: Element, plan: Plan) -> Any:
        child = self._plain(element.id + ITEM, element, plan)
        made = Items(self.spec, element.id, child.name)
        made.plan = plan
        child.inputs = [made]
        child.completed_event.connect(made.child_completed)
        return made

    def _guard(self, element: Element, made: Any, borders: list[Element]) -> Any:
        split = BoundaryEventSplit(self.spec, f"{element.id}.BoundaryEventSplit")
        join = BoundaryEventJoin(self.spec, f"{element.id}.BoundaryEventJoin", split_task=split.name, cancel=True)
        split.connect(made)
        made.connect(join)
        self.entries[element.id] = made
        for border in borders:
            event = Boundary(self.spec, border.id, interrupting=border.interrupting)
            event.plan = plans.make(self.document, self.process, border, self.drawn)
            split.connect(event)
            event.connect(join)
        return split

    def _connect(self, element: Element) -> None:
        source = self.spec.task_specs[element.id]
        flows = [self.process.flows[flow] for flow in element.outgoing]
        for flow in flows:
            target = self.entries[flow.target]
            if isinstance(source, Choice | Inclusive):
                source.connect_if(None, target)
            else:
                source.connect(target)
            if isinstance(source, EventChoice):
                self.spec.task_specs[flow.target].passes = True
        if not flows and not isinstance(source, Boundary):
            source.connect(self.spec.end)
        self.parts.ways[(self.spec.name, element.id)] = tuple(
            Way(
                target=self.entries[flow.target].name,
                flow=self.drawn.get(flow.id, flow.id),
                condition=plans.expression(flow.condition),
                default=flow.is_default,
            )
            for flow in flows
        )
