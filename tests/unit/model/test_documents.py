"""Reading a file into an index."""

import pytest

from engine import errors
from engine.model import documents
from engine.model import zeebe as extensions
from tests.unit.model.bpmn_texts import around, file, flow, line, node, process, properties, service, timer, zeebe


def test_elements_of_sub_processes_are_listed_with_the_scope_they_stand_in() -> None:
    inner = node("startEvent", "si") + node("userTask", "t") + node("endEvent", "ei") + line("si", "t", "ei")
    model = documents.read(around(node("subProcess", "sub", inner), "sub")).process("p")
    assert list(model.elements) == ["s", "sub", "si", "t", "ei", "e"]
    assert (model.elements["t"].parent, model.elements["sub"].parent) == ("sub", "p")
    assert (model.elements["t"].incoming, model.elements["t"].outgoing) == (("f_si_t",), ("f_t_ei",))


def test_an_event_knows_its_trigger_also_when_it_is_referred_to() -> None:
    shared = node("timerEventDefinition", "shared", "<bpmn:timeDuration>PT1H</bpmn:timeDuration>")
    events = (
        node("intermediateCatchEvent", "wait", timer("timeDuration", "PT1H"))
        + node("intermediateCatchEvent", "again", "<bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef>")
        + node("intermediateThrowEvent", "plain")
        + node("boundaryEvent", "late", timer("timeDate", "=x") * 2, attachedToRef="wait", cancelActivity="false")
    )
    elements = documents.read(around(events, "wait", "again", "plain", after=shared)).process("p").elements
    kinds = {name: elements[name].event for name in ("wait", "again", "plain", "late")}
    assert kinds == {"wait": "timer", "again": "timer", "plain": None, "late": "multiple"}
    assert (elements["late"].attached_to, elements["late"].interrupting) == ("wait", False)


def test_flows_carry_their_condition_and_whether_they_are_the_default() -> None:
    gateway = node("exclusiveGateway", "g", default="f_g_e")
    model = documents.read(around(gateway + service("t") + flow("g", "t", "=x > 1"), "g")).process("p")
    assert (model.flows["f_g_t"].condition, model.flows["f_g_t"].is_default) == ("=x > 1", False)
    assert (model.flows["f_g_e"].condition, model.flows["f_g_e"].is_default) == (None, True)


def test_the_lane_of_a_step_inside_a_sub_process_is_that_of_the_sub_process() -> None:
    lanes = (
        '<bpmn:laneSet><bpmn:lane id="l" name="pm"><bpmn:flowNodeRef>sub</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    data = around(lanes + node("subProcess", "sub", node("userTask", "t")) + node("task", "o"), "sub", "o")
    model = documents.read(data).process("p")
    assert (model.lane_of("t"), model.lane_of("sub"), model.lane_of("o")) == ("pm", "pm", "")


def test_ids_that_point_at_themselves_do_not_make_the_reader_turn_for_ever() -> None:
    boundary = node("boundaryEvent", "b", timer("timeDate", "=x"), attachedToRef="b")
    model = documents.read(file(process(boundary, node("subProcess", "p", node("task", "t"))))).process("p")
    assert (model.lane_of("b"), model.lane_of("t")) == ("", "")


def test_messages_and_codes_are_found_by_id() -> None:
    document = documents.read(
        around("", after='<bpmn:message id="m" name="msg" /><bpmn:error id="x" name="stop" errorCode="E1" />')
    )
    assert (dict(document.messages), dict(document.errors), dict(document.codes)) == (
        {"m": "msg"},
        {"x": "stop"},
        {"x": "E1"},
    )


def test_asking_for_a_process_the_file_does_not_have_says_so() -> None:
    with pytest.raises(errors.NotFound):
        documents.read(around("")).process("other")


def test_extensions_are_read_from_direct_children_only() -> None:
    inner = node("userTask", "t", zeebe(properties(name__da="Indre"), '<zeebe:formDefinition formId="f" />'))
    outer = node("subProcess", "sub", zeebe(properties(name__da="Ydre")) + inner)
    elements = documents.read(around(outer, "sub")).process("p").elements
    assert dict(elements["sub"].extensions.properties) == {"name:da": "Ydre"}
    assert (elements["sub"].extensions.form_id, elements["t"].extensions.form_id) == (None, "f")


def test_every_extension_has_its_place_in_the_record() -> None:
    parts = zeebe(
        "<zeebe:userTask />",
        '<zeebe:assignmentDefinition assignee="a" candidateGroups="pm" candidateUsers="u" />',
        '<zeebe:taskSchedule dueDate="=workdays(5)" followUpDate="=f" /><zeebe:priorityDefinition priority="7" />',
        '<zeebe:ioMapping><zeebe:input source="=a" target="b" />',
        '<zeebe:output source="=c" target="d" /></zeebe:ioMapping>',
        '<zeebe:taskDefinition type="notify" retries="3" />',
        '<zeebe:taskHeaders><zeebe:header key="k" value="v" /></zeebe:taskHeaders>',
        '<zeebe:calledElement processId="q" propagateAllChildVariables="false" />',
        '<zeebe:loopCharacteristics inputCollection="=xs" inputElement="x" outputCollection="ys" outputElement="=y" />',
        '<zeebe:calledDecision decisionId="d" resultVariable="r" /><zeebe:subscription correlationKey="=key" />',
        '<zeebe:versionTag value="2" /><zeebe:novelty />',
    )
    read = documents.read(around(node("userTask", "t", parts), "t")).element("t").extensions
    assert (read.is_user_task, read.assignee, read.candidate_groups, read.candidate_users) == (True, "a", "pm", "u")
    assert (read.due_date, read.follow_up_date, read.priority) == ("=workdays(5)", "=f", "7")
    assert [(line.source, line.target) for line in (*read.inputs, *read.outputs)] == [("=a", "b"), ("=c", "d")]
    assert (read.task_type, read.retries, dict(read.headers)) == ("notify", "3", {"k": "v"})
    assert (read.called_process, read.propagate_all_variables) == ("q", False)
    assert (read.input_collection, read.input_element, read.output_collection, read.output_element) == (
        "=xs",
        "x",
        "ys",
        "=y",
    )
    assert (read.decision_id, read.result_variable, read.correlation_key) == ("d", "r", "=key")
    assert (read.version_tag, read.unknown) == ("2", ("novelty",))


def test_empty_extensions_count_as_absent() -> None:
    empty = zeebe('<zeebe:formDefinition formId=" " /><zeebe:assignmentDefinition />', properties(remind=""))
    assert documents.read(around(node("userTask", "t", empty), "t")).element("t").extensions == extensions.Extensions()


def test_of_a_property_given_twice_the_last_one_counts() -> None:
    twice = zeebe(
        '<zeebe:properties><zeebe:property name="remind" value="a" />',
        '<zeebe:property name="remind" value="b" /></zeebe:properties>',
    )
    assert documents.read(around(node("userTask", "t", twice), "t")).element("t").extensions.properties["remind"] == "b"


def test_the_collection_of_a_multi_instance_activity_stands_in_its_own_characteristics() -> None:
    collection = zeebe('<zeebe:loopCharacteristics inputCollection="=orgs" inputElement="org" />')
    tag = "bpmn:multiInstanceLoopCharacteristics"
    several = f'<{tag} isSequential="true">{collection}</{tag}>'
    element = documents.read(around(node("userTask", "t", several), "t")).element("t")
    assert (element.loop, element.extensions.input_collection, element.extensions.input_element) == (
        "sequential",
        "=orgs",
        "org",
    )
