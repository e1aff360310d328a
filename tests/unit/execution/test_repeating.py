"""Multi-instance activities and loops: items, collected results, quorum."""

from collections.abc import Callable

import pytest

from engine.execution import EventKind, How
from tests.unit.execution.test_scopes import sub
from tests.unit.execution.walk import Walk, border, code, event, items, mapping, model, route, script, signal, user
from tests.unit.model.bpmn_texts import flow, node, zeebe

Begin = Callable[..., Walk]
VOTERS = {"voters": ["anna", "bo", "carl", "dina"]}


def _vote(*, sequential: bool = False, until: str = "") -> bytes:
    out = 'votes ={"who": voter, "vote": t_vote.vote}'
    loop = items("voters", "voter", out=out, sequential=sequential, until=until)
    return model(user("t_vote", inner=loop), user("after"), row="s t_vote after e")


def test_items_are_offered_at_once_each_with_its_own(walk: Begin) -> None:
    task = user("t", '<zeebe:assignmentDefinition assignee="=voter" />', inner=items("voters", "voter"))
    case = walk(model(task, row="s t e"), VOTERS)

    assert [step.assignee for step in case.situation.ready] == VOTERS["voters"]
    assert [step.scope for step in case.situation.ready] == [(f"t#{number}",) for number in (1, 2, 3, 4)]
    assert [step.inputs["loopCounter"] for step in case.situation.ready] == [1, 2, 3, 4]


def test_results_are_collected_as_they_come_in_the_order_of_the_items(walk: Begin) -> None:
    case = walk(_vote(), VOTERS)
    assert case.variables["votes"] == []

    case.complete("t_vote", {"vote": "no"}, item=3)
    assert case.variables["votes"] == [{"who": "carl", "vote": "no"}]
    case.complete("t_vote", {"vote": "yes"}, item=1)
    assert [vote["who"] for vote in case.variables["votes"]] == ["anna", "carl"]  # type: ignore[attr-defined]
    case.complete("t_vote").complete("t_vote")
    assert case.open == ["after"]
    assert "t_vote" not in case.variables
    assert case.done().count("t_vote") == 5


def test_one_after_the_other_offers_the_next_when_one_is_done(walk: Begin) -> None:
    case = walk(_vote(sequential=True), VOTERS)

    for name in VOTERS["voters"]:
        assert [step.inputs["voter"] for step in case.situation.ready] == [name]
        case.complete("t_vote", {"vote": "yes"})
    assert case.open == ["after"]
    assert len(case.variables["votes"]) == 4  # type: ignore[arg-type]


@pytest.mark.parametrize("sequential", [False, True])
def test_a_quorum_over_the_collected_results_cancels_the_rest(walk: Begin, sequential: bool) -> None:
    quorum = 'count(votes[item.vote = "yes"]) >= 2'
    case = walk(_vote(sequential=sequential, until=quorum), VOTERS)

    case.complete("t_vote", {"vote": "yes"}).complete("t_vote", {"vote": "no"})
    assert "t_vote" in case.open
    case.complete("t_vote", {"vote": "yes"})
    assert case.open == ["after"]
    assert case.done(How.CANCELLED) == ([] if sequential else ["t_vote"])
    assert [vote["vote"] for vote in case.variables["votes"]] == ["yes", "no", "yes"]  # type: ignore[attr-defined]


def test_the_condition_knows_how_many_there_are(walk: Begin) -> None:
    half = "numberOfCompletedInstances / numberOfInstances >= 0.5 and numberOfActiveInstances = 2"
    case = walk(_vote(until=half), VOTERS)

    assert case.complete("t_vote").open == ["t_vote"] * 3
    assert case.complete("t_vote").open == ["after"]


def test_an_empty_collection_passes_on(walk: Begin) -> None:
    case = walk(_vote(), {"voters": []})

    assert (case.open, case.variables["votes"]) == (["after"], [])


def test_what_is_no_collection_halts_the_step_and_can_be_retried(walk: Begin) -> None:
    case = walk(_vote(), {"voters": None})

    assert case.kinds == ["no_collection"]
    assert case.retry().kinds == ["no_collection"]


def test_too_many_items_halt_the_step(walk: Begin) -> None:
    assert walk(_vote(), {"voters": list(range(1001))}).kinds == ["too_many_items"]
    assert len(walk(_vote(), {"voters": list(range(1000))}).open) == 1000


def test_a_boundary_event_ends_the_voting_and_keeps_what_was_collected(walk: Begin) -> None:
    loop = items("voters", "voter", out="votes =t_vote.vote")
    files = model(
        user("t_vote", inner=loop), user("late"), border("b", "t_vote", event("signal", "sig_x")),
        route("s t_vote e", "b late"), after=signal("x"),
    )  # fmt: skip
    case = walk(files, VOTERS).complete("t_vote", {"vote": 1}, item=2)
    assert case.waits == ["b"]

    case.deliver(EventKind.SIGNAL, "x")
    assert (case.open, case.variables["votes"]) == (["late"], [1])
    assert case.done(How.CANCELLED) == ["t_vote"] * 3


def test_a_boundary_event_beside_items_fires_for_all_of_them_together(walk: Begin) -> None:
    files = model(
        user("t", inner=items("voters")), user("u"), border("b", "t", event("signal", "sig_x"), interrupting=False),
        route("s t e", "b u"), after=signal("x"),
    )  # fmt: skip
    case = walk(files, VOTERS).deliver(EventKind.SIGNAL, "x").deliver(EventKind.SIGNAL, "x")

    assert case.open == ["t"] * 4 + ["u"] * 2


def test_a_number_of_times_is_understood(walk: Begin) -> None:
    loop = node("multiInstanceLoopCharacteristics", "mi", "<bpmn:loopCardinality>=n</bpmn:loopCardinality>")
    case = walk(model(user("t", inner=loop), row="s t e"), {"n": 3})
    assert [step.inputs for step in case.situation.ready] == [{"loopCounter": number} for number in (1, 2, 3)]

    assert walk(model(user("t", inner=loop), row="s t e"), {"n": -1}).kinds == ["no_number"]
    assert walk(model(user("t", inner=loop), row="s t e"), {"n": 10**9}).kinds == ["too_many_items"]
    assert walk(model(user("t", inner=loop), row="s t e"), {"n": 0}).situation.finished


@pytest.mark.parametrize("sequential", [False, True])
def test_scripts_and_jobs_repeat_too(walk: Begin, sequential: bool) -> None:
    square = script("square", "n * n").replace(
        "</bpmn:scriptTask>", items("numbers", "n", out="squares =square", sequential=sequential) + "</bpmn:scriptTask>"
    )
    case = walk(model(square, row="s square e"), {"numbers": [1, 2, 3]})

    assert case.variables == {"numbers": [1, 2, 3], "squares": [1, 4, 9]}
    assert case.situation.finished


def _groups() -> bytes:
    inner = sub("d", user("t"), script("made", "org + t.note"), row="t made")
    inner = inner.replace("</bpmn:subProcess>", items("orgs", "org", out="results =made") + "</bpmn:subProcess>")
    return model(inner, user("after"), row="s d after e")


def test_a_sub_process_repeats_with_variables_of_its_own(walk: Begin) -> None:
    case = walk(_groups(), {"orgs": ["a", "b"]})
    assert [step.scope for step in case.situation.ready] == [("d#1",), ("d#2",)]

    case.complete("t", {"note": "2"}, item=2)
    assert case.variables["results"] == ["b2"]
    case.complete("t", {"note": "1"})
    assert case.open == ["after"]
    assert case.variables == {"orgs": ["a", "b"], "results": ["a1", "b2"]}


def test_an_error_in_one_item_ends_all_of_them(walk: Begin) -> None:
    fail = node("endEvent", "fail", event("error", "err_bad"))
    inner = node(
        "subProcess", "d",
        node("startEvent", "d_s") + user("t") + node("exclusiveGateway", "g", default="f_g_fail")
        + flow("g", "d_e", "=t.ok") + flow("g", "fail") + node("endEvent", "d_e") + fail + route("d_s t g")
        + items("orgs", "org", out="oks =t.ok"),
    )  # fmt: skip
    files = model(
        inner, user("u"), border("b", "d", event("error", "err_bad")), route("s d e", "b u"), after=code("error", "bad")
    )
    case = walk(files, {"orgs": [1, 2, 3]})

    case.complete("t", {"ok": True})
    assert case.open == ["t", "t"]
    case.complete("t", {"ok": False})
    assert (case.open, case.variables["oks"]) == (["u"], [True])


def test_items_inside_items_keep_to_their_own_list(walk: Begin) -> None:
    inner = sub("d", user("t", inner=items("org.people", "person", out="names =t.name")), row="t")
    inner = inner.replace("</bpmn:subProcess>", items("orgs", "org", out="all =names") + "</bpmn:subProcess>")
    case = walk(model(inner, row="s d e"), {"orgs": [{"people": [1, 2]}, {"people": [3]}]})
    assert [step.scope for step in case.situation.ready] == [("d#1", "t#1"), ("d#1", "t#2"), ("d#2", "t#1")]

    case.complete("t", {"name": "c"}, item=3).complete("t", {"name": "b"}, item=2).complete("t", {"name": "a"})
    assert case.variables["all"] == [["a", "b"], ["c"]]


def _loop(inner: str = "", **attributes: str) -> bytes:
    marker = node("standardLoopCharacteristics", "loop", inner, **attributes)
    return model(user("t", mapping("out n =n + 1"), inner=marker), user("after"), row="s t after e")


def test_a_loop_repeats_while_its_condition_holds(walk: Begin) -> None:
    condition = "<bpmn:loopCondition>=n &lt; 2</bpmn:loopCondition>"
    case = walk(_loop(condition), {"n": 0})

    assert case.complete("t").open == ["t"]
    assert case.complete("t").open == ["after"]
    assert case.variables["n"] == 2
    assert walk(_loop(condition), {"n": 9}).open == ["t"]
    assert walk(_loop(condition, testBefore="true"), {"n": 9}).open == ["after"]


def test_a_loop_ends_at_its_maximum(walk: Begin) -> None:
    case = walk(_loop(loopMaximum="2"), {"n": 0}).complete("t").complete("t")

    assert (case.open, case.variables["n"]) == (["after"], 2)


def test_items_of_a_job_take_their_results(walk: Begin) -> None:
    job = node(
        "serviceTask", "t", zeebe('<zeebe:taskDefinition type="=kind" />') + items("kinds", "kind", out="ids =id")
    )
    case = walk(model(job, row="s t e"), {"kinds": ["mail", "sms"]})
    assert [found.type for found in case.situation.jobs] == ["mail", "sms"]

    case.complete("t", {"id": 2}, item=2).complete("t", {"id": 1})
    assert case.variables == {"kinds": ["mail", "sms"], "ids": [1, 2]}
