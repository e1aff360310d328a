"""What is overdue beyond its deadline: the gates and conditions that coordinators have to look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine.casework import permissions
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.records import Task, TaskStatus

MOST_LISTED = 100


@dataclass(frozen=True)
class Late:
    """A task that is overdue beyond its deadline, and its case."""

    case: Case
    task: Task


def is_now(kind: str, at: datetime) -> sa.ColumnElement[bool]:
    """The condition on Case that something of a kind is overdue in it."""
    late = sa.exists().where(Task.case_id == Case.id, Task.status == TaskStatus.OPEN.value)
    return late.where(Task.overdue_kind == kind, Task.overdue_at <= at)


def kinds(session: Session, case_ids: Sequence[int], at: datetime) -> dict[int, list[str]]:
    """What kinds of things are overdue in cases, by case."""
    query = sa.select(Task.case_id, Task.overdue_kind).where(Task.status == TaskStatus.OPEN.value)
    query = query.where(Task.case_id.in_(case_ids), Task.overdue_at <= at).distinct()
    found: dict[int, list[str]] = {}
    for case_id, kind in session.execute(query.order_by(Task.case_id, Task.overdue_kind.desc())):
        found.setdefault(case_id, []).append(kind)
    return found


def of_case(session: Session, case: Case, at: datetime) -> list[Late]:
    """What is overdue in a case, longest first."""
    return _found(session, Case.id == case.id, at)


def seen_by(session: Session, by: Asker, at: datetime) -> list[Late]:
    """What is overdue in the cases somebody may see, longest first."""
    return _found(session, permissions.visible_cases(by), at)


def _found(session: Session, within: sa.ColumnElement[bool], at: datetime) -> list[Late]:
    query = sa.select(Case, Task).join(Task, Task.case_id == Case.id).where(within)
    query = query.where(Task.status == TaskStatus.OPEN.value, Task.overdue_at <= at)
    loads = (joinedload(Task.version, innerjoin=True), joinedload(Task.taken_by))
    rows = session.execute(query.options(*loads).order_by(Task.overdue_at, Task.id).limit(MOST_LISTED))
    return [Late(case, task) for case, task in rows]
