"""What was and will be said by mail in one case: letters, what waits for the morning, and the steps that lie ahead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine.casework import keyset, mails, reminders
from engine.casework.cases import Case
from engine.casework.digests import DigestItem
from engine.casework.keyset import Key, Sorting
from engine.casework.mails import Mail
from engine.casework.records import Task, TaskStatus
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage
from engine.model.ladders import Rung
from engine.people.participants import Participant

PAGE_SIZE = 25
Row = TypeVar("Row", OutboxMessage, DigestItem)


class Order(StrEnum):
    """What the list is sorted by."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RECEIVER = "receiver"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; empty fields do not narrow. `kind` is what a letter is about, `state` how far it has come."""

    kind: str = ""
    state: str = ""
    receiver: int | None = None
    order: Order = Order.NEWEST
    after: Key | None = None


@dataclass(frozen=True)
class Said:
    """What was said to one person: as a letter of its own, or in the overview of a `morning`."""

    mail: Mail
    receiver: Participant
    state: str
    sent_at: datetime | None
    error: str
    morning: datetime | None


@dataclass(frozen=True)
class Ahead:
    """A step of an open task that will be said, and when."""

    task: Task
    rung: Rung
    at: datetime


def said(session: Session, case: Case, wanted: Filter) -> tuple[Sequence[Said], Key | None]:
    """One page of what was said in a case, by letters and in daily overviews, and the key of the next page."""
    both = _both(case).subquery()
    by_time = Sorting(both.c.created_at, both.c.place, read=datetime.fromisoformat)
    sorting = {
        Order.NEWEST: replace(by_time, descending=True),
        Order.OLDEST: by_time,
        Order.RECEIVER: Sorting(sa.func.lower(Participant.name), both.c.place),
    }[wanted.order]
    query = sa.select(both.c.place.label("id"), sorting.value, both.c.row, both.c.in_overview, Participant)
    query = query.join(Participant, Participant.id == both.c.receiver).options(_SLIM)
    for column, asked in ((both.c.kind, wanted.kind), (both.c.state, wanted.state), (both.c.receiver, wanted.receiver)):
        query = query.where(column == asked) if asked else query
    rows, following = keyset.page_of_columns(session, query, sorting, wanted.after, PAGE_SIZE)
    letters = _rows(session, OutboxMessage, [row.row for row in rows if not row.in_overview])
    items = _rows(session, DigestItem, [row.row for row in rows if row.in_overview])
    found = [
        _in_overview(items[row.row], row.Participant) if row.in_overview else _letter(letters[row.row], row.Participant)
        for row in rows
    ]
    return found, following


def receivers(session: Session, case: Case) -> Sequence[Participant]:
    """Whoever was told something in a case, by name."""
    told = sa.select(_both(case).subquery().c.receiver)
    query = sa.select(Participant).where(Participant.id.in_(told)).order_by(Participant.name)
    return session.scalars(query.options(_SLIM)).all()


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


def _both(case: Case) -> sa.CompoundSelect[int, int, datetime, int, str, str, bool]:
    """Letters and parts of overviews of a case as rows alike; `place` tells them apart."""
    letters = sa.select(
        (OutboxMessage.id * 2).label("place"),
        OutboxMessage.id.label("row"),
        OutboxMessage.created_at,
        OutboxMessage.recipient_id.label("receiver"),
        OutboxMessage.payload["about"].as_string().label("kind"),
        OutboxMessage.state,
        sa.false().label("in_overview"),
    ).where(OutboxMessage.case_id == case.id, OutboxMessage.kind == MessageKind.MAIL.value)
    state = sa.case((DigestItem.told_at.is_(None), MessageState.NEW.value), else_=MessageState.SENT.value)
    items = sa.select(
        DigestItem.id * 2 + 1,
        DigestItem.id,
        DigestItem.created_at,
        DigestItem.participant_id,
        DigestItem.about,
        state,
        sa.true(),
    ).where(DigestItem.case_id == case.id)
    return sa.union_all(letters, items)


def _rows(session: Session, table: type[Row], ids: Sequence[int]) -> dict[int, Row]:
    return {row.id: row for row in session.scalars(sa.select(table).where(table.id.in_(ids)))} if ids else {}


def _letter(message: OutboxMessage, receiver: Participant) -> Said:
    mail = mails.of(message, receiver)
    return Said(mail, receiver, message.state, message.sent_at, message.last_error, None)


def _in_overview(item: DigestItem, receiver: Participant) -> Said:
    state = MessageState.NEW if item.told_at is None else MessageState.SENT
    return Said(mails.of_item(item, receiver), receiver, state.value, item.told_at, "", item.due_at)


_SLIM = sa.orm.lazyload(Participant.memberships)
