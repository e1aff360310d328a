"""Event sub-processes: begun by an event while their scope runs, beside it or in place of it (clause 13.5.4)."""

from collections.abc import Callable

import pytest

from engine import errors, execution
from engine.execution import Environment, EventKind, How, Limits, WaitKind
from tests.unit.execution.walk import (
    MONDAY,
    Walk,
    border,
    code,
    event,
    items,
    mapping,
    message,
    model,
    route,
    script,
    signal,
    user,
)
from tests.unit.model.bpmn_texts import file, flow, line, node, process, timer, zeebe

Begin = Callable[..., Walk]
MESSAGE, SIGNAL, ERROR, ESCALATION = EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ERROR, EventKind.ESCALATION
CALL = '<zeebe:calledElement processId="inner" propagateAllChildVariables="true" />'


def sub(name: str, *parts: str, row: str = "", extra: str = "", marker: str = "", throws: str = "") -> str:
    """A sub-process with start `<name>_s` and end `<name>_e`, which may throw; `extra` stands beside its flow."""
    inner = node("startEvent", f"{name}_s") + "".join(parts) + node("endEvent", f"{name}_e", throws)
    return node("subProcess", name, marker + inner + route(f"{name}_s {row} {name}_e") + extra)


def handler(name: str, trigger: str, *parts: str, row: str = "", interrupting: bool = True, **more: str) -> str:
    """An event sub-process with start `<name>_s`, a task `<name>_t` unless parts are given, and end `<name>_e`.

    `more`: `extra` beside its flow, `mapped` as it ends, what its end `throws`.
    """
    parts, row = (parts, row) if parts else ((user(f"{name}_t"),), f"{name}_t")
    start = node("startEvent", f"{name}_s", trigger, isInterrupting=str(interrupting).lower())
    end = node("endEvent", f"{name}_e", more.get("throws", ""))
    inner = start + "".join(parts) + end + route(f"{name}_s {row} {name}_e") + more.get("extra", "")
    mapped = zeebe(mapping(more["mapped"])) if "mapped" in more else ""
    return node("subProcess", name, mapped + inner, triggeredByEvent="true")


def throw(name: str, kind: str, reference: str) -> str:
    """An end event that throws."""
    return node("endEvent", name, event(kind, reference))


STOPS, NOTES = event("message", "msg_stop"), event("message", "msg_note")
KNOWN = message("stop") + message("note") + signal("x") + code("error", "bad") + code("escalation", "late")


@pytest.mark.parametrize(
    ("kind", "trigger"), [(MESSAGE, event("message", "msg_stop")), (SIGNAL, event("signal", "sig_stop"))]
)
def test_one_that_interrupts_takes_the_place_of_everything_in_its_scope(
    walk: Begin, kind: EventKind, trigger: str
) -> None:
    files = model(
        node("parallelGateway", "g"), user("a"), user("b"), route("s g a e", "g b e"), handler("h", trigger),
        after=KNOWN + signal("stop"),
    )  # fmt: skip
    case = walk(files)
    [wait] = case.situation.waits
    assert (wait.element, wait.scope, wait.starts, wait.interrupting) == ("h_s", ("h",), "h", True)

    case.deliver(kind, "stop", payload={"why": "done"})
    assert (case.open, case.waits) == (["h_t"], [])
    assert case.done(How.CANCELLED) == ["a", "b"]
    assert case.situation.ready[0].scope == ("h",)
    case.complete("h_t")
    assert (case.situation.finished, case.situation.ends) == (True, ("h_e",))
    assert case.variables["why"] == "done"
    assert case.done()[-3:] == ["h_t", "h_e", "h"]


def test_nothing_of_the_scope_runs_once_it_is_interrupted(walk: Begin) -> None:
    case = walk(model(user("a"), script("late", "1"), handler("h", STOPS), row="s a late e", after=KNOWN))
    step = case.step("a")

    case.deliver(MESSAGE, "stop")
    with pytest.raises(errors.Conflict):
        execution.complete(case.program, case.situation.state, step, {}, case.now)
    with pytest.raises(errors.Conflict):
        case.deliver(MESSAGE, "stop")
    assert "late" not in case.complete("h_t").done()


def test_one_that_does_not_interrupt_runs_beside_its_scope_as_often_as_its_event_comes(walk: Begin) -> None:
    case = walk(model(user("a"), handler("h", NOTES, interrupting=False), row="s a e", after=KNOWN))
    assert case.situation.waits[0].interrupting is False

    for count in range(1, 4):
        case.deliver(MESSAGE, "note", payload={"n": count})
        assert case.open == ["a"] + ["h_t"] * count
    case.complete("h_t", item=2)
    assert case.open == ["a", "h_t", "h_t"]
    assert case.waits == ["h_s"]


def test_each_of_several_under_way_keeps_its_own_variables_until_it_ends(walk: Begin) -> None:
    last = user("last", mapping("in mine =n", "in said =h_t.said"))
    twice = handler("h", NOTES, user("h_t"), last, row="h_t last", interrupting=False)
    case = walk(model(user("a"), twice, row="s a e", after=KNOWN), {"n": 0})
    for count in (1, 2):
        case.deliver(MESSAGE, "note", payload={"n": count})

    case.complete("h_t", {"said": "one"}).complete("h_t", {"said": "two"})
    assert [(step.inputs["mine"], step.inputs["said"]) for step in case.situation.ready if step.element == "last"] == [
        (1, "one"),
        (2, "two"),
    ]
    assert case.variables == {"n": 0}
    case.complete("last", item=2)
    assert (case.variables["n"], case.variables["h_t"]) == (2, {"said": "two"})
    assert case.situation.ready[0].element in ("a", "last")
    [mine] = [step.inputs["mine"] for step in case.situation.ready if step.element == "last"]
    assert mine == 1


def test_one_sees_the_variables_of_its_scope_and_hands_out_what_it_names(walk: Begin) -> None:
    change = script("add", "total + n", "total")
    mapped = handler("h", NOTES, change, row="add", interrupting=False, mapped="out last =n")
    case = walk(model(user("a"), mapped, row="s a e", after=KNOWN), {"total": 10})

    case.deliver(MESSAGE, "note", payload={"n": 5}).deliver(MESSAGE, "note", payload={"n": 2, "noise": True})
    assert case.variables == {"total": 17, "last": 2}


def test_a_scope_ends_when_the_last_in_it_ends_and_begins_nothing_new_meanwhile(walk: Begin) -> None:
    inner = sub("box", user("a"), row="a", extra=handler("h", NOTES, interrupting=False))
    case = walk(model(inner, user("next"), row="s box next e", after=KNOWN))
    case.deliver(MESSAGE, "note").complete("a")

    assert (case.open, case.waits) == (["h_t"], [])
    with pytest.raises(errors.Conflict):
        case.deliver(MESSAGE, "note")
    case.complete("h_t")
    assert case.open == ["next"]


def test_an_interrupted_sub_process_goes_on_behind_itself_when_its_handler_ends(walk: Begin) -> None:
    inner = sub("box", user("a"), row="a", extra=handler("h", STOPS, user("h_t"), row="h_t"))
    case = walk(model(inner, user("next"), row="s box next e", after=KNOWN))

    assert case.deliver(MESSAGE, "stop").open == ["h_t"]
    assert case.complete("h_t").open == ["next"]
    assert case.done()[-2:] == ["h", "box"]
    assert case.complete("next").situation.ends == ("e",)


def test_a_waiting_event_does_not_keep_a_scope_open(walk: Begin) -> None:
    inner = sub("box", user("a"), row="a", extra=handler("h", NOTES, interrupting=False) + handler("k", STOPS))
    case = walk(model(inner, row="s box e", after=KNOWN))
    assert case.waits == ["h_s", "k_s"]

    assert case.complete("a").situation.finished


def test_one_that_interrupts_cancels_others_under_way_too(walk: Begin) -> None:
    two = handler("h", NOTES, interrupting=False) + handler("k", STOPS)
    case = walk(model(user("a"), two, row="s a e", after=KNOWN)).deliver(MESSAGE, "note")

    case.deliver(MESSAGE, "stop")
    assert case.open == ["k_t"]
    assert sorted(case.done(How.CANCELLED)) == ["a", "h", "h_t"]


def test_a_boundary_event_takes_what_runs_inside_with_it(walk: Begin) -> None:
    inner = sub("box", user("a"), row="a", extra=handler("h", NOTES, interrupting=False))
    stop = border("b", "box", event("signal", "sig_x"))
    case = walk(model(inner, user("next"), stop, route("s box e", "b next e"), after=KNOWN))

    case.deliver(MESSAGE, "note").deliver(SIGNAL, "x")
    assert (case.open, case.waits) == (["next"], [])


def test_an_error_is_caught_by_the_event_sub_process_of_the_nearest_scope(walk: Begin) -> None:
    bad = event("error", "err_bad")
    fork = node("parallelGateway", "f") + throw("fail", "error", "err_bad") + route("f y fail")
    inner = sub("box", fork, user("x"), user("y"), row="f x", extra=handler("h", bad))
    case = walk(model(inner, border("b", "box", bad), user("next"), route("s box e", "b next e"), after=KNOWN))
    assert case.waits == []

    case.complete("y")
    assert case.open == ["h_t"]
    assert case.done(How.CANCELLED) == ["x"]
    assert case.complete("h_t").situation.ends == ("e",)


def test_an_error_thrown_again_leaves_its_scope(walk: Begin) -> None:
    bad = event("error", "err_bad")
    again = handler("h", bad, user("h_t"), row="h_t", throws=bad)
    inner = sub("box", user("y"), row="y", throws=bad, extra=again)
    case = walk(model(inner, border("b", "box", bad), user("next"), route("s box e", "b next e"), after=KNOWN))

    assert case.complete("y").open == ["h_t"]
    assert case.complete("h_t").open == ["next"]


def test_an_error_of_a_job_is_caught_beside_it(walk: Begin) -> None:
    job = node("serviceTask", "t", zeebe('<zeebe:taskDefinition type="work" />'))
    case = walk(model(job, handler("h", event("error", "err_bad")), row="s t e", after=KNOWN))

    case.deliver(ERROR, code="bad", step=case.step("t"), payload={"reason": "down"})
    assert case.open == ["h_t"]
    assert case.complete("h_t").variables["reason"] == "down"


def test_the_event_with_the_code_goes_before_the_one_for_all(walk: Begin) -> None:
    job = node("serviceTask", "t", zeebe('<zeebe:taskDefinition type="work" />'))
    two = handler("any", event("error")) + handler("h", event("error", "err_bad"))

    for given, expected in (("bad", "h_t"), ("other", "any_t")):
        case = walk(model(job, two, row="s t e", after=KNOWN))
        assert case.deliver(ERROR, code=given, step=case.step("t")).open == [expected]


def test_an_escalation_starts_one_beside_the_thrower_that_goes_on(walk: Begin) -> None:
    late = event("escalation", "esc_late")
    raised = node("intermediateThrowEvent", "raise", late)
    case = walk(
        model(user("a"), raised, user("b"), handler("h", late, interrupting=False), row="s a raise b e", after=KNOWN)
    )

    assert case.complete("a").open == ["b", "h_t"]
    assert case.complete("b").situation.finished is False
    assert case.complete("h_t").situation.finished


def test_an_escalation_that_interrupts_stops_its_thrower(walk: Begin) -> None:
    late = event("escalation", "esc_late")
    raised = node("intermediateThrowEvent", "raise", late)
    case = walk(model(user("a"), raised, user("b"), handler("h", late), row="s a raise b e", after=KNOWN))

    assert case.complete("a").open == ["h_t"]
    assert case.complete("h_t").situation.ends == ("h_e",)


def test_an_escalation_raised_again_goes_to_the_boundary(walk: Begin) -> None:
    late = event("escalation", "esc_late")
    again = handler("h", late, node("intermediateThrowEvent", "again", late), row="again", interrupting=False)
    inner = sub("box", node("intermediateThrowEvent", "raise", late), user("a"), row="raise a", extra=again)
    on_border = border("b", "box", late, interrupting=False)
    case = walk(model(inner, on_border, user("chief"), route("s box e", "b chief e"), after=KNOWN))

    assert case.open == ["a", "chief"]


def test_a_duration_starts_one_once(walk: Begin) -> None:
    case = walk(model(user("a"), handler("h", timer("timeDuration", "P3D"), interrupting=False), row="s a e"))
    [wait] = case.situation.waits
    assert (wait.kind, wait.due, wait.rule) == (WaitKind.TIMER, MONDAY.replace(day=5), "P3D")

    assert case.later(days=4).open == ["a", "h_t"]
    assert case.waits == []


def test_a_date_that_interrupts_ends_the_rest(walk: Begin) -> None:
    case = walk(
        model(user("a"), handler("h", timer("timeDate", "=until")), row="s a e"), {"until": MONDAY.replace(day=4)}
    )

    assert case.later(days=1).open == ["a"]
    assert case.later(days=1).open == ["h_t"]


def test_a_cycle_starts_one_every_time_as_long_as_its_scope_runs(walk: Begin) -> None:
    monthly = handler("h", timer("timeCycle", "R/P1M"), interrupting=False)
    case = walk(model(user("a"), monthly, row="s a e"))

    assert case.later(days=32).open == ["a", "h_t"]
    case.complete("h_t")
    assert [wait.due for wait in case.situation.waits] == [MONDAY.replace(month=5, hour=7)]  # 10 o'clock in summer time
    assert case.later(days=70).open == ["a", "h_t", "h_t"]
    assert case.complete("a").waits == []


def test_a_cycle_with_a_number_of_times_ends(walk: Begin) -> None:
    case = walk(model(user("a"), handler("h", timer("timeCycle", "R2/P1D"), interrupting=False), row="s a e"))

    assert case.later(days=9).open == ["a", "h_t", "h_t"]
    assert case.waits == []


def test_a_cycle_that_never_rests_is_stopped_at_its_event(walk: Begin) -> None:
    often = handler("h", timer("timeCycle", "R/PT1M"), script("n", "1"), row="n", interrupting=False)
    few = Environment(limits=Limits(firings=5))
    case = walk(model(user("a"), often, row="s a e"), environment=few)

    assert case.later(hours=2).kinds == ["too_many_cycles"]
    assert case.situation.incidents[0].element == "h_s"


def test_one_waits_in_a_called_process_and_ends_only_that(walk: Begin) -> None:
    called = process(
        node("startEvent", "is"), user("it"), node("endEvent", "ie"), line("is", "it", "ie"), handler("h", STOPS),
        name="inner",
    )  # fmt: skip
    outer = process(
        node("startEvent", "s"), node("callActivity", "c", zeebe(CALL)), user("next"), node("endEvent", "e"),
        line("s", "c", "next", "e"),
    )  # fmt: skip
    case = walk(file(outer, called, KNOWN))
    assert case.situation.waits[0].scope == ("c", "h")

    assert case.deliver(MESSAGE, "stop").open == ["h_t"]
    assert case.complete("h_t").open == ["next"]
    assert case.complete("next").situation.ends == ("e",)


def test_one_in_an_item_of_a_list_ends_only_that_item(walk: Begin) -> None:
    key = message("gone", "=org")
    gone = handler("h", event("message", "msg_gone"))
    group = sub("box", user("a"), row="a", extra=gone, marker=items("orgs", "org", out="left =org"))
    case = walk(model(group, row="s box e", after=key), {"orgs": ["x", "y"]})
    assert case.open == ["a", "a"]

    case.deliver(MESSAGE, "gone", key="y")
    assert case.open == ["a", "h_t"]
    case.complete("h_t").complete("a")
    assert (case.situation.finished, case.variables["left"]) == (True, ["x", "y"])


def test_one_stands_in_another(walk: Begin) -> None:
    within = handler("k", STOPS)
    outer = handler("h", NOTES, user("h_t"), row="h_t", interrupting=False, extra=within)
    case = walk(model(user("a"), outer, row="s a e", after=KNOWN))
    assert case.waits == ["h_s"]

    case.deliver(MESSAGE, "note")
    assert case.waits == ["h_s", "k_s"]
    case.deliver(MESSAGE, "stop")
    assert (case.open, case.waits) == (["a", "k_t"], ["h_s"])
    assert {step.scope for step in case.situation.ready} == {(), ("h", "k")}
    case.complete("k_t")
    assert case.open == ["a"]


def test_one_holds_a_sub_process_whose_answers_stay_with_it(walk: Begin) -> None:
    deep = sub("deep", user("q"), user("r", mapping("in heard =q.v")), row="q r")
    case = walk(model(user("a"), handler("h", NOTES, deep, row="deep", interrupting=False), row="s a e", after=KNOWN))
    case.deliver(MESSAGE, "note").complete("q", {"v": 1}).complete("r")
    case.deliver(MESSAGE, "note").deliver(MESSAGE, "note")

    case.complete("q", {"v": 2}).complete("q", {"v": 3})
    assert [step.inputs["heard"] for step in case.situation.ready if step.element == "r"] == [2, 3]


def test_a_terminating_end_inside_ends_only_the_event_sub_process(walk: Begin) -> None:
    end = node("endEvent", "stop", "<bpmn:terminateEventDefinition />")
    fork = handler(
        "h", NOTES, node("parallelGateway", "f"), user("x"), user("y"), end, row="f x", interrupting=False,
        extra=route("f y stop"),
    )  # fmt: skip
    case = walk(model(user("a"), fork, row="s a e", after=KNOWN)).deliver(MESSAGE, "note")
    assert case.open == ["a", "x", "y"]

    assert case.complete("y").open == ["a"]


def test_a_terminating_end_of_the_scope_ends_those_under_way(walk: Begin) -> None:
    end = node("endEvent", "stop", "<bpmn:terminateEventDefinition />")
    case = walk(
        model(user("a"), end, node("parallelGateway", "g"), user("b"), handler("h", NOTES, interrupting=False),
              route("s g a stop", "g b e"), after=KNOWN)
    )  # fmt: skip

    case.deliver(MESSAGE, "note").complete("a")
    assert (case.situation.finished, case.situation.ends) == (True, ("stop",))
    assert sorted(case.done(How.CANCELLED)) == ["b", "h", "h_t"]


def test_a_signal_thrown_inside_starts_one_and_leaves_the_case_too(walk: Begin) -> None:
    throws = node("intermediateThrowEvent", "throw", event("signal", "sig_x"))
    case = walk(
        model(user("a"), throws, user("b"), handler("h", event("signal", "sig_x"), interrupting=False),
              row="s a throw b e", after=KNOWN)
    )  # fmt: skip

    assert case.complete("a").open == ["b", "h_t"]
    assert [thrown.name for thrown in case.situation.thrown] == ["x"]


def test_a_key_that_is_not_known_yet_is_an_incident_that_can_be_mended(walk: Begin) -> None:
    files = model(user("a"), handler("h", NOTES, interrupting=False), row="s a e", after=message("note", "=nr"))
    case = walk(files)
    assert case.kinds == ["key_unusable"]
    assert (case.situation.incidents[0].element, case.situation.incidents[0].scope) == ("h_s", ("h",))

    case.complete("a")
    assert (case.kinds, case.situation.finished) == ([], True)


def test_a_case_whose_branches_can_no_longer_meet_is_stuck_whatever_may_run_beside(walk: Begin) -> None:
    for interrupting in (False, True):
        way = flow("x", "b", "=false") + route("s x a join e", "b join")
        parts = (node("exclusiveGateway", "x", default="f_x_a"), user("a"), user("b"), node("parallelGateway", "join"))
        case = walk(model(*parts, way, handler("h", NOTES, interrupting=interrupting), after=KNOWN)).complete("a")

        assert case.situation.stuck is not interrupting
