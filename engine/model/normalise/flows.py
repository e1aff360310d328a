"""The rewrites within one scope: links, starts and ends nobody drew, and flows that split an activity."""

from lxml import etree

from engine.model import vocabulary
from engine.model.documents import scope_nodes
from engine.model.normalise.workbench import Workbench, flows_of, identity
from engine.model.vocabulary import B

_SPLITTING = vocabulary.ACTIVITIES | vocabulary.CATCHING | {"intermediateThrowEvent"}
_LINK = B + "linkEventDefinition"


def rewrite(bench: Workbench, scope: etree._Element) -> None:
    """Apply every rewrite of one process or sub-process, inner scopes left alone."""
    _receives_that_start(bench, scope)
    _links(bench, scope)
    if vocabulary.local(scope) != "adHocSubProcess":
        _implicit_starts(bench, scope)
        _implicit_ends(bench, scope)
    _drop_conditions(scope)
    for node in [node for node in scope_nodes(scope) if vocabulary.local(node) in _SPLITTING]:
        _explicit_split(bench, scope, node)


def _drop_conditions(scope: etree._Element) -> None:
    """A parallel gateway takes every way out, whatever stands there (clause 13.4.1)."""
    parallel = {identity(node) for node in scope.iterchildren(B + "parallelGateway")}
    for flow in flows_of(scope):
        if flow.get("sourceRef") in parallel:
            for condition in list(flow.iterchildren(B + "conditionExpression")):
                flow.remove(condition)


def _receives_that_start(bench: Workbench, scope: etree._Element) -> None:
    targets = {flow.get("targetRef") for flow in flows_of(scope)}
    for task in list(scope.iterchildren(B + "receiveTask")):
        if task.get("instantiate") not in ("true", "1") or identity(task) in targets:
            continue
        task.tag = B + "startEvent"
        task.attrib.pop("instantiate")
        definition = bench.node(task, "messageEventDefinition", f"{identity(task)}__message", identity(task))
        if message := task.attrib.pop("messageRef", ""):
            definition.set("messageRef", message)


def _links(bench: Workbench, scope: etree._Element) -> None:
    catches: dict[str | None, str] = {}
    for event in list(scope.iterchildren(B + "intermediateCatchEvent")):
        if (link := event.find(_LINK)) is not None:
            catches[link.get("name")] = catches[link.get("id")] = identity(event)
            event.remove(link)
            event.tag = B + "intermediateThrowEvent"
    for event in list(scope.iterchildren(B + "intermediateThrowEvent")):
        link = event.find(_LINK)
        if link is None:
            continue
        meant = vocabulary.reference(link.findtext(B + "target"))
        target = catches.get(link.get("name")) or catches.get(meant)
        event.remove(link)
        if target:
            bench.flow(scope, identity(event), target, identity(event))


def _implicit_starts(bench: Workbench, scope: etree._Element) -> None:
    """Without a start event, everything that nothing leads to starts together (clause 13.2)."""
    if scope.find(B + "startEvent") is not None:
        return
    targets = {flow.get("targetRef") for flow in flows_of(scope)}
    first = [node for node in scope_nodes(scope) if _may_begin(node) and identity(node) not in targets]
    if not first:
        return
    name = identity(scope)
    origin = identity(bench.node(scope, "startEvent", f"{name}__start", name))
    if len(first) > 1:
        fork = identity(bench.node(scope, "parallelGateway", f"{name}__start_fork", name))
        bench.flow(scope, origin, fork, name)
        origin = fork
    for node in first:
        bench.flow(scope, origin, identity(node), identity(node))


def _may_begin(node: etree._Element) -> bool:
    return vocabulary.local(node) != "boundaryEvent" and not _stands_aside(node)


def _stands_aside(node: etree._Element) -> bool:
    """Event sub-processes, compensation handlers and their boundary events have no place in the normal flow."""
    compensates = vocabulary.local(node) == "boundaryEvent" and node.find(B + "compensateEventDefinition") is not None
    marks = (node.get("triggeredByEvent"), node.get("isForCompensation"))
    return compensates or any((mark or "").strip() in ("true", "1") for mark in marks)


def _implicit_ends(bench: Workbench, scope: etree._Element) -> None:
    """What leads nowhere ends its branch (clauses 10.5.3 and 13.2)."""
    sources = {flow.get("sourceRef") for flow in flows_of(scope)}
    for node in list(scope_nodes(scope)):
        if vocabulary.local(node) == "endEvent" or identity(node) in sources or _stands_aside(node):
            continue
        end = bench.node(scope, "endEvent", f"{identity(node)}__end", identity(node))
        bench.flow(scope, identity(node), identity(end), identity(node))


def _explicit_split(bench: Workbench, scope: etree._Element, node: etree._Element) -> None:
    """Several or conditional flows out of an activity become gateways (clause 13.3.1)."""
    name = identity(node)
    out = [flow for flow in flows_of(scope) if flow.get("sourceRef") == name]
    conditional = [flow for flow in out if flow.find(B + "conditionExpression") is not None]
    if len(out) < 2 and not conditional:
        return
    default = node.attrib.pop("default", "")
    plain = [flow for flow in out if flow not in conditional and identity(flow) != default]
    choice = [flow for flow in out if flow not in plain]
    source = name
    if plain and (len(plain) > 1 or choice):
        source = _gateway(bench, scope, node, "parallelGateway", source)
        _lead_from(source, plain)
    if not choice:
        return
    inclusive = _gateway(bench, scope, node, "inclusiveGateway", source)
    _lead_from(inclusive, choice)
    _set_default(bench, scope, inclusive, default, silent=bool(plain))


def _gateway(bench: Workbench, scope: etree._Element, node: etree._Element, kind: str, source: str) -> str:
    name = identity(node)
    gateway = identity(bench.node(scope, kind, f"{name}__{kind.removesuffix('Gateway')}", name))
    bench.flow(scope, source, gateway, name)
    return gateway


def _lead_from(source: str, flows: list[etree._Element]) -> None:
    for flow in flows:
        flow.set("sourceRef", source)


def _set_default(bench: Workbench, scope: etree._Element, inclusive: str, default: str, *, silent: bool) -> None:
    gateway = next(node for node in scope_nodes(scope) if identity(node) == inclusive)
    if default:
        gateway.set("default", default)
    elif silent:
        end = bench.node(scope, "endEvent", f"{inclusive}__none", inclusive)
        gateway.set("default", identity(bench.flow(scope, inclusive, identity(end), inclusive)))
