"""Events: each trigger where the standard allows it, with what it needs (clauses 10.5.2 to 10.5.5)."""

from collections.abc import Iterator, Mapping

from engine import errors
from engine.model import vocabulary
from engine.model.documents import Element, ProcessModel
from engine.model.lint.subject import Subject, is_true, problem
from engine.model.vocabulary import B

_TOP_START = frozenset({None, "message", "timer", "conditional", "signal"})
_HANDLER_START = frozenset({"message", "timer", "escalation", "error", "compensate", "conditional", "signal"})
_PLACES: Mapping[str, frozenset[str | None]] = {
    "intermediateCatchEvent": frozenset({"message", "timer", "conditional", "link", "signal"}),
    "intermediateThrowEvent": frozenset({None, "message", "escalation", "compensate", "link", "signal"}),
    "implicitThrowEvent": frozenset({None, "message", "escalation", "compensate", "link", "signal"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "escalation", "error", "cancel", "compensate", "conditional", "signal"}
    ),
    "endEvent": frozenset({None, "message", "escalation", "error", "cancel", "compensate", "signal", "terminate"}),
}
_ALWAYS_INTERRUPTING = frozenset({"error", "cancel", "compensate"})
_NEEDED = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}
_CATCH_ALL = frozenset({"error", "escalation"})


def places(subject: Subject) -> Iterator[errors.Problem]:
    """Every event stands where its trigger is allowed."""
    for process, element in subject.elements():
        if element.kind not in vocabulary.EVENTS:
            continue
        allowed = _allowed(process, element)
        for kind in _kinds(element):
            if kind not in allowed:
                yield problem("event_out_of_place", element.id, event=kind or "none", kind=element.kind)
        if "cancel" in _kinds(element) and not _cancels_transaction(process, element):
            yield problem("cancel_outside_transaction", element.id)


def triggers(subject: Subject) -> Iterator[errors.Problem]:
    """A trigger names its message, signal, error or escalation; only catching may leave the last two open."""
    for _, element in subject.elements():
        for definition in element.definitions:
            kind = vocabulary.EVENT_KINDS[vocabulary.local(definition)]
            optional = kind in _CATCH_ALL and element.kind in vocabulary.CATCHING
            attribute = _NEEDED.get(kind)
            if kind == "conditional" and definition.find(B + "condition") is None:
                yield problem("condition_missing", element.id)
            named = attribute is None or vocabulary.reference(definition.get(attribute))
            if not named and not optional:
                yield problem("trigger_missing", element.id, event=kind)
            elif attribute and named:
                yield from _unnamed(subject, element, kind, str(named))


def boundaries(subject: Subject) -> Iterator[errors.Problem]:
    """Boundary events sit on an activity of their own scope; some always interrupt."""
    for process, element in subject.elements():
        if element.kind != "boundaryEvent":
            continue
        host = process.elements.get(element.attached_to or "")
        if not element.attached_to:
            yield problem("boundary_unattached", element.id)
        elif host is not None and host.parent != element.parent:
            yield problem("boundary_in_other_scope", element.id, host=host.id)
        elif host is not None and host.triggered_by_event:
            yield problem("boundary_on_event_subprocess", element.id, host=host.id)
        if not element.interrupting and set(_kinds(element)) & _ALWAYS_INTERRUPTING:
            yield problem("must_interrupt", element.id, event=element.event)


def starts(subject: Subject) -> Iterator[errors.Problem]:
    """Sub-processes begin with at most one start without trigger, handlers with exactly one that has one."""
    for process in subject.document.processes:
        for scope in process.elements.values():
            if scope.kind not in vocabulary.SUBPROCESSES:
                continue
            inner = [node for node in process.elements.values() if node.parent == scope.id]
            begins = [node for node in inner if node.kind == "startEvent"]
            if scope.triggered_by_event and len(begins) != 1:
                yield problem("handler_start_count", scope.id, count=len(begins))
            elif len(begins) > 1:
                yield problem("subprocess_start_count", scope.id, count=len(begins))
            if scope.kind == "adHocSubProcess":
                yield from _events_in_ad_hoc(inner)
        yield from _handlers_interrupt(process)


def pairs(subject: Subject) -> Iterator[errors.Problem]:
    """A scope that draws starts draws ends and the other way round; intermediate events stand between flows."""
    for process in subject.document.processes:
        scopes: dict[str, set[str]] = {}
        for element in process.elements.values():
            scopes.setdefault(element.parent, set()).add(element.kind)
        for scope, kinds in scopes.items():
            if len(kinds & {"startEvent", "endEvent"}) == 1:
                yield problem("start_without_end" if "startEvent" in kinds else "end_without_start", scope)
        yield from _between_flows(process)


def links(subject: Subject) -> Iterator[errors.Problem]:
    """Links come in pairs within one scope: several throws, one catch (clause 10.5.4)."""
    for process in subject.document.processes:
        ends = [element for element in process.elements.values() if element.event == "link"]
        for element in ends:
            partners = [other for other in ends if _is_other_end(element, other)]
            if not element.definitions[0].get("name"):
                yield problem("link_unnamed", element.id)
            elif not partners:
                yield problem("link_without_partner", element.id, name=_link_name(element))
            elif element.kind == "intermediateThrowEvent" and len(partners) > 1:
                yield problem("link_ambiguous", element.id, name=_link_name(element))


def event_definitions(subject: Subject) -> Iterator[errors.Problem]:
    """A definition is written once: inline, or at the top and referred to."""
    for node in subject.nodes("errorEventDefinition", "escalationEventDefinition"):
        target = subject.document.nodes.get(vocabulary.reference(node.get("errorRef") or node.get("escalationRef")))
        around = node.getparent()
        throws = around is not None and vocabulary.local(around) in vocabulary.THROWING
        code = None if target is None else target.get("errorCode") or target.get("escalationCode")
        if target is not None and throws and not code and around is not None:
            yield problem("thrown_code_missing", around.get("id") or "", target=target.get("id"))


def _between_flows(process: ProcessModel) -> Iterator[errors.Problem]:
    for element in process.elements.values():
        around = process.elements.get(element.parent)
        loose = around is not None and around.kind == "adHocSubProcess"
        if not element.kind.startswith("intermediate") or loose:
            continue
        if not element.incoming and (element.kind, element.event) != ("intermediateCatchEvent", "link"):
            yield problem("event_without_flow", element.id, side="incoming")
        if not element.outgoing and (element.kind, element.event) != ("intermediateThrowEvent", "link"):
            yield problem("event_without_flow", element.id, side="outgoing")


def _kinds(element: Element) -> tuple[str | None, ...]:
    if not element.definitions:
        return (None,)
    return tuple(vocabulary.EVENT_KINDS[vocabulary.local(definition)] for definition in element.definitions)


def _allowed(process: ProcessModel, element: Element) -> frozenset[str | None]:
    if element.kind != "startEvent":
        return _PLACES[element.kind]
    scope = process.elements.get(element.parent)
    if scope is None:
        return _TOP_START
    return _HANDLER_START if scope.triggered_by_event else frozenset({None})


def _cancels_transaction(process: ProcessModel, element: Element) -> bool:
    if element.kind == "endEvent":
        scope = process.elements.get(element.parent)
        return scope is not None and scope.kind == "transaction"
    host = process.elements.get(element.attached_to or "")
    return host is not None and host.kind == "transaction"


def _unnamed(subject: Subject, element: Element, kind: str, target: str) -> Iterator[errors.Problem]:
    names = {"message": subject.document.messages, "signal": subject.document.signals}.get(kind)
    if names is not None and target in names and not names[target]:
        yield problem("trigger_unnamed", element.id, event=kind, target=target)


def _events_in_ad_hoc(inner: list[Element]) -> Iterator[errors.Problem]:
    for node in inner:
        if node.kind in ("startEvent", "endEvent"):
            yield problem("event_in_ad_hoc", node.id)


def _handlers_interrupt(process: ProcessModel) -> Iterator[errors.Problem]:
    for element in process.elements.values():
        fixed = element.kind == "startEvent" and element.event in ("error", "compensate")
        if fixed and not element.interrupting:
            yield problem("must_interrupt", element.id, event=element.event)


def _link_name(element: Element) -> str:
    return element.definitions[0].get("name") or ""


def _is_other_end(element: Element, other: Element) -> bool:
    named = _link_name(element) == _link_name(other)
    pointed = any(
        vocabulary.reference(end.text) == other.definitions[0].get("id")
        for end in element.definitions[0].iterchildren(B + "source", B + "target")
    )
    return element.kind != other.kind and element.parent == other.parent and (named or pointed)


def compensation(subject: Subject) -> Iterator[errors.Problem]:
    """A compensation boundary event points, by an association, at one handler and nothing else."""
    for process, element in subject.elements():
        if (element.kind, element.event) != ("boundaryEvent", "compensate"):
            continue
        targets = [
            process.elements.get(vocabulary.reference(line.get("targetRef")))
            for line in subject.nodes("association")
            if vocabulary.reference(line.get("sourceRef")) == element.id
        ]
        if not any(target is not None and is_true(target.node.get("isForCompensation")) for target in targets):
            yield problem("compensation_without_handler", element.id)
