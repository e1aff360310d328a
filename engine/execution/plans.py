"""What the engine has to know of one element at run time, read from the model once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine import feel
from engine.model import vocabulary, zeebe
from engine.model.documents import Document, Element, ProcessModel
from engine.model.vocabulary import B

USER, JOB, AUTOMATIC, SCOPE, CATCH, THROW, GATEWAY = "user", "job", "automatic", "scope", "catch", "throw", "gateway"
_TRIGGER_REFERENCES = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}


@dataclass(frozen=True)
class Text:
    """A value as written: FEEL when it began with "=", else plain text."""

    written: str
    expression: feel.Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What an event waits for or throws. `rule` is the timer's, of kind date, duration or cycle."""

    kind: str
    name: str = ""
    code: str | None = None
    key: Text | None = None
    rule: Text | None = None
    rule_kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Items:
    """How an activity repeats: once per item of a collection, or a number of times."""

    sequential: bool
    collection: Text | None = None
    cardinality: Text | None = None
    element: str = ""
    output_collection: str = ""
    output_element: Text | None = None
    condition: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Loop:
    """How an activity repeats while a condition holds, tested before or after each round; `most` rounds if given."""

    condition: Text | None = None
    before: bool = False
    most: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One element: where it is drawn, what it does, and its expressions ready to be evaluated.

    `made`: nobody drew it, so nobody hears of it. `called`: the scope that a sub-process or call opens.
    `handler`: an event sub-process; `keeps`: the activities in it, whose answers stay with each of its instances.
    """

    element: str
    process: str
    tag: str
    work: str
    made: bool = False
    inputs: tuple[tuple[str, Text], ...] = ()
    outputs: tuple[tuple[str, Text], ...] = ()
    trigger: Trigger | None = None
    items: Items | None = None
    loop: Loop | None = None
    script: Text | None = None
    decision: Text | None = None
    called: Text | None = None
    propagate: bool = True
    result: str = ""
    job_type: Text | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    retries: int = 3
    form: str | None = None
    assignee: Text | None = None
    groups: Text | None = None
    users: Text | None = None
    lane: str = ""
    due: Text | None = None
    follow_up: Text | None = None
    priority: Text | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    attached_to: str = ""
    interrupting: bool = True
    handler: bool = False
    keeps: frozenset[str] = frozenset()


def text(written: str | None) -> Text | None:
    """A written value, parsed when it is FEEL; raises feel.SyntaxProblem."""
    if written is None or not written.strip():
        return None
    stripped = written.strip()
    return Text(stripped, feel.parse(stripped[1:]) if stripped.startswith("=") else None)


def expression(written: str | None) -> Text | None:
    """Like text, for places where BPMN means FEEL even without a leading equals sign."""
    found = text(written)
    if found is None or found.expression is not None:
        return found
    return Text(found.written, feel.parse(found.written))


def make(document: Document, process: ProcessModel, element: Element, drawn: Mapping[str, str]) -> Plan:
    """Read the plan of an element of a normalised document."""
    given = element.extensions
    trigger = _trigger(document, element)
    return Plan(
        element=drawn.get(element.id, element.id),
        process=process.id,
        tag=element.kind,
        made=_is_made(document, element, drawn),
        work=_work(element, trigger),
        inputs=_mappings(given.inputs),
        outputs=_mappings(given.outputs),
        trigger=trigger,
        items=_items(element),
        loop=_loop(element),
        called=_called(process, element),
        propagate=given.propagate_all_variables,
        lane=process.lane_of(element.id),
        properties=dict(given.properties),
        attached_to=element.attached_to or "",
        interrupting=element.interrupting,
        handler=element.triggered_by_event,
        keeps=_inside(process, element) if element.triggered_by_event else frozenset(),
        **_for_machines(given),
        **_for_people(given),
    )


def _for_machines(given: zeebe.Extensions) -> dict[str, Any]:
    return {
        "script": text(given.script),
        "decision": text(given.decision_id),
        "result": given.result_variable or "",
        "job_type": text(given.task_type),
        "headers": dict(given.headers),
        "retries": int(given.retries) if given.retries and given.retries.isdecimal() else 3,
    }


def _for_people(given: zeebe.Extensions) -> dict[str, Any]:
    return {
        "form": given.form_id,
        "assignee": text(given.assignee),
        "groups": text(given.candidate_groups),
        "users": text(given.candidate_users),
        "due": text(given.due_date),
        "follow_up": text(given.follow_up_date),
        "priority": text(given.priority),
    }


def scope_name(process: ProcessModel, scope: str) -> str:
    """What the specification of a process, or of a sub-process in it, is called."""
    return scope if scope == process.id else f"{process.id}/{scope}"


def _is_made(document: Document, element: Element, drawn: Mapping[str, str]) -> bool:
    stands_for = drawn.get(element.id, "")
    return element.kind in vocabulary.EVENTS | vocabulary.GATEWAYS and stands_for in document.nodes


def _inside(process: ProcessModel, scope: Element) -> frozenset[str]:
    """The elements in a sub-process, and in those inside it."""
    found, outer = set[str](), {scope.id}
    while outer:
        outer = {element.id for element in process.elements.values() if element.parent in outer} - found
        found |= outer
    return frozenset(found)


def _called(process: ProcessModel, element: Element) -> Text | None:
    if element.kind == "subProcess":
        return Text(scope_name(process, element.id))
    return text(element.extensions.called_process or vocabulary.reference(element.node.get("calledElement")))


def _work(element: Element, trigger: Trigger | None) -> str:
    kind = element.kind
    if kind in ("userTask", "manualTask"):
        return USER
    if kind in ("subProcess", "callActivity"):
        return SCOPE
    if kind.endswith("Gateway"):
        return GATEWAY
    if kind in ("intermediateCatchEvent", "boundaryEvent", "startEvent", "receiveTask"):
        return CATCH
    if element.extensions.task_type:
        return JOB
    if kind in ("intermediateThrowEvent", "endEvent") or (kind == "sendTask" and trigger is not None):
        return THROW
    return AUTOMATIC


def _mappings(mappings: tuple[zeebe.IoMapping, ...]) -> tuple[tuple[str, Text], ...]:
    pairs = ((mapping.target, text(mapping.source)) for mapping in mappings)
    return tuple((target, source) for target, source in pairs if source is not None)


def _trigger(document: Document, element: Element) -> Trigger | None:
    if element.kind in ("receiveTask", "sendTask"):
        reference = element.node.get("messageRef")
        return _message(document, reference) if reference else None
    if element.event is None or not element.definitions:
        return None
    definition, kind = element.definitions[0], element.event
    if kind == "timer":
        return _timer(definition)
    if kind == "message":
        return _message(document, definition.get("messageRef"))
    reference = vocabulary.reference(definition.get(_TRIGGER_REFERENCES.get(kind, "id")))
    names = {"signal": document.signals, "error": document.errors, "escalation": document.escalations}.get(kind, {})
    return Trigger(kind=kind, name=names.get(reference, ""), code=document.codes.get(reference))


def _message(document: Document, reference: str | None) -> Trigger:
    named = vocabulary.reference(reference)
    node = document.nodes.get(named)
    key = zeebe.read(node).correlation_key if node is not None else None
    return Trigger(kind="message", name=document.messages.get(named, ""), key=text(key))


def _timer(definition: etree._Element) -> Trigger:
    for kind in ("timeDate", "timeDuration", "timeCycle"):
        written = definition.findtext(f"{B}{kind}")
        if written is not None and written.strip():
            return Trigger(kind="timer", rule=text(written), rule_kind=kind.removeprefix("time").lower())
    return Trigger(kind="timer")


def _items(element: Element) -> Items | None:
    if element.loop not in ("parallel", "sequential"):
        return None
    node = element.node.find(f"{B}multiInstanceLoopCharacteristics")
    assert node is not None  # noqa: S101 - the index has seen it
    given = element.extensions
    return Items(
        sequential=element.loop == "sequential",
        collection=text(given.input_collection) or _reference(node, "loopDataInputRef"),
        cardinality=expression(node.findtext(f"{B}loopCardinality")),
        element=given.input_element or _item_name(node, "inputDataItem"),
        output_collection=given.output_collection or (node.findtext(f"{B}loopDataOutputRef") or "").strip(),
        output_element=text(given.output_element) or _named(_item_name(node, "outputDataItem")),
        condition=expression(node.findtext(f"{B}completionCondition")),
    )


def _loop(element: Element) -> Loop | None:
    node = element.node.find(f"{B}standardLoopCharacteristics")
    if node is None:
        return None
    return Loop(
        condition=expression(node.findtext(f"{B}loopCondition")),
        before=(node.get("testBefore") or "false").strip() in ("true", "1"),
        most=expression(node.get("loopMaximum")),
    )


def _reference(node: etree._Element, child: str) -> Text | None:
    return _named((node.findtext(f"{B}{child}") or "").strip())


def _named(name: str) -> Text | None:
    return Text(f"={name}", feel.parse(name)) if re.fullmatch(r"[^\W\d]\w*", name) else None


def _item_name(node: etree._Element, child: str) -> str:
    found = node.find(f"{B}{child}")
    return "" if found is None else (found.get("name") or found.get("id") or "")
