"""A person's own date for looking at a task again; it moves no deadline, and goes when the task changes hands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import permissions, tasks
from engine.casework.records import Task
from engine.casework.schedule import MORNING
from engine.casework.settlement import history
from engine.ledger.audit import Action
from engine.people import calendars, participants
from engine.people.participants import Participant

FURTHEST = 2  # years from now


@dataclass(frozen=True)
class Reminder:
    """Of an own date: what marks it among the steps that were said, when it comes, and to whom."""

    mark: str
    at: datetime
    person: int


def put(session: Session, task_id: int, day: date | None, by: Participant) -> None:
    """Note the day, or none any more; the task stays as it was shown to others.

    Raises NotFound, NotAllowed, the Conflicts of tasks that are over, and DayRejected.
    """
    case, task = tasks.locked(session, task_id)
    asker = permissions.asker(by)
    permissions.require_see_case(session, case, asker)
    tasks.require_open(task)
    if not permissions.may_set_follow_up(task, asker):
        raise errors.NotAllowed(task=task.id)
    require_good_day(day)
    if day == task.follow_up_on:
        return

    noted = sa.update(Task).where(Task.id == task.id)
    session.execute(noted.values(follow_up_on=day, next_reminder_at=clock.now()))
    history.record(session, case, Action.FOLLOW_UP_SET, by.id, {"task": task.id})  # the day is nobody else's


def reminder(session: Session, task: Task) -> Reminder | None:
    """When whoever has a task is reminded of their own date: on its morning, where they are."""
    if task.follow_up_on is None or task.taken_by_id is None:
        return None
    zone = participants.get(session, task.taken_by_id).organisation.zone
    at = datetime.combine(task.follow_up_on, MORNING, ZoneInfo(zone)).astimezone(UTC)
    return Reminder(f"follow:{task.follow_up_on.isoformat()}", at, task.taken_by_id)


def require_good_day(day: date | None) -> None:
    """DayRejected for a day that has passed or is years away."""
    today = calendars.day_of(clock.now())
    if day is not None and day < today:
        raise errors.DayRejected(why="past")
    if day is not None and day.year - today.year > FURTHEST:
        raise errors.DayRejected(why="too_far")
