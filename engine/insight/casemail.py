"""What was and will be said by mail in one case: letters, what waits for the morning, and the steps that lie ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine.casework import reminders
from engine.casework.cases import Case
from engine.casework.digests import DigestItem
from engine.casework.records import Task, TaskStatus
from engine.ledger.outbox import MessageKind, OutboxMessage
from engine.model.ladders import Rung
from engine.people.participants import Participant

MOST_SHOWN = 100


@dataclass(frozen=True)
class Ahead:
    """A step of an open task that will be said, and when."""

    task: Task
    rung: Rung
    at: datetime


def posted(session: Session, case: Case) -> Sequence[tuple[OutboxMessage, Participant]]:
    """The newest letters of a case, each with the person it is for."""
    query = sa.select(OutboxMessage, Participant).join(Participant, Participant.id == OutboxMessage.recipient_id)
    query = query.where(OutboxMessage.case_id == case.id, OutboxMessage.kind == MessageKind.MAIL.value)
    query = query.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc()).options(_SLIM).limit(MOST_SHOWN)
    return [(message, receiver) for message, receiver in session.execute(query)]


def kept(session: Session, case: Case) -> Sequence[tuple[DigestItem, Participant]]:
    """What people were or will be told of a case in their daily overview, the newest first."""
    query = sa.select(DigestItem, Participant).join(Participant, Participant.id == DigestItem.participant_id)
    query = query.where(DigestItem.case_id == case.id).order_by(DigestItem.id.desc()).options(_SLIM).limit(MOST_SHOWN)
    return [(item, receiver) for item, receiver in session.execute(query)]


def ahead(session: Session, case: Case) -> Sequence[Ahead]:
    """The steps that lie ahead of the open tasks, the next one first."""
    query = sa.select(Task).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
    loads = (joinedload(Task.version, innerjoin=True), joinedload(Task.taken_by).lazyload(Participant.memberships))
    found = [
        Ahead(task, rung, at)
        for task in session.scalars(query.options(*loads))
        for rung, at in reminders.planned(session, case, task)
    ]
    return sorted(found, key=lambda one: one.at)


_SLIM = sa.orm.lazyload(Participant.memberships)
