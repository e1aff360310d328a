"""All mail as it stands: to whom, what about, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import keyset
from engine.casework.keyset import Key, Sorting
from engine.ledger.outbox import MessageKind, OutboxMessage
from engine.people.participants import Participant

PAGE_SIZE = 25


class Order(StrEnum):
    """What the list is sorted by."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; `after` is the key of the last row seen."""

    receiver: int | None = None
    state: str = ""
    order: Order = Order.NEWEST
    after: Key | None = None


@dataclass(frozen=True)
class Posted:
    """A mail with the person it is for."""

    message: OutboxMessage
    receiver: Participant


@dataclass(frozen=True)
class Page:
    """Rows and the key of the next page, if there is one."""

    rows: Sequence[Posted]
    following: Key | None


def page(session: Session, wanted: Filter) -> Page:
    """One page of the mail of everybody."""
    query = sa.select(OutboxMessage, OutboxMessage.created_at, Participant)
    query = query.join(Participant, Participant.id == OutboxMessage.recipient_id).where(_IS_MAIL)
    if wanted.receiver is not None:
        query = query.where(OutboxMessage.recipient_id == wanted.receiver)
    if wanted.state:
        query = query.where(OutboxMessage.state == wanted.state)
    slim = sa.orm.lazyload(Participant.memberships)
    rows, following = keyset.page(session, query.options(slim), _SORTINGS[wanted.order], wanted.after, PAGE_SIZE)
    return Page([Posted(message, receiver) for message, _, receiver in rows], following)


def one(session: Session, mail_id: int) -> Posted:
    """A single mail, or NotFound."""
    query = sa.select(OutboxMessage, Participant).join(Participant, Participant.id == OutboxMessage.recipient_id)
    row = session.execute(query.where(_IS_MAIL, OutboxMessage.id == mail_id)).one_or_none()
    if row is None:
        raise errors.NotFound(mail=mail_id)
    return Posted(row[0], row[1])


def receivers(session: Session, state: str = "") -> Sequence[Participant]:
    """Whoever mail was written to, or mail that stands in one state, by name."""
    written_to = sa.select(OutboxMessage.recipient_id).where(_IS_MAIL)
    written_to = written_to.where(OutboxMessage.state == state) if state else written_to
    query = sa.select(Participant).where(Participant.id.in_(written_to)).order_by(Participant.name)
    return session.scalars(query.options(sa.orm.lazyload(Participant.memberships))).all()


_IS_MAIL = OutboxMessage.kind == MessageKind.MAIL.value
_SORTINGS = {
    Order.NEWEST: Sorting(OutboxMessage.created_at, OutboxMessage.id, read=datetime.fromisoformat, descending=True),
    Order.OLDEST: Sorting(OutboxMessage.created_at, OutboxMessage.id, read=datetime.fromisoformat),
}
