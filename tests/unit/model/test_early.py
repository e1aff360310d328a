"""How long a diagram lets messages come before its cases wait for them."""

from datetime import timedelta

from engine.model import documents, early
from tests import builders
from tests.integration import posting, processes

KEEPS = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="keepEarly" value="{}"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)
NAMED = '<bpmn:message id="m" name="msg_m"/>'


def _kept(event: str, extra: str = NAMED) -> dict[str, tuple[str, timedelta]]:
    document = documents.read(builders.process("p", builders.line(("c", processes.catch("c", event))), extra=extra))
    return {element: kept for (_process, element), kept in early.of(document).items()}


def test_an_element_says_how_long_its_message_is_kept() -> None:
    assert _kept(posting.message("m", KEEPS.format("P7D"))) == {"c": ("msg_m", timedelta(days=7))}
    assert _kept(posting.message("m", KEEPS.format("PT0S"))) == {"c": ("msg_m", timedelta(0))}


def test_an_element_that_says_nothing_or_nothing_known_keeps_it_a_day() -> None:
    for event in (posting.message("m"), posting.message("m", KEEPS.format("soon"))):
        assert _kept(event) == {"c": ("msg_m", timedelta(days=1))}


def test_signals_are_not_kept() -> None:
    assert _kept(KEEPS.format("P7D") + processes.signal("sig"), processes.SIGNAL) == {}
