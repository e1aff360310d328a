"""Days that pass while people are told by mail, for stories about reminders."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.background import telling
from engine.casework import reminders
from engine.casework.records import Task
from engine.ledger.outbox import MessageKind, OutboxMessage
from engine.people import wishes
from engine.people.participants import Participant
from engine.people.wishes import Choice
from tests.stage import Stage

HOME = ZoneInfo("Europe/Copenhagen")
Told = tuple[str, str, str]


def tell_at_once(stage: Stage) -> None:
    """Let everybody want to be told at once, so that each reminder is a mail of its own."""
    with stage.writing() as session:
        for person in stage.people.ids.values():
            wishes.choose(session, person, dict.fromkeys(wishes.ORDINARY, Choice.AT_ONCE))


def open_task(stage: Stage, model: bytes, process: str = "p") -> Task:
    """Open a case and give its task, once people have been told of it."""
    case = stage.open(model, process, by="karen", organisation="bolgelev")
    telling.tell(stage.sessions)
    [task] = stage.open_tasks(case)
    return task


def until(stage: Stage, day: str, time: str = "07:00") -> None:
    """Let the time pass hour by hour, telling people as it goes."""
    end = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HOME).astimezone(UTC)
    while stage.now < end:
        stage.now = min(stage.now + timedelta(hours=1), end)
        telling.tell(stage.sessions)


def told(stage: Stage, template: str = reminders.REMINDER) -> list[Told]:
    """Day, rung and receiver of every mail of a kind."""
    query = sa.select(OutboxMessage, Participant.email).join(Participant, Participant.id == OutboxMessage.recipient_id)
    query = query.where(OutboxMessage.kind == MessageKind.MAIL.value).order_by(OutboxMessage.id)
    with stage.reading() as session:
        rows = session.execute(query).all()
    return [
        (f"{row.created_at.astimezone(HOME):%m-%d %H:%M}", row.payload["values"].get("rung", ""), who.partition("@")[0])
        for row, who in rows
        if row.payload["template"] == template
    ]
