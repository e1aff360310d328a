"""Sequence flows, gateways and message flows: legal at both ends."""

from collections.abc import Iterator

from engine import errors
from engine.model import vocabulary
from engine.model.documents import Element, Flow, ProcessModel
from engine.model.lint.subject import Subject, is_true, problem
from engine.model.vocabulary import B

_CONDITIONAL_SOURCES = vocabulary.ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}
_DEFAULT_SOURCES = _CONDITIONAL_SOURCES
_SENDING = (vocabulary.ACTIVITIES - {"receiveTask"}) | {"intermediateThrowEvent", "endEvent"}
_RECEIVING = (vocabulary.ACTIVITIES - {"sendTask"}) | {"intermediateCatchEvent", "startEvent", "boundaryEvent"}
_AWAITED = frozenset({"message", "timer", "signal", "conditional", "multiple"})


def ends(subject: Subject) -> Iterator[errors.Problem]:
    """Flows stay in their scope and respect starts, ends, boundaries and handlers (clauses 7.6.1, 13.3)."""
    for process, flow in subject.flows():
        source, target = process.elements.get(flow.source), process.elements.get(flow.target)
        if source is None or target is None:
            if not flow.source or not flow.target:
                yield problem("flow_end_missing", flow.id)
            elif subject.document.nodes.get(flow.source) is not None is not subject.document.nodes.get(flow.target):
                yield problem("flow_between_scopes", flow.id, source=flow.source, target=flow.target)
            continue
        if not source.parent == target.parent == flow.parent:
            yield problem("flow_between_scopes", flow.id, source=source.id, target=target.id)
        if code := _illegal_source(source) or _illegal_target(target):
            yield problem(code, flow.id, source=source.id, target=target.id)


def conditions(subject: Subject) -> Iterator[errors.Problem]:
    """Conditions and defaults stand only where a choice is made (clauses 8.4.13, 10.6)."""
    for process, flow in subject.flows():
        source = process.elements.get(flow.source)
        if source is None or flow.condition is None:
            continue
        if source.kind == "parallelGateway":
            yield problem("condition_ignored", flow.id, source=source.id)
        elif source.kind not in _CONDITIONAL_SOURCES:
            yield problem("condition_out_of_place", flow.id, source=source.id)
        elif source.kind in vocabulary.ACTIVITIES and len(source.outgoing) < 2:
            yield problem("condition_alone", flow.id, source=source.id)


def defaults(subject: Subject) -> Iterator[errors.Problem]:
    """A default flow leaves its own element and carries no condition."""
    for process, element in subject.elements():
        name = vocabulary.reference(element.node.get("default"))
        if not name or name not in process.flows:
            continue
        if name not in element.outgoing or element.kind not in _DEFAULT_SOURCES:
            yield problem("default_not_outgoing", element.id, flow=name)


def gateways(subject: Subject) -> Iterator[errors.Problem]:
    """A gateway has a way out and the direction it claims (clause 10.6.1)."""
    for process, element in subject.elements():
        if element.kind not in vocabulary.GATEWAYS:
            continue
        if not element.incoming and not element.outgoing:
            yield problem("gateway_unconnected", element.id)
        if _contradicts_direction(element):
            yield problem("gateway_direction", element.id, direction=element.node.get("gatewayDirection"))
        if element.kind == "eventBasedGateway":
            yield from _event_based(process, element)


def message_flows(subject: Subject) -> Iterator[errors.Problem]:
    """Message flows connect different participants, from what sends to what receives (clauses 7.6.2, 9.4)."""
    for flow in subject.nodes("messageFlow"):
        name = flow.get("id") or ""
        source = _pool_of(subject, flow.get("sourceRef"))
        if source and source == _pool_of(subject, flow.get("targetRef")):
            yield problem("message_flow_within_pool", name)
        for side, kinds in (("sourceRef", _SENDING), ("targetRef", _RECEIVING)):
            end = subject.document.element(vocabulary.reference(flow.get(side)))
            if end is not None and not _may_exchange(end, kinds):
                yield problem("message_flow_wrong_end", name, end=end.id)


def _illegal_source(source: Element) -> str:
    if source.kind == "endEvent":
        return "flow_out_of_end"
    if source.triggered_by_event:
        return "flow_at_event_subprocess"
    if is_true(source.node.get("isForCompensation")) or (source.kind, source.event) == ("boundaryEvent", "compensate"):
        return "flow_at_compensation"
    if source.kind == "intermediateThrowEvent" and source.event == "link":
        return "flow_out_of_link"
    return ""


def _illegal_target(target: Element) -> str:
    if target.kind == "startEvent":
        return "flow_into_start"
    if target.kind == "boundaryEvent":
        return "flow_into_boundary"
    if target.triggered_by_event:
        return "flow_at_event_subprocess"
    if is_true(target.node.get("isForCompensation")):
        return "flow_at_compensation"
    if target.kind == "intermediateCatchEvent" and target.event == "link":
        return "flow_into_link"
    return ""


def _contradicts_direction(gateway: Element) -> bool:
    inward, outward = len(gateway.incoming) > 1, len(gateway.outgoing) > 1
    direction = (gateway.node.get("gatewayDirection") or "Unspecified").strip()
    legal = {
        "Unspecified": True,
        "Converging": inward and not outward,
        "Diverging": outward and not inward,
        "Mixed": inward and outward,
    }
    return not legal.get(direction, False)


def _event_based(process: ProcessModel, gateway: Element) -> Iterator[errors.Problem]:
    """Clause 10.6.6: two or more plain flows to catching events or receive tasks of their own."""
    if len(gateway.outgoing) < 2:
        yield problem("event_gateway_too_few", gateway.id)
    if is_true(gateway.node.get("instantiate")) and gateway.incoming:
        yield problem("event_gateway_not_first", gateway.id)
    kinds = set()
    for flow in (process.flows[name] for name in gateway.outgoing):
        target = process.elements.get(flow.target)
        if target is None:
            continue
        kinds.add("receiveTask" if target.kind == "receiveTask" else target.event)
        if not _awaits(process, target, flow):
            yield problem("event_gateway_target", gateway.id, target=target.id)
    if {"receiveTask", "message"} <= kinds:
        yield problem("event_gateway_mixed", gateway.id)


def _awaits(process: ProcessModel, target: Element, flow: Flow) -> bool:
    catches = target.kind == "intermediateCatchEvent" and target.event in _AWAITED
    bounded = any(other.attached_to == target.id for other in process.elements.values())
    return (catches or target.kind == "receiveTask") and target.incoming == (flow.id,) and not bounded


def _may_exchange(end: Element, kinds: frozenset[str]) -> bool:
    if end.kind in vocabulary.EVENTS:
        return end.kind in kinds and end.event in ("message", "multiple")
    return end.kind in kinds


def _pool_of(subject: Subject, reference: str | None) -> str:
    name = vocabulary.reference(reference)
    for participant in subject.nodes("participant"):
        process = vocabulary.reference(participant.get("processRef"))
        if name == participant.get("id"):
            return name
        node = subject.document.nodes.get(name)
        if node is not None and any(around.get("id") == process for around in node.iterancestors(B + "process")):
            return participant.get("id") or ""
    return ""
