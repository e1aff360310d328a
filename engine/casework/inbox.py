"""The inbox: open tasks of a person and of their roles, read in order of deadline from an index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from engine import clock
from engine.casework import cases, deadlines, keyset, permissions, principals
from engine.casework.cases import Case
from engine.casework.keyset import Key, Sorting
from engine.casework.permissions import Asker
from engine.casework.records import NO_DEADLINE, Candidate, Draft, Task, TaskStatus
from engine.people.participants import Participant

PAGE_SIZE = 25
MOST_COUNTED = 100


class Whose(StrEnum):
    """Whose tasks are listed."""

    ALL = "all"
    MINE = "mine"
    TEAM = "team"
    AWAY = "away"


class Due(StrEnum):
    """Which deadlines are listed: near, none, standing still, or what its holder wants to look at again by today."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    NONE = "none"
    FOLLOW_UP = "follow_up"
    PAUSED = "paused"


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
    after: Key | None = None


@dataclass(frozen=True)
class Page:
    """Tasks with their cases and versions, those with a draft of the reader, and the key of the next page if any.

    `places` names, by task, whoever is away and in whose place the reader may do it.
    """

    tasks: Sequence[Task]
    drafts: frozenset[int]
    places: Mapping[int, Participant]
    following: Key | None


@dataclass(frozen=True)
class Counts:
    """How many tasks wait, each counted up to MOST_COUNTED."""

    mine: int
    team: int
    overdue: int
    away: int


def page(session: Session, by: Asker, wanted: Filter) -> Page:
    """One page of the inbox."""
    loads = (
        joinedload(Task.case, innerjoin=True),
        selectinload(Task.version),
        joinedload(Task.taken_by).lazyload(Participant.memberships),
    )
    mine = sa.and_(Draft.task_id == Task.id, Draft.participant_id == by.id)
    query = _wanted(by, wanted).add_columns(Draft.saved_at, Candidate.participant_id).outerjoin(Draft, mine)
    rows, following = keyset.page(session, query.options(*loads), _SORTINGS[wanted.order], wanted.after, PAGE_SIZE)
    lent = {task.id: offered_to for task, _, _, offered_to in rows if offered_to != by.id}
    tasks = [task for task, *_rest in rows if task.id not in lent or not _barred(session, task, by)]
    drafts = frozenset(task.id for task, _, saved_at, _ in rows if saved_at is not None)
    return Page(tasks, drafts, _places(session, lent), following)


def everything(session: Session, by: Asker) -> Sequence[Task]:
    """All open tasks of a person, of their roles and of those who are away, in order of deadline."""
    now = clock.now()
    query = _wanted(by, Filter(now=now, day_end=now)).options(joinedload(Task.case), selectinload(Task.version))
    return [task for task, *_rest in session.execute(query.order_by(*_SORTINGS[Order.DUE].order()))]


def counts(session: Session, by: Asker, now: datetime) -> Counts:
    """How much waits for a person, each figure bounded."""
    return Counts(
        mine=_bounded(session, by, Filter(now=now, day_end=now, whose=Whose.MINE)),
        team=_bounded(session, by, Filter(now=now, day_end=now, whose=Whose.TEAM)),
        overdue=_bounded(session, by, Filter(now=now, day_end=now, due=Due.OVERDUE)),
        away=_bounded(session, by, Filter(now=now, day_end=now, whose=Whose.AWAY)) if by.principals else 0,
    )


def next_own(session: Session, by: Asker, case_id: int) -> Task | None:
    """The next open task a person has in a case, for going on without a detour."""
    return next_in_case(session, by, case_id, Whose.MINE)


def next_in_case(session: Session, by: Asker, case_id: int, whose: Whose = Whose.ALL) -> Task | None:
    """The next open task of a case that waits for a person or, after their own, for their roles."""
    query = (
        sa.select(Task)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(principals.rows_of(by.id, by.principals), Task.case_id == case_id, _whose(by, whose))
        .where(Task.status == TaskStatus.OPEN.value)
        .order_by(Task.taken_by_id.is_(None), Candidate.due, Candidate.task_id)
    )
    return session.scalar(query.limit(1))


def _wanted(by: Asker, wanted: Filter) -> sa.Select[Task, object]:
    query = sa.select(Task, _SORTINGS[wanted.order].value)
    query = query.join(Candidate, Candidate.task_id == Task.id).join(Case, Case.id == Task.case_id)
    query = query.where(principals.rows_of(by.id, by.principals), Task.status == TaskStatus.OPEN.value)
    query = query.where(_whose(by, wanted.whose), _due(wanted))
    if wanted.text:
        query = query.where(cases.found_by(wanted.text))
    return query


def _whose(by: Asker, whose: Whose) -> sa.ColumnElement[bool]:
    """Of the tasks offered to the asker or lent to them: those that nobody else has.

    What a substitute has taken stays in the list of whoever is away, and in no other.
    """
    offered_to, nobody = Candidate.participant_id, Task.taken_by_id.is_(None)
    theirs = sa.and_(Task.taken_for_id == offered_to, sa.or_(Task.taken_by_id == by.id, offered_to == by.id))
    free = sa.or_(nobody, Task.taken_by_id == offered_to, theirs)
    return {
        Whose.ALL: free,
        Whose.MINE: sa.and_(free, sa.or_(Task.taken_by_id == by.id, Task.taken_for_id == by.id)),
        Whose.TEAM: sa.and_(nobody, offered_to == by.id),
        Whose.AWAY: sa.and_(free, offered_to != by.id),
    }[whose]


def _barred(session: Session, task: Task, by: Asker) -> bool:
    """Whether a substitute has done what a task lent to them must be separate from; what one is offered never is."""
    return by.id in permissions.barred(session, task.case_id, task.separate_from)


def _places(session: Session, lent: Mapping[int, int]) -> dict[int, Participant]:
    if not lent:
        return {}
    query = sa.select(Participant).where(Participant.id.in_(lent.values()))
    people = {person.id: person for person in session.scalars(query.options(sa.orm.lazyload(Participant.memberships)))}
    return {task: people[person] for task, person in lent.items()}


def _due(wanted: Filter) -> sa.ColumnElement[bool]:
    due = Candidate.due
    by_today = Task.follow_up_on <= wanted.day_end.date()
    return {
        Due.ALL: sa.true(),
        Due.OVERDUE: due < wanted.now,
        Due.TODAY: sa.and_(due >= wanted.now, due <= wanted.day_end),
        Due.WEEK: due <= wanted.day_end + timedelta(days=6),
        Due.NONE: sa.and_(due == NO_DEADLINE, Task.deadline_kind == deadlines.NONE),
        Due.PAUSED: sa.and_(due == NO_DEADLINE, Task.deadline_kind != deadlines.NONE),
        Due.FOLLOW_UP: sa.and_(by_today, Task.taken_by_id == Candidate.participant_id),
    }[wanted.due]


def _bounded(session: Session, by: Asker, wanted: Filter) -> int:
    inner = _wanted(by, wanted).with_only_columns(Task.id).limit(MOST_COUNTED).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0


_SORTINGS = {
    Order.DUE: Sorting(Candidate.due, Candidate.task_id, read=datetime.fromisoformat),
    Order.OPENED: Sorting(Task.opened_at, Candidate.task_id, read=datetime.fromisoformat, descending=True),
    Order.PRIORITY: Sorting(Task.priority, Candidate.task_id, read=int, descending=True),
}
