"""Deadlines and timers that stand still while a case is paused: what is left of them, and how they count on.

Working and calendar days stand still; clocks of the law never do. While it stands still a task has no deadline, and its
rule keeps `left`, the days left (fewer than none when it was overdue). Afterwards `resumed` says from which day how
many days count. Timers of a process that count working days stand still too, and those that say `calendar`; all others
run on.
"""

from collections.abc import Container, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine import feel
from engine.casework import deadlines, lateness, rules
from engine.casework.deadlines import Change
from engine.casework.records import Task, Timer, TimerState
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


def suspend_timer(timer: Timer, now: datetime) -> bool:
    """Let a timer stand still from today on; False for one that runs on, or stands still with its task."""
    kind = _kind(timer)
    if timer.state != TimerState.WAITING or kind not in SUSPENDED or lateness.follows(timer):
        return False
    today, due = calendars.day_of(now), calendars.day_of(timer.due_at)
    counted = (_calendar(timer), ()) if kind == deadlines.WORKING else None
    timer.left, timer.state = _days_between(today, due, counted), TimerState.STANDING.value
    return True


def resume_timer(timer: Timer, now: datetime) -> bool:
    """Count the days left of a timer from today on; False for one that does not stand still by itself."""
    if timer.state != TimerState.STANDING or timer.left is None:
        return False
    today, due = calendars.day_of(now), timer.due_at.astimezone(calendars.HOME_ZONE)
    if _kind(timer) == deadlines.WORKING:
        day = calendars.add_working_days(today, timer.left, _calendar(timer))
    else:
        day = today + timedelta(days=timer.left)
    timer.due_at = datetime.combine(day, due.timetz()).astimezone(UTC)
    timer.left, timer.state = None, TimerState.WAITING.value
    timer.tries, timer.next_try_at = 0, None
    return True


def _kind(timer: Timer) -> str:
    written = str(timer.properties.get("deadlineKind", ""))
    return written or (deadlines.WORKING if rules.is_workdays(_rule(timer)) else deadlines.NONE)


def _calendar(timer: Timer) -> str:
    rule = _rule(timer)
    named = rule.get("calendar") if isinstance(rule, Mapping) else None
    return str(named or calendars.BOTH)


def _rule(timer: Timer) -> object:
    return feel.decode(timer.value["rule"]) if timer.value else None


def _days_left(task: Task, place: Place, today: date, due: date) -> int:
    working = task.deadline_kind == deadlines.WORKING
    return _days_between(today, due, deadlines.counting(task, place) if working else None)


def _days_between(today: date, due: date, counted: tuple[str, Container[date]] | None) -> int:
    """Days from today to another day: working days of a calendar without closing days, else all days."""
    if counted is None:
        return (due - today).days
    calendar, closed = counted
    if due < today:
        return -calendars.count_working_days(due, today, calendar, closed)
    days = calendars.count_working_days(today, due, calendar, closed)
    worked = due == today or calendars.is_working_day(due, calendar, closed)
    return days if worked else days + 1  # counting on must never end before the day that was given
