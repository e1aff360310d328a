"""The inbox: open tasks of a person and of their roles, read in order of deadline from an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from engine.casework import cases
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.records import NO_DEADLINE, Candidate, Task, TaskStatus
from engine.people.participants import Participant

PAGE_SIZE = 25
MOST_COUNTED = 100


class Whose(StrEnum):
    """Whose tasks are listed."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"


class Due(StrEnum):
    """Which deadlines are listed."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    NONE = "none"


class Order(StrEnum):
    """What the list is sorted by."""

    DUE = "due"
    OPENED = "opened"
    PRIORITY = "priority"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for. `day_end` is the last moment of today for the reader; `after` a key of the row before."""

    now: datetime
    day_end: datetime
    whose: Whose = Whose.ALL
    due: Due = Due.ALL
    text: str = ""
    order: Order = Order.DUE
    after: tuple[str, int] | None = None


@dataclass(frozen=True)
class Page:
    """Tasks with their cases and versions, and the key of the next page when there is one."""

    tasks: Sequence[Task]
    following: tuple[str, int] | None


@dataclass(frozen=True)
class Counts:
    """How many tasks wait, each counted up to MOST_COUNTED."""

    mine: int
    team: int
    overdue: int


def page(session: Session, by: Asker, wanted: Filter) -> Page:
    """One page of the inbox."""
    query = _wanted(by, wanted)
    key, descending = _key(wanted.order)
    if wanted.after is not None:
        query = query.where(_beyond(key, wanted, descending))
    sort = (key.desc(), Candidate.task_id.desc()) if descending else (key.asc(), Candidate.task_id.asc())
    loads = (
        joinedload(Task.case, innerjoin=True),
        selectinload(Task.version),
        joinedload(Task.taken_by).lazyload(Participant.memberships),
    )
    rows = session.execute(query.options(*loads).order_by(*sort).limit(PAGE_SIZE + 1)).all()
    tasks = [row[0] for row in rows[:PAGE_SIZE]]
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(tasks, (_text(last[1]), last[0].id) if last else None)


def counts(session: Session, by: Asker, now: datetime) -> Counts:
    """How much waits for a person, each figure bounded."""
    return Counts(
        mine=_bounded(session, by, Filter(now=now, day_end=now, whose=Whose.MINE)),
        team=_bounded(session, by, Filter(now=now, day_end=now, whose=Whose.TEAM)),
        overdue=_bounded(session, by, Filter(now=now, day_end=now, due=Due.OVERDUE)),
    )


def next_own(session: Session, by: Asker, case_id: int) -> Task | None:
    """The next open task a person has in a case, for going on without a detour."""
    query = (
        sa.select(Task)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(Candidate.participant_id == by.id, Task.case_id == case_id, Task.taken_by_id == by.id)
        .where(Task.status == TaskStatus.OPEN.value)
        .order_by(Candidate.due, Candidate.task_id)
    )
    return session.scalar(query.limit(1))


def _wanted(by: Asker, wanted: Filter) -> sa.Select[Task, object]:
    key, _ = _key(wanted.order)
    query = sa.select(Task, key).join(Candidate, Candidate.task_id == Task.id).join(Case, Case.id == Task.case_id)
    query = query.where(Candidate.participant_id == by.id, Task.status == TaskStatus.OPEN.value)
    query = query.where(_whose(by, wanted.whose), _due(wanted))
    if wanted.text:
        query = query.where(cases.found_by(wanted.text))
    return query


def _whose(by: Asker, whose: Whose) -> sa.ColumnElement[bool]:
    mine, nobody = Task.taken_by_id == by.id, Task.taken_by_id.is_(None)
    return {Whose.MINE: mine, Whose.TEAM: nobody, Whose.ALL: sa.or_(mine, nobody)}[whose]


def _due(wanted: Filter) -> sa.ColumnElement[bool]:
    due = Candidate.due
    return {
        Due.ALL: sa.true(),
        Due.OVERDUE: due < wanted.now,
        Due.TODAY: sa.and_(due >= wanted.now, due <= wanted.day_end),
        Due.WEEK: due <= wanted.day_end + timedelta(days=6),
        Due.NONE: due == NO_DEADLINE,
    }[wanted.due]


def _key(order: Order) -> tuple[sa.ColumnElement[object], bool]:
    columns: dict[Order, tuple[sa.ColumnElement[object], bool]] = {
        Order.DUE: (Candidate.due, False),  # type: ignore[dict-item]
        Order.OPENED: (Task.opened_at, True),  # type: ignore[dict-item]
        Order.PRIORITY: (Task.priority, True),  # type: ignore[dict-item]
    }
    return columns[order]


def _beyond(key: sa.ColumnElement[object], wanted: Filter, descending: bool) -> sa.ColumnElement[bool]:
    assert wanted.after is not None  # noqa: S101
    text, task_id = wanted.after
    value: object = int(text) if wanted.order is Order.PRIORITY else datetime.fromisoformat(text)
    if descending:
        return sa.or_(key < value, sa.and_(key == value, Candidate.task_id < task_id))
    return sa.or_(key > value, sa.and_(key == value, Candidate.task_id > task_id))


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _bounded(session: Session, by: Asker, wanted: Filter) -> int:
    inner = _wanted(by, wanted).with_only_columns(Task.id).limit(MOST_COUNTED).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0
