"""Pausing a case: working and calendar deadlines stand still and count on, clocks of the law and timers run."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from engine import errors
from engine.casework import cases, events, extensions, suspension
from engine.casework.events import Arrival
from engine.casework.extensions import Extension
from engine.casework.records import NO_DEADLINE, Candidate, Task
from engine.execution import EventKind
from engine.ledger.audit import Action, AuditEntry
from engine.people import closings, organisations
from tests import builders
from tests.builders import flow
from tests.integration.processes import catch, signal, timer
from tests.stage import Stage

SIGNALS = "".join(f'<bpmn:signal id="sig_{n}" name="sig_{n}"/>' for n in ("pause", "resume", "other"))
PAUSES = (
    "<bpmn:extensionElements><zeebe:properties>"
    '<zeebe:property name="pauses" value="true"/></zeebe:properties></bpmn:extensionElements>'
)
RULES = {
    "t_working": ("=workdays(5)", "working"),
    "t_calendar": ('=now() + duration("P10D")', "calendar"),
    "t_hours": ('=now() + duration("PT72H")', "hours"),
    "t_free": ("", "none"),
}
TASKS = {
    element: builders.user(element, "tf_coord", rule, deadlineKind=kind) for element, (rule, kind) in RULES.items()
}
GATEWAY = (
    f'<bpmn:eventBasedGateway id="waits">{PAUSES}</bpmn:eventBasedGateway>'
    + catch("resumed", signal("sig_resume"))
    + catch("half_a_year", timer("P6M"))
    + flow("waits", "resumed")
    + flow("waits", "half_a_year")
)
MONDAY = datetime(2027, 5, 31, 8, 0, tzinfo=UTC)


def _branches(way: str, tasks: tuple[str, ...] = tuple(TASKS)) -> str:
    """Tasks beside a way that waits for `sig_pause` first and ends in `joined` or in an end of its own."""
    text = '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/>' + flow("start", "split")
    for task in tasks:
        text += TASKS[task] + flow("split", task) + f'<bpmn:endEvent id="end_{task}"/>' + flow(task, f"end_{task}")
    return text + catch("asked", signal("sig_pause")) + flow("split", "asked") + way


TO_GATEWAY = (
    GATEWAY
    + flow("asked", "waits")
    + builders.user("t_after", "tf_coord", "=workdays(5)")
    + flow("resumed", "t_after")
    + flow("half_a_year", "t_after")
    + '<bpmn:endEvent id="end_after"/>'
    + flow("t_after", "end_after")
)
BRANCHES = builders.process("branches", _branches(TO_GATEWAY), extra=SIGNALS)


def _open(stage: Stage, *models: bytes, process: str = "branches", at: datetime = MONDAY) -> int:
    stage.time(at)
    stage.publish(*models)
    return stage.open_case(process, by="karen", organisation="bolgelev")


def _signal(stage: Stage, case_id: int, name: str) -> None:
    with stage.writing() as session:
        arrival = Arrival(kind=EventKind.SIGNAL, name=name)
        events.deliver(session, cases.locked(session, case_id), arrival, stage.now)


def _due(stage: Stage, case_id: int) -> dict[str, str]:
    return {task.element: stage.deadline_day(task) for task in stage.open_tasks(case_id)}


def _left(stage: Stage, case_id: int) -> dict[str, int | None]:
    return {task.element: suspension.left(task) for task in stage.open_tasks(case_id)}


def _entries(stage: Stage, action: Action) -> list[dict[str, Any]]:
    with stage.reading() as session:
        found = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action.value).order_by(AuditEntry.seq))
        return [entry.facts["details"] for entry in found]


def test_working_and_calendar_days_stand_still_and_hours_run(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    before = _due(stage, case)
    assert before == {"t_working": "2027-06-07", "t_calendar": "2027-06-10", "t_hours": "2027-06-03", "t_free": ""}
    stage.wait(days=1)

    _signal(stage, case, "sig_pause")

    assert stage.case(case).paused_at == stage.now
    assert _due(stage, case) == {"t_working": "", "t_calendar": "", "t_hours": "2027-06-03", "t_free": ""}
    assert _left(stage, case) == {"t_working": 4, "t_calendar": 9, "t_hours": None, "t_free": None}
    with stage.reading() as session:
        [working, *_] = stage.open_tasks(case)
        assert set(session.scalars(sa.select(Candidate.due).where(Candidate.task_id == working.id))) == {NO_DEADLINE}


def test_what_was_left_counts_on_from_the_day_of_resuming(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    stage.wait(days=1)
    _signal(stage, case, "sig_pause")
    stage.time(datetime(2027, 8, 16, 8, 0, tzinfo=UTC))  # a Monday

    _signal(stage, case, "sig_resume")

    assert stage.case(case).paused_at is None
    due = _due(stage, case)
    assert (due["t_working"], due["t_calendar"], due["t_hours"]) == ("2027-08-20", "2027-08-25", "2027-06-03")
    assert due["t_after"] == "2027-08-23"
    assert set(_left(stage, case).values()) == {None}


def test_a_pause_and_its_end_are_recorded_with_every_deadline(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    working, calendar, *_ = stage.open_tasks(case)
    _signal(stage, case, "sig_pause")
    paused = stage.now
    stage.wait(days=7)
    _signal(stage, case, "sig_resume")

    assert _entries(stage, Action.CASE_PAUSED) == [
        {
            "elements": ["half_a_year", "resumed"],
            "deadlines": [
                {"task": working.id, "due": "2027-06-07T21:59:59+00:00", "left": 5},
                {"task": calendar.id, "due": "2027-06-10T21:59:59+00:00", "left": 10},
            ],
        }
    ]
    assert _entries(stage, Action.CASE_PAUSE_ENDED) == [
        {
            "since": paused.isoformat(),
            "deadlines": [
                {"task": working.id, "left": 5, "due": "2027-06-14T21:59:59+00:00"},
                {"task": calendar.id, "left": 10, "due": "2027-06-17T21:59:59+00:00"},
            ],
        }
    ]


def test_pausing_and_going_on_the_same_day_changes_no_deadline(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    stage.time(datetime(2027, 6, 4, 8, 0, tzinfo=UTC))
    before = _due(stage, case)
    _signal(stage, case, "sig_pause")
    _signal(stage, case, "sig_resume")

    after = _due(stage, case)
    assert {element: after[element] for element in before} == before


def test_an_overdue_task_is_as_late_after_the_pause_as_before(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    stage.time(datetime(2027, 6, 10, 8, 0, tzinfo=UTC))  # the working task was due on 7 June
    _signal(stage, case, "sig_pause")
    assert _left(stage, case)["t_working"] == -3
    stage.time(datetime(2027, 8, 18, 8, 0, tzinfo=UTC))
    _signal(stage, case, "sig_resume")

    assert _due(stage, case)["t_working"] == "2027-08-13"


def test_what_is_left_counts_where_the_task_has_gone_meanwhile(stage: Stage) -> None:
    with stage.writing() as session:
        closings.close_on(session, organisations.get(session, "strandkoping"), [date(2027, 8, 17)], "Flytt")
    case = _open(stage, BRANCHES)
    _signal(stage, case, "sig_pause")
    [working, *_] = stage.open_tasks(case)
    stage.claim(working, by="sara")
    assert stage.task(working).deadline_at is None
    stage.time(datetime(2027, 8, 16, 8, 0, tzinfo=UTC))
    _signal(stage, case, "sig_resume")

    assert stage.deadline_day(working) == "2027-08-24"
    assert stage.task(working).deadline_calendar == "SE"
    stage.release(working, by="sara")  # five days from the day of resuming, not from the first
    assert stage.deadline_day(working) == "2027-08-23"


def test_a_task_that_begins_in_a_paused_case_waits_with_its_days(stage: Stage) -> None:
    model = builders.process(
        "branches",
        _branches(TO_GATEWAY, ("t_working",)).replace(
            '<bpmn:endEvent id="end_t_working"/>',
            builders.user("t_late", "tf_coord", "=workdays(3)")
            + flow("t_late", "end_t_working")
            + '<bpmn:endEvent id="end_t_working"/>',
        ),
        extra=SIGNALS,
    ).replace(flow("t_working", "end_t_working").encode(), flow("t_working", "t_late").encode())
    case = _open(stage, model)
    _signal(stage, case, "sig_pause")
    [working] = stage.open_tasks(case)
    stage.complete(working, {}, by="rasmus")

    assert (_due(stage, case), _left(stage, case)) == ({"t_late": ""}, {"t_late": 3})
    assert len(_entries(stage, Action.CASE_PAUSED)) == 1


def test_the_timer_of_the_pause_runs_and_ends_it(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    _signal(stage, case, "sig_pause")
    stage.wait(days=180)
    assert stage.case(case).paused_at is not None
    stage.wait(days=5)

    assert stage.case(case).paused_at is None
    assert "t_after" in _due(stage, case)
    assert _left(stage, case)["t_working"] is None


def test_two_pauses_at_once_count_once_and_end_with_the_last(stage: Stage) -> None:
    second = (
        '<bpmn:parallelGateway id="twice"/>'
        + flow("asked", "twice")
        + flow("twice", "waits")
        + flow("twice", "other")
        + catch("other", PAUSES + signal("sig_other"))
        + '<bpmn:endEvent id="end_other"/>'
        + flow("other", "end_other")
    )
    way = TO_GATEWAY.replace(flow("asked", "waits"), second)
    case = _open(stage, builders.process("branches", _branches(way), extra=SIGNALS))
    _signal(stage, case, "sig_pause")
    first = stage.case(case).paused_at
    stage.wait(days=7)
    _signal(stage, case, "sig_resume")
    assert stage.case(case).paused_at == first
    assert _left(stage, case) == {"t_working": 5, "t_calendar": 10, "t_hours": None, "t_free": None, "t_after": 5}
    stage.wait(days=7)
    _signal(stage, case, "sig_other")

    assert stage.case(case).paused_at is None
    assert _due(stage, case)["t_working"] == "2027-06-21"
    assert [len(_entries(stage, one)) for one in (Action.CASE_PAUSED, Action.CASE_PAUSE_ENDED)] == [1, 1]


def test_a_pause_in_a_called_process_pauses_the_whole_case(stage: Stage) -> None:
    inner = builders.process(
        "inner", builders.line(("resumed", catch("resumed", PAUSES + signal("sig_resume")))), extra=SIGNALS
    )
    call = (
        '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="inner" '
        'propagateAllChildVariables="false"/></bpmn:extensionElements></bpmn:callActivity>'
    )
    way = call + flow("asked", "call") + '<bpmn:endEvent id="end_call"/>' + flow("call", "end_call")
    case = _open(stage, builders.process("branches", _branches(way), extra=SIGNALS), inner)
    _signal(stage, case, "sig_pause")
    assert _due(stage, case)["t_working"] == ""

    stage.wait(days=7)
    _signal(stage, case, "sig_resume")
    assert _due(stage, case)["t_working"] == "2027-06-14"


def test_a_task_that_pauses_the_case_keeps_its_own_deadline(stage: Stage) -> None:
    pausing = builders.user("t_pause", "chair", "=workdays(5)", pauses="true")
    way = pausing + flow("asked", "t_pause") + '<bpmn:endEvent id="end_pause"/>' + flow("t_pause", "end_pause")
    case = _open(stage, builders.process("branches", _branches(way), extra=SIGNALS))
    _signal(stage, case, "sig_pause")
    assert (_due(stage, case)["t_working"], _due(stage, case)["t_pause"]) == ("", "2027-06-07")

    stage.wait(days=7)
    [*_, task] = stage.open_tasks(case)
    stage.complete(task, {}, by="anette")
    assert _due(stage, case)["t_working"] == "2027-06-14"


def test_a_case_that_ends_while_it_is_paused_is_not_paused_any_more(stage: Stage) -> None:
    stop = '<bpmn:endEvent id="stop"><bpmn:terminateEventDefinition id="t"/></bpmn:endEvent>'
    model = _branches(TO_GATEWAY, ("t_working",)).replace('<bpmn:endEvent id="end_t_working"/>', stop)
    case = _open(
        stage,
        builders.process(
            "branches", model.replace(flow("t_working", "end_t_working"), flow("t_working", "stop")), extra=SIGNALS
        ),
    )
    _signal(stage, case, "sig_pause")
    [working] = stage.open_tasks(case)
    stage.complete(working, {}, by="rasmus")

    ended = stage.case(case)
    assert (ended.closed, ended.paused_at) == (True, None)


def test_a_deadline_that_stands_still_cannot_be_extended(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    _signal(stage, case, "sig_pause")
    [working, *_] = stage.open_tasks(case)
    wanted = Extension(until=date(2027, 7, 1), reason="Later", revision=stage.task(working).revision)

    with pytest.raises(errors.DeadlineFixed) as refused, stage.writing() as session:
        extensions.extend(session, working.id, wanted, stage.people.get(session, "sara"))
    assert refused.value.facts["why"] == "paused"


def test_an_extended_deadline_keeps_its_longer_time_through_a_pause(stage: Stage) -> None:
    case = _open(stage, BRANCHES)
    [working, *_] = stage.open_tasks(case)
    with stage.writing() as session:
        sara = stage.people.get(session, "sara")
        wanted = Extension(until=date(2027, 6, 15), reason="Later", revision=stage.task(working).revision)
        extensions.extend(session, working.id, wanted, sara)
    _signal(stage, case, "sig_pause")
    assert _left(stage, case)["t_working"] == 11
    stage.wait(days=7)
    _signal(stage, case, "sig_resume")

    assert stage.deadline_day(working) == "2027-06-22"
    stage.claim(working, by="sara")
    assert stage.deadline_day(working) == "2027-06-22"


def test_a_case_can_pause_again_and_again(stage: Stage) -> None:
    again = TO_GATEWAY.replace(flow("resumed", "t_after"), flow("resumed", "asked"))
    case = _open(stage, builders.process("branches", _branches(again), extra=SIGNALS))
    for _ in range(3):
        _signal(stage, case, "sig_pause")
        stage.wait(days=7)
        _signal(stage, case, "sig_resume")

    assert _due(stage, case)["t_working"] == "2027-06-28"
    assert _due(stage, case)["t_hours"] == "2027-06-03"
    assert len(_entries(stage, Action.CASE_PAUSE_ENDED)) == 3
    assert isinstance(stage.open_tasks(case)[0], Task)
