"""A process of tests with two gates one after the other, on the shipped gate review: facts decide by one word."""

from collections.abc import Mapping

import bpmn
from engine.casework import publishing
from engine.casework.publishing import Bundle, Publication
from engine.ledger.audit import Actor
from engine.model.lint import Profile
from tests import builders
from tests.builders import flow
from tests.stage import Stage

PROCESS = "two_gates"
FORMS = (
    "note", "t_gate_file", "t_gate_controller", "t_gate_advice", "t_gate_vote", "t_gate_hearing", "t_gate_decide",
    "t_gate_condition",
)  # fmt: skip
DECISION = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="tests" name="tests" namespace="http://example.org/t">
<decision id="dmn_tests" name="By one word"><variable id="v" name="By one word"/>
<informationRequirement id="needs"><requiredInput href="#facts"/></informationRequirement>
<literalExpression id="word">
<text>if facts.funded != null and facts.funded &gt;= 70 then "go" else facts.answer</text>
</literalExpression></decision><inputData id="facts" name="facts"><variable id="fv" name="facts"/></inputData>
</definitions>"""
EVENTS = (
    "".join(
        f'<bpmn:escalation id="{name}" name="{name}" escalationCode="{name}"/>'
        for name in ("esc_conditions_set", "esc_gate_overdue")
    )
    + '<bpmn:error id="err_legal_stop" name="err_legal_stop" errorCode="err_legal_stop"/>'
)
INPUTS: Mapping[str, str] = {
    "case_id": "case_id", "gate_id": "gate", "checklist_id": '"gate_G4"', "decision_id": '"dmn_tests"',
    "voters": 'for h in holders("board") return {user: h.user, org: h.org, country: h.country, deputy: null}',
    "countries": '["DK", "SE"]', "experts": "[]", "reworks": "0", "title": '"Prøve"', "need_owner": "opened_by",
}  # fmt: skip
POINTS = [{"point": "G4.1", "met": "met"}, {"point": "G4.2", "met": "partly", "comment": "Næsten"}]


def open_case(stage: Stage, *, facts: str, gates: tuple[str, str] = ("G4", "G5")) -> int:
    """Publish the process with facts (FEEL) and the ids of its gates, and open a case on it."""
    with stage.writing() as session:
        models = {"two_gates.bpmn": model(facts, gates), "dmn_tests.dmn": DECISION, **bpmn.read("p_gate_review")}
        bundle = Bundle(models=models, forms={**dict.fromkeys(FORMS, builders.FORM), **_action_forms()})
        wanted = Publication(by=Actor.COMMAND, reason="", check_form=lambda _id, _content: (), profile=Profile.RUN)
        publishing.publish(session, publishing.checked(bundle, wanted))
    case = stage.open_case(PROCESS, by="karen", organisation="bolgelev")
    stage.let_join(case, "tallakra")
    stage.work()
    return case


def pass_gate(stage: Stage, case: int, decision: str, **more: object) -> None:
    """From the file to the decision: everybody approves."""
    to_the_chair(stage, case)
    decide(stage, case, decision, **more)


def to_the_chair(stage: Stage, case: int, amount: int = 1000) -> None:
    """From the file to the vote, in which everybody approves."""
    do(stage, case, "t_gate_file", "rasmus", checklist=POINTS, trl=4)
    do(stage, case, "t_gate_controller", "elin", tranche_ok={"amount": amount, "currency": "SEK"})
    for voter in ("anette", "elin", "jonas", "karen", "mads"):
        task = next(task for task in stage.open_tasks(case) if task.taken_by_id == stage.people.ids[voter])
        stage.complete(task, {"conflict": False, "vote": "approve"}, by=voter)
    stage.work()


def decide(stage: Stage, case: int, decision: str, **more: object) -> None:
    """The chair decides."""
    answers = {"decision": decision, "public_text": "Behandlet", "confidential": False, "reason": "Fordi"}
    do(stage, case, "t_gate_decide", "anette", **(answers | more))


def do(stage: Stage, case: int, element: str, by: str, **answers: object) -> None:
    """Complete the first open task of an element."""
    task = next(task for task in stage.open_tasks(case) if task.element == element)
    stage.complete(task, answers, by=by)
    stage.work()


def elements(stage: Stage, case: int) -> list[str]:
    """The elements of the open tasks, sorted."""
    return sorted(task.element for task in stage.open_tasks(case))


def model(facts: str, gates: tuple[str, str]) -> bytes:
    """The process with facts (FEEL) and the ids of its gates."""
    first, second = gates
    condition = builders.user("t_gate_condition", "pm", "=workdays(5)", condition="true").replace(
        "<zeebe:properties>", _mapping(_inputs=_CONDITION) + "<zeebe:properties>", 1
    )
    items = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="
        '"=set_conditions" inputElement="condition"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
    )
    inside = f'<bpmn:startEvent id="begin"/>{condition}<bpmn:endEvent id="over"/>'
    inside += flow("begin", "t_gate_condition") + flow("t_gate_condition", "over")
    body = (
        f'<bpmn:startEvent id="start"/>{_gate("one", first, facts)}{_gate("two", second, facts)}'
        '<bpmn:endEvent id="done"/><bpmn:endEvent id="met"/><bpmn:endEvent id="by_law"/>'
        f"{_boundary('set', 'esc_conditions_set', 'escalation', 'false')}"
        f"{_boundary('law', 'err_legal_stop', 'error', 'true')}"
        f'<bpmn:subProcess id="sub">{inside}{items}</bpmn:subProcess>'
        f"{flow('start', 'one')}{flow('one', 'two')}{flow('two', 'done')}{flow('set', 'sub')}{flow('sub', 'met')}"
        f"{flow('law', 'by_law')}"
    )
    return builders.process(PROCESS, body, {"starters": "tf_coord need_owner"}, EVENTS)


_CONDITION = {
    "gate_id": "gate_id", "condition_text": "condition.text", "condition_owner": "condition.owner",
    "condition_due": "condition.due",
}  # fmt: skip


def _gate(element: str, gate: str, facts: str) -> str:
    inputs = {**INPUTS, "gate_id": f'"{gate}"', "facts": facts}
    return (
        f'<bpmn:callActivity id="{element}"><bpmn:extensionElements><zeebe:calledElement processId="p_gate_review" '
        f'propagateAllChildVariables="false"/>{_mapping(_inputs=inputs)}</bpmn:extensionElements></bpmn:callActivity>'
    )


def _boundary(element: str, event: str, kind: str, interrupting: str) -> str:
    outs = (
        '<zeebe:output source="=conditions" target="set_conditions"/><zeebe:output source="=gate_id" target="gate_id"/>'
    )
    mapping = f"<bpmn:extensionElements><zeebe:ioMapping>{outs}</zeebe:ioMapping></bpmn:extensionElements>"
    return (
        f'<bpmn:boundaryEvent id="{element}" attachedToRef="one" cancelActivity="{interrupting}">'
        f"{mapping if kind == 'escalation' else ''}"
        f'<bpmn:{kind}EventDefinition id="{element}_e" {kind}Ref="{event}"/></bpmn:boundaryEvent>'
    )


def _mapping(*, _inputs: Mapping[str, str]) -> str:
    lines = "".join(
        f'<zeebe:input source="={source.replace(chr(34), "&quot;")}" target="{target}"/>'
        for target, source in _inputs.items()
    )
    return f"<zeebe:ioMapping>{lines}</zeebe:ioMapping>"


def _action_forms() -> dict[str, bytes]:
    return dict.fromkeys(("a_reason", "a_programme", "a_funding_secured"), builders.FORM)
