"""Programs and states: the same call gives the same, cases do not touch each other, foreign bytes are refused."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard

from engine import errors, execution
from engine.execution import Environment, Program, Situation
from tests.unit.execution.test_repeating import _groups
from tests.unit.execution.walk import MONDAY, Walk, items, message, model, route, script, user
from tests.unit.model.bpmn_texts import file, flow, node, process, zeebe

VOTE = model(user("t", inner=items("voters", "voter", out="votes =t.v")), script("n", "count(votes)"), row="s t n e")


def _loop() -> bytes:
    gateways = node("exclusiveGateway", "m") + node("exclusiveGateway", "g", default="f_g_e")
    return model(user("t"), user("u"), gateways, flow("g", "m", "=u.again") + flow("g", "e"), route("s m t u g"))


def _run(program: Program, number: int) -> Situation:
    situation = execution.start(program, "p", {"voters": [f"{number}/{item}" for item in range(5)]}, MONDAY)
    while situation.ready:
        step = situation.ready[number % len(situation.ready)]
        answers = {"v": f"{number}:{step.inputs['voter']}"}
        situation = execution.complete(program, situation.state, step.id, answers, MONDAY)
    return situation


def test_the_same_call_gives_the_same_situation() -> None:
    program = execution.compile_bundle({"m.bpmn": _groups()})
    variables = {"orgs": ["a", "b"]}
    first, again = (execution.start(program, "p", variables, MONDAY) for _ in range(2))
    assert first == again

    step = first.ready[0].id
    one, other = (execution.complete(program, first.state, step, {"note": 1}, MONDAY) for _ in range(2))
    assert one == other


def test_the_steps_of_two_cases_have_different_ids() -> None:
    program = execution.compile_bundle({"m.bpmn": _loop()})

    one, other = (execution.start(program, "p", {"case_id": number}, MONDAY) for number in (1, 2))

    assert one.ready[0].id != other.ready[0].id


def test_cases_on_one_program_do_not_touch_each_other() -> None:
    program = execution.compile_bundle({"m.bpmn": VOTE})
    before = program.fingerprint()
    cases = [execution.start(program, "p", {"voters": [n, n]}, MONDAY) for n in range(5)]

    for _round in range(2):
        for number, case in enumerate(cases):
            cases[number] = execution.complete(program, case.state, case.ready[0].id, {"v": number}, MONDAY)

    assert [case.variables["votes"] for case in cases] == [[n, n] for n in range(5)]
    assert all(case.finished for case in cases)
    assert program.fingerprint() == before


def test_twenty_threads_share_a_program() -> None:
    program = execution.compile_bundle({"m.bpmn": VOTE})
    before = program.fingerprint()

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda number: _run(program, number), range(60)))

    for number, situation in enumerate(found):
        assert situation.finished
        assert situation.variables["votes"] == [f"{number}:{number}/{item}" for item in range(5)]
    assert program.fingerprint() == before


def test_a_program_compiled_again_is_the_same() -> None:
    one, other = (execution.compile_bundle({"m.bpmn": VOTE}) for _ in range(2))

    assert (one.digest, one.fingerprint()) == (other.digest, other.fingerprint())
    assert execution.compile_bundle({"m.bpmn": _loop()}).fingerprint() != one.fingerprint()


def test_three_thousand_rounds_stay_small_and_fast() -> None:
    program = execution.compile_bundle({"m.bpmn": _loop()})
    situation = execution.start(program, "p", {}, MONDAY)
    sizes, times = [], []

    for number in range(3000):
        began = time.process_time()
        for answers in ({}, {"again": number < 2999}):
            situation = execution.complete(program, situation.state, situation.ready[0].id, answers, MONDAY)
        times.append(time.process_time() - began)
        sizes.append(len(situation.state))

    assert situation.finished
    assert max(sizes[:-1]) <= sizes[10] + 20
    # The fastest tenth, as a busy machine slows any round; a loop that grew would be dozens of times slower at its end.
    assert sorted(times[-200:])[20] <= 4 * sorted(times[:200])[20]


def test_a_path_of_two_hundred_tasks_costs_a_step_no_more_than_a_short_one() -> None:
    names = [f"t{number}" for number in range(200)]
    case = Walk(model(*[user(name) for name in names], row=" ".join(["s", *names, "e"])))
    sizes = []

    for name in names:
        sizes.append(len(case.situation.state))
        case.complete(name)

    assert case.situation.finished
    assert sizes[0] < 1000


@pytest.mark.parametrize(
    "state",
    [b"", b"i3s2", b"i3s2junk", b"i3s9" + zstandard.compress(b"{}"), b"i3s2" + zstandard.compress(b"{}"),
     b"i3s2" + zstandard.compress(b'{"library": "3.2.0", "seed": "", "made": 0, "top": {"spec": "q"}}'),
     b"i3s2" + zstandard.compress(b"[]"), b"i3s2" + zstandard.compress(b"null")],
)  # fmt: skip
def test_bytes_that_are_no_state_are_refused(state: bytes) -> None:
    program = execution.compile_bundle({"m.bpmn": VOTE})

    with pytest.raises(errors.ModelFailed):
        execution.look(program, state, MONDAY)


def test_a_state_that_names_elements_the_program_does_not_have_is_refused() -> None:
    program, other = (execution.compile_bundle({"m.bpmn": files}) for files in (VOTE, _loop()))
    begun = execution.start(other, "p", {}, MONDAY)
    state = execution.complete(other, begun.state, begun.ready[0].id, {}, MONDAY).state

    with pytest.raises(errors.ModelFailed):
        execution.look(program, state, MONDAY)


def test_a_model_that_breaks_the_rules_is_rejected_by_name() -> None:
    broken = model(script("t", "1 +"), row="s t e")

    with pytest.raises(errors.ModelRejected) as refused:
        execution.compile_bundle({"m.bpmn": broken})
    assert [(problem.code, problem.element, problem.file) for problem in refused.value.problems] == [
        ("expression_malformed", "t", "m.bpmn")
    ]


def test_functions_of_the_house_and_of_the_call_are_known() -> None:
    calls = script("x", 'double(count(holders("board")))')
    house = Environment(functions={"double": lambda n: n * 2})
    program = execution.compile_bundle({"m.bpmn": model(calls, row="s x e")}, house)

    found = execution.start(program.with_functions({"holders": lambda role: [{"user": role}] * 3}), "p", {}, MONDAY)

    assert found.variables["x"] == 6
    with pytest.raises(errors.ModelRejected):
        execution.compile_bundle({"m.bpmn": model(calls, row="s x e")})


def test_what_the_drawing_alone_holds_does_not_matter() -> None:
    drawing = (
        node("dataObject", "d1") + node("dataObjectReference", "d2", dataObjectRef="d1")
        + node("dataStoreReference", "d3", name="Register")
        + node("textAnnotation", "a1", "<bpmn:text>note</bpmn:text>")
    )  # fmt: skip
    task = node("userTask", "t", zeebe("<zeebe:userTask />") + "<bpmn:documentation>x</bpmn:documentation>")
    main = process(node("startEvent", "s"), drawing, task, node("endEvent", "e"), route("s t e"))

    assert Walk(file(main, message("unused"))).complete("t").situation.finished
