"""Where a diagram lets its cases pause."""

from engine.model import documents, pauses
from tests import builders

YES = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="pauses" value="{}"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)


def _pausing(*elements: tuple[str, str], extra: str = "") -> set[str]:
    document = documents.read(builders.process("p", builders.line(*elements) + extra))
    return {element for _process, element in pauses.of(document)}


def test_a_wait_marked_so_pauses_its_case() -> None:
    caught = f'<bpmn:intermediateCatchEvent id="c">{YES.format("true")}</bpmn:intermediateCatchEvent>'
    assert _pausing(("c", caught), ("t", builders.user("t", "pm", pauses="true"))) == {"c", "t"}


def test_every_event_behind_a_gateway_marked_so_is_a_pause() -> None:
    gateway = f'<bpmn:eventBasedGateway id="g">{YES.format("true")}</bpmn:eventBasedGateway>'
    more = '<bpmn:intermediateCatchEvent id="a"/><bpmn:receiveTask id="b"/>'
    flows = builders.flow("g", "a") + builders.flow("g", "b")
    assert _pausing(("g", gateway), extra=more + flows) == {"g", "a", "b", "finish"}


def test_anything_else_pauses_nothing() -> None:
    script = f'<bpmn:scriptTask id="s">{YES.format("true")}</bpmn:scriptTask>'
    no = f'<bpmn:receiveTask id="r">{YES.format("false")}</bpmn:receiveTask>'
    assert _pausing(("s", script), ("r", no), ("t", builders.user("t", "pm"))) == set()
