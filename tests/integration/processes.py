"""Small processes on which several stories play."""

from tests import builders

NOTE = builders.process(
    "note",
    builders.line(("t_note", builders.user("t_note", "need_owner")), ("t_more", builders.user("t_more", "tf_coord"))),
    {"caseTitle": "=t_note.title"},
)
DAYS = builders.process("days", builders.line(("t_wait", builders.user("t_wait", "tf_coord", "=workdays(5)"))))
HOUR = (
    '<bpmn:intermediateCatchEvent id="an_hour"><bpmn:timerEventDefinition id="td">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
WAITS = builders.process("waits", builders.line(("an_hour", HOUR), ("t_after", builders.user("t_after", "tf_coord"))))
TELLS = builders.process(
    "tells",
    builders.line(
        ("tell", builders.service("tell", "notify.message", {"template": "receipt"}, to='["chair"]')),
        ("t_after", builders.user("t_after", "tf_coord")),
    ),
)
SIGNAL = '<bpmn:signal id="sig" name="sig_news"/>'
HEARS = builders.process(
    "hears",
    builders.line(
        (
            "heard",
            '<bpmn:intermediateCatchEvent id="heard"><bpmn:signalEventDefinition id="sd" signalRef="sig"/>'
            "</bpmn:intermediateCatchEvent>",
        ),
        ("t_heard", builders.user("t_heard", "tf_coord")),
    ),
    extra=SIGNAL,
)
SAYS = builders.process(
    "says",
    builders.line(
        (
            "say",
            '<bpmn:intermediateThrowEvent id="say"><bpmn:signalEventDefinition id="sd" signalRef="sig"/>'
            "</bpmn:intermediateThrowEvent>",
        )
    ),
    extra=SIGNAL,
)
