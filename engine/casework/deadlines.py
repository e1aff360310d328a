"""When a task must be done: the rule of its model, counted in the calendar of whoever has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework import rules
from engine.casework.records import NO_DEADLINE, Candidate, Task
from engine.casework.rules import Place
from engine.people import calendars

NONE, WORKING, CALENDAR, HOURS = "none", "working", "calendar", "hours"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A moment with the rule it came from (JSON-safe), its kind, and the calendar it was counted in."""

    at: datetime | None = None
    rule: dict[str, Any] | None = None
    kind: str = NONE
    calendar: str = ""


def begin(rule: object, properties: Mapping[str, str], now: datetime, place: Place) -> Deadline:
    """The deadline of a task that begins at `now`; a value that is no rule of time gives none."""
    kind = properties.get("deadlineKind") or WORKING
    if rule is None or kind == NONE:
        return Deadline()
    try:
        at = rules.moment(rule, now, place).astimezone(UTC)
    except (ValueError, OverflowError):
        return Deadline()
    return Deadline(at=at, rule={"value": feel.encode(rule)}, kind=kind, calendar=_calendar(rule, place))


def recount(session: Session, task: Task, place: Place, now: datetime) -> None:
    """Count a task's working days anew from its first day in another place, never to a day before today there."""
    if task.deadline_rule is None:
        return
    rule = feel.decode(task.deadline_rule["value"])
    if not rules.is_workdays(rule):
        return
    at = rules.moment(rule, task.opened_at, place)
    earliest = calendars.end_of(now.astimezone(ZoneInfo(place.zone)).date(), place.zone)
    put(session, task, max(at, earliest), _calendar(rule, place))


def put(session: Session, task: Task, at: datetime | None, calendar: str | None = None) -> bool:
    """Let an open task be due at another moment: the one place where a deadline changes after the task has begun.

    None takes the deadline away. Tells whether it has changed; recording the act is up to the use case.
    """
    if calendar is not None:
        task.deadline_calendar = calendar
    at = at.astimezone(UTC) if at is not None else None
    if at == task.deadline_at:
        return False
    task.deadline_at = at
    session.flush()
    offered = sa.update(Candidate).where(Candidate.task_id == task.id)
    session.execute(offered.values(due=at or NO_DEADLINE), execution_options={"synchronize_session": False})
    return True


def _calendar(rule: object, place: Place) -> str:
    if not isinstance(rule, Mapping) or not rules.is_workdays(rule):
        return ""
    return str(rule.get("calendar") or place.calendar)
