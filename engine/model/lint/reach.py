"""Reachability and size: every node can be come to, and the file stays within the limits of the engine."""

from collections import defaultdict
from collections.abc import Iterator

from engine import errors
from engine.model import vocabulary
from engine.model.documents import Element, ProcessModel
from engine.model.lint.subject import Subject, is_true, problem

MAX_NODES = 500
MAX_PATH = 300
MAX_SCOPE_DEPTH = 20
MAX_CALL_DEPTH = 10


def reachable(subject: Subject) -> Iterator[errors.Problem]:
    """From the starts of its scope, drawn or implied (clause 13.2), a token can come to every node."""
    for process in subject.document.processes:
        graph = _Graph(process)
        if process.is_executable and not process.elements:
            yield problem("process_empty", process.id)
        for scope, inner in graph.scopes.items():
            begins = graph.begins(scope, inner)
            if inner and not begins:
                yield problem("no_way_in", scope)
                continue
            reached = graph.reached(begins)
            for element in inner:
                if element.id not in reached:
                    yield problem("unreachable", element.id)


def sizes(subject: Subject) -> Iterator[errors.Problem]:
    """Nodes, nesting and the longest path the parser has to follow."""
    for process in subject.document.processes:
        if len(process.elements) > MAX_NODES:
            yield problem("too_many_nodes", process.id, count=len(process.elements), limit=MAX_NODES)
            continue
        graph = _Graph(process)
        length = max((graph.longest(begins) for begins in graph.all_begins()), default=0)
        if length > MAX_PATH:
            yield problem("path_too_long", process.id, length=length, limit=MAX_PATH)
        depth = max((_depth(process, element) for element in process.elements.values()), default=0)
        if depth > MAX_SCOPE_DEPTH:
            yield problem("scopes_too_deep", process.id, depth=depth, limit=MAX_SCOPE_DEPTH)


class _Graph:
    """The flow nodes of one process by scope, with flows, boundary events and links as ways."""

    def __init__(self, process: ProcessModel) -> None:
        self._process = process
        self.scopes: dict[str, list[Element]] = defaultdict(list)
        self._ways: dict[str, list[str]] = defaultdict(list)
        for element in process.elements.values():
            self.scopes[element.parent].append(element)
            if element.attached_to:
                self._ways[element.attached_to].append(element.id)
        for flow in process.flows.values():
            self._ways[flow.source].append(flow.target)
        self._add_links()

    def begins(self, scope: str, inner: list[Element]) -> list[str]:
        """Where tokens appear in a scope: start events, or all that nothing leads to."""
        aside = [element.id for element in inner if _stands_aside(element)]
        starts = [element.id for element in inner if _starts(element)]
        around = self._process.elements.get(scope)
        ad_hoc = around is not None and around.kind == "adHocSubProcess"
        if starts and not ad_hoc:
            return starts + aside
        first = [element.id for element in inner if not element.incoming and not _is_led_to(element)]
        return first + aside if set(first) - set(aside) or len(aside) == len(inner) else []

    def all_begins(self) -> Iterator[list[str]]:
        """The beginnings of every scope."""
        for scope, inner in self.scopes.items():
            yield self.begins(scope, inner)

    def reached(self, begins: list[str]) -> set[str]:
        """Everything that can be come to."""
        seen, stack = set(begins), list(begins)
        while stack:
            for target in self._ways[stack.pop()]:
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return seen

    def longest(self, begins: list[str]) -> int:
        """The depth, in nodes, of a depth-first walk in the order of the file: what a recursive parser needs."""
        seen, deepest = set(begins), 0
        stack = [iter(begins)]
        while stack:
            deepest = max(deepest, len(stack) - 1)
            target = next((node for node in stack[-1] if len(stack) == 1 or node not in seen), None)
            if target is None:
                stack.pop()
            else:
                seen.add(target)
                stack.append(iter(self._ways[target]))
        return deepest

    def _add_links(self) -> None:
        ends = [element for element in self._process.elements.values() if element.event == "link"]
        catches = {
            (end.parent, key): end.id
            for end in ends
            if end.kind == "intermediateCatchEvent"
            for key in (end.definitions[0].get("name"), end.definitions[0].get("id"))
        }
        for end in ends:
            meant = vocabulary.reference(end.definitions[0].findtext("{*}target"))
            target = catches.get((end.parent, end.definitions[0].get("name"))) or catches.get((end.parent, meant))
            if end.kind == "intermediateThrowEvent" and target:
                self._ways[end.id].append(target)


def _starts(element: Element) -> bool:
    instantiates = is_true(element.node.get("instantiate")) and not element.incoming
    return element.kind == "startEvent" or instantiates


def _stands_aside(element: Element) -> bool:
    return element.triggered_by_event or is_true(element.node.get("isForCompensation"))


def _is_led_to(element: Element) -> bool:
    catches_link = element.kind == "intermediateCatchEvent" and element.event == "link"
    return element.kind == "boundaryEvent" or catches_link


def _depth(process: ProcessModel, element: Element) -> int:
    depth, seen = 1, {element.id}
    while (around := process.elements.get(element.parent)) is not None and around.id not in seen:
        depth, element = depth + 1, around
        seen.add(around.id)
    return depth
