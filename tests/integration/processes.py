"""Small processes on which several stories play."""

from tests import builders


def catch(element: str, event: str) -> str:
    """An intermediate event that waits for what an event definition says (`timer`, `signal`)."""
    return f'<bpmn:intermediateCatchEvent id="{element}">{event}</bpmn:intermediateCatchEvent>'


def throw(element: str, event: str) -> str:
    """An intermediate event that throws what an event definition says."""
    return f'<bpmn:intermediateThrowEvent id="{element}">{event}</bpmn:intermediateThrowEvent>'


def boundary(element: str, task: str, event: str) -> str:
    """An event that interrupts a task."""
    return f'<bpmn:boundaryEvent id="{element}" attachedToRef="{task}">{event}</bpmn:boundaryEvent>'


def timer(duration: str) -> str:
    """The event of so much time (ISO 8601) having passed."""
    rule = f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{duration}</bpmn:timeDuration>'
    return f"<bpmn:timerEventDefinition>{rule}</bpmn:timerEventDefinition>"


def signal(reference: str) -> str:
    """The event of a signal, by the id of its definition."""
    return f'<bpmn:signalEventDefinition signalRef="{reference}"/>'


NOTE = builders.process(
    "note",
    builders.line(("t_note", builders.user("t_note", "need_owner")), ("t_more", builders.user("t_more", "tf_coord"))),
    {"caseTitle": "=t_note.title"},
)
DAYS = builders.process("days", builders.line(("t_wait", builders.user("t_wait", "tf_coord", "=workdays(5)"))))
HOUR = catch("an_hour", timer("PT1H"))
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
        ("heard", catch("heard", signal("sig"))),
        ("t_heard", builders.user("t_heard", "tf_coord")),
    ),
    extra=SIGNAL,
)
SAYS = builders.process("says", builders.line(("say", throw("say", signal("sig")))), extra=SIGNAL)
