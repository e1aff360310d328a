"""Mail that came back or was refused: whom it does not reach, until one gets through or the address is another."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from engine import errors
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage

MARK = "MailBounced"
OF_ADDRESS = (MARK, "MailRefused", "MailNotSent")
"""Failures that speak of an address, and not of a server that is away."""
MOST = 3


def note(session: Session, mail_id: int, written_at: datetime, status: str) -> bool:
    """Park a mail that came back for good; False when that is known. NotFound for no mail of ours.

    One that was written at another time was sent before a backup was restored, and is another mail.
    """
    query = sa.select(OutboxMessage).where(OutboxMessage.id == mail_id, OutboxMessage.created_at == written_at)
    query = query.where(OutboxMessage.kind == MessageKind.MAIL.value)
    message = session.scalar(query.with_for_update())
    if message is None:
        raise errors.NotFound(mail=mail_id)
    if message.state != MessageState.SENT:
        return False
    message.state, message.last_error = MessageState.PARKED.value, f"{MARK} {status}"[:500]
    details = {"mail": message.id, "participant": message.recipient_id, "status": status}
    audit.record(session, Entry(action=Action.MAIL_BOUNCED, actor=Actor.COMMAND, details=details))
    return True


def failing(session: Session, people: Collection[int]) -> set[int]:
    """Whose address fails: to them no mail is written any more."""
    back = _unanswered([MARK]).where(_LOST.recipient_id.in_(people)).with_only_columns(_LOST.recipient_id)
    return set(session.scalars(back.group_by(_LOST.recipient_id).having(sa.func.count() >= MOST)))


def unreached() -> sa.Select[int | None]:
    """The ids of those whom mail does not reach: it was refused or came back, and none has got through since."""
    return _unanswered(OF_ADDRESS).with_only_columns(_LOST.recipient_id)


def troubles(session: Session, people: Collection[int]) -> dict[int, str]:
    """Per person whom mail does not reach: why the last one did not."""
    query = _unanswered(OF_ADDRESS).where(_LOST.recipient_id.in_(people)).order_by(_LOST.id)
    columns = query.with_only_columns(_LOST.recipient_id, _LOST.last_error)
    return {person: error for person, error in session.execute(columns) if person is not None}


def _unanswered(marks: Collection[str]) -> sa.Select[OutboxMessage]:
    """Mail parked for one of these reasons, when nothing has been sent to its receiver later."""
    at = sa.func.coalesce(_LOST.sent_at, _LOST.next_try_at)
    later = sa.exists().where(_LATER.recipient_id == _LOST.recipient_id, _LATER.state == MessageState.SENT.value)
    later = later.where(_LATER.kind == MessageKind.MAIL.value, _LATER.sent_at > at)
    query = sa.select(_LOST).where(_LOST.kind == MessageKind.MAIL.value, _LOST.state == MessageState.PARKED.value)
    return query.where(sa.or_(*(_LOST.last_error.startswith(mark) for mark in marks)), ~later)


_LOST, _LATER = aliased(OutboxMessage), aliased(OutboxMessage)
