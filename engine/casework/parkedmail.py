"""Mail that could not be sent: who may try it again, and what is recorded of that."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.ledger import audit, outbox
from engine.ledger.audit import Action, Entry
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage
from engine.people.participants import Participant


def retry(session: Session, mail_id: int, by: Participant) -> None:
    """Give a parked mail a fresh row of tries; NotFound for none, Conflict when it waits or was sent meanwhile."""
    query = sa.select(OutboxMessage).where(OutboxMessage.id == mail_id, OutboxMessage.kind == MessageKind.MAIL.value)
    message = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if message is None:
        raise errors.NotFound(mail=mail_id)
    if message.state != MessageState.PARKED:
        raise errors.Conflict(mail=mail_id, state=message.state)
    _again(session, message, by)


def retry_all(session: Session, person: Participant, by: Participant) -> int:
    """Try all parked mail of somebody again, as after a change of address; gives how many."""
    query = sa.select(OutboxMessage).where(OutboxMessage.recipient_id == person.id).order_by(OutboxMessage.id)
    query = query.where(OutboxMessage.kind == MessageKind.MAIL.value, OutboxMessage.state == MessageState.PARKED.value)
    parked = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    for message in parked:
        _again(session, message, by)
    return len(parked)


def _again(session: Session, message: OutboxMessage, by: Participant) -> None:
    outbox.again(message, clock.now())
    details = {"mail": message.id, "participant": message.recipient_id, "error": message.last_error.partition(" ")[0]}
    audit.record(session, Entry(action=Action.MAIL_RETRIED, actor=by.id, details=details))
