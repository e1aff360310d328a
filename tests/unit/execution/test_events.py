"""Messages, signals, errors and escalations: what waits, what is caught inside, what leaves the case."""

from collections.abc import Callable

import pytest

from engine import errors
from engine.execution import EventKind, How, WaitKind
from tests.unit.execution.walk import (
    Walk,
    border,
    code,
    event,
    mapping,
    message,
    model,
    route,
    signal,
    user,
)
from tests.unit.model.bpmn_texts import file, flow, line, node, process, zeebe

Begin = Callable[..., Walk]
MESSAGE, SIGNAL, ERROR, ESCALATION = EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ERROR, EventKind.ESCALATION
SHORT = {"message": "msg", "signal": "sig"}


def _catch(kind: str, reference: str, after: str) -> bytes:
    return model(node("intermediateCatchEvent", "c", event(kind, reference)), user("t"), row="s c t e", after=after)


def _guarded(definition: str, after: str, *, interrupting: bool = True, host: str = "") -> bytes:
    return model(
        host or user("t"), user("u"), border("b", "t", definition, interrupting=interrupting),
        node("endEvent", "e2"), route("s t e", "b u e2"), after=after,
    )  # fmt: skip


def _inside(thrower: str, catcher: str, after: str, *, interrupting: bool = True) -> bytes:
    """A sub-process `t` that throws beside a task `x`, with a boundary event `b` that leads to `u`."""
    sub = node(
        "subProcess", "t",
        node("startEvent", "ss") + node("parallelGateway", "f") + user("x") + user("y") + thrower
        + node("endEvent", "se") + route("ss f y thrower", "f x se"),
    )  # fmt: skip
    return _guarded(catcher, after, interrupting=interrupting, host=sub)


def test_a_message_reaches_the_step_whose_name_and_key_are_equal(walk: Begin) -> None:
    case = walk(_catch("message", "msg_reply", message("reply", "=number")), {"number": 7})
    [wait] = case.situation.waits
    assert (wait.kind, wait.name, wait.key, wait.element) == (WaitKind.MESSAGE, "reply", 7, "c")

    for name, key in (("other", 7), ("reply", 8), ("reply", None)):
        with pytest.raises(errors.Conflict):
            case.deliver(MESSAGE, name, key=key)
    case.deliver(MESSAGE, "reply", key=7, payload={"answer": "yes"})
    assert case.open == ["t"]
    assert case.variables["answer"] == "yes"


def test_the_key_is_compared_as_it_was_when_the_wait_began(walk: Begin) -> None:
    files = model(
        node("parallelGateway", "g"), node("intermediateCatchEvent", "c", event("message", "msg_m")),
        user("t", mapping("out number =new")), route("s g c e", "g t"), after=message("m", "=number"),
    )  # fmt: skip
    case = walk(files, {"number": 1})

    case.complete("t", {"new": 2}).deliver(MESSAGE, "m", key=1)
    assert case.situation.finished


def test_only_one_of_two_waiting_steps_gets_a_message(walk: Begin) -> None:
    catch = event("message", "msg_m")
    case = walk(
        model(
            node("parallelGateway", "g"), node("intermediateCatchEvent", "c1", catch),
            node("intermediateCatchEvent", "c2", catch), route("s g c1 e", "g c2 e"), after=message("m"),
        )
    )  # fmt: skip

    assert case.deliver(MESSAGE, "m").waits == ["c2"]
    assert case.deliver(MESSAGE, "m").situation.finished


def test_a_signal_reaches_every_step_that_waits(walk: Begin) -> None:
    catch = event("signal", "sig_x")
    case = walk(
        model(
            node("parallelGateway", "g"), node("intermediateCatchEvent", "c1", catch),
            node("intermediateCatchEvent", "c2", catch), route("s g c1 e", "g c2 e"), after=signal("x"),
        )
    )  # fmt: skip

    assert case.deliver(SIGNAL, "x").situation.finished
    assert case.situation.thrown == ()


def test_a_receive_task_waits_for_its_message(walk: Begin) -> None:
    task = node("receiveTask", "r", zeebe(mapping("out got =text")), messageRef="msg_m")
    case = walk(model(task, row="s r e", after=message("m")))
    assert case.waits == ["r"]

    case.deliver(MESSAGE, "m", payload={"text": "hej", "noise": 1})
    assert case.situation.finished
    assert case.variables == {"got": "hej"}


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_what_nobody_inside_takes_leaves_the_case(walk: Begin, kind: str) -> None:
    after = message("x", "=id") if kind == "message" else signal("x")
    throw = node("endEvent", "out", zeebe(mapping("in text =1 + 1")) + event(kind, f"{SHORT[kind]}_x"))
    case = walk(file(process(node("startEvent", "s"), throw, line("s", "out")), after), {"id": "A"})

    [thrown] = case.situation.thrown
    assert (thrown.kind, thrown.name, thrown.payload) == (EventKind(kind), "x", {"text": 2})
    assert thrown.key == ("A" if kind == "message" else None)
    assert case.situation.finished


def test_a_message_thrown_inside_is_taken_by_who_waits_inside(walk: Begin) -> None:
    case = walk(
        model(
            node("parallelGateway", "g"), user("t"), node("intermediateCatchEvent", "c", event("message", "msg_m")),
            node("intermediateThrowEvent", "throw", zeebe(mapping("in note =t.note")) + event("message", "msg_m")),
            route("s g c e", "g t throw e"), after=message("m"),
        )
    )  # fmt: skip

    case.complete("t", {"note": "hi"})
    assert case.situation.finished
    assert case.situation.thrown == ()
    assert case.variables["note"] == "hi"


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_an_interrupting_boundary_event_ends_the_task(walk: Begin, kind: str) -> None:
    after = message("x") if kind == "message" else signal("x")
    case = walk(_guarded(event(kind, f"{SHORT[kind]}_x"), after))
    [wait] = case.situation.waits
    assert (wait.element, wait.attached_to, wait.interrupting) == ("b", "t", True)

    case.deliver(EventKind(kind), "x", payload={"why": "late"})
    assert case.open == ["u"]
    assert case.waits == []
    assert case.done(How.CANCELLED) == ["t"]
    assert case.variables["why"] == "late"
    assert case.complete("u").situation.ends == ("e2",)


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_boundary_event_that_does_not_interrupt_fires_every_time(walk: Begin, kind: str) -> None:
    after = message("x") if kind == "message" else signal("x")
    case = walk(_guarded(event(kind, f"{SHORT[kind]}_x"), after, interrupting=False))

    for count in range(1, 4):
        case.deliver(EventKind(kind), "x")
        assert case.open == ["t"] + ["u"] * count
    case.complete("t")
    assert case.waits == []
    assert case.open == ["u"] * 3
    case.complete("u").complete("u").complete("u")
    assert case.situation.ends == ("e", "e2", "e2", "e2")


def test_a_completed_task_disarms_its_boundary_events(walk: Begin) -> None:
    case = walk(_guarded(event("signal", "sig_x"), signal("x")))

    assert case.complete("t").situation.finished
    assert case.done(How.CANCELLED) == []


def test_an_error_of_a_job_goes_to_its_boundary_event(walk: Begin) -> None:
    job = node("serviceTask", "t", zeebe('<zeebe:taskDefinition type="work" />'))
    case = walk(_guarded(event("error", "err_broken"), code("error", "broken"), host=job))
    assert case.waits == []

    case.deliver(ERROR, code="broken", step=case.step("t"), payload={"reason": "down"})
    assert case.open == ["u"]
    assert case.variables["reason"] == "down"


def test_an_error_nobody_catches_halts_the_step_until_it_is_retried(walk: Begin) -> None:
    job = node("serviceTask", "t", zeebe('<zeebe:taskDefinition type="work" />'))
    case = walk(_guarded(event("error", "err_broken"), code("error", "broken"), host=job))

    case.deliver(ERROR, code="other", step=case.step("t"))
    assert case.kinds == ["uncaught_error"]
    assert case.situation.incidents[0].facts == {"code": "other"}
    assert case.open == []
    assert case.retry().open == ["t"]
    assert case.complete("t").situation.finished


def test_an_error_thrown_inside_ends_the_sub_process_before_anything_else_runs(walk: Begin) -> None:
    thrower = node("endEvent", "thrower", event("error", "err_stop"))
    case = walk(_inside(thrower, event("error", "err_stop"), code("error", "stop")))
    assert case.open == ["x", "y"]

    case.complete("y")
    assert case.open == ["u"]
    assert case.done(How.CANCELLED) == ["x", "t"]
    assert case.complete("u").situation.ends == ("e2",)


def test_an_error_with_another_code_passes_by_and_halts_the_case(walk: Begin) -> None:
    thrower = node("endEvent", "thrower", event("error", "err_stop"))
    two = code("error", "stop") + code("error", "other")
    case = walk(_inside(thrower, event("error", "err_other"), two))

    case.complete("y")
    assert case.kinds == ["uncaught_error"]
    assert case.situation.incidents[0].element == "thrower"
    assert case.open == ["x"]


def test_a_boundary_event_without_a_code_catches_every_error(walk: Begin) -> None:
    thrower = node("endEvent", "thrower", event("error", "err_stop"))
    case = walk(_inside(thrower, event("error"), code("error", "stop")))

    assert case.complete("y").open == ["u"]


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_an_escalation_that_does_not_interrupt_lets_the_thrower_go_on(walk: Begin, tag: str) -> None:
    onward = flow("thrower", "se") if tag != "endEvent" else ""
    thrower = node(tag, "thrower", event("escalation", "esc_late")) + onward
    files = _inside(thrower, event("escalation", "esc_late"), code("escalation", "late"), interrupting=False)
    case = walk(files)

    assert case.complete("y").open == ["u", "x"]
    assert case.complete("x").complete("u").situation.finished
    assert sorted(case.situation.ends) == ["e", "e2"]


def test_an_escalation_that_interrupts_ends_the_sub_process(walk: Begin) -> None:
    thrower = node("intermediateThrowEvent", "thrower", event("escalation", "esc_late")) + flow("thrower", "se")
    case = walk(_inside(thrower, event("escalation", "esc_late"), code("escalation", "late")))

    assert case.complete("y").open == ["u"]


def test_an_escalation_nobody_catches_is_nothing(walk: Begin) -> None:
    end = node("endEvent", "out", event("escalation", "esc_late"))

    files = file(process(node("startEvent", "s"), end, line("s", "out")), code("escalation", "late"))
    assert walk(files).situation.ends == ("out",)


def test_an_escalation_can_be_aimed_at_a_task_of_a_person(walk: Begin) -> None:
    case = walk(_guarded(event("escalation", "esc_late"), code("escalation", "late"), interrupting=False))

    case.deliver(ESCALATION, code="late", step=case.step("t"))
    assert case.open == ["t", "u"]
    with pytest.raises(errors.Conflict):
        case.deliver(ESCALATION, code="other", step=case.step("t"))
