"""One minimal model per code of the house and per hint: code → (file, element the problem is shown at)."""

from tests.unit.model.bpmn_texts import (
    around,
    file,
    flow,
    lanes,
    line,
    node,
    process,
    properties,
    service,
    timer,
    zeebe,
)
from tests.unit.model.lint_cases import with_choice, with_task, with_timer

_WITHDRAW = properties(action="Withdraw", actionKey="a_withdraw", actionForm="a_reason", actionBy="pm")
_MESSAGE = '<bpmn:messageEventDefinition messageRef="m" />'


def _caught(settings: str, definition: str = _MESSAGE) -> tuple[bytes, str]:
    return around(
        node("intermediateCatchEvent", "c", zeebe(settings) + definition), "c", after=node("message", "m")
    ), "c"


HOUSE: dict[str, tuple[bytes, str]] = {
    "task_without_form": (with_task(kind="userTask"), "t"),
    "task_without_role": (with_task(kind="userTask"), "t"),
    "task_without_deadline": (with_task(kind="userTask"), "t"),
    "user_task_marker_missing": (with_task(kind="userTask"), "t"),
    "name_missing": (with_task(), "t"),
    "translation_missing": (with_task(name="Work"), "t"),
    "lane_not_role": (
        around(lanes(node("lane", "l", "<bpmn:flowNodeRef>s</bpmn:flowNodeRef>", name="stranger"))),
        "l",
    ),
    "role_unknown": (
        with_task(zeebe('<zeebe:assignmentDefinition candidateGroups="stranger" />'), kind="userTask"),
        "t",
    ),
    "action_incomplete": _caught(properties(action="Withdraw", actionKey="a_withdraw")),
    "action_without_event": _caught(_WITHDRAW, timer("timeDuration", "P1D")),
    "action_not_for_all": _caught(
        _WITHDRAW.replace("</zeebe:prop", '<zeebe:property name="actionScope" value="programme" /></zeebe:prop')
    ),
    "id_style": (around(service("Task_1"), "Task_1"), "Task_1"),
    "not_drawn": (with_task(), "t"),
    "choice_incomplete": (with_choice(), "g"),
    "join_never_fills": (
        file(
            process(
                node("startEvent", "s"),
                node("exclusiveGateway", "g"),
                service("a"),
                service("b"),
                node("parallelGateway", "j"),
                node("endEvent", "e"),
                flow("s", "g"),
                flow("g", "a", "=x"),
                flow("g", "b", "=not(x)"),
                line("a", "j"),
                line("b", "j"),
                line("j", "e"),
            )
        ),
        "j",
    ),
    "calls_in_circle": (with_task(zeebe('<zeebe:calledElement processId="p" />'), kind="callActivity"), "p"),
    "calls_too_deep": (
        file(
            *(
                process(
                    node("callActivity", f"c{n}", zeebe(f'<zeebe:calledElement processId="p{n + 1}" />')), name=f"p{n}"
                )
                for n in range(11)
            ),
            process(service("t"), name="p11"),
        ),
        "p0",
    ),
    "timer_period_short": (with_timer("timeCycle", "R/PT59S"), "w"),
    "overdue_without_task": _caught(properties(overdue="gate"), timer("timeDuration", "P1D")),
    "separate_from_unknown": (with_task(zeebe(properties(separateFrom="gone")), kind="userTask"), "t"),
    "property_value_unknown": (with_task(zeebe(properties(deadlineKind="sometimes")), kind="userTask"), "t"),
    "property_unknown": (with_task(zeebe(properties(novelty="x")), kind="userTask"), "t"),
    "property_out_of_place": (with_task(zeebe(properties(caseTitle="x")), kind="userTask"), "t"),
    "mapping_incomplete": (
        with_task(zeebe('<zeebe:ioMapping><zeebe:input target="x" /></zeebe:ioMapping>'), kind="userTask"),
        "t",
    ),
    "extension_unknown": (with_task(zeebe("<zeebe:novelty />"), kind="userTask"), "t"),
    "camunda_ignored": (with_task(**{"camunda:asyncBefore": "true"}), "t"),
    "condition_ignored": (with_choice(gateway="parallelGateway"), "f_g_a"),
    "general_fake_join": (around(service("t") + flow("s", "t", name="again"), "t"), "t"),
    "general_no_implicit_split": (around(service("t") + service("u") + flow("t", "u") + line("u", "e"), "t"), "t"),
}
