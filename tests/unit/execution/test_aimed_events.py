"""Events aimed at one step: the host has found out who is meant."""

from collections.abc import Callable

import pytest

from engine import errors
from engine.execution import EventKind
from tests.unit.execution.walk import Walk, event, message, model, route, signal, user
from tests.unit.model.bpmn_texts import node

Begin = Callable[..., Walk]


def _two_waits() -> bytes:
    catches = [node("intermediateCatchEvent", name, event("message", "msg_reply")) for name in ("one", "two")]
    return model(
        node("parallelGateway", "fork"),
        *catches,
        user("a"),
        user("b"),
        route("s fork one a e", "fork two b e"),
        after=message("reply"),
    )


def test_a_message_can_be_aimed_at_one_of_two_waits(walk: Begin) -> None:
    case = walk(_two_waits())
    second = next(wait.id for wait in case.situation.waits if wait.element == "two")

    assert case.deliver(EventKind.MESSAGE, "reply", step=second).open == ["b"]


def test_an_aimed_message_of_another_name_or_at_a_step_that_is_gone_is_a_conflict(walk: Begin) -> None:
    case = walk(_two_waits())
    first = case.situation.waits[0].id

    with pytest.raises(errors.Conflict):
        case.deliver(EventKind.MESSAGE, "other", step=first)
    case.deliver(EventKind.MESSAGE, "reply", step=first)
    for step in (first, "", "nonsense", "/", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(errors.Conflict):
            case.deliver(EventKind.MESSAGE, "reply", step=step)


def test_a_signal_can_be_aimed_at_one_event_behind_a_gateway(walk: Begin) -> None:
    files = model(
        node("eventBasedGateway", "g"),
        node("intermediateCatchEvent", "x", event("signal", "sig_go")),
        node("intermediateCatchEvent", "y", event("message", "msg_reply")),
        user("a"),
        user("b"),
        route("s g x a e", "g y b e"),
        after=signal("go") + message("reply"),
    )
    case = walk(files)
    wait = next(wait for wait in case.situation.waits if wait.element == "y")

    assert case.deliver(EventKind.MESSAGE, "reply", step=wait.id, payload={"k": 1}).open == ["b"]
    assert case.variables == {"k": 1}
