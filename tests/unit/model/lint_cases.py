"""One minimal wrong model per code: code → (file, element the problem is shown at)."""

from tests.unit.model.bpmn_texts import (
    around,
    file,
    flow,
    line,
    node,
    process,
    service,
    timer,
    zeebe,
)

_MESSAGE = '<bpmn:message id="m" name="msg" />'
_ON_MESSAGE = '<bpmn:messageEventDefinition messageRef="m" />'
_LINK = '<bpmn:linkEventDefinition name="over" />'
_MANY = "<bpmn:multiInstanceLoopCharacteristics{}>{}</bpmn:multiInstanceLoopCharacteristics>"
_CARDINALITY = "<bpmn:loopCardinality>{}</bpmn:loopCardinality>"


def with_task(inner: str = "", after: str = "", kind: str = "serviceTask", **attributes: str) -> bytes:
    work = zeebe('<zeebe:taskDefinition type="work" />') if kind == "serviceTask" else ""
    return around(node(kind, "t", work + inner, **attributes), "t", after=after)


def _repeated(inner: str, attributes: str = "") -> bytes:
    return with_task(_MANY.format(attributes, inner))


def _scope(inner: str, **attributes: str) -> bytes:
    return around(node("subProcess", "sub", inner, **attributes), "sub")


def with_timer(rule: str, text: str) -> bytes:
    return around(node("intermediateCatchEvent", "w", timer(rule, text)), "w")


def with_choice(*more: str, gateway: str = "exclusiveGateway", conditions: tuple[str, str] = ("=x", "=y")) -> bytes:
    ways = flow("g", "a", conditions[0]) + flow("g", "b", conditions[1]) + line("a", "e") + line("b", "e")
    body = node("startEvent", "s") + node(gateway, "g") + service("a") + service("b") + node("endEvent", "e")
    return file(process(body, flow("s", "g"), ways, *more))


def _exchange(source: str, target: str, body: str, *names: str) -> bytes:
    pools = '<bpmn:participant id="us" processRef="p" /><bpmn:participant id="them" />'
    sent = f'<bpmn:messageFlow id="mf" sourceRef="{source}" targetRef="{target}" />'
    return around(body, *names, after=f'<bpmn:collaboration id="c">{pools}{sent}</bpmn:collaboration>' + _MESSAGE)


def _nested(depth: int) -> str:
    inner = service("deep")
    for number in range(depth):
        inner = node("subProcess", f"sub_{number}", inner)
    return inner


MEANING: dict[str, tuple[bytes, str]] = {
    "id_missing": (around("<bpmn:task />"), "p"),
    "id_duplicate": (around(service("t") + node("group", "t"), "t"), "t"),
    "reference_unresolved": (around(service("t") + flow("t", "gone"), "t"), "f_t_gone"),
    "reference_wrong_kind": (with_task(kind="receiveTask", after=node("signal", "m"), messageRef="m"), "t"),
    "side_wrong": (with_task("<bpmn:incoming>f_t_e</bpmn:incoming>"), "t"),
    "definition_not_shared": (
        around(
            node("intermediateCatchEvent", "w", node("timerEventDefinition", "d", "<bpmn:timeDate>=x</bpmn:timeDate>"))
            + node("intermediateCatchEvent", "v", "<bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef>"),
            "w",
            "v",
        ),
        "v",
    ),
    "flow_end_missing": (around('<bpmn:sequenceFlow id="loose" sourceRef="s" />'), "loose"),
    "flow_between_scopes": (around(node("subProcess", "sub", service("t")) + flow("s", "t"), "sub"), "f_s_t"),
    "flow_out_of_end": (around(service("t") + flow("e", "t"), "t"), "f_e_t"),
    "flow_into_start": (around(service("t") + flow("t", "s"), "t"), "f_t_s"),
    "flow_into_boundary": (
        around(
            service("t") + node("boundaryEvent", "b", timer("timeDate", "=x"), attachedToRef="t") + flow("s", "b"), "t"
        ),
        "f_s_b",
    ),
    "flow_at_event_subprocess": (
        around(
            node(
                "subProcess",
                "h",
                node("startEvent", "hs", _ON_MESSAGE) + node("endEvent", "he") + line("hs", "he"),
                triggeredByEvent="true",
            ),
            "h",
            after=_MESSAGE,
        ),
        "f_s_h",
    ),
    "flow_at_compensation": (with_task(isForCompensation="true"), "f_s_t"),
    "flow_out_of_link": (around(node("intermediateThrowEvent", "a", _LINK), "a"), "f_a_e"),
    "flow_into_link": (around(node("intermediateCatchEvent", "c", _LINK), "c"), "f_s_c"),
    "condition_out_of_place": (around(service("t") + flow("s", "t", "=x"), "t"), "f_s_t"),
    "condition_alone": (
        around(service("t") + service("u") + flow("t", "u", "=x") + line("u", "e") + line("s", "t")),
        "f_t_u",
    ),
    "default_not_outgoing": (with_task(default="f_s_t"), "t"),
    "gateway_unconnected": (around(node("exclusiveGateway", "g")), "g"),
    "gateway_direction": (around(node("exclusiveGateway", "g", gatewayDirection="Converging"), "g"), "g"),
    "event_gateway_too_few": (
        around(node("eventBasedGateway", "g") + node("intermediateCatchEvent", "w", timer("timeDate", "=x")), "g", "w"),
        "g",
    ),
    "event_gateway_target": (with_choice(gateway="eventBasedGateway", conditions=("", "")), "g"),
    "event_gateway_mixed": (
        around(
            node("eventBasedGateway", "g")
            + node("intermediateCatchEvent", "w", _ON_MESSAGE)
            + node("receiveTask", "r", messageRef="m")
            + line("g", "r", "e"),
            "g",
            "w",
            after=_MESSAGE,
        ),
        "g",
    ),
    "event_gateway_not_first": (around(node("eventBasedGateway", "g", instantiate="true"), "g"), "g"),
    "message_flow_within_pool": (_exchange("t", "u", service("t") + service("u"), "t", "u"), "mf"),
    "message_flow_wrong_end": (
        _exchange("w", "them", node("intermediateCatchEvent", "w", _ON_MESSAGE), "w"),
        "mf",
    ),
    "event_out_of_place": (around(node("intermediateCatchEvent", "w"), "w"), "w"),
    "cancel_outside_transaction": (
        around(service("t") + node("endEvent", "c", "<bpmn:cancelEventDefinition />") + flow("t", "c"), "t"),
        "c",
    ),
    "trigger_missing": (with_task(kind="receiveTask"), "t"),
    "condition_missing": (around(node("intermediateCatchEvent", "w", "<bpmn:conditionalEventDefinition />"), "w"), "w"),
    "trigger_unnamed": (
        around(node("intermediateCatchEvent", "w", _ON_MESSAGE), "w", after='<bpmn:message id="m" />'),
        "w",
    ),
    "thrown_code_missing": (
        around(
            node("endEvent", "x", '<bpmn:errorEventDefinition errorRef="err" />') + flow("s", "x"),
            after='<bpmn:error id="err" />',
        ),
        "x",
    ),
    "boundary_unattached": (around(node("boundaryEvent", "b", timer("timeDate", "=x")) + flow("b", "e")), "b"),
    "boundary_in_other_scope": (
        around(
            service("t")
            + node(
                "subProcess",
                "sub",
                service("u") + node("boundaryEvent", "b", timer("timeDate", "=x"), attachedToRef="t"),
            ),
            "t",
            "sub",
        ),
        "b",
    ),
    "boundary_on_event_subprocess": (
        around(
            service("t")
            + node(
                "subProcess",
                "h",
                node("startEvent", "hs", _ON_MESSAGE) + node("endEvent", "he") + line("hs", "he"),
                triggeredByEvent="true",
            )
            + node("boundaryEvent", "b", timer("timeDate", "=x"), attachedToRef="h")
            + flow("b", "e"),
            "t",
            after=_MESSAGE,
        ),
        "b",
    ),
    "must_interrupt": (
        around(
            service("t")
            + node("boundaryEvent", "b", "<bpmn:errorEventDefinition />", attachedToRef="t", cancelActivity="false"),
            "t",
        ),
        "b",
    ),
    "handler_start_count": (around(node("subProcess", "h", service("t"), triggeredByEvent="true")), "h"),
    "subprocess_start_count": (
        _scope(
            node("startEvent", "a") + node("startEvent", "b") + node("endEvent", "z") + line("a", "z") + line("b", "z")
        ),
        "sub",
    ),
    "event_in_ad_hoc": (
        around(node("adHocSubProcess", "sub", node("startEvent", "a") + node("endEvent", "z") + line("a", "z")), "sub"),
        "a",
    ),
    "link_unnamed": (around(node("intermediateThrowEvent", "a", "<bpmn:linkEventDefinition />") + flow("s", "a")), "a"),
    "link_without_partner": (around(node("intermediateThrowEvent", "a", _LINK) + flow("s", "a")), "a"),
    "link_ambiguous": (
        around(
            node("intermediateThrowEvent", "a", _LINK)
            + node("intermediateCatchEvent", "c", _LINK)
            + node("intermediateCatchEvent", "d", _LINK)
            + flow("s", "a")
            + flow("c", "e")
            + flow("d", "e")
        ),
        "a",
    ),
    "compensation_without_handler": (
        around(service("t") + node("boundaryEvent", "b", "<bpmn:compensateEventDefinition />", attachedToRef="t"), "t"),
        "b",
    ),
    "start_without_end": (file(process(node("startEvent", "s"), service("t"), flow("s", "t"))), "p"),
    "end_without_start": (file(process(node("endEvent", "e"), service("t"), flow("t", "e"))), "p"),
    "event_without_flow": (around(node("intermediateThrowEvent", "a")), "a"),
    "unreachable": (around(service("t")), "t"),
    "no_way_in": (file(process(service("a"), service("b"), line("a", "b", "a"))), "p"),
    "process_empty": (file(process()), "p"),
    "process_public": (file(process(service("t"), attributes='processType="Public"')), "p"),
    "too_many_nodes": (around("".join(node("task", f"t{n}") + flow("s", f"t{n}") for n in range(500))), "p"),
    "path_too_long": (
        around("".join(node("task", f"t{n}") for n in range(300)), *(f"t{n}" for n in range(300))),
        "p",
    ),
    "scopes_too_deep": (around(_nested(21), "sub_20"), "p"),
    "timer_rule_count": (around(node("intermediateCatchEvent", "w", "<bpmn:timerEventDefinition />"), "w"), "w"),
    "timer_malformed": (with_timer("timeDuration", "1 hour"), "w"),
    "timer_without_zone": (with_timer("timeDate", "2026-12-24T12:00:00"), "w"),
    "timer_zero_period": (with_timer("timeCycle", "R/PT0S"), "w"),
    "loop_several": (
        _repeated(
            _CARDINALITY.format("2")
            + "</bpmn:multiInstanceLoopCharacteristics><bpmn:standardLoopCharacteristics />"
            + "<bpmn:multiInstanceLoopCharacteristics>"
            + _CARDINALITY.format("2")
        ),
        "t",
    ),
    "loop_over_nothing": (_repeated(""), "t"),
    "loop_output_incomplete": (
        with_task(
            zeebe('<zeebe:loopCharacteristics inputCollection="=x" outputCollection="y" />') + _MANY.format("", "")
        ),
        "t",
    ),
    "loop_behaviour_unknown": (_repeated(_CARDINALITY.format("2"), ' behavior="Some"'), "t"),
    "loop_behaviour_incomplete": (_repeated(_CARDINALITY.format("2"), ' behavior="Complex"'), "t"),
    "loop_bound_malformed": (_repeated(_CARDINALITY.format("many")), "t"),
    "loop_bound_negative": (_repeated(_CARDINALITY.format("=-1")), "t"),
    "loop_bound_too_large": (_repeated(_CARDINALITY.format("1001")), "t"),
    "loop_out_of_place": (
        around(node("exclusiveGateway", "g", _MANY.format("", _CARDINALITY.format("2"))), "g"),
        "g",
    ),
    "quantity_not_positive": (with_task(startQuantity="0"), "t"),
    "expression_foreign": (with_choice(conditions=("${x}", "=y")), "f_g_a"),
    "expression_not_feel": (with_choice(conditions=("x", "=y")), "f_g_a"),
    "expression_malformed": (with_choice(conditions=("=x >", "=y")), "f_g_a"),
    "function_unknown": (with_choice(conditions=("=magic(x)", "=y")), "f_g_a"),
    "script_not_feel": (
        with_task("<bpmn:script>import os</bpmn:script>", kind="scriptTask", scriptFormat="python"),
        "t",
    ),
    "script_missing": (with_task(kind="scriptTask"), "t"),
    "camunda_code": (with_task(**{"camunda:class": "com.example.Run"}), "t"),
    "job_type_missing": (around(node("serviceTask", "t"), "t"), "t"),
    "decision_unnamed": (with_task(kind="businessRuleTask"), "t"),
    "decision_unknown": (
        with_task(zeebe('<zeebe:calledDecision decisionId="gone" resultVariable="r" />'), kind="businessRuleTask"),
        "t",
    ),
    "called_process_unnamed": (with_task(kind="callActivity"), "t"),
    "called_process_unknown": (with_task(zeebe('<zeebe:calledElement processId="gone" />'), kind="callActivity"), "t"),
    "called_process_waits": (
        with_task(
            zeebe('<zeebe:calledElement processId="q" />'),
            kind="callActivity",
            after=process(node("startEvent", "qs", _ON_MESSAGE), node("endEvent", "qe"), line("qs", "qe"), name="q")
            + _MESSAGE,
        ),
        "t",
    ),
    "form_unknown": (with_task(zeebe('<zeebe:formDefinition formId="gone" />'), kind="userTask"), "t"),
    "unsupported": (around(node("complexGateway", "g"), "g"), "g"),
}
