"""Timers: due times are worked out once, from the instant of the call, and nothing fires by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from engine import execution
from engine.execution import Environment, How, WaitKind
from tests.unit.execution.walk import MONDAY, Walk, border, model, route, user
from tests.unit.model.bpmn_texts import node, timer

Begin = Callable[..., Walk]
SATURDAY = datetime(2026, 3, 28, 15, 0, tzinfo=UTC)  # 16:00 in Copenhagen; the clocks go forward in the night


def _wait(kind: str, text: str) -> bytes:
    return model(node("intermediateCatchEvent", "c", timer(kind, text)), row="s c e")


def _border(kind: str, text: str, *, interrupting: bool = False) -> bytes:
    return model(
        user("t"), user("u"), border("b", "t", timer(kind, text), interrupting=interrupting), route("s t e", "b u")
    )


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "PT90M", MONDAY + timedelta(minutes=90)),
        ("timeDuration", "P1D", MONDAY + timedelta(days=1)),
        ("timeDuration", "P2W", MONDAY + timedelta(weeks=2)),
        ("timeDuration", "P1M", datetime(2026, 4, 2, 7, 0, tzinfo=UTC)),  # 9 o'clock, now summer time
        ("timeDuration", '=duration("PT1H")', MONDAY + timedelta(hours=1)),
        ("timeDuration", "=text", MONDAY + timedelta(hours=3)),
        ("timeDate", "2026-05-01T10:00:00+02:00", datetime(2026, 5, 1, 8, 0, tzinfo=UTC)),
        ("timeDate", "=now() + duration(text)", MONDAY + timedelta(hours=3)),
        ("timeDate", "=day", datetime(2026, 6, 1, 21, 59, 59, tzinfo=UTC)),
        ("timeCycle", "R3/PT10M", MONDAY + timedelta(minutes=10)),
    ],
)
def test_a_timer_is_due_when_its_rule_says(walk: Begin, kind: str, text: str, due: datetime) -> None:
    files = _border(kind, text) if kind == "timeCycle" else _wait(kind, text)
    case = walk(files, {"text": "PT3H", "day": datetime(2026, 6, 1, tzinfo=UTC).date()})

    [wait] = case.situation.waits
    assert (wait.kind, wait.due, wait.rule) == (WaitKind.TIMER, due, text)


def test_nothing_fires_before_it_is_due_and_look_fires_nothing(walk: Begin) -> None:
    case = walk(_wait("timeDuration", "PT1H"))

    assert case.later(minutes=59).waits == ["c"]
    assert execution.look(case.program, case.situation.state, MONDAY + timedelta(days=9)).waits != ()
    assert case.later(minutes=1).situation.finished


def test_a_day_keeps_the_wall_clock_and_24_hours_do_not() -> None:
    for text, due in (("P1D", "2026-03-29T14:00"), ("PT24H", "2026-03-29T15:00")):
        program = execution.compile_bundle({"m.bpmn": _wait("timeDuration", text)})
        [wait] = execution.start(program, "p", {}, SATURDAY).waits
        assert wait.due == datetime.fromisoformat(f"{due}+00:00")


def test_a_rule_of_the_house_becomes_a_moment_by_the_environment(walk: Begin) -> None:
    def moment(value: object, now: datetime) -> datetime:
        assert value == {"rule": "workdays", "days": 2}
        assert now == MONDAY
        return now + timedelta(days=4)

    house = Environment(functions={"workdays": lambda days: {"rule": "workdays", "days": days}}, moment=moment)
    case = walk(_wait("timeDuration", "=workdays(2)"), environment=house)

    assert case.situation.waits[0].due == MONDAY + timedelta(days=4)


def test_a_timer_that_is_no_time_halts_the_step_and_can_be_mended(walk: Begin) -> None:
    case = walk(_wait("timeDate", "=nothing"))

    assert case.kinds == ["timer_unusable"]
    assert case.retry().kinds == ["timer_unusable"]


def test_a_timer_on_the_border_interrupts_its_task(walk: Begin) -> None:
    case = walk(_border("timeDuration", "P3D", interrupting=True)).later(days=3)

    assert (case.open, case.done(How.CANCELLED)) == (["u"], ["t"])


def test_a_timer_that_does_not_interrupt_fires_once(walk: Begin) -> None:
    case = walk(_border("timeDuration", "P1D")).later(days=1)
    assert (case.open, case.waits) == (["t", "u"], [])

    assert case.later(days=9).open == ["t", "u"]


def test_a_cycle_fires_as_often_as_it_says_while_its_task_lives(walk: Begin) -> None:
    case = walk(_border("timeCycle", "R3/P1D"))

    for count in (1, 2, 3):
        assert case.later(days=1).open == ["t"] + ["u"] * count
    assert case.waits == []
    assert case.later(days=5).open == ["t", "u", "u", "u"]


def test_a_cycle_without_an_end_goes_on_until_its_task_is_done(walk: Begin) -> None:
    case = walk(_border("timeCycle", "R/P1D"))

    assert case.later(days=4).open == ["t", "u", "u", "u", "u"]
    assert case.situation.waits[0].due == datetime(2026, 3, 7, 8, 0, tzinfo=UTC)
    assert case.complete("t").waits == []


def test_timers_fire_in_the_order_of_their_due_times(walk: Begin) -> None:
    late, early = timer("timeDuration", "PT2H"), timer("timeDuration", "PT1H")
    case = walk(
        model(
            node("parallelGateway", "g"), node("intermediateCatchEvent", "late", late),
            node("intermediateCatchEvent", "early", early), route("s g late e", "g early e"),
        )
    )  # fmt: skip

    case.later(days=1)
    assert [name for name in case.done() if name in ("late", "early")] == ["early", "late"]


def test_a_timer_that_another_one_has_ended_does_not_fire(walk: Begin) -> None:
    files = model(
        user("t"), user("u"), user("v"), border("b1", "t", timer("timeDuration", "PT1H")),
        border("b2", "t", timer("timeDuration", "PT2H")), route("s t e", "b1 u", "b2 v"),
    )  # fmt: skip

    assert walk(files).later(days=1).open == ["u"]


def test_a_cycle_that_lies_far_back_does_not_run_away(walk: Begin) -> None:
    case = walk(_border("timeCycle", "R/PT1M")).later(days=30)

    assert case.kinds == ["too_many_cycles"]
    assert case.complete("t").kinds == []
