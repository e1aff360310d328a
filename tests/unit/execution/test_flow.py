"""How tokens move: gateways, plain ends and terminate ends, loops."""

from collections.abc import Callable

from engine.execution import How
from tests.unit.execution.walk import Walk, event, model, route, script, user
from tests.unit.model.bpmn_texts import flow, node

Begin = Callable[..., Walk]


def _choice(default: bool = True) -> bytes:
    gateway = node("exclusiveGateway", "g", default="f_g_c") if default else node("exclusiveGateway", "g")
    last = flow("g", "c") if default else flow("g", "c", "=n > 100")
    ways = flow("g", "a", "=n > 10") + flow("g", "b", "=n > 5") + last
    return model(user("a"), user("b"), user("c"), gateway, ways, route("s g", "a e", "b e", "c e"))


def _fork(kind: str = "parallelGateway") -> bytes:
    return model(
        node(kind, "fork"), node(kind, "join"), user("a"), user("b"), user("last"),
        route("s fork a join last e", "fork b join"),
    )  # fmt: skip


def _inclusive() -> bytes:
    ways = flow("g", "a", "=x") + flow("g", "b", "=y") + flow("g", "c")
    return model(
        node("inclusiveGateway", "g", default="f_g_c"), node("inclusiveGateway", "j"),
        user("a"), user("b"), user("c"), user("last"), ways, route("s g", "a j last e", "b j", "c j"),
    )  # fmt: skip


def test_a_plain_task_passes_at_once(walk: Begin) -> None:
    case = walk(model(node("task", "t"), row="s t e"))

    assert case.situation.finished
    assert case.situation.ends == ("e",)
    assert case.done() == ["s", "t", "e"]


def test_an_exclusive_gateway_takes_the_first_flow_that_holds(walk: Begin) -> None:
    assert walk(_choice(), {"n": 11}).open == ["a"]
    assert walk(_choice(), {"n": 6}).open == ["b"]


def test_an_exclusive_gateway_takes_the_default_when_nothing_holds(walk: Begin) -> None:
    case = walk(_choice(), {"n": 1})

    assert case.open == ["c"]
    assert [passed.flows for passed in case.situation.passed if passed.element == "g"] == [("f_g_c",)]


def test_a_gateway_without_a_fitting_flow_halts_and_goes_on_when_mended(walk: Begin) -> None:
    case = walk(_choice(default=False), {"n": 1})
    assert case.kinds == ["no_flow"]
    assert case.situation.incidents[0].element == "g"

    case.retry()
    assert case.kinds == ["no_flow"]
    assert not case.situation.finished


def test_a_parallel_gateway_forks_and_waits_for_both(walk: Begin) -> None:
    case = walk(_fork())
    assert case.open == ["a", "b"]

    assert case.complete("b").open == ["a"]
    assert case.complete("a").open == ["last"]
    assert case.complete("last").situation.finished
    assert case.done() == ["s", "fork", "b", "a", "join", "last", "e"]


def test_two_flows_of_one_branch_do_not_fill_a_join(walk: Begin) -> None:
    twice = model(
        node("parallelGateway", "fork"), node("parallelGateway", "join"), node("exclusiveGateway", "m"),
        user("a"), user("b"), user("c"), user("last"),
        route("s fork a m join last e", "fork b join", "fork c m"),
    )  # fmt: skip
    case = walk(twice)

    assert case.complete("a").complete("c").open == ["b"]
    assert case.complete("b").open == ["last"]
    case.complete("last")
    assert not case.situation.finished
    assert (case.waits, case.situation.stuck) == (["join"], True)


def test_an_inclusive_gateway_takes_every_flow_that_holds_and_joins_them(walk: Begin) -> None:
    case = walk(_inclusive(), {"x": True, "y": True})
    assert case.open == ["a", "b"]

    assert case.complete("a").open == ["b"]
    assert case.complete("b").open == ["last"]
    assert case.complete("last").situation.finished


def test_an_inclusive_join_waits_for_one_branch_only_when_only_one_was_taken(walk: Begin) -> None:
    assert walk(_inclusive(), {"x": True, "y": False}).complete("a").open == ["last"]
    assert walk(_inclusive(), {"x": False, "y": False}).complete("c").open == ["last"]


def test_an_inclusive_join_waits_for_a_token_that_may_still_come_by_a_loop(walk: Begin) -> None:
    ways = flow("g", "a", "=true") + flow("g", "b", "=true")
    again = flow("again", "b", "=b.again") + flow("again", "j")
    case = walk(
        model(
            node("inclusiveGateway", "g"), node("inclusiveGateway", "j"), user("a"), user("b"), user("last"), ways,
            node("exclusiveGateway", "again", default="f_again_j"), again, route("s g", "a j last e", "b again"),
        )
    )  # fmt: skip

    case.complete("a").complete("b", {"again": True})
    assert case.open == ["b"]
    assert case.complete("b", {"again": False}).open == ["last"]


def test_several_flows_out_of_a_task_start_together(walk: Begin) -> None:
    case = walk(model(user("t"), user("a"), user("b"), route("s t a e", "t b e")))

    assert case.complete("t").open == ["a", "b"]
    assert case.complete("a").complete("b").situation.finished


def test_a_task_without_a_flow_out_ends_its_branch(walk: Begin) -> None:
    case = walk(model(node("parallelGateway", "g"), user("a"), user("b"), route("s g a e", "g b")))

    case.complete("b")
    assert case.open == ["a"]
    assert case.complete("a").situation.finished


def test_a_terminate_end_event_ends_everything_at_once(walk: Begin) -> None:
    stop = node("endEvent", "stop", event("terminate"))
    case = walk(model(node("parallelGateway", "g"), user("a"), user("b"), stop, route("s g a e", "g b stop")))

    case.complete("b")
    assert case.situation.finished
    assert case.situation.ends == ("stop",)
    assert case.done(How.CANCELLED) == ["a"]


def test_a_loop_returns_to_the_same_task_with_a_new_step(walk: Begin) -> None:
    again = flow("g", "m", "=t.again") + flow("g", "e")
    gateways = node("exclusiveGateway", "m") + node("exclusiveGateway", "g", default="f_g_e")
    case = walk(model(user("t"), gateways, again, route("s m t g")))
    first = case.step("t")

    case.complete("t", {"again": True})
    assert case.step("t") != first
    assert case.complete("t", {"again": False}).situation.finished


def test_a_parallel_join_inside_a_loop_fills_in_every_round(walk: Begin) -> None:
    again = flow("g", "m", "=count(rounds) < 3") + flow("g", "e")
    case = walk(
        model(
            node("exclusiveGateway", "m"), node("parallelGateway", "fork"), node("parallelGateway", "join"),
            user("a"), user("b"), script("more", "append(rounds, 1)", "rounds"),
            node("exclusiveGateway", "g", default="f_g_e"), again,
            route("s m fork a join more g", "fork b join"),
        ),
        {"rounds": []},
    )  # fmt: skip

    for _ in range(3):
        assert case.open == ["a", "b"]
        case.complete("a").complete("b")
    assert case.situation.finished
