"""Timers over the nights when the clocks change: days keep the wall clock, hours keep their length."""

from datetime import UTC, datetime

import pytest

from engine import execution
from tests.unit.execution.walk import border, model, route, user
from tests.unit.model.bpmn_texts import node, timer

SPRING = datetime(2026, 3, 28, 15, 0, tzinfo=UTC)  # 16:00 in Copenhagen, winter time until the night
AUTUMN = datetime(2026, 10, 24, 14, 0, tzinfo=UTC)  # 16:00 in Copenhagen, summer time until the night


@pytest.mark.parametrize(
    ("now", "rule", "due"),
    [
        (SPRING, "P1D", "2026-03-29T14:00"),
        (SPRING, "PT24H", "2026-03-29T15:00"),
        (SPRING, "P1W", "2026-04-04T14:00"),
        (SPRING, "P1M", "2026-04-28T14:00"),
        (AUTUMN, "P1D", "2026-10-25T15:00"),
        (AUTUMN, "PT24H", "2026-10-25T14:00"),
        (AUTUMN, "P6M", "2027-04-24T14:00"),
        (AUTUMN, "P1M", "2026-11-24T15:00"),
        (datetime(2026, 8, 31, 8, 0, tzinfo=UTC), "P6M", "2027-02-28T09:00"),
        (datetime(2027, 8, 31, 8, 0, tzinfo=UTC), "P6M", "2028-02-29T09:00"),
        (datetime(2026, 3, 28, 1, 30, tzinfo=UTC), "P1D", "2026-03-29T01:30"),  # 02:30 does not exist that night
    ],
)
def test_a_rule_of_time_over_a_change_of_the_clocks(now: datetime, rule: str, due: str) -> None:
    wait = node("intermediateCatchEvent", "c", timer("timeDuration", rule))
    program = execution.compile_bundle({"m.bpmn": model(wait, row="s c e")})

    [armed] = execution.start(program, "p", {}, now).waits

    assert armed.due == datetime.fromisoformat(f"{due}+00:00")
    assert armed.due.tzinfo is UTC


def test_a_daily_cycle_keeps_its_hour_over_the_change() -> None:
    daily = border("b", "t", timer("timeCycle", "R3/P1D"), interrupting=False)
    program = execution.compile_bundle({"m.bpmn": model(user("t"), daily, route("s t e", "b e"))})
    situation = execution.start(program, "p", {}, AUTUMN)
    dues = []

    while situation.waits:
        due = situation.waits[0].due
        assert due is not None
        dues.append(due)
        situation = execution.fire_due(program, situation.state, due)

    assert [due.isoformat()[:16] for due in dues] == ["2026-10-25T15:00", "2026-10-26T15:00", "2026-10-27T15:00"]


def _turns(rule: str, now: datetime, count: int) -> list[str]:
    """The moments (UTC) of the first turns of a cycle that begins to wait at `now`."""
    cycle = border("b", "t", timer("timeCycle", rule), interrupting=False)
    program = execution.compile_bundle({"m.bpmn": model(user("t"), cycle, route("s t e", "b e"))})
    situation = execution.start(program, "p", {}, now)
    dues: list[datetime] = []
    while situation.waits and len(dues) < count:
        due = situation.waits[0].due
        assert due is not None
        dues.append(due)
        situation = execution.fire_due(program, situation.state, due)
    return [due.isoformat()[:16] for due in dues]


def test_an_hour_that_one_night_does_not_have_is_back_the_night_after() -> None:
    at_half_past_two = datetime(2026, 3, 27, 1, 30, tzinfo=UTC)

    assert _turns("R/P1D", at_half_past_two, 4) == [
        "2026-03-28T01:30",
        "2026-03-29T01:30",  # 03:30 on the clock
        "2026-03-30T00:30",
        "2026-03-31T00:30",
    ]


def test_an_hour_that_one_night_has_twice_comes_once() -> None:
    at_half_past_two = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)

    assert _turns("R/P1D", at_half_past_two, 3) == ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"]


@pytest.mark.parametrize(
    ("now", "turns"),
    [
        (SPRING, ["2026-03-29T15:00", "2026-03-30T15:00", "2026-03-31T15:00"]),
        (AUTUMN, ["2026-10-25T14:00", "2026-10-26T14:00", "2026-10-27T14:00"]),
    ],
)
def test_a_cycle_of_hours_keeps_its_length(now: datetime, turns: list[str]) -> None:
    assert _turns("R/PT24H", now, 3) == turns


def test_a_cycle_of_months_comes_back_to_the_last_day_of_long_ones() -> None:
    last_of_january = datetime(2027, 1, 31, 8, 0, tzinfo=UTC)

    assert _turns("R4/P1M", last_of_january, 9) == [
        "2027-02-28T08:00",
        "2027-03-31T07:00",
        "2027-04-30T07:00",
        "2027-05-31T07:00",
    ]


@pytest.mark.parametrize(
    ("rule", "turns"),
    [
        ("R2/2026-03-30T08:00:00+02:00/P1W", ["2026-03-30T06:00", "2026-04-06T06:00"]),
        ("R/2026-03-30T08:00+02:00/P1W", ["2026-03-30T06:00", "2026-04-06T06:00", "2026-04-13T06:00"]),
        ("R/2020-02-01T08:00+01:00/P1Y", ["2027-02-01T07:00", "2028-02-01T07:00", "2029-02-01T07:00"]),
        ("R/2020-01-01T00:00+01:00/PT1M", ["2026-03-28T15:00", "2026-03-28T15:01", "2026-03-28T15:02"]),
        ("R/P1DT12H", ["2026-03-30T02:00", "2026-03-31T14:00", "2026-04-02T02:00"]),
        ("R/P1M1D", ["2026-04-29T14:00", "2026-05-30T14:00", "2026-07-01T14:00"]),
    ],
)
def test_a_cycle_can_begin_on_a_day_and_mix_its_units(rule: str, turns: list[str]) -> None:
    assert _turns(rule, SPRING, 3) == turns
