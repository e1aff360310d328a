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
