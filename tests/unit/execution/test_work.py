"""What steps do: tasks for people, jobs, scripts, decisions, and how values go in and out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from engine import errors, execution, feel
from engine.execution import Environment, How, StepKind
from tests.unit.execution.walk import Walk, items, mapping, model, script, user
from tests.unit.model.bpmn_texts import file, flow, line, node, process, properties, zeebe

Begin = Callable[..., Walk]

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<decision id="risk" name="risk"><decisionTable id="table" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="ie"><text>amount</text></inputExpression></input>
<output id="o" name="risk" />
<rule id="rule_high"><inputEntry id="a"><text>&gt; 100</text></inputEntry>
<outputEntry id="b"><text>"high"</text></outputEntry></rule>
<rule id="rule_low"><inputEntry id="c"><text>[0..100]</text></inputEntry>
<outputEntry id="f"><text>"low"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def _decision(inner: str = '<zeebe:calledDecision decisionId="risk" resultVariable="risk" />') -> dict[str, bytes]:
    task = node("businessRuleTask", "r", zeebe(inner))
    return {"model.bpmn": model(task, user("t"), row="s r t e"), "risk.dmn": TABLE.encode()}


def _job(*extensions: str) -> bytes:
    return model(
        node("serviceTask", "t", zeebe('<zeebe:taskDefinition type="send" retries="5" />', *extensions)), row="s t e"
    )


def test_a_task_for_a_person_says_who_what_and_until_when(walk: Begin) -> None:
    task = user(
        "t",
        '<zeebe:formDefinition formId="need" />',
        '<zeebe:assignmentDefinition assignee="=owner" candidateGroups="pm, board" candidateUsers="=[1, 2]" />',
        '<zeebe:taskSchedule dueDate="=deadline" followUpDate="2026-05-01T10:00:00Z" />',
        '<zeebe:priorityDefinition priority="70" />',
        properties(remind="ladder:normal", name__da="Opgave"),
        mapping("in title =upper case(name)"),
    )
    case = walk(model(task, row="s t e"), {"owner": "17", "name": "flood", "deadline": date(2026, 4, 1)})

    [step] = case.situation.ready
    assert (step.process, step.element, step.scope, step.kind) == ("p", "t", (), StepKind.USER)
    assert (step.form, step.assignee, step.groups, step.users) == ("need", "17", ("pm", "board"), ("1", "2"))
    assert (step.due, step.follow_up, step.priority) == (date(2026, 4, 1), "2026-05-01T10:00:00Z", 70)
    assert step.properties == {"remind": "ladder:normal", "name:da": "Opgave"}
    assert step.inputs == {"title": "FLOOD"}


def test_a_rule_of_working_days_is_handed_on_unresolved(walk: Begin) -> None:
    task = user("t", '<zeebe:taskSchedule dueDate="=workdays(5)" />')
    house = Environment(functions={"workdays": lambda days: {"rule": "workdays", "days": days}})

    case = walk(model(task, row="s t e"), environment=house)

    assert case.situation.ready[0].due == {"rule": "workdays", "days": Decimal(5)}


def test_answers_are_one_context_under_the_name_of_the_task(walk: Begin) -> None:
    case = walk(model(user("t"), user("u"), row="s t u e"), {"status": "open"})

    case.complete("t", {"status": "forged", "amount": Decimal("1.5"), "day": date(2026, 1, 2)})

    assert case.variables["status"] == "open"
    assert case.variables["t"] == {"status": "forged", "amount": Decimal("1.5"), "day": date(2026, 1, 2)}


def test_an_output_mapping_sees_answers_by_their_names(walk: Begin) -> None:
    task = user("t", mapping("out total =amount * 2", "out same =t.amount"))

    case = walk(model(task, row="s t e")).complete("t", {"amount": 21})

    assert (case.variables["total"], case.variables["same"]) == (42, 21)


def test_the_same_task_done_again_replaces_its_answers(walk: Begin) -> None:
    gateways = node("exclusiveGateway", "m") + node("exclusiveGateway", "g", default="f_g_e")
    ways = flow("g", "m", "=t.again") + flow("g", "e")
    case = walk(model(user("t"), gateways, ways, line("s", "m", "t", "g")))

    case.complete("t", {"again": True, "note": "first"}).complete("t", {"again": False})

    assert case.variables["t"] == {"again": False}


def test_a_manual_task_waits_for_a_person(walk: Begin) -> None:
    case = walk(model(node("manualTask", "t"), row="s t e"))

    assert [step.kind for step in case.situation.ready] == [StepKind.MANUAL]
    assert case.complete("t").situation.finished


def test_a_job_carries_type_headers_inputs_and_retries(walk: Begin) -> None:
    headers = '<zeebe:taskHeaders><zeebe:header key="to" value="board" /></zeebe:taskHeaders>'
    case = walk(_job(headers, mapping("in text =greeting")), {"greeting": "hej"})

    [job] = case.situation.jobs
    assert (job.type, job.headers, job.inputs, job.retries) == ("send", {"to": "board"}, {"text": "hej"}, 5)
    assert case.situation.ready == ()


def test_results_of_a_job_merge_into_the_process(walk: Begin) -> None:
    case = walk(_job(), {"number": 1}).complete("t", {"number": 2, "sent": True})

    assert case.variables == {"number": 2, "sent": True}


def test_results_of_a_job_go_only_where_its_output_mapping_says(walk: Begin) -> None:
    case = walk(_job(mapping("out receipt =id"))).complete("t", {"id": "A7", "noise": True})

    assert case.variables == {"receipt": "A7"}


def test_a_script_is_feel_and_keeps_its_value(walk: Begin) -> None:
    case = walk(model(script("t", "sum(numbers)", "total"), row="s t e"), {"numbers": [1, 2, 3]})

    assert case.variables["total"] == 6
    assert case.situation.finished


def test_a_value_that_became_null_comes_with_its_problems(walk: Begin) -> None:
    case = walk(model(script("t", '"a" * 2', "x"), row="s t e"))

    [passed] = [passed for passed in case.situation.passed if passed.element == "t"]
    assert case.variables["x"] is None
    assert [problem["code"] for problem in passed.problems] != []


def test_inputs_are_local_and_do_not_stay(walk: Begin) -> None:
    adding = '<zeebe:script expression="=a + 1" resultVariable="b" />'
    task = node("scriptTask", "t", zeebe(adding, mapping("in a =41")))

    case = walk(model(task, row="s t e"))

    assert case.variables == {"b": 42}


def test_a_decision_is_made_in_the_same_call_and_leaves_its_rules(walk: Begin) -> None:
    case = walk(_decision(), {"amount": 500})

    assert case.variables["risk"] == "high"
    [decision] = [passed.decision for passed in case.situation.passed if passed.decision]
    assert (decision.decision_id, decision.value) == ("risk", "high")
    assert [(table.decision_id, table.rules) for table in decision.tables] == [("risk", ("rule_high",))]
    assert decision.tables[0].inputs == {"amount": 500}


def test_the_decision_may_be_chosen_by_an_expression(walk: Begin) -> None:
    chosen = _decision('<zeebe:calledDecision decisionId="=which" resultVariable="risk" />')

    assert walk(chosen, {"which": "risk", "amount": 1}).variables["risk"] == "low"
    assert walk(chosen, {"which": "none", "amount": 1}).kinds == ["decision_unknown"]
    assert walk(chosen, {"which": None, "amount": 1}).kinds == ["decision_unnamed"]


def test_a_decision_without_a_fitting_rule_is_null_with_a_reason(walk: Begin) -> None:
    case = walk(_decision(), {"amount": -1})

    [decision] = [passed.decision for passed in case.situation.passed if passed.decision]
    assert (case.variables["risk"], decision.value, decision.tables[0].rules) == (None, None, ())
    assert case.open == ["t"]


def test_a_step_done_twice_is_a_conflict_and_changes_nothing(walk: Begin) -> None:
    case = walk(model(node("parallelGateway", "g"), user("a"), user("b"), line("s", "g", "a", "e"), flow("g", "b")))
    step = case.step("a")
    case.complete("a")
    before = case.situation.state

    for wrong in (step, "nonsense", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(errors.Conflict):
            execution.complete(case.program, before, wrong, {}, case.now)
    assert execution.look(case.program, before, case.now).ready == case.situation.ready


def test_answers_that_are_no_values_are_refused(walk: Begin) -> None:
    case = walk(model(user("t"), row="s t e"))

    with pytest.raises(errors.Rejected):
        case.complete("t", {"x": object()})
    with pytest.raises(errors.Rejected):
        case.complete("t", {"x": "a" * 1_000_001})
    assert case.open == ["t"]


HOSTILE = [
    {"typename": "BpmnWorkflow", "id": "x"},
    {"typename": "Task", "data": {"typename": "UUID", "value": "x"}},
    {"@": "number", "v": "1e9"},
    {"__class__": {"__reduce__": ["os.system", "true"]}},
    {"data_objects": {"x": 1}, "self": None},
    {"": "", "a.b": 1, "=x": "=1 + 1"},
]


@pytest.mark.parametrize("answers", HOSTILE)
def test_hostile_answers_are_only_text(walk: Begin, answers: dict[str, object]) -> None:
    case = walk(model(user("t"), user("u"), row="s t u e"))

    case.complete("t", answers).complete("u", {"again": answers})

    assert case.situation.finished
    assert case.variables == {"t": feel.to_feel(answers), "u": {"again": feel.to_feel(answers)}}


def test_a_function_as_a_value_halts_the_step_instead_of_breaking_the_case(walk: Begin) -> None:
    case = walk(model(script("t", "function(x) x + 1", "f"), row="s t e"))

    assert case.kinds == ["value_not_storable"]


def test_a_message_for_a_machine_is_a_job(walk: Begin) -> None:
    throw = node("intermediateThrowEvent", "t", zeebe('<zeebe:taskDefinition type="mail" />'))
    case = walk(file(process(node("startEvent", "s"), throw, node("endEvent", "e"), line("s", "t", "e"))))

    assert [job.type for job in case.situation.jobs] == ["mail"]
    assert case.complete("t").done(How.COMPLETED)[-2:] == ["t", "e"]


def test_items_of_a_task_are_of_the_kind_of_the_task(walk: Begin) -> None:
    task = user("t", '<zeebe:assignmentDefinition assignee="=item.user" />', inner=items("people"))
    case = walk(model(task, row="s t e"), {"people": [{"user": "1"}, {"user": "2"}]})

    assert [step.assignee for step in case.situation.ready] == ["1", "2"]
