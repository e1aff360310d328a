"""What a rule looks at: one file, read, and what it may know of the bundle around it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from engine import errors
from engine.model import vocabulary
from engine.model.documents import Document, Element, Flow, ProcessModel
from engine.model.vocabulary import B


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The files checked together. `forms` None: forms are not checked; `roles` empty: roles are not checked."""

    documents: Mapping[str, Document]
    decisions: Collection[str]
    forms: Collection[str] | None
    functions: Collection[str]
    roles: Collection[str]

    def processes(self) -> Iterator[ProcessModel]:
        """Every process of every file."""
        for document in self.documents.values():
            yield from document.processes

    @cached_property
    def callable_ids(self) -> frozenset[str]:
        """Ids that a call activity may name: processes and global tasks."""
        tasks = {
            node.get("id") or ""
            for document in self.documents.values()
            for node in document.tree
            if vocabulary.local(node) in vocabulary.GLOBAL_TASKS
        }
        return frozenset(tasks | {process.id for process in self.processes()})

    @cached_property
    def started_by_events(self) -> frozenset[str]:
        """Processes that cannot be called: each start of theirs has a trigger (clause 10.3.6)."""
        return frozenset(process.id for process in self.processes() if _only_starts_by_event(process))


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One file of a bundle."""

    document: Document
    bundle: Bundle

    def elements(self) -> Iterator[tuple[ProcessModel, Element]]:
        """Every flow node with its process."""
        for process in self.document.processes:
            for element in process.elements.values():
                yield process, element

    def flows(self) -> Iterator[tuple[ProcessModel, Flow]]:
        """Every sequence flow with its process."""
        for process in self.document.processes:
            for flow in process.flows.values():
                yield process, flow

    def nodes(self, *tags: str) -> Iterator[etree._Element]:
        """Every BPMN element with one of these local names."""
        return self.document.tree.iter(*(B + tag for tag in tags))


Rule = Callable[[Subject], Iterator[errors.Problem]]


def problem(code: str, element: str, **facts: object) -> errors.Problem:
    """A finding without file and severity: both are filled in by the check."""
    return errors.Problem(code=code, element=element, facts=facts)


def owner(node: etree._Element) -> str:
    """The id to show a problem at: of the nearest node, outwards, that has one."""
    current: etree._Element | None = node
    while current is not None:
        if name := current.get("id"):
            return name
        current = current.getparent()
    return ""


def drawn_owner(node: etree._Element) -> str:
    """The id of the nearest thing with a shape: flow node, flow or process around a definition."""
    current: etree._Element | None = node
    shown = vocabulary.FLOW_NODES | {"sequenceFlow", "process", "lane", "participant"}
    while current is not None:
        if vocabulary.local(current) in shown and current.get("id"):
            return current.get("id") or ""
        current = current.getparent()
    return owner(node)


def _only_starts_by_event(process: ProcessModel) -> bool:
    starts = [node for node in process.elements.values() if node.kind == "startEvent" and node.parent == process.id]
    return bool(starts) and all(start.event for start in starts)


def children(scope: etree._Element) -> list[etree._Element]:
    """The flow nodes drawn directly in a scope."""
    return [node for node in scope.iterchildren(f"{B}*") if vocabulary.local(node) in vocabulary.FLOW_NODES]


def is_true(text: str | None) -> bool:
    """Whether an XML boolean says yes."""
    return (text or "").strip() in ("true", "1")
