"""Processes that send and receive messages: to one case by its number, to any, and to begin a case."""

from tests import builders
from tests.integration import processes

KEYED = (
    '<bpmn:message id="{0}" name="{0}"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="={1}"/></bpmn:extensionElements></bpmn:message>'
)


def message(name: str, inner: str = "") -> str:
    """The event of a message."""
    return f'{inner}<bpmn:messageEventDefinition id="{name}_event" messageRef="{name}"/>'


WAITS = builders.process(
    "waits",
    builders.line(
        ("answered", processes.catch("answered", message("msg_answer"))),
        ("t_answered", builders.user("t_answered", "tf_coord")),
    ),
    extra=KEYED.format("msg_answer", "case_id"),
)
ANY = builders.process(
    "any",
    builders.line(
        ("heard", processes.catch("heard", message("msg_any"))), ("t_heard", builders.user("t_heard", "tf_coord"))
    ),
    extra='<bpmn:message id="msg_any" name="msg_any"/>',
)
HEARS = builders.process(
    "hears",
    builders.line(
        ("heard", processes.catch("heard", processes.signal("sig"))), ("t_heard", builders.user("t_heard", "tf_coord"))
    ),
    extra='<bpmn:signal id="sig" name="sig_news"/>',
)
BEGINS = builders.process(
    "begins",
    f'<bpmn:startEvent id="came">{message("msg_begin")}</bpmn:startEvent>'
    + builders.user("t_come", "need_owner")
    + '<bpmn:endEvent id="finish"/>'
    + builders.flow("came", "t_come")
    + builders.flow("t_come", "finish"),
    {"caseTitle": "=title"},
    extra='<bpmn:message id="msg_begin" name="msg_begin"/>',
)
_GIVEN = (
    "<bpmn:extensionElements><zeebe:ioMapping>"
    '<zeebe:input source="=t_say.words" target="title"/></zeebe:ioMapping></bpmn:extensionElements>'
)


def says(name: str, key: str = "t_say.to") -> bytes:
    """A process whose first task says what to send, under a name, to whom."""
    throw = processes.throw("said", message(name, _GIVEN))
    body = builders.line(("t_say", builders.user("t_say", "need_owner")), ("said", throw))
    return builders.process("says", body, extra=KEYED.format(name, key))
