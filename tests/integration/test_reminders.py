"""Reminders: on their day, once, to whoever has the task, and to somebody above when it is late."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from engine.background import telling
from engine.casework import ladders, mails, reminders, tasks
from engine.casework.ladders import Change
from engine.casework.records import Task
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage
from engine.people import participants
from tests import builders
from tests.integration import days, processes
from tests.stage import Stage

HOME = ZoneInfo("Europe/Copenhagen")


@pytest.fixture(autouse=True)
def _told_at_once(stage: Stage) -> None:
    days.tell_at_once(stage)


def _process(role: str = "tf_coord", due: str = "=workdays(5)", **properties: str) -> bytes:
    first = builders.user("t_wait", role, due, **properties)
    return builders.process("p", builders.line(("t_wait", first), ("t_more", builders.user("t_more", "pm"))))


def _acts(stage: Stage, action: Action) -> list[dict[str, object]]:
    with stage.reading() as session:
        found = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action.value).order_by(AuditEntry.seq))
        return [entry.facts["details"] for entry in found]


def test_the_standard_ladder_reminds_before_on_the_day_and_tells_the_coordinators_after(stage: Stage) -> None:
    task = days.open_task(stage, _process("need_owner", "=workdays(10)"))
    stage.claim(task, by="karen")
    assert stage.deadline_day(task) == "2027-05-19"
    days.until(stage, "2027-06-20")

    assert days.told(stage) == [
        ("05-13 07:00", "-3w", "karen"),
        ("05-19 07:00", "0", "karen"),
        ("05-21 07:00", "+2w:escalate", "rasmus"),
    ]
    assert [act["rung"] for act in _acts(stage, Action.TASK_REMINDED)] == ["-3w", "0"]
    assert [act["to"] for act in _acts(stage, Action.TASK_ESCALATED)] == [[stage.people.rasmus]]
    assert stage.task(task).next_reminder_at is None


def test_the_whole_group_is_reminded_until_somebody_takes_the_task(stage: Stage) -> None:
    task = days.open_task(stage, _process("tf_coord", "=workdays(10)"))
    days.until(stage, "2027-05-14")
    stage.claim(task, by="sara")
    days.until(stage, "2027-05-19")
    assert [who for _, _, who in days.told(stage)] == ["sara", "rasmus", "sara"]


def test_a_role_held_in_an_organisation_escalates_to_the_manager_there(stage: Stage) -> None:
    with stage.writing() as session:
        sara = stage.people.get(session, "sara")
        participants.give_role(session, sara, "manager", stage.people.get(session, "peter").organisation)
    task = days.open_task(stage, _process("dpo@vindelunde", "=workdays(1)"))
    assert stage.task(task).taken_by_id == stage.people.peter
    days.until(stage, "2027-05-12")
    assert days.told(stage)[-1][1:] == ("+2w:escalate", "sara")


def test_where_nobody_leads_the_coordinators_are_told(stage: Stage) -> None:
    days.open_task(stage, _process("dpo@vindelunde", "=workdays(1)"))
    days.until(stage, "2027-05-12")
    assert [who for _, rung, who in days.told(stage) if rung == "+2w:escalate"] == ["rasmus"]


def test_a_task_may_list_rungs_of_its_own_with_any_role(stage: Stage) -> None:
    task = days.open_task(stage, _process("need_owner", "=workdays(5)", remind="-1w, +1w:chair"))
    assert stage.task(task).ladder == {"key": "", "rungs": "-1w, +1w:chair"}
    days.until(stage, "2027-05-20")
    assert {(rung, who) for _, rung, who in days.told(stage) if rung != "-1w"} == {
        ("+1w:chair", "anette"),
        ("+1w:chair", "ingrid"),
    }


@pytest.mark.parametrize("remind", ["ladder:unheard_of", "when it suits you", "-1w:nobody"])
def test_a_ladder_that_nobody_knows_is_the_standard_one(stage: Stage, remind: str) -> None:
    task = days.open_task(stage, _process(remind=remind))
    assert stage.task(task).ladder == {"key": "standard", "rungs": "-3w, 0, +2w:escalate"}


def test_a_task_without_a_deadline_is_announced_and_never_reminded_of(stage: Stage) -> None:
    task = days.open_task(stage, _process("tf_coord", "=workdays(5)", deadlineKind="none"))
    assert [who for _, _, who in days.told(stage, reminders.TASK_NEW)] == ["sara", "rasmus"]
    assert stage.task(task).next_reminder_at is None


def test_who_goes_on_with_the_next_task_needs_no_announcement(stage: Stage) -> None:
    names = ("t_one", "t_two")
    line = builders.line(*((name, builders.user(name, "need_owner@bolgelev")) for name in names))
    case = stage.open(builders.process("p", line), "p", by="karen", organisation="bolgelev")
    [one] = stage.open_tasks(case)
    telling.tell(stage.sessions)
    stage.complete(one, {}, by="karen")
    telling.tell(stage.sessions)
    assert days.told(stage, reminders.TASK_NEW) == []  # Karen opened the case, and completed the first task


def test_whoever_a_task_is_handed_to_is_told(stage: Stage) -> None:
    task = days.open_task(stage, _process())
    with stage.writing() as session:
        tasks.hand_over(session, task.id, stage.people.get(session, "sara"), stage.people.get(session, "rasmus"))
    telling.tell(stage.sessions)
    assert [who for _, _, who in days.told(stage, reminders.TASK_NEW)] == ["sara", "rasmus", "sara"]


def test_saying_the_same_twice_has_one_effect(stage: Stage) -> None:
    task = days.open_task(stage, _process())
    days.until(stage, "2027-05-10")
    before = days.told(stage)
    for _ in range(3):
        with stage.writing() as session:
            assert reminders.remind(session, task.id, stage.now) is False
    with stage.writing() as session:  # the note of it is lost, the mail is not written again
        session.execute(sa.update(Task).values(reminded=["new"], next_reminder_at=stage.now))
    telling.tell(stage.sessions)
    assert days.told(stage) == before != []


def test_after_an_outage_only_the_last_reminder_is_sent_to_each(stage: Stage) -> None:
    days.open_task(stage, _process("need_owner", "=workdays(5)"))
    stage.now += timedelta(days=30)
    telling.tell(stage.sessions)
    assert sorted({rung for _, rung, _ in days.told(stage)}) == ["+2w:escalate", "0"]


def test_who_has_a_task_and_is_a_step_above_it_is_told_once(stage: Stage) -> None:
    task = days.open_task(stage, _process())
    stage.claim(task, by="rasmus")
    stage.now += timedelta(days=30)
    telling.tell(stage.sessions)
    assert [(rung, who) for _, rung, who in days.told(stage)] == [("0", "rasmus")]


def test_a_deadline_that_moves_moves_what_is_still_to_be_said_and_repeats_nothing(stage: Stage) -> None:
    stage.now += timedelta(days=9)
    task = days.open_task(stage, _process())
    assert stage.deadline_day(task) == "2027-05-20"
    days.until(stage, "2027-05-14")
    assert [rung for _, rung, _ in days.told(stage)] == ["-3w", "-3w"]
    stage.claim(task, by="sara")
    assert stage.deadline_day(task) == "2027-05-19"  # Whit Monday is a working day in Sweden
    telling.tell(stage.sessions)
    assert [rung for _, rung, _ in days.told(stage)] == ["-3w", "-3w"]
    days.until(stage, "2027-05-24")
    assert days.told(stage)[2:] == [("05-19 07:00", "0", "sara"), ("05-21 07:00", "+2w:escalate", "rasmus")]


def test_a_reminder_does_not_disturb_whoever_has_the_form_open(stage: Stage) -> None:
    task = days.open_task(stage, _process())
    before = stage.task(task).revision
    days.until(stage, "2027-05-10")
    assert stage.task(task).revision == before


def test_completed_tasks_are_not_reminded_of_and_their_mail_is_dropped(stage: Stage) -> None:
    task = days.open_task(stage, _process())
    days.until(stage, "2027-05-06")
    stage.complete(task, {}, by="sara")
    days.until(stage, "2027-05-20")
    assert len(days.told(stage)) == 2
    with stage.writing() as session:
        following = mails.next_one(session, stage.now)
        assert following is not None
        assert following.values["task"] != task.id
        rows = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == MessageKind.MAIL.value)).all()
        assert {row.state for row in rows if row.payload["values"]["task"] == task.id} == {MessageState.DROPPED}


def test_clocks_in_hours_reach_everybody_at_their_hour(stage: Stage) -> None:
    due = '=now() + duration("PT72H")'
    days.open_task(stage, _process("dpo@vindelunde", due, deadlineKind="hours", remind="ladder:clock72"))
    days.until(stage, "2027-05-07", "12:00")
    assert days.told(stage) == [
        ("05-04 09:00", "-48h", "peter"),
        ("05-05 09:00", "-24h", "peter"),
        ("05-06 03:00", "-6h:manager", "rasmus"),
        ("05-06 09:00", "0:manager", "rasmus"),
    ]
    with stage.reading() as session:
        payloads = session.scalars(sa.select(OutboxMessage.payload).where(OutboxMessage.kind == "mail"))
        assert [payload["required"] for payload in payloads if payload["template"] == "reminder"] == [True] * 4


def test_a_ladder_that_is_changed_holds_for_tasks_that_begin_afterwards(stage: Stage) -> None:
    with stage.writing() as session:
        tove = stage.people.get(session, "tove")
        ladders.change(session, Change(key="standard", rungs="-2w, 0", since=datetime(2027, 5, 5).date()), tove)  # noqa: DTZ001
    earlier = days.open_task(stage, _process())
    stage.now += timedelta(days=2)
    case = stage.open_case("p", by="karen", organisation="bolgelev")
    telling.tell(stage.sessions)
    [later] = stage.open_tasks(case)
    assert (stage.task(earlier).ladder or {})["rungs"] == "-3w, 0, +2w:escalate"
    assert (stage.task(later).ladder or {})["rungs"] == "-2w, 0"
    [act] = _acts(stage, Action.LADDER_CHANGED)
    assert (act["before"], act["after"]) == ("-3w, 0, +2w:escalate", "-2w, 0")


def test_a_case_that_breaks_keeps_nobody_else_from_being_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.publish(processes.DAYS)
    broken, sound = (stage.open_case("days", by="karen", organisation="bolgelev") for _ in range(2))
    announce = reminders._announce

    def fail(cast, task, at):  # type: ignore[no-untyped-def]
        if task.case_id == broken:
            raise TimeoutError
        announce(cast, task, at)

    monkeypatch.setattr(reminders, "_announce", fail)
    telling.tell(stage.sessions)
    assert {who for _, _, who in days.told(stage, reminders.TASK_NEW)} == {"rasmus", "sara"}
    [task] = stage.open_tasks(broken)
    assert task.next_reminder_at == stage.now + reminders.PAUSE
    assert [bool(task.ladder) for task in stage.open_tasks(sound)] == [True]
