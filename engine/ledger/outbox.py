"""What must be done after the commit: one row each, sent at least once under a stable key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock, database
from engine.database import Base

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_TRIES = 8
LEASE = timedelta(minutes=2)
_SUBJECT = "outbox"


class MessageKind(StrEnum):
    """What has to happen: a job is done, an event is sent on to who waits for it, a case receives it, mail goes out.

    Of kind `offers`: the open tasks of a case are offered anew, since somebody has come or gone.
    """

    JOB = "job"
    EVENT = "event"
    DELIVERY = "delivery"
    MAIL = "mail"
    OFFERS = "offers"


OVER_NETWORK = (MessageKind.MAIL,)
"""What goes out after its transaction; all the rest, what nobody knows among it, is done here within one."""


Kinds = Collection[MessageKind]


class MessageState(StrEnum):
    """How far a message has come."""

    NEW = "new"
    SENT = "sent"
    PARKED = "parked"
    DROPPED = "dropped"


class OutboxMessage(Base):
    """Something to be done once the transaction that asked for it has been committed."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index(
            "ix_outbox_due",
            "next_try_at",
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        ),
        sa.Index(
            "ix_outbox_parked",
            "recipient_id",
            sqlite_where=sa.text("state = 'parked'"),
            postgresql_where=sa.text("state = 'parked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"), index=True)
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(sa.String(20), default=MessageState.NEW.value)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a use case wants done. `key` is the idempotency key: the same key is one message.

    `recipient` is whom a mail is for. `renewed`: what was done or dropped under this key is to be done once more.
    """

    key: str
    kind: MessageKind
    case: int | None
    payload: dict[str, Any] = field(default_factory=dict)
    recipient: int | None = None
    renewed: bool = False


def post(session: Session, message: Message) -> None:
    """Collect a message; it is written when the transaction ends, or not at all."""
    database.collected(session, _SUBJECT).append(message)


def is_known(session: Session, key: str) -> bool:
    """Whether a message was written under this key."""
    return session.scalar(sa.select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None


def has_posted(session: Session) -> bool:
    """Whether the running use case, or the one just committed, has something to be done afterwards."""
    return bool(database.collected_so_far(session, _SUBJECT))


def write_collected(session: Session) -> None:
    """Write the collected messages with one insert; of keys that are known, only renewed ones come back."""
    pending: list[Message] = database.collected(session, _SUBJECT)
    if not pending:
        return
    session.flush()
    known = set(session.scalars(sa.select(OutboxMessage.key).where(OutboxMessage.key.in_([m.key for m in pending]))))
    at = clock.now()
    rows = {
        message.key: {
            "key": message.key,
            "kind": message.kind.value,
            "case_id": message.case,
            "recipient_id": message.recipient,
            "payload": message.payload,
            "created_at": at,
            "next_try_at": at,
        }
        for message in pending
        if message.key not in known
    }
    if rows:
        session.execute(sa.insert(OutboxMessage), list(rows.values()))
    for message in pending:
        if message.renewed and message.key in known:
            _renew(session, message, at)


def any_due(session: Session, at: datetime, kinds: Kinds = ()) -> bool:
    """Whether a message of these kinds could be claimed now; without kinds, what is done here."""
    return session.scalar(_due(at, kinds).limit(1)) is not None


def claim(
    session: Session, at: datetime, limit: int = 100, *, kinds: Kinds = (), lease: timedelta = LEASE
) -> Sequence[int]:
    """Lease the messages to be tried now, oldest first, and give their ids; nobody else gets them before that is over.

    Those are new, their time has come, and no lease of theirs runs; without kinds, they are what is done here. A lease
    that nobody gave back, because its holder is gone, ends by itself.
    """
    ids = session.scalars(_due(at, kinds).limit(limit).with_for_update(skip_locked=True)).all()
    if ids:
        leased = sa.update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(leased_until=at + lease)
        session.execute(leased, execution_options={"synchronize_session": False})
    return ids


def locked(session: Session, message_id: int) -> OutboxMessage | None:
    """The message as it is now, locked, when it still waits; None when somebody else has it or has done it."""
    query = sa.select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update(skip_locked=True)
    message = session.scalar(query.execution_options(populate_existing=True))
    return message if message is not None and message.state == MessageState.NEW.value else None


def done(message: OutboxMessage, state: MessageState = MessageState.SENT) -> None:
    """Note that nothing is left to do for a locked message."""
    message.state, message.leased_until = state.value, None
    if state is MessageState.SENT:
        message.sent_at = clock.now()


def failed(message: OutboxMessage, error: str, at: datetime) -> bool:
    """Count a failed try: later again with a doubling pause, or parked after the last. Tells whether it was parked."""
    message.tries += 1
    message.last_error = error[:500]
    message.leased_until = None
    if message.tries >= MOST_TRIES:
        message.state = MessageState.PARKED.value
        return True
    message.next_try_at = at + min(FIRST_PAUSE * 2 ** (message.tries - 1), LONGEST_PAUSE)
    return False


def refused(message: OutboxMessage, error: str) -> None:
    """Park a message at once: trying again would change nothing."""
    message.tries += 1
    message.last_error, message.leased_until = error[:500], None
    message.state = MessageState.PARKED.value


def again(message: OutboxMessage, at: datetime) -> None:
    """Give a parked message a fresh row of tries."""
    message.state, message.tries, message.next_try_at, message.sent_at = MessageState.NEW.value, 0, at, None


def _due(at: datetime, kinds: Kinds) -> sa.Select[int]:
    free = sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= at)
    query = sa.select(OutboxMessage.id).where(OutboxMessage.state == MessageState.NEW.value)
    query = query.where(OutboxMessage.kind.in_(kinds) if kinds else OutboxMessage.kind.not_in(OVER_NETWORK))
    return query.where(OutboxMessage.next_try_at <= at, free).order_by(OutboxMessage.next_try_at, OutboxMessage.id)


def _renew(session: Session, message: Message, at: datetime) -> None:
    ended = OutboxMessage.state.in_([MessageState.SENT.value, MessageState.DROPPED.value])
    row = sa.update(OutboxMessage).where(OutboxMessage.key == message.key, ended)
    fresh = {"state": MessageState.NEW.value, "tries": 0, "last_error": "", "payload": message.payload}
    session.execute(row.values(**fresh, next_try_at=at, leased_until=None, sent_at=None))


# Lock order: the outbox before the audit head, so its hook must come first.
database.before_commit_first(write_collected)
