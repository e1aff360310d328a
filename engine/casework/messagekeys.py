"""Keys with which other systems send messages: who made one, for which organisation, and which names it may send."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from engine import clock, errors
from engine.casework import keyset, processes, programs
from engine.casework.keyset import Key, Sorting
from engine.database import Base
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import organisations
from engine.people.organisations import Organisation
from engine.people.participants import Participant

MARK = "i360_"
LONGEST_NAME = 100
PAGE_SIZE = 25


class MessageKey(Base):
    """One key. Of the key itself only a digest is kept: it is random and long, so a plain hash cannot be turned back.

    `responsible` answers for what it sends: cases that a message opens are opened in their name.
    """

    __tablename__ = "message_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    responsible_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    names: Mapped[list[Any]]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    made_at: Mapped[datetime]
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    revoked_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    responsible: Mapped[Participant] = relationship(lazy="raise", foreign_keys=[responsible_id])
    made_by: Mapped[Participant] = relationship(lazy="raise", foreign_keys=[made_by_id])
    revoked_by: Mapped[Participant | None] = relationship(lazy="raise", foreign_keys=[revoked_by_id])


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A key that somebody wants: what it is for, whose it is, who answers for it, and what it may send."""

    name: str
    organisation: str
    responsible: int
    names: Sequence[str]


class Shown(StrEnum):
    """Which keys a list shows."""

    VALID = "valid"
    REVOKED = "revoked"
    ALL = "all"


class Order(StrEnum):
    """What a list of keys is sorted by."""

    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True)
class Page:
    """Keys, and the key of the next page when there is one."""

    keys: Sequence[MessageKey]
    following: Key | None


def make(session: Session, wanted: Wanted, by: Participant) -> tuple[MessageKey, str]:
    """Make a key; its secret is given once and cannot be had again. Rejected for a name that no process knows."""
    unknown = sorted(set(wanted.names) - set(known_names(session)))
    if unknown or not wanted.names or not 1 <= len(wanted.name) <= LONGEST_NAME:
        raise errors.Rejected(names=unknown)
    secret = MARK + secrets.token_urlsafe(32)
    key = MessageKey(
        name=wanted.name,
        digest=_digest(secret),
        organisation=organisations.get(session, wanted.organisation),
        responsible=session.get_one(Participant, wanted.responsible),
        names=sorted(set(wanted.names)),
        made_by_id=by.id,
        made_at=clock.now(),
    )
    session.add(key)
    session.flush()
    _record(session, Action.KEY_MADE, key, by, names=key.names, responsible=key.responsible_id)
    return key, secret


def revoke(session: Session, key_id: int, by: Participant) -> MessageKey:
    """Let a key open nothing any more, at once; NotFound, or ChangedMeanwhile when it was revoked before."""
    query = sa.select(MessageKey).where(MessageKey.id == key_id).with_for_update()
    key = session.scalar(query.execution_options(populate_existing=True))
    if key is None:
        raise errors.NotFound(key=key_id)
    if key.revoked_at is not None:
        raise errors.ChangedMeanwhile(key=key_id)
    key.revoked_at, key.revoked_by_id = clock.now(), by.id
    _record(session, Action.KEY_REVOKED, key, by)
    return key


def valid(session: Session, secret: str) -> MessageKey | None:
    """The key that a secret belongs to, unless it was revoked or nobody answers for it any more."""
    query = sa.select(MessageKey).where(MessageKey.digest == _digest(secret), MessageKey.revoked_at.is_(None))
    key = session.scalar(query.options(joinedload(MessageKey.responsible), joinedload(MessageKey.organisation)))
    return key if key is not None and key.responsible.active else None


def get(session: Session, key_id: int) -> MessageKey:
    """One key with its people and organisation, or NotFound."""
    key = session.get(MessageKey, key_id, options=_LOADS)
    if key is None:
        raise errors.NotFound(key=key_id)
    return key


def page(session: Session, shown: Shown, order: Order, after: Key | None) -> Page:
    """One page of keys with their people and organisations."""
    by_name = order is Order.NAME
    value: sa.SQLColumnExpression[Any] = sa.func.lower(MessageKey.name) if by_name else MessageKey.made_at
    read = str if by_name else datetime.fromisoformat
    query = sa.select(MessageKey, value).options(*_LOADS)
    if shown is not Shown.ALL:
        revoked = MessageKey.revoked_at.is_not(None)
        query = query.where(revoked if shown is Shown.REVOKED else sa.not_(revoked))
    sorting = Sorting(value, MessageKey.id, read, descending=not by_name)
    rows, following = keyset.page(session, query, sorting, after, PAGE_SIZE)
    return Page([row[0] for row in rows], following)


def known_names(session: Session) -> dict[str, str]:
    """The messages and signals that processes wait for today: name → "message" or "signal", by name."""
    found: dict[str, str] = {}
    for release in processes.newest_releases(session):
        found.update(programs.places(session, release.id).awaited)
    return dict(sorted(found.items()))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(session: Session, action: Action, key: MessageKey, by: Participant, **more: object) -> None:
    details = {"key": key.id, "name": key.name, "organisation": key.organisation_id, **more}
    audit.record(session, Entry(action=action, actor=by.id, chain=key.organisation_id, details=details))


_LOADS = (
    joinedload(MessageKey.organisation),
    joinedload(MessageKey.responsible).lazyload(Participant.memberships),
    joinedload(MessageKey.made_by).lazyload(Participant.memberships),
    joinedload(MessageKey.revoked_by).lazyload(Participant.memberships),
)
