"""The daily overview: one mail in the morning of a working day, when there is something to say."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.background import telling
from engine.casework import mails, notices
from engine.casework.digests import DigestItem
from engine.ledger.outbox import MessageKind, OutboxMessage
from engine.people import wishes
from engine.people.wishes import About, Choice
from tests import builders
from tests.integration import processes
from tests.stage import Stage

HOME = ZoneInfo("Europe/Copenhagen")


def _one(role: str = "need_owner@bolgelev", due: str = "=workdays(10)", **properties: str) -> bytes:
    return builders.process("p", builders.line(("t_wait", builders.user("t_wait", role, due, **properties))))


def _until(stage: Stage, day: str, time: str = "07:00") -> None:
    end = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HOME).astimezone(UTC)
    while stage.now < end:
        stage.now = min(stage.now + timedelta(hours=1), end)
        telling.tell(stage.sessions)


def _mails(stage: Stage, who: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Moment, template and values of every mail to a person."""
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == MessageKind.MAIL.value).order_by(OutboxMessage.id)
    with stage.reading() as session:
        rows = session.scalars(query.where(OutboxMessage.recipient_id == stage.people.ids[who])).all()
    return [(f"{r.created_at.astimezone(HOME):%m-%d %H:%M}", r.payload["template"], r.payload["values"]) for r in rows]


def _digests(stage: Stage, who: str) -> list[tuple[str, dict[str, int]]]:
    groups = ("overdue", "today", "new", "soon", "news")
    return [
        (at, {group: len(values[group]) for group in groups if values[group]})
        for at, template, values in _mails(stage, who)
        if template == mails.DIGEST
    ]


def _wish(stage: Stage, who: str, about: About, choice: Choice) -> None:
    with stage.writing() as session:
        wishes.choose(session, stage.people.ids[who], {about: choice})


def test_a_new_task_a_reminder_and_a_message_wait_for_the_morning_and_are_one_mail(stage: Stage) -> None:
    _wish(stage, "anette", About.NEWS, Choice.DAILY)
    stage.open(_one("chair"), "p", by="karen", organisation="bolgelev")
    stage.open(processes.TELLS, "tells", by="karen", organisation="bolgelev")
    stage.work()
    telling.tell(stage.sessions)
    assert _mails(stage, "anette") == []

    _until(stage, "2027-05-12", "12:00")
    assert _digests(stage, "anette") == [("05-04 07:00", {"new": 1, "news": 1})]
    _until(stage, "2027-05-18")
    assert _digests(stage, "anette")[1:] == [("05-13 07:00", {"soon": 1})]


def test_nothing_to_say_is_no_mail(stage: Stage) -> None:
    case = stage.open(_one(), "p", by="rasmus", organisation="bolgelev")
    telling.tell(stage.sessions)
    [task] = stage.open_tasks(case)
    stage.complete(task, {}, by="karen")
    _until(stage, "2027-05-05")
    assert _digests(stage, "karen") == []
    with stage.reading() as session:
        assert session.scalars(sa.select(DigestItem).where(DigestItem.told_at.is_(None))).all() == []


def test_what_was_read_or_switched_off_in_the_evening_is_not_told_in_the_morning(stage: Stage) -> None:
    for who in ("anette", "ingrid"):
        _wish(stage, who, About.NEWS, Choice.DAILY)
    stage.open(processes.TELLS, "tells", by="karen", organisation="bolgelev")
    stage.work()
    telling.tell(stage.sessions)
    with stage.writing() as session:
        [notice] = notices.unread(session, stage.people.anette)
        notices.mark_read(session, stage.people.anette, [notice.id])
        wishes.stop(session, stage.people.ingrid, About.DAILY)
    _until(stage, "2027-05-05")
    assert (_mails(stage, "anette"), _mails(stage, "ingrid")) == ([], [])


def test_the_overview_comes_on_a_day_on_which_its_reader_works(stage: Stage) -> None:
    stage.now = datetime(2027, 5, 5, 12, 0, tzinfo=UTC)  # the Wednesday before Ascension Day
    stage.open(_one("chair"), "p", by="karen", organisation="bolgelev")
    telling.tell(stage.sessions)
    _until(stage, "2027-05-10", "12:00")
    assert [at for at, _ in _digests(stage, "ingrid")] == ["05-07 07:00"]
    assert [at for at, _ in _digests(stage, "anette")] == ["05-07 07:00"]


def test_what_cannot_wait_comes_at_once_and_an_escalation_too(stage: Stage) -> None:
    stage.open(_one("need_owner@bolgelev", "=workdays(5)"), "p", by="rasmus", organisation="bolgelev")
    _until(stage, "2027-05-20", "12:00")
    assert [(at, template) for at, template, _ in _mails(stage, "karen")] == [
        ("05-04 07:00", "digest"),
        ("05-05 07:00", "digest"),
        ("05-11 07:00", "reminder"),
    ]
    assert [(at, values["rung"]) for at, template, values in _mails(stage, "rasmus") if template == "reminder"] == [
        ("05-13 07:00", "+2w:escalate")
    ]


def test_who_wants_no_mail_gets_none_but_what_the_law_sets(stage: Stage) -> None:
    for about in wishes.ORDINARY:
        _wish(stage, "peter", about, Choice.NEVER)
    stage.open(_one("dpo@vindelunde", "=workdays(5)"), "p", by="karen", organisation="bolgelev")
    clock = '=now() + duration("PT72H")'
    stage.publish(_one("dpo@vindelunde", clock, deadlineKind="hours", remind="-48h, -24h"))
    stage.open_case("p", by="karen", organisation="bolgelev")
    _until(stage, "2027-05-20")
    assert [values["rung"] for _, _, values in _mails(stage, "peter")] == ["-48h", "-24h"]


def test_there_is_one_overview_a_day_and_what_comes_later_waits_for_the_next(stage: Stage) -> None:
    stage.open(_one("chair"), "p", by="karen", organisation="bolgelev")
    telling.tell(stage.sessions)
    _until(stage, "2027-05-04", "07:00")
    stage.open_case("p", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        session.execute(sa.update(DigestItem).values(due_at=stage.now))
    telling.tell(stage.sessions)
    with stage.writing() as session:  # as if it had been kept for this morning
        session.execute(sa.update(DigestItem).where(DigestItem.told_at.is_(None)).values(due_at=stage.now))
    telling.tell(stage.sessions)
    assert len(_digests(stage, "anette")) == 1
    _until(stage, "2027-05-05", "12:00")
    assert [at for at, _ in _digests(stage, "anette")] == ["05-04 07:00", "05-05 07:00"]


def test_a_long_list_is_cut_and_counted(stage: Stage) -> None:
    stage.publish(_one("chair"))
    for _ in range(25):
        stage.open_case("p", by="karen", organisation="bolgelev")
    _until(stage, "2027-05-04")
    [(_, _, values)] = _mails(stage, "anette")
    assert (len(values["new"]), values["others"]) == (20, 5)


def test_an_overview_of_yesterday_is_not_sent(stage: Stage) -> None:
    stage.open(_one("chair"), "p", by="karen", organisation="bolgelev")
    _until(stage, "2027-05-04")
    stage.now += timedelta(days=1, seconds=1)
    with stage.writing() as session:
        assert mails.next_one(session, stage.now) is None
