"""Mail that came back: the address of whoever it was for fails after three, until one of them is tried again."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage

MARK = "MailBounced"
MOST = 3


def note(session: Session, mail_id: int, status: str) -> bool:
    """Park a mail that came back for good; False when that is known. NotFound for no mail of ours."""
    query = sa.select(OutboxMessage).where(OutboxMessage.id == mail_id, OutboxMessage.kind == MessageKind.MAIL.value)
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
    back = sa.select(OutboxMessage.recipient_id).where(OutboxMessage.recipient_id.in_(people))
    back = back.where(OutboxMessage.state == MessageState.PARKED.value, OutboxMessage.last_error.startswith(MARK))
    return set(session.scalars(back.group_by(OutboxMessage.recipient_id).having(sa.func.count() >= MOST)))
