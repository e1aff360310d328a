"""Notices: short messages to people inside the product, in their own language when they read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine import clock
from engine.casework import mails
from engine.casework.cases import Case
from engine.casework.mails import Letter
from engine.casework.records import Notice
from engine.people.wishes import About

MOST_SHOWN = 20
NOTICE = "notice:"
"""The template of a mail about a notice is this and the template of the notice."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What is announced: a template's name and its values. `key` makes a repetition harmless."""

    key: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


def send(session: Session, case: Case | None, announcement: Announcement, receivers: Sequence[int]) -> list[int]:
    """Leave a notice for each receiver who has not got it; gives those who get it now."""
    keys = {f"{announcement.key}:{receiver}": receiver for receiver in dict.fromkeys(receivers)}
    known = set(session.scalars(sa.select(Notice.key).where(Notice.key.in_(keys))))
    new = {key: receiver for key, receiver in keys.items() if key not in known}
    session.add_all(
        Notice(
            key=key,
            case_id=case.id if case is not None else None,
            participant_id=receiver,
            template=announcement.template,
            values=dict(announcement.values),
            created_at=clock.now(),
        )
        for key, receiver in new.items()
    )
    return list(new.values())


def untold(session: Session, limit: int = 500) -> Sequence[int]:
    """The ids of notices that nobody has been told of by mail yet."""
    return session.scalars(sa.select(Notice.id).where(Notice.told_at.is_(None)).order_by(Notice.id).limit(limit)).all()


def tell(session: Session, notice_id: int, at: datetime) -> bool:
    """Hand a notice on to be told by mail, once; the mail says what it is about and where it is read."""
    query = sa.select(Notice).where(Notice.id == notice_id, Notice.told_at.is_(None))
    query = query.with_for_update(skip_locked=True, of=Notice)
    notice = session.scalar(query.options(joinedload(Notice.case).lazyload(Case.organisation)))
    if notice is None:
        return False
    notice.told_at = at
    letter = Letter(
        key=f"notice:{notice.id}",
        template=f"{NOTICE}{notice.template}",
        about=About.NEWS,
        case=notice.case_id,
        values={"notice": notice.id, "number": notice.case.number if notice.case is not None else ""},
    )
    mails.post(session, letter, [] if notice.read_at else [notice.participant_id])
    return True


def unread(session: Session, participant_id: int) -> list[Notice]:
    """The newest notices of a person that wait to be read, with their cases."""
    return _newest(session, participant_id, Notice.read_at.is_(None))


def earlier(session: Session, participant_id: int) -> list[Notice]:
    """The newest notices that a person has read, with their cases."""
    return _newest(session, participant_id, Notice.read_at.is_not(None))


def mark_read(session: Session, participant_id: int, notice_ids: Sequence[int]) -> int:
    """Note that a person has read some of their notices; gives how many had not been read before."""
    marked = sa.update(Notice).where(Notice.participant_id == participant_id, Notice.id.in_(notice_ids))
    marked = marked.where(Notice.read_at.is_(None)).values(read_at=clock.now())
    return len(session.scalars(marked.returning(Notice.id)).all())


def _newest(session: Session, participant_id: int, condition: sa.ColumnElement[bool]) -> list[Notice]:
    query = sa.select(Notice).where(Notice.participant_id == participant_id, condition)
    query = query.options(joinedload(Notice.case)).order_by(Notice.created_at.desc(), Notice.id.desc())
    return list(session.scalars(query.limit(MOST_SHOWN)))
