"""An interruption ends its scope with everything in it before any other step, and keeps what was done."""

from collections.abc import Callable

import pytest

from engine import errors
from engine.execution import EventKind, How
from tests.unit.execution.walk import (
    Walk,
    border,
    code,
    event,
    items,
    message,
    model,
    route,
    script,
    signal,
    user,
)
from tests.unit.model.bpmn_texts import node, service, timer

Begin = Callable[..., Walk]


def _sub(name: str, *parts: str, row: str = "", marker: str = "") -> str:
    inner = node("startEvent", f"{name}_s") + "".join(parts) + node("endEvent", f"{name}_e")
    return node("subProcess", name, marker + inner + route(f"{name}_s {row} {name}_e"))


def _nested(*borders: str, after: str = "") -> bytes:
    """A sub-process with a person, a job, items, a timer, a wait for a message and a sub-process in it."""
    wait = node("intermediateCatchEvent", "reply", event("message", "msg_reply"))
    deep = _sub("deep", user("deepest"), row="deepest")
    vote = user("vote", inner=items("voters", out="votes =vote.v"))
    fork = node("parallelGateway", "fork") + node("parallelGateway", "join")
    ways = route("fork work join", "fork wait join", "fork deep join", "fork vote join", "fork reply join")
    clock = node("intermediateCatchEvent", "wait", timer("timeDuration", "PT5H"))
    outer = _sub("outer", fork, service("work"), clock, deep, vote, wait, ways, user("talk"), row="fork talk join")
    return model(
        outer,
        user("next"),
        *borders,
        route("s outer e", "stop next"),
        after=after + message("reply"),
    )


def test_everything_inside_goes_with_the_scope(walk: Begin) -> None:
    stop = border("stop", "outer", event("signal", "sig_stop"))
    case = walk(_nested(stop, after=signal("stop")), {"voters": [1, 2]}).complete("vote", {"v": "yes"})
    assert case.open == ["deepest", "talk", "vote", "work"]
    job = case.step("work")

    case.deliver(EventKind.SIGNAL, "stop")
    assert (case.open, case.waits) == (["next"], [])
    cancelled = case.done(How.CANCELLED)
    assert sorted(cancelled) == ["deep", "deepest", "outer", "reply", "talk", "vote", "wait", "work"]
    assert cancelled.index("deepest") < cancelled.index("deep") < cancelled.index("outer")
    assert [one.element for one in case.situation.passed][-2:] == ["outer", "stop"]
    with pytest.raises(errors.Conflict):
        case.deliver(EventKind.ERROR, code="x", step=job)


def test_a_timer_on_the_border_ends_the_scope_the_same_way(walk: Begin) -> None:
    stop = border("stop", "outer", timer("timeDuration", "PT1H"))

    case = walk(_nested(stop), {"voters": [1]}).later(hours=9)

    assert (case.open, case.waits, "work" in case.done(How.CANCELLED)) == (["next"], [], True)


def test_no_automatic_step_of_the_scope_runs_after_its_interruption(walk: Begin) -> None:
    fork = node("parallelGateway", "fork")
    thrower = node("endEvent", "fail", event("error", "err_bad"))
    inner = _sub("t", fork, script("early", "1"), script("late", "2"), script("later", "3"), thrower, row="fork early")
    case = walk(
        model(
            inner.replace("</bpmn:subProcess>", route("fork fail", "fork late later t_e") + "</bpmn:subProcess>"),
            user("next"),
            border("stop", "t", event("error", "err_bad")),
            route("s t e", "stop next"),
            after=code("error", "bad"),
        )
    )

    order = [element for element, _how in case.passed]
    assert not {"later", "t_e"} & set(case.done()[case.done().index("fail") :])
    assert order.index("stop") == order.index("fail") + 1 + len(case.done(How.CANCELLED))
    assert case.open == ["next"]


def test_results_of_a_cancelled_job_are_refused_and_change_nothing(walk: Begin) -> None:
    stop = border("stop", "t", event("message", "msg_stop"))
    files = model(service("t"), user("next"), stop, route("s t e", "stop next"), after=message("stop"))
    case = walk(files)
    job = case.step("t")
    case.deliver(EventKind.MESSAGE, "stop")
    before = case.situation.state

    with pytest.raises(errors.Conflict):
        case.deliver(EventKind.ERROR, code="x", step=job)
    assert case.situation.state == before


def test_an_item_of_items_is_named_by_its_path(walk: Begin) -> None:
    group = _sub("group", user("vote", inner=items("members", "member")), row="vote", marker=items("groups", "members"))
    case = walk(model(group, row="s group e"), {"groups": [["a"], ["b", "c"]]})

    assert [(step.scope, step.inputs["member"]) for step in case.situation.ready] == [
        (("group#1", "vote#1"), "a"),
        (("group#2", "vote#1"), "b"),
        (("group#2", "vote#2"), "c"),
    ]
