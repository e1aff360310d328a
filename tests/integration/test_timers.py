"""Timers of cases: on the border of tasks, behind gateways, in cycles, and over the nights that change the clocks."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine.casework import cases, events
from engine.casework.events import Arrival
from engine.casework.records import Subscription, Timer, TimerState
from engine.execution import EventKind
from engine.ledger.audit import Action, AuditEntry
from tests import builders
from tests.builders import flow
from tests.integration.processes import SIGNAL, boundary, catch, signal, timer
from tests.stage import Stage

END = '<bpmn:endEvent id="end_again"/>'
HOMES = ["bolgelev", "strandkoping"]
SPRING, AUTUMN = datetime(2027, 3, 27, 1, 30, tzinfo=UTC), datetime(2027, 10, 30, 0, 30, tzinfo=UTC)
"""Half past two at night in both countries, a day before the clocks change."""


def _cycle(rule: str) -> str:
    return (
        '<bpmn:timerEventDefinition><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">'
        f"{rule}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    )


def _guarded(event: str, *, interrupting: bool) -> bytes:
    """A task with an event on its border that leads to another task."""
    border = boundary("late", "t_work", event)
    if not interrupting:
        border = border.replace("<bpmn:boundaryEvent ", '<bpmn:boundaryEvent cancelActivity="false" ')
    body = builders.line(("t_work", builders.user("t_work", "tf_coord")))
    more = border + builders.user("t_again", "chair") + flow("late", "t_again") + END + flow("t_again", "end_again")
    return builders.process("guarded", body + more)


def _open(stage: Stage, model: bytes, process: str, at: datetime, home: str = "bolgelev") -> int:
    stage.time(at)
    by = "karen" if home == "bolgelev" else "jonas"
    return stage.open(model, process, by=by, organisation=home)


def _tasks(stage: Stage, case_id: int) -> list[str]:
    return sorted(task.element for task in stage.open_tasks(case_id))


def _timers(stage: Stage, case_id: int) -> list[tuple[str, str]]:
    with stage.reading() as session:
        rows = session.scalars(sa.select(Timer).where(Timer.case_id == case_id).order_by(Timer.id))
        return [(row.element, row.state) for row in rows]


def _firings(stage: Stage) -> list[str]:
    with stage.reading() as session:
        fired = sa.select(AuditEntry.at).where(AuditEntry.action == Action.TIMER_FIRED.value).order_by(AuditEntry.seq)
        return [at.isoformat()[5:16] for at in session.scalars(fired)]


def test_a_timer_that_interrupts_takes_the_task_away(stage: Stage) -> None:
    case = _open(stage, _guarded(timer("P3D"), interrupting=True), "guarded", SPRING)
    stage.wait(days=2)
    assert _tasks(stage, case) == ["t_work"]
    stage.wait(days=1)

    assert _tasks(stage, case) == ["t_again"]
    assert _timers(stage, case) == [("late", TimerState.FIRED)]


def test_a_task_done_in_time_takes_its_timer_with_it(stage: Stage) -> None:
    case = _open(stage, _guarded(timer("P3D"), interrupting=True), "guarded", SPRING)
    [task] = stage.open_tasks(case)
    stage.complete(task, {}, by="rasmus")
    stage.wait(days=9)

    assert stage.case(case).closed
    assert (_timers(stage, case), _firings(stage)) == ([("late", TimerState.CANCELLED)], [])


def test_a_cycle_beside_a_task_comes_as_often_as_it_says(stage: Stage) -> None:
    case = _open(stage, _guarded(_cycle("R3/P1D"), interrupting=False), "guarded", SPRING)
    for count in (1, 2, 3, 3):
        stage.wait(days=1)
        assert _tasks(stage, case) == ["t_again"] * count + ["t_work"]

    assert len(_firings(stage)) == 3


def test_a_cycle_without_an_end_stops_with_its_task(stage: Stage) -> None:
    case = _open(stage, _guarded(_cycle("R/P1D"), interrupting=False), "guarded", SPRING)
    for _ in range(4):
        stage.wait(days=1)
    [*others, work] = sorted(stage.open_tasks(case), key=lambda task: task.element)
    assert len(others) == 4
    stage.complete(work, {}, by="rasmus")
    stage.wait(days=9)

    assert _tasks(stage, case) == ["t_again"] * 4
    assert TimerState.WAITING not in {state for _element, state in _timers(stage, case)}


@pytest.mark.parametrize("first", ["timer", "signal"])
def test_of_the_events_behind_a_gateway_the_first_one_counts(stage: Stage, first: str) -> None:
    body = (
        '<bpmn:startEvent id="start"/><bpmn:eventBasedGateway id="wait"/>'
        + flow("start", "wait")
        + catch("by_time", timer("P6M"))
        + catch("by_signal", signal("sig"))
        + "".join(flow("wait", name) + builders.user(f"t_{name}", "chair") for name in ("by_time", "by_signal"))
        + "".join(flow(name, f"t_{name}") + flow(f"t_{name}", "end") for name in ("by_time", "by_signal"))
        + '<bpmn:endEvent id="end"/>'
    )
    case = _open(stage, builders.process("parked", body, extra=SIGNAL), "parked", SPRING)
    stage.wait(days=30)
    if first == "signal":
        with stage.writing() as session:
            arrival = Arrival(kind=EventKind.SIGNAL, name="sig_news")
            events.deliver(session, cases.locked(session, case), arrival, stage.now)
    stage.wait(days=200)

    assert _tasks(stage, case) == ["t_by_time" if first == "timer" else "t_by_signal"]
    assert len(_firings(stage)) == (first == "timer")
    with stage.reading() as session:
        assert session.scalars(sa.select(Subscription).where(Subscription.case_id == case)).all() == []


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize(
    ("at", "rule", "fired"),
    [
        (SPRING, "R/P1D", ["03-28T01:30", "03-29T00:30", "03-30T00:30"]),
        (SPRING, "R/PT24H", ["03-28T01:30", "03-29T01:30", "03-30T01:30"]),
        (AUTUMN, "R/P1D", ["10-31T00:30", "11-01T01:30", "11-02T01:30"]),
        (AUTUMN, "R/PT24H", ["10-31T00:30", "11-01T00:30", "11-02T00:30"]),
    ],
)
def test_a_cycle_over_a_night_that_changes_the_clocks_comes_once_a_day(
    stage: Stage, home: str, at: datetime, rule: str, fired: list[str]
) -> None:
    _open(stage, _guarded(_cycle(rule), interrupting=False), "guarded", at, home)
    for _ in range(3 * 48 + 2):
        stage.wait(minutes=30)

    assert _firings(stage) == fired


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize(
    ("at", "day", "hours"),
    [
        (SPRING - timedelta(hours=10), "03-27T15:30", "03-27T15:30"),
        (SPRING + timedelta(hours=14), "03-28T14:30", "03-28T15:30"),
        (AUTUMN + timedelta(hours=14), "10-31T15:30", "10-31T14:30"),
    ],
)
def test_one_day_keeps_the_hour_and_24_hours_keep_their_length(
    stage: Stage, home: str, at: datetime, day: str, hours: str
) -> None:
    model = _guarded(timer("P1D"), interrupting=True)
    first = _open(stage, model, "guarded", at, home)
    second = _open(stage, model.replace(b"P1D", b"PT24H"), "guarded", at, home)
    with stage.reading() as session:
        due = dict(session.execute(sa.select(Timer.case_id, Timer.due_at)).all())

    assert (due[first].isoformat()[5:16], due[second].isoformat()[5:16]) == (day, hours)
