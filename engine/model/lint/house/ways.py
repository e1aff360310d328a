"""Ways through the process: drawn, complete where a choice is made, and joined only where they all come."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from engine import errors
from engine.model import vocabulary
from engine.model.documents import Element, ProcessModel
from engine.model.lint import reach
from engine.model.lint.subject import Subject, problem
from engine.model.lint.work import called_process

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_ONE_OF = frozenset({"exclusiveGateway", "eventBasedGateway"})
_COMPARISON = re.compile(r"=\s*(?P<left>.+?)\s*(?P<sign><=|>=|!=|=|<|>)\s*(?P<right>[^<>=]+?)\s*")
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def drawn(subject: Subject) -> Iterator[errors.Problem]:
    """Every node, flow and lane has its shape in the diagram interchange."""
    shown = {
        vocabulary.reference(node.get("bpmnElement"))
        for node in subject.document.tree.iter(f"{{{vocabulary.BPMNDI}}}BPMNShape", f"{{{vocabulary.BPMNDI}}}BPMNEdge")
    }
    for process in subject.document.processes:
        for name in (*process.elements, *process.flows, *process.lanes):
            if name not in shown:
                yield problem("not_drawn", name)


def choices(subject: Subject) -> Iterator[errors.Problem]:
    """A gateway that chooses has a default flow, or two conditions of which one is always true."""
    for process, element in subject.elements():
        flows = [process.flows[name] for name in element.outgoing]
        if element.kind not in _CHOOSING or len(flows) < 2 or any(flow.is_default for flow in flows):
            continue
        conditions = [flow.condition or "" for flow in flows]
        if not any(is_opposite(one, other) for one, other in combinations(conditions, 2)):
            yield problem("choice_incomplete", element.id)


def is_opposite(one: str, other: str) -> bool:
    """Whether one of two FEEL conditions is plainly the negation of the other."""
    first, second = one.strip().removeprefix("=").strip(), other.strip().removeprefix("=").strip()
    if first == f"not({second})" or second == f"not({first})":
        return True
    if {f"{first} = false", f"{first} = true"} & {second} and first:
        return second == f"{first} = false"
    a, b = _COMPARISON.fullmatch(one.strip()), _COMPARISON.fullmatch(other.strip())
    if a is None or b is None or (a["left"], a["right"]) != (b["left"], b["right"]):
        return _splits_boolean(a, b)
    return " and " not in one and " or " not in one and _OPPOSITE[a["sign"]] == b["sign"]


def joins(subject: Subject) -> Iterator[errors.Problem]:
    """A parallel join is not fed by several branches of one choice (simple lines only)."""
    for process, element in subject.elements():
        if element.kind != "parallelGateway" or len(element.incoming) < 2:
            continue
        origins = [_origin(process, flow) for flow in element.incoming]
        for one, other in combinations(origins, 2):
            if one and one == other and process.elements[one].kind in _ONE_OF:
                yield problem("join_never_fills", element.id, gateway=one)
                break


def circles(subject: Subject) -> Iterator[errors.Problem]:
    """Calls do not come back to the caller, and not deeper than the limit."""
    calls = _calls(subject)
    for process in subject.document.processes:
        if process.id in _called_from(calls, process.id):
            yield problem("calls_in_circle", process.id)
        elif (depth := _call_depth(calls, process.id)) > reach.MAX_CALL_DEPTH:
            yield problem("calls_too_deep", process.id, depth=depth, limit=reach.MAX_CALL_DEPTH)


def _splits_boolean(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    if one is None or other is None or one["left"] != other["left"]:
        return False
    return one["sign"] == other["sign"] == "=" and {one["right"], other["right"]} == {"true", "false"}


def _origin(process: ProcessModel, flow: str) -> str:
    """The splitting node a flow comes from, back along a line without joins; "" when the line is not simple."""
    seen: set[str] = set()
    current = process.elements.get(process.flows[flow].source)
    while current is not None and current.id not in seen:
        seen.add(current.id)
        if len(current.outgoing) > 1:
            return current.id
        if len(current.incoming) != 1 or _is_left_by_boundary(process, current):
            return ""
        current = process.elements.get(process.flows[current.incoming[0]].source)
    return ""


def _is_left_by_boundary(process: ProcessModel, element: Element) -> bool:
    return any(other.attached_to == element.id for other in process.elements.values())


def _calls(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    return {
        process.id: tuple(
            called_process(element) for element in process.elements.values() if element.kind == "callActivity"
        )
        for process in subject.bundle.processes()
    }


def _called_from(calls: Mapping[str, tuple[str, ...]], process: str) -> set[str]:
    """Everything a process calls, by others too."""
    seen: set[str] = set()
    waiting = [process]
    while waiting:
        new = set(calls.get(waiting.pop(), ())) - seen
        seen |= new
        waiting += new
    return seen


def _call_depth(calls: Mapping[str, tuple[str, ...]], process: str) -> int:
    """How many calls deep it goes from a process, counted up to one beyond the limit."""
    level, depth = set(calls.get(process, ())), 0
    while level and depth <= reach.MAX_CALL_DEPTH:
        level, depth = {inner for called in level for inner in calls.get(called, ())}, depth + 1
    return depth
