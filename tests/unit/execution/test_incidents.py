"""When a model cannot go on: the step stays, the rest goes on, and nothing is lost by trying again."""

from collections.abc import Callable

import pytest

from engine import errors, execution
from engine.execution import Environment, Limits
from tests.unit.execution.walk import MONDAY, Walk, items, mapping, model, route, script, user
from tests.unit.model.bpmn_texts import flow, node, timer

Begin = Callable[..., Walk]
ENDLESS = "count(for i in 1..1000000 return i)"


def _round(*inner: str, row: str, stop: str) -> bytes:
    gateways = node("exclusiveGateway", "m") + node("exclusiveGateway", "g", default="f_g_m")
    return model(gateways, *inner, flow("g", "m") + flow("g", "e", stop), route(f"s m {row} g"))


def test_an_expression_without_fuel_halts_its_step_only(walk: Begin) -> None:
    files = model(
        node("parallelGateway", "f"), node("parallelGateway", "j"), script("x", ENDLESS), user("t"),
        route("s f x j e", "f t j"),
    )  # fmt: skip
    case = walk(files)
    [incident] = case.situation.incidents
    assert (incident.kind, incident.element, incident.process) == ("out_of_fuel", "x", "p")
    assert case.open == ["t"]

    case.complete("t")
    assert case.kinds == ["out_of_fuel"]
    assert not case.situation.finished


def test_a_retried_step_goes_on_when_the_cause_is_gone() -> None:
    halted = execution.start(execution.compile_bundle({"m.bpmn": _choice("=n = 2")}), "p", {"n": 1}, MONDAY)
    assert [incident.kind for incident in halted.incidents] == ["no_flow"]

    mended = execution.retry(execution.compile_bundle({"m.bpmn": _choice("=n = 1")}), halted.state, MONDAY)
    assert (mended.finished, mended.incidents) == (True, ())


def _choice(condition: str) -> bytes:
    ways = flow("g", "a", condition) + flow("g", "b", "=n = 3")
    return model(node("exclusiveGateway", "g"), node("task", "a"), node("task", "b"), ways, route("s g", "a e", "b e"))


def test_answers_are_kept_when_their_mapping_fails(walk: Begin) -> None:
    case = walk(model(user("t", mapping(f"out x ={ENDLESS}", "out y =note")), user("u"), row="s t u e"))

    case.complete("t", {"note": "kept"})
    assert (case.open, case.kinds) == ([], ["out_of_fuel"])
    case.retry()
    assert case.kinds == ["out_of_fuel"]
    mended = {"model.bpmn": model(user("t", mapping("out x =1", "out y =note")), user("u"), row="s t u e")}
    after = execution.retry(execution.compile_bundle(mended), case.situation.state, MONDAY)
    assert [step.element for step in after.ready] == ["u"]
    assert after.variables == {"t": {"note": "kept"}, "x": 1, "y": "kept"}


def test_a_task_whose_inputs_fail_is_not_offered(walk: Begin) -> None:
    case = walk(model(user("t", mapping(f"in x ={ENDLESS}")), row="s t e"))

    assert (case.open, case.kinds) == ([], ["out_of_fuel"])
    assert case.situation.incidents[0].element == "t"


def test_a_call_that_never_comes_to_rest_is_undone(walk: Begin) -> None:
    files = _round(script("x", "x + 1"), row="x", stop="=x < 0")
    case = walk(files, {"x": 0})

    assert (case.kinds, case.variables, case.passed) == (["too_many_steps"], {"x": 0}, [])
    assert case.retry().kinds == ["too_many_steps"]


def test_answers_that_set_off_an_endless_round_are_kept_for_a_retry(walk: Begin) -> None:
    gateways = node("exclusiveGateway", "m") + node("exclusiveGateway", "g", default="f_g_m")
    files = model(
        gateways, user("t"), script("x", "x + 1"), flow("g", "m") + flow("g", "e", "=t.stop = true"),
        route("s t m x g"),
    )  # fmt: skip
    case = walk(files, {"x": 0}).complete("t", {"stop": False})

    assert (case.open, case.kinds, case.variables) == ([], ["too_many_steps"], {"x": 0})
    assert case.situation.incidents[0].element == "t"
    assert case.retry().kinds == ["too_many_steps"]


def test_a_circle_of_people_turns_only_so_often(walk: Begin) -> None:
    files = _round(user("t"), row="t", stop="=false")
    case = walk(files, environment=Environment(limits=Limits(rounds=5)))

    for _ in range(4):
        assert case.complete("t").kinds == []
    assert case.complete("t").kinds == ["too_many_rounds"]
    assert case.open == []
    assert case.retry().kinds == ["too_many_rounds"]


def test_a_timer_that_sets_off_an_endless_round_stays_due(walk: Begin) -> None:
    wait = node("intermediateCatchEvent", "c", timer("timeDuration", "PT1H"))
    gateways = node("exclusiveGateway", "m") + node("exclusiveGateway", "g", default="f_g_m")
    ways = flow("g", "m") + flow("g", "e", "=false")
    case = walk(model(wait, gateways, script("x", "1"), ways, route("s c m x g"))).later(hours=2)

    assert (case.kinds, case.waits) == (["too_many_steps"], ["c"])


def test_variables_larger_than_the_state_may_be_are_refused() -> None:
    program = execution.compile_bundle(
        {"m.bpmn": model(user("t"), row="s t e")}, Environment(limits=Limits(state_bytes=10_000))
    )

    with pytest.raises(errors.ModelFailed):
        execution.start(program, "p", {"x": "a" * 20_000}, MONDAY)


def test_a_quorum_that_cannot_be_worked_out_halts_the_vote(walk: Begin) -> None:
    loop = items("voters", "voter", out="votes =t.v", until=f"{ENDLESS} = 1")
    case = walk(model(user("t", inner=loop), row="s t e"), {"voters": [1, 2]}).complete("t", {"v": 1})

    assert (case.open, case.kinds, case.variables["votes"]) == (["t"], ["out_of_fuel"], [1])
    assert case.retry().kinds == ["out_of_fuel"]
