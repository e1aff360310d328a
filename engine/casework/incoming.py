"""Messages that came for cases, and what became of them: from other systems each one, from cases what nobody took."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from engine import errors, feel
from engine.casework import keyset
from engine.casework.cases import Case
from engine.casework.events import Arrival
from engine.casework.keyset import Key, Sorting
from engine.casework.messagekeys import MessageKey
from engine.database import Base
from engine.execution import EventKind
from engine.people.organisations import Organisation
from engine.people.participants import Participant

PAGE_SIZE = 25
UNSETTLED = "open"
ADDRESS, CASE = "address", "case"
"""Where a message came from."""


class Outcome(StrEnum):
    """What became of a message."""

    DELIVERED = "delivered"
    OPENED = "opened"
    SENT = "sent"
    WAITING = "waiting"
    UNDELIVERED = "undelivered"
    DISCARDED = "discarded"


OPEN = (Outcome.WAITING, Outcome.UNDELIVERED)
"""Where something is left to do: by itself, or by somebody."""


class Why(StrEnum):
    """Why a message could not be delivered."""

    NOBODY_WAITS = "nobody_waits"
    SEVERAL_WAIT = "several_wait"
    SEVERAL_START = "several_start"
    GONE_ON = "gone_on"
    FAILED = "failed"


class Incoming(Base):
    """One message or signal. `mark` says which: a key with the sender's own id, or a message of the outbox.

    The payload is kept only while it may still be delivered; `digest` tells whether the same id brings the same. What
    came before a case waits for it is kept until `keep_until`.
    """

    __tablename__ = "incoming"
    __table_args__ = (
        sa.Index("ix_incoming_outcome_received_at", "outcome", "received_at"),
        sa.Index("ix_incoming_key_id_received_at", "key_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(sa.String(64), unique=True)
    key_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message_key.id"))
    sender_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    correlation: Mapped[str | None] = mapped_column(sa.Text)
    payload: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    received_at: Mapped[datetime]
    keep_until: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(20))
    why: Mapped[str] = mapped_column(sa.String(20), default="")
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"))
    reached: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reason.id"))

    message_key: Mapped[MessageKey | None] = relationship(lazy="raise")
    sender: Mapped[Case | None] = relationship(lazy="raise", foreign_keys=[sender_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    case: Mapped[Case | None] = relationship(lazy="raise", foreign_keys=[case_id])
    settled_by: Mapped[Participant | None] = relationship(lazy="raise")

    @property
    def arrival(self) -> Arrival:
        """The message as it came; whatever was in it is gone once nobody can deliver it any more."""
        values = feel.decode(self.payload.get("values"))
        return Arrival(
            kind=EventKind(self.kind),
            name=self.name,
            key=self.correlation,
            payload=values if isinstance(values, dict) else {},
        )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of messages is narrowed to; empty fields do not narrow. Of outcome `open`: all of `OPEN`."""

    outcome: str = UNSETTLED
    why: str = ""
    name: str = ""
    source: str = ""
    organisation: int | None = None


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Page:
    """Messages with what they name, and the key of the next page when there is one."""

    messages: Sequence[Incoming] = field(default_factory=tuple)
    following: Key | None = None


def mark_of(*parts: object) -> str:
    """The mark of a message, made of what tells it from all others."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()


def kept(arrival: Arrival) -> dict[str, Any]:
    """A payload as it is stored."""
    return {"values": feel.encode(dict(arrival.payload))}


def digest_of(arrival: Arrival) -> str:
    """A digest of all that a message says."""
    said = [arrival.kind.value, arrival.name, arrival.key, feel.encode(dict(arrival.payload))]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def by_mark(session: Session, mark: str) -> Incoming | None:
    """The message with a mark, with the case it was for."""
    return session.scalar(sa.select(Incoming).where(Incoming.mark == mark).options(joinedload(Incoming.case)))


def get(session: Session, incoming_id: int) -> Incoming:
    """One message with everything it names, or NotFound."""
    found = session.get(Incoming, incoming_id, options=_LOADS)
    if found is None:
        raise errors.NotFound(incoming=incoming_id)
    return found


def locked(session: Session, incoming_id: int) -> Incoming:
    """A message that is not delivered yet, locked; NotFound, or ChangedMeanwhile when somebody has settled it."""
    query = sa.select(Incoming).where(Incoming.id == incoming_id).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise errors.NotFound(incoming=incoming_id)
    if found.outcome not in OPEN:
        raise errors.ChangedMeanwhile(incoming=incoming_id)
    return found


def still_waiting(session: Session, incoming_id: int) -> Incoming | None:
    """A message that waits for a case, locked; None when something has become of it."""
    query = sa.select(Incoming).where(Incoming.id == incoming_id).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    return found if found is not None and found.outcome == Outcome.WAITING else None


def settle(
    message: Incoming, outcome: Outcome, at: datetime, *, by: int | None = None, case: int | None = None
) -> None:
    """Note what became of a message; nobody needs its payload any more."""
    message.outcome, message.why, message.case_id = outcome.value, "", case
    message.settled_at, message.settled_by_id, message.payload = at, by, {}


def since(session: Session, key: int, moment: datetime) -> int:
    """How many messages a key has sent since a moment."""
    count = sa.select(sa.func.count()).select_from(Incoming)
    return session.scalar(count.where(Incoming.key_id == key, Incoming.received_at > moment)) or 0


def page(session: Session, wanted: Wanted, order: Order, after: Key | None) -> Page:
    """One page of messages."""
    conditions: Mapping[str, sa.ColumnElement[bool]] = {
        "outcome": Incoming.outcome.in_(OPEN if wanted.outcome == UNSETTLED else (wanted.outcome,)),
        "why": Incoming.why == wanted.why,
        "name": Incoming.name == wanted.name,
        "source": Incoming.key_id.is_not(None) if wanted.source == ADDRESS else Incoming.sender_id.is_not(None),
        "organisation": Incoming.organisation_id == wanted.organisation,
    }
    query = sa.select(Incoming, Incoming.received_at).options(*_LOADS)
    query = query.where(*(condition for name, condition in conditions.items() if getattr(wanted, name)))
    sorting = Sorting(Incoming.received_at, Incoming.id, datetime.fromisoformat, descending=order is Order.NEWEST)
    rows, following = keyset.page(session, query, sorting, after, PAGE_SIZE)
    return Page([row[0] for row in rows], following)


def names(session: Session) -> list[str]:
    """The names of all messages there are, for choosing one."""
    return list(session.scalars(sa.select(Incoming.name).distinct().order_by(Incoming.name)))


def undelivered(session: Session) -> int:
    """How many messages wait to be delivered or discarded."""
    count = sa.select(sa.func.count()).select_from(Incoming)
    return session.scalar(count.where(Incoming.outcome.in_(OPEN))) or 0


_LOADS = (
    joinedload(Incoming.message_key),
    joinedload(Incoming.organisation),
    joinedload(Incoming.sender),
    joinedload(Incoming.case),
    joinedload(Incoming.settled_by).lazyload(Participant.memberships),
)
