"""Rewriting into what is executed directly, with the way back to what was drawn."""

from lxml import etree

from engine.model import documents, normalise
from engine.model.documents import Document
from engine.model.normalise import Normalised
from tests.unit.model.bpmn_texts import (
    around,
    diagram,
    file,
    flow,
    line,
    node,
    process,
    service,
    shape,
    timer,
    zeebe,
)

_LINK = '<bpmn:linkEventDefinition name="over" />'


def _rewritten(data: bytes) -> tuple[Document, Normalised]:
    made = normalise.normalise(documents.read(data).tree)
    return documents.index(made.root), made


def _ways(document: Document, source: str) -> set[str]:
    model = document.processes[0]
    return {model.flows[name].target for name in model.elements[source].outgoing}


def test_the_given_tree_is_not_changed() -> None:
    tree = documents.read(around(node("task", "t") + flow("t", "e", name="f2"), "t")).tree
    before = etree.tostring(tree)
    normalise.normalise(tree)
    assert etree.tostring(tree) == before


def test_link_pairs_become_flows_from_every_throw_to_the_catch() -> None:
    throws = node("intermediateThrowEvent", "a", _LINK) + node("intermediateThrowEvent", "b", _LINK)
    catch = node("intermediateCatchEvent", "c", _LINK)
    body = (
        node("startEvent", "s")
        + throws
        + catch
        + node("endEvent", "e")
        + flow("s", "a")
        + flow("s", "b")
        + flow("c", "e")
    )
    document, made = _rewritten(file(process(body)))
    assert _ways(document, "a") == _ways(document, "b") == {"c"}
    assert {document.element(name).kind for name in "abc"} == {"intermediateThrowEvent"}
    assert not list(made.root.iter("{*}linkEventDefinition"))
    assert sorted(set(made.drawn.values()) & {"a", "b"}) == ["a", "b"]


def test_several_flows_out_of_an_activity_become_a_parallel_gateway() -> None:
    document, made = _rewritten(around(service("t") + service("u") + line("u", "e") + flow("t", "u"), "t"))
    (gateway,) = _ways(document, "t")
    assert document.element(gateway).kind == "parallelGateway"
    assert _ways(document, gateway) == {"e", "u"}
    assert made.drawn[gateway] == "t"


def test_conditional_flows_become_an_inclusive_gateway_with_the_default_of_the_activity() -> None:
    task = node("serviceTask", "t", zeebe('<zeebe:taskDefinition type="w" />'), default="f_t_e")
    document, _ = _rewritten(around(task + service("u") + line("u", "e") + flow("t", "u", "=x"), "t"))
    (gateway,) = _ways(document, "t")
    flows = document.processes[0].flows
    assert document.element(gateway).kind == "inclusiveGateway"
    assert {(flows[name].target, flows[name].is_default) for name in document.element(gateway).outgoing} == {
        ("u", False),
        ("e", True),
    }
    assert document.element("t").node.get("default") is None


def test_plain_flows_beside_conditional_ones_are_always_taken_and_a_silent_end_catches_the_rest() -> None:
    document, made = _rewritten(around(service("t") + service("u") + line("u", "e") + flow("t", "u", "=x"), "t"))
    (fork,) = _ways(document, "t")
    assert document.element(fork).kind == "parallelGateway"
    (choice,) = _ways(document, fork) - {"e"}
    (silent,) = _ways(document, choice) - {"u"}
    assert (document.element(choice).kind, document.element(silent).kind) == ("inclusiveGateway", "endEvent")
    assert made.drawn[choice] == made.drawn[silent] == "t"


def test_a_referred_event_definition_is_written_where_it_is_used_with_an_id_of_its_own() -> None:
    shared = node("timerEventDefinition", "shared", "<bpmn:timeDuration>PT1H</bpmn:timeDuration>")
    reference = "<bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef>"
    events = node("intermediateCatchEvent", "a", reference) + node("intermediateCatchEvent", "b", reference)
    _, made = _rewritten(around(events, "a", "b", after=shared))
    ids = [definition.get("id") for definition in made.root.iter("{*}timerEventDefinition")]
    assert len(set(ids)) == 3
    assert not list(made.root.iter("{*}eventDefinitionRef"))
    assert sorted(made.drawn[name] for name in ids if name != "shared") == ["a", "b"]


def test_a_boundary_event_without_a_flow_gets_a_silent_end() -> None:
    boundary = node("boundaryEvent", "late", timer("timeDuration", "PT1H"), attachedToRef="t")
    document, made = _rewritten(around(service("t") + boundary, "t"))
    (end,) = _ways(document, "late")
    assert (document.element(end).kind, made.drawn[end]) == ("endEvent", "late")


def test_reserved_ids_are_renamed_wherever_they_stand() -> None:
    picture = diagram(shape("End", 0, 0))
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>Start</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    body = lanes + node("startEvent", "Start") + node("endEvent", "End", name="End") + flow("Start", "End")
    document, made = _rewritten(file(process(body), picture))
    assert dict(made.drawn) == {"Start_": "Start", "End_": "End"}
    assert _ways(document, "Start_") == {"End_"}
    assert document.processes[0].lanes["l"].elements == ("Start_",)
    assert next(made.root.iter("{*}BPMNShape")).get("bpmnElement") == "End_"
    assert document.element("End_").name == "End"


def test_a_process_without_start_and_end_starts_everything_that_nothing_leads_to() -> None:
    document, made = _rewritten(file(process(service("a"), service("b"), service("c"), flow("a", "c"))))
    (start,) = [element for element in document.processes[0].elements.values() if element.kind == "startEvent"]
    (fork,) = _ways(document, start.id)
    assert _ways(document, fork) == {"a", "b"}
    assert made.drawn[start.id] == "p"
    assert {document.element(target).kind for name in "bc" for target in _ways(document, name)} == {"endEvent"}


def test_a_global_task_becomes_a_process_of_one_step() -> None:
    task = node("globalTask", "check", zeebe('<zeebe:taskDefinition type="work" />'), name="Check")
    document, made = _rewritten(around(node("callActivity", "t", calledElement="check"), "t", after=task))
    kinds = [element.kind for element in document.process("check").elements.values()]
    assert kinds == ["serviceTask", "startEvent", "endEvent"]
    assert {made.drawn[name] for name in document.process("check").elements} == {"check"}


def test_a_receive_task_that_starts_the_process_becomes_a_message_start() -> None:
    receive = node("receiveTask", "r", instantiate="true", messageRef="m")
    document, _ = _rewritten(
        file(process(receive, node("endEvent", "e"), flow("r", "e")), '<bpmn:message id="m" name="go" />')
    )
    element = document.element("r")
    assert (element.kind, element.event, element.definitions[0].get("messageRef")) == ("startEvent", "message", "m")


def test_conditions_out_of_a_parallel_gateway_are_dropped() -> None:
    document, _ = _rewritten(around(node("parallelGateway", "g") + flow("g", "e", "=x", name="f2"), "g"))
    assert document.processes[0].flows["f2"].condition is None


def test_listed_incoming_and_outgoing_agree_with_the_flows_that_were_made() -> None:
    document, _ = _rewritten(around(service("t") + flow("t", "e", name="f2"), "t"))
    for element in document.processes[0].elements.values():
        listed = {child.text for child in element.node if child.tag.endswith("}outgoing")}
        assert listed == set(element.outgoing)


def test_made_ids_never_meet_drawn_ones() -> None:
    body = service("t") + flow("t", "e", name="f2") + node("task", "t__parallel") + flow("e", "t__parallel", name="odd")
    _, made = _rewritten(around(body, "t"))
    ids = [element.get("id") for element in made.root.iter("{*}*") if element.get("id")]
    assert len(ids) == len(set(ids))
