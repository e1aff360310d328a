"""Timers that count from the deadline of a task: they move with it, and what they stand for is shown as overdue."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from engine.casework import cases, events, extensions, permissions
from engine.casework.cases import Case
from engine.casework.events import Arrival
from engine.casework.extensions import Extension
from engine.casework.records import Task, Timer, TimerState
from engine.execution import EventKind
from engine.insight import caselist, overdue
from engine.insight.caselist import Filter
from tests import builders
from tests.builders import flow
from tests.integration.processes import boundary, catch, signal, timer
from tests.stage import Stage

MONDAY = datetime(2027, 5, 31, 8, 0, tzinfo=UTC)
HOME = ZoneInfo("Europe/Copenhagen")
SIGNALS = "".join(f'<bpmn:signal id="sig_{n}" name="sig_{n}"/>' for n in ("pause", "resume"))


def _properties(**pairs: str) -> str:
    lines = "".join(f'<zeebe:property name="{key}" value="{value}"/>' for key, value in pairs.items())
    return f"<bpmn:extensionElements><zeebe:properties>{lines}</zeebe:properties></bpmn:extensionElements>"


def _late(rule: str, **properties: str) -> str:
    """An event at the task that interrupts nothing, and a task for a coordinator after it."""
    event = _beside(boundary("late", "t_work", _properties(**properties) + timer(rule)))
    groups = '=if asked("t_work").user = ["1"] then ["chair"] else ["tf_coord"]'
    after = builders.user("t_late", groups, deadlineKind="none")
    return event + after + flow("late", "t_late") + '<bpmn:endEvent id="told"/>' + flow("t_late", "told")


def _beside(event: str) -> str:
    return event.replace("<bpmn:boundaryEvent ", '<bpmn:boundaryEvent cancelActivity="false" ')


def _process(late: str, due: str = "=workdays(3)") -> bytes:
    """A task beside a way that pauses the case between two signals."""
    body = '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/>' + flow("start", "split")
    body += builders.user("t_work", "tf_coord", due) + flow("split", "t_work") + late
    body += '<bpmn:endEvent id="done"/>' + flow("t_work", "done")
    body += catch("asked", signal("sig_pause")) + flow("split", "asked")
    body += catch("rest", _properties(pauses="true") + signal("sig_resume")) + flow("asked", "rest")
    body += '<bpmn:endEvent id="rested"/>' + flow("rest", "rested")
    return builders.process("errand", body, extra=SIGNALS)


FOLLOWING = _process(_late('=workdays(5, "BOTH")', overdue="gate"))


def _open(stage: Stage, model: bytes = FOLLOWING) -> int:
    stage.time(MONDAY)
    return stage.open(model, "errand", by="karen", organisation="bolgelev")


def _send(stage: Stage, case_id: int, name: str) -> None:
    with stage.writing() as session:
        arrival = Arrival(kind=EventKind.SIGNAL, name=name)
        events.deliver(session, cases.locked(session, case_id), arrival, stage.now)


def _timer(stage: Stage, case_id: int) -> tuple[str, str]:
    """The state of the timer and the day on which it is due, as people read it."""
    with stage.reading() as session:
        row = session.scalars(sa.select(Timer).where(Timer.case_id == case_id, Timer.element == "late")).one()
        return row.state, row.due_at.astimezone(HOME).date().isoformat()


def _until(stage: Stage, day: date) -> None:
    stage.time(datetime(day.year, day.month, day.day, 22, 0, tzinfo=UTC))  # the first minutes of the day after
    stage.work()


def _work(stage: Stage, case_id: int) -> Task:
    return next(task for task in stage.open_tasks(case_id) if task.element == "t_work")


def _shown(stage: Stage, case_id: int) -> list[str]:
    with stage.reading() as session:
        sara = permissions.asker(stage.people.get(session, "sara"))
        found = caselist.page(session, sara, Filter(status="overdue_gate"))
        listed = [late.task.overdue_kind for late in overdue.seen_by(session, sara, stage.now)]
        assert [found.late[case.id] for case in found.cases] == [[kind] for kind in listed]
        case = session.get_one(Case, case_id)
        assert [late.task.overdue_kind for late in overdue.of_case(session, case, stage.now)] == listed
        return listed


def test_it_is_overdue_so_many_days_after_the_deadline_until_it_is_done(stage: Stage) -> None:
    case = _open(stage)  # due on 3 June; 4, 7, 8, 9 and 10 June follow
    assert _timer(stage, case) == (TimerState.WAITING, "2027-06-10")
    _until(stage, date(2027, 6, 9))
    assert (len(stage.open_tasks(case)), _shown(stage, case)) == (1, [])
    _until(stage, date(2027, 6, 10))

    assert [task.element for task in stage.open_tasks(case)] == ["t_work", "t_late"]
    assert _shown(stage, case) == ["gate"]
    stage.complete(_work(stage, case), {}, by="rasmus")
    assert _shown(stage, case) == []


def test_an_extended_deadline_takes_its_timer_along(stage: Stage) -> None:
    case = _open(stage)
    _extend(stage, case, date(2027, 6, 14))
    assert _timer(stage, case) == (TimerState.WAITING, "2027-06-21")
    _until(stage, date(2027, 6, 18))

    assert (len(stage.open_tasks(case)), _shown(stage, case)) == (1, [])
    _until(stage, date(2027, 6, 21))
    assert (len(stage.open_tasks(case)), _shown(stage, case)) == (2, ["gate"])


def test_one_that_is_extended_when_it_was_overdue_is_so_again_as_much_later(stage: Stage) -> None:
    case = _open(stage)
    _until(stage, date(2027, 6, 10))
    _extend(stage, case, date(2027, 6, 16))

    assert _shown(stage, case) == []
    _until(stage, date(2027, 6, 23))
    assert _shown(stage, case) == ["gate"]
    assert len(stage.open_tasks(case)) == 2  # the process has told it once


def test_it_stands_still_with_the_deadline(stage: Stage) -> None:
    case = _open(stage)
    stage.wait(days=1)
    _send(stage, case, "sig_pause")
    assert _timer(stage, case)[0] == TimerState.STANDING
    _until(stage, date(2027, 7, 30))
    assert len(stage.open_tasks(case)) == 1
    stage.time(datetime(2027, 8, 16, 8, 0, tzinfo=UTC))
    _send(stage, case, "sig_resume")

    assert _timer(stage, case) == (TimerState.WAITING, "2027-08-25")  # due on 18 August
    _until(stage, date(2027, 8, 25))
    assert _shown(stage, case) == ["gate"]


def test_a_deadline_counted_elsewhere_takes_its_timer_along(stage: Stage) -> None:
    stage.time(datetime(2027, 5, 12, 8, 0, tzinfo=UTC))  # Whit Monday, 17 May, is a day of work in Sweden
    case = stage.open(FOLLOWING, "errand", by="karen", organisation="bolgelev")
    before = _timer(stage, case)
    stage.claim(_work(stage, case), by="sara")

    assert (before[1], _timer(stage, case)[1]) == ("2027-05-25", "2027-05-24")


@pytest.mark.parametrize(
    ("rule", "properties", "due"),
    [
        ('=workdays(5, "BOTH")', {}, "2027-08-20"),  # one day of five had passed
        ('=duration("P7D")', {"deadlineKind": "calendar"}, "2027-08-22"),
        ("P7D", {"deadlineKind": "calendar"}, "2027-08-22"),
    ],
)
def test_timers_of_days_stand_still_and_count_on(stage: Stage, rule: str, properties: dict[str, str], due: str) -> None:
    case = _open(stage, _process(_late(rule, **properties)))
    stage.wait(days=1)
    _send(stage, case, "sig_pause")
    assert _timer(stage, case)[0] == TimerState.STANDING
    stage.time(datetime(2027, 8, 16, 8, 0, tzinfo=UTC))
    stage.work()
    assert len(stage.open_tasks(case)) == 1
    _send(stage, case, "sig_resume")

    assert _timer(stage, case) == (TimerState.WAITING, due)
    _until(stage, date.fromisoformat(due))
    assert len(stage.open_tasks(case)) == 2


@pytest.mark.parametrize(
    ("rule", "properties"),
    [
        ("P7D", {}),
        ("PT72H", {}),
        ('=workdays(5, "BOTH")', {"deadlineKind": "none"}),
        ('=workdays(5, "BOTH")', {"deadlineKind": "hours"}),
    ],
)
def test_other_timers_and_clocks_of_the_law_run_on(stage: Stage, rule: str, properties: dict[str, str]) -> None:
    case = _open(stage, _process(_late(rule, **properties)))
    _send(stage, case, "sig_pause")
    _until(stage, date(2027, 6, 8))

    assert [task.element for task in stage.open_tasks(case)] == ["t_work", "t_late"]
    assert stage.case(case).paused_at is not None


def test_a_timer_that_begins_in_a_paused_case_stands_still_whole(stage: Stage) -> None:
    late = _late('=workdays(5, "BOTH")').replace('attachedToRef="t_work"', 'attachedToRef="t_next"')
    late += builders.user("t_next", "tf_coord", "=workdays(3)") + '<bpmn:endEvent id="over"/>' + flow("t_next", "over")
    model = _process(late).replace(flow("t_work", "done").encode(), flow("t_work", "t_next").encode())
    case = _open(stage, model.replace(b'<bpmn:endEvent id="done"/>', b""))
    _send(stage, case, "sig_pause")
    stage.complete(_work(stage, case), {}, by="rasmus")
    assert _timer(stage, case)[0] == TimerState.STANDING
    stage.time(datetime(2027, 8, 16, 8, 0, tzinfo=UTC))
    _send(stage, case, "sig_resume")

    assert _timer(stage, case) == (TimerState.WAITING, "2027-08-23")


def test_another_timer_of_the_case_does_not_fire_one_that_stands_still(stage: Stage) -> None:
    other = boundary("alarm", "t_work", timer("PT1H")).replace(
        "<bpmn:boundaryEvent ", '<bpmn:boundaryEvent cancelActivity="false" '
    )
    other += '<bpmn:endEvent id="rang"/>' + flow("alarm", "rang")
    case = _open(stage, _process(_late('=workdays(5, "BOTH")') + other))
    _send(stage, case, "sig_pause")
    stage.time(datetime(2027, 7, 1, 8, 0, tzinfo=UTC))
    stage.work()

    with stage.reading() as session:
        states = dict(session.execute(sa.select(Timer.element, Timer.state).where(Timer.case_id == case)).all())
    assert states == {"alarm": TimerState.FIRED, "late": TimerState.STANDING}
    assert len(stage.open_tasks(case)) == 1


def _extend(stage: Stage, case_id: int, until: date) -> None:
    task = _work(stage, case_id)
    with stage.writing() as session:
        wanted = Extension(until=until, reason="Later", revision=stage.task(task).revision)
        extensions.extend(session, task.id, wanted, stage.people.get(session, "sara"))
