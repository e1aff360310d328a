"""Notices: short messages to people inside the product, in their own language when they read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine import clock
from engine.casework.cases import Case
from engine.casework.records import Notice


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What is announced in a case: a template's name and its values. `key` makes a repetition harmless."""

    key: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


def send(session: Session, case: Case, announcement: Announcement, receivers: Sequence[int]) -> list[int]:
    """Leave a notice for each receiver who has not got it; gives those who get it now."""
    keys = {f"{announcement.key}:{receiver}": receiver for receiver in dict.fromkeys(receivers)}
    known = set(session.scalars(sa.select(Notice.key).where(Notice.key.in_(keys))))
    new = {key: receiver for key, receiver in keys.items() if key not in known}
    session.add_all(
        Notice(
            key=key,
            case_id=case.id,
            participant_id=receiver,
            template=announcement.template,
            values=dict(announcement.values),
            created_at=clock.now(),
        )
        for key, receiver in new.items()
    )
    return list(new.values())


def of_person(session: Session, participant_id: int, limit: int = 20, *, unread: bool = False) -> list[Notice]:
    """The newest notices of a person with their cases."""
    query = sa.select(Notice).where(Notice.participant_id == participant_id)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    query = query.options(joinedload(Notice.case, innerjoin=True)).order_by(Notice.created_at.desc(), Notice.id.desc())
    return list(session.scalars(query.limit(limit)))


def mark_read(session: Session, participant_id: int, notice_ids: Sequence[int]) -> None:
    """Note that a person has read some of their notices."""
    unread = sa.update(Notice).where(Notice.participant_id == participant_id, Notice.id.in_(notice_ids))
    session.execute(unread.where(Notice.read_at.is_(None)).values(read_at=clock.now()))
