"""Sub-processes and called processes: what they see, what they keep to themselves, how they end."""

from collections.abc import Callable
from itertools import pairwise

from engine.execution import EventKind, How
from tests.unit.execution.walk import Walk, border, event, mapping, model, route, script, signal, user
from tests.unit.model.bpmn_texts import file, flow, line, node, process, zeebe

Begin = Callable[..., Walk]


def sub(name: str, *parts: str, row: str, extensions: str = "") -> str:
    """A sub-process with a start `<name>_s` and an end `<name>_e`."""
    inner = node("startEvent", f"{name}_s") + "".join(parts) + node("endEvent", f"{name}_e")
    flows = "".join(flow(one, other) for one, other in pairwise([f"{name}_s", *row.split(), f"{name}_e"]))
    return node("subProcess", name, (zeebe(extensions) if extensions else "") + inner + flows)


def call(name: str, process_id: str, *extensions: str, propagate: str = "") -> str:
    """A call activity."""
    more = f' propagateAllChildVariables="{propagate}"' if propagate else ""
    called = f'<zeebe:calledElement processId="{process_id}"{more} />'
    return node("callActivity", name, zeebe(called, *extensions))


def _calling(activity: str, *inner: str, row: str) -> bytes:
    main = process(node("startEvent", "s"), activity, user("t"), node("endEvent", "e"), line("s", "c", "t", "e"))
    called = process(
        node("startEvent", "q_s"), *inner, node("endEvent", "q_e"), line("q_s", *row.split(), "q_e"), name="q"
    )
    return file(main, called)


def test_a_sub_process_sees_what_is_around_it_and_hands_out_what_it_made(walk: Begin) -> None:
    inner = sub("d", user("t"), script("double", "number * 2"), row="double t")
    case = walk(model(inner, user("u"), row="s d u e"), {"number": 21})
    [step] = case.situation.ready
    assert (step.process, step.scope) == ("p", ("d",))
    assert "double" not in case.variables

    case.complete("t", {"ok": True})
    assert case.variables == {"number": 21, "double": 42, "t": {"ok": True}}
    assert case.done() == ["s", "d_s", "double", "t", "d_e", "d"]


def test_a_sub_process_with_outputs_hands_out_only_those(walk: Begin) -> None:
    inner = sub("d", script("x", "1"), row="x", extensions=mapping("in y =number + 1", "out z =x + y"))

    assert walk(model(inner, row="s d e"), {"number": 1}).variables == {"number": 1, "z": 3}


def test_a_sub_process_writes_variables_where_they_are(walk: Begin) -> None:
    inner = sub("d", script("set", "5", "number"), user("t"), row="set t")

    assert walk(model(inner, row="s d e"), {"number": 1}).variables == {"number": 5}


def test_a_terminate_end_event_in_a_sub_process_ends_only_that(walk: Begin) -> None:
    inner = node(
        "subProcess", "d",
        node("startEvent", "d_s") + node("parallelGateway", "g") + user("a") + user("b") + node("endEvent", "d_e")
        + node("endEvent", "stop", event("terminate")) + route("d_s g a d_e", "g b stop"),
    )  # fmt: skip
    case = walk(model(inner, user("u"), row="s d u e")).complete("b")

    assert case.open == ["u"]
    assert case.done(How.CANCELLED) == ["a"]
    assert case.complete("u").situation.ends == ("e",)


def test_an_interrupted_sub_process_takes_everything_inside_with_it(walk: Begin) -> None:
    deep = sub("d", sub("d2", user("a"), row="a"), row="d2")
    files = model(deep, user("u"), border("b", "d", event("signal", "sig_x")), route("s d e", "b u"), after=signal("x"))
    case = walk(files).deliver(EventKind.SIGNAL, "x")

    assert case.open == ["u"]
    assert case.done(How.CANCELLED) == ["a", "d2", "d"]
    assert case.complete("u").situation.finished


def test_a_called_process_gets_its_inputs_and_returns_its_outputs(walk: Begin) -> None:
    activity = call("c", "q", mapping("in given =number", "out back =given + answer.n"), propagate="false")
    case = walk(_calling(activity, user("answer"), row="answer"), {"number": 40})
    [step] = case.situation.ready
    assert (step.process, step.element, step.scope) == ("q", "answer", ("c",))

    case.complete("answer", {"n": 2})
    assert case.variables == {"number": 40, "back": 42}
    assert case.open == ["t"]
    assert case.situation.ends == ()


def test_a_called_process_returns_all_its_variables_unless_it_keeps_them(walk: Begin) -> None:
    inner = script("x", "given + 1")

    assert walk(_calling(call("c", "q", mapping("in given =1")), inner, row="x")).variables == {"x": 2}
    kept = call("c", "q", mapping("in given =1"), propagate="false")
    assert walk(_calling(kept, inner, row="x")).variables == {}


def test_a_called_process_does_not_write_into_its_caller(walk: Begin) -> None:
    inner = script("set", "2", "number")
    kept = call("c", "q", propagate="false")

    assert walk(_calling(kept, inner, row="set"), {"number": 1}).variables == {"number": 1}


def test_the_process_to_call_may_be_chosen_by_an_expression(walk: Begin) -> None:
    files = _calling(call("c", "=which"), user("answer"), row="answer")

    assert walk(files, {"which": "q"}).open == ["answer"]
    case = walk(files, {"which": "none"})
    assert case.kinds == ["called_process_unknown"]


def test_an_error_leaves_a_called_process_by_the_call(walk: Begin) -> None:
    fail = node("endEvent", "fail", event("error", "err_bad"))
    main = process(
        node("startEvent", "s"), call("c", "q"), user("u"), node("endEvent", "e"),
        border("b", "c", event("error", "err_bad")), route("s c e", "b u"),
    )  # fmt: skip
    called = process(node("startEvent", "q_s"), user("t"), fail, line("q_s", "t", "fail"), name="q")
    bad = node("error", "err_bad", name="bad", errorCode="bad")

    case = walk(file(main, called, bad)).complete("t")

    assert case.open == ["u"]
    assert case.done(How.CANCELLED) == ["c"]


def test_calls_that_never_end_are_stopped(walk: Begin) -> None:
    around = process(node("startEvent", "s"), call("c", "=me"), node("endEvent", "e"), line("s", "c", "e"))

    case = walk(file(around), {"me": "p"})

    assert case.kinds == ["calls_too_deep"]
    assert case.situation.incidents[0].scope == ("c",) * 10


def test_a_script_in_one_branch_and_a_later_one_in_another_leave_the_later_value(walk: Begin) -> None:
    files = model(
        node("parallelGateway", "f"), node("parallelGateway", "j"), user("a", mapping("out list =list")),
        user("b", mapping("out list =list")), route("s f a j e", "f b j"),
    )  # fmt: skip
    case = walk(files, {"list": [0]})

    case.complete("b", {"list": [5, 9]}).complete("a", {"list": [5, 6, 7]})
    assert case.variables["list"] == [5, 6, 7]
