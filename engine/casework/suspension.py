"""Deadlines that stand still while a case is paused: what is left of them, and how they count on.

Working and calendar days stand still; clocks of the law never do. While it stands still a task has no deadline, and its
rule keeps `left`, the days left (fewer than none when it was overdue). Afterwards `resumed` says from which day how
many days count.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine.casework import deadlines
from engine.casework.deadlines import Change
from engine.casework.records import Task
from engine.casework.rules import Place
from engine.people import calendars

SUSPENDED = (deadlines.WORKING, deadlines.CALENDAR)


def left(task: Task) -> int | None:
    """The days left of a deadline that stands still; None for one that does not."""
    found: int | None = (task.deadline_rule or {}).get("left")
    return found


def suspend(session: Session, task: Task, place: Place, now: datetime) -> Change | None:
    """Let a deadline stand still from today on, in the place of whoever has the task; None where nothing does."""
    if task.deadline_at is None or task.deadline_kind not in SUSPENDED:
        return None
    zone = ZoneInfo(place.zone)
    today, due = now.astimezone(zone).date(), task.deadline_at.astimezone(zone).date()
    rule = {**(task.deadline_rule or {}), "left": _days_left(task, place, today, due)}
    task.deadline_rule = rule
    return deadlines.put(session, task, None)


def resume(session: Session, task: Task, place: Place, now: datetime) -> Change | None:
    """Count the days left from today on, in the place of whoever has the task now."""
    days = left(task)
    if days is None:
        return None
    today = now.astimezone(ZoneInfo(place.zone)).date()
    rule = {key: value for key, value in (task.deadline_rule or {}).items() if key not in ("left", "taken")}
    task.deadline_rule = {**rule, "resumed": {"first": today.isoformat(), "days": days}}
    return deadlines.put_counted(session, task, place)


def _days_left(task: Task, place: Place, today: date, due: date) -> int:
    if task.deadline_kind == deadlines.CALENDAR:
        return (due - today).days
    calendar, closed = deadlines.counting(task, place)
    if due < today:
        return -calendars.count_working_days(due, today, calendar, closed)
    days = calendars.count_working_days(today, due, calendar, closed)
    worked = due == today or calendars.is_working_day(due, calendar, closed)
    return days if worked else days + 1  # counting on must never end before the day that was given
