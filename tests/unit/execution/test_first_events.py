"""Event-based gateways, and the events that start a process."""

from collections.abc import Callable

import pytest

from engine import errors
from engine.execution import Event, EventKind, StartKind
from tests.unit.execution.walk import Walk, event, message, model, route, signal, user
from tests.unit.model.bpmn_texts import file, line, node, process, timer, zeebe

Begin = Callable[..., Walk]
MESSAGE, SIGNAL = EventKind.MESSAGE, EventKind.SIGNAL


def _race() -> bytes:
    return model(
        node("eventBasedGateway", "g"), node("intermediateCatchEvent", "c1", event("signal", "sig_x")),
        node("intermediateCatchEvent", "c2", timer("timeDuration", "P2D")),
        node("receiveTask", "r", messageRef="msg_m"), user("a"), user("b"), user("c"),
        route("s g c1 a e", "g c2 b e", "g r c e"), after=signal("x") + message("m"),
    )  # fmt: skip


def test_an_event_based_gateway_follows_the_first_event(walk: Begin) -> None:
    case = walk(_race())
    assert case.waits == ["c1", "c2", "r"]

    case.deliver(SIGNAL, "x", payload={"found": 1})
    assert (case.open, case.waits, case.variables["found"]) == (["a"], [], 1)
    assert case.done() == ["s", "g", "c1"]


def test_the_timer_behind_an_event_based_gateway_can_be_first(walk: Begin) -> None:
    case = walk(_race())

    assert case.later(days=1).open == []
    assert case.later(days=1).open == ["b"]
    with pytest.raises(errors.Conflict):
        case.deliver(SIGNAL, "x")


def test_a_receive_task_behind_an_event_based_gateway_takes_its_message(walk: Begin) -> None:
    case = walk(_race()).deliver(MESSAGE, "m", payload={"n": 1})

    assert (case.open, case.variables["n"]) == (["c"], 1)


def _starts() -> bytes:
    beginnings = node("startEvent", "by_message", event("message", "msg_m")) + node(
        "startEvent", "by_signal", event("signal", "sig_x")
    )
    beginnings += node("startEvent", "by_time", timer("timeCycle", "R/P1D"))
    return file(
        process(
            node("startEvent", "s"), beginnings, user("a"), user("b"), user("c"), user("d"), node("endEvent", "e"),
            route("s a e", "by_message b e", "by_signal c e", "by_time d e"),
        ),
        message("m"), signal("x"),
    )  # fmt: skip


def test_a_process_says_what_starts_it(walk: Begin) -> None:
    starts = {(start.kind, start.element, start.name, start.rule) for start in walk(_starts()).program.starts}

    assert starts == {
        (StartKind.NONE, "s", "", ""),
        (StartKind.MESSAGE, "by_message", "m", ""),
        (StartKind.SIGNAL, "by_signal", "x", ""),
        (StartKind.TIMER, "by_time", "", "R/P1D"),
    }


def test_a_process_starts_by_the_event_that_is_given(walk: Begin) -> None:
    assert walk(_starts()).open == ["a"]
    by_message = walk(_starts(), by=Event(kind=MESSAGE, name="m", payload={"n": 1}))
    assert (by_message.open, by_message.variables) == (["b"], {"n": 1})
    assert walk(_starts(), by=Event(kind=SIGNAL, name="x")).open == ["c"]
    assert walk(_starts(), by=Event(kind=EventKind.TIMER)).open == ["d"]
    with pytest.raises(errors.Conflict):
        walk(_starts(), by=Event(kind=MESSAGE, name="other"))
    with pytest.raises(errors.NotFound):
        walk(_starts(), begin="other")


def test_a_called_process_begins_at_its_start_without_a_trigger(walk: Begin) -> None:
    call = node("callActivity", "c", zeebe('<zeebe:calledElement processId="p" />'))
    main = process(node("startEvent", "ms"), call, node("endEvent", "me"), line("ms", "c", "me"), name="main")

    case = walk({"a.bpmn": _starts(), "b.bpmn": file(main)}, begin="main")

    assert case.open == ["a"]
