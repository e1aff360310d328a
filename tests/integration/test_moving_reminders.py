"""Reminders follow deadlines that are extended or stand still, people who are away, and dates of one's own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.background import telling
from engine.casework import absences, cases, events, extensions, followups, reminders
from engine.casework.absences import Absence
from engine.casework.events import Arrival
from engine.casework.extensions import Extension
from engine.casework.records import Task
from engine.execution import EventKind
from tests import builders
from tests.integration import days
from tests.integration.processes import catch, signal
from tests.stage import Stage

ONE = builders.process("p", builders.line(("t_wait", builders.user("t_wait", "need_owner@bolgelev", "=workdays(10)"))))
PAUSES = (
    '<bpmn:extensionElements xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><zeebe:properties>'
    '<zeebe:property name="pauses" value="true"/></zeebe:properties></bpmn:extensionElements>'
)
SIGNALS = '<bpmn:signal id="sig_go" name="sig_go"/><bpmn:signal id="sig_on" name="sig_on"/>'
HOURS = builders.user("t_hours", "dpo@vindelunde", '=now() + duration("PT480H")', deadlineKind="hours", remind="-24h")
STANDS_STILL = builders.process(
    "p",
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/>'
    + builders.user("t_wait", "need_owner@bolgelev", "=workdays(10)")
    + HOURS
    + catch("asked", signal("sig_go"))
    + catch("paused", PAUSES + signal("sig_on"))
    + "".join(f'<bpmn:endEvent id="end_{n}"/>' for n in range(3))
    + builders.flow("start", "split")
    + "".join(builders.flow("split", to) for to in ("t_wait", "t_hours", "asked"))
    + builders.flow("t_wait", "end_0")
    + builders.flow("t_hours", "end_1")
    + builders.flow("asked", "paused")
    + builders.flow("paused", "end_2"),
    extra=SIGNALS,
)


@pytest.fixture(autouse=True)
def _told_at_once(stage: Stage) -> None:
    days.tell_at_once(stage)


def _extend(stage: Stage, task: Task, until: date) -> None:
    with stage.writing() as session:
        wanted = Extension(until=until, reason="More time is needed", revision=stage.task(task).revision)
        extensions.extend(session, task.id, wanted, stage.people.get(session, "sara"))


def test_an_extended_deadline_is_reminded_of_like_a_new_one(stage: Stage) -> None:
    task = days.open_task(stage, ONE)
    days.until(stage, "2027-05-19", "08:00")
    _extend(stage, task, date(2027, 6, 2))
    days.until(stage, "2027-06-20")
    assert [(day, rung) for day, rung, _ in days.told(stage)] == [
        ("05-13 07:00", "-3w"),
        ("05-19 07:00", "0"),
        ("05-28 07:00", "-3w"),
        ("06-02 07:00", "0"),
        ("06-04 07:00", "+2w:escalate"),
    ]


def test_a_step_that_lies_behind_an_extension_is_not_said_late(stage: Stage) -> None:
    task = days.open_task(stage, ONE)
    days.until(stage, "2027-05-19", "08:00")
    _extend(stage, task, date(2027, 5, 20))
    telling.tell(stage.sessions)
    days.until(stage, "2027-05-20", "12:00")
    assert [(day, rung) for day, rung, _ in days.told(stage)][2:] == [("05-20 07:00", "0")]


def _send(stage: Stage, case: int, name: str) -> None:
    with stage.writing() as session:
        events.deliver(session, cases.locked(session, case), Arrival(kind=EventKind.SIGNAL, name=name), stage.now)


def test_a_paused_case_reminds_of_nothing_but_the_clocks_of_the_law_and_repeats_nothing_afterwards(
    stage: Stage,
) -> None:
    case = stage.open(STANDS_STILL, "p", by="karen", organisation="bolgelev")
    days.until(stage, "2027-05-14")
    assert [rung for _, rung, _ in days.told(stage)] == ["-3w"]
    _send(stage, case, "sig_go")
    days.until(stage, "2027-06-14", "08:00")
    assert [(day, rung) for day, rung, _ in days.told(stage)[1:]] == [("05-22 09:00", "-24h")]

    _send(stage, case, "sig_on")
    [waiting] = [task for task in stage.open_tasks(case) if task.element == "t_wait"]
    assert stage.deadline_day(waiting) == "2027-06-16"
    days.until(stage, "2027-06-30")
    assert [(day, rung) for day, rung, _ in days.told(stage)[2:]] == [
        ("06-16 07:00", "0"),
        ("06-18 07:00", "+2w:escalate"),
    ]


def test_whoever_stands_in_is_told_beside_whoever_is_away(stage: Stage) -> None:
    with stage.writing() as session:
        ids = stage.people.ids
        away = Absence(
            absent=ids["karen"],
            substitute=ids["mads"],
            since=date(2027, 5, 10),
            until=date(2027, 5, 14),
            roles=frozenset(),
        )
        absences.name(session, away, stage.people.get(session, "karen"))
    days.open_task(stage, ONE)
    days.until(stage, "2027-05-20", "06:00")
    assert days.told(stage) == [
        ("05-13 07:00", "-3w", "karen"),
        ("05-13 07:00", "-3w", "mads"),
        ("05-19 07:00", "0", "karen"),
    ]


def test_a_date_of_ones_own_is_told_on_its_morning_and_goes_when_the_task_changes_hands(stage: Stage) -> None:
    task = days.open_task(stage, builders.process("p", builders.line(("t", builders.user("t", "tf_coord", "")))))
    stage.claim(task, by="sara")
    with stage.writing() as session:
        followups.put(session, task.id, date(2027, 5, 6), stage.people.get(session, "sara"))
    telling.tell(stage.sessions)
    assert stage.task(task).next_reminder_at == datetime(2027, 5, 6, 5, 0, tzinfo=UTC)
    days.until(stage, "2027-05-08")
    assert [(day, who) for day, _, who in days.told(stage, reminders.FOLLOW_UP)] == [("05-06 07:00", "sara")]

    with stage.writing() as session:
        followups.put(session, task.id, date(2027, 5, 12), stage.people.get(session, "sara"))
    stage.release(task, by="sara")
    stage.now += timedelta(days=9)
    telling.tell(stage.sessions)
    assert len(days.told(stage, reminders.FOLLOW_UP)) == 1
