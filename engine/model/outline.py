"""A process as an ordered list: the accessible version of its diagram."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.model import assignments, vocabulary
from engine.model.documents import Document, Element, ProcessModel


class Way(NamedTuple):
    """Where a step leads: the next element, the condition as written ("" for none), the flow ("" for a link)."""

    element: str
    condition: str
    flow: str


@dataclass(frozen=True, kw_only=True)
class OutlineItem:
    """One line: `depth` 0 in the process, 1 in a sub-process of it; `due` as written; `back` flows close loops.

    `by_event`: an event sub-process, which begins by its event, and `interrupting` says whether the rest then ends.
    """

    element: str
    kind: str
    event: str | None
    depth: int
    roles: tuple[str, ...]
    due: str | None
    next: tuple[Way, ...]
    default: str
    back: frozenset[str]
    attached_to: str | None
    interrupting: bool
    by_event: bool
    calls: str | None


def outline(document: Document, process_id: str) -> tuple[OutlineItem, ...]:
    """The steps of a process in reading order: each once, after what leads to it except along loops.

    What a sub-process holds follows it, one deeper. Raises NotFound for an unknown process.
    """
    process = document.process(process_id)
    reading = _Reading(process)
    ordered = list(reading.scope(process.id, 0))
    place = {element.id: number for number, (element, _) in enumerate(ordered)}
    return tuple(_item(process, element, depth, reading.ways(element), place) for element, depth in ordered)


class _Reading:
    def __init__(self, process: ProcessModel) -> None:
        self._process = process
        self._inner: dict[str, list[Element]] = defaultdict(list)
        self._attached: dict[str, list[str]] = defaultdict(list)
        self._entered: set[str] = set()
        for element in process.elements.values():
            self._inner[element.parent].append(element)
            if element.attached_to:
                self._attached[element.attached_to].append(element.id)

    def scope(self, scope: str, depth: int) -> Iterable[tuple[Element, int]]:
        """The elements of a scope with what they hold, in reading order; a scope is entered once, whatever its id."""
        inner = [] if scope in self._entered else self._inner[scope]
        self._entered.add(scope)
        for name in self._order(inner):
            element = self._process.elements[name]
            yield element, depth
            if element.kind in vocabulary.SUBPROCESSES:
                yield from self.scope(element.id, depth + 1)

    def ways(self, element: Element) -> tuple[Way, ...]:
        """The flows out of an element, and the other end of a link."""
        flows = [self._process.flows[name] for name in element.outgoing]
        ways = [Way(flow.target, flow.condition or "", flow.id) for flow in flows]
        if element.kind == "intermediateThrowEvent" and element.event == "link":
            ways += [Way(other.id, "", "") for other in self._inner[element.parent] if _catches(element, other)]
        return tuple(way for way in ways if way.element in self._process.elements)

    def _order(self, inner: list[Element]) -> list[str]:
        """Reverse postorder of depth-first walks: every join comes after its branches, the rest after the flow."""
        seen: set[str] = set()
        ordered: list[str] = []
        for begins in _beginnings(inner):
            finished: list[str] = []
            for begin in reversed(begins):
                finished += self._walk(begin, seen)
            ordered += finished[::-1]
        return ordered

    def _walk(self, begin: str, seen: set[str]) -> list[str]:
        """What is reached first from here, in the order it is finished; without recursion."""
        if begin in seen:
            return []
        finished: list[str] = []
        stack = [(begin, iter(self._followers(begin)))]
        seen.add(begin)
        while stack:
            current, followers = stack[-1]
            target = next((name for name in followers if name not in seen), None)
            if target is None:
                finished.append(current)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(self._followers(target))))
        return finished

    def _followers(self, name: str) -> list[str]:
        element = self._process.elements[name]
        targets = [way.element for way in self.ways(element)] + self._attached[name]
        return [target for target in reversed(targets) if self._process.elements[target].parent == element.parent]


def _catches(throw: Element, other: Element) -> bool:
    named = other.event == "link" and other.kind == "intermediateCatchEvent"
    return named and throw.definitions[0].get("name") == other.definitions[0].get("name")


def _beginnings(inner: list[Element]) -> tuple[list[str], ...]:
    """Where the normal flow begins, then event sub-processes, then whatever is left."""
    starts = [element.id for element in inner if element.kind == "startEvent"]
    handlers = [element.id for element in inner if element.triggered_by_event]
    first = [
        element.id
        for element in inner
        if not (element.incoming or element.triggered_by_event or element.event == "link")
        and element.kind not in ("startEvent", "boundaryEvent")
    ]
    return starts + first, handlers, [element.id for element in inner]


def _interrupts(process: ProcessModel, element: Element) -> bool:
    """What an event says itself; for an event sub-process, what its start event says."""
    if not element.triggered_by_event:
        return element.interrupting
    starts = (one for one in process.elements.values() if one.parent == element.id and one.kind == "startEvent")
    return all(start.interrupting for start in starts)


def _item(
    process: ProcessModel, element: Element, depth: int, ways: tuple[Way, ...], place: Mapping[str, int]
) -> OutlineItem:
    default = next((name for name in element.outgoing if process.flows[name].is_default), "")
    return OutlineItem(
        element=element.id,
        kind=element.kind,
        event=element.event,
        depth=depth,
        roles=assignments.roles(process, element) if element.kind in vocabulary.ACTIVITIES else (),
        due=element.extensions.due_date,
        next=ways,
        default=default,
        back=frozenset(way.flow for way in ways if place[way.element] <= place[element.id]),
        attached_to=element.attached_to,
        interrupting=_interrupts(process, element),
        by_event=element.triggered_by_event,
        calls=element.extensions.called_process or element.node.get("calledElement"),
    )
