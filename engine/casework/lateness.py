"""Work that is overdue beyond its deadline: a timer of the process says how long after it, and what is late then.

Such a timer is at a user task and has the property `overdue`. Its rule counts from the deadline of the task, and moves
with it; while the deadline stands still, so does the timer.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework import rules
from engine.casework.records import Task, Timer, TimerState
from engine.casework.rules import Place
from engine.model import overdue
from engine.people import calendars


def follow(session: Session, task: Task) -> None:
    """Bring the timers of a task, and what is said of it, in line with its deadline."""
    query = sa.select(Timer).where(Timer.case_id == task.case_id, Timer.guards == task.step)
    for timer in session.scalars(query.where(Timer.state != TimerState.CANCELLED.value)):
        if follows(timer):
            _put(timer, task)


def follows(timer: Timer) -> bool:
    """Whether a timer counts from the deadline of its task."""
    return overdue.NAME in timer.properties


def _put(timer: Timer, task: Task) -> None:
    at = _moment(timer, task)
    task.overdue_kind, task.overdue_at = str(timer.properties[overdue.NAME]), at
    if timer.state == TimerState.FIRED:
        return
    timer.state = (TimerState.WAITING if at is not None else TimerState.STANDING).value
    if at is not None:
        timer.due_at, timer.tries, timer.next_try_at = at, 0, None


def _moment(timer: Timer, task: Task) -> datetime | None:
    """When a task is overdue by the rule of its timer; None while it has no deadline."""
    if task.deadline_at is None:
        return None
    rule = feel.decode(timer.value["rule"]) if timer.value else None
    if rule is None:
        rule = feel.evaluate("duration(text)", {"text": timer.rule}).value
    return rules.moment(rule, task.deadline_at, Place(calendar=task.deadline_calendar or calendars.BOTH))
