"""Tokens at gateways that bring branches together: counted by flow, and told of as long as they wait."""

from collections.abc import Callable

from engine.execution import WaitKind
from tests.unit.execution.walk import Walk, border, event, model, route, signal, user
from tests.unit.model.bpmn_texts import flow, node

Begin = Callable[..., Walk]


def _twice(kind: str) -> bytes:
    """Both ways into the join carry two tokens."""
    return model(
        node("parallelGateway", "fork"),
        node("exclusiveGateway", "m"),
        node("exclusiveGateway", "n"),
        node(kind, "join"),
        *[user(name) for name in ("a", "b", "c", "d")],
        user("last"),
        route("s fork a m join last e", "fork b m", "fork c n join", "fork d n"),
    )


def test_tokens_beyond_one_a_flow_stay_for_the_next_round(walk: Begin) -> None:
    case = walk(_twice("parallelGateway"))

    assert case.complete("a").complete("b").open == ["c", "d"]
    assert case.complete("c").open == ["d", "last"]
    assert case.complete("d").open == ["last", "last"]
    assert case.complete("last").complete("last").situation.finished


def test_an_inclusive_join_takes_one_token_of_each_flow(walk: Begin) -> None:
    case = walk(_twice("inclusiveGateway"))

    assert case.complete("a").open == ["b", "c", "d"]
    assert case.complete("c").open == ["b", "d", "last"]
    assert case.complete("b").open == ["d", "last"]
    assert case.complete("d").open == ["last", "last"]


def test_two_flows_from_the_same_gateway_fill_a_join_by_themselves(walk: Begin) -> None:
    flows = flow("fork", "join", name="one") + flow("fork", "join", name="two")
    gateways = node("parallelGateway", "fork") + node("parallelGateway", "join")

    assert walk(model(gateways, flows, route("s fork", "join e"))).situation.finished


def test_a_waiting_join_is_told_of(walk: Begin) -> None:
    gateways = node("parallelGateway", "fork") + node("parallelGateway", "join")
    case = walk(model(gateways, user("a"), user("b"), route("s fork a join e", "fork b join"))).complete("a")

    assert [(wait.element, wait.kind, wait.due) for wait in case.situation.waits] == [("join", WaitKind.BRANCHES, None)]
    assert not case.situation.stuck
    assert case.complete("b").situation.finished


def test_a_join_that_can_never_fill_leaves_the_case_stuck(walk: Begin) -> None:
    ways = flow("g", "a", "=x") + flow("g", "b")
    gateways = node("exclusiveGateway", "g", default="f_g_b") + node("parallelGateway", "join")
    case = walk(model(gateways, user("a"), user("b"), ways, route("s g", "a join e", "b join")), {"x": True})
    assert not case.situation.stuck

    case.complete("a")
    assert (case.situation.stuck, case.situation.finished, case.waits) == (True, False, ["join"])


def test_an_inclusive_join_waits_for_what_a_boundary_event_may_still_bring(walk: Begin) -> None:
    files = model(
        node("parallelGateway", "fork"),
        node("inclusiveGateway", "join"),
        user("a"),
        user("b"),
        user("last"),
        node("endEvent", "elsewhere"),
        border("stop", "b", event("signal", "sig_stop")),
        route("s fork a join last e", "fork b elsewhere", "stop join"),
        after=signal("stop"),
    )

    assert walk(files).complete("a").open == ["b"]
    assert walk(files).complete("a").complete("b").open == ["last"]


def test_inclusive_gateways_inside_each_other_join_in_turn(walk: Begin) -> None:
    files = model(
        node("inclusiveGateway", "outer", default="f_outer_c"),
        node("inclusiveGateway", "inner", default="f_inner_b"),
        node("inclusiveGateway", "inner_join"),
        node("inclusiveGateway", "outer_join"),
        user("a"),
        user("b"),
        user("c"),
        user("last"),
        flow("outer", "inner", "=true"),
        flow("outer", "c"),
        flow("inner", "a", "=x"),
        flow("inner", "b"),
        flow("outer", "outer_join", "=x"),
        route("s outer", "a inner_join outer_join last e", "b inner_join", "c outer_join"),
    )

    assert walk(files, {"x": True}).complete("a").open == ["last"]
    assert walk(files, {"x": False}).complete("b").open == ["last"]
