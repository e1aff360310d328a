"""Cases that go as chance will have it, from a seed; the walk checks after every call what always holds."""

import random
from collections.abc import Callable

import pytest

from engine.execution import EventKind
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
from tests.unit.model.bpmn_texts import flow, node, service, timer

Begin = Callable[..., Walk]
MOST_CALLS = 60


def _sub(name: str, *parts: str, row: str, marker: str = "") -> str:
    inner = node("startEvent", f"{name}_s") + "".join(parts) + node("endEvent", f"{name}_e")
    return node("subProcess", name, marker + inner + route(f"{name}_s {row} {name}_e"))


ROUTES = (
    "s size fork draft again",
    "fork send which",
    "left join_some join_all e",
    "right join_some",
    "rest join_some",
    "fork group met",
    "fork inner met",
    "late remind",
    "stop met",
    "each e",
    "broken which",
    "fork either reply met",
    "either time met",
    "met back join_all",
)


def _everything() -> bytes:
    """Branches with people, jobs, items, a loop, a sub-process that may be interrupted in three ways, and waits."""
    ways = flow("again", "draft", "=draft.more = true") + flow("again", "join_all") + flow("which", "left", "=size > 1")
    ways += flow("which", "right", "=size > 2") + flow("which", "rest")
    known = (
        code("escalation", "late")
        + code("error", "broken")
        + signal("stop")
        + signal("halt")
        + message("reply", "=size")
    )
    parts = (*_gateways(), *_work(), *_scopes(), *_events())
    return model(*parts, script("size", "count(voters)"), ways, route(*ROUTES), after=known)


def _gateways() -> tuple[str, ...]:
    return (
        node("parallelGateway", "fork"),
        node("inclusiveGateway", "join_all"),
        node("exclusiveGateway", "again", default="f_again_join_all"),
        node("inclusiveGateway", "which", default="f_which_rest"),
        node("inclusiveGateway", "join_some"),
        node("exclusiveGateway", "back"),
        node("eventBasedGateway", "either"),
        node("exclusiveGateway", "met"),
    )


def _work() -> tuple[str, ...]:
    return (user("draft"), service("send"), user("left"), user("right"), user("rest"), user("remind"))


def _scopes() -> tuple[str, ...]:
    votes = items("voters", out="votes =item")
    alarm = node("intermediateThrowEvent", "alarm", event("escalation", "esc_late"))
    return (
        _sub("group", user("vote"), service("count"), row="vote count", marker=votes),
        _sub("inner", user("talk"), alarm, row="talk alarm").replace(
            "</bpmn:subProcess>", f"{_beside()}</bpmn:subProcess>"
        ),
    )


def _beside() -> str:
    nudge = node("startEvent", "nudge_s", timer("timeCycle", "R3/PT1H"), isInterrupting="false")
    halt = node("startEvent", "halt_s", event("signal", "sig_halt"))
    return "".join(
        node(
            "subProcess",
            name,
            start + user(f"{name}_t") + node("endEvent", f"{name}_e") + route(f"{name}_s {name}_t {name}_e"),
            triggeredByEvent="true",
        )
        for name, start in (("nudge", nudge), ("halt", halt))
    )


def _events() -> tuple[str, ...]:
    return (
        border("late", "inner", event("escalation", "esc_late"), interrupting=False),
        border("stop", "inner", event("signal", "sig_stop")),
        border("each", "draft", timer("timeCycle", "R3/PT1H"), interrupting=False),
        border("broken", "send", event("error", "err_broken")),
        node("intermediateCatchEvent", "reply", event("message", "msg_reply")),
        node("intermediateCatchEvent", "time", timer("timeDuration", "P2D")),
    )


def _turn(case: Walk, chance: random.Random) -> None:
    choices: list[Callable[[], object]] = []
    for step in (*case.situation.ready, *case.situation.jobs):
        more = {"more": chance.random() < 0.4}
        choices.append(lambda step=step, more=more: case.complete(step.element, more))
    for wait in case.situation.waits:
        if wait.kind.value in ("message", "signal"):
            choices.append(lambda wait=wait: case.deliver(EventKind(wait.kind.value), wait.name or "", key=wait.key))
    if any(job.element == "send" for job in case.situation.jobs):
        choices.append(lambda: case.deliver(EventKind.ERROR, code="broken", step=case.step("send")))
    if any(wait.due for wait in case.situation.waits):
        choices.append(lambda: case.later(hours=chance.choice([1, 5, 60])))
    chance.choice(choices)()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_a_case_comes_to_its_end(walk: Begin, seed: int) -> None:
    chance = random.Random(seed)
    case = walk(_everything(), {"voters": list(range(chance.randint(0, 4)))})

    for _call in range(MOST_CALLS):
        if case.situation.finished:
            break
        _turn(case, chance)

    assert case.situation.finished
    assert case.kinds == []
    assert len(case.variables["votes"]) == len(case.variables["voters"])  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_both_ways_of_keeping_a_case_tell_the_same_story(seed: int) -> None:
    stories = []
    for anew in (False, True):
        chance = random.Random(seed)
        case = Walk(_everything(), {"voters": [1, 2]}, anew=anew)
        while not case.situation.finished:
            _turn(case, chance)
        stories.append((case.passed, case.variables, case.situation.ends))

    assert stories[0] == stories[1]
